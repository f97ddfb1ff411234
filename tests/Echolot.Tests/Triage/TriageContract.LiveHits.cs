using Dapper;
using Echolot.Mentions;
using Echolot.Triage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Triage;

/// <summary>Taking back what rules did as mentions came in.</summary>
public abstract partial class TriageContract
{
    [Fact]
    public async Task What_a_rule_did_live_is_taken_back_by_the_time_of_its_hits_but_for_what_was_changed_since()
    {
        var label = (await Archive.FreeLabelAsync("Jacken", Cancel)).Id;
        var other = await SaveAsync("alles", "Wort", WorkChange.Flag(true));
        var rule = await SaveAsync(
            "Jacken", "Jacke", WorkChange.Judge(Verdict.Noise), WorkChange.Tone(Sentiment.Negative), WorkChange.Label(label),
            WorkChange.Assign(Mira), WorkChange.Hide(true));
        var early = await HearAsync(Keep("a", "Jacke Wort"));
        Clock.Now += TimeSpan.FromHours(1);
        var begin = Clock.Now;
        var late = await HearAsync([.. Enumerable.Range(0, 25).Select(i => Keep($"b{i}", "Jacke Wort", i + 1))]);
        var before = await StateAsync([.. early, .. late]);
        // A person decides otherwise about three of them, and about one what the rule says anyway.
        await Archive.WorkAsync([late[0]], [WorkChange.Judge(Verdict.Relevant)], new(8), Cancel);
        await Archive.WorkAsync([late[1]], [WorkChange.Hide(false)], new(8), Cancel);
        await Archive.WorkAsync([late[2]], [WorkChange.Tone(Sentiment.Positive), WorkChange.Label(label, false)], new(8), Cancel);
        await Archive.WorkAsync([late[3]], [WorkChange.Assign(Mira)], new(8), Cancel);

        (await Desk.HitsAsync(rule.Id, begin, null, null, 500, Cancel)).Select(h => h.MentionId).Order().ShouldBe(late.Order());
        Clock.Now += TimeSpan.FromHours(1);
        Desk.RunPortion = 10;
        var run = await Desk.UndoHitsAsync(rule.Id, begin, Clock.Now, Mira, Cancel);
        (run.Total, run.RuleId, run.Undoes).ShouldBe((25, rule.Id, null));
        await WorkOffAsync();

        var done = (await Desk.RunAsync(run.Id, Cancel)).ShouldNotBeNull();
        (done.State, done.Looked, done.Changed, done.CanUndo).ShouldBe((RunState.Done, 25, 25, true));
        var after = await StateAsync([.. early, .. late]);
        after[early[0]].ShouldBe(before[early[0]]);
        var untouched = Word(0, null, null, false, false);
        after[late[0]].ShouldBe(Word((long)Verdict.Relevant, null, null, false, false));
        after[late[2]].ShouldBe(Word(0, (long)Sentiment.Positive, null, false, false));
        late.Except([late[0], late[2]]).ShouldAllBe(id => after[id] == untouched);
        // What the other rule did stays.
        (await ListAsync(new() { Flagged = true }, 500)).Count.ShouldBe(25);
        (await Desk.RulesAsync(Cancel)).Select(r => r.Hits).ShouldBe([26, 1]);
        (await Desk.HitsAsync(rule.Id, null, null, null, 500, Cancel)).Count(h => h.UndoneBy == run.Id).ShouldBe(25);
        await using var read = await Db.ReadAsync(Cancel);
        (await read.QuerySingleAsync<string>("select detail from audit where what = 'run.asked'"))
            .ShouldContain($"rule:{rule.Id}, hits from {begin:O}");

        // It is not taken back twice, also not where somebody sets by hand what the rule had set.
        await Archive.WorkAsync([late[5]], [WorkChange.Judge(Verdict.Noise)], new(8), Cancel);
        (await Should.ThrowAsync<TriageException>(() => Desk.UndoHitsAsync(rule.Id, begin, Clock.Now, Mira, Cancel)))
            .Why.ShouldBe(TriageRefusal.NothingToUndo);
        (await Desk.UndoHitsAsync(other.Id, begin, Clock.Now, Mira, Cancel)).Total.ShouldBe(25);
    }

    [Fact]
    public async Task What_was_taken_back_is_not_done_again_by_a_fact_that_comes_again_or_an_edit_and_can_be_put_back()
    {
        var rule = await SaveAsync("spät", "spät", WorkChange.Flag(true));
        var fact = await ArriveAsync(Keep("a", "spät"), Keep("b", "spät", 1));
        await Desk.HearAsync(fact, Cancel);
        var run = await Desk.UndoHitsAsync(rule.Id, default, Clock.Now.AddSeconds(1), Mira, Cancel);
        await WorkOffAsync();
        (await ListAsync(new() { Flagged = true })).ShouldBeEmpty();
        await NewDesk().HearAsync(fact, Cancel);
        await NewDesk().HearAsync(new([.. fact.Items.Select(m => m with { Revised = true })]), Cancel);
        (await ListAsync(new() { Flagged = true })).ShouldBeEmpty();

        await Desk.UndoAsync(run.Id, Mira, Cancel);
        await WorkOffAsync();
        (await ListAsync(new() { Flagged = true })).ShouldBe(["b", "a"]);
        (await Desk.RuleAsync(rule.Id, Cancel)).ShouldNotBeNull().Hits.ShouldBe(2);
        (await Desk.UndoHitsAsync(rule.Id, default, Clock.Now.AddSeconds(1), Mira, Cancel)).Total.ShouldBe(2);
        await WorkOffAsync();
        (await ListAsync(new() { Flagged = true })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_over_the_past_does_again_what_was_taken_back_and_its_undo_takes_it_back_again()
    {
        var rule = await SaveAsync("spät", "spät", WorkChange.Flag(true));
        await HearAsync(Keep("a", "spät"), Keep("b", "spät", 1));
        var undo = await Desk.UndoHitsAsync(rule.Id, default, Clock.Now.AddSeconds(1), Mira, Cancel);
        await WorkOffAsync();
        (await StateOfHitsAsync()).ShouldBe((0, 0, 2, 0, 0));

        var run = await Desk.StartRuleAsync(rule.Id, Mira, Cancel);
        await WorkOffAsync();
        (await StateOfHitsAsync()).ShouldBe((2, 2, 0, 2, 2));
        (await Desk.HitsAsync(rule.Id, null, null, null, 9, Cancel)).ShouldAllBe(h => !h.TakenBack && h.RedoneBy == run.Id);
        // The run has its own way back; the one of its first undo changes nothing any more.
        (await Should.ThrowAsync<TriageException>(() => Desk.UndoHitsAsync(rule.Id, default, Clock.Now.AddSeconds(1), Mira, Cancel)))
            .Why.ShouldBe(TriageRefusal.NothingToUndo);
        await Desk.UndoAsync(undo.Id, Mira, Cancel);
        await WorkOffAsync();
        (await StateOfHitsAsync()).ShouldBe((2, 2, 0, 2, 2));

        await Desk.UndoAsync(run.Id, Mira, Cancel);
        await WorkOffAsync();
        (await StateOfHitsAsync()).ShouldBe((0, 0, 2, 0, 0));

        async Task<(int Flagged, long Hits, long Undone, long Redone, int ByRun)> StateOfHitsAsync()
        {
            var day = (await Desk.HitDaysAsync(rule.Id, Cancel)).ShouldHaveSingleItem();
            return ((await ListAsync(new() { Flagged = true })).Count, (await Desk.RuleAsync(rule.Id, Cancel))!.Hits, day.Undone,
                day.Redone, (await Desk.HitsAsync(rule.Id, null, null, null, 9, Cancel)).Count(h => h.RedoneBy is not null));
        }
    }

    [Fact]
    public async Task Hits_are_listed_by_days_of_the_workspaces_clock_and_page_by_page_without_those_of_runs()
    {
        var rule = await SaveAsync("spät", "spät", WorkChange.Flag(true));
        Clock.Now = new(2026, 3, 1, 22, 30, 0, TimeSpan.Zero);
        Archive.Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var first = await HearAsync(Keep("a", "spät"));
        Clock.Now += TimeSpan.FromHours(1);
        var second = await HearAsync(Keep("b", "spät", 1), Keep("c", "spät", 2));
        await KeepAsync(Keep("d", "spät", 3));
        await Desk.StartRuleAsync(rule.Id, Mira, Cancel);
        await WorkOffAsync();
        var days = await Desk.HitDaysAsync(rule.Id, Cancel);
        days.Select(d => (d.Day, d.Hits, d.Undone)).ShouldBe([(new(2026, 3, 2), 2, 0), (new(2026, 3, 1), 1, 0)]);
        (days[0].From, days[0].To).ShouldBe(
            (new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 2, 23, 0, 0, TimeSpan.Zero)));
        var page = await Desk.HitsAsync(rule.Id, null, null, null, 2, Cancel);
        page.Select(h => h.MentionId).Order().ShouldBe(second.Order());
        (await Desk.HitsAsync(rule.Id, null, null, page[1], 2, Cancel)).Select(h => h.MentionId).ShouldBe(first);
        await Desk.UndoHitsAsync(rule.Id, days[0].From, days[0].To, Mira, Cancel);
        await WorkOffAsync();
        (await Desk.HitDaysAsync(rule.Id, Cancel)).Select(d => (d.Hits, d.Undone)).ShouldBe([(2, 2), (1, 0)]);
        (await Should.ThrowAsync<TriageException>(() => Desk.UndoHitsAsync(999, default, Clock.Now, Mira, Cancel))).Why
            .ShouldBe(TriageRefusal.NotFound);
    }

    private async Task<IReadOnlyList<long>> HearAsync(params Keep[] batch)
    {
        var fact = await ArriveAsync(batch);
        await Desk.HearAsync(fact, Cancel);
        return [.. fact.Items.Select(i => i.Id)];
    }

    /// <summary>What a rule can change of each mention: verdict, sentiment by hand, whose it is, labelled, hidden.</summary>
    private async Task<Dictionary<long, string>> StateAsync(IReadOnlyList<long> ids)
    {
        await using var read = await Db.ReadAsync(Cancel);
        return (await read.QueryAsync<(long Id, long Verdict, long? Tone, long? Person, long Labels, long Hidden)>(
            $"""
            select m.id, coalesce(s.verdict, 0), m.sentiment_set, s.assigned_to,
                (select count(*) from mention_label l where l.mention_id = m.id), m.hidden
            from mention m left join mention_state s on s.mention_id = m.id where m.id in ({string.Join(',', ids)})
            """)).ToDictionary(r => r.Id, r => Word(r.Verdict, r.Tone, r.Person, r.Labels > 0, r.Hidden != 0));
    }

    private static string Word(long verdict, long? tone, long? person, bool labelled, bool hidden) =>
        $"{verdict} {tone} {person} {labelled} {hidden}";
}
