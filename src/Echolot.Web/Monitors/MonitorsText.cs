using Echolot.Matching;
using Echolot.Monitors;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Monitors;

/// <summary>Texts of the monitors.</summary>
internal static class MonitorsText
{
    public static readonly Phrase Title = new("Monitore", "Monitors");
    public static readonly Phrase New = new("Neuer Monitor", "New monitor");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase NameHint = new(
        "So heißt der Monitor in Listen und Meldungen.", "What lists and notifications call it.");
    public static readonly Phrase Query = new("Suchanfrage", "Query");
    public static readonly Phrase QueryHint = new(
        "AND, OR, NOT, Klammern, \"Wortgruppe\", NEAR/5, liefer*, lang:de. Großschreibung, Umlaute und ß machen keinen Unterschied.",
        "AND, OR, NOT, brackets, \"phrase\", NEAR/5, deliver*, lang:de. Case, umlauts and ß make no difference.");
    public static readonly Phrase Forms = new("Formen", "Forms");
    public static readonly Phrase FormsHint = new(
        "Gilt für Wörter ohne eigenes Zeichen; =haus findet nur haus, haus^ auch Häuser, haus^^ auch Gartenhaus.",
        "For words without a sign of their own; =haus finds haus only, haus^ Häuser too, haus^^ Gartenhaus too.");
    public static readonly Phrase PurposeLabel = new("Zweck", "Purpose");
    public static readonly Phrase Folder = new("Ordner", "Folder");
    public static readonly Phrase NoFolder = new("Ohne Ordner", "No folder");
    public static readonly Phrase Owner = new("Zuständig", "Owner");
    public static readonly Phrase Nobody = new("Niemand", "Nobody");
    public static readonly Phrase Note = new("Notiz zur Änderung", "Note on the change");
    public static readonly Phrase FirstNote = new("Notiz", "Note");
    public static readonly Phrase NoteHint = new(
        "Steht später in der Liste der Fassungen.", "Shown in the list of versions.");
    public static readonly Phrase Active = new("Aktiv", "Active");
    public static readonly Phrase ActiveHint = new(
        "Ausgeschaltet nimmt der Monitor nichts Neues auf; was er gefunden hat, bleibt.",
        "Switched off it takes nothing new; what it found stays.");
    public static readonly Phrase Paused = new("Angehalten", "Paused");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase Cancel = new("Abbrechen", "Cancel");
    public static readonly Phrase Remove = new("Monitor löschen", "Delete monitor");
    public static readonly Phrase RemoveText = new(
        "„{0}“ sucht dann nicht mehr, und seine Fassungen gehen verloren. Gespeicherte Erwähnungen bleiben, bis ihre "
        + "Aufbewahrung endet.",
        "“{0}” stops looking and its versions are lost. Stored mentions stay until their retention ends.");
    public static readonly Phrase Saved = new("Monitor gespeichert", "Monitor saved");
    public static readonly Phrase Removed = new("Monitor gelöscht", "Monitor deleted");
    public static readonly Phrase Gone = new("Diesen Monitor gibt es nicht mehr", "This monitor no longer exists");
    public static readonly Phrase Preview = new("Vorschau", "Preview");
    public static readonly Phrase PreviewNote = new(
        "gespeicherte Erwähnungen der letzten 60 Tage", "stored mentions of the last 60 days");
    public static readonly Phrase PreviewEmpty = new(
        "Schreiben Sie eine Suchanfrage, dann erscheint hier, was sie gefunden hätte.",
        "Write a query, and what it would have found appears here.");
    public static readonly Phrase PreviewNone = new(
        "Im Archiv ist nichts, was dazu passt. Neues wird trotzdem gefunden, sobald es eintrifft.",
        "Nothing in the archive fits. New posts are found all the same as soon as they arrive.");
    public static readonly Phrase PreviewCount = new("{0:N0} Treffer", "{0:N0} hits");
    public static readonly Phrase Took = new("{0:N0} Erwähnungen geprüft in {1}", "{0:N0} mentions checked in {1}");
    public static readonly Phrase Incomplete = new(
        "Noch nicht alles geprüft; die Zahlen sind Mindestwerte.",
        "Not everything was checked; the numbers are minimums.");
    public static readonly Phrase OnlyStored = new(
        "Gespeichert ist nur, was schon ein Monitor wollte. Ein ganz neues Thema zeigt die Vorschau deshalb nicht.",
        "Only what some monitor wanted is stored, so the preview cannot show an entirely new subject.");
    public static readonly Phrase Archive = new("Im Archiv", "In the archive");
    public static readonly Phrase ArchiveNever = new(
        "Das Archiv wurde mit diesem Monitor noch nicht durchsucht.", "The archive was not searched with this monitor yet.");
    public static readonly Phrase ArchiveWaiting = new("Das Archiv wird gleich durchsucht", "About to search the archive");
    public static readonly Phrase ArchiveRunning = new(
        "{0:N0} von {1:N0} Erwähnungen durchsucht", "{0:N0} of {1:N0} mentions searched");
    public static readonly Phrase ArchiveDone = new("Mit Fassung {0} ganz durchsucht", "Searched in full with version {0}");
    public static readonly Phrase ArchiveCancelled = new("Abgebrochen bei {0}", "Cancelled at {0}");
    public static readonly Phrase ChangedMeanwhile = new("Inzwischen geändert", "Changed meanwhile");
    public static readonly Phrase ChangedMeanwhileText = new(
        "{1} hat den Monitor gespeichert ({0}), während Sie daran arbeiteten. Nichts von Ihrem Text ist verloren: Unten steht, "
        + "worin er sich vom Gespeicherten unterscheidet. Speichern Sie noch einmal, gilt Ihre Fassung.",
        "{1} saved the monitor ({0}) while you worked on it. Nothing that you typed is lost: below stands where it "
        + "differs from what is stored. Save once more, and yours counts.");
    public static readonly Phrase RestoreMeanwhile = new(
        "Der Monitor wurde gespeichert, während Sie seine Versionen ansahen. Unten steht, worin sich Version {0} von dem unterscheidet, "
        + "was jetzt gilt. Stellen Sie sie noch einmal wieder her, gilt sie.",
        "The monitor was saved while you looked at its versions. Below stands where version {0} differs from what counts now. "
        + "Restore it once more and it counts.");
    public static readonly Phrase SomebodyElse = new("Jemand", "Somebody");
    public static readonly Phrase TakeTheirs = new("Verwerfen und Gespeichertes ansehen", "Drop mine and see what is stored");
    public static readonly Phrase Yes = new("ja", "yes");
    public static readonly Phrase No = new("nein", "no");
    public static readonly Phrase ArchiveFailed = new(
        "Die Suche im Archiv ist gescheitert. Starten Sie sie noch einmal.",
        "Searching the archive failed. Start it once more.");
    public static readonly Plural ArchiveFound = new(
        new("{0} ältere Erwähnung kam dazu, ohne Meldung.", "{0} older mention was added, without a notification."),
        new("{0} ältere Erwähnungen kamen dazu, ohne Meldung.", "{0} older mentions were added, without notifications."));
    public static readonly Phrase ArchiveStop = new("Abbrechen", "Cancel");
    public static readonly Phrase ArchiveAgain = new("Archiv durchsuchen", "Search the archive");
    public static readonly Phrase Versions = new("Fassungen", "Versions");
    public static readonly Phrase VersionName = new("Fassung {0}", "Version {0}");
    public static readonly Phrase Current = new("aktuell", "current");
    public static readonly Phrase VersionsAll = new("Alle Fassungen vergleichen", "Compare all versions");
    public static readonly Phrase Compare = new("Vergleichen", "Compare");
    public static readonly Phrase CompareFrom = new("Von", "From");
    public static readonly Phrase CompareTo = new("Bis", "To");
    public static readonly Phrase DiffTitle = new("Fassung {0} gegen Fassung {1}", "Version {0} against version {1}");
    public static readonly Phrase DiffSame = new(
        "Die Suchanfrage ist in beiden Fassungen gleich.", "The query is the same in both versions.");
    public static readonly Phrase DiffRemoved = new("entfernt", "removed");
    public static readonly Phrase DiffAdded = new("neu", "added");
    public static readonly Phrase DiffOne = new(
        "Es gibt erst eine Fassung. Jede Änderung der Suchanfrage macht eine neue.",
        "There is one version so far. Every change of the query makes a new one.");
    public static readonly Phrase Restore = new("Wieder einsetzen", "Restore");
    public static readonly Phrase RestoredNote = new("Fassung {0} wieder eingesetzt", "Version {0} restored");
    public static readonly Phrase Restored = new(
        "Die Fassung gilt wieder, als neue Fassung.", "The version is in force again, as a new version.");
    public static readonly Phrase Lock = new("Sperren", "Lock");
    public static readonly Phrase Unlock = new("Entsperren", "Unlock");
    public static readonly Phrase Locked = new("Gesperrt", "Locked");
    public static readonly Phrase LockedTitle = new("Dieser Monitor ist gesperrt", "This monitor is locked");
    public static readonly Phrase LockedBy = new(
        "{0} hat ihn am {1:d} gesperrt. Ändern dürfen ihn nur {0} und Administratoren.",
        "{0} locked it on {1:d}. Only {0} and administrators may change it.");
    public static readonly Phrase LockedByNobody = new(
        "Er wurde am {0:d} gesperrt. Ändern dürfen ihn nur Administratoren.",
        "It was locked on {0:d}. Only administrators may change it.");
    public static readonly Phrase LockedRefused = new(
        "Der Monitor ist gesperrt und wurde nicht geändert.", "The monitor is locked and was not changed.");
    public static readonly Phrase NowLocked = new("Gesperrt.", "Locked.");
    public static readonly Phrase NowUnlocked = new("Entsperrt.", "Unlocked.");
    public static readonly Phrase Day = new("24 Std.", "24 h");
    public static readonly Phrase Month = new("30 Tage", "30 days");
    public static readonly Phrase ToMentions = new("Erwähnungen ansehen", "See mentions");
    public static readonly Phrase EmptyTitle = new("Noch kein Monitor", "No monitor yet");
    public static readonly Phrase EmptyText = new(
        "Ein Monitor ist eine gespeicherte Suchanfrage. Echolot vergleicht jeden Beitrag mit allen Monitoren und "
        + "behält nur, was einer davon will.",
        "A monitor is a stored query. Echolot compares every post with all monitors and keeps only what one of them "
        + "wants.");
    public static readonly Phrase Errors = new(
        "So lässt sich die Anfrage nicht verstehen", "The query cannot be understood like this");
    public static readonly Phrase Mend = new("Ändern", "Fix");
    public static readonly Phrase At = new("Zeichen {0}", "character {0}");

    public static Phrase FormsName(WordForms forms) => forms switch
    {
        WordForms.Inflected => new("Gebeugte Formen: Haus findet Häuser", "Inflections: house finds houses"),
        WordForms.Compound => new(
            "Auch in zusammengesetzten Wörtern: Haus findet Gartenhaus", "In compounds too: Haus finds Gartenhaus"),
        _ => new("Wie geschrieben", "As typed"),
    };

    public static Phrase PurposeName(Purpose purpose) => purpose switch
    {
        Purpose.Brand => new("Marke", "Brand"),
        Purpose.Product => new("Produkt", "Product"),
        Purpose.Service => new("Service", "Service"),
        Purpose.Industry => new("Branche", "Industry"),
        Purpose.Competitor => new("Wettbewerb", "Competitor"),
        Purpose.Supplier => new("Lieferant", "Supplier"),
        Purpose.PurchaseIntent => new("Kaufabsicht", "Purchase intent"),
        _ => new("Risiko", "Risk"),
    };

    public static Tone PurposeTone(Purpose purpose) => purpose switch
    {
        Purpose.Brand or Purpose.Product => Tone.Accent,
        Purpose.PurchaseIntent => Tone.Violet,
        Purpose.Risk => Tone.Bad,
        Purpose.Competitor => Tone.Warning,
        _ => Tone.Plain,
    };
}
