using System.Net;
using System.Net.Sockets;

namespace Echolot.Teams;

/// <summary>How many tries are free, and how the wait grows after them.</summary>
internal readonly record struct ThrottleLimits(
    int FreeTries, TimeSpan FirstWait, TimeSpan LongestWait, TimeSpan ForgottenAfter)
{
    /// <summary>
    /// A person mistypes a few times; 15 minutes at most, so that nobody can be locked out for long by a stranger.
    /// </summary>
    public static ThrottleLimits Account { get; } = new(
        5, TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(15), TimeSpan.FromHours(24));

    /// <summary>Many people may share one address (an office behind one router).</summary>
    public static ThrottleLimits Address { get; } = new(
        30, TimeSpan.FromSeconds(2), TimeSpan.FromHours(1), TimeSpan.FromHours(24));

    /// <summary>
    /// Mails with a new password link: anybody can ask for anybody, so nobody's mailbox can be flooded.
    /// </summary>
    public static ThrottleLimits AskedAccount { get; } = new(
        1, TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), TimeSpan.FromHours(24));

    /// <summary>Asking for password links, whoever for: an office on its first day is not held up.</summary>
    public static ThrottleLimits AskingAddress { get; } = new(
        10, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromHours(24));
}

/// <summary>Failed tries of an account or address.</summary>
internal readonly record struct Tries(int Failures, DateTimeOffset LastAt);

/// <summary>Sign-in throttling: waits double with every failure.</summary>
internal static class Throttle
{
    /// <summary>Keys of asking for password links, which are counted apart from signing in.</summary>
    public const string Asking = "ask ";

    /// <summary>How long the next try has to wait; zero when it may run now.</summary>
    public static TimeSpan Wait(Tries tries, DateTimeOffset now, ThrottleLimits limits)
    {
        var since = now - tries.LastAt;
        if (tries.Failures < limits.FreeTries || since >= limits.ForgottenAfter)
            return TimeSpan.Zero;
        var left = WaitAfter(tries.Failures, limits) - (since < TimeSpan.Zero ? TimeSpan.Zero : since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The tries with one more failure; old ones are forgotten.</summary>
    public static Tries Failed(Tries tries, DateTimeOffset now, ThrottleLimits limits) =>
        new(now - tries.LastAt >= limits.ForgottenAfter ? 1 : tries.Failures + 1, now);

    private static TimeSpan WaitAfter(int failures, ThrottleLimits limits)
    {
        // 2^30 waits of two seconds are 68 years: the cap is reached long before, the shift stays within range.
        var doublings = Math.Clamp(failures - limits.FreeTries, 0, 30);
        var ticks = (double)limits.FirstWait.Ticks * (1L << doublings);
        return ticks >= limits.LongestWait.Ticks ? limits.LongestWait : TimeSpan.FromTicks((long)ticks);
    }

    public static string AccountKey(string email, string what = "") =>
        Secrets.Fingerprint(what + "account " + Emails.Key(email));

    /// <summary>An IPv6 customer has a whole /64: the lower half says nothing about who it is.</summary>
    public static string AddressKey(string address, string what = "")
    {
        if (!IPAddress.TryParse(address, out var ip))
            return Secrets.Fingerprint(what + "address " + address);
        if (ip.IsIPv4MappedToIPv6)
            ip = ip.MapToIPv4();
        var bytes = ip.GetAddressBytes();
        if (ip.AddressFamily == AddressFamily.InterNetworkV6)
            bytes.AsSpan(8).Clear();
        return Secrets.Fingerprint(what + "address " + Convert.ToHexStringLower(bytes));
    }
}
