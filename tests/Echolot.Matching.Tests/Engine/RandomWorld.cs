namespace Echolot.Matching.Tests.Engine;

/// <summary>Random queries and posts over few words, so that every operator is met often. The seed decides everything.</summary>
internal sealed class RandomWorld(int seed)
{
    private static readonly string[] Words =
    [
        "bahn", "Bahn", "Bahnhof", "autobahn", "müller", "Mueller", "Muller", "straße", "Strasse", "ärger", "Aerger",
        "neue", "Treue", "quelle", "x100", "1", "o2", "über", "Übermut", "café", "Otto's", "l’oréal", "rock'n'roll", "otto", "Oréal", "und",
        "bzw", "Nr", "3", "12", "bhan", "Bahnen", "ottto",
    ];

    private static readonly string[] Signs = ["#bahn", "#db_bahn", "#Über", "@bahn", "@db.bsky.social", "@otto_1", "😡", "👍", "👍🏽", "👩‍🚀"];

    private static readonly string[] Separators = [" ", " ", " ", " ", " ", ", ", ". ", "-", " – ", "! ", "? ", "/", "\n", " „", "“ ", "…", "_", "… ", "... ", ".\n", ".) "];

    private static readonly string[] Patterns =
        ["bahn*", "*bahn", "*bahn*", "b?hn", "m*ler", "mue*", "*uelle", "*aer*", "?ber*", "*ss*", "*ah*", "*hn*", "*bahnh*", "tr*e", "*1*", "stra*e", "ö*", "o*s", "#b*", "#*bahn", "@db*", "@*_1"];

    private static readonly string[] Values =
    [
        "lang:de", "lang:EN", "source:mastodon", "platform:rss*", "author:otto", "author:\"Otto Meier\"", "author:ott*", "author:*ei*",
        "site:example.org", "site:www.example.org", "site:*.net", "has:link", "has:title", "has:video", "is:reply", "is:question", "is:original",
    ];

    private readonly Random random = new(seed);

    public bool Chance(double share) => random.NextDouble() < share;

    public int Next(int below) => random.Next(below);

    public string Pick(params string[] from) => from[random.Next(from.Length)];

    /// <summary>A query that parses.</summary>
    public Query Query(bool plain)
    {
        while (true)
            if (Matching.Query.TryParse(Expression(random.Next(4)), new QueryOptions(plain), out var query, out _)) return query;
    }

    public string Expression(int depth) => depth == 0 ? Leaf() : random.Next(10) switch
    {
        0 => Leaf(),
        1 or 2 => string.Join(Pick(" OR ", " ODER ", " || "), Several(depth)),
        3 or 4 => string.Join(Pick(" AND ", " UND ", " "), Several(depth)),
        5 => $"{string.Join(" AND ", Several(depth))}{Pick(" NOT ", " AND NOT ", " -")}({Expression(depth - 1)})",
        6 => $"({Near(1)})",
        7 => $"COUNT({(Chance(0.5) ? Words3(" OR ") : Side(1))})>={Pick("1", "2", "3")}",
        8 => $"({Side(0)} AND {Side(0)} AND {Side(0)}){Pick("~1", "~2", "~4", "~9")}",
        _ => $"{Pick("title:", "text:")}({(Chance(0.5) ? Near(1) : Words3(" OR "))})",
    };

    private string[] Several(int depth) => [.. Enumerable.Range(0, 2 + random.Next(2)).Select(_ => $"({Expression(depth - 1)})")];

    private string Near(int depth) =>
        $"{Side(depth)} {Pick("NEAR/1", "NEAR/2", "NEAR/3", "NEAR/5", "ONEAR/1", "ONEAR/3", "NEAR/4f", "SENTENCE", "OSENTENCE")} {Side(depth)}";

    private string Side(int depth) => random.Next(6) switch
    {
        0 or 1 => Pick(Words),
        2 => $"({Words3(" OR ")})",
        3 => Phrase(),
        4 => Pick(Pick(Signs), Pick(Patterns), Odd(), Odd()),
        _ => depth > 0 ? $"({Near(depth - 1)})" : Pick(Words),
    };

    private string Words3(string joint) =>
        string.Join(joint, Enumerable.Range(0, 3).Select(_ => random.Next(4) switch { 0 => Phrase(), 1 => Pick(Patterns), _ => Pick(Words) }));

    /// <summary>Terms with wrong letters, as typed, or with their words near each other.</summary>
    private string Odd() => random.Next(6) switch
    {
        0 => Pick("bahn", "bahnhof", "strasse", "otto", "müller") + Pick("~1", "~"),
        1 => Pick("bahnhof", "strasse", "müller") + "~2",
        2 => "{" + Pick("Bahn", "bahn", "Müller", "#Über", "Otto's", "Oréal", "@bahn") + "}",
        3 => "+\"" + Pick("l'oréal", "oréal", "über", "Bahn, bahn", "otto", "bahn – bahn") + "\"",
        4 => "++\"" + Pick("L’Oréal", "Müller Mueller", "BAHN", "bahn!") + "\"",
        _ => "\"" + Pick("auto bahn", "bahn hof", "über mut") + "\"~",
    };

    private string Leaf() => random.Next(12) switch
    {
        10 => Odd(),
        11 => Pick("\"bahn otto\"~2", "\"bahn 1 müller\"~3", "+" + Pick(Words), "<<<note>>> " + Pick(Words)),
        _ => PlainLeaf(),
    };

    private string PlainLeaf() => random.Next(10) switch
    {
        0 or 1 or 2 or 3 => Pick(Words),
        4 => Phrase(),
        5 or 6 => Pick(Patterns),
        7 => Pick(Signs),
        _ => Pick(Values),
    };

    private string Phrase()
    {
        var words = Enumerable.Range(0, 2 + random.Next(2))
            .Select(_ => random.Next(8) switch { 0 => Pick(Patterns), 1 => Pick(Signs), _ => Pick(Words) });
        return Pick("\"", "„", "»") + string.Join(' ', words) + Pick("\"", "“", "«");
    }

    public Post Post() => new()
    {
        Text = Text(24),
        Title = Chance(0.3) ? Text(6) : null,
        Author = Pick("otto", "Otto", "meier_1", "otto.x"),
        AuthorName = Chance(0.5) ? Pick("Otto Meier", "otto meier", "Nobody") : null,
        Lang = Pick("de", "en", "De"),
        Source = Pick("mastodon", "rss-news", "bluesky"),
        Site = Pick("example.org", "www.example.org", "badexample.org", "shop.example.net"),
        Has = (PostHas)random.Next(16),
        Is = (PostIs)random.Next(128),
    };

    private string Text(int most) => string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ =>
        (random.Next(5) == 0 ? Pick(Signs) : Chance(0.15) ? Pick(Words).ToUpperInvariant() : Pick(Words)) + Pick(Separators)));
}
