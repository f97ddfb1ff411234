using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of the filters of a list of the inbox.</summary>
internal static class FiltersText
{
    public static readonly Phrase Filter = new("Filtern", "Filter");
    public static readonly Phrase Apply = new("Anwenden", "Apply");
    public static readonly Phrase Any = new("alle", "all");
    public static readonly Phrase Label = new("Label", "Label");
    public static readonly Phrase Remove = new("Filter „{0}“ aufheben", "Remove the filter “{0}”");
    public static readonly Phrase RemoveAll = new("Alle aufheben", "Remove all");
    public static readonly Phrase Person = new("Gespräche mit einer Person", "Conversations with one person");
    public static readonly Phrase Open = new("nicht abgeschlossen", "not over");
    public static readonly Phrase State = new("Zustand", "State");
    public static readonly Phrase Language = new("Sprache", "Language");
    public static readonly Phrase Field = new("Feld", "Field");
    public static readonly Phrase Named = new("{0}: {1}", "{0}: {1}");
    public static readonly Phrase Gone = new("gibt es nicht mehr", "is gone");
    public static readonly Phrase AllOfPersonMany = new("Alle Gespräche mit dieser Person", "All conversations with this person");
    public static readonly Plural AllOfPerson = new(
        new("{0} Gespräch mit dieser Person", "{0} conversation with this person"),
        new("Alle {0} Gespräche mit dieser Person", "All {0} conversations with this person"));
}
