using System.Text;
using System.Text.Json;
using Dapper;
using Echolot.Conversations;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Tables;
using Echolot.Teams;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Conversations.ConversationState;

namespace Echolot.Tests.Conversations.Reports;

public sealed class CareReportsOnSqlite() : CareReportsContract(Engine.Sqlite);

public sealed class CareReportsOnPostgres() : CareReportsContract(Engine.Postgres);

/// <summary>What the figures of the care desk promise on every engine.</summary>
public abstract class CareReportsContract(Engine engine) : DatabaseContract(engine)
{
    private static readonly DateOnly monday = new(2026, 9, 7);
    private CareHouse _house = null!;

    private CareReports Reports => _house.Reports;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _house = await CareHouse.OpenAsync(Db);
    }

    public override async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task What_was_written_is_what_is_made_again_of_what_happened()
    {
        await LiveAWeekAsync();
        var written = await RowsAsync();
        written.Outcomes.Count.ShouldBeGreaterThan(10);
        await Reports.RecomputeAsync(missingOnly: false, Cancel);
        await SameAsync();
        await Db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync("delete from clock_outcome", transaction: scope.Transaction);
            await scope.Connection.ExecuteAsync("delete from care_step", transaction: scope.Transaction);
        }, Cancel);
        await Reports.KeepAsync(Cancel);
        await SameAsync();

        async Task SameAsync()
        {
            var now = await RowsAsync();
            now.Outcomes.ShouldBe(written.Outcomes);
            now.Steps.ShouldBe(written.Steps);
        }
    }

    [Fact]
    public async Task Packed_days_say_what_their_rows_say_and_give_way_to_what_changes_afterwards()
    {
        await LiveAWeekAsync();
        _house.Pass(72);
        var before = await LookAsync();
        await Reports.PackAsync(Cancel);
        (await PacksAsync()).ShouldBeGreaterThan(7);
        Same(await LookAsync(), before);

        // A word about the cause, days later, changes the day on which the conversation began.
        var first = (await Reports.LinesAsync(Week, CareMetrics.Of(CareCount.Opened), null, Sight.Everything, null, 200, Cancel)).Lines[^1];
        await _house.EnterAsync(first.ConversationId, Done, "Reißverschluss");
        (await Reports.CausesAsync(Week, "", Sight.Everything, Cancel)).Causes.ShouldContain(c => c.Cause == "Reißverschluss");
        await Reports.PackAsync(Cancel);
        (await Reports.CausesAsync(Week, "", Sight.Everything, Cancel)).Causes.ShouldContain(c => c.Cause == "Reißverschluss");
    }

    [Fact]
    public async Task Every_number_is_the_number_of_its_rows_and_the_sum_of_its_columns_in_the_export()
    {
        await LiveAWeekAsync();
        foreach (var question in new[] { Week, Week with { Priority = Priority.Normal }, Week with { To = monday.AddDays(2) } })
        {
            var report = await Reports.LookAsync(question, Sight.Everything, Cancel);
            var rows = await ExportAsync(question);
            foreach (var metric in CareMetrics.All.Where(m => m is { HasLines: true, Unit: MetricUnit.Number }))
            {
                var told = (long)metric.Of(report.Total)!;
                (await CountLinesAsync(question, metric)).ShouldBe(told, metric.Key);
                rows.Sum(r => r.GetProperty(metric.Key).GetInt64()).ShouldBe(told, metric.Key);
                report.Course.Sum(c => (long)metric.Of(c.Count)!).ShouldBe(told, metric.Key);
                report.Channels.Sum(c => (long)metric.Of(c.Count)!).ShouldBe(told, metric.Key);
                report.Priorities.Sum(c => (long)metric.Of(c.Count)!).ShouldBe(told, metric.Key);
            }
        }
    }

    [Fact]
    public async Task Median_and_ninety_percent_are_those_of_the_sorted_times()
    {
        await LiveAWeekAsync();
        var clock = (await LookAsync()).Total[ClockKind.FirstResponse];
        var times = (await RowsAsync()).Outcomes
            .Where(o => o.Kind == (long)ClockKind.FirstResponse && o.Outcome != (long)ClockOutcome.Dropped)
            .Select(o => Grain.Time(Grain.Of(o.Counted))).Order().ToList();
        clock.Judged.ShouldBe(times.Count);
        clock.Median.ShouldBe(times[(int)Math.Ceiling(times.Count * 0.5) - 1]);
        clock.P90.ShouldBe(times[(int)Math.Ceiling(times.Count * 0.9) - 1]);
    }

    [Fact]
    public async Task A_conversation_opened_again_is_resolved_once_and_its_first_closing_does_not_last()
    {
        await TargetsAsync(resolve: 600);
        var talk = await _house.AskAsync();
        _house.Pass(1);
        await _house.AnswerAsync(talk, then: Done);
        var closed = (await LookAsync()).Total;
        (closed[ClockKind.Resolution].Met, closed[CareCount.OneTouch], closed[CareCount.Closed]).ShouldBe((1, 1, 1));
        _house.Pass(30);
        await _house.AskAgainAsync(talk);
        var open = (await LookAsync()).Total;
        (open[ClockKind.Resolution].Met, open[CareCount.OneTouch], open[CareCount.Closed], open[CareCount.Reopened])
            .ShouldBe((0, 0, 1, 1));
        _house.Pass(11);
        await _house.AnswerAsync(talk, then: Done);
        var again = (await LookAsync()).Total;
        (again[ClockKind.Resolution].Met, again[ClockKind.Resolution].Missed, again[CareCount.Closed]).ShouldBe((0, 1, 2));
        (again[ClockKind.FirstResponse].Met, again[ClockKind.NextResponse].Missed, again[CareCount.FirstAnswers]).ShouldBe((1, 1, 1));
    }

    [Fact]
    public async Task What_was_merged_counts_in_one_conversation_only()
    {
        await TargetsAsync(resolve: null);
        var one = await _house.AskAsync();
        _house.Pass(0.5);
        await _house.AnswerAsync(one);
        _house.Pass(1);
        var other = await _house.AskAsync();
        _house.Pass(0.25);
        await _house.Inbox.MergeAsync(one, other, Sight.Everything, Cancel);
        await _house.AnswerAsync(other);
        var total = (await LookAsync()).Total;
        (total[CareCount.Opened], total[CareCount.FirstAnswers], total[CareCount.Answers], total[CareCount.Closed])
            .ShouldBe((1, 1, 2, 0));
        (total[ClockKind.FirstResponse].Met, total[ClockKind.NextResponse].Met).ShouldBe((1, 1));
        (await RowsAsync()).Outcomes.ShouldAllBe(o => o.ConversationId == other);
        (await LookAsync()).Backlog.ShouldBe(1);
    }

    [Fact]
    public async Task Targets_that_change_afterwards_leave_what_is_over_as_it_was()
    {
        await TargetsAsync(resolve: 60);
        var met = await _house.AskAsync();
        var missed = await _house.AskAsync();
        var runs = await _house.AskAsync();
        _house.Pass(0.5);
        await _house.AnswerAsync(met, then: Done);
        _house.Pass(1);
        await _house.AnswerAsync(missed, then: Done);
        var before = await RowsAsync();
        await TargetsAsync(resolve: 1);
        (await RowsAsync()).Outcomes.ShouldBe(before.Outcomes);
        // Not even where something is done to them, or their figures are made again.
        await _house.Inbox.AddNoteAsync(met, "Nachtrag", _house.SightOf(_house.Mira), Cancel);
        await Reports.RecomputeAsync(missingOnly: false, Cancel);
        (await RowsAsync()).Outcomes.ShouldBe(before.Outcomes);
        await _house.AnswerAsync(runs, then: Done);
        (await RowsAsync()).Outcomes.Single(o => o.ConversationId == runs && o.Kind == (long)ClockKind.Resolution)
            .ShouldSatisfyAllConditions(o => o.Within.ShouldBe(60_000), o => o.Outcome.ShouldBe((long)ClockOutcome.Missed));
    }

    [Fact]
    public async Task What_is_ignored_or_closed_without_an_answer_has_no_result()
    {
        var (ignored, closed) = (await _house.AskAsync(), await _house.AskAsync());
        await _house.EnterAsync(ignored, Ignored);
        await _house.EnterAsync(closed, Done);
        var report = await LookAsync();
        var clock = report.Total[ClockKind.FirstResponse];
        (clock.Judged, clock.Dropped, clock.MetShare, clock.Median).ShouldBe((0, 2, null, null));
        (report.Total[CareCount.WithoutAnswer], report.Total[CareCount.Ignored], report.Backlog).ShouldBe((1, 1, 0));
    }

    [Fact]
    public async Task The_backlog_of_every_day_is_what_was_open_when_it_ended()
    {
        var open = new List<long>();
        for (var day = 0; day < 5; day++)
        {
            var talk = await _house.AskAsync();
            if (day == 2) await _house.EnterAsync(talk, Done);
            _house.Pass(12);
            if (day == 3) await _house.AskAgainAsync(talk);
            _house.Pass(12);
            await using var connection = await Db.ReadAsync(Cancel);
            open.Add(await connection.ExecuteScalarAsync<long>("select count(*) from conversation where active = 1"));
        }
        var report = await Reports.LookAsync(new(monday, monday.AddDays(4)), Sight.Everything, Cancel);
        // Days end at midnight in Berlin, six hours before the count above.
        report.Course.Select(c => c.Backlog!.Value).ShouldBe(open);
    }

    [Fact]
    public async Task Nobody_counts_what_belongs_to_another_department()
    {
        var talk = await _house.AskAsync();
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update conversation set department_id = 2", transaction: scope.Transaction), Cancel);
        await _house.Inbox.AddNoteAsync(talk, "Service", _house.SightOf(_house.Mira), Cancel);
        await _house.AnswerAsync(talk, then: Done);
        foreach (var (sight, seen) in new[] { (new Sight(99, [1]), 0), (new Sight(99, [2]), 1), (Sight.Everything, 1) })
        {
            var report = await Reports.LookAsync(Week, sight, Cancel);
            (report.Total[CareCount.Opened], report.Total[ClockKind.FirstResponse].Judged).ShouldBe((seen, seen));
            (await Reports.LinesAsync(Week, CareMetrics.Of(CareCount.Closed), null, sight, null, 10, Cancel)).Lines.Count.ShouldBe(seen);
            (await ExportAsync(Week, sight)).Count.ShouldBe(seen);
        }
    }

    [Fact]
    public async Task Whoever_sees_their_own_conversations_alone_is_told_the_figures_of_those()
    {
        var (mine, other) = (await _house.AskAsync(), await _house.AskAsync());
        var jonas = _house.SightOf(_house.Jonas);
        await _house.Inbox.TakeAsync(mine, jonas, Cancel);
        await _house.Inbox.TakeAsync(other, _house.SightOf(_house.Mira), Cancel);
        await _house.AnswerAsync(mine, _house.Jonas, Done);
        await _house.AnswerAsync(other, then: Done);
        var own = new Sight(_house.Jonas.Person.Id, [], Unrouted: false);
        var report = await Reports.LookAsync(Week, own, Cancel);
        (report.Total[CareCount.Opened], report.Total[CareCount.Closed], report.Total[ClockKind.FirstResponse].Judged).ShouldBe((1, 1, 1));
        report.Agents.ShouldBeNull();
        (await Reports.LinesAsync(Week, CareMetrics.Of(CareCount.Closed), null, own, null, 10, Cancel)).Lines
            .ShouldHaveSingleItem().ConversationId.ShouldBe(mine);
        (await ExportAsync(Week, own)).ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe($"{mine}");
        (await Reports.CausesAsync(Week, "", own, Cancel)).Opened.ShouldBe(1);
        // What they handed on is no longer theirs.
        await _house.Inbox.AssignAsync(mine, _house.Mira.Person.Id, jonas, Cancel);
        (await Reports.LookAsync(Week, own, Cancel)).Total[CareCount.Opened].ShouldBe(0);
    }

    [Fact]
    public async Task A_field_narrows_every_figure_to_the_conversations_in_which_it_stands()
    {
        var inbox = _house.Inbox;
        var product = await inbox.SaveFieldAsync(null, new("Produkt", FieldKind.Choice, ["Jacke", "Hose"], false), null, Cancel);
        var themes = await inbox.SaveFieldAsync(null, new("Themen", FieldKind.Choices, ["Naht", "Farbe", "Naht innen"], false), null, Cancel);
        var (jacket, trousers) = (await _house.AskAsync(), await _house.AskAsync());
        await inbox.SetFieldAsync(jacket, product, "Jacke", Sight.Everything, Cancel);
        await inbox.SetFieldAsync(trousers, product, "Hose", Sight.Everything, Cancel);
        await inbox.SetFieldAsync(jacket, themes, "Naht\nFarbe", Sight.Everything, Cancel);
        await inbox.SetFieldAsync(trousers, themes, "Naht innen", Sight.Everything, Cancel);
        await _house.AnswerAsync(jacket, then: Done);
        _house.Pass(24);
        foreach (var (field, value, seen) in new[] { (product, "Jacke", 1), (product, "Hut", 0), (themes, "Naht", 1), (themes, "Farbe", 1) })
        {
            var question = Week with { Field = new(field, value) };
            var report = await Reports.LookAsync(question, Sight.Everything, Cancel);
            (report.Total[CareCount.Opened], report.Total[CareCount.Closed], report.Backlog).ShouldBe((seen, seen, 0), value);
            report.Course[^1].Backlog.ShouldBe(0);
            (await CountLinesAsync(question, CareMetrics.Of(CareCount.Opened))).ShouldBe(seen);
            (await ExportAsync(question)).Count.ShouldBe(seen);
        }
        var hose = await Reports.LookAsync(Week with { Field = new(product, "Hose") }, Sight.Everything, Cancel);
        (hose.Backlog, hose.Course[0].Backlog, hose.Total[CareCount.Closed]).ShouldBe((1, 1, 0));
        FieldPart.Parse($"{product}:Jacke: warm").ShouldBe(new FieldPart(product, "Jacke: warm"));
        foreach (var wrong in new[] { null, "", "12", "12:", "x:Jacke", ":Jacke" }) FieldPart.Parse(wrong).ShouldBeNull();
    }

    [Fact]
    public async Task The_backlog_of_a_part_is_that_of_the_conversations_which_belong_to_it_now()
    {
        var (urgent, normal) = (await _house.AskAsync(), await _house.AskAsync());
        await _house.Inbox.SetPriorityAsync(urgent, Priority.Urgent, _house.SightOf(_house.Mira), Cancel);
        _house.Pass(24);
        await _house.EnterAsync(normal, Done);
        _house.Pass(24);
        await _house.EnterAsync(urgent, Done);
        await _house.AskAgainAsync(urgent);
        _house.Pass(24);
        var question = new CareQuestion(monday, monday.AddDays(3), Priority: Priority.Urgent);
        var report = await Reports.LookAsync(question, Sight.Everything, Cancel);
        report.Course.Select(c => c.Backlog).ShouldBe([1, 1, 1, 1]);
        report.Backlog.ShouldBe(1);
        (await Reports.LookAsync(question with { Priority = null }, Sight.Everything, Cancel)).Course.Select(c => c.Backlog)
            .ShouldBe([2, 1, 1, 1]);
        // Eyes that see a department alone are told its backlog.
        (await Reports.LookAsync(question with { Priority = null }, new Sight(99, [7]), Cancel)).Course.Select(c => c.Backlog)
            .ShouldBe([2, 1, 1, 1], "what belongs to no department is seen as well");
        (await Reports.LookAsync(question with { Priority = null }, new Sight(99, [7], Unrouted: false), Cancel)).Course
            .Select(c => c.Backlog).ShouldBe([0, 0, 0, 0]);
    }

    [Fact]
    public async Task Figures_of_colleagues_are_refused_until_an_agreement_allows_them()
    {
        await LiveAWeekAsync();
        var roster = _house.All.Get<Roster>();
        var jonas = _house.Jonas.Person.Id;
        await RefusedAsync();
        (await Should.ThrowAsync<RosterException>(() => roster.SetAgentFiguresAsync(_house.Mira, " ", Cancel)))
            .Why.ShouldBe(RosterRefusal.AgreementMissing);
        (await Should.ThrowAsync<RosterException>(() => roster.SetAgentFiguresAsync(_house.Jonas, "Betriebsvereinbarung", Cancel)))
            .Why.ShouldBe(RosterRefusal.NotAllowed);
        await RefusedAsync();

        // Their own figures are nobody else's.
        (await Reports.LookAsync(Week with { PersonId = jonas }, new(jonas, null), Cancel)).Agents.ShouldBeNull();
        await roster.SetAgentFiguresAsync(_house.Mira, "Betriebsvereinbarung vom 1.9.2026, § 4", Cancel);
        await RefusedAsync();
        (await Should.ThrowAsync<RosterException>(() => roster.ConfirmAgentFiguresAsync(_house.Mira, Cancel))).Why
            .ShouldBe(RosterRefusal.NotAllowed, "nobody confirms what they asked for");
        (await roster.AgentFiguresAsync(Cancel)).Asked!.Agreement.ShouldBe("Betriebsvereinbarung vom 1.9.2026, § 4");
        await roster.ConfirmAgentFiguresAsync(_house.Jonas, Cancel);
        (await roster.AgentFiguresAsync(Cancel)).Asked.ShouldBeNull();
        var report = await LookAsync();
        report.Agents!.Select(a => a.Key).ShouldBe([$"{_house.Mira.Person.Id}", $"{jonas}"], ignoreOrder: true);
        var his = await Reports.LookAsync(Week with { PersonId = jonas }, Sight.Everything, Cancel);
        his.Total[CareCount.Answers].ShouldBe(report.Agents!.Single(a => a.Key == $"{jonas}").Count[CareCount.Answers]);
        (await LinesAsync(CareMetrics.Of(CareCount.Answers))).ShouldContain(l => l.PersonId == jonas);
        (await ExportAsync(Week)).ShouldContain(r => r.GetProperty("first_answer_by").GetString() == "Jonas");

        await roster.SetAgentFiguresAsync(_house.Mira, null, Cancel);
        await RefusedAsync();
        (await _house.All.Privacy.AuditAsync(null, 100, Cancel)).Where(e => e.What.StartsWith("agent-figures", StringComparison.Ordinal))
            .Select(e => (e.What, e.ActorId, e.Detail)).ShouldBe(
            [
                ("agent-figures.switched-off", _house.Mira.Person.Id, null),
                ("agent-figures.switched-on", _house.Jonas.Person.Id, "Betriebsvereinbarung vom 1.9.2026, § 4"),
                ("agent-figures.asked", _house.Mira.Person.Id, "Betriebsvereinbarung vom 1.9.2026, § 4"),
            ]);

        async Task RefusedAsync()
        {
            var question = Week with { PersonId = jonas };
            (await LookAsync()).Agents.ShouldBeNull();
            foreach (var ask in new Func<Task>[]
            {
                () => Reports.LookAsync(question, Sight.Everything, Cancel),
                () => Reports.LinesAsync(question, CareMetrics.Of(CareCount.Answers), null, Sight.Everything, null, 10, Cancel),
                () => Reports.CausesAsync(question, "", Sight.Everything, Cancel),
                () => ExportAsync(question),
            })
                (await Should.ThrowAsync<InboxException>(ask)).Why.ShouldBe(InboxRefusal.AgentFiguresOff);
            (await LinesAsync(CareMetrics.Of(CareCount.Answers))).ShouldAllBe(l => l.PersonId == null);
            (await ExportAsync(Week))[0].EnumerateObject().Select(p => p.Name)
                .ShouldNotContain(name => name == "assignee" || name.EndsWith("_by", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Causes_are_told_part_by_part_and_a_fix_with_its_effect_and_interval()
    {
        for (var week = 0; week < 8; week++)
        {
            for (var i = 0; i < 3; i++) await CloseAsync(week % 2 == 0 ? "Produkt > Reißverschluss" : "Produkt > Reißverschluss > Charge 0425");
            await CloseAsync("Lieferung > Zusteller");
            _house.Pass(24 * 7);
        }
        var fixedOn = Reports.Today;
        var fix = await Reports.AddFixAsync(" Produkt >Reißverschluss ", fixedOn, "Neue Charge im Lager", _house.Mira.Person.Id, Cancel);
        fix.Cause.ShouldBe("Produkt > Reißverschluss");
        (await ResultAsync()).Effect.IsTold.ShouldBeFalse();
        _house.Pass(24 * 3);
        await CloseAsync("Produkt > Reißverschluss");
        for (var i = 0; i < 2; i++) await CloseAsync("Lieferung > Zusteller");
        _house.Pass(24 * 12);

        var all = await Reports.CausesAsync(new(monday, Reports.Today), "", Sight.Everything, Cancel);
        all.Causes.Select(c => (c.Cause, c.Count, c.Deeper)).ShouldBe([("Produkt", 25, true), ("Lieferung", 10, true)]);
        all.Causes[0].Cumulated.ShouldBe(25 / 35.0);
        all.WithoutCause.ShouldBe(0);
        var parts = await Reports.CausesAsync(new(monday, Reports.Today), "Produkt > Reißverschluss", Sight.Everything, Cancel);
        parts.Causes.Select(c => (c.Cause, c.Count)).ShouldBe(
            [("Produkt > Reißverschluss", 13), ("Produkt > Reißverschluss > Charge 0425", 12)]);

        var (effect, others) = ((await ResultAsync()).Effect, (await ResultAsync()).Others);
        (effect.Weeks, effect.Observed, effect.Before, effect.Expected).ShouldBe((2, 1, 24, 6));
        effect.Change!.Value.ShouldBe(1 / 6.0 - 1, 1e-9);
        effect.Low!.Value.ShouldBeLessThan(effect.Change.Value);
        effect.High!.Value.ShouldBeInRange(effect.Change.Value, 0.3);
        (others.Observed, others.Before, others.IsTold).ShouldBe((2, 8, false));
        effect.Season.Baseline.ShouldBe(EffectBaseline.WeeksBefore, "eight others tell nothing of a season");
        await Reports.RemoveFixAsync(fix.Id, _house.Mira.Person.Id, Cancel);
        (await Reports.FixesAsync(Cancel)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentException>(() => Reports.AddFixAsync("a", Reports.Today.AddDays(1), "b", null, Cancel));

        async Task CloseAsync(string cause) => await _house.EnterAsync(await _house.AskAsync(), Done, cause);

        async Task<FixResult> ResultAsync() =>
            (await Reports.CausesAsync(new(monday, Reports.Today), "", Sight.Everything, Cancel)).Fixes.Single();
    }

    [Fact]
    public async Task A_fix_is_told_apart_from_the_season_by_the_other_causes_and_by_the_same_weeks_of_last_year()
    {
        const string Cause = "Lieferung > Zusteller";
        await WeeksAsync(8, 3, 3);
        _house.Pass(24);
        await WeeksAsync(2, 6, 1);
        // 2026 has 53 weeks: week 37 of the next year begins 53 weeks later.
        _house.Pass(24 * (7 * 43 - 1));
        var begun = Reports.Today;
        begun.ShouldBe(new DateOnly(2027, 9, 13));
        await WeeksAsync(8, 3, 3);
        await Reports.AddFixAsync(Cause, Reports.Today, "Anderer Zusteller", null, Cancel);
        _house.Pass(24);
        await WeeksAsync(2, 3, 6);
        var byLastYear = await EffectAsync();
        byLastYear.Season.ShouldBe(new(EffectBaseline.LastYear, 24, 12, 2));
        (byLastYear.Observed, byLastYear.Before, byLastYear.Expected).ShouldBe((6, 24, 12));
        byLastYear.Change!.Value.ShouldBe(-0.5, 1e-9);
        // Something was mended a year ago: its weeks say nothing of the season, and the other causes do.
        var mended = await Reports.AddFixAsync("Lieferung", new(2026, 11, 9), "Neue Software", null, Cancel);
        var byOthers = await EffectAsync();
        byOthers.Season.ShouldBe(new(EffectBaseline.OtherCauses, 24, 12, 2));
        byOthers.Change!.Value.ShouldBe(-0.5, 1e-9);
        // A week whose conversations are open still looks like a success beside one of last year.
        await Reports.RemoveFixAsync(mended.Id, _house.Mira.Person.Id, Cancel);
        (await EffectAsync()).Season.Baseline.ShouldBe(EffectBaseline.LastYear);
        for (var i = 0; i < 9; i++) await _house.AskAsync();
        _house.Pass(24 * 7);
        (await EffectAsync()).Season.Baseline.ShouldBe(EffectBaseline.OtherCauses);

        async Task WeeksAsync(int weeks, int cause, int others)
        {
            for (var week = 0; week < weeks; week++)
            {
                for (var i = 0; i < cause; i++) await _house.EnterAsync(await _house.AskAsync(), Done, Cause);
                for (var i = 0; i < others; i++) await _house.EnterAsync(await _house.AskAsync(), Done, "Produkt");
                _house.Pass(24 * 7);
            }
        }

        async Task<FixEffect> EffectAsync() =>
            (await Reports.CausesAsync(new(begun, Reports.Today), Cause, Sight.Everything, Cancel)).Fixes
                .Single(f => f.Fix.Cause == Cause).Effect;
    }

    [Fact]
    public async Task An_incident_that_is_fixed_marks_its_cause_and_takes_the_mark_back()
    {
        var inbox = _house.All.Get<Inbox>();
        var by = _house.Mira.Person.Id;
        var incident = await inbox.SaveIncidentAsync(null, new("Zip klemmt", "Produkt > Zip", ""), new(by, null), Cancel);
        for (var i = 0; i < 2; i++) await inbox.FixIncidentAsync(incident, true, new(by, null), Cancel);
        (await Reports.FixesAsync(Cancel)).Select(f => (f.Cause, f.Day, f.Note)).ShouldBe([("Produkt > Zip", Reports.Today, "Zip klemmt")]);
        await inbox.SaveIncidentAsync(incident, new("Zip", "Produkt > Zip > Charge 0425", ""), new(by, null), Cancel);
        (await Reports.FixesAsync(Cancel)).Select(f => (f.Cause, f.Note)).ShouldBe([("Produkt > Zip > Charge 0425", "Zip")]);
        await inbox.FixIncidentAsync(incident, false, new(by, null), Cancel);
        (await Reports.FixesAsync(Cancel)).ShouldBeEmpty();
        // What somebody has marked by hand stays, and is not marked twice.
        await Reports.AddFixAsync("Produkt > Zip > Charge 0425", Reports.Today, "Neue Charge", by, Cancel);
        await inbox.FixIncidentAsync(incident, true, new(by, null), Cancel);
        await inbox.FixIncidentAsync(incident, false, new(by, null), Cancel);
        (await Reports.FixesAsync(Cancel)).Select(f => f.Note).ShouldBe(["Neue Charge"]);
        var nameless = await inbox.SaveIncidentAsync(null, new("Unklar", null, ""), new(by, null), Cancel);
        await inbox.FixIncidentAsync(nameless, true, new(by, null), Cancel);
        (await Reports.FixesAsync(Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_mark_follows_its_cause_comes_with_a_late_one_and_stays_on_the_day_of_the_first_fix()
    {
        var inbox = _house.All.Get<Inbox>();
        var by = _house.Mira.Person.Id;
        await _house.EnterAsync(await _house.AskAsync(), Done, "Jacke > Zip");
        var incident = await inbox.SaveIncidentAsync(null, new("Zip klemmt", "Jacke > Zip", ""), new(by, null), Cancel);
        var late = await inbox.SaveIncidentAsync(null, new("Unklar", null, ""), new(by, null), Cancel);
        var day = Reports.Today;
        await inbox.FixIncidentAsync(incident, true, new(by, null), Cancel);
        await inbox.FixIncidentAsync(late, true, new(by, null), Cancel);
        var fixedAt = (await inbox.IncidentAsync(incident, Sight.Everything, Cancel))!.FixedAt;
        await inbox.RenameCauseAsync("Jacke > Zip", "Produkt > Zip", by, Cancel);
        (await inbox.IncidentAsync(incident, Sight.Everything, Cancel))!.Cause.ShouldBe("Produkt > Zip");
        _house.Pass(48);
        await inbox.FixIncidentAsync(incident, true, new(by, null), Cancel);
        (await inbox.IncidentAsync(incident, Sight.Everything, Cancel))!.FixedAt.ShouldBe(fixedAt);
        await inbox.SaveIncidentAsync(late, new("Naht", "Produkt > Naht", ""), new(by, null), Cancel);
        (await Reports.FixesAsync(Cancel)).Select(f => (f.Cause, f.Day)).ShouldBe(
            [("Produkt > Zip", day), ("Produkt > Naht", day)], ignoreOrder: true);
        // A mark that somebody took away does not come back with the next comma.
        foreach (var fix in await Reports.FixesAsync(Cancel)) await Reports.RemoveFixAsync(fix.Id, by, Cancel);
        await inbox.SaveIncidentAsync(late, new("Naht geht auf", "Produkt > Naht", ""), new(by, null), Cancel);
        (await Reports.FixesAsync(Cancel)).ShouldBeEmpty();
    }

    /// <summary>Chatwoot PR#12058: a bot had closed it, and days later a person answered within minutes.</summary>
    [Fact]
    public async Task Export_counts_the_first_answer_from_the_word_that_waited_for_it_as_the_clock_does()
    {
        var talk = await _house.AskAsync();
        await _house.EnterAsync(talk, Done, "Frage");
        _house.Pass(48);
        await _house.EnterAsync(talk, Open);
        _house.Pass(1);
        await _house.AnswerAsync(talk, _house.Jonas);
        (await ExportAsync(new(monday, Reports.Today))).Single().GetProperty("minutes_to_first_answer").GetDouble().ShouldBe(60);
    }

    [Fact]
    public async Task What_a_customer_or_a_colleague_is_erased_from_stays_counted()
    {
        await _house.All.Get<Roster>().SetAgentFiguresAsync(_house.Mira, "Betriebsvereinbarung", Cancel);
        await _house.All.Get<Roster>().ConfirmAgentFiguresAsync(_house.Jonas, Cancel);
        var talk = await _house.AskAsync();
        _house.Pass(1);
        await _house.AnswerAsync(talk, _house.Jonas);
        await _house.EnterAsync(talk, Done, "Herr Kunde1 ist verzogen", _house.Jonas);
        _house.Pass(48);
        await Reports.PackAsync(Cancel);
        var before = await LookAsync();
        await _house.All.Privacy.EraseAsync(new(TalkingNetwork.Name, "kunde1"), null, Cancel);
        (await Reports.CausesAsync(Week, "", Sight.Everything, Cancel)).Causes.ShouldBeEmpty();
        await _house.All.Privacy.EraseAsync(new(null, $"{_house.Jonas.Person.Id}"), null, Cancel);
        var after = await LookAsync();
        Same(after, before);
        (before.Agents!.Count(a => a.Key == $"{_house.Jonas.Person.Id}"), after.Agents!.Count(a => a.Key == $"{_house.Jonas.Person.Id}"))
            .ShouldBe((1, 0));
        var bytes = await Db.ReadAsync(Cancel);
        foreach (var body in await bytes.QueryAsync<byte[]>("select body from care_day"))
            Encoding.UTF8.GetString(body).ShouldNotContain("verzogen");
        (await bytes.ExecuteScalarAsync<long>("select count(*) from conversation_event where after like '%verzogen%'")).ShouldBe(0);
        await bytes.DisposeAsync();
        var rows = await RowsAsync();
        await Reports.RecomputeAsync(missingOnly: false, Cancel);
        (await RowsAsync()).Steps.ShouldBe(rows.Steps);
    }

    [Fact]
    public async Task Figures_outlive_the_conversations_that_go_with_their_retention()
    {
        var talk = await _house.AskAsync();
        await _house.AnswerAsync(talk, then: Done);
        var before = await LookAsync();
        await Db.WriteAsync(scope => _house.All.All<IHoldsPersonalData>().OfType<PersonalConversations>().Single()
            .ExpireAsync(scope, _house.Clock.Now.AddDays(1), Cancel), Cancel);
        Same(await LookAsync(), before);
        var line = (await LinesAsync(CareMetrics.Of(ClockKind.FirstResponse, ClockFigure.Met))).ShouldHaveSingleItem();
        (line.ConversationId, line.Conversation, line.Reading).ShouldBe((talk, null, null));
        (await ExportAsync(Week)).ShouldHaveSingleItem().GetProperty("first_response_met").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task A_row_explains_its_clock()
    {
        var talk = await _house.AskAsync();
        _house.Pass(2);
        await _house.AnswerAsync(talk);
        var line = (await LinesAsync(CareMetrics.Of(ClockKind.FirstResponse, ClockFigure.Met))).ShouldHaveSingleItem();
        line.Counted.ShouldBe(TimeSpan.FromHours(2));
        line.Reading!.Elapsed.ToTimeSpan().ShouldBe(TimeSpan.FromHours(2));
        line.Conversation!.Id.ShouldBe(talk);
    }

    [Fact]
    public async Task Rows_go_on_page_by_page_without_hole_or_repetition()
    {
        for (var i = 0; i < 7; i++) await _house.AskAsync();
        var (seen, cursor) = (new List<long>(), (string?)null);
        do
        {
            var page = await Reports.LinesAsync(Week, CareMetrics.Of(CareCount.Opened), null, Sight.Everything, cursor, 3, Cancel);
            seen.AddRange(page.Lines.Select(l => l.ConversationId));
            cursor = page.Next;
        }
        while (cursor is not null);
        seen.Count.ShouldBe(7);
        seen.ShouldBeInOrder(SortDirection.Descending);
        await Should.ThrowAsync<ArgumentException>(() => Reports.LinesAsync(
            Week, CareMetrics.Of(CareCount.Opened), null, Sight.Everything, "1.2", 3, Cancel));
    }

    [Fact]
    public async Task Spreadsheets_run_nothing_that_somebody_wrote()
    {
        await _house.EnterAsync(await _house.AskAsync("=HYPERLINK(\"x\") Jacke"), Done, "=1+1");
        using var file = new MemoryStream();
        await Reports.ExportAsync(Week, ExportFormat.Csv, file, Sight.Everything, Cancel);
        var text = Encoding.UTF8.GetString(file.ToArray());
        text.ShouldContain(",'=1+1,");
        text.ShouldContain(",\"'=HYPERLINK(\"\"x\"\") Jacke\",");
        (await _house.All.Privacy.AuditAsync(null, 10, Cancel)).ShouldContain(e => e.What == "conversations.exported");
    }

    private static CareQuestion Week => new(monday, monday.AddDays(13));

    private Task<CareReport> LookAsync() => Reports.LookAsync(Week, Sight.Everything, Cancel);

    private async Task<IReadOnlyList<FigureLine>> LinesAsync(CareMetric metric) =>
        (await Reports.LinesAsync(Week, metric, null, Sight.Everything, null, 200, Cancel)).Lines;

    private async Task<long> CountLinesAsync(CareQuestion question, CareMetric metric)
    {
        var (count, cursor) = (0L, (string?)null);
        do
        {
            var page = await Reports.LinesAsync(question, metric, null, Sight.Everything, cursor, 5, Cancel);
            count += page.Lines.Count;
            cursor = page.Next;
        }
        while (cursor is not null);
        return count;
    }

    private async Task<IReadOnlyList<JsonElement>> ExportAsync(CareQuestion question, Sight? sight = null)
    {
        using var file = new MemoryStream();
        await Reports.ExportAsync(question, ExportFormat.Ndjson, file, sight ?? Sight.Everything, Cancel);
        return [.. Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement)];
    }

    private static void Same(CareReport one, CareReport other)
    {
        foreach (var metric in CareMetrics.All) metric.Of(one.Total).ShouldBe(metric.Of(other.Total), metric.Key);
        one.Course.Select(c => c.Backlog).ShouldBe(other.Course.Select(c => c.Backlog));
    }

    /// <summary>Conversations in every state, answered early, late and never, within a week.</summary>
    private async Task LiveAWeekAsync()
    {
        await TargetsAsync(resolve: 300);
        var talks = new List<long>();
        for (var i = 0; i < 14; i++)
        {
            var (talk, who) = (await _house.AskAsync(i % 4 == 0 ? "Die Jacke ist eine Katastrophe, wo bleibt ihr?" : "Die Jacke ist da"), i % 3 == 0 ? _house.Jonas : _house.Mira);
            talks.Add(talk);
            _house.Pass(0.2 + i * 0.37 % 3);
            switch (i % 7)
            {
                case 0: await _house.AnswerAsync(talk, who, Done); break;
                case 1:
                    await _house.AnswerAsync(talk, who);
                    _house.Pass(3);
                    await _house.AskAgainAsync(talk);
                    _house.Pass(2);
                    await _house.AnswerAsync(talk, who);
                    break;
                case 2: await _house.EnterAsync(talk, Ignored); break;
                case 3: await _house.EnterAsync(talk, Done, "Lieferung > Zusteller", who); break;
                case 4: await _house.Inbox.SetPriorityAsync(talk, Priority.Urgent, _house.SightOf(who), Cancel); break;
                case 5: await _house.Inbox.MergeAsync(talk, talks[^2], Sight.Everything, Cancel); break;
                default:
                    await _house.AnswerAsync(talk, who, Done);
                    await _house.AskAgainAsync(talk);
                    break;
            }
            await _house.OpineAsync(talk, i % 3 == 0 ? null : i % 5 + 1);
            _house.Pass(8);
        }
    }

    private Task TargetsAsync(int? resolve) => _house.Inbox.SaveTargetsAsync(
        [new("Alle", null, null, 0, null, First: 90, Next: 60, Update: null, Resolve: resolve, Warn: null)], null, Cancel);

    private async Task<long> PacksAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from care_day");
    }

    private async Task<(IReadOnlyList<OutcomeRow> Outcomes, IReadOnlyList<StepRow> Steps)> RowsAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return (
            (await connection.QueryAsync<OutcomeRow>($"select {OutcomeRow.Columns} from clock_outcome order by 1, 2")).AsList(),
            (await connection.QueryAsync<StepRow>($"select {StepRow.Columns} from care_step order by 1, 2")).AsList());
    }
}
