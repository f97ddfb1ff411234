using Echolot.Matching;
using Echolot.Privacy;

namespace Echolot.Monitors;

[Personal("monitor")]
internal sealed record MonitorRow
{
    public const string Select =
        """
        select id, name, query_text as QueryText, forms, purpose, owner_id as OwnerId, folder, paused, version, color,
               created_at as CreatedAt, changed_at as ChangedAt, locked_at as LockedAt, locked_by as LockedBy
        from monitor
        """;

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string QueryText { get; init; } = "";
    public string Forms { get; init; } = nameof(WordForms.AsTyped);
    public string Purpose { get; init; } = "";
    public long? OwnerId { get; init; }
    public string? Folder { get; init; }
    public long Paused { get; init; }
    public long Version { get; init; }
    public string Color { get; init; } = "";
    public long CreatedAt { get; init; }
    public long ChangedAt { get; init; }
    public long? LockedAt { get; init; }
    public long? LockedBy { get; init; }

    public Monitor AsMonitor() => new(
        Id, Name, QueryText, Enum.Parse<Purpose>(Purpose), OwnerId, Folder, Paused != 0, (int)Version, Color,
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt),
        Enum.Parse<WordForms>(Forms),
        LockedAt is { } at ? new MonitorLock(DateTimeOffset.FromUnixTimeMilliseconds(at), LockedBy) : null);
}

[Personal("monitor_version")]
internal sealed record MonitorVersionRow
{
    public long Version { get; init; }
    public string QueryText { get; init; } = "";
    public string Forms { get; init; } = nameof(WordForms.AsTyped);
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }
    public string? Note { get; init; }

    public MonitorVersion AsVersion() => new(
        (int)Version, QueryText, DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt), ChangedBy, Note,
        Enum.Parse<WordForms>(Forms));
}
