using Echolot.Web.Shell;

namespace Echolot.Web.Components;

/// <summary>Texts that components say by themselves.</summary>
internal static class ComponentText
{
    public static readonly Phrase Close = new("Schließen", "Close");
    public static readonly Phrase Remove = new("Entfernen", "Remove");
    public static readonly Phrase Optional = new("(optional)", "(optional)");
    public static readonly Phrase More = new("Mehr laden", "Load more");
    public static readonly Phrase Others = new("{0:N0} weitere", "{0:N0} more");
    public static readonly Phrase Back = new("Zurück", "Back");
    public static readonly Phrase Copy = new("Kopieren", "Copy");
    public static readonly Phrase Copied = new("Kopiert", "Copied");
    public static readonly Phrase PercentagePoints = new("{0:N1} Punkte", "{0:N1} points");
    public static readonly Phrase Course = new(
        "{0}: zwischen {1:N0} und {2:N0}, zuletzt {3:N0}", "{0}: between {1:N0} and {2:N0}, most recently {3:N0}");
}
