using System.Globalization;

namespace Echolot.Connectors.Bluesky;

/// <summary>The two protocols of Jetstream: v2 counts events (<c>seq</c>), v1 knows only times.</summary>
internal enum Wire { V1 = 1, V2 = 2 }

/// <summary>
/// A place in the stream. Numbers count per host, so on another host only the time helps.
/// </summary>
/// <param name="Host">Host and port; empty where the place is only a time.</param>
/// <param name="Seq">Last event read; 0 where unknown or on v1.</param>
/// <param name="TimeUs">Time of the last event in Unix microseconds, by the host's clock.</param>
/// <param name="Same">On v1, how many events of exactly this time have been read.</param>
internal readonly record struct Position(Wire Wire, string Host, long Seq, long TimeUs, int Same)
{
    // Clocks of hosts differ a little; a few seconds twice are harmless, a second lost is not.
    private const long RewindUs = 5_000_000;

    public DateTimeOffset Time => DateTimeOffset.UnixEpoch.AddTicks(TimeUs * TimeSpan.TicksPerMicrosecond);

    /// <summary>What to ask the host for: the last number or time itself (both are inclusive), else a little before
    /// it.</summary>
    public long CursorFor(Wire wire, string host) =>
        wire == Wire && host == Host ? wire == Wire.V2 ? Seq : TimeUs : Math.Max(0, TimeUs - RewindUs);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"v{(int)Wire}|{Host}|{Seq}|{TimeUs}|{Same}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static Position? Parse(string? text)
    {
        var parts = text?.Split('|') ?? [];
        return parts is [var wire, var host, var seq, var time, var same] && wire is "v1" or "v2"
            && Number(seq, out var seqNumber) && Number(time, out var timeNumber) && Number(same, out var sameNumber)
            ? new Position(
                wire == "v1" ? Wire.V1 : Wire.V2, host, seqNumber, timeNumber, (int)Math.Min(sameNumber, int.MaxValue))
            : null;
    }

    public static long Microseconds(DateTimeOffset at) =>
        (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static bool Number(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
