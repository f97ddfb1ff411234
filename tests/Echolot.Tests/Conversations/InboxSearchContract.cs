using Dapper;
using Echolot.Conversations;
using Echolot.Matching;
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
    [InlineData("nl-4711", "Alpha")]
    [InlineData("ärger", "Alpha")]
    [InlineData("AERGER", "Alpha")]
    [InlineData("arger", "Alpha")]
    [InlineData("reissverschluß", "Bravo")]
    [InlineData("reiß*", "Bravo")]
    [InlineData("*schluss", "Bravo")]
    [InlineData("verschluss", "")]
    [InlineData("verschluss^^", "Bravo")]
    [InlineData("100%", "Bravo")]
    [InlineData("50%", "")]
    [InlineData("muster", "Alpha Bravo")]
    [InlineData("@lou", "Bravo")]
    [InlineData("lou", "Bravo")]
    [InlineData("author:lou", "Bravo")]
    [InlineData("reißverschluss 4711", "")]
    [InlineData("reißverschluss OR 4711", "Alpha Bravo")]
    [InlineData("muster NOT reißverschluss", "Alpha")]
    [InlineData("\"macht ärger\"", "Alpha")]
    [InlineData("\"ärger macht\"", "")]
    [InlineData("\"geheimnotiz alpha\"", "")]
    [InlineData("alpha geheimnotiz", "Alpha")]
    [InlineData("#1", "Alpha")]
    [InlineData("#2", "Bravo")]
    [InlineData("lang:de geheimnotiz OR source:talking 4711", "Alpha")]
    public async Task The_query_language_finds_words_numbers_names_and_notes(string search, string found)
    {
        var alpha = await HearAsync("Alpha NL-4711 macht Ärger");
        await HearAsync("Bravo Reißverschluss zu 100% hin", "2", author: "lou");
        await Inbox.AddNoteAsync(alpha, "Geheimnotiz", Agent, Cancel);
        (await FoundAsync(search)).ShouldBe(found);
        await Inbox.KeepWordsAsync(Cancel);
        (await WordsDueAsync()).ShouldBe(0);
        (await FoundAsync(search)).ShouldBe(found);
        Inbox.MostFound = 0;
        (await FoundAsync(search)).ShouldBe(found);
        (await Inbox.CountAsync(new(InboxView.All, Search: search), Sight.Everything, 9, Cancel))
            .ShouldBe(found.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        (await Inbox.CountAsync(new(Search: search), Sight.Everything, Cancel)).ToDo
            .ShouldBe(found.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_row_shows_where_it_was_found()
    {
        var alpha = await HearAsync("Alpha hat Ärger");
        await Inbox.AddNoteAsync(alpha, "Mit Rabatt beruhigt", Agent, Cancel);
        (await PlaceAsync("rabatt")).ShouldBe("Mit [Rabatt] beruhigt");
        (await PlaceAsync("aerger")).ShouldBe("Alpha hat [Ärger]");
        (await PlaceAsync("aerger rabatt")).ShouldBe("Mit [Rabatt] beruhigt");
        (await PlaceAsync("muster")).ShouldBeNull();
        var page = await Inbox.ListAsync(new(InboxView.All, Search: "muster"), Sight.Everything, null, 9, Cancel);
        page.Found[alpha].Name.ShouldNotBeEmpty();

        async Task<string?> PlaceAsync(string search) =>
            (await Inbox.ListAsync(new(InboxView.All, Search: search), Sight.Everything, null, 9, Cancel)).Found[alpha] is { Text: { } text } found
                ? text.Insert(found.Spans[0].Start + found.Spans[0].Length, "]").Insert(found.Spans[0].Start, "[")
                : null;
    }

    [Fact]
    public async Task What_is_no_query_is_refused_with_its_errors() =>
        (await Should.ThrowAsync<QueryException>(() => FoundAsync("(alpha OR"))).Errors.ShouldNotBeEmpty();

    [Fact]
    public async Task Pages_of_a_search_hold_everything_once()
    {
        for (var i = 0; i < 7; i++) await HearAsync($"Nr{i} Paket {(i % 2 == 0 ? "weg" : "da")}", $"p{i}", author: $"a{i}");
        foreach (var most in new[] { 100, 0 })
        {
            Inbox.MostFound = most;
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = await Inbox.ListAsync(
                    new(InboxView.All, Search: "paket weg", Order: InboxOrder.OldestFirst), Sight.Everything, cursor, 2, Cancel);
                seen.AddRange(page.Items.Select(c => c.Snippet));
                cursor = page.Next;
            }
            while (cursor is not null);
            seen.Order().ShouldBe(["Nr0 Paket weg", "Nr2 Paket weg", "Nr4 Paket weg", "Nr6 Paket weg"]);
        }
    }

    [Fact]
    public async Task Older_conversations_are_read_in_the_background_and_it_is_said_how_far()
    {
        await HearAsync("Alpha Apfelmus");
        var last = await HearAsync("Bravo Birne", "2", author: "lou");
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            delete from conversation_words_due;
            insert into conversation_words_filling (id, top, below) values (1, @top, @top)
            """, new { top = last + 1 }, scope.Transaction), Cancel);
        (await FoundAsync("birne")).ShouldBe("");
        (await Inbox.WordsFilledAsync(Cancel)).ShouldBe(0);
        await Inbox.KeepWordsAsync(Cancel);
        (await Inbox.WordsFilledAsync(Cancel)).ShouldBeNull();
        (await FoundAsync("birne")).ShouldBe("Bravo");
        (await FoundAsync("apfelmus")).ShouldBe("Alpha");
    }

    private async Task<long> WordsDueAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from conversation_words_due");
    }

    [Fact]
    public async Task What_was_edited_taken_back_or_erased_is_found_no_more()
    {
        var alpha = await HearAsync("Alpha Zwetschgenknödel");
        await Inbox.KeepWordsAsync(Cancel);
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update message set text = 'Alpha Marillenknödel' where conversation_id = @alpha", new { alpha }, scope.Transaction), Cancel);
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update conversation set snippet = '' where id = @alpha", new { alpha }, scope.Transaction), Cancel);
        (await FoundAsync("zwetschgenknödel")).ShouldBe("");
        (await Inbox.ListAsync(new(InboxView.All, Search: "marillen*"), Sight.Everything, null, 9, Cancel)).Items.Single().Id.ShouldBe(alpha);
        await House.Privacy.EraseAsync(new(TalkingNetwork.Name, "kim"), null, Cancel);
        foreach (var word in new[] { "marillen*", "muster", "alpha" }) (await FoundAsync(word)).ShouldBe("");
        // Not even before anything is read again.
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>(Db.Engine is Engine.Sqlite
            ? "select count(*) from conversation_words where conversation_words match 'alpha'"
            : "select count(*) from conversation_words where words @@ cast('alpha' as tsquery)")).ShouldBe(0);
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
        await HearAsync("Bravo Paket im Shop", "2", author: "lou");
        Inbox.MostFound = 1;
        (await FoundAsync("paket")).ShouldBe("Alpha Bravo");
        (await FoundAsync("paket bravo")).ShouldBe("Bravo");
        // What is due first is walked by its own index then.
        (await Inbox.ListAsync(new(Search: "paket"), Sight.Everything, null, 9, Cancel)).Items.Count.ShouldBe(2);
        (await Inbox.ListAsync(new(Search: "paket bravo"), Sight.Everything, null, 9, Cancel)).Items.Single().Snippet
            .ShouldBe("Bravo Paket im Shop");
    }

    private async Task<string> FoundAsync(string search)
    {
        var filter = new InboxFilter(InboxView.All, Search: search, Order: InboxOrder.OldestFirst);
        var found = (await Inbox.ListAsync(filter, Sight.Everything, null, 9, Cancel)).Items;
        (await Inbox.CountAsync(filter, Sight.Everything, 9, Cancel)).ShouldBe(found.Count);
        return string.Join(' ', found.Select(c => c.Snippet.Split(' ')[0]));
    }
}
