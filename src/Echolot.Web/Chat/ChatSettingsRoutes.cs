using System.Text;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Chat;

/// <summary>The settings of a chat, and transcripts for whoever works on it.</summary>
internal static class ChatSettingsRoutes
{
    public static void MapChatSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ChatSettingsPage>(Urls.SourceChatPattern, Permission.ReadSources);
        routes.MapAction(Urls.SourceChatPattern, Permission.EditSources, SaveAsync);
        routes.MapGet(Urls.ConversationTranscriptPattern, TranscriptAsync)
            .RequirePermission(Permission.ReadConversations).ExcludeFromDescription();
    }

    private static async Task<IResult> SaveAsync(HttpContext http, SourceRunner runner, long id, CancellationToken cancel)
    {
        if (await runner.FindAsync(id, cancel) is not { Key.Connector: ChatSettings.Connector } before)
            return Go.Refused(Urls.Sources, Sources.SourcesText.Gone);
        var form = await http.Request.ReadFormAsync(cancel);
        // The public name of the chat stays: pages that show it ask by it.
        var values = form.Where(f => f.Key is not ("name" or AntiForgery.Field))
            .ToDictionary(f => f.Key, f => f.Value.ToString());
        values["key"] = before.Key.Account;
        var (source, check) = await runner.ChangeAsync(id, form["name"].ToString(), values, http.Actor().Person.Id, cancel);
        return source is null
            ? Pages.Show<ChatSettingsPage>(http, new
            {
                Id = id, Name = form["name"].ToString(), Values = (IReadOnlyDictionary<string, string>)values,
                Problems = (IReadOnlyDictionary<string, string>)check.Problems.ToDictionary(
                    p => p.Key, p => ((Phrase)p.Value).ToString()),
            })
            : Go.To(Urls.SourceChat(id), ChatText.Saved);
    }

    private static async Task<IResult> TranscriptAsync(
        HttpContext http, Inbox inbox, Roster roster, long id, CancellationToken cancel)
    {
        if (await TextAsync(http, inbox, roster, id, cancel) is not { } text) return TypedResults.NotFound();
        return TypedResults.Bytes(
            Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8",
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"conversation-{id}.txt"));
    }

    /// <summary>A conversation as a text to keep; null where whoever asks does not see it.</summary>
    internal static async Task<string?> TextAsync(
        HttpContext http, Inbox inbox, Roster roster, long id, CancellationToken cancel)
    {
        if (await inbox.ShowAsync(id, InboxRoutes.SightOf(http.Actor()), cancel) is not { } thread) return null;
        var people = (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Id, p => p.Name);
        var with = thread.Conversation.With.Display;
        var lines = thread.Messages
            .Where(m => m.Kind is not MessageKind.Note && m.DeletedAt is null && m.Send is null or { State: SendState.Sent })
            .Select(m => new TranscriptLine(
                m.At, m.Direction is Direction.Theirs ? m.By?.Display is { Length: > 0 } name ? name : with
                    : m.PersonId is { } who && people.TryGetValue(who, out var person) ? person : ChatText.Us, m.Text));
        return Transcript.Of(
            ChatText.TranscriptTitle.With(id, with), lines, http.Actor().Person.TimeZone, Phrase.InGerman);
    }
}
