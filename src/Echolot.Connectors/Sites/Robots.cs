using System.Globalization;
using System.Text;

namespace Echolot.Connectors.Sites;

/// <summary>What a robots.txt says to us (RFC 9309). Pure.</summary>
internal sealed class Robots
{
    /// <summary>Name by which site owners address us.</summary>
    public const string Us = "echolot";

    // RFC 9309, 2.5: at least 500 kibibytes must be read.
    public const int MostBytes = 512 * 1024;

    // Names under which training of models and mining are asked for; forbidding them all is a reservation.
    private static readonly string[] Miners =
        ["gptbot", "google-extended", "ccbot", "anthropic-ai", "claudebot", "bytespider", "applebot-extended"];

    // What asks for more means to say no by a rule; a page that is looked at twice an hour keeps it anyway.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    private readonly List<(string Pattern, bool Allow)> _rules;

    private Robots(List<(string, bool)> rules, IReadOnlyList<Uri> sitemaps, bool forbidsMiners) =>
        (_rules, Sitemaps, ForbidsMiners) = (rules, sitemaps, forbidsMiners);

    /// <summary>Nothing is forbidden: there is no file (RFC 9309, 2.3.1.3).</summary>
    public static Robots Open { get; } = new([], [], false);

    /// <summary>Everything is forbidden: the file cannot be read for now (RFC 9309, 2.3.1.4).</summary>
    public static Robots Away(string trouble) => new([("/", false)], [], false) { Trouble = trouble };

    /// <summary>Why the file cannot be read now; null: it was read, or there is none.</summary>
    public string? Trouble { get; private init; }

    public IReadOnlyList<Uri> Sitemaps { get; }

    /// <summary>Whether programs that feed language models are kept out of the whole site.</summary>
    public bool ForbidsMiners { get; }

    /// <summary>Pause between two requests that the site asks for (<c>Crawl-delay</c>, no part of RFC 9309).</summary>
    public TimeSpan? Delay { get; private init; }

    public bool Allows(Uri address)
    {
        var path = address.PathAndQuery;
        if (path == "/robots.txt") return true;
        // The longest match decides, and on a tie the permission (2.2.2).
        var (length, allowed) = (-1, true);
        foreach (var (pattern, allow) in _rules)
        {
            if (!Matches(pattern, path)) continue;
            if (pattern.Length > length || (pattern.Length == length && allow)) (length, allowed) =
                (pattern.Length, allow);
        }
        return allowed;
    }

    /// <summary>Why we do not read an address, for people; null: we may.</summary>
    /// <param name="noun">What stands there.</param>
    public string? Refuses(Uri address, string noun) => Allows(address) ? null
        : Trouble ?? $"'{address.Host}' does not let programs read this {noun} (robots.txt).";

    public static Robots Parse(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MostBytes)]).TrimStart('\uFEFF');
        var groups = new Dictionary<string, List<(string, bool)>>(StringComparer.OrdinalIgnoreCase);
        var delays = new Dictionary<string, TimeSpan>(StringComparer.OrdinalIgnoreCase);
        var sitemaps = new List<Uri>();
        List<string> agents = [];
        var open = false;
        foreach (var raw in text.Split('\n', '\r'))
        {
            var line = raw.Split('#', 2)[0].Trim();
            if (line.Split(':', 2) is not [var name, var value]) continue;
            (name, value) = (name.Trim().ToLowerInvariant(), value.Trim());
            switch (name)
            {
                case "user-agent" or "useragent":
                    if (!open) agents = [];
                    open = true;
                    var agent = value.Split('/', ' ')[0].ToLowerInvariant();
                    agents.Add(agent);
                    groups.TryAdd(agent, []);
                    break;
                case "allow" or "disallow":
                    open = false;
                    if (value.Length == 0) break;
                    foreach (var one in agents) groups[one].Add((value, name == "allow"));
                    break;
                case "crawl-delay" when double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
                    && seconds >= 0:
                    foreach (var one in agents)
                        delays[one] = seconds >= LongestDelay.TotalSeconds ? LongestDelay : TimeSpan.FromSeconds(seconds);
                    break;
                case "sitemap" when Uri.TryCreate(value, UriKind.Absolute, out var sitemap)
                    && sitemap.Scheme is "http" or "https" && sitemaps.Count < 100:
                    sitemaps.Add(sitemap);
                    break;
                default:
                    // Unknown lines do not end a list of names (2.2.1).
                    break;
            }
        }
        var group = groups.ContainsKey(Us) ? Us : "*";
        var rules = groups.GetValueOrDefault(group) ?? [];
        var miners = Miners.Where(groups.ContainsKey).ToList();
        return new(rules, sitemaps, miners.Count > 0 && miners.TrueForAll(m => groups[m].Contains(("/", false))))
        {
            Delay = delays.TryGetValue(group, out var delay) ? delay : null,
        };
    }

    // '*' stands for anything, '$' for the end; everything else to the letter, from the beginning.
    private static bool Matches(string pattern, string path)
    {
        var anchored = pattern.EndsWith('$');
        var parts = (anchored ? pattern[..^1] : pattern).Split('*');
        if (!path.StartsWith(parts[0], StringComparison.Ordinal)) return false;
        var at = parts[0].Length;
        for (var i = 1; i < parts.Length; i++)
        {
            var last = i == parts.Length - 1;
            if (last && anchored) return path.Length - at >= parts[i].Length
                && path.EndsWith(parts[i], StringComparison.Ordinal);
            var found = path.IndexOf(parts[i], at, StringComparison.Ordinal);
            if (found < 0) return false;
            at = found + parts[i].Length;
        }
        return !anchored || at == path.Length;
    }
}
