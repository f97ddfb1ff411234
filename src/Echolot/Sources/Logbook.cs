using System.Runtime.InteropServices;
using Dapper;
using Echolot.Messaging;
using Echolot.Storage;

namespace Echolot.Sources;

/// <summary>What one batch brought from one source; written in the transaction that took the batch.</summary>
/// <param name="Cursor">Position after the last event; null leaves the stored one.</param>
/// <param name="ContactAt">When the last event was received.</param>
/// <param name="Items">Items seen, wanted or not.</param>
/// <param name="Kept">Items added or revised.</param>
/// <param name="Errors">Events put on the poison list.</param>
/// <param name="LastProblem">Problem of the last of them.</param>
/// <param name="LastItemAt">When the last item was received, however it came.</param>
/// <param name="Arrivals">Receive and publish times of the items that came live, in order of arrival.</param>
public sealed record LogEntry(
    long SourceId, string? Cursor, DateTimeOffset ContactAt, int Items, int Kept, int Errors, string? LastProblem,
    DateTimeOffset? LastItemAt, IReadOnlyList<Arrival> Arrivals, IReadOnlyList<KnownGap> Gaps)
{
    /// <summary>What the source is refused now, with the reason of each; null leaves what is stored.</summary>
    public IReadOnlyDictionary<string, string>? Refused { get; init; }

    /// <summary>Reservations that items of the batch state, the newest of each kind.</summary>
    public IReadOnlyList<Reservation> Reserved { get; init; } = [];
}

/// <summary>When a live item was published and when we received it.</summary>
/// <param name="ClockSuspect">The publish time is not to be believed, so the item says nothing about lag.</param>
public readonly record struct Arrival(DateTimeOffset ReceivedAt, DateTimeOffset PublishedAt, bool ClockSuspect);

/// <summary>A source began or ceased to run, to fail or to be silent.</summary>
public sealed record SourceStateChanged(
    long SourceId, SourceState State, SourceState Before, DateTimeOffset At) : IFact;

/// <summary>Positions and health of every source.</summary>
public sealed class Logbook(Bus bus)
{
    private static readonly BulkInsert<BucketRow> CountBuckets = new("source_bucket",
    [
        new("source_id", b => b.SourceId),
        new("what", b => b.What),
        new("since", b => b.Since),
        new("bucket", b => b.Bucket),
        new("count", b => b.Count),
    ], "on conflict (source_id, what, since, bucket) do update set count = source_bucket.count + excluded.count");

    /// <summary>
    /// Stores position, counters, lags, pauses and gaps inside the transaction of the events themselves.
    /// </summary>
    /// <remarks>Entries of sources that were removed meanwhile are dropped.</remarks>
    public async Task WriteAsync(WriteScope scope, IReadOnlyList<LogEntry> entries, CancellationToken cancel)
    {
        foreach (var entry in entries)
            if (await StateAsync(scope, entry.SourceId) is { } before) await WriteAsync(scope, before, entry, cancel);
    }

    /// <summary>Notes that reading failed and when it is tried again.</summary>
    internal async Task FailedAsync(
        WriteScope scope, long sourceId, string problem, DateTimeOffset at, DateTimeOffset? next,
        CancellationToken cancel)
    {
        var there = await scope.Connection.ExecuteAsync(
            """
            update source_state set failures = failures + 1, last_error = @problem, last_error_at = @at,
                next_contact_at = @next
            where source_id = @sourceId
            """,
            new { sourceId, problem, at = Ms(at), next = next is { } n ? Ms(n) : (long?)null }, scope.Transaction);
        if (there == 0) return;
        await CountAsync(scope, sourceId, at, 0, 0, 1);
        await TurnAsync(scope, sourceId, next is null ? SourceState.Stopped : SourceState.Failing, at, cancel);
    }

    /// <summary>Somebody resumed or changed the source: what failed before says nothing about it any more.</summary>
    internal async Task BeginAgainAsync(WriteScope scope, long sourceId, DateTimeOffset at, CancellationToken cancel)
    {
        await scope.Connection.ExecuteAsync(
            "update source_state set failures = 0, next_contact_at = null, refused = null where source_id = @sourceId",
            new { sourceId }, scope.Transaction);
        await TurnAsync(scope, sourceId, SourceState.Running, at, cancel);
    }

    /// <summary>Stores a state and tells everybody, if it is another one.</summary>
    internal async Task TurnAsync(
        WriteScope scope, long sourceId, SourceState state, DateTimeOffset at, CancellationToken cancel)
    {
        if (await StateAsync(scope, sourceId) is { } before) await TurnAsync(scope, before, state, at, cancel);
    }

    private async Task TurnAsync(
        WriteScope scope, StateRow before, SourceState state, DateTimeOffset at, CancellationToken cancel)
    {
        if (before.AsState() == state) return;
        await scope.Connection.ExecuteAsync(
            "update source_state set state = @state where source_id = @SourceId",
            new { state = state.ToString(), before.SourceId }, scope.Transaction);
        await bus.PublishAsync(scope, new SourceStateChanged(before.SourceId, state, before.AsState(), at), cancel);
    }

    private async Task WriteAsync(WriteScope scope, StateRow before, LogEntry entry, CancellationToken cancel)
    {
        await scope.Connection.ExecuteAsync(
            """
            update source_state set cursor = coalesce(@Cursor, cursor), last_item_at = coalesce(@item, last_item_at),
                last_live_at = coalesce(@live, last_live_at), last_contact_at = @contact, failures = 0,
                next_contact_at = null, refused = coalesce(@refused, refused),
                last_error = coalesce(@LastProblem, last_error), last_error_at = coalesce(@error, last_error_at)
            where source_id = @SourceId
            """,
            new
            {
                entry.SourceId, entry.Cursor, entry.LastProblem, contact = Ms(entry.ContactAt),
                item = entry.LastItemAt is { } item ? Ms(item) : (long?)null,
                live = entry.Arrivals.Count > 0 ? Ms(entry.Arrivals[^1].ReceivedAt) : (long?)null,
                error = entry.LastProblem is null ? null : (long?)Ms(entry.ContactAt),
                refused = entry.Refused is { } refused ? StateRow.Written(refused) : null,
            }, scope.Transaction);
        if (entry.Items + entry.Kept + entry.Errors > 0)
            await CountAsync(scope, entry.SourceId, entry.ContactAt, entry.Items, entry.Kept, entry.Errors);
        await CountBuckets.RunAsync(
            scope, [.. Buckets(before.LastLiveAt, before.CreatedAt, entry.Arrivals).Select(b => new BucketRow
            {
                SourceId = entry.SourceId, What = b.Key.What, Since = b.Key.Since, Bucket = b.Key.Bucket,
                Count = b.Value,
            })], cancel);
        foreach (var gap in entry.Gaps)
            await scope.Connection.ExecuteAsync(
                """
                insert into source_gap (source_id, from_at, to_at, why) values (@SourceId, @from, @to, @why)
                on conflict (source_id, from_at, to_at, why) do nothing
                """,
                new { entry.SourceId, from = Ms(gap.From), to = Ms(gap.To), why = gap.Why.ToString() },
                scope.Transaction);
        foreach (var reserved in entry.Reserved) await ExampleAsync(scope, entry.SourceId, reserved, entry.ContactAt);
        var recovers = before.AsState() switch
        {
            SourceState.Failing or SourceState.Stopped => true,
            SourceState.Silent => entry.Arrivals.Count > 0,
            _ => false,
        };
        if (recovers) await TurnAsync(scope, before, SourceState.Running, entry.ContactAt, cancel);
    }

    // Of a kind and source one example is kept: the newest.
    private static async Task ExampleAsync(WriteScope scope, long sourceId, Reservation reserved, DateTimeOffset at)
    {
        var row = new
        {
            sourceId, kind = reserved.Kind.ToString(), address = reserved.Where.AbsoluteUri, policy = reserved.Policy,
            at = Ms(at),
        };
        await scope.Connection.ExecuteAsync(
            """
            delete from source_reservation
            where source_id = @sourceId and kind = @kind and example = 1 and address <> @address
            """, row, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            """
            insert into source_reservation (source_id, kind, address, policy, found_at, example)
            values (@sourceId, @kind, @address, @policy, @at, 1)
            on conflict (source_id, kind, address) do update set policy = excluded.policy, found_at = excluded.found_at
            where source_reservation.example = 1
            """, row, scope.Transaction);
    }

    /// <summary>
    /// Lags by the hour and pauses by the day, from arrivals in order. What was published before the source was created
    /// was there before we listened and says nothing about lag.
    /// </summary>
    internal static IReadOnlyDictionary<(string What, long Since, int Bucket), int> Buckets(
        long? lastLiveAt, long createdAt, IReadOnlyList<Arrival> arrivals)
    {
        var counts = new Dictionary<(string, long, int), int>();
        var last = lastLiveAt is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : (DateTimeOffset?)null;
        foreach (var arrival in arrivals)
        {
            if (!arrival.ClockSuspect && Ms(arrival.PublishedAt) >= createdAt)
                Add(BucketRow.Lag, Hour(arrival.ReceivedAt), arrival.ReceivedAt - arrival.PublishedAt);
            if (last is { } then && arrival.ReceivedAt - then >= Silence.Burst)
                Add(BucketRow.Pause, Day(arrival.ReceivedAt), arrival.ReceivedAt - then);
            // A clock that was set back must not make pauses out of nothing.
            if (last is null || arrival.ReceivedAt > last) last = arrival.ReceivedAt;
        }
        return counts;

        void Add(string what, long since, TimeSpan duration)
        {
            var key = (what, since, Histogram.BucketOf(duration));
            CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
        }
    }

    // Of a source that is there. Read from its row instead, the insert would need a journal of its own, which costs a
    // millisecond inside a large transaction on SQLite.
    private static Task CountAsync(
        WriteScope scope, long sourceId, DateTimeOffset at, int items, int kept, int errors) =>
        scope.Connection.ExecuteAsync(
            """
            insert into source_hour (source_id, hour, items, kept, errors)
            values (@sourceId, @hour, @items, @kept, @errors)
            on conflict (source_id, hour) do update set items = source_hour.items + excluded.items,
                kept = source_hour.kept + excluded.kept, errors = source_hour.errors + excluded.errors
            """,
            new { sourceId, hour = Hour(at), items = (long)items, kept = (long)kept, errors = (long)errors },
            scope.Transaction);

    private static Task<StateRow?> StateAsync(WriteScope scope, long sourceId) =>
        scope.Connection.QuerySingleOrDefaultAsync<StateRow>(
            $"{StateRow.Select} where s.source_id = @sourceId", new { sourceId }, scope.Transaction);

    /// <summary>Start of the hour, as unix milliseconds.</summary>
    internal static long Hour(DateTimeOffset at) => Ms(at) / 3_600_000 * 3_600_000;

    /// <summary>Start of the UTC day, as unix milliseconds.</summary>
    internal static long Day(DateTimeOffset at) => Ms(at) / 86_400_000 * 86_400_000;

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
