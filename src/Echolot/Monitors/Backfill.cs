using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Privacy;

namespace Echolot.Monitors;

public enum BackfillState { Waiting, Running, Done, Cancelled, Failed }

/// <summary>How far a monitor has been matched against what was stored before it.</summary>
/// <param name="Version">Version of the query that is matched.</param>
/// <param name="Looked">Visible mentions that lie in the part already looked through.</param>
/// <param name="Total">Visible mentions in all.</param>
/// <param name="Found">Mentions that were not under the monitor before.</param>
public sealed record Backfill(
    long MonitorId, int Version, BackfillState State, long Looked, long Total, long Found, string? Problem,
    DateTimeOffset AskedAt, DateTimeOffset ChangedAt)
{
    /// <summary>
    /// Mentions that stand under the monitor and that only earlier versions found, and those taken out; null while they
    /// are being looked for.
    /// </summary>
    public Leftovers? LeftOver { get; init; }

    /// <summary>What is being done with them.</summary>
    public LeftoverWork Moving { get; init; }

    /// <summary>The monitor stands still and has another version since: that one looks at the past once it goes on.</summary>
    public bool Outdated { get; init; }

    /// <summary>Nothing changes by itself any more.</summary>
    public bool Still => Ended && Moving is LeftoverWork.None
        && (LeftOver is not null || Outdated || State is not BackfillState.Done);

    public bool Ended => State is BackfillState.Done or BackfillState.Cancelled or BackfillState.Failed;

    /// <summary>0 to 1.</summary>
    public double Share => State is BackfillState.Done ? 1 : Total == 0 ? 0 : (double)Looked / Total;
}

/// <summary>What is being done with leftovers; nothing again once the last of them is moved, or another version came.</summary>
public enum LeftoverWork { None, TakingOut, PuttingBack }

/// <summary>Everything stored was matched against a version of a monitor.</summary>
public sealed record MonitorBackfilled(long Id, int Version, long Found) : IFact;

[NotPersonal("backfill")]
internal sealed record BackfillRow
{
    public const string Select =
        """
        select b.monitor_id as MonitorId, b.version, b.state, b.reached, b.found, b.problem, b.asked_at as AskedAt,
               b.changed_at as ChangedAt, b.judged, b.moving, m.query_text as QueryText, m.forms, m.version as MonitorVersion
        from backfill b join monitor m on m.id = b.monitor_id
        """;

    public long MonitorId { get; init; }
    public long Version { get; init; }
    public string State { get; init; } = nameof(BackfillState.Waiting);
    public long Reached { get; init; } = long.MaxValue;
    public long Found { get; init; }
    public string? Problem { get; init; }
    public long AskedAt { get; init; }
    public long ChangedAt { get; init; }
    public long Judged { get; init; } = long.MaxValue;
    public long Moving { get; init; }

    /// <summary>Of the monitor, not of this table.</summary>
    public long MonitorVersion { get; init; }

    /// <summary>Of the monitor, not of this table.</summary>
    public string QueryText { get; init; } = "";
    public string Forms { get; init; } = nameof(WordForms.AsTyped);

    public QueryOptions Options => new(Forms: Enum.Parse<WordForms>(Forms));

    public bool Open => State is nameof(BackfillState.Waiting) or nameof(BackfillState.Running);

    /// <summary>All of the past is under the version that is in force: only then what it lacks is left over.</summary>
    public bool Current => State is nameof(BackfillState.Done) && Version == MonitorVersion;

    public Backfill AsBackfill(long looked, long total) => new(
        MonitorId, (int)Version, Enum.Parse<BackfillState>(State), looked, total, Found, Problem,
        DateTimeOffset.FromUnixTimeMilliseconds(AskedAt), DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt))
    {
        Moving = (LeftoverWork)Moving,
    };
}
