using System.Globalization;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>What the composer says of files.</summary>
internal static class FilesText
{
    public static readonly Phrase Attach = new("Datei anhängen", "Attach a file");
    public static readonly Phrase AttachHint = new(
        "PDF, PNG, JPEG, GIF oder WebP, je höchstens 5 MB; auch einfügen oder hierher ziehen",
        "PDF, PNG, JPEG, GIF or WebP, 5 MB each at most; paste or drop them here as well");
    public static readonly Phrase Files = new("Dateien der Antwort", "Files of the reply");
    public static readonly Phrase Alt = new("Was zeigt „{0}“?", "What does “{0}” show?");
    public static readonly Phrase AltHint = new("Was zeigt das Bild?", "What does it show?");
    public static readonly Phrase WithPrivate = new("Mit der privaten Nachricht", "Along with the private message");
    public static readonly Phrase Without = new("nicht mitschicken", "leave out");
    public static readonly Phrase LeaveOut = new("„{0}“ nicht mitschicken", "Leave “{0}” out");
    public static readonly Phrase TookOut = new("nahm heraus: {0}", "took out: {0}");
    public static readonly Phrase Remove = new("„{0}“ entfernen", "Remove “{0}”");
    public static readonly Phrase NoneHere = new("Dieser Kanal nimmt keine Dateien an.", "This channel takes no files.");
    public static readonly Phrase PicturesOnly = new("nur Bilder", "pictures only");
    public static readonly Phrase Failed = new("Die Datei kam nicht an. Versuchen Sie es noch einmal.", "The file did not arrive. Try again.");
    public static readonly Phrase AtNetwork = new("Beim Netzwerk öffnen", "Open at the network");

    /// <summary>What a customer sent along, where nobody said what it shows.</summary>
    public static Phrase KindName(string kind) => kind switch
    {
        "image" => new("Bild", "Picture"),
        "video" or "gifv" => new("Video", "Video"),
        "audio" => new("Ton", "Audio"),
        "link" => new("Link", "Link"),
        _ => new("Datei", "File"),
    };

    /// <summary>Beside the name of a file.</summary>
    public static readonly Phrase AttachIt = new("anhängen", "attach");
    public static readonly Phrase AttachThis = new("„{0}“ anhängen", "Attach “{0}”");

    public static string Size(long bytes) => bytes switch
    {
        < 1_000_000 => $"{Math.Max(1, bytes / 1_000).ToString("N0", CultureInfo.CurrentCulture)} kB",
        _ => $"{(bytes / 1_000_000d).ToString("0.#", CultureInfo.CurrentCulture)} MB",
    };
}
