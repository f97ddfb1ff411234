using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Echolot.Connectors.Feeds.Reading;

/// <summary>
/// Reads a date in any custom met in feeds: RFC 822/2822, RFC 3339 and ISO 8601 (calendar, ordinal, week, basic), asctime,
/// month names in the languages we read, 2-digit years (RFC 2822, 4.3), zone names, Unix seconds. Without zone it is UTC.
/// </summary>
internal static partial class FeedDates
{
    private static readonly FrozenDictionary<string, int> Months = MonthNames();

    // Hours of zone names in use; those that mean two things take the one RFC 822 or the region's feeds mean.
    private static readonly FrozenDictionary<string, double> Zones = new Dictionary<string, double>
    {
        ["z"] = 0, ["ut"] = 0, ["utc"] = 0, ["gmt"] = 0, ["wet"] = 0, ["west"] = 1, ["bst"] = 1, ["cet"] = 1, ["cest"] = 2,
        ["mez"] = 1, ["mesz"] = 2, ["met"] = 1, ["mest"] = 2, ["eet"] = 2, ["eest"] = 3, ["msk"] = 3, ["msd"] = 4, ["trt"] = 3,
        ["ist"] = 5.5, ["sgt"] = 8, ["hkt"] = 8, ["jst"] = 9, ["kst"] = 9, ["aest"] = 10, ["aedt"] = 11, ["acst"] = 9.5,
        ["acdt"] = 10.5, ["awst"] = 8, ["nzst"] = 12, ["nzdt"] = 13, ["nst"] = -3.5, ["ndt"] = -2.5, ["ast"] = -4, ["adt"] = -3,
        ["est"] = -5, ["edt"] = -4, ["et"] = -5, ["cst"] = -6, ["cdt"] = -5, ["ct"] = -6, ["mst"] = -7, ["mdt"] = -6, ["mt"] = -7,
        ["pst"] = -8, ["pdt"] = -7, ["pt"] = -8, ["akst"] = -9, ["akdt"] = -8, ["hst"] = -10, ["brt"] = -3, ["art"] = -3,
    }.ToFrozenDictionary();

    /// <summary>The moment in UTC; null where nothing sensible can be read.</summary>
    public static DateTimeOffset? Parse(string? text)
    {
        text = text?.Trim();
        if (text is not { Length: > 1 and < 100 })
            return null;
        try
        {
            return Epoch(text) ?? Iso(text) ?? Words(text);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null; // a 13th month, an hour 77: no date
        }
    }

    private static DateTimeOffset? Epoch(string text) => text.Length is 10 or 13 && text.All(char.IsAsciiDigit)
        ? DateTimeOffset.FromUnixTimeMilliseconds(Int64(text) * (text.Length == 10 ? 1000 : 1))
        : null;

    private static DateTimeOffset? Iso(string text)
    {
        var m = IsoForm().Match(text);
        if (!m.Success)
            return null;
        var year = Int(m, "y");
        year = m.Groups["y"].Length == 2 ? Year2(year) : year;
        DateTime day;
        if (m.Groups["w"].Success)
            day = ISOWeek.ToDateTime(year, Int(m, "w"), (DayOfWeek)(Int(m, "wd", 1) % 7));
        else if (m.Groups["o"].Success)
            day = new DateTime(year, 1, 1).AddDays(Int(m, "o") - 1);
        else
            day = new DateTime(year, Int(m, "m", 1), 1).AddDays(DayIn(Int(m, "d", 1)) - 1);
        return At(day, Int(m, "h"), Int(m, "min"), Int(m, "s"), m.Groups["f"].Value, Offset(m.Groups["z"].Value));
    }

    /// <summary>Finds the parts by their look, in any order: month by name, year by length, time by its colons.</summary>
    private static DateTimeOffset? Words(string text)
    {
        var time = TimeForm().Match(text);
        var rest = time.Success ? text[..time.Index] + " " + text[(time.Index + time.Length)..] : text;
        var offset = TimeSpan.Zero;
        var zone = ZoneForm().Match(rest);
        if (zone.Success)
        {
            offset = Offset(zone.Groups[1].Value) ?? TimeSpan.Zero;
            rest = rest[..zone.Index] + " " + rest[(zone.Index + zone.Length)..];
        }
        int? month = null, day = null, year = null;
        var numbers = new List<string>();
        foreach (Match part in PartForm().Matches(rest))
        {
            var word = part.Value.ToLowerInvariant();
            if (char.IsAsciiDigit(word[0]))
                numbers.Add(word);
            else if (month is null && Months.TryGetValue(word, out var named))
                month = named;
            else if (Zones.TryGetValue(word, out var hours) && !zone.Success)
                offset = TimeSpan.FromHours(hours);
        }
        if (month is null)
            return Numeric(rest, numbers) is { } bare ? At(bare, time, offset) : null;
        foreach (var number in numbers)
        {
            if (number.Length >= 3 && year is null)
                year = (int)Int64(number);
            else if (number.Length <= 2 && day is null)
                day = (int)Int64(number);
            else if (number.Length == 2 && year is null)
                year = Year2((int)Int64(number));
        }
        // RFC 2822, 4.3: three digits count from 1900.
        if (year is < 1000 and >= 100)
            year += 1900;
        if (year is null or < 1 or > 9999)
            return null;
        return At(new DateTime(year.Value, month.Value, 1).AddDays(DayIn(day ?? 1) - 1), time, offset);
    }

    /// <summary>Days and months as numbers: 31.12.2003 as in Germany, 12/31/2003 as in America, 2003/12/31 as in Japan.</summary>
    private static DateTime? Numeric(string text, List<string> numbers)
    {
        if (numbers.Count < 3)
            return null;
        var (a, b, c) = ((int)Int64(numbers[0]), (int)Int64(numbers[1]), (int)Int64(numbers[2]));
        if (numbers[0].Length == 4)
            return new DateTime(a, b, 1).AddDays(DayIn(c) - 1);
        var year = numbers[2].Length == 2 ? Year2(c) : c;
        var dayFirst = !text.Contains('/') || a > 12;
        return new DateTime(year, dayFirst ? b : a, 1).AddDays(DayIn(dayFirst ? a : b) - 1);
    }

    private static DateTimeOffset? At(DateTime day, Match time, TimeSpan offset)
    {
        if (!time.Success)
            return At(day, 0, 0, 0, "", offset);
        var hour = Int(time, "h");
        if (time.Groups["p"].Length > 0)
            hour = (hour % 12) + (time.Groups["p"].Value[0] is 'p' or 'P' ? 12 : 0);
        return At(day, hour, Int(time, "m"), Int(time, "s"), time.Groups["f"].Value, offset);
    }

    private static DateTimeOffset? At(DateTime day, int hour, int minute, int second, string fraction, TimeSpan? offset)
    {
        // 24:00 is the next day; second 60 is a leap second.
        if (hour > 24 || minute > 59 || second > 61 || (hour == 24 && minute + second > 0))
            return null;
        var ticks = fraction.Length == 0 ? 0 : Int64(fraction.PadRight(7, '0')[..7]);
        var local = DateTime.SpecifyKind(day, DateTimeKind.Unspecified)
            .AddHours(hour).AddMinutes(minute).AddSeconds(second).AddTicks(ticks);
        return new DateTimeOffset(local - (offset ?? TimeSpan.Zero), TimeSpan.Zero);
    }

    private static TimeSpan? Offset(string zone)
    {
        zone = zone.Trim();
        if (Zones.TryGetValue(zone.ToLowerInvariant(), out var named))
            return TimeSpan.FromHours(named);
        var m = OffsetForm().Match(zone);
        if (!m.Success)
            return null;
        var span = new TimeSpan(Int(m, "h"), Int(m, "m"), 0);
        return m.Groups["sign"].Value is "-" or "−" ? -span : span;
    }

    private static int DayIn(int day) => day is >= 1 and <= 31 ? day : throw new ArgumentOutOfRangeException(nameof(day));

    private static int Year2(int year) => year < 50 ? 2000 + year : 1900 + year;

    private static int Int(Match m, string group, int otherwise = 0) =>
        m.Groups[group].Length > 0 ? (int)Int64(m.Groups[group].Value) : otherwise;

    private static long Int64(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(digits));

    private static FrozenDictionary<string, int> MonthNames()
    {
        string[] lists =
        [
            "january february march april may june july august september october november december",
            "jan feb mar apr may jun jul aug sep oct nov dec",
            "januar februar märz april mai juni juli august september oktober november dezember",
            "jänner feber mär apr mai jun jul aug sept okt nov dez",
            "jän febr maerz apr mai juni juli aug sep okt nov dez",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "janv févr mars avr mai juin juil aoû sept oct nov déc",
            "jan fev mar avr mai juin juil aout sep oct nov dec",
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            "gen feb mar apr mag giu lug ago set ott nov dic",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "ene feb mar abr may jun jul ago sep oct nov dic",
            "januari februari maart april mei juni juli augustus september oktober november december",
            "jan feb mrt apr mei jun jul aug sep okt nov dec",
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
            "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
            "sty lut mar kwi maj cze lip sie wrz paź lis gru",
            "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
            "oca şub mar nis may haz tem ağu eyl eki kas ara",
            "január február március április május június július augusztus szeptember október november december",
            "ιαν φεβ μάρ απρ μάι ιούν ιούλ αύγ σεπ οκτ νοέ δεκ",
            "ιαν φεβ μαρ απρ μαϊ ιον ιολ αυγ σεπτ οκτ νοε δεκ",
        ];
        var names = new Dictionary<string, int>();
        foreach (var list in lists)
        {
            var words = list.Split(' ');
            for (var i = 0; i < words.Length; i++)
                names.TryAdd(words[i], i + 1);
        }
        return names.ToFrozenDictionary();
    }

    [GeneratedRegex(
        @"^(?<y>\d{4})(?:-?W(?<w>\d{2})(?:-?(?<wd>[1-7]))?|-?(?<o>\d{3})(?!\d)" +
        @"|[-/.]?(?<m>\d{2})(?:[-/.]?(?<d>\d{1,2}))?|-(?<m>\d)(?:-(?<d>\d{1,2}))?)?" +
        @"(?:\s*[Tt ,]\s*(?<h>\d{1,2}):?(?<min>\d{2})?(?::?(?<s>\d{2}))?(?:[.,](?<f>\d{1,9}))?)?" +
        @"\s*(?<z>[Zz]|[+−-]\d{1,2}(?::?\d{2})?|(?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]{2,4})?$")]
    private static partial Regex IsoForm();

    [GeneratedRegex(
        @"(?<!\d)(?<h>\d{1,2})[:.](?<m>\d{2})(?:[:.](?<s>\d{1,2})(?:[.,](?<f>\d+))?)?(?![\d.])\s*(?:Uhr\b)?" +
        @"(?<p>[AaPp]\.?[Mm]\b\.?)?")]
    private static partial Regex TimeForm();

    [GeneratedRegex(@"(?<![\d/.-])\s((?:GMT|UTC|UT)?\s?[+−-]\s?\d{1,2}:?\d{0,2})\b")]
    private static partial Regex ZoneForm();

    [GeneratedRegex(@"^(?:[A-Za-z]*)\s*(?<sign>[+−-])\s*(?<h>\d{1,2}?):?(?<m>\d{2})?$")]
    private static partial Regex OffsetForm();

    [GeneratedRegex(@"\d+|\p{L}+")]
    private static partial Regex PartForm();
}
