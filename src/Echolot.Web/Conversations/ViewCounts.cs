using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.WebUtilities;

namespace Echolot.Web.Conversations;

/// <summary>
/// How many conversations lists under a name have. Those who see the same share the number, counted at most once a second
/// and two lists at a time, however many look.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ViewCounts(Inbox inbox, TimeProvider clock)
{
    // So that no list costs a walk over everything.
    private const int MostCounted = 1000;

    private readonly AtMostOnce<Key, long> _counts = new(TimeSpan.FromSeconds(1), clock);
    private readonly SemaphoreSlim _turns = new(2);

    /// <param name="PersonId">Null where everybody who sees everything gets the same.</param>
    private sealed record Key(string Filters, long? PersonId);

    /// <summary>Numbers as people read them, by the id of the view; of one whose search cannot be read there is none.</summary>
    public async Task<IReadOnlyDictionary<long, string>> AskAsync(Actor actor, CancellationToken cancel)
    {
        var views = await inbox.ViewsAsync(actor.Person.Id, cancel);
        var counted = await Task.WhenAll(views.Select(async view => (view.Id, Count: await CountAsync(view, actor, cancel))));
        return counted.Where(c => c.Count is not null).ToDictionary(c => c.Id, c => Said(c.Count!.Value));
    }

    private async Task<long?> CountAsync(SavedInboxView view, Actor actor, CancellationToken cancel)
    {
        var filter = InboxAddress.Read(new QueryCollection(QueryHelpers.ParseQuery(view.Filters))).Filter;
        if (Inbox.WrongWith(filter.Search).Count > 0) return null;
        var alone = actor.Sees is not null || filter.View is InboxView.Mine;
        return await _counts.AskAsync(new(view.Filters, alone ? actor.Person.Id : null), async () =>
        {
            await _turns.WaitAsync();
            try
            {
                return await inbox.CountAsync(
                    filter, alone ? InboxRoutes.SightOf(actor) : Sight.Everything, MostCounted + 1, CancellationToken.None);
            }
            finally
            {
                _turns.Release();
            }
        }, cancel);
    }

    private static string Said(long count) => count > MostCounted
        ? MostCounted.ToString("N0", CultureInfo.CurrentCulture) + "+"
        : count.ToString("N0", CultureInfo.CurrentCulture);
}
