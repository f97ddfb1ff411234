using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>How a web chat looks and what it says, as the settings of its source hold it.</summary>
public sealed partial record ChatSettings
{
    /// <summary>Name of the connector.</summary>
    public const string Connector = "webchat";

    /// <summary>Most characters of one message.</summary>
    public const int LongestMessage = 4_000;

    public const string DefaultColor = "#0b7a9b";

    private const int LongestText = 1_000, LongestTitle = 60, MostOrigins = 50, LongestKeep = 720;

    public static readonly LocalText DefaultTitle = new("Hilfe & Kontakt", "Help & contact");

    public static readonly LocalText DefaultGreeting = new(
        "Hallo! Wie können wir helfen?", "Hello! How can we help?");

    public static readonly LocalText DefaultOffline = new(
        "Gerade ist niemand da. Wir antworten per E-Mail.",
        "Nobody is here right now. Write to us, and we answer by e-mail.");

    public static readonly LocalText DefaultConsent = new(
        "Ich bin einverstanden, dass meine Nachrichten verarbeitet und gespeichert werden, um meine Anfrage zu "
        + "beantworten. Das kann ich jederzeit widerrufen.",
        "I agree that my messages are processed and stored to answer my request. I can withdraw this at any time.");

    /// <summary>Public name of the chat, part of the snippet.</summary>
    public string Key { get; init; } = "";

    /// <summary>Pages that may show it, such as <c>https://www.nordlicht.example</c>.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>When somebody is there; null: day and night.</summary>
    public long? CalendarId { get; init; }

    public string Color { get; init; } = DefaultColor;

    /// <summary>In the lower left corner instead of the right one.</summary>
    public bool Left { get; init; }

    public LocalText Title { get; init; } = DefaultTitle;

    public LocalText Greeting { get; init; } = DefaultGreeting;

    public LocalText Offline { get; init; } = DefaultOffline;

    /// <summary>What visitors agree to before their first message.</summary>
    public LocalText Consent { get; init; } = DefaultConsent;

    /// <summary>How long a conversation goes on after the last sign of life of the visitor.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Visitors see the first name of whoever answers.</summary>
    public bool Names { get; init; }

    /// <summary>Name of the consent's wording: the same for the same texts.</summary>
    public string Wording => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Consent.De}\n\n{Consent.En}")))[..12];

    /// <summary>Whether a page of this origin may show the chat.</summary>
    public bool Allows(string origin) => Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads stored settings; what is missing is as shipped.</summary>
    public static ChatSettings Of(IReadOnlyDictionary<string, string> settings) => new()
    {
        Key = settings.GetValueOrDefault("key", ""),
        Origins = Lines(settings.GetValueOrDefault("origins", "")),
        CalendarId = Whole(settings, "calendar"),
        Color = Text(settings, "color", DefaultColor),
        Left = settings.GetValueOrDefault("side") == "left",
        Title = Both(settings, "title", DefaultTitle),
        Greeting = Both(settings, "greeting", DefaultGreeting),
        Offline = Both(settings, "offline", DefaultOffline),
        Consent = Both(settings, "consent", DefaultConsent),
        Keep = TimeSpan.FromHours(Whole(settings, "keep") ?? 24),
        Names = settings.GetValueOrDefault("names") == "yes",
    };

    /// <summary>Checks settings as people fill them in; what is left out becomes what is shipped.</summary>
    /// <returns>Settings as they are stored, and what is wrong with which field.</returns>
    public static (IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, LocalText> Problems) Check(
        IReadOnlyDictionary<string, string> written)
    {
        var problems = new Dictionary<string, LocalText>();
        var kept = new Dictionary<string, string>
        {
            ["key"] = Name().IsMatch(written.GetValueOrDefault("key", "")) ? written["key"] : NewKey(),
            ["side"] = written.GetValueOrDefault("side") == "left" ? "left" : "right",
            ["names"] = written.GetValueOrDefault("names") is "yes" or "true" ? "yes" : "no",
        };
        var origins = Lines(written.GetValueOrDefault("origins", "")).Select(line => (line, OriginOf(line))).ToList();
        if (origins.Find(o => o.Item2 is null) is { line: { } wrong })
            problems["origins"] = new(
                $"„{wrong}“ ist keine Adresse einer Website. Beispiel: https://www.nordlicht.example.",
                $"'{wrong}' is no address of a website. Example: https://www.nordlicht.example.");
        else if (origins.Count is 0 or > MostOrigins)
            problems["origins"] = new(
                "Bitte 1 bis 50 Websites, jede in einer Zeile.", "Please give 1 to 50 websites, one a line.");
        kept["origins"] = string.Join('\n', origins.Select(o => o.Item2 ?? o.line).Distinct());
        var color = written.GetValueOrDefault("color", "").Trim();
        if (color.Length > 0 && !Hex().IsMatch(color))
            problems["color"] = new("Bitte eine Farbe wie #0b7a9b.", "Please write a colour such as #0b7a9b.");
        kept["color"] = color.Length == 0 ? DefaultColor : color.ToLowerInvariant();
        var keep = written.GetValueOrDefault("keep", "").Trim();
        if (keep.Length == 0) keep = "24";
        if (!int.TryParse(keep, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || hours is 0 or > LongestKeep)
            problems["keep"] = new("Bitte 1 bis 720 Stunden.", "Please write 1 to 720 hours.");
        kept["keep"] = keep;
        var calendar = written.GetValueOrDefault("calendar", "").Trim();
        if (calendar.Length > 0 && !long.TryParse(calendar, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            problems["calendar"] = new("Diesen Kalender gibt es nicht.", "There is no such calendar.");
        kept["calendar"] = calendar;
        foreach (var (field, most, shipped) in ((string, int, LocalText)[])[
            ("title", LongestTitle, DefaultTitle), ("greeting", LongestText, DefaultGreeting),
            ("offline", LongestText, DefaultOffline), ("consent", LongestText, DefaultConsent)])
        {
            foreach (var (key, given) in ((string, string)[])[($"{field}_de", shipped.De), ($"{field}_en", shipped.En)])
            {
                var text = written.GetValueOrDefault(key, "").Trim();
                if (text.Length > most)
                    problems[key] = new($"Höchstens {most} Zeichen.", $"{most} characters at most.");
                kept[key] = text.Length == 0 ? given : text;
            }
        }
        return (kept, problems);
    }

    /// <summary>Scheme, host and port as browsers write an origin; null where it is none.</summary>
    internal static string? OriginOf(string line) =>
        Uri.TryCreate(line.Contains("://", StringComparison.Ordinal) ? line : "https://" + line, UriKind.Absolute, out var url)
        && url.Scheme is "https" or "http" && url.Host.Length > 0 && url.UserInfo.Length == 0
        && url.PathAndQuery is "/" && url.Fragment.Length == 0 && !url.Host.Contains('*', StringComparison.Ordinal)
            ? url.GetLeftPart(UriPartial.Authority).ToLowerInvariant()
            : null;

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    private static IReadOnlyList<string> Lines(string text) => text.Split(
        ['\n', '\r', ' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Text(IReadOnlyDictionary<string, string> settings, string key, string shipped) =>
        settings.GetValueOrDefault(key) is { Length: > 0 } text ? text : shipped;

    private static LocalText Both(IReadOnlyDictionary<string, string> settings, string key, LocalText shipped) =>
        new(Text(settings, key + "_de", shipped.De), Text(settings, key + "_en", shipped.En));

    private static long? Whole(IReadOnlyDictionary<string, string> settings, string key) =>
        long.TryParse(settings.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    [GeneratedRegex("^[0-9a-f]{16}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex("^#[0-9a-fA-F]{6}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Hex();
}
