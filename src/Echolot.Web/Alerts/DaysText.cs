using System.Globalization;
using Echolot.Alerts;
using Echolot.Web.Shell;
using NodaTime;

namespace Echolot.Web.Alerts;

/// <summary>Texts of the days of the week on which an alert is quiet or sends its digest.</summary>
internal static class DaysText
{
    public static readonly Phrase DigestOn = new("Tage der Zusammenfassung", "Days of the digest");
    public static readonly Phrase DigestOnHint = new(
        "Nur ein Tag: eine Wochenübersicht; Montag bis Freitag: an Arbeitstagen.",
        "A single day makes it weekly, Monday to Friday means working days.");
    public static readonly Phrase NoDay = new("Wählen Sie mindestens einen Tag.", "Choose at least one day.");
    public static readonly Phrase QuietDays = new("Ganze Tage Ruhe", "Quiet all day");
    public static readonly Phrase QuietAlways = new(
        "Lassen Sie Zeit frei, in der er etwas meldet; damit er gar nichts meldet, schalten Sie ihn stumm.",
        "Leave some time in which it may speak; to have it tell nothing at all, mute it.");
    public static readonly Phrase QuietHint = new(
        "In der Zeitzone dessen, der die Meldung bekommt. Was in die Ruhe fällt, kommt an ihrem Ende.",
        "By the clock of whoever is told. What comes up while it is quiet arrives when the quiet ends.");
    public static readonly Phrase QuietOutside = new("Ruhe außerhalb der Geschäftszeiten", "Quiet outside of business hours");
    public static readonly Phrase QuietOutsideHint = new(
        "Mit ihren Feiertagen und Ausnahmen, nach ihrer Uhr; die Meldung kommt, sobald wieder offen ist.",
        "With their holidays and exceptions, by their clock; what comes up arrives as soon as they open again.");
    public static readonly Phrase OutsideNone = new("– keine –", "– none –");
    public static readonly Phrase NoCalendar = new("Diese Geschäftszeiten gibt es nicht mehr.", "These business hours are gone.");
    public static readonly Phrase OutsideOf = new("Ruhe außerhalb von „{0}“", "quiet outside of “{0}”");
    public static readonly Phrase Quiet = new("Ruhezeit {0}–{1}", "quiet {0}–{1}");
    public static readonly Phrase QuietAndDays = new("Ruhezeit {0}–{1} und {2} ganztägig", "quiet {0}–{1} and all day {2}");
    public static readonly Phrase QuietOnDays = new("Ruhe {0} ganztägig", "quiet all day {0}");

    public static string Said(IEnumerable<IsoDayOfWeek> days) => Weekdays.Said(days, CultureInfo.CurrentCulture);

    /// <summary>Days as a form has them, 1 Monday to 7 Sunday.</summary>
    public static string Said(IReadOnlyList<string> days) =>
        Said(Weekdays.All.Where(day => days.Contains(((int)day).ToString(CultureInfo.InvariantCulture))));
}
