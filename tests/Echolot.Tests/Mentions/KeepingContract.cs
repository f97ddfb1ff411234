using System.Text.Json;
using Dapper;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class KeepingOnSqlite() : KeepingContract(Engine.Sqlite);

public sealed class KeepingOnPostgres() : KeepingContract(Engine.Postgres);

public abstract class KeepingContract(Engine engine) : ArchiveContract(engine)
{
    [Fact]
    public async Task A_kept_mention_comes_back_as_it_was_given()
    {
        var mention = Mention("a", "Die Lieferung ist da, danke!") with
        {
            LocalId = "77", Title = "Endlich", Url = new Uri(
                "https://Shop.Example/b?x=1"), Kind = ItemKind.Reply, Visibility = Visibility.Unlisted,
            ParentId = new ExternalId("p"), Rating = 4.5m, LanguageDeclared = "de-AT",
            Engagement = new Engagement(3, null, 1, null, 900, Start),
            Attachments = [new Attachment("image", new Uri("https://cdn.example/1.png"), "image/png", "Ein Paket")],
            Author = new AuthorRef(
                new ExternalId("u1"), "kim", "Kim", new Uri("https://net.example/kim"), 1200, true, false),
        };
        var findings = new Findings("de", 0.93f, Sentiment.Positive, 0.8f, 0.77f, [new Because("danke", 22, 5, 0.5f)]);
        var kept = await KeepOneAsync(new Keep(
            mention, [new MonitorMatch(4, 2, [new MatchSpan("text", 4, 9), new MatchSpan("title", 0, 7)])], findings));
        kept.Outcome.ShouldBe(KeepOutcome.Added);

        var stored = (await Archive.FindAsync(kept.Id, Cancel)).ShouldNotBeNull();
        stored.ShouldSatisfyAllConditions(
            s => s.Connector.ShouldBe("push"), s => s.Source.ShouldBe("push:crm:main"), s => s.ExternalId.ShouldBe("a"),
            s => s.Kind.ShouldBe(ItemKind.Reply), s => s.Visibility.ShouldBe(
                Visibility.Unlisted), s => s.PublishedAt.ShouldBe(mention.PublishedAt),
            s => s.SeenAt.ShouldBe(mention.ReceivedAt), s => s.StoredAt.ShouldBe(Clock.Now), s => s.Title.ShouldBe(
                "Endlich"),
            s => s.Text.ShouldBe(mention.Text), s => s.Url.ShouldBe(
                "https://shop.example/b?x=1"), s => s.Site.ShouldBe("shop.example"),
            s => s.AuthorId.ShouldBe("u1"), s => s.AuthorHandle.ShouldBe("kim"), s => s.AuthorName.ShouldBe("Kim"),
            s => s.AuthorProfile.ShouldBe("https://net.example/kim"), s => s.AuthorFollowers.ShouldBe(
                1200), s => s.Rating.ShouldBe(4.5m),
            s => s.Engagement.ShouldBe(mention.Engagement), s => s.RevisionCount.ShouldBe(
                1), s => s.ClockSuspect.ShouldBeFalse(),
            s => s.Findings.Because.ShouldBe(findings.Because), s => s.Findings.Sentiment.ShouldBe(Sentiment.Positive),
            s => s.Findings.Confidence.ShouldBe(0.77f), s => s.DuplicateCount.ShouldBe(1));
        stored.Matches.ShouldHaveSingleItem().Spans.ShouldBe(
            [new MatchSpan("text", 4, 9), new MatchSpan("title", 0, 7)]);
    }

    [Fact]
    public async Task The_same_mention_again_is_known_and_changes_nothing()
    {
        var first = await KeepOneAsync(Keep("a", "Hallo Welt"));
        var again = await KeepAsync(Keep("a", "Hallo Welt"), Keep("a", "Hallo Welt"));
        again.ShouldAllBe(k => k.Id == first.Id && k.Outcome == KeepOutcome.AlreadyKnown);
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(1);
        (await FactsAsync("MentionsKept")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_id_from_another_connector_is_another_mention()
    {
        var kept = await KeepAsync(Keep("a", "eins"), Keep(Mention("a", "zwei", connector: "feeds")));
        kept.ShouldAllBe(k => k.Outcome == KeepOutcome.Added);
        kept[0].Id.ShouldNotBe(kept[1].Id);
    }

    [Fact]
    public async Task Ids_sort_by_publication_and_are_the_same_in_every_database()
    {
        var kept = await KeepAsync(
            Keep("late", "x", minutes: 9), Keep("early", "x", minutes: 1), Keep("middle", "x", minutes: 5));
        (await ListAsync()).ShouldBe(["late", "middle", "early"]);
        MentionIds.TimeOf(kept[1].Id).ShouldBe(Start + TimeSpan.FromMinutes(1));
        kept[0].Id.ShouldBe(MentionIds.Of(
            Start + TimeSpan.FromMinutes(9), Start + TimeSpan.FromMinutes(10), MentionIds.KeyOf("push", "late")));
    }

    [Fact]
    public async Task A_clock_that_runs_ahead_does_not_put_a_mention_into_the_future()
    {
        var kept = await KeepOneAsync(
            Keep(Mention("a", "x") with { PublishedAt = Start + TimeSpan.FromDays(400), ReceivedAt = Start }));
        MentionIds.TimeOf(kept.Id).ShouldBe(Start);
        (await Archive.FindAsync(kept.Id, Cancel))!.ClockSuspect.ShouldBeTrue();
    }

    [Fact]
    public async Task A_mention_that_finds_its_id_taken_takes_the_next_one()
    {
        var kept = await KeepOneAsync(Keep("a", "x"));
        await Db.WriteAsync(s => s.Connection.ExecuteAsync(
            "update mention set key = 1, external_id = 'somebody else' where id = @Id", new { kept.Id }, s.Transaction), Cancel);
        (await KeepOneAsync(Keep("a", "x"))).ShouldBe(new Kept(kept.Id + 1, KeepOutcome.Added));
    }

    [Fact]
    public async Task Edit_makes_a_revision_and_keeps_the_id()
    {
        var first = await KeepOneAsync(Keep("a", "Das Paket ist kaputt"));
        var edit = await KeepOneAsync(Keep(
            Mention("a", "Das Paket ist heil") with { Revision = "2", EditedAt = Start + TimeSpan.FromMinutes(
                5), ReceivedAt = Start + TimeSpan.FromMinutes(6) },
            Neutral with { Sentiment = Sentiment.Positive }));
        edit.ShouldBe(new Kept(first.Id, KeepOutcome.Revised));
        var stored = (await Archive.FindAsync(first.Id, Cancel))!;
        (stored.Text, stored.Revision, stored.RevisionCount, stored.Findings.Sentiment).ShouldBe(
            ("Das Paket ist heil", "2", 2, Sentiment.Positive));
        var older = (await Archive.RevisionsAsync(first.Id, Cancel)).ShouldHaveSingleItem();
        (older.Revision, older.Text).ShouldBe(("1", "Das Paket ist kaputt"));
        (await SearchAsync("kaputt")).ShouldBeEmpty();
        (await SearchAsync("heil")).ShouldBe(["a"]);
        (await FacetAsync("sentiment")).ShouldBe(["positive=1"]);
    }

    [Fact]
    public async Task An_edit_that_names_no_place_leaves_the_one_that_was_stated()
    {
        var first = Mention("a", "eins") with { Place = new("de", "Bayern") };
        var kept = await KeepOneAsync(Keep(first));
        await KeepOneAsync(Keep(first with
        {
            Text = "zwei", Revision = "2", Place = null, ReceivedAt = Start + TimeSpan.FromMinutes(1),
        }));
        (await SearchAsync("region:bayern")).ShouldBe(["a"]);
        await KeepOneAsync(Keep(first with
        {
            Text = "drei", Revision = "3", Place = new("ch"), ReceivedAt = Start + TimeSpan.FromMinutes(2),
        }));
        (await SearchAsync("region:bayern")).ShouldBeEmpty("of one place the parts belong together");
        (await SearchAsync("country:ch")).ShouldBe(["a"]);
        (await Archive.FindAsync(kept.Id, Cancel))!.Text.ShouldBe("drei");
    }

    [Fact]
    public async Task An_older_text_that_arrives_late_does_not_replace_the_newer_one()
    {
        var kept = await KeepOneAsync(
            Keep(Mention("a", "neu") with { Revision = "2", EditedAt = Start + TimeSpan.FromMinutes(5) }));
        var late = await KeepOneAsync(
            Keep(Mention("a", "alt") with { Revision = "1", ReceivedAt = Start + TimeSpan.FromHours(1) }));
        late.ShouldBe(new Kept(kept.Id, KeepOutcome.AlreadyKnown));
        var stored = (await Archive.FindAsync(kept.Id, Cancel))!;
        (stored.Text, stored.RevisionCount).ShouldBe(("neu", 2));
        (await Archive.RevisionsAsync(kept.Id, Cancel)).ShouldHaveSingleItem().Text.ShouldBe("alt");
        (await KeepOneAsync(Keep(Mention("a", "alt") with { Revision = "1" }))).Outcome.ShouldBe(
            KeepOutcome.AlreadyKnown);
        (await Archive.RevisionsAsync(kept.Id, Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_mention_and_its_edit_in_one_batch_are_taken_in_order()
    {
        var kept = await KeepAsync(
            Keep("a", "eins"), Keep(Mention(
                "a", "zwei") with { Revision = "2", ReceivedAt = Start + TimeSpan.FromMinutes(1) }), Keep("a", "eins"));
        kept.Select(k => k.Outcome).ShouldBe([KeepOutcome.Added, KeepOutcome.Revised, KeepOutcome.AlreadyKnown]);
        (await Archive.FindAsync(kept[0].Id, Cancel))!.Text.ShouldBe("zwei");
        (await Archive.RevisionsAsync(kept[0].Id, Cancel)).Count.ShouldBe(1);
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task An_edit_that_no_query_wants_is_kept_with_the_monitors_it_had()
    {
        var first = await KeepOneAsync(Keep("a", "Kasse kaputt", monitors: [3, 5]));
        var edit = await KeepOneAsync(new Keep(
            Mention("a", "Alles gut") with { Revision = "2", ReceivedAt = Start + TimeSpan.FromMinutes(
                1) }, [], Neutral));
        edit.Outcome.ShouldBe(KeepOutcome.Revised);
        var stored = (await Archive.FindAsync(first.Id, Cancel))!;
        stored.Text.ShouldBe("Alles gut");
        stored.Matches.Select(m => m.MonitorId).ShouldBe([3, 5]);
        stored.Matches.ShouldAllBe(m => m.Spans.Count == 0);
        (await ListAsync(new MentionFilter { Monitors = [5] })).ShouldBe(["a"]);
    }

    [Fact]
    public async Task What_no_query_wants_is_not_stored()
    {
        (await KeepOneAsync(new Keep(Mention("a", "x"), [], Neutral))).ShouldBe(new Kept(0, KeepOutcome.NotWanted));
        (await ListAsync()).ShouldBeEmpty();
        (await RowsAsync("author")).ShouldBe(0);
        (await FactsAsync("MentionsKept")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Newer_reactions_are_taken_over_without_a_new_text()
    {
        var first = await KeepOneAsync(
            Keep(Mention("a", "x") with { Engagement = new(1, null, null, null, null, Start) }));
        await KeepOneAsync(
            Keep(Mention("a", "x") with { Engagement = new(9, 2, null, null, null, Start + TimeSpan.FromHours(1)) }));
        await KeepOneAsync(Keep(
            Mention("a", "x") with { Engagement = new(5, null, null, null, null, Start + TimeSpan.FromMinutes(5)) }));
        (await Archive.FindAsync(first.Id, Cancel))!.Engagement!.Likes.ShouldBe(9);
    }

    [Fact]
    public async Task A_batch_says_what_it_kept_in_the_order_it_came()
    {
        var kept = await KeepAsync(
            Keep("b", "x", minutes: 2, monitors: [7]), Keep("a", "y", minutes: 1, monitors: [7, 8]));
        var fact = JsonSerializer.Deserialize<MentionsKept>(
            (await FactsAsync("MentionsKept")).ShouldHaveSingleItem(), JsonSerializerOptions.Web)!;
        fact.Items.Select(i => i.Id).ShouldBe(kept.Select(k => k.Id));
        fact.Items[1].Monitors.ShouldBe([7, 8]);
        fact.Items.ShouldAllBe(i => !i.Revised);
    }

    [Fact]
    public async Task A_batch_that_is_rolled_back_leaves_nothing()
    {
        await Should.ThrowAsync<ArithmeticException>(() => Db.WriteAsync(async scope =>
        {
            await Archive.KeepAsync(scope, [Keep("a", "Hallo Welt")], Cancel);
            throw new ArithmeticException();
        }, Cancel));
        (await ListAsync()).ShouldBeEmpty();
        (await SearchAsync("Hallo")).ShouldBeEmpty();
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(0);
        (await FactsAsync("MentionsKept")).ShouldBeEmpty();
        (await KeepOneAsync(Keep("a", "Hallo Welt"))).Outcome.ShouldBe(KeepOutcome.Added);
    }

    [Fact]
    public async Task Raw_data_is_kept_only_where_there_is_some_and_ends_sooner()
    {
        using var raw = JsonDocument.Parse("""{"uri":"at://x"}""");
        await KeepAsync(Keep("a", "x"), Keep(Mention("b", "y") with { Raw = raw.RootElement, Html = "<p>y</p>" }));
        (await RowsAsync("mention_raw")).ShouldBe(1);
        (await Db.WriteAsync(s => Archive.ExpireRawAsync(s, Clock.Now + TimeSpan.FromSeconds(1), Cancel), Cancel))
            .ShouldBe(1);
        (await ListAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Known_items_are_told_with_their_newest_revision()
    {
        var kept = await KeepOneAsync(Keep("a", "x"));
        var known = await Archive.KnownAsync("push", [new("a"), new("b")], Cancel);
        known.ShouldHaveSingleItem().ShouldBe(new(new ExternalId("a"), new KnownMention(kept.Id, "1")));
        (await Archive.KnownAsync("feeds", [new("a")], Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_author_is_renamed_but_never_forgets_what_a_source_leaves_out()
    {
        var kept = await KeepOneAsync(Keep(Mention("a", "x") with { Author = new(new("u"), "alt", "Alt", null, 10) }));
        await KeepOneAsync(Keep(Mention("b", "y", TimeSpan.FromMinutes(1)) with { Author = new(new("u"), "neu") }));
        await KeepOneAsync(Keep(Mention("c", "z", TimeSpan.FromMinutes(-60)) with { Author = new(new("u"), "uralt") }));
        var stored = (await Archive.FindAsync(kept.Id, Cancel))!;
        (stored.AuthorHandle, stored.AuthorName, stored.AuthorFollowers).ShouldBe(("neu", "Alt", 10));
        (await Db.WriteAsync(s => Archive.AuthorChangedAsync(s, "push", new(new("u"), "ganzneu"), Cancel), Cancel))
            .ShouldBe(1);
        (await Db.WriteAsync(s => Archive.AuthorChangedAsync(s, "push", new(new("stranger"), "x"), Cancel), Cancel))
            .ShouldBe(0);
        (await Archive.FindAsync(kept.Id, Cancel))!.AuthorHandle.ShouldBe("ganzneu");
    }

    protected async Task<long> RowsAsync(string table)
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return await connection.ExecuteScalarAsync<long>($"select count(*) from {table}");
    }

    protected async Task<IReadOnlyList<string>> FactsAsync(string name)
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return (await connection.QueryAsync<string>(
            "select json from outbox where type like @name order by seq", new { name = $"%.{name}" })).AsList();
    }
}
