using Echolot.Web.Shell;

namespace Echolot.Web.Triage;

/// <summary>Texts of what a rule did as mentions came in, and of taking it back.</summary>
internal static class LiveHitsText
{
    public static readonly Phrase Title = new("Treffer", "Hits");
    public static readonly Phrase Open = new("Treffer und Rückgängig", "Hits and undo");
    public static readonly Phrase NoneTitle = new("Noch kein Treffer im Strom", "No hit in the stream yet");
    public static readonly Phrase NoneText = new(
        "Hier steht, was die Regel bei neuen Erwähnungen tut, Tag für Tag. Läufe über Vorhandenes stehen bei den Läufen.",
        "What the rule does to new mentions is listed here, day by day. Runs over what is stored are among the runs.");
    public static readonly Phrase Days = new("Tag für Tag", "Day by day");
    public static readonly Phrase DaysNote = new("die letzten 30 Tage", "the last 30 days");
    public static readonly Plural UndoneOf = new(
        new("{0} zurückgenommen", "{0} taken back"), new("{0} zurückgenommen", "{0} taken back"));
    public static readonly Phrase UndoDay = new("Diesen Tag zurücknehmen", "Take this day back");
    public static readonly Phrase Period = new("Einen Zeitraum zurücknehmen", "Take a time back");
    public static readonly Phrase From = new("Von", "From");
    public static readonly Phrase To = new("Bis", "Until");
    public static readonly Phrase UndoPeriod = new("Zurücknehmen", "Take back");
    public static readonly Phrase About = new(
        "Jede Erwähnung wird wieder, wie sie vor der Regel war – außer wo seither jemand etwas geändert hat. Die Regel "
        + "trifft sie nicht noch einmal. Gespräche, die sie eröffnet hat, bleiben.",
        "Each mention becomes what it was before the rule, except where somebody changed something since. The rule does "
        + "not hit it again. Conversations that it opened stay.");
    public static readonly Phrase Newest = new("Neueste Treffer", "Newest hits");
    public static readonly Plural RedoneOf = new(
        new("{0} von einem Lauf wieder angewandt", "{0} done again by a run"),
        new("{0} von einem Lauf wieder angewandt", "{0} done again by a run"));
    public static readonly Phrase Redone = new("wieder angewandt: Lauf {0}", "done again: run {0}");
    public static readonly Phrase Undone = new("zurückgenommen", "taken back");
    public static readonly Phrase Deleted = new("gelöschte Erwähnung", "deleted mention");
    public static readonly Phrase Nothing = new(
        "In dieser Zeit hat die Regel nichts getan, oder es ist schon zurückgenommen.",
        "The rule did nothing in this time, or it was taken back already.");
    public static readonly Phrase TimesWrong = new(
        "Wählen Sie Beginn und Ende; das Ende liegt nach dem Beginn.",
        "Choose beginning and end; the end lies behind the beginning.");
    public static readonly Phrase Undoing = new(
        "Rückgängig: Regel „{0}“, Treffer vom {1} bis {2}", "Undo: rule “{0}”, hits from {1} to {2}");
}
