using Echolot.Sources;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Sources;

/// <summary>Texts of the sources.</summary>
internal static class SourcesText
{
    public static readonly Phrase Title = new("Quellen", "Sources");
    public static readonly Phrase New = new("Neue Quelle", "New source");
    public static readonly Phrase Choose = new("Was soll gelesen werden?", "What should be read?");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase NameHint = new(
        "Leer lassen, um den vorgeschlagenen Namen zu nehmen.", "Leave empty to take the suggested name.");
    public static readonly Phrase State = new("Zustand", "State");
    public static readonly Phrase LastItem = new("Letzter Beitrag", "Last item");
    public static readonly Phrase LastContact = new("Letzter Kontakt", "Last contact");
    public static readonly Phrase NextContact = new("Nächster Kontakt", "Next contact");
    public static readonly Phrase Lag = new("Verzug Median / 95 %", "Lag median / 95%");
    public static readonly Phrase LagHint = new(
        "Zeit von der Veröffentlichung bis zum Eintreffen, letzte 24 Stunden",
        "Time from publication to arrival, last 24 hours");
    public static readonly Phrase Items = new("Gelesen / behalten", "Read / kept");
    public static readonly Phrase ItemsHint = new(
        "Beiträge der letzten 24 Stunden; behalten wird, was ein Monitor will",
        "Posts of the last 24 hours; kept is what a monitor wants");
    public static readonly Phrase Errors = new("Fehler 24 Std.", "Errors 24 h");
    public static readonly Phrase LastError = new("Letzter Fehler", "Last error");
    public static readonly Phrase Gaps = new("Lücken der letzten 7 Tage", "Gaps of the last 7 days");
    public static readonly Phrase NoGaps = new("Keine", "None");
    public static readonly Phrase Hub = new("Hub (WebSub)", "Hub (WebSub)");
    public static readonly Phrase HubUntil = new("meldet Neues bis", "tells of news until");
    public static readonly Phrase HubAsked = new(
        "gefragt, noch keine Zusage; der Feed wird weiter abgerufen", "asked, not agreed yet; the feed is read as before");
    public static readonly Phrase HubTold = new("Zuletzt gemeldet:", "Told last:");
    public static readonly Phrase Never = new("noch nie", "never");
    public static readonly Phrase Pause = new("Anhalten", "Pause");
    public static readonly Phrase Resume = new("Fortsetzen", "Resume");
    public static readonly Phrase PausedNow = new("Quelle angehalten", "Source paused");
    public static readonly Phrase ResumedNow = new("Quelle läuft wieder", "Source resumed");
    public static readonly Phrase Remove = new("Quelle löschen", "Delete source");
    public static readonly Phrase RemoveText = new(
        "„{0}“ wird nicht mehr gelesen, ihr Lesestand geht verloren. Gespeicherte Erwähnungen bleiben, bis ihre "
        + "Aufbewahrung endet.",
        "“{0}” is no longer read and its position is lost. Stored mentions stay until their retention ends.");
    public static readonly Phrase Removed = new("Quelle gelöscht", "Source deleted");
    public static readonly Phrase Cancel = new("Abbrechen", "Cancel");
    public static readonly Phrase Add = new("Quelle anlegen", "Add source");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase Saved = new("Quelle gespeichert", "Source saved");
    public static readonly Phrase Added = new(
        "Quelle angelegt – sie wird jetzt gelesen", "Source added and being read");
    public static readonly Phrase Settings = new("Einstellungen", "Settings");
    public static readonly Phrase Health = new("Zustand", "Health");
    public static readonly Phrase SecretKept = new(
        "Gespeichert. Leer lassen, um es zu behalten.", "Stored. Leave empty to keep it.");
    public static readonly Phrase Poison = new("Aussortiert", "Put aside");
    public static readonly Phrase PoisonNote = new(
        "Beiträge, die nicht gelesen werden konnten", "Posts that could not be read");
    public static readonly Phrase PoisonNone = new("Alles konnte gelesen werden.", "Everything could be read.");
    public static readonly Phrase Problem = new("Grund", "Reason");
    public static readonly Phrase Excerpt = new("Auszug", "Excerpt");
    public static readonly Phrase When = new("Wann", "When");
    public static readonly Phrase About = new("Über diesen Anschluss", "About this connector");
    public static readonly Phrase LegalBasis = new("Rechtsgrundlage", "Legal basis");
    public static readonly Phrase SeesDeletions = new("Löschungen werden gemeldet", "Deletions are reported");
    public static readonly Phrase NoDeletions = new("Löschungen werden nicht gemeldet", "Deletions are not reported");
    public static readonly Phrase SeesEdits = new("Änderungen werden erkannt", "Edits are noticed");
    public static readonly Phrase Replay = new("Nachlesen nach Ausfall: {0}", "Catching up after an outage: {0}");
    public static readonly Phrase PushHint = new(
        "So schickt ein Programm Beiträge hierher; das Format steht in der Dokumentation.",
        "How a program sends posts here; the format is in the documentation.");
    public static readonly Phrase EmptyTitle = new("Noch keine Quelle", "No source yet");
    public static readonly Phrase EmptyText = new(
        "Ohne Quelle hört Echolot nichts. Am schnellsten geht es mit der Adresse einer Website oder eines Feeds.",
        "Without a source Echolot hears nothing. The address of a site or feed is the quickest start.");
    public static readonly Phrase Gone = new("Diese Quelle gibt es nicht mehr", "This source no longer exists");
    public static readonly Phrase SilentSince = new(
        "Still: seit {0} kein Beitrag, üblich sind höchstens {1}", "Silent: no item for {0}, usual are at most {1}");
    public static readonly Plural Refused = new(
        new("{0} Ziel lässt sich nicht lesen, alles andere wird gelesen",
            "{0} target cannot be read, everything else is read"),
        new("{0} Ziele lassen sich nicht lesen, alles andere wird gelesen",
            "{0} targets cannot be read, everything else is read"));
    public static readonly Phrase RefusedTargets = new("Nicht lesbar", "Not readable");
    public static readonly Phrase Silent = new("Still: noch kein Beitrag", "Silent: no item yet");

    public static Phrase StateName(SourceState state) => state switch
    {
        SourceState.Running => new("Läuft", "Running"),
        SourceState.Paused => new("Angehalten", "Paused"),
        SourceState.Silent => new("Still", "Silent"),
        SourceState.Failing => new("Gestört", "Failing"),
        _ => new("Gestoppt", "Stopped"),
    };

    public static Tone StateTone(SourceState state) => state switch
    {
        SourceState.Running => Tone.Good,
        SourceState.Silent => Tone.Warning,
        SourceState.Failing or SourceState.Stopped => Tone.Bad,
        _ => Tone.Plain,
    };

    public static Phrase GapName(GapReason why) => why switch
    {
        GapReason.CursorTooOld => new("Lesestand zu alt", "position too old"),
        GapReason.ConsumerTooSlow => new("zu langsam gelesen", "read too slowly"),
        GapReason.SourceOutage => new("Ausfall der Quelle", "outage of the source"),
        GapReason.RateLimited => new("Grenze der Quelle erreicht", "limit of the source reached"),
        _ => new("mehr Beiträge als der Feed zeigt", "more items than the feed shows"),
    };
}
