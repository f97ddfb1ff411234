using Echolot.Evidence;
using Echolot.Web.Shell;

namespace Echolot.Web.Mentions;

/// <summary>Texts of screenshots that people add to evidence.</summary>
internal static class ScreenshotsText
{
    public static readonly Phrase Add = new("Screenshot hinzufügen", "Add a screenshot");
    public static readonly Phrase Hint = new(
        "PNG, JPEG oder WebP bis 10 MB; wählen, hierher ziehen oder hier einfügen (Strg+V)",
        "PNG, JPEG or WebP up to 10 MB; choose, drop here or paste here (Ctrl+V)");
    public static readonly Phrase AddedBy = new("hinzugefügt von {0}, nicht vom Programm gesichert", "added by {0}, not taken by the program");
    public static readonly Phrase Added = new("Screenshot hinzugefügt", "Screenshot added");
    public static readonly Phrase Remove = new("Screenshot löschen", "Delete screenshot");
    public static readonly Phrase Removed = new("Screenshot gelöscht", "Screenshot deleted");
    public static readonly Phrase Nothing = new("Wählen Sie ein Bild.", "Choose a picture.");

    /// <param name="files">How many came together: all of them are refused.</param>
    public static Phrase Refusal(ScreenshotRefusal why, int files) => files == 1 ? Refusal(why) : new(
        $"{Refusal(why).De} Keine der {files} Dateien wurde hinzugefügt.", $"{Refusal(why).En} None of the {files} files was added.");

    private static Phrase Refusal(ScreenshotRefusal why) => why switch
    {
        ScreenshotRefusal.Size => new("Das Bild ist größer als 10 MB.", "The picture is larger than 10 MB."),
        ScreenshotRefusal.TooMany => new(
            "An einem Beleg hängen höchstens 10 Screenshots; löschen Sie erst einen.", "Evidence has at most 10 screenshots; delete one first."),
        _ => new("Das ist kein PNG, JPEG oder WebP.", "This is no PNG, JPEG or WebP."),
    };
}
