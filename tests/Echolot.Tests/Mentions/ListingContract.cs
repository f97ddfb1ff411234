using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class ListingOnSqlite() : ListingContract(Engine.Sqlite);

public sealed class ListingOnPostgres() : ListingContract(Engine.Postgres);

public abstract class ListingContract(Engine engine) : ArchiveContract(engine)
{
    private static readonly Findings English = Neutral with { Language = "en", Sentiment = Sentiment.Negative };

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_while_new_ones_arrive()
    {
        await KeepAsync([.. Enumerable.Range(0, 25).Select(i => Keep($"m{i}", "x", i))]);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Archive.ListAsync(new(), cursor, 10, Cancel);
            seen.AddRange(page.Items.Select(m => m.ExternalId));
            cursor = page.Next;
            await KeepAsync(Keep($"new{seen.Count}", "x", 1000 + seen.Count));
        }
        while (cursor is not null);
        seen.ShouldBe(Enumerable.Range(0, 25).Reverse().Select(i => $"m{i}"));
    }

    [Fact]
    public async Task A_source_that_is_new_since_a_search_began_is_read_as_well()
    {
        await KeepAsync(Keep("a", "fjellrev"));
        await using var connection = await Db.ReadAsync(Cancel);
        var id = (await Archive.ListAsync(new(), null, 1, Cancel)).Items.Single().Id;
        var begunBefore = new Verification(Query.Parse("fjellrev"), channels: [], new Present(TimeZoneInfo.Utc, SourceClasses.None));
        (await begunBefore.KeepAsync(connection, Db.Engine, [id])).ShouldBe([id]);
    }

    [Fact]
    public async Task The_last_page_says_that_it_is_the_last()
    {
        await KeepAsync(Keep("a", "x"), Keep("b", "x", 1));
        (await Archive.ListAsync(new(), null, 2, Cancel)).Next.ShouldBeNull();
        (await Archive.ListAsync(new(), null, 1, Cancel)).Next.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not a cursor at all")]
    [InlineData("_________08")]
    public async Task A_cursor_that_is_none_of_ours_is_refused_with_a_remedy(string cursor)
    {
        var wrong = await Should.ThrowAsync<ArgumentException>(() => Archive.ListAsync(new(), cursor, 10, Cancel));
        wrong.Message.ShouldContain("begin at the top");
    }

    [Fact]
    public async Task Filters_narrow_one_by_one_and_together()
    {
        await KeepAsync(
            Keep("a", "x", 1, Neutral, 1), Keep("b", "x", 2, English, 1, 2), Keep("c", "x", 3, English, 2),
            Keep(Mention("d", "x", TimeSpan.FromMinutes(4), "feeds", "blog") with { Kind = ItemKind.Article, Url = new Uri("https://blog.example/4") }, Neutral, 3),
            Keep(Mention("e", "x", TimeSpan.FromMinutes(5)) with { Author = new(new("u2"), "u2") }, Neutral with { Language = "tr" }, 1));
        (await ListAsync(new() { Monitors = [1] })).ShouldBe(["e", "b", "a"]);
        (await ListAsync(new() { Monitors = [1, 2] })).ShouldBe(["e", "c", "b", "a"]);
        (await ListAsync(new() { Connectors = ["feeds"] })).ShouldBe(["d"]);
        (await ListAsync(new() { Sources = ["push:crm:main"] })).ShouldBe(["e", "c", "b", "a"]);
        (await ListAsync(new() { Sources = ["push:crm:main"], Connectors = ["feeds"] })).ShouldBeEmpty();
        (await ListAsync(new() { Languages = ["en", "tr"] })).ShouldBe(["e", "c", "b"]);
        (await ListAsync(new() { Sentiments = [Sentiment.Negative] })).ShouldBe(["c", "b"]);
        (await ListAsync(new() { Kinds = [ItemKind.Article, ItemKind.Review] })).ShouldBe(["d"]);
        (await ListAsync(new() { AuthorId = "u2" })).ShouldBe(["e"]);
        (await ListAsync(new() { Site = "Blog.example" })).ShouldBe(["d"]);
        (await ListAsync(new() { From = Start + TimeSpan.FromMinutes(2), To = Start + TimeSpan.FromMinutes(4) }))
            .ShouldBe(["c", "b"]);
        (await ListAsync(new() { Monitors = [1, 2], Languages = ["en"], Sentiments = [Sentiment.Negative], Connectors = ["push"], From = Start + TimeSpan.FromMinutes(3) }))
            .ShouldBe(["c"]);
        (await ListAsync(new() { AuthorId = "author-1", Monitors = [1, 2], Languages = ["de"] })).ShouldBe(["a"]);
        (await ListAsync(new() { Connectors = ["nobody"] })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Hours_of_the_week_are_those_of_the_clock_on_both_sides_of_a_change_of_it()
    {
        Archive.Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Clock.Now = Day(31);
        // Clocks go forward on Sunday 29 March 2026: 8:30 is 7:30 UTC on Friday 27 and 6:30 UTC on Monday 30.
        await KeepAsync(
            At("friday", 27, 7, 30), At("monday", 30, 6, 30), At("early", 30, 5, 59), At("late", 30, 7, 0),
            At("sunday", 29, 22, 30), At("night", 29, 21, 30));
        (await ListAsync(new() { Hours = [8] })).ShouldBe(["monday", "friday"]);
        (await ListAsync(new() { Hours = [8], Weekdays = [DayOfWeek.Friday] })).ShouldBe(["friday"]);
        // Half past ten in the evening UTC is Monday already.
        (await ListAsync(new() { Weekdays = [DayOfWeek.Monday] })).ShouldBe(["late", "monday", "early", "sunday"]);
        (await ListAsync(new() { Weekdays = [DayOfWeek.Sunday] })).ShouldBe(["night"]);
        (await ListAsync(new() { Hours = [0, 9], From = Day(29), To = Day(31) })).ShouldBe(["late", "sunday"]);
        (await ListAsync(new() { Hours = [8], Search = "hallo" })).ShouldBe(["monday", "friday"]);
        (await ListAsync(new() { Hours = [8], Monitors = [1, 2] })).ShouldBe(["monday", "friday"]);
        (await Archive.CountAsync(new() { Hours = [8] }, Cancel)).ShouldBe(2);
        (await FacetAsync("monitor", new() { Hours = [8] })).ShouldBe(["1=2"]);
        (await FacetAsync("monitor", new() { Hours = [8], Languages = ["de"] })).ShouldBe(["1=2"]);
        (await Archive.CountAsync(new() { Hours = [8], Monitors = [1], From = Day(27), To = Day(30) }, Cancel)).ShouldBe(1);
        (await Archive.CountAsync(new() { Hours = [8], From = Day(27).AddHours(7.25), To = Day(30).AddHours(6.75) }, Cancel)).ShouldBe(2);
        (await Archive.CountAsync(new() { Hours = [8], From = Day(27).AddHours(7.75), To = Day(30).AddHours(6.25) }, Cancel)).ShouldBe(0);
        // What cannot be counted from sums in time is said to be not all; the count and the monitors are all the same.
        var hasty = new Archive(Db, new Bus(Db, Clock), Clock) { InTime = TimeSpan.Zero, Zone = Archive.Zone };
        (await hasty.CountInTimeAsync(new() { Hours = [8] }, Cancel)).ShouldBe(new Counted(2, true));
        (await hasty.CountInTimeAsync(new() { Hours = [8], Languages = ["de"] }, Cancel)).ShouldBe(new Counted(1, false));
        (await hasty.FacetsAsync(new() { Hours = [8] }, Cancel)).Where(f => f.Field is "monitor" or "language")
            .Select(f => (f.Field, f.Values.Single().Count, f.Complete)).ShouldBe([("monitor", 2, true), ("language", 1, false)]);
        (await Archive.CountAsync(new() { Hours = [24, 32] }, Cancel)).ShouldBe(0);
        (await FacetAsync("language", new() { Hours = [8] })).ShouldBe(["de=2"]);
        (await Archive.CountAsync(new() { Hours = [8], Read = false, Reader = 1 }, Cancel)).ShouldBe(2);

        static DateTimeOffset Day(int day) => new(2026, 3, day, 0, 0, 0, TimeSpan.Zero);

        static Keep At(string id, int day, int hour, int minute) => Keep(
            Mention(id, "hallo", Day(day).AddHours(hour).AddMinutes(minute) - Start));
    }

    [Fact]
    public async Task A_mention_that_two_monitors_want_is_listed_and_counted_once()
    {
        await KeepAsync(Keep("a", "Hallo", 0, null, 1, 2), Keep("b", "Hallo", 1, null, 2));
        var filter = new MentionFilter { Monitors = [1, 2] };
        (await ListAsync(filter)).ShouldBe(["b", "a"]);
        (await ListAsync(filter with { Search = "hallo" })).ShouldBe(["b", "a"]);
        (await Archive.CountAsync(filter, Cancel)).ShouldBe(2);
        (await FacetAsync("language", filter)).ShouldBe(["de=2"]);
        (await FacetAsync("monitor", filter)).ShouldBe(["2=2", "1=1"]);
    }

    [Fact]
    public async Task Only_the_named_mentions_are_shown_where_ids_are_given()
    {
        var kept = await KeepAsync(Keep("a", "x"), Keep("b", "x", 1, English), Keep("c", "x", 2));
        (await ListAsync(new() { Ids = [kept[0].Id, kept[1].Id, 5] })).ShouldBe(["b", "a"]);
        (await ListAsync(new() { Ids = [kept[0].Id, kept[1].Id], Languages = ["en"] })).ShouldBe(["b"]);
        (await ListAsync(new() { Ids = [] })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tags_are_put_on_taken_off_counted_and_filtered_by()
    {
        var kept = await KeepAsync(Keep("a", "x"), Keep("b", "x", 1), Keep("c", "x", 2, English));
        await Archive.TagAsync([kept[0].Id, kept[2].Id, 12345], " wichtig ", Cancel);
        await Archive.TagAsync([kept[0].Id], "wichtig", Cancel);
        await Archive.TagAsync([kept[0].Id], "später", Cancel);
        (await ListAsync(new() { Tags = ["wichtig"] })).ShouldBe(["c", "a"]);
        (await ListAsync(new() { Tags = ["wichtig", "später"], Languages = ["de"] })).ShouldBe(["a"]);
        (await Archive.TagsAsync(Cancel)).ShouldBe([new("wichtig", 2), new("später", 1)]);
        (await FacetAsync("tag", new() { Tags = ["später"] })).ShouldBe(["wichtig=2", "später=1"]);
        (await FacetAsync("tag", new() { Languages = ["en"] })).ShouldBe(["wichtig=1"]);
        (await FacetAsync("language", new() { Tags = ["wichtig"] })).ShouldBe(["de=1", "en=1"]);
        (await Archive.FindAsync(kept[0].Id, Cancel))!.Tags.ShouldBe(["später", "wichtig"], ignoreOrder: true);
        await Archive.UntagAsync([kept[0].Id, kept[2].Id], "wichtig", Cancel);
        (await ListAsync(new() { Tags = ["wichtig"] })).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentException>(() => Archive.TagAsync([kept[0].Id], "  ", Cancel));
    }

    [Fact]
    public async Task Of_each_duplicate_group_the_newest_that_fits_is_shown()
    {
        const string wire = "Bahn stellt den Betrieb auf der Strecke ein";
        await KeepAsync(
            Keep("a", wire), Keep("b", $"{wire} https://x.example/b", 1), Keep(
                "c", wire.ToUpperInvariant(), 2, English), Keep("d", "Etwas ganz anderes ist auch passiert", 3));
        (await ListAsync(new() { Grouping = Grouping.Duplicates })).ShouldBe(["d", "c"]);
        (await ListAsync(new() { Grouping = Grouping.Duplicates, Languages = ["de"] })).ShouldBe(["d", "b"]);
        (await ListAsync(new() { Grouping = Grouping.Duplicates, Search = "Strecke" })).ShouldBe(["c"]);
        (await ListAsync(new() { Grouping = Grouping.Duplicates, Search = "Strecke lang:de" })).ShouldBe(["b"]);
        var first = await Archive.ListAsync(new() { Grouping = Grouping.Duplicates }, null, 1, Cancel);
        (await Archive.ListAsync(new() { Grouping = Grouping.Duplicates }, first.Next, 5, Cancel)).Items.ShouldHaveSingleItem()
            .ExternalId.ShouldBe("c");
        var shown = (await Archive.ListAsync(new() { Grouping = Grouping.Duplicates }, null, 5, Cancel)).Items;
        shown.Select(m => m.DuplicateCount).ShouldBe([1, 3]);
        (await ListAsync(new() { DuplicateGroup = shown[1].DuplicateGroup })).ShouldBe(["c", "b", "a"]);
        (await ListAsync(new() { DuplicateGroup = shown[0].DuplicateGroup })).ShouldBe(["d"]);
        (await Archive.CountAsync(new() { Grouping = Grouping.Duplicates }, Cancel)).ShouldBe(4);
    }

    [Fact]
    public async Task Short_texts_are_alike_by_chance_and_stay_apart()
    {
        var kept = await KeepAsync(Keep("a", "Danke!"), Keep("b", "Danke!", 1));
        (await ListAsync(new() { Grouping = Grouping.Duplicates })).ShouldBe(["b", "a"]);
        var stored = (await Archive.FindAsync(kept[0].Id, Cancel))!;
        (await ListAsync(new() { DuplicateGroup = stored.DuplicateGroup })).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Search_reads_as_live_matching_does()
    {
        await KeepAsync(
            Keep("a", "Die Größe der Jacke passt nicht"), Keep("b", "Grosse Freude über die neue Jacke", 1), Keep(
                "c", "Jackett und Hose", 2, English),
            Keep(Mention("d", "Alles bestens", TimeSpan.FromMinutes(3)) with { Title = "Neue Jacke" }), Keep(
                "e", "#Bahn fährt wieder 🚆", 4));
        (await SearchAsync("jacke")).ShouldBe(["d", "b", "a"]);
        (await SearchAsync("groesse OR grosse")).ShouldBe(["b", "a"]);
        (await SearchAsync("jack*")).ShouldBe(["d", "c", "b", "a"]);
        (await SearchAsync("\"neue jacke\"")).ShouldBe(["d", "b"]);
        (await SearchAsync("\"jacke alles\"")).ShouldBeEmpty();
        (await SearchAsync("jacke AND freude")).ShouldBe(["b"]);
        (await SearchAsync("jacke NOT freude")).ShouldBe(["d", "a"]);
        (await SearchAsync("jack* lang:en")).ShouldBe(["c"]);
        (await SearchAsync("lang:en")).ShouldBe(["c"]);
        (await SearchAsync("#bahn")).ShouldBe(["e"]);
        (await SearchAsync("author:jona AND hose")).ShouldBe(["c"]);
        (await SearchAsync("Quastenflosser")).ShouldBeEmpty();
    }

    /// <summary>Queries with every operator and field; each finds something among what the test keeps, and leaves out something.</summary>
    private static readonly string[] EveryOperator =
    [
        "jacke", "jacke AND passt", "jacke OR hose", "passt NOT jacke", "\"neue jacke\"", "jacke NEAR/2 passt", "jacke ONEAR/3 passt",
        "jacke SENTENCE größe", "jacke OSENTENCE passt", "\"jacke die passt\"~5", "((jacke OR hose) AND passt)~2", "jack*", "*ose", "j?cke",
        "\"neue jack*\"", "jacke^", "\"neu jacke\"^", "winter^^", "=jacke", "jacke~1", "jakce~1", "jcake~2", "\"neue jacke\"~", "{Jacke}", "+\"größe\"", "++\"Größe der\"", "COUNT(jacke)>=2",
        "COUNT(jacke OR hose)>2", "#bahn", "@bahn", "🚆", "title:jacke", "text:jacke", "lead:jacke", "lead:(jacke NEAR/2 passt)", "lang:en",
        "source:feeds", "channel:feeds*", "author:jona", "author.id:u2", "verified:true", "followers:>100", "followers:[1 TO 10]", "bot:>0.8",
        "site:example", "host:www.blog.example", "tld:example", "url:blog.example/4", "links:shop.example", "thread:a", "replyto:a",
        "has:image", "has:poll", "is:reply", "is:article", "is:question", "country:at", "country:(AUT OR ch)", "country:us", "region:bayern", "region:*sachsen", "city:\"bad tölz\"", "rating:[1 TO 2]", "engagement:>=3", "hour:[8 TO 11]", "hour:[22 TO 9]",
    ];

    [Fact]
    public async Task Search_finds_what_live_matching_finds_for_every_operator()
    {
        Archive.Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Keep[] all =
        [
            Keep("a", "Die Größe der Jacke ist gut. Die Jacke passt nicht!"),
            Keep("b", "Neue Jakce. Sie passt", 60),
            Keep(Mention("c", "Die jacke, die passt?", TimeSpan.FromHours(3)) with
            {
                Kind = ItemKind.Reply, ParentId = new("a"), RootId = new("a"), Rating = 1.5m,
                Url = new Uri("https://forum.zeitung.at/3"),
                Author = new(new("u2"), "u2", Followers: 5, Verified: true, IsBot: true),
            }, English),
            Keep(Mention("d", "Mehr: https://shop.example/x", TimeSpan.FromHours(12), "feeds", "blog") with
            {
                Kind = ItemKind.Article, Title = "Neue Jacke", Url = new Uri("https://www.blog.example/4/5?x=1"),
                Place = new("us", "Niedersachsen"),
                Engagement = new(1, null, 2, null, 9, Start), Author = new(new("u3"), "u3", Followers: 500, IsBot: false),
                Attachments = [new("image", null), new("link", new Uri("https://other.example/"))],
            }),
            Keep(Mention("e", "#Bahn @bahn 🚆 Hose und Jackett, Hose, Hose und Winterhosen", TimeSpan.FromHours(20)) with
            {
                Attachments = [new("poll", null)], Engagement = new(null, null, null, null, 5, Start),
            }),
            // The source is nearer than the ending of the address.
            Keep(Mention("g", "Vom Land am Ende der Adresse ist nicht die Rede") with
            {
                Url = new Uri("https://zeitung.at/7"), Place = new("de", "Bayern", "Bad Tölz"),
            }),
            Keep("f", string.Join(' ', Enumerable.Repeat("und", 80)) + " neue Jacke passt", 90),
        ];
        await KeepAsync(all);
        foreach (var text in EveryOperator)
        {
            var matcher = QuerySet.Build([(1L, Query.Parse(text))]).NewMatcher();
            var live = all.Where(k => matcher.Match(AsPost.Of(k.Mention, k.Findings.Language, Archive.Zone)).Length > 0)
                .Select(k => k.Mention.Id.Value).ToList();
            live.Count.ShouldBeInRange(1, all.Length - 1, text);
            (await SearchAsync(text)).Order().ShouldBe(live.Order(), text);
        }
    }

    [Fact]
    public async Task A_search_that_is_no_query_says_where_it_is_wrong() =>
        (await Should.ThrowAsync<QueryException>(() => SearchAsync("(jacke"))).Errors.ShouldNotBeEmpty();

    [Fact]
    public async Task A_search_goes_with_every_filter_and_over_pages()
    {
        await KeepAsync([.. Enumerable.Range(0, 300).Select(i => Keep(
            $"m{i}", i % 3 == 0 ? "Jacke passt" : "Hose passt", i, i % 2 == 0 ? Neutral : English, i % 5 + 1))]);
        var filter = new MentionFilter { Search = "jacke", Languages = ["en"], Monitors = [
            1, 2], From = Start + TimeSpan.FromMinutes(30) };
        var expected = Enumerable.Range(30, 270).Where(i => i % 3 == 0 && i % 2 == 1 && i % 5 < 2).Reverse().Select(
            i => $"m{i}").ToList();
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Archive.ListAsync(filter, cursor, 4, Cancel);
            seen.AddRange(page.Items.Select(m => m.ExternalId));
            cursor = page.Next;
        }
        while (cursor is not null);
        seen.ShouldBe(expected);
        (await Archive.CountAsync(filter, Cancel)).ShouldBe(expected.Count);
    }

    [Theory]
    [InlineData("alone")]
    [InlineData("monitors")]
    [InlineData("range")]
    [InlineData("before")]
    [InlineData("hidden")]
    [InlineData("language")]
    [InlineData("language of monitors")]
    public async Task A_beginning_of_a_word_that_becomes_rare_is_found_without_gap_or_repetition(string how)
    {
        // From the newest: hits only, then none, then one here and there; in the end beyond the first portions.
        static bool Has(int age) => age < 100 || age >= 500 && age % 7 == 0;
        await KeepAsync([.. Enumerable.Range(0, 900).Select(i => Keep(
            $"m{i}", Has(899 - i) ? "Jackett passt" : "Hose passt", i, i % 2 == 0 ? Neutral : English, i % 3 + 1) with
        {
            PutAside = i % 4 == 0,
        })]);
        var filter = how switch
        {
            "monitors" => new MentionFilter { Monitors = [1, 3] },
            "range" => new() { From = Start + TimeSpan.FromMinutes(200), To = Start + TimeSpan.FromMinutes(850) },
            "hidden" => new() { Hidden = true },
            "language" => new() { Languages = ["en"] },
            "language of monitors" => new() { Languages = ["en"], Monitors = [1, 2] },
            _ => new MentionFilter(),
        };
        var all = new List<StoredMention>();
        for (MentionPage? page = null; page is null || page.Next is not null;)
            all.AddRange((page = await Archive.ListAsync(filter, page?.Next, Archive.LargestPage, Cancel)).Items);
        var before = how is "before" ? all[30].Id : long.MaxValue;
        await using var connection = await Db.ReadAsync(Cancel);
        var channels = await Reading.ChannelsAsync(connection);
        await using var walk = new SearchWalk(
            connection, Db.Engine, Selection.Of(Db.Engine, filter, channels), Query.Parse("jack*"), channels, new(TimeZoneInfo.Utc, SourceClasses.None), before,
            long.MaxValue) { FewMentions = 0 };
        var found = new List<long>();
        while (await walk.NextAsync(7, Cancel) is { Count: > 0 } more) found.AddRange(more);
        found.Count.ShouldBeGreaterThan(20);
        found.ShouldBe(all.Where(m => m.Id < before && m.Text.StartsWith("Jack", StringComparison.Ordinal)).Select(m => m.Id));
    }

    [Fact]
    public async Task Words_that_look_like_an_index_language_are_only_words()
    {
        await KeepAsync(Keep("a", "AND OR NOT NEAR \"quotes\" 'single' back\\slash * & | ! <-> :*"), Keep(
            "b", "O'Neill's Jacke", 1));
        (await SearchAsync("slash")).ShouldBe(["a"]);
        (await SearchAsync("\"quotes single\"")).ShouldBe(["a"]);
        (await SearchAsync("\"not near\"")).ShouldBe(["a"]);
        (await SearchAsync("oneills")).ShouldBe(["b"]);
    }

    [Fact]
    public async Task A_very_long_text_is_found_by_its_last_phrase()
    {
        var text = string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"wort{i % 5000}")) + " ganz am ende";
        await KeepAsync(Keep("a", text), Keep("b", "am anfang"));
        (await SearchAsync("\"ganz am ende\"")).ShouldBe(["a"]);
        (await SearchAsync("\"wort4999 ganz\"")).ShouldBe(["a"]);
    }
}
