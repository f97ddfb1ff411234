using System.Text;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Http;
using Echolot.Connectors.Sites;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Sites;

public sealed class SitesTests
{
    private static readonly FeedPace Fast =
        new() { Shortest = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromMilliseconds(50) };
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The examples of RFC 9309, 2.2.2 and 2.2.3, and what is met outside.
    [Theory]
    [InlineData("User-agent: *\nDisallow: /", "/a", false)]
    [InlineData("User-agent: *\nDisallow:", "/a", true)]
    [InlineData("User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/", true)]
    [InlineData("User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif",
        "/example/page/disallowed.gif", false)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", false)]
    [InlineData("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", true)]
    [InlineData("User-agent: *\nDisallow: /a\nAllow: /a", "/a", true)]
    [InlineData("User-agent: *\nDisallow: /x*y*z", "/x1y2z3", false)]
    [InlineData("user-agent:  ECHOLOT/2.0 # us\ndisallow: /a\n\nuser-agent: *\ndisallow: /", "/b", true)]
    [InlineData("User-agent: other\nUser-agent: echolot\nCrawl-delay: 5\nDisallow: /p", "/p", false)]
    [InlineData("User-agent: other\nDisallow: /", "/a", true)]
    [InlineData("<html>404</html>", "/a", true)]
    [InlineData("User-agent: *\nDisallow: /", "/robots.txt", true)]
    public void Robots_txt_is_obeyed(string robots, string path, bool allowed) =>
        Robots.Parse(Encoding.UTF8.GetBytes(robots)).Allows(new Uri("https://blatt.example" + path)).ShouldBe(allowed);

    [Theory]
    [InlineData("User-agent: *\nCrawl-delay: 10\nDisallow: /a", 10d)]
    [InlineData("User-agent: *\nCrawl-delay: 10\n\nUser-agent: echolot\nCrawl-delay: 2.5", 2.5)]
    [InlineData("User-agent: other\nUser-agent: echolot\nCrawl-delay: 3\nDisallow: /p", 3d)]
    [InlineData("User-agent: *\nCrawl-delay: 86400", 300d)]
    [InlineData("User-agent: other\nCrawl-delay: 5", null)]
    [InlineData("User-agent: *\nCrawl-delay: -1", null)]
    [InlineData("User-agent: *\nCrawl-delay: bald", null)]
    public void The_pause_that_a_site_asks_for_is_known(string robots, double? seconds) =>
        (Robots.Parse(Encoding.UTF8.GetBytes(robots)).Delay?.TotalSeconds).ShouldBe(seconds);

    [Fact]
    public void Keeping_programs_for_language_models_out_is_a_reservation()
    {
        Robots.Parse("User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n\nSitemap: https://blatt.example/s.xml"u8)
            .ShouldSatisfyAllConditions(
            r => r.ForbidsMiners.ShouldBeTrue(), r => r.Sitemaps.ShouldBe([new("https://blatt.example/s.xml")]));
        Robots.Parse("User-agent: GPTBot\nDisallow: /intern"u8).ForbidsMiners.ShouldBeFalse();
        Robots.Parse("User-agent: *\nDisallow: /"u8).ForbidsMiners.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""[{"location":"/","tdm-reservation":1,"tdm-policy":"https://blatt.example/p"}]""", "/a", true)]
    [InlineData("""[{"location":"/frei/*","tdm-reservation":0},{"location":"/*","tdm-reservation":1}]""", "/frei/a", false)]
    [InlineData("""[{"location":"*.html","tdm-reservation":1}]""", "/x.html", true)]
    [InlineData("""[{"location":"/nur$","tdm-reservation":1}]""", "/nur/mehr", false)]
    [InlineData("""{"location":"/"}""", "/a", false)]
    [InlineData("kaputt", "/a", false)]
    public void The_first_rule_of_tdmrep_that_fits_counts(string file, string path, bool reserved) =>
        (Reserved.In(Encoding.UTF8.GetBytes(file), new Uri("https://blatt.example" + path)) is not null)
            .ShouldBe(reserved);

    [Theory]
    [InlineData("", "<meta name=\"tdm-reservation\" content=\"1\">", ReservationKind.TdmMeta)]
    [InlineData("", "<META CONTENT='noai, noimageai' NAME=robots>", ReservationKind.NoAi)]
    [InlineData("tdm-reservation: 1", "", ReservationKind.TdmHeader)]
    [InlineData("X-Robots-Tag: noai", "", ReservationKind.NoAi)]
    public void Reservations_stand_in_headers_and_pages(string header, string html, ReservationKind kind)
    {
        var pair = header.Split(": ");
        var answer = new IncomingAnswer(200, new Uri("https://blatt.example/"),
            pair.Length == 2 ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [pair[0]] = pair[1] }
                : [], default, []);
        Reserved.In(answer, html).ShouldHaveSingleItem().Kind.ShouldBe(kind);
        Reserved.In(answer with { Headers = new Dictionary<string, string>() }, "<meta name=robots content=index>")
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("vor 5 Minuten", "2026-11-02T07:55:00Z")]
    [InlineData("vor einer Stunde", "2026-11-02T07:00:00Z")]
    [InlineData("3 days ago", "2026-10-30T08:00:00Z")]
    [InlineData("Heute, 08:30 Uhr", "2026-11-02T07:30:00Z")]
    [InlineData("Gestern um 23:05", "2026-11-01T22:05:00Z")]
    [InlineData("21.07.2026, 10:05", "2026-07-21T08:05:00Z")]
    [InlineData("1. 7. 26", "2026-06-30T22:00:00Z")]
    [InlineData("29.03.2026 02:30", "2026-03-29T01:30:00Z")]
    [InlineData("2026-11-01T10:00:00+01:00", "2026-11-01T09:00:00Z")]
    [InlineData("1793606400", "2026-11-02T08:00:00Z")]
    [InlineData("31.02.2026", null)]
    [InlineData("irgendwann", null)]
    [InlineData("", null)]
    public void Dates_of_forums_are_understood(string said, string? at) =>
        PageEntries.DateOf(said, Berlin, Now)
            .ShouldBe(at is null ? null : DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void A_list_of_topics_needs_one_selector_only()
    {
        var feed = PageEntries.Read("""
            <html><head><title>Forum</title></head><body><ul><li class=row><a class="topictitle" href="viewtopic.php?t=7">Jacke undicht</a>
            von <a class="username" href="/u/1">Berta</a> <time datetime="2026-11-01T10:00:00+01:00">gestern</time></li></ul></body></html>
            """, new Uri("https://forum.example/viewforum.php?f=1"), new("li.row", null, null, null, null, null), Berlin, Now);
        var item = feed.Items.ShouldHaveSingleItem();
        item.Link.ShouldBe(new Uri("https://forum.example/viewtopic.php?t=7"));
        item.Title.ShouldBe("Jacke undicht");
        item.Authors.Single().Name.ShouldBe("Berta");
        item.Published.ShouldBe(new DateTimeOffset(2026, 11, 1, 9, 0, 0, TimeSpan.Zero));
        Should.Throw<NotAFeed>(() => PageEntries.Read("<p>leer</p>", new("https://forum.example/"),
            new("li", null, null, null, null, null), Berlin, Now));
    }

    [Fact]
    public void Sitemaps_may_be_packed_and_speak_for_their_own_site_only()
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest,
            leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes("<urlset><url><loc>https://www.blatt.example/1</loc></url>"
                + "<url><loc>https://fremd.example/2</loc></url></urlset>"));
        var map = Sitemap.Read(packed.ToArray(), new Uri("https://blatt.example/s.xml.gz"));
        map.Pages.ShouldHaveSingleItem().Link.ShouldBe(new Uri("https://www.blatt.example/1"));
        map.Unreadable.ShouldHaveSingleItem();
        Should.Throw<NotAFeed>(() => Sitemap.Read("<rss/>"u8, new Uri("https://blatt.example/")));
    }

    [Fact]
    public async Task An_article_is_read_without_what_stands_around_it()
    {
        await using var site = new NewsSite();
        await site.StartAsync();
        var article = site.Article(site.PublishArticle("Der Versender Nordlicht eröffnet einen Laden."));
        var (read, why) = await FetchAsync(article);
        why.ShouldBe(NotRead.Nothing);
        read!.Title.ShouldBe("Artikel 1");
        read.Author.ShouldBe("Nora Beispiel");
        read.Published.ShouldNotBeNull();
        read.Text!.ShouldStartWith("Der Versender Nordlicht eröffnet einen Laden.");
        read.Text.ShouldContain("zufrieden sind.");
        foreach (var around in new[] { "Teilen", "Politik", "beworben", "Kommentar",
            "Rechte" }) read.Text.ShouldNotContain(around);
    }

    [Theory]
    [InlineData("<div>", 30_000)]
    [InlineData("<p><b><a href=x>", 10_000)]
    [InlineData("<table><tr><td>", 5_000)]
    [InlineData("<div class='share share-share comments'>Werbung, ", 20_000)]
    [InlineData("&#x1F600;<br>", 100_000)]
    public async Task Hostile_pages_cost_little(string piece, int times)
    {
        var html = "<html><body>" + string.Concat(Enumerable.Repeat(piece, times)) + new string('x', 500);
        var reading = Task.Run(() => Echolot.Connectors.Sites.Reading.ArticleReader.Read(html,
            new Uri("https://x.example/")), Cancel);
        (await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(30), Cancel)))
            .ShouldBe(reading, "took longer than half a minute");
        (await reading).ShouldNotBeNull();
    }

    [Fact]
    public void A_page_is_cut_where_it_nests_deeper_than_pages_do()
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", 900));
        Echolot.Connectors.Feeds.Reading.Page.Bounded(deep).Length.ShouldBe(800 * 5);
        var flat = "<script>" + deep + "</script>" + string.Concat(Enumerable.Repeat("<p>a<br><li>", 900))
            + "<div></div>";
        Echolot.Connectors.Feeds.Reading.Page.Bounded(flat).ShouldBe(flat);
    }

    [Fact]
    public async Task What_is_forbidden_or_reserved_is_not_fetched()
    {
        await using var site = new NewsSite { Robots = "User-agent: echolot\nDisallow: /artikel/" };
        await site.StartAsync();
        var article = site.Article(site.PublishArticle("Text"));
        (await FetchAsync(article)).Why.ShouldBe(NotRead.RobotsForbid);
        site.Robots = null;
        site.TdmRep = """[{"location":"/artikel/*","tdm-reservation":1}]""";
        (await FetchAsync(article)).Why.ShouldBe(NotRead.Reserved);
        site.ArticlesRead.ShouldBe(0);
        site.TdmRep = null;
        site.Head = "<meta name=\"robots\" content=\"noai\">";
        (await FetchAsync(article)).ShouldSatisfyAllConditions(a => a.Why.ShouldBe(NotRead.Reserved), a =>
            a.Article!.Text.ShouldBeNull());
        site.Head = "";
        site.Limited = true;
        (await FetchAsync(article)).Why.ShouldBe(NotRead.RobotsForbid, "a site that is down is left alone");
        (await FetchAsync(new Uri("http://169.254.169.254/latest"))).Why.ShouldBe(NotRead.RobotsForbid);
    }

    [Fact]
    public async Task A_watched_page_that_reserves_mining_in_itself_is_found()
    {
        await using var site = new NewsSite { Head = "<meta name=\"tdm-reservation\" content=\"1\">" };
        await site.StartAsync();
        var article = site.Article(site.PublishArticle("Text"));
        (await LookAsync()).ShouldBe([ReservationKind.TdmMeta]);
        site.Robots = "User-agent: *\nDisallow: /artikel/";
        (await LookAsync()).ShouldBe([ReservationKind.RobotsUs]);
        site.ArticlesRead.ShouldBe(1, "what is forbidden is not fetched");

        async Task<IEnumerable<ReservationKind>> LookAsync()
        {
            using var http = Open();
            var source = new SourceConfig(1, new SourceKey("pages", "x", "y"), new Dictionary<string, string>
            {
                ["address"] = article.AbsoluteUri, ["entry"] = "article",
            });
            return (await new PagesConnector(http, Fast, TimeProvider.System).LookAsync(source, Cancel)).Found.Select(r => r.Kind);
        }
    }

    [Fact]
    public async Task A_feed_brings_the_full_text_of_its_articles_where_it_is_wished_for()
    {
        await using var site = new NewsSite();
        await site.StartAsync();
        var number = site.PublishArticle("Der ganze Wortlaut steht nur auf der Seite.");
        await using var feed = await Http.LoopbackServer.StartAsync(c =>
        {
            c.Response.ContentType = "application/rss+xml";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(c.Response,
                $"<rss version='2.0'><channel><title>Blatt</title><item><title>Artikel</title>"
                + $"<link>{site.Article(number)}</link><description>Kurz.</description></item></channel></rss>");
        });
        (await FirstAsync(feed.Address, "false")).Text.ShouldBe("Kurz.");
        (await FirstAsync(feed.Address, "true")).Text.ShouldStartWith("Der ganze Wortlaut steht nur auf der Seite.");
        site.Robots = "User-agent: *\nDisallow: /";
        (await FirstAsync(feed.Address, "true")).Text.ShouldBe("Kurz.");
    }

    [Fact]
    public async Task A_feed_tells_where_its_articles_reserve_mining()
    {
        await using var site = new NewsSite { Head = "<meta name=\"tdm-reservation\" content=\"1\">" };
        await site.StartAsync();
        var article = site.Article(site.PublishArticle("Der ganze Wortlaut steht nur auf der Seite."));
        await using var feed = await Http.LoopbackServer.StartAsync(c =>
        {
            c.Response.ContentType = "application/rss+xml";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(c.Response,
                $"<rss version='2.0'><channel><title>Blatt</title><item><title>Artikel</title>"
                + $"<link>{article}</link><description>Kurz.</description></item></channel></rss>");
        });
        using var http = Open();
        var source = new SourceConfig(1, new SourceKey("feeds", "x", "y"), new Dictionary<string, string>
        {
            ["address"] = feed.Address.AbsoluteUri, ["fulltext"] = "true",
        });
        var told = new List<SourceEvent>();
        await foreach (var one in new FeedsConnector(http, Fast, TimeProvider.System).ReadAsync(source, null, Cancel))
        {
            told.Add(one);
            if (one is Progress) break;
        }
        told.OfType<ReservationFound>().ShouldHaveSingleItem().Reservation
            .ShouldBe(new Reservation(ReservationKind.TdmMeta, article, null));
        told.OfType<Upserted>().ShouldHaveSingleItem().Mention.Text.ShouldBe("Kurz.");
    }

    [Fact]
    public async Task A_page_that_robots_txt_forbids_or_that_holds_nothing_is_refused()
    {
        await using var site = new NewsSite { Robots = "User-agent: *\nDisallow: /forum" };
        await site.StartAsync();
        site.PublishPost("da");
        (await CheckAsync("div.post")).ShouldBe(["address"]);
        site.Robots = null;
        (await CheckAsync("div.post")).ShouldBeEmpty();
        (await CheckAsync("div.nix")).ShouldBe(["entry"]);
        (await CheckAsync("div[")).ShouldBe(["entry"]);
        (await CheckAsync("")).ShouldBe(["entry"]);

        async Task<IEnumerable<string>> CheckAsync(string entry)
        {
            using var http = Open();
            return (await new PagesConnector(http, Fast, TimeProvider.System).CheckAsync(new Dictionary<string, string>
            {
                ["address"] = new Uri(site.Address, "/forum").AbsoluteUri, ["entry"] = entry,
            }, Cancel)).Problems.Keys;
        }
    }

    private static GuardedHttp Open() =>
        new(new NetworkOptions { AllowPrivate = true, PoliteGap = TimeSpan.Zero }, TimeProvider.System);

    private static async Task<(Echolot.Connectors.Sites.Reading.Article? Article, NotRead Why)> FetchAsync(Uri address)
    {
        using var http = Open();
        return await new ArticleFetch(http, new SiteRules(http, TimeProvider.System), TimeProvider.System)
            .ReadAsync(address, Cancel);
    }

    private static async Task<Mention> FirstAsync(Uri feed, string fulltext)
    {
        using var http = Open();
        var source = new SourceConfig(1, new SourceKey("feeds", "x", "y"), new Dictionary<string, string>
        {
            ["address"] = feed.AbsoluteUri, ["fulltext"] = fulltext,
        });
        await foreach (var e in new FeedsConnector(http, Fast, TimeProvider.System).ReadAsync(source, null, Cancel))
            if (e is Upserted u) return u.Mention;
        throw new InvalidOperationException("nothing came");
    }
}
