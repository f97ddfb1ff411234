using Echolot.Privacy;

namespace Echolot.Conversations;

/// <summary>Who or what says that a conversation belongs to a crisis; the numbers are stored.</summary>
public enum CrisisBy { Person = 1, Workflow = 2, Alert = 3 }

/// <summary>One reason for the crisis level of a conversation.</summary>
/// <param name="Level">1 to 3; by a person also 0: it belongs to none, whatever else says so.</param>
/// <param name="Id">Of the workflow or alert; null for a person, who stands in the course of the conversation.</param>
/// <param name="Text">What the person wrote, or the name of the workflow or alert as it was then.</param>
public sealed record CrisisReason(CrisisBy By, int Level, long? Id, string Text)
{
    /// <summary>The level that follows: what a person says, else the highest of all others; 0: no crisis.</summary>
    public static int LevelOf(IReadOnlyList<CrisisReason> because) =>
        (because.FirstOrDefault(r => r.By is CrisisBy.Person) ?? because.MaxBy(r => r.Level))?.Level ?? 0;

    /// <summary>These reasons with another one by a person, or with none.</summary>
    public static IReadOnlyList<CrisisReason> ByHand(IReadOnlyList<CrisisReason> because, CrisisReason? reason) =>
        [.. because.Where(r => r.By is not CrisisBy.Person), .. reason is null ? [] : new[] { reason }];

    /// <summary>These reasons as a workflow or an alert says from now on; level 0 takes back what it has said.</summary>
    public static IReadOnlyList<CrisisReason> Said(
        IReadOnlyList<CrisisReason> because, CrisisBy by, long id, int level, string name) =>
        because.FirstOrDefault(r => r.By == by && r.Id == id)?.Level == level ? because
        : [.. because.Where(r => r.By != by || r.Id != id), .. level > 0 ? [new CrisisReason(by, level, id, name)] : Array.Empty<CrisisReason>()];
}

/// <summary>An alert of a crisis level that holds now.</summary>
/// <param name="MonitorId">Conversations from mentions of this monitor belong to it; null: of every one.</param>
/// <param name="Since">Conversations that began from then on belong to it.</param>
public sealed record Crisis(long AlertId, long? MonitorId, int Level, string Name, DateTimeOffset Since);

/// <summary>An alert of a crisis level as it is stored.</summary>
[NotPersonal("crisis")]
internal sealed record CrisisRow
{
    public const string Columns = "alert_id, monitor_id, level, name, since";

    public long AlertId { get; init; }
    public long? MonitorId { get; init; }
    public long Level { get; init; }
    public string Name { get; init; } = "";
    public long Since { get; init; }

    public Crisis AsCrisis() => new(AlertId, MonitorId, (int)Level, Name, Stored.Time(Since));
}
