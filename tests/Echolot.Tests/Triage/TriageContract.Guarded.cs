using Dapper;
using Echolot.Mentions;
using Echolot.Triage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Triage;

public abstract partial class TriageContract
{
    [Fact]
    public async Task Nobody_writes_over_what_somebody_else_saved_of_a_rule_meanwhile()
    {
        var rule = await SaveAsync("spät", "spät", WorkChange.Flag(true));
        var theirs = await Desk.SaveRuleAsync(
            rule.Id, rule.Draft with { Condition = new() { Query = "spät AND paket" } }, 8, rule.ChangedAt, Cancel);
        theirs.ChangedAt.ShouldBeGreaterThan(rule.ChangedAt);
        (await Should.ThrowAsync<TriageException>(() => Desk.SaveRuleAsync(
            rule.Id, rule.Draft with { Stops = true }, Mira, rule.ChangedAt, Cancel))).Why.ShouldBe(TriageRefusal.ChangedMeanwhile);
        (await Desk.RuleAsync(rule.Id, Cancel))!.Draft.Condition.Query.ShouldBe("spät AND paket");
        await Desk.SaveRuleAsync(rule.Id, theirs.Draft with { Stops = true }, Mira, theirs.ChangedAt, Cancel);
    }

    [Fact]
    public async Task Of_people_who_save_a_rule_at_the_same_moment_one_does_and_the_others_are_told()
    {
        var rule = await SaveAsync("spät", "spät", WorkChange.Flag(true));
        for (var round = 0; round < 5; round++)
        {
            var saved = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
            {
                try
                {
                    return await Desk.SaveRuleAsync(rule.Id, rule.Draft with { Name = $"spät {i}" }, Mira, rule.ChangedAt, Cancel);
                }
                catch (TriageException refused) when (refused.Why is TriageRefusal.ChangedMeanwhile)
                {
                    return null;
                }
            }));
            var one = saved.OfType<Rule>().ShouldHaveSingleItem();
            rule = (await Desk.RuleAsync(rule.Id, Cancel))!;
            (rule.Name, rule.ChangedAt).ShouldBe((one.Name, one.ChangedAt));
        }
    }

    [Fact]
    public async Task Switching_a_rule_changes_nothing_else_of_it()
    {
        var rule = await SaveAsync("spät", "spät", WorkChange.Flag(true));
        (await Desk.SwitchRuleAsync(rule.Id, false, Mira, Cancel)).ShouldBeTrue();
        var off = (await Desk.RuleAsync(rule.Id, Cancel))!;
        off.Draft.Active.ShouldBeFalse();
        (off.Name, off.Draft.Condition.Query).ShouldBe((rule.Name, "spät"));
        off.Draft.Changes.ShouldBe(rule.Draft.Changes);
        (await Desk.RuleVersionsAsync(rule.Id, Cancel)).Count.ShouldBe(2);
        (await Desk.SwitchRuleAsync(4711, true, Mira, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_removed_or_merged_a_label_stands_in_the_audit_log()
    {
        var above = await Archive.AddLabelAsync(new("Lieferung", IsCategory: true), Cancel);
        await Archive.AddLabelAsync(new("Verspätung", IsCategory: true, ParentId: above.Id), Cancel);
        var (one, two) = (await Archive.FreeLabelAsync("eilig", Cancel), await Archive.FreeLabelAsync("dringend", Cancel));
        (await Desk.MergeLabelAsync(one.Id, two.Id, Mira, Cancel)).ShouldBeTrue();
        await Desk.RemoveLabelAsync(above.Id, Mira, Cancel);
        var removal = (await Archive.LabelRemovalsAsync(Cancel))[0];
        (await Desk.RestoreLabelAsync(removal.Id, Mira, Cancel)).ShouldBeTrue();
        (await Desk.RestoreLabelAsync(removal.Id, Mira, Cancel)).ShouldBeFalse();
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<(string, string, long)>(
            "select what, detail, actor_id from audit where what like 'label.%' order by id")).ShouldBe(
            [("label.merged", "eilig → dringend", Mira), ("label.removed", "Lieferung, Lieferung › Verspätung; 0 mentions", Mira),
                ("label.restored", "Lieferung", Mira)]);
    }

    [Fact]
    public async Task Every_run_is_found_page_by_page()
    {
        for (var i = 0; i < 5; i++) await Desk.StartAsync(new(), [WorkChange.Flag(true)], Mira, Cancel);
        var first = await Desk.RunsAsync(null, 2, Cancel);
        var then = await Desk.RunsAsync(first[^1].Id, 10, Cancel);
        (first.Count, then.Count).ShouldBe((2, 3));
        first.Concat(then).Select(r => r.Id).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task A_failed_run_goes_on_from_where_it_stopped()
    {
        await KeepAsync([.. Enumerable.Range(0, 5).Select(i => Keep($"m{i}", "Jacke", i))]);
        Desk.RunPortion = 1;
        Desk.RunAgain = TimeSpan.FromMilliseconds(1);
        var run = await Desk.StartAsync(new(), [WorkChange.Flag(true)], Mira, Cancel);
        await RefusedAsync(run.Id, TriageRefusal.NothingToGoOnWith);
        await RefusedAsync(run.Id + 99, TriageRefusal.NotFound);
        // The first portion can be written, the second cannot.
        await ExecuteAsync("create unique index only_one on mention_history (run_id)");
        await WorkOffAsync();
        var failed = (await Desk.RunAsync(run.Id, Cancel))!;
        (failed.State, failed.CanGoOn, failed.Looked, failed.Changed).ShouldBe((RunState.Failed, true, 1L, 1L));
        await ExecuteAsync("drop index only_one");
        (await Desk.GoOnAsync(run.Id, Mira, Cancel)).State.ShouldBe(RunState.Waiting);
        await WorkOffAsync();
        var done = (await Desk.RunAsync(run.Id, Cancel))!;
        (done.State, done.Looked, done.Changed, done.Problem).ShouldBe((RunState.Done, 5L, 5L, null));
        await RefusedAsync(run.Id, TriageRefusal.NothingToGoOnWith);

        Task ExecuteAsync(string sql) =>
            Db.WriteAsync(scope => scope.Connection.ExecuteAsync(sql, transaction: scope.Transaction), Cancel);

        async Task RefusedAsync(long id, TriageRefusal why) => (await Should.ThrowAsync<TriageException>(
            () => Desk.GoOnAsync(id, Mira, Cancel))).Why.ShouldBe(why);
    }

    [Fact]
    public async Task A_run_that_fails_for_a_moment_is_tried_again_and_one_that_goes_on_failing_says_so()
    {
        await KeepAsync(Keep("a", "Jacke"));
        Desk.RunAgain = TimeSpan.FromSeconds(3);
        var run = await Desk.StartAsync(new(), [WorkChange.Flag(true)], Mira, Cancel);
        await RenameAsync("mention_history", "history_away");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var working = Desk.WorkAsync(stop.Token);
        await Task.Delay(200, Cancel);
        await RenameAsync("history_away", "mention_history");
        await EndedAsync(run.Id);
        (await ListAsync(new() { Flagged = true })).ShouldBe(["a"]);

        await RenameAsync("mention_history", "history_away");
        Desk.RunAgain = TimeSpan.FromMilliseconds(20);
        run = await Desk.StartAsync(new(), [WorkChange.Flag(false)], Mira, Cancel);
        await EndedAsync(run.Id);
        (await Desk.RunAsync(run.Id, Cancel))!.State.ShouldBe(RunState.Failed);
        await RenameAsync("history_away", "mention_history");
        (await Desk.GoOnAsync(run.Id, Mira, Cancel)).Problem.ShouldBeNull();
        await EndedAsync(run.Id);
        (await Desk.RunAsync(run.Id, Cancel))!.State.ShouldBe(RunState.Done);
        (await ListAsync(new() { Flagged = true })).ShouldBeEmpty();
        await stop.CancelAsync();
        await working;

        async Task EndedAsync(long id)
        {
            while (!(await Desk.RunAsync(id, Cancel))!.Ended) await Task.Delay(10, Cancel);
        }
    }
}
