using Echolot.Sources;
using Echolot.Web.Shell;

namespace Echolot.Web.Sources;

/// <summary>Texts of the map of coverage.</summary>
internal static class CoverageText
{
    public static readonly Plural KeptWhole = new(
        new("Eine Datei vollständig übernommen, auch was kein Monitor sucht:", "All of one file was kept, also what no monitor wants:"),
        new("{0} Dateien vollständig übernommen, auch was kein Monitor sucht:", "All of {0} files was kept, also what no monitor wants:"));
    public static readonly Plural MentionsOf = new(
        new("{0:N0} Erwähnung", "{0:N0} mention"), new("{0:N0} Erwähnungen", "{0:N0} mentions"));
    public static readonly Phrase Title = new("Abdeckung", "Coverage");
    public static readonly Phrase About = new(
        "Was hier von jedem Netz zu sehen ist, was nicht und warum. Zahlen der letzten 24 Stunden, Lücken der letzten "
            + "30 Tage. Wo ein Netz es erlaubt, werden Lücken der letzten sieben Tage von selbst nachgelesen, sobald die "
            + "Quelle wieder erreichbar ist; wo das vom Tagesbudget abginge (YouTube), erst auf Wunsch.",
        "What is seen of each network here, what is not, and why. Figures of the last 24 hours, gaps of the last 30 "
            + "days. Where a network allows it, gaps of the last seven days are read again by themselves once the source "
            + "can be reached; where that costs of the day's budget (YouTube), only when asked for.");
    public static readonly Phrase Sees = new("Gesehen", "Seen");
    public static readonly Phrase Misses = new("Nicht gesehen", "Not seen");
    public static readonly Phrase Rereads = new("Nachlesen", "Reading again");
    public static readonly Phrase Cost = new("Kosten", "Cost");
    public static readonly Phrase Budget = new("Budget", "Budget");
    public static readonly Phrase BudgetOf = new("{0} von {1} {2}", "{0} of {1} {2}");
    public static readonly Phrase SharedBudget = new(
        "Alle Quellen mit diesen Zugangsdaten zusammen", "All sources with these access data together");
    public static readonly Phrase ResetsAt = new("Die Zählung beginnt neu:", "Counting begins anew:");
    public static readonly Plural Unread = new(
        new("{0:N0} Antwort ist noch nicht gelesen: So weit reichten die Einheiten des Tages nicht. Sie wird nachgeholt.",
            "{0:N0} reply has not been read yet: the day's units did not go as far. It will be."),
        new("Bis zu {0:N0} Antworten sind noch nicht gelesen: So weit reichten die Einheiten des Tages nicht. Sie werden nachgeholt.",
            "Up to {0:N0} replies have not been read yet: the day's units did not go as far. They will be."));
    public static readonly Plural GivenUp = new(
        new("{0:N0} Antwort wird nicht mehr gelesen: Es waren zu viele offen.", "{0:N0} reply will not be read any more: too many were owed."),
        new("{0:N0} Antworten werden nicht mehr gelesen: Es waren zu viele offen.",
            "{0:N0} replies will not be read any more: too many were owed."));
    public static readonly Phrase GapsOf = new("Lücken vom {0} bis {1}.", "Gaps from {0} to {1}.");
    public static readonly Plural Older = new(
        new("Eine ältere Lücke", "One older gap"), new("{0} ältere Lücken", "{0} older gaps"));
    public static readonly Phrase Newest = new("Zu den neuesten", "To the newest");
    public static readonly Phrase Gaps = new("Lücken", "Gaps");
    public static readonly Phrase Fill = new("Nachlesen", "Read again");
    public static readonly Phrase FillStarted = new("Die Lücke wird nachgelesen", "The gap is being read again");
    public static readonly Phrase CannotFill =
        new("Das Netz erlaubt kein Nachlesen", "The network does not allow reading it again");
    public static readonly Phrase Filling = new("wird nachgelesen", "being read again");
    public static readonly Plural Filled = new(
        new("nachgelesen, {0} Beitrag", "read again, {0} post"),
            new("nachgelesen, {0} Beiträge", "read again, {0} posts"));
    public static readonly Plural FilledInPart = new(
        new("zum Teil nachgelesen, {0} Beitrag", "read again in part, {0} post"),
        new("zum Teil nachgelesen, {0} Beiträge", "read again in part, {0} posts"));
    public static readonly Phrase FillFailed = new("Nachlesen gescheitert", "Reading again failed");
    public static readonly Phrase NoReservation = new("Kein Vorbehalt gefunden", "No reservation found");
    public static readonly Phrase InArticles = new("in Artikeln, zum Beispiel", "in articles, such as");
    public static readonly Phrase Example = new("diesem", "this one");
    public static readonly Phrase CouldNotLook = new(
        "Vorbehalte unbekannt, nicht zu prüfen seit", "Reservations unknown, could not be checked since");
    public static readonly Phrase UntilThen = new(
        "Bis dahin gilt, was zuletzt gefunden wurde; wo noch nie gefragt werden konnte, gelten Texte als vorbehalten.",
        "Until then what was found last counts; where nobody could ever be asked, texts count as reserved.");
    public static readonly Phrase LookedAt = new("geprüft", "checked");
    public static readonly Phrase NotLooked = new("Vorbehalte noch nicht geprüft", "Reservations not checked yet");
    public static readonly Phrase Look = new("Jetzt prüfen", "Check now");
    public static readonly Phrase Looked = new("Vorbehalte geprüft", "Reservations checked");
    public static readonly Phrase NotConnected = new("Nicht angeschlossen", "Not connected");
    public static readonly Phrase NotConnectedNote = new(
        "Davon ist zurzeit nichts zu sehen.", "Nothing is seen of these at present.");
    public static readonly Phrase Facts = new(
        "Was zu sehen wäre, was nicht, Kosten und Rechtsgrundlage", "What would be seen, what not, cost and legal basis");
    public static readonly Phrase Connect = new("Anschließen", "Connect");
    public static readonly Phrase Unreachable = new("Nicht zu beobachten", "Out of reach");
    public static readonly Phrase UnreachableNote = new(
        "Diese Netze lassen sich von außen nicht oder nur mit eigenem Vertrag lesen; Exporte lizenzierter Anbieter "
            + "können eingespielt werden.",
        "These networks cannot be read from outside, or only by a contract of your own; exports of licensed vendors "
            + "can be imported.");

    /// <summary>Networks nobody can honestly promise, with the reason.</summary>
    public static readonly IReadOnlyList<(string Network, Phrase Why)> Closed =
    [
        ("Facebook", new(
            "Beiträge fremder Seiten gibt Meta nur nach Freigabe heraus; CrowdTangle ist seit August 2024 "
                + "geschlossen, die Content Library nur für Forschung.",
            "Meta gives posts of other pages only after approval; CrowdTangle has been closed since August 2024, the "
                + "Content Library is for research only.")),
        ("Instagram", new(
            "Höchstens 30 Hashtags in sieben Tagen, ohne Namen; private Konten nie.",
            "At most 30 hashtags in seven days, without names; private accounts never.")),
        ("X", new(
            "Jeder gelesene Beitrag kostet, und die Bedingungen verbieten vieles, was Zuhören ausmacht; nur mit "
                + "eigenem Vertrag.",
            "Each post that is read costs, and the terms forbid much of what listening is; only by a contract of "
                + "your own.")),
        ("LinkedIn", new(
            "Keine Suche nach Wörtern; nur Reaktionen auf die eigene Seite, nach Freigabe.",
            "No search for words; only reactions to your own page, after approval.")),
        ("TikTok", new(
            "Keine Schnittstelle für gewerbliche Beobachtung.", "No interface for commercial listening.")),
        ("WhatsApp, Telegram, Discord", new(
            "Gespräche in Gruppen sind privat; ein Bot sieht nur, wozu er eingeladen ist.",
            "Conversations in groups are private; a bot sees only what it is invited to.")),
    ];

    public static Phrase KindName(ReservationKind kind) => kind switch
    {
        ReservationKind.RobotsUs => new("robots.txt verbietet es uns", "robots.txt forbids us"),
        ReservationKind.RobotsMiners => new("robots.txt sperrt KI-Programme aus", "robots.txt keeps AI programs out"),
        ReservationKind.TdmHeader => new("TDM-Vorbehalt (Kopfzeile)", "TDM reservation (header)"),
        ReservationKind.TdmMeta => new("TDM-Vorbehalt (Seite)", "TDM reservation (page)"),
        ReservationKind.TdmFile => new("TDM-Vorbehalt (tdmrep.json)", "TDM reservation (tdmrep.json)"),
        _ => new("noai", "noai"),
    };
}
