using System.Text.Json;
using Echolot.Mentions;
using Echolot.Privacy;

namespace Echolot.Sources;

/// <summary>A source belongs to the firm: its account is ours, or a public feed.</summary>
[NotPersonal("source")]
internal sealed record SourceRow
{
    public const string Select =
        """
        select id, connector, instance, account, name, slug, settings, secrets, paused, created_at as CreatedAt
        from source
        """;

    public long Id { get; init; }
    public string Connector { get; init; } = "";
    public string Instance { get; init; } = "";
    public string Account { get; init; } = "";
    public string Name { get; init; } = "";
    public string Slug { get; init; } = "";
    public string Settings { get; init; } = "{}";
    public string? Secrets { get; init; }
    public long Paused { get; init; }
    public long CreatedAt { get; init; }

    public SourceKey Key => new(Connector, Instance, Account);
}

[NotPersonal("source_state")]
internal sealed record StateRow
{
    private const int LongestReason = 300;

    public const string Select =
        """
        select s.source_id as SourceId, s.cursor, s.state, s.last_item_at as LastItemAt, s.last_live_at as LastLiveAt,
               s.last_contact_at as LastContactAt, s.failures, s.last_error as LastError,
               s.last_error_at as LastErrorAt,
               s.next_contact_at as NextContactAt, s.refused, r.created_at as CreatedAt
        from source_state s join source r on r.id = s.source_id
        """;

    public long SourceId { get; init; }
    public string? Cursor { get; init; }
    public string State { get; init; } = "";
    public long? LastItemAt { get; init; }
    public long? LastLiveAt { get; init; }
    public long? LastContactAt { get; init; }
    public long Failures { get; init; }
    public string? LastError { get; init; }
    public long? LastErrorAt { get; init; }
    public long? NextContactAt { get; init; }
    public string? Refused { get; init; }
    /// <summary>When its source was added.</summary>
    public long CreatedAt { get; init; }

    public SourceState AsState() => Enum.Parse<SourceState>(State);

    public IReadOnlyDictionary<string, string> AsRefused() =>
        (Refused is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(Refused)) ?? [];

    /// <summary>Reasons as they are stored; a network may write as much as it likes.</summary>
    public static string Written(IReadOnlyDictionary<string, string> refused) => JsonSerializer.Serialize(
        refused.ToDictionary(r => r.Key, r => r.Value.Length <= LongestReason ? r.Value : r.Value[..LongestReason]));
}

[NotPersonal("source_hour")]
internal sealed record HourRow
{
    public long SourceId { get; init; }
    public long Items { get; init; }
    public long Kept { get; init; }
    public long Errors { get; init; }
}

[NotPersonal("source_bucket")]
internal sealed record BucketRow
{
    /// <summary>Seen minus published, by the hour.</summary>
    public const string Lag = "lag";
    /// <summary>Time between arrivals, by the day.</summary>
    public const string Pause = "pause";

    public long SourceId { get; init; }
    public string What { get; init; } = "";
    public long Since { get; init; }
    public long Bucket { get; init; }
    public long Count { get; init; }
}

[NotPersonal("source_gap")]
internal sealed record GapRow
{
    public const string Select =
        """
        select id, source_id as SourceId, from_at as FromAt, to_at as ToAt, why, fill, fill_count as FillCount,
               fill_problem as FillProblem
        from source_gap
        """;

    public long Id { get; init; }
    public long SourceId { get; init; }
    public string? Fill { get; init; }
    public long? FillCount { get; init; }
    public string? FillProblem { get; init; }
    public long FromAt { get; init; }
    public long ToAt { get; init; }
    public string Why { get; init; } = "";

    public KnownGap AsGap() => new(
        DateTimeOffset.FromUnixTimeMilliseconds(FromAt), DateTimeOffset.FromUnixTimeMilliseconds(ToAt),
        Enum.Parse<GapReason>(Why));

    public StoredGap AsStored() => new(
        Id, SourceId, DateTimeOffset.FromUnixTimeMilliseconds(FromAt), DateTimeOffset.FromUnixTimeMilliseconds(ToAt),
        Enum.Parse<GapReason>(Why), Fill is null ? FillState.Open : Enum.Parse<FillState>(Fill), FillCount ?? 0,
        FillProblem);
}
