using Dapper;
using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class InboxSearchOnSqlite() : InboxSearchContract(Engine.Sqlite);

public sealed class InboxSearchOnPostgres() : InboxSearchContract(Engine.Postgres);

/// <summary>What the search of the inbox finds, whichever way it takes.</summary>
public abstract class InboxSearchContract(Engine engine) : CareContract(engine)
{
    private Sight Agent => Eyes[Role.Agent];

    [Theory]
    [InlineData("4711", "Alpha")]
    [InlineData("47", "Alpha")]
    [InlineData("nl-4711", "Alpha")]
    [InlineData("ärger", "Alpha")]
    [InlineData("ÄRGER", "Alpha")]
    [InlineData("verschluss", "Bravo")]
    [InlineData("100%", "Bravo")]
    [InlineData("50%", "")]
    [InlineData("_", "")]
    [InlineData("muster", "Alpha Bravo")]
    [InlineData("@lou", "")]
    [InlineData("lou", "Bravo")]
    [InlineData("verschluss 4711", "")]
    [InlineData("alpha 4711", "Alpha")]
    [InlineData("\"oder\" OR alpha", "")]
    [InlineData("geheimnotiz", "Alpha")]
    public async Task Parts_of_words_numbers_names_and_notes_are_found_in_either_case(string search, string found)
    {
        var alpha = await HearAsync("Alpha NL-4711 macht Ärger");
        await HearAsync("Bravo Reißverschluss zu 100% hin", "2", author: "lou");
        await Inbox.AddNoteAsync(alpha, "Geheimnotiz", Agent, Cancel);
        (await FoundAsync(search)).ShouldBe(found);
    }

    [Fact]
    public async Task What_was_edited_taken_back_or_erased_is_found_no_more()
    {
        var alpha = await HearAsync("Alpha Zwetschgenknödel");
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update message set text = 'Alpha Marillenknödel' where conversation_id = @alpha", new { alpha }, scope.Transaction), Cancel);
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update conversation set snippet = '' where id = @alpha", new { alpha }, scope.Transaction), Cancel);
        (await FoundAsync("zwetschgen")).ShouldBe("");
        (await Inbox.ListAsync(new(InboxView.All, Search: "marillen"), Sight.Everything, null, 9, Cancel)).Items.Single().Id.ShouldBe(alpha);
        await House.Privacy.EraseAsync(new(TalkingNetwork.Name, "kim"), null, Cancel);
        foreach (var word in new[] { "marillen", "muster", "alpha" }) (await FoundAsync(word)).ShouldBe("");
        if (Db.Engine is not Engine.Sqlite) return;
        await using var connection = await Db.ReadAsync(Cancel);
        foreach (var grams in new[] { "zwe", "mar", "mus" })
            (await connection.ExecuteScalarAsync<long>("select count(*) from inbox_grams where inbox_grams match @grams", new { grams })).ShouldBe(0);
    }

    [Fact]
    public async Task Merged_words_are_found_where_they_are_now_and_eyes_find_only_what_they_see()
    {
        var (alpha, bravo) = (await HearAsync("Alpha Apfelmus"), await HearAsync("Bravo Birne", "2", author: "lou"));
        await Inbox.MergeAsync(alpha, bravo, Agent, Cancel);
        (await Inbox.ListAsync(new(Search: "apfelmus"), Agent, null, 9, Cancel)).Items.Single().Id.ShouldBe(bravo);
        (await Inbox.ListAsync(new(InboxView.All, Search: "apfelmus"), Agent with { Departments = [], Unrouted = false }, null, 9, Cancel))
            .Items.ShouldBeEmpty();
        await Inbox.UndoMergeAsync(alpha, Agent, Cancel);
        (await Inbox.ListAsync(new(InboxView.All, Search: "apfelmus"), Agent, null, 9, Cancel)).Items.Single().Id.ShouldBe(alpha);
    }

    [Fact]
    public async Task A_word_that_is_everywhere_is_found_by_walking_with_the_same_result()
    {
        var talk = await HearAsync("Alpha Paket");
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            with recursive n (i) as (select 1 union all select i + 1 from n where i < 2100)
            insert into message (conversation_id, at, leg, direction, connector, text)
            select @talk, @at, 3, 2, 'talking', 'Paket ' || i from n
            """, new { talk, at = Clock.Now.ToUnixTimeMilliseconds() }, scope.Transaction), Cancel);
        await HearAsync("Bravo Paketshop", "2", author: "lou");
        (await FoundAsync("paket")).ShouldBe("Alpha Bravo");
        (await FoundAsync("paket bravo")).ShouldBe("Bravo");
        // What is due first is walked by its own index then.
        (await Inbox.ListAsync(new(Search: "paket"), Sight.Everything, null, 9, Cancel)).Items.Count.ShouldBe(2);
        (await Inbox.ListAsync(new(Search: "paket bravo"), Sight.Everything, null, 9, Cancel)).Items.Single().Snippet
            .ShouldBe("Bravo Paketshop");
    }

    private async Task<string> FoundAsync(string search) => string.Join(' ', (await Inbox.ListAsync(
        new(InboxView.All, Search: search, Order: InboxOrder.OldestFirst), Sight.Everything, null, 9, Cancel)).Items
        .Select(c => c.Snippet.Split(' ')[0]));
}
