using System.Globalization;

namespace Echolot.Connectors.Push;

/// <summary>Reads points in time as people and programs write them.</summary>
public static class PostTime
{
    private static readonly string[] Iso =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
    ];

    private static readonly string[] Loose =
    [
        .. Iso, "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss K", "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd", "yyyy/MM/dd HH:mm:ss", "yyyy/MM/dd HH:mm", "yyyy/MM/dd", "d.M.yyyy H:mm:ss", "d.M.yyyy H:mm",
        "d.M.yyyy, H:mm:ss", "d.M.yyyy, H:mm", "d.M.yyyy", "d.M.yy H:mm", "ddd, d MMM yyyy HH:mm:ss 'GMT'",
        "ddd, d MMM yyyy HH:mm:ss zzz", "d MMM yyyy HH:mm:ss",
    ];

    /// <summary>ISO 8601 with date, time and zone; null and a problem that says what is wrong otherwise.</summary>
    public static DateTimeOffset? Strict(string text, out string problem)
    {
        problem = $"is not an ISO 8601 date: '{Shortened(text)}'; write e.g. 2026-11-21T10:00:00Z";
        var value = AtMostTicks(text);
        if (!DateTimeOffset.TryParseExact(
            value, Iso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return null;
        if (!HasZone(value))
        {
            problem = $"has no time zone: '{Shortened(text)}'; append Z for UTC or an offset such as +01:00";
            return null;
        }
        return InRange(at, ref problem);
    }

    /// <summary>
    /// Also dates without zone (taken in <paramref name="zone"/>), German dates, Unix seconds and milliseconds. A date
    /// such as 03/04/2026 stays refused: nobody can know which of the two is the month.
    /// </summary>
    public static DateTimeOffset? Lenient(string text, TimeZoneInfo zone, out string problem)
    {
        problem = $"is not a date: '{Shortened(text)}'; write e.g. 2026-11-21T10:00:00Z or 21.11.2026 10:00";
        var value = AtMostTicks(text.Trim());
        if (value.Length is >= 9 and <= 14
            && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            // 1e11 seconds are the year 5138, 1e11 milliseconds are 1973: larger numbers are milliseconds.
            return InRange(DateTimeOffset.UnixEpoch.AddMilliseconds(
                number >= 100_000_000_000 ? number : number * 1000), ref problem);
        }
        if (!DateTimeOffset.TryParseExact(value, Loose, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var at))
            return null;
        if (!HasZone(value))
        {
            var wall = DateTime.SpecifyKind(at.DateTime, DateTimeKind.Unspecified);
            // An hour that spring skips is read as if clocks had not been moved.
            at = new DateTimeOffset(wall, zone.IsInvalidTime(wall) ? zone.BaseUtcOffset : zone.GetUtcOffset(wall));
        }
        return InRange(at, ref problem);
    }

    private static DateTimeOffset? InRange(DateTimeOffset at, ref string problem)
    {
        if (at >= DateTimeOffset.UnixEpoch && at.Year < 2200) return at.ToUniversalTime();
        problem = $"is out of range: year {at.Year.ToString(CultureInfo.InvariantCulture)}; 1970 to 2199 can be kept";
        return null;
    }

    private static bool HasZone(string value) =>
        value.EndsWith('Z') || value.EndsWith("GMT", StringComparison.Ordinal)
        || (value.Length > 6 && value.LastIndexOfAny(['+', '-']) is var sign && sign >= value.Length - 6
            && value.AsSpan(0, sign).Contains(':'));

    // .NET keeps seven digits of a second; others write nine.
    private static string AtMostTicks(string value)
    {
        var point = value.IndexOf('.', StringComparison.Ordinal);
        if (point < 19) return value;
        var end = point + 1;
        while (end < value.Length && char.IsAsciiDigit(value[end])) end++;
        return end - point > 8 ? string.Concat(value.AsSpan(0, point + 8), value.AsSpan(end)) : value;
    }

    private static string Shortened(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
