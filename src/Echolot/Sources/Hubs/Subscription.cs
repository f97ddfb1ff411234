using Echolot.Privacy;

namespace Echolot.Sources.Hubs;

/// <summary>How a source stands with its hub. Public feeds only.</summary>
[NotPersonal("source_hub")]
internal sealed record SubscriptionRow
{
    public const string Select =
        """
        select h.source_id as SourceId, h.hub, h.topic, h.token, h.secret, h.verified, h.asked_at as AskedAt, h.tries,
               h.lease_until as LeaseUntil, h.last_at as LastAt, h.problem
        from source_hub h
        """;

    public long SourceId { get; init; }
    public string Hub { get; init; } = "";
    public string Topic { get; init; } = "";
    /// <summary>Last part of the address that the hub calls: 128 bits nobody guesses.</summary>
    public string Token { get; init; } = "";
    /// <summary>Secret of the signatures, encrypted.</summary>
    public string Secret { get; init; } = "";
    public long Verified { get; init; }
    public long AskedAt { get; init; }
    public long Tries { get; init; }
    public long? LeaseUntil { get; init; }
    public long? LastAt { get; init; }
    public string? Problem { get; init; }
}

/// <summary>How a source stands with its hub, as screens show it.</summary>
/// <param name="Verified">The hub asked back and we agreed; until then the source is only asked.</param>
/// <param name="LastAt">When it last told of news.</param>
public sealed record HubState(
    Uri Hub, bool Verified, DateTimeOffset? LeaseUntil, DateTimeOffset? LastAt, string? Problem);

/// <summary>When a hub is asked again.</summary>
internal static class Renewal
{
    /// <summary>Ten days is what most hubs give without being asked.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromDays(10);

    // A hub asks back within seconds; one that does not within ten minutes has forgotten us.
    private static readonly TimeSpan Answers = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(24);

    /// <summary>
    /// A running lease is renewed when a fifth of ten days is left, or a fifth of a shorter one; what was not answered
    /// is asked again after 10 minutes and twice as long each time, a day at most.
    /// </summary>
    public static bool IsDue(SubscriptionRow row, DateTimeOffset now)
    {
        var sinceAsked = now - DateTimeOffset.FromUnixTimeMilliseconds(row.AskedAt);
        var pause = Answers * Math.Pow(2, Math.Clamp(row.Tries - 1, 0, 10));
        if (sinceAsked < (pause < LongestPause ? pause : LongestPause)) return false;
        if (row.Tries > 0 || row.LeaseUntil is not { } until) return true;
        var left = DateTimeOffset.FromUnixTimeMilliseconds(until) - now;
        var whole = DateTimeOffset.FromUnixTimeMilliseconds(until) - DateTimeOffset.FromUnixTimeMilliseconds(
            row.AskedAt);
        return left < (whole < Lease ? whole : Lease) / 5;
    }
}
