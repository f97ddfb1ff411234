using System.Collections.Frozen;
using System.Globalization;

namespace Echolot.Connectors.Push;

/// <summary>Reads points in time as people and programs write them.</summary>
public static class PostTime
{
    private static readonly string[] Iso =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
    ];

    // The month is a word, so nothing can be mixed up.
    private static readonly string[] Named = ["d-MMM-yyyy", "d-MMM-yy", "d MMM yyyy", "MMM d, yyyy"];

    private static readonly string[] Clocks =
        ["", " H:mm", " H:mm:ss", " H:mm:ss.FFFFFFF", " h:mmtt", " h:mm tt", " h:mm:sstt", " h:mm:ss tt"];

    private static readonly string[] Loose =
    [
        .. Iso, "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss K", "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd", "yyyy-MM-dd h:mm tt", "yyyy-MM-dd h:mmtt", "yyyy-MM-dd h:mm:ss tt", "yyyy/MM/dd HH:mm:ss",
        "yyyy/MM/dd HH:mm", "yyyy/MM/dd", "d.M.yyyy H:mm:ss", "d.M.yyyy H:mm", "d.M.yyyy, H:mm:ss", "d.M.yyyy, H:mm",
        "d.M.yyyy", "d.M.yy H:mm", "ddd, d MMM yyyy HH:mm:ss", "ddd, d MMM yyyy HH:mm:ss zzz",
        .. Clocks.SelectMany(clock => Named.Select(day => day + clock)),
    ];

    private static readonly string[] DaysFirst = [.. Clocks.SelectMany(clock => Slashes("d/M/", clock))];

    private static readonly string[] MonthsFirst = [.. Clocks.SelectMany(clock => Slashes("M/d/", clock))];

    // Minutes east of UTC. What is short for several zones (IST, BST in Asia) is left out; the American ones stand in
    // RFC 822.
    private static readonly FrozenDictionary<string, int> ZoneNames = new Dictionary<string, int>
    {
        ["UTC"] = 0, ["GMT"] = 0, ["EST"] = -300, ["EDT"] = -240, ["CST"] = -360, ["CDT"] = -300, ["MST"] = -420,
        ["MDT"] = -360, ["PST"] = -480, ["PDT"] = -420, ["WET"] = 0, ["WEST"] = 60, ["CET"] = 60, ["CEST"] = 120,
        ["MEZ"] = 60, ["MESZ"] = 120, ["EET"] = 120, ["EEST"] = 180, ["MSK"] = 180, ["AEST"] = 600, ["AEDT"] = 660,
        ["JST"] = 540,
    }.ToFrozenDictionary(StringComparer.Ordinal);

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
    /// Also dates without zone (taken in <paramref name="zone"/>), German dates, Unix seconds and milliseconds, and
    /// usual short names of zones.
    /// </summary>
    /// <param name="dayFirst">Which number of 03/04/2026 is the day; null: such a date is refused, because nobody can
    /// know.</param>
    public static DateTimeOffset? Lenient(string text, TimeZoneInfo zone, bool? dayFirst, out string problem)
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
        var space = value.LastIndexOf(' ');
        var named = ZoneNames.TryGetValue(value[(space + 1)..], out var minutes) && space > 0;
        if (named) value = value[..space].TrimEnd();
        if (!DateTimeOffset.TryParseExact(value, Loose, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var at)
            && !(dayFirst is { } first && DateTimeOffset.TryParseExact(
                value, first ? DaysFirst : MonthsFirst, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out at)))
            return null;
        if (named) at = new DateTimeOffset(at.DateTime, TimeSpan.FromMinutes(minutes));
        else if (!HasZone(value))
        {
            var wall = DateTime.SpecifyKind(at.DateTime, DateTimeKind.Unspecified);
            // An hour that spring skips is read as if clocks had not been moved.
            at = new DateTimeOffset(wall, zone.IsInvalidTime(wall) ? zone.BaseUtcOffset : zone.GetUtcOffset(wall));
        }
        return InRange(at, ref problem);
    }

    private static IEnumerable<string> Slashes(string front, string clock) => [front + "yyyy" + clock, front + "yy" + clock];

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
