using System.Globalization;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Answers;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>What the composer asks for while somebody writes, and goodwill.</summary>
internal static class AnsweringRoutes
{
    private const int MostPicked = 12;

    public static void MapAnswering(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Urls.ConversationAnswersPattern, FindAsync).RequirePermission(Permission.WorkConversations)
            .ExcludeFromDescription();
        routes.MapPart<AnswerablePart>(Urls.ConversationAnswerablePattern, Permission.WorkConversations);
        routes.MapAction(Urls.ConversationCheckPattern, Permission.WorkConversations, CheckAsync);
        routes.MapAction(Urls.ConversationGoodwillPattern, Permission.WorkConversations, BookAsync);
    }

    /// <summary>Items as the composer hands them on: <c>12.3 15.1</c>, id and version.</summary>
    public static IReadOnlyList<UsedAnswer> Items(string? text)
    {
        var items = new List<UsedAnswer>();
        foreach (var part in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(20))
            if (part.Split('.') is [var id, var version]
                && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var item)
                && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var of))
                items.Add(new(item, of));
        return items;
    }

    /// <summary>Items that stood above the composer, by their ids: <c>12 15</c>.</summary>
    public static IReadOnlyList<long> Suggested(string? text) =>
        [.. (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(Inbox.MostSuggested)
            .Select(InboxRoutes.Number).OfType<long>()];

    /// <summary>Whether money was written as people write it: 20, 20,50 or 20.50.</summary>
    public static bool TryCents(string? text, out long cents)
    {
        cents = 0;
        var plain = (text ?? "").Replace("€", "", StringComparison.Ordinal).Trim().Replace(',', '.');
        if (!decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || amount > 1_000_000 || decimal.Round(amount, 2) != amount) return false;
        cents = (long)(amount * 100);
        return true;
    }

    private static async Task<IResult> FindAsync(
        HttpContext http, Inbox inbox, AnswerLibrary library, long id, string? q, string? mode, long? item)
    {
        var cancel = http.RequestAborted;
        if (await inbox.ShowAsync(id, InboxRoutes.SightOf(http.Actor()), cancel) is not { } thread) return TypedResults.NotFound();
        var leg = Enum.TryParse<Leg>(mode, out var asked) && Enum.IsDefined(asked) ? asked : (Leg?)null;
        var shelf = await library.ShelfAsync(cancel);
        var found = await inbox.FindAnswersAsync(
            thread, q ?? "", leg, http.Actor().Person.Name, item is null ? MostPicked : int.MaxValue, cancel);
        var scenarios = item is null ? await StepsAsync(http, inbox, thread.Conversation, q ?? "") : [];
        return TypedResults.Ok(found.Where(a => item is null || a.Item.Id == item).Select(a => new Offered
        {
            Id = a.Item.Id, Use = $"{a.Item.Id}.{a.Item.ApprovedVersion}", Title = a.Item.Title, Folder = shelf.PathOf(a.Item) ?? "",
            Text = a.Filled.Text, Why = string.Join(" · ", a.Because.Select(b => CheckText.Why(b, a))),
            Files = [.. a.Item.Files.Select(f => new OfferedFile(f.Id, f.Type))],
            Open = a.Filled.Open.Count == 0 ? "" : CheckText.Open.With(string.Join(", ", a.Filled.Open)),
        }).Concat(scenarios));
    }

    /// <summary>Scenarios by their names and words: to start one, and each step as a text.</summary>
    private static async Task<IEnumerable<Offered>> StepsAsync(HttpContext http, Inbox inbox, Conversation talk, string words)
    {
        var cancel = http.RequestAborted;
        if (words.Length == 0 && !http.Actor().May(Permission.SendReplies)) return [];
        var startable = http.Actor().May(Permission.SendReplies)
            ? (await inbox.StartableScenariosAsync(talk, await inbox.WaysAsync(talk.Id, InboxRoutes.SightOf(http.Actor()), cancel), cancel))
                .Select(s => s.Id).ToHashSet() : [];
        var steps = ScenarioSearch.Find(
            await inbox.ScenariosAsync(cancel), words, await inbox.SpeaksGermanAsync(talk, cancel), MostPicked);
        return steps.SelectMany(s => new[]
        {
            s.First && startable.Contains(s.Scenario.Id)
                ? new Offered { Title = OutOfHours.ScenarioText.StartEntry.With(s.Scenario.Draft.Name), Text = s.Text, Start = s.Scenario.Id } : null,
            words.Length == 0 ? null
                : new Offered { Title = s.Scenario.Draft.Name, Folder = OutOfHours.ScenarioText.Step.With(s.Node.Name), Text = s.Text },
        }).OfType<Offered>().Take(MostPicked);
    }

    private sealed record OfferedFile(long Id, string Type);

    /// <summary>A text for the reply, or a scenario to start.</summary>
    private sealed record Offered
    {
        public long Id { get; init; }
        /// <summary>Item and version; empty where it is none of the library.</summary>
        public string Use { get; init; } = "";
        public string Title { get; init; } = "";
        public string Folder { get; init; } = "";
        public string Text { get; init; } = "";
        public string Why { get; init; } = "";
        public string Open { get; init; } = "";
        public IReadOnlyList<OfferedFile> Files { get; init; } = [];
        public long? Start { get; init; }
    }

    private static async Task<IResult> CheckAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] MessageKind mode, [FromForm] string? text,
        [FromForm] string? reason, [FromForm] string? items, [FromForm] string? via, [FromForm] string? to,
        [FromForm] string? later, TimeProvider clock)
    {
        if (mode is MessageKind.Note || string.IsNullOrWhiteSpace(text))
            return Pages.Show<FindingsPage>(http, new { Items = items }, StatusCodes.Status200OK);
        try
        {
            var check = await inbox.CheckReplyAsync(
                id, new(
                    (Leg)mode, text, ReplyTo: InboxRoutes.Number(to), Items: Items(items),
                    At: string.IsNullOrWhiteSpace(later) ? null
                        : Later.Try("at", later, clock.GetUtcNow(), http.Actor().Person.TimeZone),
                    Voice: mode is MessageKind.Private ? InboxRoutes.Number(via) : null)
                {
                    Files = FileRoutes.Chosen(http.Request.Form),
                }, InboxRoutes.SightOf(http.Actor()), http.RequestAborted);
            return Pages.Show<FindingsPage>(
                http, new { check.Findings, Reason = reason, Items = items }, StatusCodes.Status200OK);
        }
        catch (InboxException)
        {
            return TypedResults.NotFound();
        }
    }

    private static async Task<IResult> BookAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long policy, [FromForm] string? amount, [FromForm] string? why)
    {
        try
        {
            if (!TryCents(amount, out var cents))
                throw new AnswerException(AnswerRefusal.AmountWrong, "This is no amount.");
            await inbox.BookGoodwillAsync(
                id, policy, cents, why ?? "", InboxRoutes.SightOf(http.Actor()), http.RequestAborted);
            return Go.To(Urls.Conversation(id), CheckText.Booked);
        }
        catch (AnswerException wrong)
        {
            return Pages.Show<InboxPage>(http, new { Id = (long?)id, Problem = AnswersText.Refusal(wrong).ToString() });
        }
        catch (InboxException wrong)
        {
            return Pages.Show<InboxPage>(http, new { Id = (long?)id, Problem = InboxText.Refusal(wrong).ToString() });
        }
    }
}
