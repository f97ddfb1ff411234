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
        "Beiträge aus anderen Programmen, Zeile für Zeile. Was kein Monitor sucht, wird nicht gespeichert; Bekanntes "
        + "bleibt, wie es ist.",
        "Posts from other programs, row by row. What no monitor wants is not stored; what is known stays as it is.");
    public static readonly Phrase File = new("Datei", "File");
    public static readonly Phrase FileHint = new(
        "NDJSON oder CSV. Spalten wie id, text, author, published (auch deutsch: Text, Autor, Datum) werden erkannt.",
        "NDJSON or CSV. Columns such as id, text, author, published are recognised.");
    public static readonly Phrase Source = new("Quelle", "Source");
    public static readonly Phrase SourceHint = new(
        "Unter diesem Namen stehen die Erwähnungen später im Filter.",
        "The filter lists the mentions under this name.");
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
