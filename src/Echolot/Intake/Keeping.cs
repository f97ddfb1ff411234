using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Intake;

/// <summary>
/// Stores a prepared batch in one transaction. When it fails, halves it until the event that breaks it is alone: that
/// one goes to the poison list, all others are stored.
/// </summary>
/// <remarks>
/// Inside a transaction deletions go first, because a deletion wins whether it comes before or after its post; then
/// the items in order; then what is said about authors, so that it reaches the items of the same batch; then what is
/// said to us.
/// </remarks>
internal sealed class Keeping(
    EcholotDb db, Archive archive, Logbook logbook, PoisonList poison, Arrivals arrivals, TimeProvider time,
    ILogger log)
{
    /// <summary>Never throws: an event is decided, or its call fails and the caller sends it again.</summary>
    public async Task TakeAsync(IReadOnlyList<Arrived> batch)
    {
        using var measure = Measures.Stage("keep", batch.Count);
        // A call that failed meanwhile must not continue behind its hole.
        var slice = batch.Any(a => a.Call.Failed) ? [.. batch.Where(a => !a.Call.Failed)] : batch;
        try
        {
            await TakeAsync(slice, retried: false);
        }
        catch (Exception wrong)
        {
            log.LogError(wrong, "{Events} events could not be stored; their sources will send them again", slice.Count);
            foreach (var call in slice.Select(a => a.Call).Distinct()) call.Fail(wrong);
        }
    }

    private async Task TakeAsync(IReadOnlyList<Arrived> slice, bool retried)
    {
        if (slice.Count == 0) return;
        IReadOnlyList<Taken> taken;
        try
        {
            taken = await db.WriteAsync(scope => WriteAsync(scope, slice), CancellationToken.None);
        }
        catch (Exception wrong)
        {
            await DivideAsync(slice, retried, wrong);
            return;
        }
        for (var i = 0; i < slice.Count; i++)
        {
            Measures.Decided(slice[i], taken[i], time.GetUtcNow());
            slice[i].Decide(taken[i]);
        }
    }

    private async Task DivideAsync(IReadOnlyList<Arrived> slice, bool retried, Exception wrong)
    {
        if (slice.Count > 1)
        {
            log.LogWarning("A transaction of {Events} events failed with {Problem}; trying its halves", slice.Count,
                wrong.GetType().Name);
            await TakeAsync([.. slice.Take(slice.Count / 2)], retried: false);
            await TakeAsync([.. slice.Skip(slice.Count / 2)], retried: false);
            return;
        }
        // Is it the event or the database? Only when the database writes again and this event fails again is it the
        // event.
        await db.WriteAsync(_ => Task.CompletedTask, CancellationToken.None);
        if (!retried)
        {
            await TakeAsync(slice, retried: true);
            return;
        }
        if (slice[0].Problem is not null) throw wrong;
        slice[0].Problem = Problems.Of("storing", wrong);
        log.LogError(
            "An event of source {SourceId} cannot be stored ({Problem}) and is put aside", slice[0].Source.Id,
            wrong.GetType().Name);
        await TakeAsync(slice, retried: true);
    }

    private async Task<IReadOnlyList<Taken>> WriteAsync(WriteScope scope, IReadOnlyList<Arrived> slice)
    {
        var cancel = CancellationToken.None;
        var taken = new Taken?[slice.Count];
        await DeleteAsync(scope, slice, taken, cancel);
        await KeepAsync(scope, slice, taken, cancel);
        for (var i = 0; i < slice.Count; i++)
        {
            if (slice[i].Problem is not null)
                taken[i] = await PutAsideAsync(scope, slice[i], slice[i].Problem!, cancel);
            else taken[i] ??= slice[i].Verdict ?? await NoteAsync(scope, slice[i], cancel);
        }
        await arrivals.AddAsync(scope, slice, cancel);
        await logbook.WriteAsync(scope, Entries.Of(slice, taken!), cancel);
        return taken!;
    }

    private async Task DeleteAsync(
        WriteScope scope, IReadOnlyList<Arrived> slice, Taken?[] taken, CancellationToken cancel)
    {
        var deletions = new Dictionary<(string Connector, DeleteReason Why), List<ExternalId>>();
        for (var i = 0; i < slice.Count; i++)
        {
            if (slice[i].Problem is not null || slice[i].Event is not Deleted deleted) continue;
            var group = (slice[i].Source.Key.Connector, deleted.Why);
            if (!deletions.TryGetValue(group, out var ids)) deletions.Add(group, ids = []);
            ids.Add(deleted.Id);
            taken[i] = new Taken(TakenAs.Removed);
        }
        foreach (var ((connector, why), ids) in deletions)
            await archive.ForgetAsync(scope, connector, ids, why.ToString(), cancel);
    }

    private async Task KeepAsync(
        WriteScope scope, IReadOnlyList<Arrived> slice, Taken?[] taken, CancellationToken cancel)
    {
        var (keep, places) = (new List<PreparedKeep>(slice.Count), new List<int>(slice.Count));
        for (var i = 0; i < slice.Count; i++)
        {
            if (slice[i] is not { Keep: { } item, Problem: null }) continue;
            keep.Add(item);
            places.Add(i);
        }
        if (keep.Count == 0) return;
        var kept = await archive.KeepAsync(scope, keep, cancel);
        for (var k = 0; k < places.Count; k++)
            taken[places[k]] = kept[k].Outcome switch
            {
                KeepOutcome.Added => new Taken(TakenAs.Kept, kept[k].Id),
                KeepOutcome.Revised => new Taken(TakenAs.Revised, kept[k].Id),
                KeepOutcome.AlreadyKnown => new Taken(TakenAs.AlreadyKnown, kept[k].Id),
                KeepOutcome.DeletedBefore => new Taken(TakenAs.Removed),
                _ => new Taken(TakenAs.NotWanted),
            };
    }

    private async Task<Taken> NoteAsync(WriteScope scope, Arrived arrived, CancellationToken cancel)
    {
        var connector = arrived.Source.Key.Connector;
        switch (arrived.Event)
        {
            case AuthorChanged changed:
                await archive.AuthorChangedAsync(scope, connector, changed.Author, cancel);
                return new Taken(TakenAs.Noted);
            case AuthorGone gone:
                await archive.AuthorGoneAsync(
                    scope, connector, gone.Author, gone.Back ? null : gone.Reversible, nameof(AuthorGone), cancel);
                return new Taken(gone.Back || gone.Reversible ? TakenAs.Noted : TakenAs.Removed);
            case Unreadable unreadable:
                return await PutAsideAsync(scope, arrived, unreadable.Problem, cancel);
            case Addressed or Gap or Progress or TargetsRefused or ReservationFound:
                return new Taken(TakenAs.Noted);
            default:
                throw new NotSupportedException($"Intake does not know the event {arrived.Event.GetType().Name}.");
        }
    }

    private async Task<Taken> PutAsideAsync(WriteScope scope, Arrived arrived, string problem, CancellationToken cancel)
    {
        await poison.AddAsync(scope, arrived, problem, time.GetUtcNow(), cancel);
        return new Taken(TakenAs.Refused, null, problem);
    }
}
