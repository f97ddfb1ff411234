using Dapper;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Tests.Mentions;
using Echolot.Triage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Triage;

public sealed class TriageOnSqlite() : TriageContract(Engine.Sqlite);

public sealed class TriageOnPostgres() : TriageContract(Engine.Postgres);

/// <summary>Rules over the stream and the past, runs that go on after a crash and can be taken back, views.</summary>
public abstract partial class TriageContract(Engine engine) : ArchiveContract(engine)
{
    private const long Mira = 7;

    private TriageDesk Desk { get; set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Desk = NewDesk();
    }

    [Fact]
    public async Task Rules_work_in_their_order_and_one_that_stops_keeps_the_later_ones_away()
    {
        var late = await SaveAsync("spät", "spät", WorkChange.Judge(Verdict.Relevant));
        await SaveAsync("alles", "Wort", WorkChange.Flag(true));
        var fact = await ArriveAsync(Keep("a", "spät das Wort"), Keep("b", "nur Wort", 1), Keep("c", "anderes", 2));
        await Desk.HearAsync(fact, Cancel);
        (await ListAsync(new() { Verdicts = [Verdict.Relevant] })).ShouldBe(["a"]);
        (await ListAsync(new() { Flagged = true })).ShouldBe(["b", "a"]);

        await Desk.SaveRuleAsync(late.Id, late.Draft with { Stops = true }, Mira, Cancel);
        await Desk.HearAsync(await ArriveAsync(Keep("d", "wieder spät ein Wort", 3)), Cancel);
        (await ListAsync(new() { Verdicts = [Verdict.Relevant] })).ShouldBe(["d", "a"]);
        (await ListAsync(new() { Flagged = true })).ShouldBe(["b", "a"]);

        await Desk.MoveRuleAsync(late.Id, 2, Mira, Cancel);
        await Desk.HearAsync(await ArriveAsync(Keep("e", "noch spät ein Wort", 4)), Cancel);
        (await ListAsync(new() { Flagged = true })).ShouldBe(["e", "b", "a"]);
        (await Desk.RulesAsync(Cancel)).Select(r => (r.Name, r.Position, r.Hits)).ShouldBe([("alles", 1, 3), ("spät", 2, 3)]);
    }

    [Fact]
    public async Task Over_the_past_a_rule_leaves_out_what_an_earlier_one_that_stops_keeps_from_it()
    {
        await ArriveAsync(Keep("a", "spät das Wort"), Keep("b", "nur Wort", 1));
        var stop = await SaveAsync("spät", "spät", WorkChange.Judge(Verdict.Relevant));
        await Desk.SaveRuleAsync(stop.Id, stop.Draft with { Stops = true }, Mira, Cancel);
        var rule = await SaveAsync("alles", "Wort", WorkChange.Flag(true));
        await Desk.StartRuleAsync(rule.Id, Mira, Cancel);
        await WorkOffAsync();
        (await ListAsync(new() { Flagged = true })).ShouldBe(["b"]);
        await Desk.MoveRuleAsync(rule.Id, 1, Mira, Cancel);
        await Desk.StartRuleAsync(rule.Id, Mira, Cancel);
        await WorkOffAsync();
        (await ListAsync(new() { Flagged = true })).ShouldBe(["b", "a"]);
    }

    [Fact]
    public async Task A_fact_that_comes_again_counts_once_and_leaves_what_somebody_changed()
    {
        var rule = await SaveAsync("spät", "spät", WorkChange.Flag(true), WorkChange.Tone(Sentiment.Negative));
        var fact = await ArriveAsync(Keep("a", "spät"));
        await Desk.HearAsync(fact, Cancel);
        await Archive.WorkAsync([fact.Items[0].Id], [WorkChange.Flag(false)], new(Mira), Cancel);
        // As after a crash: the position of the subscriber was not written down.
        await NewDesk().HearAsync(fact, Cancel);

        (await ListAsync(new() { Flagged = true })).ShouldBeEmpty();
        (await Desk.RuleAsync(rule.Id, Cancel)).ShouldNotBeNull().Hits.ShouldBe(1);
        var steps = await Archive.HistoryAsync(fact.Items[0].Id, Cancel);
        steps.Select(s => (s.Field, s.RuleId, s.PersonId)).ShouldBe(
            [(WorkField.Flag, null, Mira), (WorkField.Sentiment, rule.Id, null), (WorkField.Flag, rule.Id, null)]);
    }

    [Fact]
    public async Task A_fact_that_comes_again_finds_each_mention_behind_the_last_rule_that_hit_it()
    {
        await SaveAsync("ruhig", new Condition { Sentiments = [Sentiment.Neutral] }, WorkChange.Flag(true));
        var stop = await SaveAsync("laut", new Condition { Sentiments = [Sentiment.Negative] }, WorkChange.Tone(Sentiment.Neutral));
        await Desk.SaveRuleAsync(stop.Id, stop.Draft with { Stops = true }, Mira, Cancel);
        await SaveAsync("alles", "Wort", WorkChange.Judge(Verdict.Relevant));
        var fact = await ArriveAsync(Keep("a", "ein Wort", 0, Neutral with { Sentiment = Sentiment.Negative }));
        await Desk.HearAsync(fact, Cancel);
        await NewDesk().HearAsync(fact, Cancel);

        // What the second rule changed makes it fit the first one, and no longer the one that keeps the third away.
        (await ListAsync(new() { Flagged = true })).ShouldBeEmpty();
        (await ListAsync(new() { Verdicts = [Verdict.Relevant] })).ShouldBeEmpty();
        (await Desk.RulesAsync(Cancel)).Select(r => r.Hits).ShouldBe([0, 1, 0]);
    }

    [Fact]
    public async Task What_a_rule_hits_as_it_arrives_is_what_it_hits_in_the_past()
    {
        var conditions = new Condition[]
        {
            new() { Query = "Jacke" }, new() { Query = "Jacke OR Hose", Monitors = [2] },
            new() { Query = "Jacke NOT rot", Languages = ["en"] }, new() { Sentiments = [Sentiment.Negative] },
            new() { Kinds = [ItemKind.Review] }, new() { AuthorId = "author-1", Query = "Hose" },
            new() { Sources = ["push:crm:main"], Query = "rot*" }, new() { AuthorId = "author-1", Network = "push" },
        };
        var random = new Random(4711);
        string[] words = ["Jacke", "Hose", "rot", "blau", "rote", "Wort"];
        var batch = Enumerable.Range(0, 200).Select(i => Keep(
            Mention($"m{i}", string.Join(' ', random.GetItems(words, 4)), TimeSpan.FromMinutes(i),
                instance: i % 3 == 0 ? "crm" : "shop") with { Kind = i % 5 == 0 ? ItemKind.Review : ItemKind.Post },
            Neutral with { Language = i % 2 == 0 ? "en" : "de", Sentiment = i % 4 == 0 ? Sentiment.Negative : Sentiment.Neutral },
            i % 7 == 0 ? [1, 2] : [1])).ToArray();
        var labels = new List<long>();
        foreach (var (condition, i) in conditions.Select((c, i) => (c, i)))
        {
            labels.Add((await Archive.FreeLabelAsync($"Regel {i}", Cancel)).Id);
            await Desk.SaveRuleAsync(null, new($"{i}", condition, [WorkChange.Label(labels[i])]), Mira, Cancel);
        }
        await Desk.HearAsync(await ArriveAsync(batch), Cancel);

        for (var i = 0; i < conditions.Length; i++)
        {
            var live = await ListAsync(new() { Labels = [labels[i]] }, 1000);
            live.ShouldBe(await ListAsync(conditions[i].ToFilter(), 1000), conditions[i].ToString());
            live.ShouldNotBeEmpty();
            (await Desk.PreviewAsync(conditions[i], Cancel)).Count.Value.ShouldBe(live.Count);
        }
    }

    [Fact]
    public async Task A_rule_over_the_past_shows_its_progress_and_is_taken_back_whole()
    {
        await KeepAsync([.. Enumerable.Range(0, 2500).Select(i => Keep($"m{i}", i % 2 == 0 ? "Jacke" : "Hose", i))]);
        var rule = await SaveAsync("Jacken", "Jacke", WorkChange.Judge(Verdict.Noise), WorkChange.Hide(true));
        (await Desk.PreviewAsync(rule.Draft.Condition, Cancel)).Count.Value.ShouldBe(1250);
        var run = await Desk.StartRuleAsync(rule.Id, Mira, Cancel);
        (run.Total, run.State, run.Share).ShouldBe((1250, RunState.Waiting, 0));
        await WorkOffAsync();

        var done = (await Desk.RunAsync(run.Id, Cancel)).ShouldNotBeNull();
        (done.State, done.Looked, done.Changed, done.CanUndo).ShouldBe((RunState.Done, 1250, 1250, true));
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(1250);
        (await Desk.RuleAsync(rule.Id, Cancel)).ShouldNotBeNull().Hits.ShouldBe(1250);

        await Desk.UndoAsync(run.Id, Mira, Cancel);
        await WorkOffAsync();
        (await Archive.CountAsync(new(), Cancel)).ShouldBe(2500);
        (await Archive.CountAsync(new() { Verdicts = [Verdict.Noise] }, Cancel)).ShouldBe(0);
        (await Desk.RuleAsync(rule.Id, Cancel)).ShouldNotBeNull().Hits.ShouldBe(0);
        (await Desk.RunAsync(run.Id, Cancel)).ShouldNotBeNull().CanUndo.ShouldBeFalse();
        (await Should.ThrowAsync<TriageException>(() => Desk.UndoAsync(run.Id, Mira, Cancel)))
            .Why.ShouldBe(TriageRefusal.NothingToUndo);
    }

    [Fact]
    public async Task A_run_changes_exactly_what_fits_the_filter_even_where_the_change_moves_it_out_of_the_filter()
    {
        await KeepAsync([.. Enumerable.Range(0, 2300).Select(i => Keep($"m{i}", i % 2 == 0 ? "Jacke" : "Hose", i))]);
        await Desk.StartAsync(
            new() { Read = false, Reader = Mira, Search = "Hose" }, [WorkChange.Read(true), WorkChange.Flag(true)], Mira, Cancel);
        await WorkOffAsync();
        (await Archive.CountAsync(new() { Read = true, Reader = Mira }, Cancel)).ShouldBe(1150);
        (await Archive.CountAsync(new() { Flagged = true, Search = "Jacke" }, Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_run_that_was_interrupted_goes_on_where_it_was_and_changes_nothing_twice()
    {
        await KeepAsync([.. Enumerable.Range(0, 2500).Select(i => Keep($"m{i}", "Jacke", i))]);
        var run = await Desk.StartAsync(new(), [WorkChange.Flag(true)], Mira, Cancel);
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel))
        {
            var working = Desk.WorkAsync(stop.Token);
            while ((await Desk.RunAsync(run.Id, Cancel))!.Looked == 0) await Task.Delay(5, Cancel);
            await stop.CancelAsync();
            await working;
        }
        Desk = NewDesk();
        await WorkOffAsync();
        var done = (await Desk.RunAsync(run.Id, Cancel)).ShouldNotBeNull();
        (done.State, done.Looked, done.Changed).ShouldBe((RunState.Done, 2500, 2500));
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from mention_history")).ShouldBe(2500);
    }

    [Fact]
    public async Task A_small_run_does_not_wait_for_the_end_of_a_large_one()
    {
        var kept = await KeepAsync([.. Enumerable.Range(0, 300).Select(i => Keep($"m{i}", "Jacke", i))]);
        (Desk.RunPortion, Desk.RunTurn) = (10, TimeSpan.Zero);
        await Desk.StartAsync(new(), [WorkChange.Flag(true)], Mira, Cancel);
        var small = await Desk.StartAsync(new() { Ids = [kept[0].Id] }, [WorkChange.Judge(Verdict.Noise)], Mira, Cancel);
        await WorkOffAsync();
        (await Archive.CountAsync(new() { Flagged = true }, Cancel)).ShouldBe(300);
        await using var connection = await Db.ReadAsync(Cancel);
        // The lines of the history are in the order in which things were done.
        (await connection.ExecuteScalarAsync<long>(
            "select count(*) from mention_history where id < (select id from mention_history where run_id = @Id)", small))
            .ShouldBeLessThan(100);
    }

    [Fact]
    public async Task Runs_go_on_after_the_database_failed()
    {
        await KeepAsync(Keep("a", "Jacke"));
        await Desk.StartAsync(new(), [WorkChange.Flag(true)], Mira, Cancel);
        await RenameAsync("run", "run_away");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var working = Desk.WorkAsync(stop.Token);
        await Task.Delay(300, Cancel);
        await RenameAsync("run_away", "run");
        while ((await Desk.RunsAsync(50, Cancel)).Any(r => !r.Ended)) await Task.Delay(10, Cancel);
        (await ListAsync(new() { Flagged = true })).ShouldBe(["a"]);
        await stop.CancelAsync();
        await working;
    }

    [Fact]
    public async Task A_run_that_is_stopped_stays_where_it_is()
    {
        await KeepAsync(Keep("a", "Jacke"));
        var run = await Desk.StartAsync(new(), [WorkChange.Flag(true)], Mira, Cancel);
        (await Desk.CancelRunAsync(run.Id, Cancel)).ShouldBeTrue();
        await Desk.StartAsync(new() { Search = "nichts" }, [WorkChange.Flag(true)], Mira, Cancel);
        await WorkOffAsync();
        (await ListAsync(new() { Flagged = true })).ShouldBeEmpty();
        (await Desk.CancelRunAsync(run.Id, Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_rule_without_name_condition_or_action_is_refused_and_so_is_a_query_about_states()
    {
        var good = new RuleDraft("x", new() { Query = "x" }, [WorkChange.Flag(true)]);
        foreach (var (draft, why) in new (RuleDraft, TriageRefusal)[]
        {
            (good with { Name = " " }, TriageRefusal.NameMissing),
            (good with { Name = new string('x', 81) }, TriageRefusal.NameTooLong),
            (good with { Condition = new() }, TriageRefusal.ConditionMissing),
            (good with { Changes = [] }, TriageRefusal.ChangesMissing),
            (good with { Changes = [WorkChange.Read(true)] }, TriageRefusal.ReadByRule),
        })
            (await Should.ThrowAsync<TriageException>(() => Desk.SaveRuleAsync(null, draft, Mira, Cancel))).Why.ShouldBe(why);
        await Should.ThrowAsync<QueryException>(
            () => Desk.SaveRuleAsync(null, good with { Condition = new() { Query = "x is:flagged" } }, Mira, Cancel));
        (await Should.ThrowAsync<TriageException>(() => Desk.SaveRuleAsync(4711, good, Mira, Cancel))).Why
            .ShouldBe(TriageRefusal.NotFound);
    }

    [Fact]
    public async Task A_rule_whose_label_was_removed_hits_nothing_and_does_nothing_and_the_others_go_on()
    {
        var label = await Archive.FreeLabelAsync("weg", Cancel);
        // It would end the chain, and does not where it does nothing.
        var gone = await Desk.SaveRuleAsync(null, new("eins", new() { Query = "Wort" }, [WorkChange.Label(label.Id)], Stops: true), Mira, Cancel);
        var other = await SaveAsync("zwei", "Wort", WorkChange.Flag(true));
        await Archive.RemoveLabelAsync(label.Id, Cancel);
        await Desk.HearAsync(await ArriveAsync(Keep("a", "Wort")), Cancel);
        (await ListAsync(new() { Flagged = true })).ShouldBe(["a"]);
        var run = await Desk.StartRuleAsync(gone.Id, Mira, Cancel);
        await WorkOffAsync();
        (await Desk.RunAsync(run.Id, Cancel)).ShouldNotBeNull().CanUndo.ShouldBeFalse();
        (await Desk.RulesAsync(Cancel)).Select(r => r.Hits).ShouldBe([0, 1]);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from rule_hit where rule_id = @Id", gone)).ShouldBe(0);

        // Nor does it keep anything from the others in the past.
        await KeepAsync(Keep("b", "Wort", 1));
        await Desk.StartRuleAsync(other.Id, Mira, Cancel);
        await WorkOffAsync();
        (await ListAsync(new() { Flagged = true })).ShouldBe(["b", "a"]);
    }

    [Fact]
    public async Task Hits_that_were_taken_back_keep_no_later_rule_away()
    {
        var stop = await SaveAsync("zu weit", "Wort", WorkChange.Judge(Verdict.Relevant));
        stop = await Desk.SaveRuleAsync(stop.Id, stop.Draft with { Stops = true }, Mira, Cancel);
        var later = await SaveAsync("alles", "Wort", WorkChange.Flag(true));
        await Desk.HearAsync(await ArriveAsync(Keep("a", "ein Wort")), Cancel);
        await Desk.UndoHitsAsync(stop.Id, DateTimeOffset.UnixEpoch, new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero), Mira, Cancel);
        await WorkOffAsync();
        await Desk.SaveRuleAsync(stop.Id, stop.Draft with { Condition = new() { Query = "Jacke" } }, Mira, Cancel);
        await Desk.StartRuleAsync(later.Id, Mira, Cancel);
        await WorkOffAsync();
        (await ListAsync(new() { Flagged = true })).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Forgotten_mentions_leave_no_hit_behind()
    {
        await SaveAsync("alles", "Wort", WorkChange.Flag(true));
        var fact = await ArriveAsync(Keep("a", "Wort"));
        await Desk.HearAsync(fact, Cancel);
        await Desk.ForgetAsync(new([fact.Items[0].Id], "Erased"), Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<long>("select count(*) from rule_hit")).ShouldBe(0);
    }

    [Fact]
    public async Task Views_are_ones_own_or_shared_and_only_their_owner_changes_them()
    {
        var own = await Desk.AddViewAsync(Mira, "Eilig", "tag=eilig", false, Cancel);
        var shared = await Desk.AddViewAsync(8, "Presse", "kind=article", true, Cancel);
        (await Desk.ViewsAsync(Mira, Cancel)).Select(v => v.Name).ShouldBe(["Eilig", "Presse"]);
        (await Desk.ViewsAsync(9, Cancel)).Select(v => v.Name).ShouldBe(["Presse"]);
        (await Desk.ChangeViewAsync(Mira, own.Id, "Dringend", "tag=dringend", true, Cancel)).Filters.ShouldBe("tag=dringend");
        (await Desk.ViewsAsync(9, Cancel)).Count.ShouldBe(2);
        (await Should.ThrowAsync<TriageException>(() => Desk.ChangeViewAsync(Mira, shared.Id, "x", "", true, Cancel)))
            .Why.ShouldBe(TriageRefusal.NotYours);
        (await Desk.RemoveViewAsync(Mira, shared.Id, Cancel)).ShouldBeFalse();
        (await Desk.RemoveViewAsync(8, shared.Id, Cancel)).ShouldBeTrue();
        (await Should.ThrowAsync<TriageException>(() => Desk.AddViewAsync(Mira, "", "", false, Cancel))).Why
            .ShouldBe(TriageRefusal.NameMissing);
    }

    private TriageDesk NewDesk()
    {
        var bus = new Bus(Db, Clock);
        var privacy = new PrivacyOffice(Db, () => [], new EphemeralDataProtectionProvider(), Clock);
        return new(Db, Archive, bus, privacy, Clock, NullLogger<TriageDesk>.Instance);
    }

    private Task<Rule> SaveAsync(string name, string query, params WorkChange[] changes) =>
        SaveAsync(name, new Condition { Query = query }, changes);

    private Task<Rule> SaveAsync(string name, Condition condition, params WorkChange[] changes) =>
        Desk.SaveRuleAsync(null, new(name, condition, changes), Mira, Cancel);

    private async Task<MentionsKept> ArriveAsync(params Keep[] batch)
    {
        var kept = await KeepAsync(batch);
        return new([.. kept.Select((k, i) => new KeptMention(
            k.Id, false, [.. batch[i].Matches.Select(m => m.MonitorId)], batch[i].Mention.PublishedAt,
            batch[i].Mention.ReceivedAt))]);
    }

    private Task RenameAsync(string table, string name) => Db.WriteAsync(
        scope => scope.Connection.ExecuteAsync($"alter table {table} rename to {name}", transaction: scope.Transaction), Cancel);

    private async Task WorkOffAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var working = Desk.WorkAsync(stop.Token);
        while ((await Desk.RunsAsync(50, Cancel)).Any(r => !r.Ended)) await Task.Delay(10, Cancel);
        await stop.CancelAsync();
        await working;
    }
}
