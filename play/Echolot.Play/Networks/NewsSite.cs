using System.Globalization;
using System.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Echolot.Play.Networks;

/// <summary>
/// A paper without a feed: robots.txt, an index of sitemaps, a news sitemap of its newest articles, article pages with
/// everything that papers put around them, and a forum.
/// </summary>
internal sealed class NewsSite : PlayedNetwork
{
    public const int Window = 20;

    private readonly Lock _gate = new();
    private readonly List<Entry> _articles = [];
    private readonly List<Entry> _posts = [];
    private int _count;

    private sealed record Entry(int Number, string Text, DateTimeOffset Published, DateTimeOffset Changed);

    /// <summary>What robots.txt says; null: there is none.</summary>
    public string? Robots { get; set; } = "User-agent: *\nDisallow: /intern/\n";

    /// <summary>What stands in <c>/.well-known/tdmrep.json</c>.</summary>
    public string? TdmRep { get; set; }

    /// <summary>Put into the head of every article.</summary>
    public string Head { get; set; } = "";

    /// <summary>Articles that were fetched.</summary>
    public int ArticlesRead { get; private set; }

    /// <summary>Raw entries at the top of sitemap and forum, for what nobody can read.</summary>
    public List<string> Broken { get; } = [];

    public Uri Article(int number) => new(Address, $"/artikel/{number.ToString(CultureInfo.InvariantCulture)}");

    public Uri Post(int number) => new(Address, $"/forum/thema#p{number.ToString(CultureInfo.InvariantCulture)}");

    public int PublishArticle(string text) => Publish(_articles, text);

    public int PublishPost(string text) => Publish(_posts, text);

    public void EditArticle(int number, string text) => Edit(_articles, number, text);

    public void EditPost(int number, string text) => Edit(_posts, number, text);

    public void RemoveArticle(int number)
    {
        lock (_gate) _articles.RemoveAll(a => a.Number == number);
    }

    public void RemovePost(int number)
    {
        lock (_gate) _posts.RemoveAll(a => a.Number == number);
    }

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/robots.txt", () => Robots is null ? Results.NotFound() : Results.Text(Robots));
        routes.MapGet("/.well-known/tdmrep.json", () => TdmRep is null ? Results.NotFound()
            : Results.Text(TdmRep, "application/json"));
        routes.MapGet("/sitemap.xml", () => Xml($"""
            <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{Address}sitemap-news.xml</loc></sitemap>
            <sitemap><loc>{Address}sitemap-2009.xml</loc><lastmod>2009-12-31</lastmod></sitemap></sitemapindex>
            """));
        routes.MapGet("/sitemap-news.xml", () => Xml(News()));
        routes.MapGet("/artikel/{number:int}", ArticlePage);
        routes.MapGet("/forum", Forum);
    }

    private int Publish(List<Entry> entries, string text)
    {
        lock (_gate)
        {
            var now = DateTimeOffset.UtcNow;
            entries.Add(new(++_count, text, now, now));
            return _count;
        }
    }

    private void Edit(List<Entry> entries, int number, string text)
    {
        lock (_gate)
        {
            var at = entries.FindIndex(e => e.Number == number);
            entries[at] = entries[at] with { Text = text, Changed = DateTimeOffset.UtcNow };
        }
    }

    private string News()
    {
        lock (_gate)
        {
            var urls = _articles.TakeLast(Window).Reverse().Select(a => $"""
                <url><loc>{Article(a.Number)}</loc><lastmod>{Iso(a.Changed)}</lastmod>
                <news:news><news:publication><news:name>Blatt</news:name><news:language>de</news:language></news:publication>
                <news:publication_date>{Iso(a.Published)}</news:publication_date><news:title>Artikel {a.Number}</news:title></news:news></url>
                """);
            return $"""
                <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
                {string.Concat(Broken)}{string.Concat(urls)}</urlset>
                """;
        }
    }

    private IResult ArticlePage(int number)
    {
        Entry? entry;
        lock (_gate) entry = _articles.Find(a => a.Number == number);
        if (entry is null) return Results.NotFound();
        ArticlesRead++;
        var text = SecurityElement.Escape(entry.Text);
        return Html($$"""
            <!doctype html><html lang="de"><head><title>Artikel {{number}} – Blatt</title>{{Head}}
            <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite"},{"@type":"NewsArticle",
            "headline":"Artikel {{number}}","author":[{"@type":"Person","name":"Nora Beispiel"}],"datePublished":"{{Iso(entry.Published)}}"}]}</script></head>
            <body><header><nav><ul><li><a href="/">Start</a></li><li><a href="/politik">Politik</a></li></ul></nav></header>
            <main><article><h1>Artikel {{number}}</h1><div class="share-bar"><a href="#">Teilen</a></div>
            <div class="article-body"><p>{{text}}</p>
            <p>Das berichtet das Blatt am Freitag, und so steht es seit dem Morgen an dieser Stelle, ausführlich und in ganzen Sätzen.</p>
            <p>Wie die Stadt mitteilte, sei damit zu rechnen, dass es so bleibt, wie es ist, auch wenn nicht alle damit zufrieden sind.</p></div>
            </article><aside><h3>Mehr zum Thema</h3><ul><li><a href="/artikel/0">Ein ganz anderer Artikel, der hier nur beworben wird</a></li></ul></aside></main>
            <div class="comments"><p>Ein Kommentar, der nicht zum Artikel gehört, mit vielen, vielen, vielen Worten und Kommas.</p></div>
            <footer>© Blatt, alle Rechte vorbehalten</footer></body></html>
            """);
    }

    private IResult Forum()
    {
        lock (_gate)
        {
            var posts = _posts.TakeLast(Window).Reverse().Select(p => $"""
                <div class="post" id="p{p.Number}"><h3><a href="/forum/thema#p{p.Number}">Beitrag {p.Number}</a></h3>
                <span class="username">wanderer{p.Number}</span> <time datetime="{Iso(p.Published)}">eben</time>
                <div class="content"><p>{SecurityElement.Escape(p.Text)}</p></div></div>
                """);
            return Html($"""
                <!doctype html><html lang="de"><head><title>Outdoorforum</title></head><body><ul class="nav"><li>Start</li></ul>
                {string.Concat(Broken)}{string.Concat(posts)}</body></html>
                """);
        }
    }

    private static IResult Xml(string text) => Results.Text(text, "application/xml");

    private static IResult Html(string text) => Results.Text(text, "text/html; charset=utf-8");

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
