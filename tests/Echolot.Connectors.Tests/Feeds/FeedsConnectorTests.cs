using System.Globalization;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Http;
using Echolot.Connectors.Tests.Http;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Feeds;

/// <summary>The connector against servers that behave as the web does: moving, lying, slow, broken, endless.</summary>
public sealed class FeedsConnectorTests
{
    private const string Rss = "<rss version='2.0'><channel><title>Blatt</title><item><title>Eins</title><link>/1</link><guid>https://x.example/1</guid></item></channel></rss>";

    private static readonly FeedPace Fast = new() { Shortest = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromMilliseconds(50) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("<link rel='alternate' type='application/rss+xml' href='/hidden/rss'>", null)]
    [InlineData("<LINK REL='Alternate home' TYPE='application/atom+xml; charset=utf-8' HREF='hidden/rss'>", null)]
    [InlineData("<base href='/hidden/'><link rel=alternate type=application/feed+json href=rss>", null)]
    [InlineData("<link rel='alternate' title='Kommentar-Feed' type='application/rss+xml' href='/comments'><link rel='alternate' type='application/rss+xml' href='/hidden/rss'>", null)]
    [InlineData("<p>nichts</p><a href='/hidden/rss'>RSS</a>", null)]
    [InlineData("<p>nichts</p>", "</hidden/rss>; rel=\"alternate\"; type=\"application/rss+xml\"")]
    public async Task A_site_address_leads_to_its_feed(string page, string? header)
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            if (c.Request.Path == "/hidden/rss")
                return c.Response.WriteAsync(Rss);
            if (c.Request.Path == "/comments")
                return c.Response.WriteAsync(Rss.Replace("Blatt", "Kommentare", StringComparison.Ordinal));
            c.Response.StatusCode = c.Request.Path == "/" ? 200 : 404;
            c.Response.ContentType = "text/html; charset=utf-8";
            c.Response.Headers.Link = header;
            return c.Response.WriteAsync("<!doctype html><html><head>" + page + "</head></html>");
        });
        var check = await CheckAsync(server.Address.ToString());
        check.Problems.ShouldBeEmpty();
        check.Settings["address"].ShouldBe(server.At("/hidden/rss").ToString());
        check.SuggestedName.ShouldBe("Blatt");
        check.Key!.Value.Instance.ShouldBe("127.0.0.1");
    }

    [Theory]
    [InlineData("/feed")]
    [InlineData("/rss.xml")]
    [InlineData("/atom.xml")]
    public async Task The_usual_places_are_tried(string path)
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.StatusCode = c.Request.Path == path || c.Request.Path == "/" ? 200 : 404;
            return c.Response.WriteAsync(c.Request.Path == path ? Rss : "<html><body>Willkommen</body></html>");
        });
        (await CheckAsync(server.Address.ToString())).Settings["address"].ShouldBe(server.At(path).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("http://")]
    [InlineData("ftp://a.example/feed")]
    public async Task What_is_no_address_is_a_problem_of_the_field(string typed)
    {
        var check = await CheckAsync(typed);
        check.Key.ShouldBeNull();
        check.Problems["address"].De.ShouldNotBeEmpty();
        check.Problems["address"].En.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_site_without_a_feed_is_told_in_both_languages()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync("<html><p>nur eine Seite</p></html>"));
        var check = await CheckAsync(server.Address.ToString());
        check.Problems["address"].De.ShouldContain("kein Feed");
        check.Problems["address"].En.ShouldContain("No feed");
    }

    [Fact]
    public async Task A_private_address_is_refused_when_the_guard_is_on()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync(Rss));
        using var http = new GuardedHttp(new NetworkOptions(), TimeProvider.System);
        var connector = new FeedsConnector(http, Fast, TimeProvider.System);
        var check = await connector.CheckAsync(new Dictionary<string, string> { ["address"] = server.Address.ToString() }, Cancel);
        check.Problems["address"].De.ShouldContain("privaten");
        server.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Validators_are_sent_back_to_the_letter_and_304_brings_nothing()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.Headers.ETag = "W/\"a, strange: one\"";
            c.Response.Headers.LastModified = "Tue, 3 Nov 2026 10:00:00 GMT";
            if (c.Request.Headers.IfModifiedSince == "Tue, 3 Nov 2026 10:00:00 GMT")
            {
                c.Response.StatusCode = 304;
                return Task.CompletedTask;
            }
            return c.Response.WriteAsync(Rss);
        });
        var heard = await ReadAsync(server.Address, null, events => events.OfType<Progress>().Count() >= 3);
        heard.OfType<Upserted>().Count().ShouldBe(1);
        server.Seen[0].Headers.Keys.ShouldNotContain("If-None-Match");
        server.Seen[1].Headers["If-None-Match"].ShouldContain("strange");
    }

    [Fact]
    public async Task A_permanent_move_is_remembered_and_a_temporary_one_is_not()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            (c.Response.StatusCode, var to) = c.Request.Path.Value switch
            {
                "/old" => (301, "/newer"),
                "/newer" => (308, "/new"),
                "/new" => (302, "/cdn"),
                _ => (200, null),
            };
            c.Response.Headers.Location = to;
            return to is null ? c.Response.WriteAsync(Rss) : Task.CompletedTask;
        });
        await ReadAsync(server.At("/old"), null, events => events.OfType<Progress>().Count() >= 2);
        server.Seen.Select(s => s.Path).Take(6).ShouldBe(["/old", "/newer", "/new", "/cdn", "/new", "/cdn"]);
    }

    [Fact]
    public async Task A_feed_that_is_gone_stops_the_source()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.StatusCode = 410;
            return Task.CompletedTask;
        });
        var trouble = await Should.ThrowAsync<SourceTrouble>(() => ReadAsync(server.Address, null, _ => false));
        trouble.Final.ShouldBeTrue();
        trouble.Message.ShouldContain("410");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task An_error_is_trouble_that_may_pass(int status)
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        var trouble = await Should.ThrowAsync<SourceTrouble>(() => ReadAsync(server.Address, null, _ => false));
        trouble.Final.ShouldBeFalse();
        trouble.Message.ShouldContain(status.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_server_that_asks_for_time_gets_it_even_after_a_restart()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            c.Response.StatusCode = 503;
            c.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        });
        var heard = new List<SourceEvent>();
        var trouble = await Should.ThrowAsync<SourceTrouble>(() => ReadAsync(server.Address, null, _ => false, heard));
        trouble.Wait.ShouldBe(TimeSpan.FromHours(1));
        using var soon = new CancellationTokenSource(300);
        await Should.ThrowAsync<OperationCanceledException>(() => ReadAsync(server.Address, heard[^1].Cursor, _ => false, cancel: soon.Token));
        server.Seen.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("page")]
    [InlineData("endless")]
    [InlineData("broken-gzip")]
    [InlineData("abort")]
    [InlineData("private")]
    public async Task Nasty_answers_are_trouble_with_a_reason(string kind)
    {
        await using var server = await LoopbackServer.StartAsync(async c =>
        {
            switch (kind)
            {
                case "page":
                    await c.Response.WriteAsync("<html><body>Wartungsarbeiten</body></html>");
                    break;
                case "endless":
                    while (!c.RequestAborted.IsCancellationRequested)
                        await c.Response.Body.WriteAsync(new byte[65536], c.RequestAborted);
                    break;
                case "broken-gzip":
                    c.Response.Headers.ContentEncoding = "gzip";
                    await c.Response.WriteAsync(Rss);
                    break;
                case "abort":
                    await c.Response.WriteAsync(Rss[..40]);
                    await c.Response.Body.FlushAsync();
                    c.Abort();
                    break;
                default:
                    c.Response.StatusCode = 301;
                    c.Response.Headers.Location = "http://169.254.169.254/latest/";
                    break;
            }
        });
        var trouble = await Should.ThrowAsync<SourceTrouble>(() => ReadAsync(server.Address, null, _ => false));
        trouble.Final.ShouldBeFalse();
        trouble.Message.Length.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task User_and_password_are_sent_as_basic_authentication()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync(Rss));
        await ReadAsync(server.Address, null, events => events.Count > 0, settings: new() { ["user"] = "ö", ["password"] = "ß" });
        server.Seen[0].Headers["Authorization"].ShouldBe("Basic w7Y6w58=");
    }

    [Fact]
    public async Task A_new_address_in_the_settings_starts_anew()
    {
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync(Rss));
        var heard = await ReadAsync(server.At("/a"), null, events => events.OfType<Progress>().Any());
        var again = await ReadAsync(server.At("/b"), heard[^1].Cursor, events => events.OfType<Progress>().Any());
        again.OfType<Upserted>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_mention_carries_what_the_feed_says_and_no_mail_address()
    {
        const string feed = """
            <rss version="2.0"><channel><title>Blatt</title><link>https://blatt.example/</link><language>de-de</language>
            <item><title>Kopf</title><link>https://blatt.example/1?utm_source=x</link><guid isPermaLink="false">1</guid><author>nora@mail.example (Nora Beispiel)</author>
            <pubDate>Mon, 02 Nov 2026 08:00:00 +0100</pubDate><description>&lt;p&gt;Ein &lt;b&gt;Absatz&lt;/b&gt;.&lt;/p&gt;</description>
            <enclosure url="https://blatt.example/b.jpg" type="image/jpeg" length="1"/></item>
            <item><title>Aus der Zukunft</title><guid>2</guid><author>leser@mail.example</author><pubDate>Mon, 02 Nov 2099 08:00:00 +0100</pubDate></item>
            <item><title>Ohne Datum</title><guid>3</guid></item></channel></rss>
            """;
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync(feed));
        var posts = (await ReadAsync(server.Address, null, events => events.OfType<Progress>().Any())).OfType<Upserted>().Select(u => u.Mention).ToList();

        var first = posts.Single(p => p.Title == "Kopf");
        first.Id.Value.ShouldBe($"{server.Address}#1");
        first.Author.ShouldBe(new AuthorRef(new ExternalId("127.0.0.1#Nora Beispiel"), DisplayName: "Nora Beispiel"));
        first.PublishedAt.ShouldBe(new DateTimeOffset(2026, 11, 2, 7, 0, 0, TimeSpan.Zero));
        first.Text.ShouldBe("Ein Absatz.");
        first.Html.ShouldBe("<p>Ein <b>Absatz</b>.</p>");
        first.LanguageDeclared.ShouldBe("de-de");
        first.Origin.ShouldBe(Origin.Backfill);
        first.Attachments.ShouldHaveSingleItem().Kind.ShouldBe("image");
        first.ClockSuspect.ShouldBeFalse();

        var future = posts.Single(p => p.Title == "Aus der Zukunft");
        future.ClockSuspect.ShouldBeTrue();
        future.PublishedAt.ShouldBe(future.ReceivedAt);
        future.Author.DisplayName.ShouldBe("leser");
        posts.Single(p => p.Title == "Ohne Datum").Author.DisplayName.ShouldBe("Blatt");
        posts.ShouldAllBe(p => !p.ToString().Contains("mail.example"));
    }

    [Fact]
    public async Task One_id_on_all_items_is_no_identity()
    {
        const string feed = "<rss><channel><item><guid>https://x.example</guid><link>https://x.example/1</link><title>a</title></item>" +
            "<item><guid>https://x.example</guid><link>https://x.example/2</link><title>b</title></item>" +
            "<item><title>c</title></item><item><title>d</title></item></channel></rss>";
        await using var server = await LoopbackServer.StartAsync(c => c.Response.WriteAsync(feed));
        var heard = await ReadAsync(server.Address, null, events => events.OfType<Progress>().Any());
        heard.OfType<Upserted>().Select(u => u.Mention.Id).Distinct().Count().ShouldBe(4);
    }

    [Theory]
    [InlineData("https://www.blatt.example/1", "https://www.blatt.example/1")]
    [InlineData("https://blatt.example/1", "https://blatt.example/1")]
    [InlineData("tag:blatt.example,2026:1", "tag:blatt.example,2026:1")]
    [InlineData("https://other.example/1", "https://blatt.example/feed#https://other.example/1")]
    [InlineData("1", "https://blatt.example/feed#1")]
    [InlineData("urn:uuid:1", "https://blatt.example/feed#urn:uuid:1")]
    public void Nobody_can_name_the_articles_of_another_host(string id, string scoped) =>
        FeedNews.Scoped(id, new Uri("https://blatt.example/feed")).ShouldBe(scoped);

    [Theory]
    [InlineData("HTTPS://Www.Blatt.example:443/a?b=1&utm_source=x&fbclid=y#frag", "https://www.blatt.example/a?b=1")]
    [InlineData("https://blatt.example", "https://blatt.example/")]
    public void The_same_page_has_one_address(string link, string normal) => FeedAddress.Normal(new Uri(link)).ShouldBe(normal);

    [Fact]
    public void The_pause_follows_the_feed_and_the_wishes_of_the_publisher()
    {
        var pace = new FeedPace();
        var at = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        DateTimeOffset[] hourly = [at, at.AddHours(1), at.AddHours(2)];
        pace.Next(null, true, hourly, null, 0.5).ShouldBe(TimeSpan.FromMinutes(30));
        pace.Next(null, true, [at, at.AddSeconds(10)], null, 0.5).ShouldBe(TimeSpan.FromMinutes(1));
        pace.Next(null, true, [at, at.AddDays(9)], null, 0.5).ShouldBe(TimeSpan.FromMinutes(60));
        pace.Next(TimeSpan.FromMinutes(20), true, hourly, null, 0.5).ShouldBe(TimeSpan.FromMinutes(10));
        pace.Next(TimeSpan.FromMinutes(20), false, hourly, null, 0.5).ShouldBe(TimeSpan.FromMinutes(30));
        pace.Next(TimeSpan.FromMinutes(2), true, hourly, TimeSpan.FromMinutes(15), 0.5).ShouldBe(TimeSpan.FromMinutes(15));
        pace.Next(TimeSpan.FromMinutes(2), true, hourly, TimeSpan.FromDays(1), 0.5).ShouldBe(TimeSpan.FromMinutes(60));
        pace.Next(TimeSpan.FromMinutes(20), false, hourly, null, 0).ShouldBe(TimeSpan.FromMinutes(27));
        pace.Next(TimeSpan.FromMinutes(20), false, hourly, null, 1).ShouldBe(TimeSpan.FromMinutes(33));
    }

    [Theory]
    [InlineData("<rss version='2.0'><channel><link rel='hub' href='/hub'/><link rel='self' href='/self'/></channel></rss>", null, "/hub", "/self")]
    [InlineData("<feed xmlns='http://www.w3.org/2005/Atom'><link rel='hub' href='https://hub.example/'/></feed>", null, "https://hub.example/", "/feed")]
    [InlineData("<feed xmlns='http://www.w3.org/2005/Atom'><link rel='hub' href='/document'/></feed>", "</header>; rel=\"hub\", </me>; rel=self", "/header", "/me")]
    [InlineData("{\"items\":[],\"feed_url\":\"/own\",\"hubs\":[{\"type\":\"rssCloud\",\"url\":\"/no\"},{\"type\":\"WebSub\",\"url\":\"/hub\"}]}", null, "/hub", "/own")]
    [InlineData("<rss version='2.0'><channel><link rel='hub' href='javascript:alert(1)'/></channel></rss>", null, null, null)]
    [InlineData("<rss version='2.0'><channel/></rss>", null, null, null)]
    public void The_hub_of_a_feed_is_found_in_header_and_document(string feed, string? header, string? hub, string? topic)
    {
        var at = new Uri("https://blatt.example/feed");
        var answer = new IncomingAnswer(
            200, at, header is null ? new Dictionary<string, string>() : new() { ["Link"] = header }, default, []);
        var found = FeedAddress.HubOf(answer, FeedReader.Read(System.Text.Encoding.UTF8.GetBytes(feed), null, at));
        found?.Address.ShouldBe(new Uri(at, hub!));
        found?.Topic.ShouldBe(new Uri(at, topic!));
        (found is null).ShouldBe(hub is null);
    }

    [Fact]
    public async Task What_a_hub_sends_is_taken_at_once_and_not_again_when_asked()
    {
        var asked = 0;
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            asked++;
            c.Response.Headers.CacheControl = "max-age=3000";
            return c.Response.WriteAsync(Rss);
        });
        using var http = new GuardedHttp(new NetworkOptions { AllowPrivate = true, PoliteGap = TimeSpan.Zero }, TimeProvider.System);
        var connector = new FeedsConnector(http, new FeedPace(), TimeProvider.System);
        var source = new SourceConfig(7, new SourceKey("feeds", "x", "y"), new Dictionary<string, string> { ["address"] = server.At("/").ToString() });
        var heard = new List<SourceEvent>();
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(TimeSpan.FromSeconds(20));
        await foreach (var e in connector.ReadAsync(source, null, late.Token))
        {
            heard.Add(e);
            if (heard.OfType<Progress>().Count() == 1)
            {
                connector.Deliver(7, new("kein Feed"u8.ToArray(), "text/plain"));
                connector.Deliver(7, new(System.Text.Encoding.UTF8.GetBytes(Rss), "application/rss+xml"));
                connector.Deliver(7, new(System.Text.Encoding.UTF8.GetBytes(
                    Rss.Replace("Eins", "Zwei", StringComparison.Ordinal).Replace("/1", "/2", StringComparison.Ordinal)), "application/rss+xml"));
            }
            if (heard.OfType<Progress>().Count() == 4)
                break;
        }
        asked.ShouldBe(1);
        heard.OfType<Upserted>().Select(u => u.Mention.Title).ShouldBe(["Eins", "Zwei"]);
        heard.OfType<Upserted>().Last().Mention.Origin.ShouldBe(Origin.Webhook);
        heard.OfType<Unreadable>().ShouldHaveSingleItem().Problem.ShouldContain("hub");
        heard.OfType<Gap>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_gap_is_read_again_from_the_older_pages_a_feed_names_and_what_is_lost_is_said()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            var page = int.Parse(c.Request.Query["page"].FirstOrDefault() ?? "1", CultureInfo.InvariantCulture);
            var items = string.Concat(Enumerable.Range(0, 2).Select(i => $"<entry><id>urn:{page}-{i}</id><title>Beitrag {page}-{i}</title><updated>2026-11-{21 - 2 * page - i:00}T12:00:00Z</updated></entry>"));
            var older = page < 4 ? $"<link rel='next' href='/feed?page={page + 1}'/>" : "";
            return c.Response.WriteAsync($"<feed xmlns='http://www.w3.org/2005/Atom'><title>Blatt</title>{older}{items}</feed>");
        });
        using var http = new GuardedHttp(new NetworkOptions { AllowPrivate = true, PoliteGap = TimeSpan.Zero }, TimeProvider.System);
        var connector = new FeedsConnector(http, Fast, TimeProvider.System);
        var source = new SourceConfig(1, new("feeds", "127.0.0.1", "x"), new Dictionary<string, string> { ["address"] = server.At("/feed").ToString() });
        (await TitlesAsync(16, 18)).ShouldBe(["Beitrag 2-1", "Beitrag 2-0"]);
        server.Seen.Count.ShouldBe(3);
        var lost = await Should.ThrowAsync<SourceTrouble>(() => TitlesAsync(1, 14));
        lost.Message.ShouldContain("back to 2026-11-12 12:00 UTC and names no older pages");

        async Task<List<string?>> TitlesAsync(int from, int to)
        {
            var titles = new List<string?>();
            await foreach (var e in connector.BackfillAsync(source, Day(from), Day(to), Cancel)) titles.Add(((Upserted)e).Mention.Title);
            return titles;
        }

        static DateTimeOffset Day(int day) => new(2026, 11, day, 0, 0, 0, TimeSpan.Zero);
    }

    private static async Task<SourceCheck> CheckAsync(string typed)
    {
        using var http = new GuardedHttp(new NetworkOptions { AllowPrivate = true, PoliteGap = TimeSpan.Zero }, TimeProvider.System);
        return await new FeedsConnector(http, Fast, TimeProvider.System).CheckAsync(new Dictionary<string, string> { ["address"] = typed }, Cancel);
    }

    private static async Task<List<SourceEvent>> ReadAsync(
        Uri address, string? cursor, Func<List<SourceEvent>, bool> enough, List<SourceEvent>? heard = null,
        Dictionary<string, string>? settings = null, CancellationToken? cancel = null)
    {
        heard ??= [];
        using var http = new GuardedHttp(
            new NetworkOptions { AllowPrivate = true, PoliteGap = TimeSpan.Zero, MaxBytes = 1_000_000 }, TimeProvider.System);
        var connector = new FeedsConnector(http, Fast, TimeProvider.System);
        var source = new SourceConfig(
            1, new SourceKey("feeds", address.Host, address.ToString()), new Dictionary<string, string>(settings ?? []) { ["address"] = address.ToString() });
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel ?? Cancel);
        late.CancelAfter(TimeSpan.FromSeconds(15));
        await foreach (var e in connector.ReadAsync(source, cursor, late.Token))
        {
            heard.Add(e);
            if (enough(heard))
                return heard;
        }
        return heard;
    }
}
