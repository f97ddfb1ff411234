using System.Globalization;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Conversations;
using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace Echolot.Web.OutOfHours;

/// <summary>Times of day as people write them, by commas.</summary>
internal static class TimesOfDay
{
    private static readonly LocalTimePattern Pattern = LocalTimePattern.CreateWithInvariantCulture("H:mm");

    public static string Write(IEnumerable<int> minutes) => string.Join(", ", minutes.Select(Write));

    public static string Write(int minutes) =>
        string.Create(CultureInfo.InvariantCulture, $"{minutes / 60 % 24:00}:{minutes % 60:00}");

    /// <summary>Minutes since midnight; null where it is no time.</summary>
    public static int? Read(string text) => text.Trim() is "24:00" ? 1440
        : Pattern.Parse(text.Trim()) is { Success: true, Value: var time } ? time.Hour * 60 + time.Minute : null;

    /// <summary>Every time, or the first piece that is none.</summary>
    public static (IReadOnlyList<int> Minutes, string? Wrong) ReadAll(string text)
    {
        var minutes = new List<int>();
        foreach (var part in text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Read(part) is not { } time) return ([], part);
            minutes.Add(time);
        }
        return (minutes, null);
    }

    public static IReadOnlyList<long> People(IFormCollection form) =>
        [.. form["person"].Select(InboxRoutes.Number).OfType<long>().Distinct()];
}

/// <summary>A shift as it stands in its form, in the clock of the rota.</summary>
public sealed record ShiftForm(
    string Name, string Kind, string From, string To, IReadOnlyList<long> People, string Checks)
{
    private const string Moment = "yyyy-MM-dd'T'HH:mm";
    private static readonly LocalDateTimePattern Pattern = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");

    public static ShiftForm Empty { get; } = new("", nameof(ShiftKind.Evening), "", "", [], "");

    /// <summary>This evening, as a beginning.</summary>
    public static ShiftForm Fresh(DateTimeOffset now, string zone)
    {
        var day = Moments.Local(now, zone).Date;
        return Empty with { From = Write(day.AddHours(18)), To = Write(day.AddHours(22)) };
    }

    public static ShiftForm Of(Shift shift, string zone) => new(
        shift.Name, shift.Kind.ToString(), Write(Moments.Local(shift.From, zone)), Write(Moments.Local(shift.To, zone)), shift.People,
        TimesOfDay.Write(shift.Checks.Where(c => c.DoneAt is null).Select(c => Moments.Local(c.DueAt, zone))
            .Select(c => c.Hour * 60 + c.Minute)));

    public static ShiftForm Read(IFormCollection form) => new(
        form["name"].ToString(), form["kind"].ToString(), form["from"].ToString(), form["to"].ToString(), TimesOfDay.People(form),
        form["checks"].ToString());

    /// <summary>The shift, or what is wrong.</summary>
    public ShiftDraft? ToDraft(string zone, out string? problem)
    {
        problem = null;
        var clock = DateTimeZoneProviders.Tzdb[zone];
        foreach (var text in new[] { From, To })
            if (!Pattern.Parse(text).Success) problem ??= RotaText.WrongTime.With(text);
        var (checks, wrong) = TimesOfDay.ReadAll(Checks);
        if (wrong is not null) problem ??= RotaText.WrongTime.With(wrong);
        if (problem is not null) return null;
        var (from, to) = (Pattern.Parse(From).Value, Pattern.Parse(To).Value);
        return new(
            Name, Enum.TryParse<ShiftKind>(Kind, out var kind) ? kind : ShiftKind.Other, At(from), At(to), People,
            // Each time once a day, as long as the shift goes.
            [.. Enumerable.Range(0, Math.Clamp(Period.DaysBetween(from.Date, to.Date) + 1, 1, 8))
                .SelectMany(day => checks.Select(c => from.Date.PlusDays(day).AtMidnight().PlusMinutes(c)))
                .Where(c => c >= from && c <= to).Select(At)]);

        DateTimeOffset At(LocalDateTime local) =>
            local.InZone(clock, Resolvers.LenientResolver).ToDateTimeOffset().ToUniversalTime();
    }

    private static string Write(DateTime local) => local.ToString(Moment, CultureInfo.InvariantCulture);
}

/// <summary>A weekly shift as it stands in its form.</summary>
public sealed record PatternForm(
    string Name, string Kind, IReadOnlyList<int> Days, string From, string To, IReadOnlyList<long> People, bool Rotates,
    string Checks, bool Active)
{
    public static PatternForm Fresh { get; } = new("", nameof(ShiftKind.Evening), [1, 2, 3, 4, 5], "18:00", "22:00", [], true, "", true);

    public static PatternForm Of(ShiftPatternDraft draft) => new(
        draft.Name, draft.Kind.ToString(), [.. draft.Days.Select(d => (int)d)], TimesOfDay.Write(draft.From),
        TimesOfDay.Write(draft.To), draft.People, draft.Rotates, TimesOfDay.Write(draft.Checks), draft.Active);

    public static PatternForm Read(IFormCollection form) => new(
        form["name"].ToString(), form["kind"].ToString(),
        [.. form["day"].Select(InboxRoutes.Number).OfType<long>().Where(d => d is >= 1 and <= 7).Select(d => (int)d).Distinct()],
        form["from"].ToString(), form["to"].ToString(), TimesOfDay.People(form), form["rotates"] == "true",
        form["checks"].ToString(), form["active"] == "true");

    /// <summary>The pattern, or what is wrong.</summary>
    public ShiftPatternDraft? ToDraft(out string? problem)
    {
        problem = null;
        var (from, to) = (TimesOfDay.Read(From), TimesOfDay.Read(To));
        var (checks, wrong) = TimesOfDay.ReadAll(Checks);
        if (from is null) problem = RotaText.WrongTime.With(From);
        else if (to is null) problem = RotaText.WrongTime.With(To);
        else if (wrong is not null) problem = RotaText.WrongTime.With(wrong);
        return problem is not null ? null : new(
            Name, Enum.TryParse<ShiftKind>(Kind, out var kind) ? kind : ShiftKind.Other,
            [.. Days.Order().Select(d => (IsoDayOfWeek)d)], from!.Value, to!.Value, People, Rotates, checks, Active);
    }
}
