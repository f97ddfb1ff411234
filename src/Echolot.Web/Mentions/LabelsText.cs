using Echolot.Web.Shell;

namespace Echolot.Web.Mentions;

/// <summary>Texts of the page of labels.</summary>
internal static class LabelsText
{
    public static readonly Phrase Title = new("Labels und Kategorien", "Labels and categories");
    public static readonly Phrase Free = new("Labels", "Labels");
    public static readonly Phrase FreeNote = new(
        "Freie Wörter, die beim Lesen entstehen.", "Free words that come up while reading.");
    public static readonly Phrase Tree = new("Kategorien", "Categories");
    public static readonly Phrase TreeNote = new(
        "Feste Ordnung des Teams, bis zu fünf Ebenen. Eine Kategorie findet auch, was unter ihr liegt.",
        "The team’s fixed order, up to five levels. A category also finds what lies below it.");
    public static readonly Phrase Directly = new("{0:N0} direkt, mehr darunter", "{0:N0} directly, more below");
    public static readonly Phrase New = new("Neues Label", "New label");
    public static readonly Phrase NewCategory = new("Neue Kategorie", "New category");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase Colour = new("Farbe", "Colour");
    public static readonly Phrase Above = new("Liegt unter", "Lies below");
    public static readonly Phrase Top = new("Oberste Ebene", "Top level");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase Add = new("Anlegen", "Add");
    public static readonly Phrase Edit = new("„{0}“ bearbeiten", "Edit “{0}”");
    public static readonly Phrase Merge = new("Zusammenführen mit", "Merge into");
    public static readonly Phrase MergeDo = new("Zusammenführen", "Merge");
    public static readonly Phrase MergeHint = new(
        "Was dieses Label trägt, trägt danach das andere; Regeln, Abläufe und Makros meinen dann das andere. Freigaberegeln, Richtlinien "
        + "und Bots nennen es beim Namen, ebenso Suchen und Ansichten mit freien Labels: Tragen Sie dort den Namen des anderen ein, "
        + "sonst gelten sie dafür nicht mehr.",
        "Whatever carries this one then carries the other; rules, workflows and macros then mean the other. Approval rules, policies and "
        + "bots call it by its name, and so do searches and views with free labels: write the other’s name there, or they no longer "
        + "apply to it.");
    public static readonly Phrase MergeRefused = new(
        "Wählen Sie ein anderes Label: nicht dieses selbst und keines, das darunter liegt.",
        "Choose another label: not this one itself, and none that lies below it.");
    public static readonly Phrase Remove = new("Löschen", "Delete");
    public static readonly Phrase RemoveHint = new(
        "Was dieses Label trägt, verliert es; Kategorien darunter werden mit gelöscht. Regeln, Abläufe und Bots vergeben es dann nicht "
        + "mehr, ein Makro damit läuft nicht mehr, und Freigaberegeln und Richtlinien, die es nennen, gelten dafür nicht mehr.",
        "Whatever carries it loses it; categories below it are deleted as well. Rules, workflows and bots then no longer give it, a macro "
        + "with it no longer runs, and approval rules and policies that name it no longer apply to it.");
    public static readonly Phrase End = new("Zusammenführen oder löschen …", "Merge or delete …");
    public static readonly Phrase EndTitle = new("„{0}“ zusammenführen oder löschen", "Merge or delete “{0}”");
    public static readonly Phrase Concerned = new("Das ist betroffen", "What it concerns");
    public static readonly Phrase BelowToo = new("Kategorien darunter", "Categories below");
    public static readonly Phrase Mentions = new("Erwähnungen", "Mentions");
    public static readonly Phrase Conversations = new("Gespräche", "Conversations");
    public static readonly Phrase People = new("Personen", "People");
    public static readonly Phrase Rules = new("Regeln", "Rules");
    public static readonly Phrase Workflows = new("Abläufe", "Workflows");
    public static readonly Phrase Approvals = new("Freigaberegeln", "Approval rules");
    public static readonly Phrase Views = new("Ansichten und Suchen, die Sie sehen", "Views and searches that you see");
    public static readonly Phrase ComesBack = new(
        "Beides lässt sich 30 Tage lang rückgängig machen: Das Label kommt zurück, mit allem, was es trug und noch da ist.",
        "Both can be undone for 30 days: the label comes back, with everything that carried it and is still there.");
    public static readonly Phrase Ended = new("Gelöscht und zusammengeführt", "Deleted and merged");
    public static readonly Phrase EndedNote = new(
        "30 Tage lang rückgängig zu machen, mit den Erwähnungen, die es trugen",
        "can be undone for 30 days, with the mentions that carried it");
    public static readonly Phrase Undo = new("Rückgängig", "Undo");
    public static readonly Phrase MergedInto = new("{0} → {1}", "{0} → {1}");
    public static readonly Phrase Restored = new("Wieder da", "Back again");
    public static readonly Phrase CannotRestore = new(
        "Das ist zu lange her oder schon rückgängig gemacht.", "That is too long ago, or was undone already.");
    public static readonly Phrase Saved = new("Gespeichert", "Saved");
    public static readonly Phrase Merged = new("Zusammengeführt. Hier lässt es sich rückgängig machen.", "Merged. It can be undone here.");
    public static readonly Phrase Removed = new("Gelöscht. Hier lässt es sich rückgängig machen.", "Deleted. It can be undone here.");
    public static readonly Phrase Gone = new("Dieses Label gibt es nicht mehr.", "This label is gone.");
    public static readonly Phrase Refused = new(
        "Der Name fehlt, ist länger als 60 Zeichen, hier schon vergeben, oder der Platz im Baum geht nicht.",
        "The name is missing, longer than 60 characters, taken at this place, or the place in the tree does not work.");
    public static readonly Phrase None = new("Noch keine", "None yet");
    public static readonly Phrase NoneText = new(
        "Mit l geben Sie einer Erwähnung in der Liste ein Label.", "Press l on a mention in the list to label it.");

    public static Phrase ColourName(string color) => color switch
    {
        "teal" => new("Petrol", "Teal"),
        "violet" => new("Violett", "Violet"),
        "amber" => new("Bernstein", "Amber"),
        "green" => new("Grün", "Green"),
        "blue" => new("Blau", "Blue"),
        "pink" => new("Rosa", "Pink"),
        "orange" => new("Orange", "Orange"),
        "lime" => new("Limette", "Lime"),
        "indigo" => new("Indigo", "Indigo"),
        _ => new("Grau", "Grey"),
    };
}
