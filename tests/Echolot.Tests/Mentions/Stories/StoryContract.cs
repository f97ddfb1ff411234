using Dapper;
using Echolot.Mentions;
using Echolot.Mentions.Stories;
using Echolot.Messaging;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions.Stories;

public sealed class StoryOnSqlite() : StoryContract(Engine.Sqlite);

public sealed class StoryOnPostgres() : StoryContract(Engine.Postgres);

/// <summary>Which mentions tell one story, and why.</summary>
public abstract class StoryContract(Engine engine) : ArchiveContract(engine)
{
    private const string Agency =
        "Der Bergsporthersteller Nordlicht ruft eine Charge seiner Jacke Fjell zurück weil sich bei einzelnen Stücken die "
        + "Naht an der Kapuze lösen kann teilte das Unternehmen am Montag in Kiel mit";

    private const string Edited =
        "Rückruf bei Nordlicht: Der Bergsporthersteller Nordlicht ruft eine Charge seiner Jacke Fjell zurück weil sich bei "
        + "einzelnen Stücken die Naht an der Kapuze lösen kann. Betroffen sind Jacken aus dem Frühjahr";

    private StoryDesk _desk = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _desk = new StoryDesk(Db, new Bus(Db, Clock), Clock);
    }

    [Fact]
    public async Task A_text_that_was_copied_with_changes_tells_the_same_story_and_says_how_much_of_it()
    {
        await TellAsync(
            Mention("a", Agency, At(0)), Mention("b", Edited, At(10)), Mention("c", Agency, At(20)),
            Mention("d", "Ganz etwas anderes steht hier über das Wetter und die Fähre nach Oslo am Abend", At(30)));

        (await StoriesAsync()).ShouldBe(["a b c"]);
        (await ListAsync(new() { Grouping = Grouping.Stories })).ShouldBe(["d", "c"]);
        var edited = await OneAsync("b");
        edited.Story!.ShouldSatisfyAllConditions(
            s => s.Count.ShouldBe(3), s => s.Reason.ShouldBe(StoryReason.SimilarText),
            s => s.Share!.Value.ShouldBeInRange(.3, .9), s => s.With.ShouldNotBeNull());
        (await OneAsync("a")).Story!.Reason.ShouldBe(StoryReason.First);
        (await OneAsync("c")).Story!.ShouldSatisfyAllConditions(
            s => s.Reason.ShouldBe(StoryReason.SameWords), s => s.Share.ShouldBe(1));
        (await OneAsync("d")).Story.ShouldBeNull();
    }

    [Fact]
    public async Task Whoever_links_to_the_same_page_tells_the_same_story_and_front_pages_are_none()
    {
        await TellAsync(
            Mention("article", "Ein langer Bericht über etwas", At(0), "feeds", "blog") with
            {
                Kind = ItemKind.Article, Url = new("https://blog.example/rueckruf?utm_source=rss"),
            },
            Mention("a", "Lest das: https://www.blog.example/rueckruf/#kommentare.", At(1)),
            Mention("b", "Hat jemand das gesehen", At(2)) with
            {
                Attachments = [new("link", new("https://blog.example/rueckruf?fbclid=x"))],
            },
            Mention("c", "Zur Startseite https://blog.example/", At(3)),
            Mention("d", "Auch dahin https://blog.example", At(4)));
        (await StoriesAsync()).ShouldBe(["a article b"]);
        (await OneAsync("b")).Story!.Reason.ShouldBe(StoryReason.SameLink);
    }

    [Fact]
    public async Task Answers_and_quotes_belong_to_what_they_are_about_in_whatever_order_they_come()
    {
        await TellAsync(
            Mention("answer", "Stimmt nicht", At(2)) with { ParentId = new("post") },
            Mention("answer to it", "Doch", At(3)) with { ParentId = new("answer"), RootId = new("post") });
        await TellAsync(Mention("quote", "Seht euch das an", At(4)) with { QuotedId = new("post") });
        await TellAsync(Mention("post", "Die Jacke hält dicht", At(0)));
        // The same number at another network is another post.
        await TellAsync(Mention("stranger", "Ja", At(5), "bluesky") with { ParentId = new("post") });
        (await StoriesAsync()).ShouldBe(["answer answer to it post quote"]);
        (await OneAsync("post")).Story!.Reason.ShouldBe(StoryReason.Thread);
    }

    [Fact]
    public async Task A_mention_that_belongs_to_two_stories_joins_them()
    {
        await TellAsync(Mention("a", "Lest https://a.example/1", At(0)), Mention("b", "Dies https://a.example/1", At(1)));
        await TellAsync(Mention("c", "Nein https://a.example/2", At(2)), Mention("d", "Das https://a.example/2", At(3)));
        (await StoriesAsync()).ShouldBe(["a b", "c d"]);
        await TellAsync(Mention("e", "Beides https://a.example/1 https://a.example/2", At(4)));
        (await StoriesAsync()).ShouldBe(["a b c d e"]);
        (await OneAsync("c")).Story!.Count.ShouldBe(5);
        (await ListAsync(new() { Story = (await OneAsync("d")).Story!.Id })).ShouldBe(["e", "d", "c", "b", "a"]);
    }

    [Fact]
    public async Task A_story_lasts_a_week()
    {
        await TellAsync(Mention("a", Agency, At(0)), Mention("b", Agency, At(60 * 24 * 8)));
        (await StoriesAsync()).ShouldBeEmpty();
        await TellAsync(Mention("c", Agency, At(60 * 24 * 9)));
        (await StoriesAsync()).ShouldBe(["b c"]);

        Clock.Now = Start + TimeSpan.FromDays(16.5);
        await _desk.PruneAsync(Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<long>("select distinct mention_id from story_mark")).ShouldBe([(await OneAsync("c")).Id]);
        (await StoriesAsync()).ShouldBe(["b c"]);
    }

    [Fact]
    public async Task What_is_said_again_and_again_for_weeks_is_a_story_of_each_week()
    {
        await TellAsync([.. Enumerable.Range(0, 120).Select(i => Mention($"m{i:000}", Agency, TimeSpan.FromHours(6 * i)))]);
        var stories = (await Archive.ListAsync(new(), null, 200, Cancel)).Items.GroupBy(m => m.Story.ShouldNotBeNull().Id).ToList();
        stories.Select(s => s.Count()).Order().ShouldBe([4, 29, 29, 29, 29]);
    }

    [Fact]
    public async Task A_fact_that_comes_again_changes_nothing()
    {
        var fact = await KeptAsync(Mention("a", Agency, At(0)), Mention("b", Edited, At(1)));
        await _desk.HearAsync(fact, Cancel);
        var before = await EverythingAsync();
        await _desk.HearAsync(fact, Cancel);
        (await EverythingAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task What_is_hidden_or_forgotten_counts_no_more_and_what_is_shown_again_counts_again()
    {
        await TellAsync(Mention("a", Agency, At(0)), Mention("b", Agency, At(1)), Mention("c", Edited, At(2)));
        var hidden = (await OneAsync("c")).Id;
        await Archive.WorkAsync([hidden], [WorkChange.Hide(true)], new(1), Cancel);
        (await OneAsync("a")).Story!.Count.ShouldBe(2);
        (await ListAsync(new() { Grouping = Grouping.Stories })).ShouldBe(["b"]);
        await Archive.WorkAsync([hidden], [WorkChange.Hide(false)], new(1), Cancel);
        (await OneAsync("a")).Story!.Count.ShouldBe(3);

        // An edit leaves it where it is.
        await TellAsync(Mention("b", "Jetzt steht hier etwas völlig anderes als vorher", At(1)) with { Revision = "2" });
        (await StoriesAsync()).ShouldBe(["a b c"]);
        await ForgetAsync("a", "b", "c");
        await using var connection = await Db.ReadAsync(Cancel);
        foreach (var table in new[] { "story_mention", "story_mark" })
            (await connection.ExecuteScalarAsync<long>($"select count(*) from {table}")).ShouldBe(0, table);
        (await connection.ExecuteScalarAsync<long>(
            "select (select count(*) from lookup where kind = 4) + (select count(*) from lookup_fresh where kind = 4)")).ShouldBe(0);
    }

    [Fact]
    public async Task Under_a_filter_a_story_shows_its_newest_mention_that_fits()
    {
        var english = Neutral with { Language = "en" };
        await HearAsync(
            Keep(Mention("a", Agency, At(0))), Keep(Mention("b", Agency, At(1)), english),
            Keep(Mention("c", Agency + " und mehr", At(2))));
        (await ListAsync(new() { Grouping = Grouping.Stories })).ShouldBe(["c"]);
        (await ListAsync(new() { Grouping = Grouping.Stories, Languages = ["en"] })).ShouldBe(["b"]);
        (await ListAsync(new() { Grouping = Grouping.Stories, Search = "kapuze NOT mehr" })).ShouldBe(["b"]);
    }

    private static TimeSpan At(int minutes) => TimeSpan.FromMinutes(minutes);

    private Task TellAsync(params Mention[] mentions) => HearAsync([.. mentions.Select(m => Keep(m))]);

    private async Task HearAsync(params Keep[] batch) => await _desk.HearAsync(await FactAsync(batch), Cancel);

    private Task<MentionsKept> KeptAsync(params Mention[] mentions) => FactAsync([.. mentions.Select(m => Keep(m))]);

    private async Task<MentionsKept> FactAsync(Keep[] batch) => new(
        [.. (await KeepAsync(batch)).Zip(batch, (kept, keep) => new KeptMention(
            kept.Id, kept.Outcome is KeepOutcome.Revised, [1], keep.Mention.PublishedAt, keep.Mention.ReceivedAt))]);

    private async Task<StoredMention> OneAsync(string id) =>
        (await Archive.ListAsync(new(), null, 100, Cancel)).Items.Single(m => m.ExternalId == id);

    /// <summary>Stories with the names of their mentions in the order of the alphabet.</summary>
    private async Task<IReadOnlyList<string>> StoriesAsync() =>
        [.. (await Archive.ListAsync(new(), null, 100, Cancel)).Items.Where(m => m.Story is not null)
            .GroupBy(m => m.Story!.Id)
            .Select(s => string.Join(' ', s.Select(m => m.ExternalId).Order(StringComparer.Ordinal))).Order()];

    private async Task<IReadOnlyList<string>> EverythingAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        var rows = new List<string>();
        foreach (var sql in new[]
        {
            "select mention_id, story, reason, with_id, share from story_mention order by mention_id",
            "select hash, mention_id from story_mark order by hash, mention_id",
            "select hash, mention_id from lookup_fresh where kind = 4 order by hash, mention_id",
        })
            foreach (IDictionary<string, object> row in await connection.QueryAsync(sql))
                rows.Add(string.Join(' ', row.Values));
        return rows;
    }
}
