using System.Globalization;
using System.Text.RegularExpressions;
using Echolot.Web.Shell;

namespace Echolot.Web.Components;

/// <summary>
/// What went wrong outside of Echolot, for people: problems are stored in English words, with the host and what it
/// said. Each kind of them has a sentence here; a test holds this against every problem that the code can state.
/// </summary>
internal static partial class ProblemWords
{
    public static readonly Phrase Details = new("Wortlaut", "Wording");

    private static readonly Phrase unknown = new("Es ist etwas schiefgegangen.", "Something went wrong.");
    private static readonly Phrase mistake = new(
        "Ein Fehler in Echolot; das Protokoll des Servers nennt die Einzelheiten.",
        "A mistake within Echolot; the server’s log has the details.");
    private static readonly Phrase status = new("Die Gegenstelle antwortete mit Status {0}.", "The other side answered with status {0}.");
    private static readonly Phrase noHost = new(
        "Diesen Rechner gibt es nicht. Prüfen Sie die Schreibweise der Adresse.", "There is no such host. Check the spelling of the address.");
    private static readonly Phrase noConnection = new(
        "Keine Verbindung zur Gegenstelle. Läuft der Server dort?", "No connection to the other side. Is its server up?");
    private static readonly Phrase badAddress = new(
        "Diese Adresse wird nicht aufgerufen; sie muss mit https:// oder http:// beginnen.",
        "This address is not called; it has to begin with https:// or http://.");
    private static readonly Phrase access = new(
        "Die Zugangsdaten werden nicht angenommen. Prüfen Sie sie in der Quelle.", "The access data are not accepted. Check them in the source.");
    private static readonly Phrase later = new(
        "Die Gegenstelle bittet um eine Pause; danach geht es von selbst weiter.", "The other side asks for a pause; it goes on by itself after it.");
    private static readonly Phrase allowance = new(
        "Das Kontingent ist aufgebraucht; es geht weiter, sobald wieder etwas frei ist.",
        "The allowance is used up; it goes on as soon as there is some again.");
    private static readonly Phrase notThere = new(
        "Was gelesen werden soll, gibt es dort nicht. Prüfen Sie die Einstellungen der Quelle.",
        "What is to be read does not exist there. Check the settings of the source.");
    private static readonly Phrase unexpected = new(
        "Die Gegenstelle schickte etwas anderes als erwartet.", "The other side sent something else than expected.");
    private static readonly Phrase incomplete = new(
        "Der Quelle fehlen Angaben. Ergänzen Sie ihre Einstellungen.", "The source lacks settings. Complete them.");
    private static readonly Phrase ended = new(
        "Die Gegenstelle hat die Verbindung beendet.", "The other side ended the connection.");
    private static readonly Phrase noStream = new(
        "Die Gegenstelle öffnet den Strom nicht.", "The other side does not open the stream.");
    private static readonly Phrase tooOld = new(
        "So weit zeigt das Netzwerk nicht zurück; ein Teil der Lücke ist nicht mehr zu bekommen.",
        "The network does not show that far back; a part of the gap cannot be had any more.");
    private static readonly Phrase forgotten = new(
        "Die Hashtags der Lücke wurden nachgelesen; von Listen und Erwähnungen zeigt der Server nur die neuesten Beiträge, was dort fehlt, ist nicht mehr zu bekommen.",
        "The hashtags of the gap were read again; of lists and mentions the server shows the newest posts only, and what is missing there cannot be had any more.");
    private static readonly Phrase unreadable = new(
        "Der Beitrag ist nicht lesbar, wie er ankam.", "The item cannot be read as it came.");
    private static readonly Phrase noMailServer = new(
        "Der Mailversand ist auf diesem Server nicht fertig eingerichtet.", "Mail is not fully set up on this server.");
    private static readonly Phrase mailLink = new(
        "Die Verbindung zum Mailserver brach ab; ob die Nachricht hinausging, ist nicht bekannt.",
        "The connection to the mail server broke; whether the mail went out is not known.");

    // In this order: what says more stands before what says less.
    private static readonly IReadOnlyList<(string Part, Phrase Said)> known =
    [
        ("Enter the address it redirects to", new("Die Adresse leitet weiter. Tragen Sie die neue Adresse ein.", "The address redirects. Enter the new one.")),
        ("was not found. Check the spelling", noHost), ("has no address. Check the spelling", noHost),
        ("No connection to", noConnection), ("does not accept connections", noConnection), ("hosts lets us in", noConnection),
        ("The certificate of", new("Das Zertifikat der Gegenstelle ist nicht gültig; es wurde keine Verbindung aufgebaut.", "The other side’s certificate is not valid; no connection was made.")),
        ("did not finish its answer", new("Die Gegenstelle antwortete nicht rechtzeitig.", "The other side did not answer in time.")),
        ("replies of the gap were not read", new("Ein Teil der Antworten unter Kommentaren der Lücke wurde nicht nachgelesen: Das hätte zu viele Einheiten gekostet.",
            "Some of the replies below comments of the gap were not read: it would have taken too many units.")),
        ("after unpacking", new("Die Antwort war zu groß und wurde verworfen.", "The answer was too large and was dropped.")),
        ("redirects more than", new("Die Adresse leitet im Kreis weiter.", "The address redirects in a circle.")),
        ("not valid HTTP", new("Die Antwort brach ab oder war nicht lesbar.", "The answer broke off or could not be read.")),
        ("leads to a private network", new("Die Adresse führt in ein privates Netz und wird darum nicht aufgerufen.", "The address leads to a private network and is therefore not called.")),
        ("leads to a reserved network", new("Die Adresse führt in ein gesperrtes Netz und wird nie aufgerufen.", "The address leads to a reserved network and is never called.")),
        ("are not called, only", badAddress), ("The address is incomplete", badAddress), ("The address names no host", badAddress),
        ("Only ws and wss", badAddress),
        ("no API key", incomplete), ("The source has no", incomplete), ("does not name its account", incomplete),
        ("does not accept the", access), ("does not let us read", access), ("does not let these access data", access), ("does not sign us in", access), ("gave no token", access),
        ("allowance", allowance), ("used up their", allowance), ("used up its", allowance),
        ("says: too many", later), ("asked us to wait", later), ("It is too early", later),
        ("gone for good", new("Diese Adresse gibt es für immer nicht mehr (410). Entfernen Sie die Quelle, oder ändern Sie ihre Adresse.", "This address is gone for good (410). Remove the source, or change its address.")),
        ("(404)", notThere), ("has no list", notThere),
        ("The robots.txt of", new("Die robots.txt der Website ist gerade nicht zu lesen; so lange wird dort nichts gelesen.", "The site’s robots.txt cannot be read now; nothing is read there until it can.")),
        ("The tdmrep.json of", new("Die Datei mit Vorbehalten (tdmrep.json) ist gerade nicht zu lesen.", "The file of reservations (tdmrep.json) cannot be read now.")),
        ("robots.txt", new("Die Website lässt das von Programmen nicht lesen (robots.txt).", "The site does not let programs read this (robots.txt).")),
        ("part of its sitemap", new("Ein Teil der Sitemap ist nicht zu lesen.", "A part of the sitemap cannot be read.")),
        ("of the gap are lost", tooOld), ("lists and mentions is lost", forgotten), ("what lies before is lost", tooOld), ("names no older pages", tooOld),
        ("which belong to the gap", tooOld),
        ("does not open the stream", noStream), ("ended the stream", ended), ("read too slowly", ended), ("gave nothing", ended),
        ("something else than", unexpected), ("did not send a", unexpected), ("does not answer as a", unexpected),
        ("does not say how many", unexpected),
        ("No mail server is set up", noMailServer), ("Echolot:Mail:", noMailServer), ("Links in mails", noMailServer),
        ("is not a mail address", new("Das ist keine E-Mail-Adresse.", "This is not a mail address.")),
        ("may take it later", new("Der Mailserver nimmt die Nachricht gerade nicht an; Echolot versucht es wieder.", "The mail server does not take the mail now; Echolot tries again.")),
        ("The mail server refused", new("Der Mailserver hat die Nachricht abgelehnt. Prüfen Sie Absender, Empfänger und Anmeldung.", "The mail server refused the mail. Check sender, recipient and sign-in.")),
        ("whether the mail went out", mailLink),
        ("could not be composed", mistake),
        ("rule or its person is gone", new("Die Meldung oder ihr Empfänger ist nicht mehr da.", "The alert or its recipient is gone.")),
        ("The conversation is gone", new("Das Gespräch ist nicht mehr da.", "The conversation is gone.")),
        ("The person is gone", new("Die Person ist nicht mehr da oder darf sich nicht anmelden.", "The person is gone or may not sign in.")),
        ("The webhook was removed", new("Der Webhook wurde entfernt oder abgeschaltet. Wählen Sie einen anderen.", "The webhook was removed or switched off. Choose another one.")),
        ("secret cannot be read", new("Das Geheimnis des Webhooks ist mit den Schlüsseln dieses Servers nicht zu lesen. Geben Sie ihm ein neues.", "The webhook’s secret cannot be read with the keys of this server. Give it a new one.")),
        ("The browser", new("Der Browser nimmt keine Mitteilungen mehr an und wurde entfernt.", "The browser takes no notifications any more and was removed.")),
        ("It is over", new("Es hat sich erledigt.", "It is over.")),
        ("while storing", mistake), ("The frame is", unreadable), ("The item", unreadable), ("The event", unreadable),
    ];

    /// <summary>The sentence for a problem as it is stored, and whether its own words say more than that.</summary>
    public static (string Said, bool More) Of(string problem)
    {
        if (Typename().IsMatch(problem)) return (mistake, true);
        foreach (var (part, said) in known)
            if (problem.Contains(part, StringComparison.OrdinalIgnoreCase)) return InWords(said, problem);
        return Status().Match(problem) is { Success: true } found
            ? InWords(status.With(int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture)), problem)
            : InWords(unknown, problem);
    }

    /// <summary>Whether there is a sentence of its own.</summary>
    internal static bool Knows(string problem) => Of(problem).Said != (Phrase.InGerman ? unknown.De : problem);

    // In English the stored words are better: they name who said what.
    private static (string, bool) InWords(string said, string problem) => Phrase.InGerman ? (said, true) : (problem, false);

    [GeneratedRegex(@"^\w+(Exception|Error)( while|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Typename();

    [GeneratedRegex(@"\banswered (?:with status )?(\d{3})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Status();
}
