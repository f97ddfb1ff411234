using Echolot.Mentions;
using Echolot.Web.Shell;

namespace Echolot.Web.Mentions;

/// <summary>Texts of the page of source classes.</summary>
internal static class SourceClassText
{
    public static readonly Phrase Title = new("Klassen von Websites und Quellen", "Classes of sites and sources");
    public static readonly Phrase Short = new("Klasse", "Class");
    public static readonly Phrase Means = new(
        "Eine Klasse gilt für die Website mit allem darunter, oder für eine Quelle; die Website geht vor. Mit class: suchen Sie danach, auch "
        + "in Monitoren (und damit in deren Alarmen) und Regeln: class:Leitmedium, -class:spam. "
        + "Was Sie hier ändern, gilt sofort auch für alles Gespeicherte; was ein Monitor schon gefunden hat, behält er.",
        "A class holds for the site with everything below it, or for a source; the site goes first. class: asks for it, also in monitors "
        + "(and so in their alerts) and rules: class:lead, -class:spam. What you change here holds at once for everything "
        + "stored, too; what a monitor has found already it keeps.");
    public static readonly Phrase None = new("Noch keine Website hat eine Klasse", "No site has a class yet");
    public static readonly Phrase NoneText = new(
        "Ordnen Sie oben eine Website ein, oder lesen Sie eine Liste ein.", "Put a site into a class above, or read a list in.");
    public static readonly Phrase AddSite = new("Website einordnen", "Put a site into a class");
    public static readonly Phrase AddSource = new("Quelle einordnen", "Put a source into a class");
    public static readonly Phrase Source = new("Quelle", "Source");
    public static readonly Phrase Save = new("Einordnen", "Save");
    public static readonly Phrase Saved = new("Gespeichert; gilt ab sofort", "Saved; it holds from now on");
    public static readonly Phrase Removed = new("Hat keine Klasse mehr", "Has no class any more");
    public static readonly Phrase Remove = new("Klasse entfernen", "Take the class away");
    public static readonly Phrase Import = new("Liste einlesen", "Read a list in");
    public static readonly Phrase ImportNote = new(
        "Eine Zeile je Website: „zeitung.example;Leitmedium“; oder mit drei Spalten „source,feeds:zeitung.example:politik,Fachmedium“. "
        + "Klassen: Leitmedium, Fachmedium, Regionalmedium, Portal, Spam. Bekannte bekommen die neue Klasse, was fehlt, bleibt.",
        "One line for each site: “news.example,lead”; or with three columns “source,feeds:news.example:politics,trade”. Classes: lead, "
        + "trade, regional, portal, spam. Known ones get the new class, what is missing stays.");
    public static readonly Phrase File = new("CSV-Datei", "CSV file");
    public static readonly Phrase Table = new("Oder hier einfügen", "Or paste it here");
    public static readonly Phrase ImportNothing = new("Wählen Sie eine Datei, oder fügen Sie Zeilen ein.", "Choose a file, or paste lines.");
    public static readonly Phrase ImportTooLarge = new("Die Datei ist größer als 4 MB.", "The file is larger than 4 MB.");
    public static readonly Phrase ImportNoText = new(
        "Das ist keine Textdatei. Speichern Sie die Tabelle als CSV.", "This is no text file. Save the table as CSV.");
    public static readonly Phrase ImportRefused = new(
        "Nichts eingelesen. Diese Zeilen sind nicht zu lesen: {0}", "Nothing was read in. These lines cannot be read: {0}");
    public static readonly Phrase ImportDone = new("{0:N0} neu, {1:N0} geändert", "{0:N0} new, {1:N0} changed");
    public static readonly Phrase TooMany = new("Das sind zu viele auf einmal.", "These are too many.");
    public static readonly Phrase Export = new("Als CSV laden", "Download CSV");
    public static readonly Phrase Narrow = new("Website oder Klasse", "Site or class");
    public static readonly Phrase More = new("{0:N0} weitere; suchen Sie oben danach.", "{0:N0} more; search for them above.");

    public static Phrase Name(SourceClass one) => one switch
    {
        SourceClass.Lead => new("Leitmedium", "Leading medium"),
        SourceClass.Trade => new("Fachmedium", "Trade medium"),
        SourceClass.Regional => new("Regionalmedium", "Regional medium"),
        SourceClass.Portal => new("Portal", "Portal"),
        _ => new("Spam", "Spam"),
    };

    /// <summary>As <c>class:</c> and tables have it.</summary>
    public static string Word(SourceClass one) => one.ToString().ToLowerInvariant();

    /// <summary>A word of the query language, or one as people write it; null where it is none.</summary>
    public static SourceClass? OfWord(string text) =>
        Matching.QueryVocabulary.ClassOf(text) is { } word && Enum.TryParse<SourceClass>(word, true, out var found) ? found : null;
}
