using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of lists under a name and of changes to many.</summary>
internal static class ListsText
{
    public static readonly Phrase Saved = new("Meine Ansichten", "My views");
    public static readonly Phrase Keep = new("Diese Liste merken …", "Keep this list …");
    public static readonly Phrase KeepTitle = new("Liste merken", "Keep the list");
    public static readonly Phrase KeepHint = new(
        "Ansicht, Filter, Suche und Reihenfolge werden gemerkt, nicht die Gespräche.",
        "View, filters, search and order are kept, not the conversations.");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase KeepHintInstead = new(
        "Ansicht, Filter, Suche und Reihenfolge werden gemerkt, nicht die Gespräche. Eine Ansicht, an deren Stelle sie treten, behält ohne Angabe ihren Namen.",
        "View, filters, search and order are kept, not the conversations. A view whose place they take keeps its name where none is given.");
    public static readonly Phrase Share = new("Für alle sichtbar", "Everybody sees it");
    public static readonly Phrase KeepDo = new("Merken", "Keep");
    public static readonly Phrase Kept = new("Gemerkt", "Kept");
    public static readonly Phrase Remove = new("Ansicht {0} entfernen", "Remove the view {0}");
    public static readonly Phrase Rename = new("Umbenennen", "Rename");
    public static readonly Phrase Renamed = new("Umbenannt", "Renamed");
    public static readonly Phrase Instead = new("An die Stelle von", "In place of");
    public static readonly Phrase NewView = new("– neue Ansicht –", "– a new view –");
    public static readonly Phrase Replaced = new("Ersetzt", "Replaced");
    public static readonly Phrase Change = new("Ansicht {0} ändern", "Change the view {0}");
    public static readonly Phrase Removed = new("Entfernt", "Removed");

    public static readonly Phrase Choose = new("Gespräch {0} auswählen", "Choose conversation {0}");
    public static readonly Phrase Chosen = new("# ausgewählt", "# chosen");
    public static readonly Phrase AllChosen = new("Alle {0} dieser Liste", "All {0} of this list");
    public static readonly Phrase ChooseShown = new("Alle gezeigten", "All shown");
    public static readonly Phrase ChooseAll = new("Ganze Liste", "Whole list");
    public static readonly Phrase ChooseNone = new("Auswahl aufheben", "Choose none");
    public static readonly Phrase Assign = new("Zuständig …", "Assign …");
    public static readonly Phrase Department = new("Abteilung …", "Department …");
    public static readonly Phrase Label = new("Label …", "Label …");
    public static readonly Phrase State = new("Zustand …", "State …");
    public static readonly Phrase Priority = new("Priorität …", "Priority …");
    public static readonly Phrase Incident = new("Vorfall …", "Incident …");
    public static readonly Phrase Cause = new("Ursache, wenn erledigt", "Cause, when done");
    public static readonly Phrase Changed = new("{0} geändert", "{0} changed");
    public static readonly Phrase ChangedNot = new("{0} geändert, {1} nicht: {2}", "{0} changed, {1} not: {2}");
    public static readonly Phrase ManyTitle = new("Änderung an vielen Gesprächen", "Change to many conversations");
    public static readonly Phrase Begun = new(
        "{0:N0} Gespräche werden im Hintergrund geändert.", "{0:N0} conversations are being changed in the background.");
    public static readonly Phrase Going = new("{0:N0} von {1:N0} Gesprächen geändert …", "{0:N0} of {1:N0} conversations changed …");
    public static readonly Plural GoneBy = new(
        new("{0} Gespräch geändert", "{0} conversation changed"), new("{0} Gespräche geändert", "{0} conversations changed"));
    public static readonly Phrase NotDone = new("{0:N0} nicht: {1}", "{0:N0} not: {1}");
    public static readonly Phrase GoingBack = new("Wird rückgängig gemacht, noch {0:N0} …", "Being taken back, {0:N0} left …");
    public static readonly Phrase WentBack = new(
        "Rückgängig gemacht. Was seither neu geändert wurde, blieb.", "Taken back. What was changed again since stayed.");
    public static readonly Phrase Undo = new("Rückgängig", "Undo");
    public static readonly Phrase Tomorrow = new("Bis morgen zurückstellen", "Snooze until tomorrow");
}
