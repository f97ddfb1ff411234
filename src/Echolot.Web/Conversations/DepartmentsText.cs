using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts about departments, who works there, and how conversations are given out.</summary>
internal static class DepartmentsText
{
    public static readonly Phrase Title = new("Abteilungen", "Departments");
    public static readonly Phrase Department = new("Abteilung", "Department");
    public static readonly Phrase AllDepartments = new("Alle Abteilungen", "All departments");
    public static readonly Phrase None = new("keine Abteilung", "no department");
    public static readonly Phrase New = new("Neue Abteilung", "New department");
    public static readonly Phrase EmptyTitle = new("Noch keine Abteilung", "No department yet");
    public static readonly Phrase EmptyText = new(
        "Mit Abteilungen sieht jedes Team nur seine Gespräche, und Neues wird gerecht verteilt.",
        "With departments each team sees only its conversations, and new ones are given out fairly.");
    public static readonly Phrase Tree = new("Aufbau", "Structure");
    public static readonly Phrase TreeNote = new(
        "Ein Team ist eine Abteilung, unter der keine weitere steht.", "A team is a department with none below it.");
    public static readonly Plural Open = new(new("{0} zu tun", "{0} to do"), new("{0} zu tun", "{0} to do"));
    public static readonly Phrase NoMembers = new("niemand", "nobody");
    public static readonly Phrase People = new("Menschen", "People");
    public static readonly Phrase PeopleNote = new(
        "Wer wo arbeitet, was sieht und was kann.", "Who works where, sees what and knows what.");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase Parent = new("Gehört zu", "Belongs to");
    public static readonly Phrase Top = new("steht oben", "stands on top");
    public static readonly Phrase Calendar = new("Geschäftszeiten", "Business hours");
    public static readonly Phrase AsAbove = new("wie die Abteilung darüber", "as the department above");
    public static readonly Phrase Locked = new(
        "Nur wer zuständig ist, antwortet", "Only the assignee answers");
    public static readonly Phrase LockedShort = new("nur Zuständige antworten", "only assignees answer");
    public static readonly Phrase Catches = new(
        "Nimmt auf, was niemand zugeordnet hat", "Takes what nobody has put anywhere");
    public static readonly Phrase CatchesShort = new("fängt den Rest", "takes the rest");
    public static readonly Phrase Who = new("Wer hier arbeitet", "Who works here");
    public static readonly Phrase WhoNote = new(
        "Sie bekommen die Gespräche der Abteilung. Steht hier niemand, bekommen sie die Menschen der Abteilungen darunter.",
        "They get the department’s conversations. Where nobody is named, people of the departments below get them.");
    public static readonly Phrase Distribution = new("Verteilung", "Routing");
    public static readonly Phrase DistributionNote = new(
        "Wer das nächste Gespräch bekommt.", "Who gets the next conversation.");
    public static readonly Phrase Strategy = new("Wie verteilt wird", "How it is given out");
    public static readonly Phrase Otherwise = new("Findet sich so niemand", "Where that finds nobody");
    public static readonly Phrase ReturnAfter = new("Zurück nach Minuten ohne Antwort", "Back after minutes without an answer");
    public static readonly Phrase ReturnHint = new(
        "Gezählt in Geschäftszeit ab der Zuweisung. Leer: bleibt liegen. Nie zweimal hintereinander dieselbe Person; wo von Hand verteilt wird, ist danach niemand zuständig.",
        "Counted in open time from the assignment. Empty: it stays. Never the same person twice in a row; where it is given out by hand, it is nobody's then.");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase Saved = new("Gespeichert.", "Saved.");
    public static readonly Phrase Remove = new("Abteilung auflösen", "Remove department");
    public static readonly Phrase RemoveNote = new(
        "Ihre Gespräche und was darunter steht gehen an die Abteilung darüber.",
        "Its conversations and what is below it go to the department above.");
    public static readonly Phrase Removed = new("Aufgelöst.", "Removed.");
    public static readonly Phrase Gone = new("Diese Abteilung gibt es nicht", "There is no such department");
    public static readonly Phrase PersonGone = new("Diesen Menschen gibt es hier nicht", "There is no such person");

    public static readonly Phrase Reach = new("Sieht", "Sees");
    public static readonly Phrase ReachHint = new(
        "Gilt überall: Listen, Zahlen, Suche, Schnittstelle, Benachrichtigungen. Eigene Gespräche sieht man immer.",
        "Holds everywhere: lists, counts, search, API, live updates. One’s own conversations are always seen.");
    public static readonly Phrase Skills = new("Kennt sich aus mit", "Knows about");
    public static readonly Phrase SkillsHint = new(
        "Mit Komma getrennt, zum Beispiel: Retoure, Rechnung, Reißverschluss.",
        "Separated by commas, for example: returns, invoice, zip.");
    public static readonly Phrase Languages = new("Spricht", "Speaks");
    public static readonly Phrase LanguagesHint = new("Kürzel mit Komma getrennt: de, en.", "Codes separated by commas: de, en.");
    public static readonly Phrase Capacity = new("Höchstens Punkte zugleich", "Most points at a time");
    public static readonly Phrase CapacityHint = new(
        "Ein Gespräch zählt so viel, wie sein Kanal wiegt. Leer: keine Grenze.",
        "A conversation counts as much as its channel weighs. Empty: no limit.");
    public static readonly Phrase Load = new("Auf dem Tisch", "On the desk");
    public static readonly Phrase Absences = new("Abwesenheit", "Absence");
    public static readonly Phrase AbsencesNote = new(
        "Offenes geht an die Vertretung oder zurück in die Verteilung.",
        "What is open goes to the substitute or back to routing.");
    public static readonly Phrase AbsentUntil = new("abwesend bis {0}", "away until {0}");
    public static readonly Phrase From = new("Von", "From");
    public static readonly Phrase Until = new("Bis", "Until");
    public static readonly Phrase Substitute = new("Vertretung", "Substitute");
    public static readonly Phrase Nobody = new("niemand", "nobody");
    public static readonly Phrase AddAbsence = new("Abwesenheit eintragen", "Enter absence");
    public static readonly Phrase AbsenceEntered = new("Eingetragen.", "Entered.");
    public static readonly Phrase AbsenceNone = new("Nichts eingetragen.", "Nothing entered.");
    public static readonly Phrase EndAbsence = new("Ist wieder da", "Is back");
    public static readonly Phrase ViewAs = new("Ansehen als {0}", "View as {0}");
    public static readonly Phrase ViewAsNote = new("Was dieser Mensch im Postfach hat.", "What this person has in the inbox.");
    public static readonly Phrase SeesAll = new("alle Gespräche", "every conversation");
    public static readonly Phrase SeesOwn = new("nur eigene Gespräche", "only their own conversations");

    public static readonly Phrase Weights = new("Gewicht der Kanäle", "Weight of channels");
    public static readonly Phrase WeightsNote = new(
        "Wie viele Punkte ein Gespräch auf dem Tisch belegt.", "How many points a conversation takes on a desk.");
    public static readonly Phrase WrongNumber = new("„{0}“ geht nicht; schreib eine ganze Zahl.", "“{0}” does not work; write a whole number.");

    public static readonly Phrase Simulate = new("Probe an einem Tag", "Try on a past day");
    public static readonly Phrase SimulateNote = new(
        "Was an diesem Tag kam, läuft noch einmal mit leeren Tischen durch dieselbe Verteilung wie live. Ein Tisch wird frei, sobald wirklich geantwortet wurde.",
        "What came that day runs once more, with empty desks, through the same routing as live. A desk is free again when it was really answered.");
    public static readonly Phrase Day = new("Tag", "Day");
    public static readonly Phrase First = new("Verteilung A", "Routing A");
    public static readonly Phrase Second = new("Verteilung B", "Routing B");
    public static readonly Phrase Compare = new("Vergleichen", "Compare");
    public static readonly Phrase NothingCame = new("An diesem Tag kam nichts", "Nothing came that day");
    public static readonly Phrase NothingCameText = new(
        "Wählen Sie einen anderen Tag, oder ordnen Sie der Abteilung Gespräche zu.", "Choose another day, or put conversations into the department.");
    public static readonly Phrase Conversation = new("Gespräch", "Conversation");
    public static readonly Phrase Given = new("Bekommen", "Given");
    public static readonly Phrase Peak = new("Höchststand", "Peak");
    public static readonly Phrase Spread = new("Je Person", "Each person");
    public static readonly Phrase SpreadText = new("{0} bis {1} Gespräche", "{0} to {1} conversations");
    public static readonly Plural Waited = new(
        new("{0} musste warten", "{0} had to wait"), new("{0} mussten warten", "{0} had to wait"));
    public static readonly Phrase LongestWait = new("am längsten {0}", "longest {0}");
    public static readonly Plural Came = new(
        new("{0} Gespräch an diesem Tag", "{0} conversation that day"), new("{0} Gespräche an diesem Tag", "{0} conversations that day"));
    public static readonly Plural Differ = new(
        new("{0} ginge an jemand anderen", "{0} would go to somebody else"), new("{0} gingen an jemand anderen", "{0} would go to somebody else"));
    public static readonly Phrase NoDay = new("Das ist kein Tag, den es schon gab.", "This is no day that has passed.");
    public static readonly Phrase More = new("Gezeigt sind die ersten {0}; gezählt sind alle.", "The first {0} are shown; all are counted.");

    public static Phrase StrategyName(Strategy strategy) => strategy switch
    {
        Echolot.Teams.Strategy.InTurn => new("reihum", "in turn"),
        Echolot.Teams.Strategy.LeastLoad => new("wer am wenigsten hat", "least load"),
        Echolot.Teams.Strategy.LongestIdle => new("wer am längsten nichts bekam", "longest idle"),
        Echolot.Teams.Strategy.LastAgent => new("wer diesen Menschen kennt", "last agent"),
        Echolot.Teams.Strategy.Skill => new("wer sich auskennt", "by skill"),
        Echolot.Teams.Strategy.Language => new("wer die Sprache spricht", "by language"),
        _ => new("von Hand", "by hand"),
    };

    public static Phrase ReachName(Reach reach) => reach switch
    {
        Echolot.Teams.Reach.Own => new("nur Eigenes", "own only"),
        Echolot.Teams.Reach.Team => new("die eigene Abteilung", "own department"),
        Echolot.Teams.Reach.Subtree => new("die eigene Abteilung und darunter", "own department and below"),
        _ => new("alles", "everything"),
    };

    public static Phrase PassedName(PassedBecause why) => why switch
    {
        PassedBecause.Absent => new("abwesend", "away"),
        PassedBecause.Full => new("ausgelastet", "at capacity"),
        _ => new("hatte es zuletzt", "had it last"),
    };
}
