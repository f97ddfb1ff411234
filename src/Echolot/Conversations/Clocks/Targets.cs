using System.Data.Common;
using System.Globalization;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>Within which time we want to answer: the first of the list whose conditions hold counts.</summary>
/// <param name="Above">Holds for this priority and above; null: for all.</param>
/// <param name="Connector">Holds for this channel; null: for all.</param>
/// <param name="Crisis">Holds from this crisis level on; 0: always.</param>
/// <param name="CalendarId">By which calendar time counts; null: day and night.</param>
/// <param name="First">Minutes until the first answer; null: not asked for. The others likewise.</param>
/// <param name="Warn">Minutes before the end to warn; null: no warning.</param>
public sealed record TargetDraft(
    string Name, Priority? Above, string? Connector, int Crisis, long? CalendarId, int? First, int? Next, int? Update,
    int? Resolve, int? Warn);

/// <summary>A response target with its place in the order, counted from 1.</summary>
public sealed record ResponseTarget(long Id, int Position, TargetDraft Draft);

public sealed partial class Inbox
{
    private const int LongestTargetName = 80;
    private const int RetargetedAtOnce = 100;

    /// <summary>So many open conversations follow changed targets while whoever changed them waits.</summary>
    public const int RetargetedHere = 200;

    // The last conversation that has them, and since which change: gone when all have.
    private const string RetargetedUpTo = "targets.followed";

    /// <summary>In a crisis 15 minutes, else 12 hours, both by the clock on the wall until there is a calendar.</summary>
    public static readonly IReadOnlyList<TargetDraft> Presets =
    [
        new("Krise", null, null, 1, null, First: 15, Next: 15, Update: 60, Resolve: null, Warn: 5),
        new("Normal", null, null, 0, null, First: 720, Next: 720, Update: null, Resolve: null, Warn: 60),
    ];

    /// <summary>Every target in its order.</summary>
    public async Task<IReadOnlyList<ResponseTarget>> TargetsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<TargetRow>(new CommandDefinition(
            $"select {TargetRow.Columns} from response_target order by position, id", cancellationToken: cancel)))
            .Select((r, i) => new ResponseTarget(r.Id, i + 1, r.AsDraft()))];
    }

    /// <summary>
    /// Puts these targets in place of the old ones. Clocks that run go on under the new ones: what has passed counts.
    /// </summary>
    /// <exception cref="ArgumentException">A time is not positive, or a name is empty.</exception>
    public async Task SaveTargetsAsync(IReadOnlyList<TargetDraft> targets, long? by, CancellationToken cancel)
    {
        foreach (var target in targets)
        {
            if (target.Name.Trim().Length is 0 or > LongestTargetName)
                throw new ArgumentException(
                    $"A target needs a name of 1 to {LongestTargetName} characters.", nameof(targets));
            foreach (var minutes in new[] { target.First, target.Next, target.Update, target.Resolve, target.Warn })
                if (minutes is <= 0)
                    throw new ArgumentException(
                        $"“{target.Name}” asks for {minutes} minutes; write 1 or more, or leave it empty.", nameof(targets));
        }
        await db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync("delete from response_target", transaction: scope.Transaction);
            for (var i = 0; i < targets.Count; i++)
                await scope.Connection.ExecuteAsync(
                    """
                    insert into response_target (name, position, priority, connector, crisis, calendar_id, first_min,
                        next_min, update_min, resolve_min, warn_min, changed_at, changed_by)
                    values (@Name, @Position, @Priority, @Connector, @Crisis, @CalendarId, @FirstMin, @NextMin, @UpdateMin,
                        @ResolveMin, @WarnMin, @ChangedAt, @ChangedBy)
                    """, TargetRow.Of(targets[i], i, Now, by), scope.Transaction);
            await KeepAsync(scope, RetargetedUpTo, $"0 {Guid.NewGuid():N}");
            await privacy.RecordAsync(
                scope, by, "targets.changed", "targets", targets.Count.ToString(CultureInfo.InvariantCulture), cancel);
        }, cancel);
        await RetargetBeginningAsync(cancel);
    }

    /// <summary>
    /// Every conversation that is to be worked on gets the targets and the newest calendars that hold now; after either was
    /// changed. <see cref="RetargetedHere"/> at once, the others in the background.
    /// </summary>
    public async Task FollowTargetsAsync(CancellationToken cancel)
    {
        await db.WriteAsync(scope => KeepAsync(scope, RetargetedUpTo, $"0 {Guid.NewGuid():N}"), cancel);
        await RetargetBeginningAsync(cancel);
    }

    private async Task RetargetBeginningAsync(CancellationToken cancel)
    {
        for (var done = 0; done < RetargetedHere && await RetargetSomeAsync(cancel); done += RetargetedAtOnce)
            log.LogDebug("Gave {Count} conversations the changed targets", RetargetedAtOnce);
    }

    /// <summary>Whether open conversations still have to get the newest targets and calendars.</summary>
    public async Task<bool> IsRetargetingAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await RetargetedAsync(connection, cancel) is not null;
    }

    /// <summary>Goes on with it for two seconds, some at a time so that others write in between.</summary>
    internal async Task RetargetAsync(CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) < ScoringStretch && await RetargetSomeAsync(cancel))
            log.LogDebug("Gave {Count} conversations the changed targets", RetargetedAtOnce);
    }

    private async Task<bool> RetargetSomeAsync(CancellationToken cancel)
    {
        string? written;
        List<long> ids;
        await using (var connection = await db.ReadAsync(cancel))
        {
            written = await RetargetedAsync(connection, cancel);
            if (written is null) return false;
            ids = (await connection.QueryAsync<long>(new CommandDefinition(
                "select id from conversation where active = 1 and id > @after order by id limit @RetargetedAtOnce",
                new { after = long.Parse(written.Split(' ')[0], CultureInfo.InvariantCulture), RetargetedAtOnce },
                cancellationToken: cancel))).AsList();
        }
        await TogetherAsync(ids, "Giving changed targets", _ => Task.CompletedTask, cancel);
        // What was changed meanwhile begins anew: its mark stays.
        var next = string.Create(CultureInfo.InvariantCulture, $"{ids.LastOrDefault()} {written.Split(' ')[^1]}");
        await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            ids.Count < RetargetedAtOnce ? "delete from care_rule where name = @RetargetedUpTo and value = @written"
                : "update care_rule set value = @next where name = @RetargetedUpTo and value = @written",
            new { RetargetedUpTo, written, next }, scope.Transaction), cancel);
        return ids.Count == RetargetedAtOnce;
    }

    private static Task<string?> RetargetedAsync(DbConnection connection, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select value from care_rule where name = @RetargetedUpTo", new { RetargetedUpTo }, cancellationToken: cancel));

    /// <summary>The targets that hold for a conversation, as they are written into its course.</summary>
    internal static SetTargets? Choose(
        IReadOnlyList<TargetDraft> targets, IReadOnlyDictionary<long, long> newest, Priority priority, string connector,
        int crisis)
    {
        var target = targets.FirstOrDefault(t =>
            (t.Above is not { } above || priority >= above) && (t.Connector is null || t.Connector == connector)
            && crisis >= t.Crisis);
        if (target is null) return null;
        var kinds = new List<SetTarget>();
        Add(ClockKind.FirstResponse, target.First);
        Add(ClockKind.NextResponse, target.Next);
        Add(ClockKind.Update, target.Update);
        Add(ClockKind.Resolution, target.Resolve);
        return new SetTargets(
            target.Name, target.CalendarId is { } id && newest.TryGetValue(id, out var version) ? version : null, kinds);

        void Add(ClockKind kind, int? minutes)
        {
            if (minutes is { } within) kinds.Add(new SetTarget(kind, within, target.Warn < within ? target.Warn : null));
        }
    }
}

/// <summary>Targets in the course of a conversation: complete, so that they can be read when the list has changed.</summary>
/// <param name="Name">Name of the target.</param>
/// <param name="Calendar">Version of the calendar; null: day and night.</param>
internal sealed record SetTargets(string Name, long? Calendar, IReadOnlyList<SetTarget> Kinds)
{
    /// <summary>Running clocks began again, because a crisis did.</summary>
    public bool Afresh { get; init; }

    /// <summary>What had passed before they began again counts again, because the crisis is over.</summary>
    public bool Whole { get; init; }

    /// <summary>The same targets, however they came to hold.</summary>
    public bool Equals(SetTargets? other) =>
        other is not null && Name == other.Name && Calendar == other.Calendar && Kinds.SequenceEqual(other.Kinds);

    public override int GetHashCode() => HashCode.Combine(Name, Calendar, Kinds.Count);

    public IReadOnlyList<ClockTarget> By(BusinessCalendar calendar) => [.. Kinds.Select(k => new ClockTarget(
        k.Kind, Duration.FromMinutes(k.Minutes), calendar, k.Warn is { } warn ? Duration.FromMinutes(warn) : null))];
}

internal sealed record SetTarget(ClockKind Kind, int Minutes, int? Warn);

/// <summary>A response target as it is stored. Names who changed it.</summary>
[Personal("response_target")]
internal sealed record TargetRow
{
    public const string Columns =
        """
        id, name, position, priority, connector, crisis, calendar_id, first_min, next_min, update_min, resolve_min,
        warn_min, changed_at, changed_by
        """;

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public long Position { get; init; }
    public long? Priority { get; init; }
    public string? Connector { get; init; }
    public long Crisis { get; init; }
    public long? CalendarId { get; init; }
    public long? FirstMin { get; init; }
    public long? NextMin { get; init; }
    public long? UpdateMin { get; init; }
    public long? ResolveMin { get; init; }
    public long? WarnMin { get; init; }
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }

    public static TargetRow Of(TargetDraft draft, int position, long at, long? by) => new()
    {
        Name = draft.Name.Trim(), Position = position, Priority = (long?)draft.Above, Connector = draft.Connector,
        Crisis = draft.Crisis, CalendarId = draft.CalendarId, FirstMin = draft.First, NextMin = draft.Next,
        UpdateMin = draft.Update, ResolveMin = draft.Resolve, WarnMin = draft.Warn, ChangedAt = at, ChangedBy = by,
    };

    public TargetDraft AsDraft() => new(
        Name, (Priority?)Priority, Connector, (int)Crisis, CalendarId, (int?)FirstMin, (int?)NextMin, (int?)UpdateMin,
        (int?)ResolveMin, (int?)WarnMin);
}
