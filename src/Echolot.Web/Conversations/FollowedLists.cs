using System.Globalization;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Echolot.Web.Conversations;

/// <summary>The newest page of a list as an open page of it follows: its rows, and how many each view has.</summary>
/// <param name="Rows">HTML of the rows and of the button for more.</param>
/// <param name="Counts">By the name of the view; null under a search, which is not counted.</param>
internal sealed record FollowedList(string Rows, IReadOnlyDictionary<string, string>? Counts)
{
    /// <summary>Of lists under a name, by their ids; null: not asked for.</summary>
    public IReadOnlyDictionary<long, string>? Views { get; init; }
}

/// <summary>
/// Makes the lists that open pages follow. Those who see the same get the same rows, made at most once in 300 ms: two
/// hundred agents who look at one list cost as much as three.
/// </summary>
/// <remarks>
/// Whoever asks gets what was begun after they asked. Lists of those who see some departments only, and of one's own
/// conversations, are made for each person. Thread-safe.
/// </remarks>
internal sealed class FollowedLists(
    Inbox inbox, Roster roster, SourceRunner runner, IServiceScopeFactory scopes, ILoggerFactory logs, TimeProvider clock)
{
    /// <summary>Rows of a page of the inbox.</summary>
    public const int PageSize = 40;

    // Well below the second and a half for which a page waits anyway.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly AtMostOnce<Key, Made> _lists = new(Pause, clock);

    /// <param name="PersonId">Null where everybody who sees everything gets the same.</param>
    private sealed record Key(string Address, string Language, string TimeZone, long? PersonId);

    private sealed record Made(string Rows, InboxCounts? Counts, IReadOnlyDictionary<long, long> Own);

    public async Task<FollowedList> AskAsync(InboxAddress address, Actor actor, CancellationToken cancel)
    {
        var alone = actor.Sees is not null || address.Filter.View is InboxView.Mine;
        var key = new Key(
            address.To(Urls.Inbox), CultureInfo.CurrentUICulture.Name, actor.Person.TimeZone, alone ? actor.Person.Id : null);
        var made = await _lists.AskAsync(key, () => MakeAsync(address, actor, alone), cancel);
        var counts = made.Counts is { } all && !alone ? all with { Mine = made.Own.GetValueOrDefault(actor.Person.Id) } : made.Counts;
        return new(made.Rows, counts is null ? null : Enum.GetValues<InboxView>().Where(view => counts.Of(view) is not null)
            .ToDictionary(view => InboxAddress.Low(view), view => counts.Of(view)!.Value.ToString("N0", CultureInfo.CurrentCulture)));
    }

    private async Task<Made> MakeAsync(InboxAddress address, Actor actor, bool alone)
    {
        var cancel = CancellationToken.None;
        var sight = alone ? InboxRoutes.SightOf(actor) : Sight.Everything;
        // The page itself says what is wrong with a search.
        var page = Inbox.WrongWith(address.Filter.Search).Count == 0 ? await inbox.ListAsync(address.Filter, sight, null, PageSize, cancel) : new([], null);
        var people = (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Id, p => p.Name);
        var rows = await RenderAsync(
            page, await inbox.WindowsAsync(page.Items, cancel), await inbox.MarksAsync(page.Items, cancel), address, actor, people);
        if (address.Filter.Search is not null) return new(rows, null, new Dictionary<long, long>());
        if (alone) return new(rows, await inbox.CountAsync(address.Filter, sight, cancel), new Dictionary<long, long>());
        var (counts, own) = await inbox.CountEachAsync(address.Filter, cancel);
        return new(rows, counts, own);
    }

    /// <summary>Rows need to know whose clock and language they are for, and nothing else of a request.</summary>
    private async Task<string> RenderAsync(
        ConversationPage page, IReadOnlyDictionary<long, DateTimeOffset> windows, IReadOnlyDictionary<long, TalkMarks> marks,
        InboxAddress address, Actor actor, IReadOnlyDictionary<long, string> people)
    {
        await using var scope = scopes.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.Features.Set(actor);
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        return await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<InboxRows>(
            ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(InboxRows.Http)] = http, [nameof(InboxRows.Page)] = page,
                [nameof(InboxRows.Windows)] = windows, [nameof(InboxRows.Marks)] = marks, [nameof(InboxRows.Address)] = address,
                [nameof(InboxRows.People)] = people,
                [nameof(InboxRows.Connectors)] = ByHandText.Channels(runner.Connectors),
            }))).ToHtmlString());
    }
}
