using System.Net.Mail;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Mail;

/// <summary>Answers by e-mail where we have an address, over the mail server of this installation.</summary>
public sealed class MailConnector(MailOptions server) : ISendsReplies
{
    /// <summary>Name of the connector, part of every identity: a person is known by their address.</summary>
    public const string Name = "mail";

    // Long enough for everything people write by hand.
    private static readonly TextLimit Limit = new(20_000, LengthUnit.Utf16);

    // Usual servers take 25 MB, of which the encoding for the way needs a third.
    private static readonly FileLimits Files = FileLimits.Of(
        5, 10_000_000, [.. FileLimits.Pictures, "application/pdf"], together: 15_000_000);

    private const int LongestName = 120, LongestSignature = 2_000;

    public ConnectorDescription Description { get; } = new(
        Name, "E-Mail", "mail",
        [
            new("address", new("Absenderadresse", "Sender address"),
                new("In ihrem Namen geht die Post hinaus; der Mailserver muss das erlauben. Antworten kommen dort an.",
                    "Mail leaves in its name, which the mail server has to allow. Answers arrive there."), Required: true),
            new("name", new("Name des Absenders", "Name of the sender"),
                new("Zum Beispiel Nordlicht Kundenservice", "Such as Nordlicht customer care"), Required: true),
            new("signature", new("Signatur", "Signature"),
                new("Steht unter jeder Mail: Anschrift und Pflichtangaben.",
                    "Stands below each mail: address and what the law asks for."), Kind: "lines"),
        ],
        SeesDeletions: false, SeesEdits: false, ReplayHorizon: null,
        new("Per E-Mail antworten: auf das Kontaktformular des Chats und als privater Weg für öffentliche Gespräche.",
            "Answer by e-mail: to the contact form of the chat, and as the private way of public conversations."),
        new("Antworten auf Anfragen: Art. 6 Abs. 1 lit. b DSGVO.", "Answers to requests: Art. 6(1)(b) GDPR."))
    {
        Sees = new("Nur das Kontaktformular; Postfächer werden nicht gelesen.",
            "The contact form only; mailboxes are not read."),
        Misses = new("Antworten auf unsere Mails: Sie kommen im Postfach der Absenderadresse an.",
            "Answers to our mails: they arrive in the mailbox of the sender address."),
        Rereads = new("Nicht nötig: Was im Formular steht, ist gespeichert.",
            "Not needed: what is written into the form is stored."),
        Cost = new("Kostenlos bis auf das, was der eigene Mailserver kostet.",
            "Free but for what your own mail server costs."),
    };

    public Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var problems = new Dictionary<string, LocalText>();
        var address = settings.GetValueOrDefault("address", "").Trim();
        var name = OneLine(settings.GetValueOrDefault("name", ""));
        var signature = settings.GetValueOrDefault("signature", "").Trim();
        if (AddressOf(address) is null)
            problems["address"] = new(
                "Das ist keine E-Mail-Adresse. Beispiel: service@nordlicht.example.",
                "This is no e-mail address. Example: care@nordlicht.example.");
        if (name.Length is 0 or > LongestName)
            problems["name"] = new("Bitte 1 bis 120 Zeichen.", "Please use 1 to 120 characters.");
        if (signature.Length > LongestSignature)
            problems["signature"] = new("Höchstens 2.000 Zeichen.", "2,000 characters at most.");
        if (problems.Count == 0 && Ready(address) is false)
            problems[""] = new(
                "Echolot kennt noch keinen Mailserver. In der Konfiguration Echolot:Mail:Host setzen und neu starten.",
                "Echolot knows no mail server yet. Set Echolot:Mail:Host in the configuration and start again.");
        var kept = new Dictionary<string, string>
        {
            ["address"] = address, ["name"] = name, ["signature"] = signature,
        };
        return Task.FromResult(problems.Count > 0
            ? new SourceCheck(null, null, kept, problems)
            : new SourceCheck(new SourceKey(Name, "smtp", address.ToLowerInvariant()), address, kept, problems));
    }

    /// <inheritdoc />
    public ReplyAbilities? Abilities(SourceConfig source) =>
        source["address"] is { } address && Ready(address) ? new(null, Limit, OpensPrivate: true) { Files = Files } : null;

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel)
    {
        if (reply.Leg is Leg.Public)
            return new SendOutcome.Refused(new(
                "E-Mails sind privat. Privat antworten.", "Mails are private. Answer privately."));
        if (Abilities(source) is null)
            return new SendOutcome.Refused(new(
                "Der Mailserver ist nicht eingerichtet. Echolot:Mail:Host setzen.",
                "The mail server is not set up. Set Echolot:Mail:Host."));
        if (AddressOf(reply.To?.Id.Value) is not { } to)
            return new SendOutcome.Refused(new(
                "Von dieser Person ist keine E-Mail-Adresse bekannt.", "No e-mail address of this person is known."));
        if (!Limit.Fits(reply.Text))
            return new SendOutcome.Refused(new(
                $"Es sind {Limit.LengthOf(reply.Text)} Zeichen, höchstens {Limit.Most} gehen. Kürzen.",
                $"It counts {Limit.LengthOf(reply.Text)}; {Limit.Most} are the most. Shorten it."));
        if (FileLimits.Refusal(Files, reply) is { } files) return files;
        var options = server with { From = source["address"], FromName = source["name"] ?? "" };
        var outcome = await Mailing.SendAsync(Letter.Of(reply, source, to), options, cancel);
        return outcome switch
        {
            { Ended: MailEnded.Accepted } => new SendOutcome.Sent(new(Mailing.MessageId(reply.Key, options)), null),
            { Ended: MailEnded.Refused } => new SendOutcome.Refused(new(
                $"Der Mailserver nimmt die Mail nicht an ({outcome.Code}). Empfänger und Absender prüfen.",
                $"The mail server does not take the mail ({outcome.Code}). Check recipient and sender.")),
            { Ended: MailEnded.NotArrived } => new SendOutcome.Later(TimeSpan.FromMinutes(1), new(
                $"Der Mailserver nimmt gerade nichts an. ({outcome.Problem})",
                $"The mail server takes nothing now. ({outcome.Problem})")),
            _ => new SendOutcome.Unknown(new(
                "Die Verbindung zum Mailserver brach ab.", "The connection to the mail server broke.")),
        };
    }

    /// <summary>A mail server tells nobody what it has taken, so that a person has to look.</summary>
    public Task<SendFinding> FindAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel) =>
        Task.FromResult<SendFinding>(new SendFinding.Unclear(new(
            "Ein Mailserver sagt nicht, was er angenommen hat. In seinem Protokoll nachsehen; noch einmal gesendet "
            + "trägt die Mail dieselbe Message-ID.",
            "A mail server does not tell what it has taken. Look into its log; sent again the mail has the same "
            + "Message-ID.")));

    private bool Ready(string address) => (server with { From = address }).Gap is MailGap.None;

    // Only plain addresses: display names and comments have no place here.
    internal static string? AddressOf(string? text) =>
        text is { Length: > 2 and <= 254 } && !text.Any(c => c is '\r' or '\n' or '<' or '>' or ',' or ';' || char.IsWhiteSpace(c))
        && MailAddress.TryCreate(text, out var address) && address.Address == text && address.Host.Contains('.', StringComparison.Ordinal)
            ? text
            : null;

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
