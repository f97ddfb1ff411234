using Echolot.Conversations;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of causes, fields and labels of conversations.</summary>
internal static class DescribeText
{
    public static readonly Phrase About = new("Einordnung", "About");
    public static readonly Phrase Labels = new("Labels", "Labels");
    public static readonly Phrase AddLabel = new("Label hinzufügen", "Add a label");
    public static readonly Phrase RemoveLabel = new("Label {0} entfernen", "Remove the label {0}");
    public static readonly Phrase Empty = new("–", "–");
    public static readonly Phrase Yes = new("Ja", "Yes");
    public static readonly Phrase No = new("Nein", "No");
    public static readonly Phrase CauseHint = new(
        "Vom Allgemeinen zum Besonderen, mit > dazwischen: Lieferung > Zusteller > Paket verloren",
        "From the general to the particular with > between: Delivery > Carrier > Parcel lost");

    public static readonly Phrase Title = new("Felder und Ursachen", "Fields and causes");
    public static readonly Phrase Fields = new("Felder", "Fields");
    public static readonly Phrase FieldsNote = new(
        "Was Sie von jedem Gespräch wissen wollen, zum Beispiel Produkt, Charge oder Bestellnummer",
        "What you want to know of every conversation, such as product, batch or order number");
    public static readonly Phrase NoFields = new("Noch keine eigenen Felder.", "No fields of your own yet.");
    public static readonly Phrase NewField = new("Neues Feld", "New field");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase Kind = new("Art", "Kind");
    public static readonly Phrase Choices = new("Auswahl", "Choices");
    public static readonly Phrase ChoicesHint = new("Eine je Zeile, nur für Auswahlfelder", "One a line, for choice fields only");
    public static readonly Phrase Required = new("Vor dem Abschließen ausfüllen", "Fill in before closing");
    public static readonly Phrase RequiredMark = new("Pflicht", "required");
    public static readonly Phrase Add = new("Hinzufügen", "Add");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase Saved = new("Gespeichert", "Saved");
    public static readonly Phrase Edit = new("{0} bearbeiten", "Edit {0}");
    public static readonly Phrase Remove = new("Feld entfernen", "Remove the field");
    public static readonly Phrase RemoveHint = new(
        "Entfernt auch alles, was darin steht.", "Also removes everything that stands in it.");

    public static readonly Phrase Causes = new("Ursachen", "Causes");
    public static readonly Phrase CausesNote = new(
        "Warum sich Menschen melden mussten; die Auswertung zählt sie",
        "Why people had to write; the report counts them");
    public static readonly Phrase NoCauses = new(
        "Mit dem ersten abgeschlossenen Gespräch steht hier eine.", "The first closed conversation brings one.");
    public static readonly Phrase CauseRequired = new(
        "Jedes Gespräch braucht vor dem Abschließen eine Ursache", "Every conversation needs a cause before it is closed");
    public static readonly Phrase Rename = new("Umbenennen oder zusammenlegen", "Rename or make one of two");
    public static readonly Phrase RenameHint = new(
        "Auch alles darunter zieht mit um. Gibt es den neuen Namen schon, werden beide eins.",
        "Everything below moves along. Where the new name is there already, the two become one.");
    public static readonly Phrase Renamed = new("{0} Gespräche geändert", "{0} conversations changed");
    public static readonly Phrase Used = new("{0}×", "{0}×");

    public static Phrase KindName(FieldKind kind) => kind switch
    {
        FieldKind.Text => new("Text", "Text"),
        FieldKind.Number => new("Zahl", "Number"),
        FieldKind.Date => new("Datum", "Date"),
        FieldKind.Choice => new("Auswahl", "Choice"),
        FieldKind.Choices => new("Mehrfachauswahl", "Several choices"),
        FieldKind.YesNo => new("Ja oder nein", "Yes or no"),
        _ => new("Adresse im Netz", "Web address"),
    };
}
