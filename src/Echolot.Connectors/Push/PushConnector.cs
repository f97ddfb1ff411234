using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Push;

/// <summary>Takes posts that other programs send us: the format of <c>docs/push.md</c>.</summary>
public sealed partial class PushConnector : IReceivesPushes
{
    /// <summary>Largest body in bytes.</summary>
    public const int MaxBody = 8 * 1024 * 1024;

    /// <summary>Largest line or array element in bytes.</summary>
    public const int MaxLine = 512 * 1024;

    /// <summary>Most lines in one request.</summary>
    public const int MaxLines = 5_000;

    private const int MinSecret = 16;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 16 };

    public ConnectorDescription Description { get; } = new(
        "push", "Push", "webhook",
        [
            new("address", new("Kurzname in der Adresse", "Short name in the address"),
                new("Kleinbuchstaben, Ziffern und Bindestriche: /api/v1/ingest/kurzname",
                    "Lower-case letters, digits and hyphens: /api/v1/ingest/short-name"), Required: true),
            new("secret", new("Geheimnis der Signatur", "Secret of the signature"),
                new("Mindestens 16 Zeichen; leer lassen, um eines würfeln zu lassen",
                    "At least 16 characters; leave empty to have one drawn"), Secret: true, Kind: "password"),
        ],
        SeesDeletions: true, SeesEdits: true, ReplayHorizon: null,
        new("Andere Programme schicken Beiträge an Echolot: signiert, wiederholbar, mit Antwort je Zeile.",
            "Other programs send posts to Echolot: signed, repeatable, with an answer per line."),
        new("Wer sendet, muss die Beiträge haben und weitergeben dürfen; ein Vertrag nach Art. 28 DSGVO kann nötig "
            + "sein.",
            "The sender must hold the posts lawfully and may pass them on; a contract under Art. 28 GDPR may be "
                + "needed."))
    {
        Sees = new("Was das sendende Programm schickt, mit Änderungen und Löschungen.",
            "What the sending program sends, with edits and deletions."),
        Rereads = new("Der Absender schickt noch einmal, was fehlt; doppelt Gesendetes zählt nicht.",
            "The sender sends again what is missing; what comes twice counts once."),
        Misses = new("Was es nicht schickt: eine Lücke ist nur an der Stille zu erkennen.",
            "What it does not send: a gap shows by silence only."),
        Cost = new("Kostenlos; was das sendende Programm für die Beiträge zahlt, ist seine Sache.",
            "Free; what the sending program pays for the posts is its own matter."),
    };

    public Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var problems = new Dictionary<string, LocalText>();
        var address = settings.GetValueOrDefault("address", "").Trim();
        var secret = settings.GetValueOrDefault("secret", "").Trim();
        if (!Address().IsMatch(address))
            problems["address"] = new(
                "Bitte 1 bis 40 Zeichen aus a–z, 0–9 und Bindestrich, zum Beispiel shop-bewertungen.",
                "Please use 1 to 40 characters of a–z, 0–9 and hyphen, such as shop-reviews.");
        if (secret.Length == 0) secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        else if (secret.Length < MinSecret)
            problems["secret"] = new(
                "Das Geheimnis ist kürzer als 16 Zeichen und damit zu leicht zu erraten.",
                "The secret has fewer than 16 characters and is too easy to guess.");
        var kept = new Dictionary<string, string> { ["address"] = address, ["secret"] = secret };
        return Task.FromResult(problems.Count > 0
            ? new SourceCheck(null, null, kept, problems)
            : new SourceCheck(new SourceKey("push", "local", address), address, kept, problems));
    }

    public PushResult Receive(SourceConfig source, PushRequest request)
    {
        var body = request.Body;
        if (body.Length > MaxBody)
            return new(false, $"the body has {Number(body.Length)} bytes, {Number(MaxBody)} are allowed; send smaller "
                + $"portions", []);
        if (source["secret"] is not { Length: >= MinSecret } secret)
            return new(false, "this source has no secret yet; save its settings again to have one drawn", []);
        var refusal = Signature.Refusal(HeaderOf(request, Signature.Header), secret, body.Span, request.ReceivedAt);
        if (refusal is not null) return new(false, refusal, []);
        if (HeaderOf(request, "Idempotency-Key") is { } key && !Key().IsMatch(key))
            return new(true, "the header Idempotency-Key is not 1 to 200 visible ASCII characters", []);

        if (body.Span.StartsWith(Encoding.UTF8.Preamble)) body = body[3..];
        body = body[LeadingSpace(body.Span)..];
        if (body.Length == 0) return new(true, "the body is empty; send one JSON object per line, or a JSON array", []);
        return body.Span[0] == '[' ? Array(source, request, body) : Lines(source, request, body);
    }

    private static PushResult Array(SourceConfig source, PushRequest request, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var array = JsonDocument.Parse(body, Json);
            if (array.RootElement.GetArrayLength() > MaxLines) return TooMany();
            var lines = new List<PushLine>(array.RootElement.GetArrayLength());
            foreach (var item in array.RootElement.EnumerateArray())
                lines.Add(Line(source, request, item, lines.Count + 1, "item"));
            return new(true, null, lines);
        }
        catch (JsonException wrong)
        {
            return new(true, $"the body is not a JSON array: {Where(wrong)}", []);
        }
    }

    private static PushResult Lines(SourceConfig source, PushRequest request, ReadOnlyMemory<byte> body)
    {
        var lines = new List<PushLine>();
        var number = 0;
        for (var rest = body; rest.Length > 0;)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            number++;
            if (LeadingSpace(line.Span) == line.Length) continue;
            if (lines.Count == MaxLines) return TooMany();
            lines.Add(Line(source, request, line, number));
        }
        // One object written over several lines is what people try first with curl.
        if (lines is [{ Event: null }, _, ..] && lines.TrueForAll(line => line.Event is null)
            && Whole(source, request, body) is { } one)
            return new(true, null, [one]);
        return new(true, null, lines);
    }

    private static PushLine? Whole(SourceConfig source, PushRequest request, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var item = JsonDocument.Parse(body, Json);
            return item.RootElement.ValueKind == JsonValueKind.Object
                ? Line(source, request, item.RootElement, 1, "line") : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PushLine Line(SourceConfig source, PushRequest request, ReadOnlyMemory<byte> line, int number)
    {
        if (line.Length > MaxLine) return TooLong(line.Length, number, "line");
        try
        {
            using var item = JsonDocument.Parse(line, Json);
            return Line(source, request, item.RootElement, number, "line");
        }
        catch (JsonException wrong)
        {
            return new(number, null, null, $"line {Number(number)}: is not JSON: {Where(wrong)}");
        }
    }

    private static PushLine Line(SourceConfig source, PushRequest request, JsonElement item, int number, string word)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return new(number, null, null,
                $"{word} {Number(number)}: is not an object; write {{\"id\": …, \"text\": …}}");
        if (word == "item" && item.GetRawText() is { Length: > MaxLine } raw) return TooLong(raw.Length, number, word);
        var draft = new PostDraft(source.Key, Origin.Webhook, PostReading.Push, request.ReceivedAt);
        try
        {
            PostJson.Read(item, draft, strict: true);
        }
        catch (InvalidOperationException)
        {
            // System.Text.Json throws this for bytes that are no UTF-8 and for half a surrogate pair.
            return new(number, null, draft.Id, $"{word} {Number(number)}: holds a text that is not valid Unicode");
        }
        var made = draft.Finish(null, out var problem);
        return new(number, made, draft.Id, problem is null ? null : $"{word} {Number(number)}: {problem}")
        {
            Tags = draft.Tags,
        };
    }

    private static PushLine TooLong(int bytes, int number, string word) =>
        new(number, null, null, $"{word} {Number(number)}: has {Number(bytes)} bytes, {Number(MaxLine)} are allowed");

    private static PushResult TooMany() =>
        new(true, $"more than {Number(MaxLines)} lines; send smaller portions", []);

    private static string Where(JsonException wrong) =>
        $"line {Number((wrong.LineNumber ?? 0) + 1)}, byte {Number((wrong.BytePositionInLine ?? 0) + 1)}";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static int LeadingSpace(ReadOnlySpan<byte> bytes)
    {
        var first = bytes.IndexOfAnyExcept(" \t\r\n"u8);
        return first < 0 ? bytes.Length : first;
    }

    private static string? HeaderOf(PushRequest request, string name) =>
        request.Headers.TryGetValue(name, out var exact) ? exact
        : request.Headers.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\\z")]
    private static partial Regex Address();

    [GeneratedRegex("^[!-~]{1,200}\\z")]
    private static partial Regex Key();
}
