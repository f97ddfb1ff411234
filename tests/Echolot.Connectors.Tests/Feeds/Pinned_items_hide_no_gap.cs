using System.Globalization;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Http;
using Echolot.Connectors.Sites;
using Echolot.Connectors.Tests.Http;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Feeds;

public sealed class Pinned_items_hide_no_gap
{
    private static readonly FeedPace Fast =
        new() { Shortest = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromMilliseconds(50) };

    private static readonly DateTimeOffset Begin = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("feeds", 0, false)]
    [InlineData("feeds", 5, false)]
    [InlineData("feeds", 40, true)]
    [InlineData("pages", 5, false)]
    [InlineData("pages", 40, true)]
    public async Task New_ones_that_run_over_the_page_below_a_pinned_one_make_a_gap(string kind, int more, bool gap)
    {
        var there = 30;
        await using var server = await LoopbackServer.StartAsync(c => ServeAsync(c, kind, [0, .. Enumerable.Range(0, 20).Select(i => there - i)]));
        using var http = Open();
        IReadsMentions connector = kind == "feeds" ? new FeedsConnector(http, Fast, TimeProvider.System)
            : new PagesConnector(http, Fast, TimeProvider.System);
        var heard = new List<SourceEvent>();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await foreach (var e in connector.ReadAsync(SourceOf(kind, server), null, late.Token))
        {
            heard.Add(e);
            if (e is not Progress) continue;
            if (there == 30) there += more;
            else if (heard.OfType<Upserted>().Count() > 21 || heard.Count > 40) break;
            if (more == 0 && heard.OfType<Progress>().Count() == 3) break;
        }
        heard.OfType<Gap>().Any().ShouldBe(gap);
    }

    [Fact]
    public async Task What_a_growing_list_has_at_its_end_is_no_gap()
    {
        var there = 4;
        await using var server = await LoopbackServer.StartAsync(c => ServeAsync(c, "feeds", [.. Enumerable.Range(1, there)]));
        using var http = Open();
        var heard = new List<SourceEvent>();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await foreach (var e in new FeedsConnector(http, Fast, TimeProvider.System).ReadAsync(SourceOf("feeds", server), null, late.Token))
        {
            heard.Add(e);
            if (e is Progress) there = 12;
            if (heard.OfType<Upserted>().Count() == 12) break;
        }
        heard.OfType<Gap>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(5, 5, true)]
    [InlineData(0, 40, false)]
    public async Task Half_a_page_of_pinned_items_hides_no_gap_and_a_page_that_becomes_longer_is_none(int pinned, int then, bool gap)
    {
        // Five stay on top and the rest runs through; or everything stays and forty more are shown above it.
        int[] first = [.. Enumerable.Range(100, pinned), .. Enumerable.Range(0, 10 - pinned).Select(i => 30 - i)];
        int[] second = gap ? [.. Enumerable.Range(100, pinned), .. Enumerable.Range(0, then).Select(i => 60 - i)]
            : [.. Enumerable.Range(0, then).Select(i => 90 - i), .. first];
        var shown = first;
        await using var server = await LoopbackServer.StartAsync(c => ServeAsync(c, "pages", shown));
        using var http = Open();
        var heard = new List<SourceEvent>();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await foreach (var e in new PagesConnector(http, Fast, TimeProvider.System).ReadAsync(SourceOf("pages", server), null, late.Token))
        {
            heard.Add(e);
            if (e is not Progress) continue;
            shown = second;
            if (heard.OfType<Upserted>().Count() >= first.Length + then) break;
        }
        heard.OfType<Gap>().Any().ShouldBe(gap);
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_takes_nothing_of_the_pages_before()
    {
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            if (!c.Request.Query.ContainsKey("page"))
                return ServeAsync(c, "feeds", [.. Enumerable.Range(0, 10).Select(i => 40 - i)], "<atom:link rel='next' href='/feed?page=1'/>");
            c.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        using var http = Open();
        var heard = new List<string?>();
        (await Should.ThrowAsync<SourceTrouble>(async () =>
        {
            await foreach (var e in new FeedsConnector(http, Fast, TimeProvider.System).BackfillAsync(
                SourceOf("feeds", server), At(20), At(40), TestContext.Current.CancellationToken))
                heard.Add(((Upserted)e).Mention.Title);
        })).Message.ShouldContain("(404)");
        heard.Count.ShouldBe(9);
    }

    [Fact]
    public async Task Older_pages_are_read_though_an_old_item_is_pinned_and_a_feed_of_one_page_says_what_is_lost()
    {
        var pages = 3;
        await using var server = await LoopbackServer.StartAsync(c =>
        {
            var page = int.Parse(c.Request.Query["page"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
            return ServeAsync(c, "feeds", [.. page == 0 ? new[] { 0 } : [], .. Enumerable.Range(0, 10).Select(i => 40 - page * 10 - i)],
                page + 1 < pages ? $"<atom:link rel='next' href='/feed?page={page + 1}'/>" : "");
        });
        using var http = Open();
        var connector = new FeedsConnector(http, Fast, TimeProvider.System);
        (await TitlesAsync()).ShouldBe(["Topic 24", "Topic 25", "Topic 26"]);
        pages = 1;
        (await Should.ThrowAsync<SourceTrouble>(TitlesAsync)).Message.ShouldContain("names no older pages");

        async Task<List<string?>> TitlesAsync()
        {
            var titles = new List<string?>();
            await foreach (var e in connector.BackfillAsync(SourceOf("feeds", server), At(24), At(27), TestContext.Current.CancellationToken))
                titles.Add(((Upserted)e).Mention.Title);
            return titles;
        }
    }

    private static DateTimeOffset At(int number) => Begin.AddHours(number);

    private static Task ServeAsync(HttpContext c, string kind, IReadOnlyList<int> topics, string links = "")
    {
        if (c.Request.Path == "/robots.txt")
        {
            c.Response.StatusCode = 404;
            return Task.CompletedTask;
        }
        c.Response.ContentType = kind == "feeds" ? "application/rss+xml" : "text/html";
        return c.Response.WriteAsync(kind == "feeds"
            ? $"<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Forum</title>{links}{string.Concat(topics.Select(t =>
                $"<item><title>Topic {t}</title><guid isPermaLink='false'>{t}</guid><pubDate>{At(t):r}</pubDate></item>"))}</channel></rss>"
            : $"<html><head><title>Forum</title></head><body>{string.Concat(topics.Select(t =>
                $"<div class='row'><a href='/t/{t}'>Topic {t}</a></div>"))}</body></html>");
    }

    private static SourceConfig SourceOf(string kind, LoopbackServer server) => new(
        1, new SourceKey(kind, "127.0.0.1", "x"), new Dictionary<string, string>
        {
            ["address"] = server.At("/feed").ToString(), ["entry"] = "div.row", ["fulltext"] = "false",
        });

    private static GuardedHttp Open() =>
        new(new NetworkOptions { AllowPrivate = true, PoliteGap = TimeSpan.Zero }, TimeProvider.System);
}
