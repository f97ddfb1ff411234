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
        "Alle Erwähnungen tragen danach das andere; auch Regeln und Ansichten, die dieses nennen, meinen dann das andere.",
        "All mentions then carry the other one; rules and views that name this one mean the other as well.");
    public static readonly Phrase Remove = new("Löschen", "Delete");
    public static readonly Phrase RemoveHint = new(
        "Erwähnungen verlieren es, Kategorien darunter werden mit gelöscht. Das lässt sich nicht zurücknehmen.",
        "Mentions lose it, categories below it are deleted as well. This cannot be undone.");
    public static readonly Phrase Saved = new("Gespeichert", "Saved");
    public static readonly Phrase Merged = new("Zusammengeführt", "Merged");
    public static readonly Phrase Removed = new("Gelöscht", "Deleted");
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
