using System.Globalization;
using NodaTime;
using NodaTime.Extensions;

namespace Echolot.Alerts;

/// <summary>Days of the week as alerts know them: in words, and as they are stored.</summary>
public static class Weekdays
{
    /// <summary>Monday to Sunday.</summary>
    public static IReadOnlyList<IsoDayOfWeek> All { get; } =
        [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day is not IsoDayOfWeek.None)];

    /// <summary>Short names in the order of the week; three days or more in a row as a range ("Mo–Fr", "Sat, Sun").</summary>
    public static string Said(IEnumerable<IsoDayOfWeek> days, CultureInfo culture)
    {
        var runs = new List<(IsoDayOfWeek First, IsoDayOfWeek Last)>();
        foreach (var day in days.Distinct().Order())
        {
            if (runs.Count > 0 && runs[^1].Last + 1 == day) runs[^1] = (runs[^1].First, day);
            else runs.Add((day, day));
        }
        return string.Join(", ", runs.Select(run => (run.Last - run.First) switch
        {
            0 => Name(run.First),
            1 => $"{Name(run.First)}, {Name(run.Last)}",
            _ => $"{Name(run.First)}–{Name(run.Last)}",
        }));

        string Name(IsoDayOfWeek day) => culture.DateTimeFormat.GetAbbreviatedDayName(day.ToDayOfWeek()).TrimEnd('.');
    }

    internal static string Write(IEnumerable<IsoDayOfWeek> days) => Stored.List(days.Distinct().Order().Select(day => (long)day));

    internal static IReadOnlyList<IsoDayOfWeek> Read(string list) => [.. Stored.Ids(list).Select(day => (IsoDayOfWeek)day)];
}
