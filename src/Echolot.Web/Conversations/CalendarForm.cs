using System.Globalization;
using System.Text.RegularExpressions;
using Echolot.Teams;
using Echolot.Web.Shell;
using NodaTime;
using NodaTime.Text;

namespace Echolot.Web.Conversations;

/// <summary>A business calendar as people write it into a form: hours as text, special days one a line.</summary>
public sealed partial record CalendarForm(
    string Name, string Zone, string? Region, bool PartlyToo, IReadOnlyList<string> Hours, string Special)
{
    public static IReadOnlyList<IsoDayOfWeek> Days { get; } =
        [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day is not IsoDayOfWeek.None)];

    /// <summary>Monday to Friday from nine to five, as a beginning.</summary>
    public static CalendarForm Fresh(string zone) => new(
        "", zone, null, false, [.. Days.Select(day => day <= IsoDayOfWeek.Friday ? "09:00–17:00" : "")], "");

    public static CalendarForm Of(NamedCalendar calendar) => new(
        calendar.Name, calendar.Calendar.Zone.Id, calendar.Calendar.Region, calendar.Calendar.PartlyToo,
        [.. Days.Select(day => Written(calendar.Calendar.Week.GetValueOrDefault(day, [])))],
        string.Join('\n', calendar.Calendar.Special.Select(day =>
            $"{LocalDatePattern.Iso.Format(day.Day)} {(day.Openings.Count == 0 ? TargetsText.Closed : Written(day.Openings))} {day.Note}".TrimEnd())));

    public static CalendarForm Read(IFormCollection form) => new(
        form["name"].ToString(), form["zone"].ToString(), form["region"].ToString() is { Length: > 0 } region ? region : null,
        form["partly"] == "1", [.. Days.Select(day => form[$"day{(int)day}"].ToString())], form["special"].ToString());

    /// <summary>The calendar, or what is wrong by field.</summary>
    public BusinessCalendar? ToCalendar(out Dictionary<string, string> errors)
    {
        errors = [];
        if (Name.Trim().Length == 0) errors["name"] = TargetsText.NameMissing;
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone);
        if (zone is null) errors["zone"] = TargetsText.Zone;
        var week = new Dictionary<IsoDayOfWeek, IReadOnlyList<Opening>>();
        for (var i = 0; i < Days.Count; i++)
        {
            if (Openings(Hours[i]) is { } openings) week[Days[i]] = openings;
            else errors[$"day{(int)Days[i]}"] = TargetsText.WrongHours.With(Hours[i]);
        }
        var special = new List<SpecialDay>();
        foreach (var line in Special.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (SpecialOf(line) is { } day && special.All(s => s.Day != day.Day)) special.Add(day);
            else errors["special"] = TargetsText.WrongDay.With(line);
        }
        if (errors.Count > 0) return null;
        try
        {
            return BusinessCalendar.Of(zone!, week, Region, PartlyToo, special);
        }
        catch (ArgumentException wrong)
        {
            errors[""] = wrong.Message;
            return null;
        }
    }

    private static SpecialDay? SpecialOf(string line)
    {
        var parts = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (LocalDatePattern.Iso.Parse(parts[0]) is not { Success: true, Value: var day }) return null;
        var rest = parts.Length > 1 ? parts[1] : "";
        var hours = SpecialHours().Match(rest);
        return Openings(hours.Value) is { } openings
            ? new SpecialDay(day, openings, rest[hours.Length..].Trim())
            : null;
    }

    private static List<Opening>? Openings(string text)
    {
        text = text.Trim();
        var openings = new List<Opening>();
        if (text.Length == 0 || Shut().IsMatch(text)) return openings;
        foreach (var part in text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Stretch().Match(part) is not { Success: true } stretch) return null;
            var (from, to) = (Minute(stretch, 1), Minute(stretch, 3));
            if (from is not { } start || to is not { } end || end <= start || openings.Count > 0 && openings[^1].To > start)
                return null;
            openings.Add(new Opening(start, end));
        }
        return openings;
    }

    private static int? Minute(Match match, int group)
    {
        var hour = int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        var minute = match.Groups[group + 1].Success ? int.Parse(match.Groups[group + 1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return hour * 60 + minute is var all and <= 1440 && minute < 60 ? all : null;
    }

    private static string Written(IReadOnlyList<Opening> openings) => string.Join(", ", openings.Select(o =>
        string.Create(CultureInfo.InvariantCulture, $"{o.From / 60:00}:{o.From % 60:00}–{o.To / 60:00}:{o.To % 60:00}")));

    [GeneratedRegex(@"^(\d{1,2})(?::(\d{2}))?\s*(?:-|–|—|bis|to)\s*(\d{1,2})(?::(\d{2}))?$", RegexOptions.IgnoreCase)]
    private static partial Regex Stretch();

    [GeneratedRegex(@"^(zu|geschlossen|closed)$", RegexOptions.IgnoreCase)]
    private static partial Regex Shut();

    [GeneratedRegex(@"^(?:(?:zu|geschlossen|closed)\b|(?:\d{1,2}(?::\d{2})?\s*(?:-|–|—|bis|to)\s*\d{1,2}(?::\d{2})?[,;]?\s*)+)", RegexOptions.IgnoreCase)]
    private static partial Regex SpecialHours();
}
