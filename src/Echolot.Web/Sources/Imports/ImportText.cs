using Echolot.Sources.Imports;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Sources.Imports;

/// <summary>Texts of the import.</summary>
internal static class ImportText
{
    public static readonly Phrase Title = new("Import", "Import");
    public static readonly Phrase New = new("Datei einlesen", "Read a file");
    public static readonly Phrase About = new(
        "Beiträge aus anderen Programmen, Zeile für Zeile. Gespeichert wird, was ein Monitor sucht, auf Wunsch auch alles "
        + "andere; Bekanntes bleibt, wie es ist.",
        "Posts from other programs, row by row. What a monitor wants is stored, all of it if you choose so; what is "
        + "known stays as it is.");
    public static readonly Phrase KeepAll = new("Alles aus dieser Datei behalten", "Keep everything of this file");
    public static readonly Phrase KeepAllHint = new(
        "Auch was kein Monitor sucht: Es steht unter dem Namen der Quelle in Suche und Abdeckung, und neue Monitore finden "
        + "es später. Sinnvoll, wenn Sie den Anbieter wechseln und Ihre Geschichte mitnehmen.",
        "Also what no monitor wants: search and coverage have it under the name of the source, and new monitors find it "
        + "later. Made for leaving a vendor and taking your history along.");
    public static readonly Phrase KeptAll = new("alles behalten", "everything kept");
    public static readonly Phrase File = new("Datei", "File");
    public static readonly Phrase FileHint = new(
        "NDJSON, JSON, CSV oder Excel (erstes Blatt). Exporte von Brandwatch, Talkwalker, CrowdTangle und Meltwater werden erkannt, ebenso Spalten "
        + "wie Text, Autor, Datum.",
        "NDJSON, JSON, CSV or Excel (first sheet). Exports of Brandwatch, Talkwalker, CrowdTangle and Meltwater are recognised, as are columns such "
        + "as text, author, date.");
    public static readonly Phrase Source = new("Quelle", "Source");
    public static readonly Phrase SourceHint = new(
        "Unter diesem Namen stehen die Erwähnungen später im Filter.",
        "The filter lists the mentions under this name.");
    public static readonly Phrase Profile = new("Herkunft", "Made by");
    public static readonly Phrase NoProfile = new("Andere Tabelle", "Another table");
    public static readonly Phrase Zone = new("Zeiten ohne Zone", "Times without zone");
    public static readonly Phrase Dates = new("03/04/2026 heißt", "03/04/2026 means");
    public static readonly Phrase DatesRefused = new("Unklar – Zeile ablehnen", "Unclear – refuse the row");
    public static readonly Phrase DayFirst = new("3. April", "3 April");
    public static readonly Phrase MonthFirst = new("4. März", "March 4");
    public static readonly Phrase Recognised = new("Export von {0} erkannt", "Recognised as an export of {0}");
    public static readonly Phrase TakenOver = new("{0} von {1} Spalten werden übernommen.", "{0} of {1} columns are taken over.");
    public static readonly Plural Preamble = new(
        new("{0} Zeile darüber wird übersprungen.", "{0} line above them is passed over."),
        new("{0} Zeilen darüber werden übersprungen.", "{0} lines above them are passed over."));
    public static readonly Phrase NotTakenOver = new("Nicht übernommen:", "Not taken over:");
    public static readonly Phrase Columns = new("Spalten zuordnen", "Assign columns");
    public static readonly Phrase FirstRows = new("So kommen die ersten Zeilen an", "How the first rows arrive");
    public static readonly Phrase Start = new("Einlesen", "Read in");
    public static readonly Phrase Started = new("Die Datei wird eingelesen", "The file is being read");
    public static readonly Phrase Jobs = new("Importe", "Imports");
    public static readonly Phrase Cancel = new("Abbrechen", "Cancel");
    public static readonly Phrase Cancelled = new(
        "Import abgebrochen; Eingelesenes bleibt", "Import cancelled; what was read stays");
    public static readonly Phrase NoFile = new("Wählen Sie eine Datei aus.", "Choose a file.");
    public static readonly Phrase Counts = new(
        "{0:N0} behalten · {1:N0} geändert · {2:N0} bekannt · {3:N0} nicht gesucht · {4:N0} gelöscht",
        "{0:N0} kept · {1:N0} revised · {2:N0} known · {3:N0} not wanted · {4:N0} removed");
    public static readonly Plural Rows = new(new("{0} Zeile", "{0} row"), new("{0} Zeilen", "{0} rows"));
    public static readonly Plural Rejected = new(
        new("{0} Zeile nicht lesbar.", "{0} row could not be read."),
        new("{0} Zeilen nicht lesbar.", "{0} rows could not be read."));
    public static readonly Phrase Download = new("Zeilen mit Grund herunterladen", "Download the rows with reasons");

    /// <summary>What a column is taken for; fields of programs keep their names.</summary>
    public static string Field(string field) => field switch
    {
        "-" => new Phrase("– nicht übernehmen –", "– leave out –").ToString(),
        "id" => new Phrase("Kennung", "Id").ToString(),
        "text" => new Phrase("Text", "Text").ToString(),
        "title" => new Phrase("Titel", "Title").ToString(),
        "html" => new Phrase("HTML", "HTML").ToString(),
        "url" => new Phrase("Link", "Link").ToString(),
        "published" => new Phrase("Veröffentlicht", "Published").ToString(),
        "published.time" => new Phrase("Uhrzeit zum Datum", "Time of the date").ToString(),
        "edited" => new Phrase("Bearbeitet", "Edited").ToString(),
        "lang" => new Phrase("Sprache", "Language").ToString(),
        "country" => new Phrase("Land", "Country").ToString(),
        "region" => new Phrase("Region", "Region").ToString(),
        "city" => new Phrase("Ort", "City").ToString(),
        "kind" => new Phrase("Art", "Kind").ToString(),
        "rating" => new Phrase("Bewertung", "Rating").ToString(),
        "platform" => new Phrase("Plattform", "Platform").ToString(),
        "author.id" => new Phrase("Autor: Kennung", "Author: id").ToString(),
        "author.handle" => new Phrase("Autor: Nutzername", "Author: handle").ToString(),
        "author.name" => new Phrase("Autor: Name", "Author: name").ToString(),
        "author.url" => new Phrase("Autor: Profil", "Author: profile").ToString(),
        "author.followers" => new Phrase("Autor: Follower", "Author: followers").ToString(),
        "author.verified" => new Phrase("Autor: verifiziert", "Author: verified").ToString(),
        "engagement.likes" => new Phrase("Likes", "Likes").ToString(),
        "engagement.replies" => new Phrase("Antworten", "Replies").ToString(),
        "engagement.shares" => new Phrase("Geteilt", "Shares").ToString(),
        "engagement.quotes" => new Phrase("Zitate", "Quotes").ToString(),
        "engagement.views" => new Phrase("Aufrufe", "Views").ToString(),
        "engagement.reach" => new Phrase("Reichweite", "Reach").ToString(),
        "author.bio" => new Phrase("Autor: über sich", "Author: bio").ToString(),
        "tags" => new Phrase("Labels", "Labels").ToString(),
        "sentiment" => new Phrase("Tonalität", "Sentiment").ToString(),
        _ => field,
    };

    public static Phrase StateName(ImportState state) => state switch
    {
        ImportState.Waiting => new("Wartet", "Waiting"),
        ImportState.Running => new("Liest", "Reading"),
        ImportState.Done => new("Fertig", "Done"),
        ImportState.Cancelled => new("Abgebrochen", "Cancelled"),
        _ => new("Gescheitert", "Failed"),
    };

    public static Tone StateTone(ImportState state) => state switch
    {
        ImportState.Done => Tone.Good,
        ImportState.Running => Tone.Accent,
        ImportState.Failed => Tone.Bad,
        _ => Tone.Plain,
    };
}
