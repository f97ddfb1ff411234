namespace Echolot.Matching.Tests.Engine;

/// <summary>Random queries and posts over few words, so that every operator is met often. The seed decides everything.</summary>
internal sealed class RandomWorld(int seed)
{
    private static readonly string[] Words =
    [
        "bahn", "Bahn", "Bahnhof", "autobahn", "müller", "Mueller", "Muller", "straße", "Strasse", "ärger", "Aerger",
        "neue", "Treue", "quelle", "x100", "1", "o2", "über", "Übermut", "café", "Otto's", "l’oréal", "rock'n'roll", "otto", "Oréal", "und",
        "bzw", "Nr", "3", "12", "bhan", "Bahnen", "ottto",
        "Häuser", "Haus", "Hauses", "liefern", "liefert", "geliefert", "lieferten", "Autobahnen", "Bahnhofs", "Straßenbahn", "delivery", "deliveries",
        "Verbahnung", "bahnlich", "Schulbus", "Schule", "Schulen",
    ];

    private static readonly string[] Signs = ["#bahn", "#db_bahn", "#Über", "@bahn", "@db.bsky.social", "@otto_1", "😡", "👍", "👍🏽", "👩‍🚀"];

    private static readonly string[] Separators = [" ", " ", " ", " ", " ", ", ", ". ", "-", " – ", "! ", "? ", "/", "\n", " „", "“ ", "…", "_", "… ", "... ", ".\n", ".) "];

    private static readonly string[] Patterns =
        ["bahn*", "*bahn", "*bahn*", "b?hn", "m*ler", "mue*", "*uelle", "*aer*", "?ber*", "*ss*", "*ah*", "*hn*", "*bahnh*", "tr*e", "*1*", "stra*e", "ö*", "o*s", "#b*", "#*bahn", "@db*", "@*_1"];

    private static readonly string[] Values =
    [
        "lang:de", "lang:EN", "source:mastodon", "platform:rss*", "author:otto", "author:\"Otto Meier\"", "author:ott*", "author:*ei*",
        "site:example.org", "site:www.example.org", "site:*.net", "has:link", "has:title", "has:video", "is:reply", "is:question", "is:original",
        "has:poll", "verified:true", "is:author_verified", "author.id:42", "author.id:4*", "host:example.org", "tld:org", "channel:rss*",
        "thread:t1", "replyto:t1", "country:de", "country:AUT", "region:bayern", "region:\"nieder*\"", "city:wien", "url:example.org/news", "url:www.example.org", "url:*/news*", "links:shop.example.net/a", "links:shop.example.net",
        "sourcetype:blog", "class:trade", "class:Leitmedium", "sourcetype:SOCIALMEDIA", "author.bio:müller", "author.bio:\"Freie Müllerin\"", "author.bio:*ller*", "authordescription:m?ller",
        "author.bio:\"die, freie mullerin\"", "reach:>1000", "reach:0", "followers:>100", "followers:[50 TO 200]", "followers:<=100", "engagement:0", "rating:[1 TO 2]", "rating:>2.5", "rating:<2.5", "bot:>0.8",
        "hour:[18 TO 22]", "hour:[22 TO 5]", "hour:<8",
    ];

    private readonly Random random = new(seed);

    public bool Chance(double share) => random.NextDouble() < share;

    public int Next(int below) => random.Next(below);

    public string Pick(params string[] from) => from[random.Next(from.Length)];

    /// <summary>A query that parses.</summary>
    public Query Query(bool plain)
    {
        while (true)
            if (Matching.Query.TryParse(Expression(random.Next(4)), new QueryOptions(plain, Forms()), out var query, out _)) return query;
    }

    private WordForms Forms() => Chance(0.8) ? WordForms.AsTyped : Chance(0.5) ? WordForms.Inflected : WordForms.Compound;

    public string Expression(int depth) => depth == 0 ? Leaf() : random.Next(10) switch
    {
        0 => Leaf(),
        1 or 2 => string.Join(Pick(" OR ", " ODER ", " || "), Several(depth)),
        3 or 4 => string.Join(Pick(" AND ", " UND ", " "), Several(depth)),
        5 => $"{string.Join(" AND ", Several(depth))}{Pick(" NOT ", " AND NOT ", " -")}({Expression(depth - 1)})",
        6 => $"({Near(1)})",
        7 => $"COUNT({(Chance(0.5) ? Words3(" OR ") : Side(0))})>={Pick("1", "2", "3")}",
        8 => $"({Side(0)} AND {Side(0)} AND {Side(0)}){Pick("~1", "~2", "~4", "~9")}",
        _ => $"{Pick("title:", "text:", "lead:", "lead:")}({(Chance(0.5) ? Near(1) : Words3(" OR "))})",
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
    private string Odd() => random.Next(9) switch
    {
        0 => Pick("bahn", "bahnhof", "strasse", "otto", "müller") + Pick("~1", "~"),
        1 => Pick("bahnhof", "strasse", "müller") + "~2",
        2 => "{" + Pick("Bahn", "bahn", "Müller", "#Über", "Otto's", "Oréal", "@bahn") + "}",
        6 => Pick("Haus", "Häuser", "liefern", "Bahn", "Straße", "delivery", "Schule", "o2", "bahn*", "#bahn") + Pick("^", "^^"),
        7 => "=" + Pick(Words),
        8 => "\"" + Pick("Haus bahn", "schule otto", "bahn bahn") + "\"" + Pick("^", "^^"),
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
        Text = Text(Chance(0.2) ? 60 : 24) + (Chance(0.1) ? Pick(" https://shop.example.net/a.", " (HTTP://www.shop.example.net/a?x=1)") : ""),
        Title = Chance(0.3) ? Text(6) : null,
        Author = Pick("otto", "Otto", "meier_1", "otto.x"),
        AuthorName = Chance(0.5) ? Pick("Otto Meier", "otto meier", "Nobody") : null,
        AuthorBio = Chance(0.6) ? Pick("", "Freie Müllerin", "Die Freie – Müllerin!", "Mueller 😡 frei", "muller", "freie\nMüllerinnen", "Müller.Freie") : null,
        SourceType = Chance(0.6) ? Pick("blog", "Social", "video") : null,
        Class = Chance(0.6) ? Pick("lead", "trade", "spam") : null,
        Reach = Chance(0.5) ? random.Next(3) * 1000 : null,
        Lang = Pick("de", "en", "De"),
        Source = Pick("mastodon", "rss-news", "bluesky"),
        Site = Pick("example.org", "www.example.org", "badexample.org", "shop.example.net"),
        Has = (PostHas)random.Next(32),
        Is = (PostIs)random.Next(128),
        AuthorId = Chance(0.7) ? Pick("42", "43") : null,
        Verified = Chance(0.7) ? Chance(0.5) : null,
        Followers = Chance(0.7) ? random.Next(3) * 100 : null,
        Bot = Chance(0.7) ? random.Next(11) / 10.0 : null,
        Url = Chance(0.7) ? "https://" + Pick("www.example.org", "example.org/", "example.org/News/1", "example.org/newsletter", "example.org/news?a=1") : null,
        Links = Chance(0.3) ? ["https://shop.example.net/" + Pick("a", "a/b", "ab", "")] : null,
        Channel = Pick("rss:example.org", "bluesky:main"),
        Thread = Chance(0.5) ? Pick("t1", "t2") : null,
        ReplyTo = Chance(0.5) ? Pick("t1", "t2") : null,
        Country = Chance(0.5) ? Pick("DE", "at") : null,
        Region = Chance(0.5) ? Pick("Bayern", "Niedersachsen", "Nieder Österreich") : null,
        City = Chance(0.5) ? Pick("WIEN", "Husum") : null,
        Rating = Chance(0.5) ? random.Next(11) / 2.0 : null,
        Engagement = Chance(0.5) ? random.Next(3) : null,
        Hour = Chance(0.7) ? random.Next(24) : null,
    };

    private string Text(int most) => string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ =>
        (random.Next(5) == 0 ? Pick(Signs) : Chance(0.15) ? Pick(Words).ToUpperInvariant() : Pick(Words)) + Pick(Separators)));
}
