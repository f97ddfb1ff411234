using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class WorkOnSqlite() : WorkContract(Engine.Sqlite);

public sealed class WorkOnPostgres() : WorkContract(Engine.Postgres);

/// <summary>What people do with mentions: states, sentiment by hand, hiding, notes, history, and filters over them.</summary>
public abstract class WorkContract(Engine engine) : ArchiveContract(engine)
{
    private const long Mira = 7;
    private const long Jonas = 8;
    private static readonly Doer ByMira = new(Mira);

    [Fact]
    public async Task Flags_verdicts_assignment_and_reading_are_found_again_and_their_opposite_as_well()
    {
        var ids = await ThreeAsync();
        await Archive.WorkAsync([ids[0]], [WorkChange.Flag(true), WorkChange.Read(true)], ByMira, Cancel);
        await Archive.WorkAsync([ids[1]], [WorkChange.Judge(Verdict.Noise), WorkChange.Assign(Jonas)], ByMira, Cancel);

        (await ListAsync(new() { Flagged = true })).ShouldBe(["a"]);
        (await ListAsync(new() { Flagged = false })).ShouldBe(["c", "b"]);
        (await ListAsync(new() { Read = true, Reader = Mira })).ShouldBe(["a"]);
        (await ListAsync(new() { Read = false, Reader = Mira })).ShouldBe(["c", "b"]);
        (await ListAsync(new() { Read = false, Reader = Jonas })).ShouldBe(["c", "b", "a"]);
        (await ListAsync(new() { Verdicts = [Verdict.Noise] })).ShouldBe(["b"]);
        (await ListAsync(new() { Verdicts = [Verdict.None, Verdict.Relevant] })).ShouldBe(["c", "a"]);
        (await ListAsync(new() { AssignedTo = Jonas })).ShouldBe(["b"]);
        (await ListAsync(new() { Assigned = false })).ShouldBe(["c", "a"]);
        (await ListAsync(new() { Flagged = false, Assigned = false, Read = false, Reader = Mira })).ShouldBe(["c"]);
        foreach (var filter in new MentionFilter[]
        {
            new() { Flagged = false }, new() { Flagged = true }, new() { Verdicts = [Verdict.None] },
            new() { Assigned = false, Flagged = false }, new() { Read = false, Reader = Mira, Monitors = [1, 2] },
        })
        {
            (await Archive.CountAsync(filter, Cancel)).ShouldBe((await ListAsync(filter)).Count, filter.ToString());
            (await FacetAsync("kind", filter)).ShouldBe([$"post={(await ListAsync(filter)).Count}"]);
        }
    }

    [Fact]
    public async Task A_sentiment_by_hand_moves_lists_and_counts_and_the_machines_verdict_stays_beside_it()
    {
        var ids = await ThreeAsync();
        await Archive.WorkAsync([ids[0]], [WorkChange.Tone(Sentiment.Negative)], ByMira, Cancel);

        var mention = (await Archive.FindAsync(ids[0], Cancel)).ShouldNotBeNull();
        mention.Sentiment.ShouldBe(Sentiment.Negative);
        mention.Findings.Sentiment.ShouldBe(Sentiment.Neutral);
        (await ListAsync(new() { Sentiments = [Sentiment.Negative] })).ShouldBe(["a"]);
        (await FacetAsync("sentiment")).ShouldBe(["neutral=2", "negative=1"]);
        (await FacetAsync("sentiment", new() { Search = "Wort" })).ShouldBe(["neutral=2", "negative=1"]);
        (await FacetAsync("monitor")).ShouldBe(["1=3"]);

        await Archive.WorkAsync([ids[0]], [WorkChange.Tone(null)], ByMira, Cancel);
        (await FacetAsync("sentiment")).ShouldBe(["neutral=3"]);
    }

    [Fact]
    public async Task An_edit_brings_a_new_verdict_of_the_machine_and_leaves_the_one_by_hand()
    {
        var ids = await ThreeAsync();
        await Archive.WorkAsync([ids[0]], [WorkChange.Tone(Sentiment.Negative)], ByMira, Cancel);
        await KeepAsync(Keep(
            Mention("a", "ein anderes Wort") with { Revision = "2", ReceivedAt = Start + TimeSpan.FromHours(2) },
            Neutral with { Sentiment = Sentiment.Positive }));

        var mention = (await Archive.FindAsync(ids[0], Cancel)).ShouldNotBeNull();
        mention.Text.ShouldBe("ein anderes Wort");
        mention.Findings.Sentiment.ShouldBe(Sentiment.Positive);
        mention.Sentiment.ShouldBe(Sentiment.Negative);
        (await FacetAsync("sentiment")).ShouldBe(["neutral=2", "negative=1"]);
    }

    [Fact]
    public async Task What_is_hidden_counts_nowhere_can_be_looked_at_and_comes_back_as_it_was()
    {
        var ids = await ThreeAsync();
        await Archive.WorkAsync([ids[0], ids[2]], [WorkChange.Hide(true)], ByMira, Cancel);
        (await ListAsync()).ShouldBe(["b"]);
        (await ListAsync(new() { Monitors = [1] })).ShouldBe(["b"]);
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(1);
        (await ListAsync(new() { Hidden = true })).ShouldBe(["c", "a"]);
        (await ListAsync(new() { Hidden = true, Monitors = [1] })).ShouldBe(["c", "a"]);
        (await ListAsync(new() { Hidden = true, Search = "Wort" })).ShouldBe(["c", "a"]);
        (await FacetAsync("monitor", new() { Hidden = true })).ShouldBe(["1=2"]);
        (await Archive.FindAsync(ids[0], Cancel)).ShouldNotBeNull().Work.Hidden.ShouldBeTrue();

        await Archive.WorkAsync([ids[0], ids[2]], [WorkChange.Hide(false)], ByMira, Cancel);
        (await ListAsync()).ShouldBe(["c", "b", "a"]);
        (await Archive.CountAsync(new() { Hidden = true }, Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task An_author_who_goes_takes_hidden_mentions_along_and_brings_them_back_hidden()
    {
        var ids = await ThreeAsync();
        await Archive.WorkAsync([ids[0]], [WorkChange.Hide(true)], ByMira, Cancel);
        (await AuthorGoneAsync("author-1", hide: true)).ShouldBe(3);
        (await ListAsync()).ShouldBeEmpty();
        (await ListAsync(new() { Hidden = true })).ShouldBeEmpty();
        (await Archive.FindAsync(ids[0], Cancel)).ShouldBeNull();

        await AuthorGoneAsync("author-1", hide: null);
        (await ListAsync()).ShouldBe(["c", "b"]);
        (await ListAsync(new() { Hidden = true })).ShouldBe(["a"]);
    }

    [Fact]
    public async Task The_history_tells_who_or_what_changed_what_and_the_same_twice_is_no_change()
    {
        var ids = await ThreeAsync();
        (await Archive.WorkAsync([ids[0]], [WorkChange.Judge(Verdict.Relevant)], ByMira, Cancel)).ShouldBe(1);
        (await Archive.WorkAsync([ids[0]], [WorkChange.Judge(Verdict.Relevant)], ByMira, Cancel)).ShouldBe(0);
        await Archive.WorkAsync([ids[0]], [WorkChange.Judge(Verdict.Noise)], new(null, RuleId: 3), Cancel);

        var steps = await Archive.HistoryAsync(ids[0], Cancel);
        steps.Select(s => (s.Field, s.Before, s.After, s.PersonId, s.RuleId)).ShouldBe(
        [
            (WorkField.Verdict, 1, 2, null, 3),
            (WorkField.Verdict, 0, 1, Mira, null),
        ]);
    }

    [Fact]
    public async Task A_run_is_taken_back_but_for_what_somebody_changed_since()
    {
        var ids = await ThreeAsync();
        var label = await Archive.FreeLabelAsync("eilig", Cancel);
        await Archive.WorkAsync([ids[1]], [WorkChange.Tone(Sentiment.Positive)], ByMira, Cancel);
        await Archive.WorkAsync(
            ids,
            [
                WorkChange.Flag(true), WorkChange.Tone(Sentiment.Negative), WorkChange.Label(label.Id),
                WorkChange.Hide(true), WorkChange.Read(true), WorkChange.Judge(Verdict.Noise),
            ],
            new(Mira, RunId: 5), Cancel);
        await Archive.WorkAsync([ids[2]], [WorkChange.Judge(Verdict.Relevant)], ByMira, Cancel);

        var before = long.MaxValue;
        do
        {
            var from = before;
            (_, before) = await Db.WriteAsync(
                scope => Archive.UndoAsync(scope, 5, from, 4, new(Mira, RunId: 6), Cancel), Cancel);
        }
        while (before > 0);

        (await ListAsync()).ShouldBe(["c", "b", "a"]);
        (await ListAsync(new() { Flagged = true })).ShouldBeEmpty();
        (await ListAsync(new() { Tags = ["eilig"] })).ShouldBeEmpty();
        (await ListAsync(new() { Read = true, Reader = Mira })).ShouldBeEmpty();
        (await FacetAsync("sentiment")).ShouldBe(["neutral=2", "positive=1"]);
        (await ListAsync(new() { Verdicts = [Verdict.Relevant] })).ShouldBe(["c"]);
        (await ListAsync(new() { Verdicts = [Verdict.Noise] })).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("is:flagged", "a")]
    [InlineData("Wort is:flagged", "a")]
    [InlineData("is:flagged AND Wort", "a")]
    [InlineData("-is:flagged", "c b")]
    [InlineData("Wort NOT is:flagged", "c b")]
    [InlineData("is:noise", "b")]
    [InlineData("NICHT is:noise", "c a")]
    [InlineData("is:checked", "b")]
    [InlineData("is:unread", "c b")]
    [InlineData("is:mine", "c")]
    [InlineData("-is:mine", "b a")]
    [InlineData("is:assigned Wort", "c")]
    [InlineData("tag:eilig", "a")]
    [InlineData("label:\"zwei Worte\"", "b")]
    [InlineData("-tag:eilig -is:noise", "c")]
    [InlineData("(Wort OR anderes) AND is:flagged", "a")]
    [InlineData("is:flagged is:noise", "")]
    [InlineData("is:read is:unread", "")]
    [InlineData("followers:<1 is:flagged", "")]
    [InlineData("Wort <<<is:noise >> <<>>> is:flagged", "a")]
    [InlineData("sentiment:positive", "c")]
    [InlineData("Wort -sentiment:POSITIVE", "b a")]
    [InlineData("sentiment:positive sentiment:neutral", "")]
    [InlineData("tag:unbekannt", "")]
    public async Task Words_about_states_narrow_a_search(string search, string found)
    {
        var ids = await ThreeAsync();
        await Archive.WorkAsync([ids[0]], [WorkChange.Flag(true), WorkChange.Read(true)], ByMira, Cancel);
        await Archive.TagAsync([ids[0]], "eilig", Cancel);
        await Archive.TagAsync([ids[1]], "zwei Worte", Cancel);
        await Archive.WorkAsync([ids[1]], [WorkChange.Judge(Verdict.Noise)], ByMira, Cancel);
        await Archive.WorkAsync([ids[2]], [WorkChange.Assign(Mira), WorkChange.Tone(Sentiment.Positive)], ByMira, Cancel);

        var filter = new MentionFilter { Search = search, Reader = Mira };
        string.Join(' ', await ListAsync(filter)).ShouldBe(found);
        (await Archive.CountAsync(filter, Cancel)).ShouldBe(found.Length == 0 ? 0 : found.Split(' ').Length);
    }

    [Theory]
    [InlineData("Wort OR is:flagged")]
    [InlineData("a OR b is:flagged")]
    [InlineData("a NEAR/3 b tag:eilig")]
    public async Task Words_about_states_beside_a_choice_are_refused_with_a_remedy(string search)
    {
        var wrong = await Should.ThrowAsync<QueryException>(() => ListAsync(new() { Search = search }));
        wrong.Errors[0].Code.ShouldBe("state-beside-choice");
        wrong.Errors[0].Remedy.ShouldContain("brackets");
    }

    [Theory]
    [InlineData("is:flagged")]
    [InlineData("is:read Wort")]
    [InlineData("Wort is:checked")]
    [InlineData("tag:eilig")]
    [InlineData("Wort -label:eilig")]
    [InlineData("Wort sentiment:negative")]
    public void Monitors_do_not_know_words_about_states(string query) =>
        Query.TryParse(query, default, out _, out _).ShouldBeFalse();

    [Fact]
    public async Task Notes_are_kept_in_order_and_only_their_author_takes_them_back()
    {
        var ids = await ThreeAsync();
        var note = (await Archive.AddNoteAsync(ids[0], " Bitte zurückrufen ", Mira, [Jonas], Cancel)).ShouldNotBeNull();
        note.Text.ShouldBe("Bitte zurückrufen");
        await Archive.AddNoteAsync(ids[0], "Erledigt", Jonas, [], Cancel);
        (await Archive.NotesAsync(ids[0], Cancel)).Select(n => n.Text).ShouldBe(["Bitte zurückrufen", "Erledigt"]);
        (await Archive.RemoveNoteAsync(ids[0], note.Id, Jonas, Cancel)).ShouldBeFalse();
        (await Archive.RemoveNoteAsync(ids[0], note.Id, Mira, Cancel)).ShouldBeTrue();
        (await Archive.AddNoteAsync(4711, "x", Mira, [], Cancel)).ShouldBeNull();
        await Should.ThrowAsync<ArgumentException>(() => Archive.AddNoteAsync(ids[0], "  ", Mira, [], Cancel));
    }

    [Fact]
    public async Task Assigning_tells_who_it_is_for_unless_they_took_it_themselves()
    {
        var ids = await ThreeAsync();
        await Archive.WorkAsync(ids, [WorkChange.Assign(Jonas)], ByMira, Cancel);
        await Archive.WorkAsync(ids, [WorkChange.Assign(Mira)], ByMira, Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        var told = await connection.QueryAsync<string>(
            "select json from outbox where type like '%MentionsAssigned' order by seq");
        told.ShouldHaveSingleItem().ShouldContain("\"personId\":8");
    }

    private async Task<long[]> ThreeAsync() =>
        [.. (await KeepAsync(Keep("a", "ein Wort"), Keep("b", "zwei Wort", 1), Keep("c", "drei Wort", 2))).Select(k => k.Id)];
}
