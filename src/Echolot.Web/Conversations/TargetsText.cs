using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

internal static class TargetsText
{
    public static readonly Phrase Title = new("Antwortziele", "Response targets");
    public static readonly Phrase Targets = new("Ziele", "Targets");
    public static readonly Phrase TargetsNote = new(
        "Das erste Ziel, das passt, gilt. Ein neues kommt vor die, die auch alles treffen, wofür es gilt. Minuten zählen nur, solange der Kalender geöffnet ist.",
        "The first target that fits holds. A new one goes before those that also fit wherever it does. Minutes count only while the calendar is open.");
    public static readonly Phrase Place = new("Reihenfolge", "Order");
    public static readonly Phrase Up = new("Nach oben; speichert die Ziele", "Move up; saves the targets");
    public static readonly Phrase Down = new("Nach unten; speichert die Ziele", "Move down; saves the targets");
    public static readonly Phrase Never = new(
        "Gilt nie: „{0}“ steht davor und trifft alles, was hier passt. Verschieben Sie dieses Ziel nach oben, oder ändern Sie eines von beiden.",
        "Never holds: “{0}” comes before it and fits wherever this one does. Move this target up, or change one of the two.");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase Above = new("Ab Priorität", "From priority");
    public static readonly Phrase Every = new("jede", "any");
    public static readonly Phrase Channel = new("Kanal", "Channel");
    public static readonly Phrase EveryChannel = new("alle", "all");
    public static readonly Phrase Crisis = new("Ab Krisenstufe", "From crisis level");
    public static readonly Phrase Calendar = new("Kalender", "Calendar");
    public static readonly Phrase Always = new("Tag und Nacht", "Day and night");
    public static readonly Phrase First = new("Erste Antwort", "First response");
    public static readonly Phrase Next = new("Nächste Antwort", "Next response");
    public static readonly Phrase Update = new("Zwischenstand", "Update");
    public static readonly Phrase Resolve = new("Lösung", "Resolution");
    public static readonly Phrase Warn = new("Vorwarnung", "Warning");
    public static readonly Phrase Minutes = new("Alles in Minuten; leer heißt: kein Ziel.", "All in minutes; empty means no target.");
    public static readonly Phrase AnotherRow = new("Neues Ziel", "New target");
    public static readonly Phrase RemoveHint = new("Ohne Namen fällt eine Zeile weg.", "A row without a name is dropped.");
    public static readonly Phrase Save = new("Ziele speichern", "Save targets");
    public static readonly Phrase Saved = new("Gespeichert; laufende Fristen werden neu berechnet.", "Saved; running clocks are reckoned anew.");
    public static readonly Phrase Running = new(
        "Die Fristen offener Gespräche werden gerade neu berechnet.", "The clocks of open conversations are being reckoned anew right now.");
    public static readonly Phrase NotANumber = new("„{0}“ ist keine Zahl von Minuten.", "“{0}” is not a number of minutes.");

    public static readonly Phrase Calendars = new("Geschäftszeiten", "Business hours");
    public static readonly Phrase CalendarsNote = new(
        "Öffnungszeiten, Feiertage und besondere Tage, nach denen Fristen laufen.",
        "Opening hours, holidays and special days that clocks go by.");
    public static readonly Phrase NewCalendar = new("Neuer Kalender", "New calendar");
    public static readonly Phrase NoCalendars = new(
        "Noch kein Kalender: Fristen laufen Tag und Nacht.", "No calendar yet: clocks run day and night.");
    public static readonly Phrase Zone = new("Zeitzone", "Time zone");
    public static readonly Phrase Region = new("Feiertage von", "Holidays of");
    public static readonly Phrase NoHolidays = new("keine Feiertage", "no holidays");
    public static readonly Phrase PartlyToo = new(
        "Auch Feiertage, die nur in Teilen der Region gelten", "Also holidays that only parts of the region keep");
    public static readonly Phrase HoursHint = new(
        "Zum Beispiel 08:00–12:00, 12:30–18:00. Leer heißt geschlossen.", "For example 08:00–12:00, 12:30–18:00. Empty means closed.");
    public static readonly Phrase Special = new("Besondere Tage", "Special days");
    public static readonly Phrase SpecialHint = new(
        "Je Zeile: Datum, Zeiten oder „zu“, und wofür. 2026-12-24 08:00–12:00 Heiligabend",
        "One a line: date, hours or “closed”, and why. 2026-12-24 08:00–12:00 Christmas Eve");
    public static readonly Phrase SaveCalendar = new("Kalender speichern", "Save calendar");
    public static readonly Phrase WrongHours = new(
        "„{0}“ sind keine Zeiten. Schreiben Sie zum Beispiel 08:00–12:00, 13:00–17:00.",
        "“{0}” are no hours. Write 08:00–12:00, 13:00–17:00, for example.");
    public static readonly Phrase WrongDay = new(
        "„{0}“ ist kein Tag. Schreiben Sie zum Beispiel 2026-12-24 zu Heiligabend.",
        "“{0}” is no day. Write 2026-12-24 closed Christmas Eve, for example.");
    public static readonly Phrase NameMissing = new("Geben Sie dem Kalender einen Namen.", "Give the calendar a name.");
    public static readonly Phrase ComingHolidays = new("Die nächsten Feiertage", "The next holidays");
    public static readonly Phrase Partly = new("teils", "partly");
    public static readonly Phrase Closed = new("zu", "closed");
}
