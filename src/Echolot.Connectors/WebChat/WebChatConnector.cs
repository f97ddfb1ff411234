using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.WebChat;

/// <summary>
/// The chat of our own on the pages of the firm. Nobody else carries it: what visitors write comes in by the pages of
/// this server, and a reply that is stored is out, because the open chat shows what is stored.
/// </summary>
public sealed class WebChatConnector : ISendsReplies
{
    private static readonly TextLimit Limit = new(ChatSettings.LongestMessage, LengthUnit.Utf16);

    // They are fetched from us, as large as we keep them.
    private static readonly FileLimits Files = FileLimits.Of(
        Inbox.MostFiles, Inbox.LargestFile, [.. FileLimits.Pictures, "application/pdf"]);

    public ConnectorDescription Description { get; } = new(
        ChatSettings.Connector, "Web-Chat", "messages-square",
        [
            new("origins", new("Websites", "Websites"),
                new("Wo der Chat erscheinen darf, jede Adresse in einer Zeile: https://www.nordlicht.example",
                    "Where the chat may appear, one address a line: https://www.nordlicht.example"),
                Required: true, Kind: "lines"),
            Later("key"), Later("calendar"), Later("color"), Later("side"), Later("keep"), Later("names"),
            Later("title_de"), Later("title_en"), Later("greeting_de"), Later("greeting_en"), Later("offline_de"),
            Later("offline_en"), Later("consent_de"), Later("consent_en"),
        ],
        SeesDeletions: false, SeesEdits: false, ReplayHorizon: null,
        new("Ein Chat auf der eigenen Website, mit Kontaktformular außerhalb der Geschäftszeiten.",
            "A chat on your own website, with a contact form outside of business hours."),
        new("Einwilligung vor der ersten Nachricht (Art. 6 Abs. 1 lit. a DSGVO), Antworten auf Anfragen: lit. b.",
            "Consent before the first message (Art. 6(1)(a) GDPR), answers to requests: (b)."))
    {
        Sees = new("Alles, was im Chat geschrieben wird.", "Everything that is written in the chat."),
        Misses = new("Wer die Seite nur ansieht: Ohne Nachricht und Einwilligung wird nichts gespeichert.",
            "Who merely looks at the page: without message and consent nothing is stored."),
        Rereads = new("Nicht nötig: Jede Nachricht ist gespeichert, bevor der Chat sie bestätigt.",
            "Not needed: each message is stored before the chat confirms it."),
        Cost = new("Kostenlos.", "Free."),
    };

    public Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var (kept, problems) = ChatSettings.Check(settings);
        if (problems.Count > 0) return Task.FromResult(new SourceCheck(null, null, kept, problems));
        var host = new Uri(ChatSettings.Of(kept).Origins[0]).Host;
        return Task.FromResult(new SourceCheck(
            new SourceKey(ChatSettings.Connector, "local", kept["key"]), $"Chat {host}", kept, problems));
    }

    /// <inheritdoc />
    public ReplyAbilities? Abilities(SourceConfig source) =>
        new(null, Limit, PrivateWindow: ChatSettings.Of(source.Settings).Keep) { Files = Files };

    /// <inheritdoc />
    public Task<SendOutcome> SendAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel) =>
        Task.FromResult<SendOutcome>(
            reply.Leg is Leg.Public
                ? new SendOutcome.Refused(new(
                    "Im Chat ist alles privat. Privat antworten.", "Everything in a chat is private. Answer privately."))
            : !Limit.Fits(reply.Text)
                ? new SendOutcome.Refused(new(
                    $"Höchstens {Limit.Most} Zeichen. Kürzen.", $"{Limit.Most} characters at most. Shorten it."))
            : FileLimits.Refusal(Files, reply) ?? (SendOutcome)new SendOutcome.Sent(IdOf(source, reply), null));

    /// <summary>The reply is stored, and being stored is being out.</summary>
    public Task<SendFinding> FindAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel) =>
        Task.FromResult<SendFinding>(new SendFinding.Found(IdOf(source, reply), null));

    private static ExternalId IdOf(SourceConfig source, OutgoingReply reply) =>
        new($"{source.Key.Account}/{reply.Key}");

    // Filled in on the page of the chat, with a preview beside it.
    private static SettingField Later(string key) => new(key, new(key, key), new("–", "–")) { OwnPage = true };
}
