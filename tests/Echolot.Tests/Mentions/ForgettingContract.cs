using System.Text.Json;
using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class ForgettingOnSqlite() : ForgettingContract(Engine.Sqlite);

public sealed class ForgettingOnPostgres() : ForgettingContract(Engine.Postgres);

public abstract class ForgettingContract(Engine engine) : ArchiveContract(engine)
{
    private static readonly string[] TablesOfAMention = ["mention", "listing", "tally", "tally_total", "mention_revision", "mention_raw", "mention_label", "mention_state", "mention_read", "mention_history", "note", "author", "lookup", "lookup_fresh"];

    [Fact]
    public async Task A_deleted_mention_vanishes_from_every_table_index_and_count()
    {
        using var raw = JsonDocument.Parse("{}");
        var kept = await KeepOneAsync(Keep(
            Mention("a", "Ein ganz eigenes Wort: Zwetschgenknödel") with { Raw = raw.RootElement }, monitors: [1, 2]));
        await KeepOneAsync(Keep(Mention("a", "Zwetschgendatschi sind auch gut") with { Revision = "2", ReceivedAt = Start + TimeSpan.FromMinutes(1) }, monitors: [1]));
        await Archive.TagAsync([kept.Id], "wichtig", Cancel);
        await Archive.WorkAsync(
            [kept.Id], [WorkChange.Flag(true), WorkChange.Read(true), WorkChange.Tone(Sentiment.Negative)], new(7), Cancel);
        await Archive.AddNoteAsync(kept.Id, "Bitte zurückrufen", 7, [], Cancel);

        (await ForgetAsync("a")).ShouldBe(1);

        await using var connection = await Db.ReadAsync(Cancel);
        foreach (var table in TablesOfAMention)
            (await connection.ExecuteScalarAsync<long>($"select count(*) from {table}")).ShouldBe(0, table);
        (await Archive.FindAsync(kept.Id, Cancel)).ShouldBeNull();
        (await SearchAsync("Zwetschgendatschi")).ShouldBeEmpty();
        (await Archive.TagsAsync(Cancel)).ShouldBeEmpty();
        (await FacetAsync("monitor")).ShouldBeEmpty();
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task The_words_of_a_deleted_mention_are_gone_from_the_index_itself()
    {
        await KeepAsync(Keep("a", "Zwetschgenknödel"), Keep("b", "Apfelmus"));
        await ForgetAsync("a");
        await using var connection = await Db.ReadAsync(Cancel);
        var sql = Engine is Engine.Sqlite
            ? "select count(*) from mention_words where mention_words match 'zwetschgenknodel OR zwetschgenknoedel OR zwetschgenknod*'"
            : "select count(*) from mention where words @@ 'zwetschgenkn:*'::tsquery";
        (await connection.ExecuteScalarAsync<long>(sql)).ShouldBe(0);
    }

    [Fact]
    public async Task A_deletion_that_arrives_before_its_post_wins()
    {
        (await ForgetAsync("a")).ShouldBe(0);
        (await KeepOneAsync(Keep("a", "x"))).ShouldBe(new Kept(0, KeepOutcome.DeletedBefore));
        (await ListAsync()).ShouldBeEmpty();
        (await KeepOneAsync(Keep("b", "x"))).Outcome.ShouldBe(KeepOutcome.Added);
    }

    [Fact]
    public async Task A_deleted_mention_stays_away_also_after_a_restart()
    {
        await KeepOneAsync(Keep("a", "x"));
        await ForgetAsync("a");
        await Database.ReopenAsync();
        Restarted();
        (await KeepOneAsync(Keep("a", "x"))).Outcome.ShouldBe(KeepOutcome.DeletedBefore);
    }

    [Fact]
    public async Task A_deletion_that_names_the_local_id_reaches_the_mention_before_and_after()
    {
        await KeepOneAsync(Keep(Mention("global-1", "x") with { LocalId = "501" }));
        (await ForgetAsync("501", "502")).ShouldBe(1);
        (await ListAsync()).ShouldBeEmpty();
        (await KeepOneAsync(Keep(Mention("global-2", "y") with { LocalId = "502" }))).Outcome.ShouldBe(
            KeepOutcome.DeletedBefore);
    }

    [Fact]
    public async Task A_deletion_reaches_only_its_own_connector()
    {
        await KeepAsync(Keep("a", "x"), Keep(Mention("a", "y", connector: "feeds")));
        await ForgetAsync("a");
        (await Archive.ListAsync(new(), null, 10, Cancel)).Items.ShouldHaveSingleItem().Connector.ShouldBe("feeds");
    }

    [Fact]
    public async Task Deleting_says_so_once()
    {
        var kept = await KeepOneAsync(Keep("a", "x"));
        await ForgetAsync("a");
        await ForgetAsync("a");
        await using var connection = await Db.ReadAsync(Cancel);
        var facts = (await connection.QueryAsync<string>(
            "select json from outbox where type like '%.MentionsForgotten'")).AsList();
        var fact = JsonSerializer.Deserialize<MentionsForgotten>(
            facts.ShouldHaveSingleItem(), JsonSerializerOptions.Web)!;
        (fact.Ids.Single(), fact.Reason).ShouldBe((kept.Id, "DeletedAtSource"));
    }

    [Fact]
    public async Task A_deleted_copy_no_longer_counts_among_its_duplicates()
    {
        var kept = await KeepAsync(Keep("a", "Alle Züge nach Süden fallen aus"), Keep(
            "b", "ALLE Züge nach Süden fallen aus! https://x.example/1"));
        (await Archive.FindAsync(kept[0].Id, Cancel))!.DuplicateCount.ShouldBe(2);
        await ForgetAsync("b");
        (await Archive.FindAsync(kept[0].Id, Cancel))!.DuplicateCount.ShouldBe(1);
    }

    [Fact]
    public async Task An_author_who_is_away_is_hidden_everywhere_and_comes_back_whole()
    {
        var kept = await KeepAsync(
            Keep("a", "Hallo Welt von mir", monitors: [1, 2]), Keep(
                Mention("b", "Hallo auch") with { Author = new(new("other")) }));
        (await AuthorGoneAsync("author-1", hide: true)).ShouldBe(1);
        (await ListAsync()).ShouldBe(["b"]);
        (await SearchAsync("hallo")).ShouldBe(["b"]);
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(1);
        (await FacetAsync("monitor")).ShouldBe(["1=1"]);
        (await Archive.FindAsync(kept[0].Id, Cancel)).ShouldBeNull();
        (await Archive.KnownAsync("push", [new("a")], Cancel)).Count.ShouldBe(1);

        (await KeepOneAsync(Keep("c", "Noch einer von mir"))).Outcome.ShouldBe(KeepOutcome.Added);
        (await ListAsync()).ShouldBe(["b"]);

        (await AuthorGoneAsync("author-1", hide: null)).ShouldBe(2);
        (await ListAsync()).Order().ShouldBe(["a", "b", "c"]);
        (await FacetAsync("monitor")).ShouldBe(["1=3", "2=1"]);
    }

    [Fact]
    public async Task An_author_who_is_gone_for_good_is_forgotten_and_stays_away()
    {
        await KeepAsync(Keep("a", "x"), Keep("b", "y"), Keep(Mention("c", "z") with { Author = new(new("other")) }));
        (await AuthorGoneAsync("author-1", hide: false)).ShouldBe(2);
        (await ListAsync()).ShouldBe(["c"]);
        (await KeepOneAsync(Keep("d", "again"))).Outcome.ShouldBe(KeepOutcome.DeletedBefore);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<string>("select external_id from author")).ShouldBe(["other"]);
        (await connection.QueryAsync<string>("select hash from tombstone")).ShouldNotContain(
            h => h.Contains("author-1"));
    }

    [Fact]
    public async Task Nothing_is_written_down_about_strangers_who_hide()
    {
        (await AuthorGoneAsync("stranger", hide: true)).ShouldBe(0);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from author")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_older_than_its_retention_goes_and_may_come_again()
    {
        await KeepAsync(Keep("old", "x"), Keep("new", "y", minutes: 60));
        (await Db.WriteAsync(s => Archive.ExpireAsync(s, Start + TimeSpan.FromMinutes(30), Cancel), Cancel)).ShouldBe(
            1);
        (await ListAsync()).ShouldBe(["new"]);
        (await KeepOneAsync(Keep("old", "x"))).Outcome.ShouldBe(KeepOutcome.Added);
    }

    [Fact]
    public async Task Deletions_of_posts_we_never_saw_are_remembered_for_two_weeks_others_for_good()
    {
        await KeepOneAsync(Keep("ours", "x"));
        await ForgetAsync("ours");
        await ForgetAsync("never seen");
        Clock.Now += TimeSpan.FromDays(13);
        (await Db.WriteAsync(s => Archive.ExpireTombstonesAsync(s, Cancel), Cancel)).ShouldBe(0);
        Clock.Now += TimeSpan.FromDays(2);
        (await Db.WriteAsync(s => Archive.ExpireTombstonesAsync(s, Cancel), Cancel)).ShouldBe(1);
        (await KeepOneAsync(Keep("ours", "x"))).Outcome.ShouldBe(KeepOutcome.DeletedBefore);
    }
}
