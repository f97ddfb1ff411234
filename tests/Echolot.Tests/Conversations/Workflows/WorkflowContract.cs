using Dapper;
using Echolot.Conversations;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Workflows;

public sealed class WorkflowsOnSqlite() : WorkflowContract(Engine.Sqlite);

public sealed class WorkflowsOnPostgres() : WorkflowContract(Engine.Postgres);

/// <summary>Workflows live, their trace, and the past.</summary>
public abstract partial class WorkflowContract(Engine engine) : CareDeskContract(engine)
{
    [Fact]
    public async Task What_a_workflow_looks_for_it_moves_marks_notes_and_tells()
    {
        var legal = await DepartmentAsync("Recht", null, null, Ida);
        var label = (await House.Get<Archive>().AddLabelAsync(new("Rechtlich"), Cancel)).Id;
        var saved = await SaveAsync("Drohung", WorkflowTrigger.Opened, new() { Query = "anwalt OR abmahnung" },
            new(WorkflowActionKind.Department, legal), new(WorkflowActionKind.Priority, (long)Priority.Urgent),
            new(WorkflowActionKind.Label, label), new(WorkflowActionKind.Note, Text: "Erst Recht fragen"),
            new(WorkflowActionKind.TellDepartment, legal), new(WorkflowActionKind.Assign, Ida));
        await using var asked = House.Bus.WatchAsync<AttentionAsked>(Cancel).GetAsyncEnumerator(Cancel);
        var other = await SayAsync("Alles gut, danke", "lea");
        var talk = await SayAsync("Ich gehe zum Anwalt!", "kim");
        await HeldAsync(saved, 1);
        var thread = await ThreadAsync(talk);
        (thread.Conversation.DepartmentId, thread.Conversation.Priority, thread.Conversation.AssigneeId)
            .ShouldBe((legal, Priority.Urgent, Ida));
        (await Inbox.LabelsOfAsync([talk], Cancel))[talk].Select(l => l.Id).ShouldBe([label]);
        thread.Messages.Single(m => m.Kind is MessageKind.Note).ShouldSatisfyAllConditions(
            m => m.Text.ShouldBe("Erst Recht fragen"), m => m.Bot.ShouldBe("Drohung"));
        thread.Events.Where(e => e.RuleId == saved).Select(e => e.Kind).ShouldContain(ConversationEventKind.DepartmentChanged);
        await asked.MoveNextAsync();
        (asked.Current.ConversationId, asked.Current.By).ShouldBe((talk, "Drohung"));
        asked.Current.PersonIds.ShouldBe([Ida]);
        await UntilAsync(async () => (await Inbox.TriesAsync(other, Sight.Everything, 9, Cancel)).Count == 1);
        (await Inbox.TriesAsync(other, Sight.Everything, 9, Cancel)).Single().Tried.Single().Failed.ShouldBe([WorkflowClause.Query]);
        (await TalkAsync(other)).DepartmentId.ShouldBeNull();
    }

    [Fact]
    public async Task Workflows_go_in_their_order_and_moving_one_changes_what_happens()
    {
        var (a, b) = (await DepartmentAsync("A"), await DepartmentAsync("B"));
        var first = await SaveAsync("Erster", WorkflowTrigger.Opened, new(), new WorkflowAction(WorkflowActionKind.Department, a));
        var second = await SaveAsync(
            "Zweiter", WorkflowTrigger.Opened, new() { Departments = [0] }, new WorkflowAction(WorkflowActionKind.Department, b));
        var talk = await SayAsync("eins", "a");
        await UntilAsync(async () => (await TalkAsync(talk)).DepartmentId == a);
        await Inbox.MoveWorkflowAsync(second, 1, Mira, Cancel);
        talk = await SayAsync("zwei", "b");
        await UntilAsync(async () => (await TalkAsync(talk)).DepartmentId == a);
        (await Inbox.TriesAsync(talk, Sight.Everything, 9, Cancel)).Single().Tried.Select(t => (t.WorkflowId, t.Outcome))
            .ShouldBe([(second, TriedOutcome.Held), (first, TriedOutcome.Held)]);
        (await Inbox.WorkflowsAsync(Cancel)).Select(w => (w.Id, w.Position, w.Hits, w.ChangedBy)).ShouldBe(
            [(second, 1, 1, Mira), (first, 2, 2, Mira)]);
    }

    [Fact]
    public async Task A_fact_that_comes_twice_does_nothing_twice()
    {
        var saved = await SaveAsync("Notiz", WorkflowTrigger.CustomerWrote, new(), new WorkflowAction(WorkflowActionKind.Note, Text: "gesehen"));
        var talk = await SayAsync("Hallo");
        await HeldAsync(saved, 1);
        await Inbox.HearAsync(new ConversationChanged(talk, 1, true), Cancel);
        (await ThreadAsync(talk)).Messages.Count(m => m.Kind is MessageKind.Note).ShouldBe(1);
        await HeldAsync(saved, 1);
    }

    [Fact]
    public async Task A_circle_of_workflows_is_bounded_and_says_so()
    {
        await SaveAsync("Hin", WorkflowTrigger.StateChanged, new() { States = [ConversationState.Open] },
            new WorkflowAction(WorkflowActionKind.State, (long)ConversationState.WaitingInternally));
        await SaveAsync("Her", WorkflowTrigger.StateChanged, new() { States = [ConversationState.WaitingInternally] },
            new WorkflowAction(WorkflowActionKind.State, (long)ConversationState.Open));
        var talk = await SayAsync("Hallo");
        await Inbox.EnterAsync(talk, ConversationState.Open, null, null, Sight.Everything, Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Events.Any(e => e.Kind is ConversationEventKind.WorkflowsLimited));
        (await Inbox.WorkflowsAsync(Cancel)).Sum(w => w.Hits).ShouldBe(Inbox.MostHeldAnHour);
        (await Inbox.TriesAsync(talk, Sight.Everything, 1, Cancel)).Single().Tried.ShouldContain(t => t.Outcome == TriedOutcome.Limited);
    }

    [Fact]
    public async Task Nobody_answered_for_so_long_is_exact_to_the_moment_and_fires_once_for_each_wait()
    {
        var saved = await SaveAfterAsync(
            "Liegt", WorkflowTrigger.Unanswered, new(), 120, null, new WorkflowAction(WorkflowActionKind.Priority, (long)Priority.Urgent));
        Clock.Now += TimeSpan.FromSeconds(1);
        var talk = await SayAsync("Hallo?");
        Clock.Now += TimeSpan.FromMinutes(120) - TimeSpan.FromMilliseconds(1);
        await Inbox.LookAsync(Cancel);
        (await TalkAsync(talk)).Priority.ShouldNotBe(Priority.Urgent);
        Clock.Now += TimeSpan.FromMilliseconds(1);
        await Inbox.LookAsync(Cancel);
        (await TalkAsync(talk)).Priority.ShouldBe(Priority.Urgent);
        Clock.Now += TimeSpan.FromHours(9);
        await SayAsync("Hallo??", again: true);
        await Inbox.LookAsync(Cancel);
        await HeldAsync(saved, 1);
        await ReplyAsync(talk, new(Jonas, null));
        await SayAsync("Danke, und jetzt?", again: true);
        Clock.Now += TimeSpan.FromHours(3);
        await Inbox.LookAsync(Cancel);
        await HeldAsync(saved, 2);
    }

    [Fact]
    public async Task Minutes_of_business_hours_wait_for_the_morning()
    {
        var hours = await OfficeHoursAsync();
        var saved = await SaveAfterAsync(
            "Liegt", WorkflowTrigger.Unanswered, new(), 60, hours, new WorkflowAction(WorkflowActionKind.Priority, (long)Priority.High));
        Clock.Now = Morning.AddHours(7).AddMinutes(30);
        await SayAsync("Hallo?");
        Clock.Now = Morning.AddDays(1).AddMinutes(29);
        await Inbox.LookAsync(Cancel);
        await HeldAsync(saved, 0);
        Clock.Now = Morning.AddDays(1).AddMinutes(30);
        await Inbox.LookAsync(Cancel);
        await HeldAsync(saved, 1);
    }

    [Fact]
    public async Task Silence_after_our_answer_closes_and_the_next_word_opens_again()
    {
        await SaveAfterAsync(
            "Still", WorkflowTrigger.Silent, new(), 60 * 24 * 7, null, new WorkflowAction(WorkflowActionKind.State, (long)ConversationState.Done));
        await Inbox.RequireCauseAsync(false, null, Cancel);
        var talk = await SayAsync("Hallo?");
        await ReplyAsync(talk, new(Jonas, null));
        Clock.Now += TimeSpan.FromDays(8);
        await Inbox.LookAsync(Cancel);
        (await TalkAsync(talk)).State.ShouldBe(ConversationState.Done);
    }

    [Fact]
    public async Task A_workflow_closes_nothing_that_lacks_what_closing_asks_for_and_the_trace_says_so()
    {
        await Inbox.RequireCauseAsync(true, null, Cancel);
        var saved = await SaveAsync(
            "Dank", WorkflowTrigger.CustomerWrote, new() { Query = "danke" },
            new(WorkflowActionKind.Priority, (long)Priority.Low), new(WorkflowActionKind.State, (long)ConversationState.Done));
        var talk = await SayAsync("Nichts weiter, danke");
        await HeldAsync(saved, 1);
        (await TalkAsync(talk)).ShouldSatisfyAllConditions(
            t => t.State.ShouldBe(ConversationState.New), t => t.Priority.ShouldBe(Priority.Low));
        (await Inbox.TriesAsync(talk, Sight.Everything, 9, Cancel))[0].Tried.Single().NotClosed.ShouldBeTrue();
        await Inbox.RequireCauseAsync(false, null, Cancel);
        await SayAsync("danke", again: true);
        await HeldAsync(saved, 2);
        (await TalkAsync(talk)).State.ShouldBe(ConversationState.Done);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Whatever_happens_a_dry_run_says_what_was_done_live(int seed)
    {
        var random = new Random(seed);
        await Inbox.RequireCauseAsync(random.Next(2) == 0, null, Cancel);
        var departments = new[] { await DepartmentAsync("A", null, null, Jonas), await DepartmentAsync("B", null, null, Ida) };
        var label = (await House.Get<Archive>().AddLabelAsync(new("Wichtig"), Cancel)).Id;
        // The points of a crisis are little here: it makes nothing urgent by itself.
        await Inbox.SaveScoringAsync(
            ScoringRules.Shipped with { Rules = [.. ScoringRules.Shipped.Rules.Select(r => r.Name == "crisis" ? r with { Points = 2 } : r)] },
            null, Cancel);
        for (var i = 0; i < 7; i++)
        {
            var trigger = (WorkflowTrigger[])[WorkflowTrigger.Opened, WorkflowTrigger.CustomerWrote, WorkflowTrigger.StateChanged, WorkflowTrigger.Unanswered];
            var starts = trigger[random.Next(trigger.Length)];
            await Inbox.SaveWorkflowAsync(null, new(
                $"W{i}", starts, Condition(), [Action()], Minutes: starts is WorkflowTrigger.Unanswered ? random.Next(2, 9) : null,
                Stops: random.Next(4) == 0), Mira, Cancel);
        }
        var begun = Clock.Now;
        long? first = null, heard = 0;
        for (var step = 0; step < 70; step++)
        {
            // No step falls on a moment that workflows wait for, and each such moment is looked at before the next step.
            Clock.Now += TimeSpan.FromSeconds(61);
            var text = new[] { "Wo ist mein Paket?", "Mein Anwalt meldet sich", "Das ist eine Katastrophe, ich bin enttäuscht", "danke" }[random.Next(4)];
            var talk = first ??= await SayAsync(text);
            for (var i = 0; i < 3; i++)
            {
                await Inbox.LookAsync(Cancel);
                await HearAsync(talk);
            }
            switch (random.Next(9))
            {
                case 0: await Inbox.EnterAsync(talk, ConversationState.WaitingForCustomer, null, null, Sight.Everything, Cancel); break;
                case 1: await Inbox.EnterAsync(talk, ConversationState.Open, null, null, Sight.Everything, Cancel); break;
                case 2: await Inbox.SetPriorityAsync(talk, random.Next(2) == 0 ? null : (Priority)random.Next(4), Sight.Everything, Cancel); break;
                case 3:
                    // What was said while they were off is heard while they are off.
                    await HeardAsync();
                    await Inbox.SetWorkflowsOffAsync(talk, false, Sight.Everything, Cancel);
                    break;
                case 4: await Inbox.AssignAsync(talk, random.Next(2) == 0 ? null : Jonas, Sight.Everything, Cancel); break;
                default: await SayAsync(text, again: true); break;
            }
            await HearAsync(talk);
        }
        foreach (var workflow in await Inbox.WorkflowsAsync(Cancel))
        {
            var past = await Inbox.DryRunAsync(workflow.Id, workflow.Draft, begun, Sight.Everything, Cancel);
            past.Held.ShouldBe((int)workflow.Hits, $"{workflow.Name} ({workflow.Draft.Trigger}) by dry run at {string.Join(' ', past.Newest.Reverse().Select(h => h.At.TimeOfDay))}, live at {await LiveAsync(workflow.Id)}");
        }

        async Task<string> LiveAsync(long workflow)
        {
            await using var connection = await Db.ReadAsync(Cancel);
            return string.Join(' ', (await Dapper.SqlMapper.QueryAsync<(string Occasion, long At)>(
                connection, "select occasion, at from workflow_hit where workflow_id = @workflow order by at", new { workflow }))
                .Select(h => $"{h.Occasion} {DateTimeOffset.FromUnixTimeMilliseconds(h.At).TimeOfDay}"));
        }

        WorkflowCondition Condition() => random.Next(6) switch
        {
            0 => new() { Query = "anwalt OR danke" },
            1 => new() { Above = Priority.High },
            2 => new() { Assigned = random.Next(2) == 0 },
            3 => new() { Labels = [label] },
            4 => new() { Crisis = 1 },
            _ => new(),
        };

        WorkflowAction Action() => random.Next(8) switch
        {
            0 => new(WorkflowActionKind.Department, departments[random.Next(2)]),
            1 => new(WorkflowActionKind.Assign, random.Next(2) == 0 ? 0 : Jonas),
            2 => new(WorkflowActionKind.Priority, random.Next(4)),
            3 => new(WorkflowActionKind.Label, label),
            4 => new(WorkflowActionKind.Crisis, random.Next(0, 3)),
            5 => new(WorkflowActionKind.TakeOut),
            6 => new(WorkflowActionKind.State, (long)ConversationState.Done),
            _ => new(WorkflowActionKind.Note, Text: "gesehen"),
        };

        // The bus does the same, at a time of its own.
        async Task HearAsync(long talk)
        {
            for (; heard < (await TalkAsync(talk)).Revision; heard++)
                await Inbox.HearAsync(new ConversationChanged(talk, heard.Value + 1, false), Cancel);
        }
    }

    [Fact]
    public async Task A_clock_that_warns_and_one_that_is_missed_start_workflows()
    {
        await Inbox.SaveTargetsAsync([new("Eilig", null, null, 0, null, 60, 60, null, null, 15)], Mira, Cancel);
        var warned = await SaveAsync("Bald", WorkflowTrigger.ClockWarned, new(), new WorkflowAction(WorkflowActionKind.TellPerson, Ida));
        var missed = await SaveAsync("Zu spät", WorkflowTrigger.ClockMissed, new(), new WorkflowAction(WorkflowActionKind.Priority, (long)Priority.Urgent));
        Clock.Now += TimeSpan.FromSeconds(1);
        await SayAsync("Hallo?");
        Clock.Now += TimeSpan.FromMinutes(45);
        await Inbox.LookAsync(Cancel);
        await HeldAsync(warned, 1);
        await HeldAsync(missed, 0);
        Clock.Now += TimeSpan.FromMinutes(15);
        await Inbox.LookAsync(Cancel);
        await HeldAsync(missed, 1);
        await HeldAsync(warned, 1);
    }

    [Fact]
    public async Task What_waited_before_a_workflow_was_written_starts_nothing()
    {
        await SayAsync("Hallo?");
        Clock.Now += TimeSpan.FromHours(5);
        var saved = await SaveAfterAsync(
            "Liegt", WorkflowTrigger.Unanswered, new(), 60, null, new WorkflowAction(WorkflowActionKind.Priority, (long)Priority.Urgent));
        await Inbox.LookAsync(Cancel);
        await HeldAsync(saved, 0);
    }

    [Fact]
    public async Task What_is_taken_out_is_left_alone_until_somebody_lets_workflows_work_again()
    {
        var saved = await SaveAsync("Raus", WorkflowTrigger.CustomerWrote, new() { Query = "stopp" }, new WorkflowAction(WorkflowActionKind.TakeOut));
        var note = await SaveAsync("Notiz", WorkflowTrigger.CustomerWrote, new(), new WorkflowAction(WorkflowActionKind.Note, Text: "x"));
        var talk = await SayAsync("stopp");
        await HeldAsync(saved, 1);
        (await TalkAsync(talk)).WorkflowsOff.ShouldBeTrue();
        await SayAsync("und weiter", again: true);
        await HeardAsync();
        await Inbox.SetWorkflowsOffAsync(talk, false, Sight.Everything, Cancel);
        await SayAsync("und nun", again: true);
        await HeldAsync(note, 1);
        (await Inbox.TriesAsync(talk, Sight.Everything, 9, Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_dry_run_over_the_past_says_what_the_workflow_did_live()
    {
        var legal = await DepartmentAsync("Recht");
        var live = await SaveAsync("Drohung", WorkflowTrigger.Opened, new() { Query = "anwalt", Departments = [0] },
            new WorkflowAction(WorkflowActionKind.Department, legal));
        var late = await SaveAfterAsync("Liegt", WorkflowTrigger.Unanswered, new() { Sentiments = [Sentiment.Negative] }, 60, null,
            new WorkflowAction(WorkflowActionKind.Priority, (long)Priority.Urgent));
        var texts = new[]
        {
            "Mein Anwalt meldet sich", "Wo ist mein Paket?", "Der Service ist eine Katastrophe, ich bin enttäuscht", "Der Anwalt wieder",
        };
        for (var i = 0; i < texts.Length; i++)
        {
            Clock.Now += TimeSpan.FromMinutes(7);
            var talk = await SayAsync(texts[i], $"a{i}");
            if (i == 3) await ReplyAsync(talk, new(Jonas, null));
        }
        await HeldAsync(live, 2);
        Clock.Now += TimeSpan.FromHours(2);
        await Inbox.LookAsync(Cancel);
        foreach (var workflow in await Inbox.WorkflowsAsync(Cancel))
        {
            var past = await Inbox.DryRunAsync(workflow.Id, workflow.Draft, Morning, Sight.Everything, Cancel);
            (workflow.Name, past.Held).ShouldBe((workflow.Name, (int)workflow.Hits));
            past.Newest.Count.ShouldBe(past.Held);
            past.Moments.ShouldBe(past.Held + past.Failed.Values.DefaultIfEmpty().Max());
        }
        (await Inbox.WorkflowsAsync(Cancel)).Single(w => w.Id == late).Hits.ShouldBe(1);
        var unseen = await Inbox.DryRunAsync(
            null, (await Inbox.WorkflowsAsync(Cancel))[0].Draft, Morning, new(Ida, [999], Unrouted: false), Cancel);
        (unseen.Conversations, unseen.Held).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_workflow_fills_in_what_closing_asks_for_and_closes()
    {
        await Inbox.RequireCauseAsync(true, Mira, Cancel);
        var field = await Inbox.SaveFieldAsync(null, new("Stück", FieldKind.Number, [], true), Mira, Cancel);
        var saved = await SaveAsync(
            "Werbung", WorkflowTrigger.Opened, new() { Query = "werbung" }, new(WorkflowActionKind.Field, field, "2,50"),
            new(WorkflowActionKind.Cause, Text: "Werbung>Spam"), new(WorkflowActionKind.State, (long)ConversationState.Done));
        var late = await SaveAsync("Erst zu", WorkflowTrigger.Opened, new() { Query = "frage" },
            new(WorkflowActionKind.State, (long)ConversationState.Done), new(WorkflowActionKind.Cause, Text: "Frage"));
        var talk = await SayAsync("Nur Werbung", "kim");
        await HeldAsync(saved, 1);
        ((await TalkAsync(talk)).State, (await TalkAsync(talk)).Cause).ShouldBe((ConversationState.Done, "Werbung > Spam"));
        (await Inbox.FieldsOfAsync(talk, Cancel)).Single().Value.ShouldBe("2.50");
        (await ThreadAsync(talk)).Events.Where(e => e.RuleId == saved).Select(e => e.Kind).ShouldBe(
            [ConversationEventKind.FieldSet, ConversationEventKind.CauseSet, ConversationEventKind.StateChanged], ignoreOrder: true);
        var other = await SayAsync("Eine Frage", "lea");
        await HeldAsync(late, 1);
        ((await TalkAsync(other)).State, (await TalkAsync(other)).Cause).ShouldBe((ConversationState.New, "Frage"));
        (await Should.ThrowAsync<InboxException>(() => SaveAsync(
            "Falsch", WorkflowTrigger.Opened, new(), new WorkflowAction(WorkflowActionKind.Field, field, "viel")))).Why.ShouldBe(InboxRefusal.FieldWrong);
    }

    [Fact]
    public async Task A_workflow_gives_nothing_to_whoever_may_not_work_on_conversations()
    {
        var saved = await SaveAsync("An Ida", WorkflowTrigger.Opened, new(), new WorkflowAction(WorkflowActionKind.Assign, Ida));
        await Roster.ChangeAsync(Admin, Ida, new("ida@example.org", "Ida", Role.Analyst, "de", "Europe/Berlin"), true, Cancel);
        var talk = await SayAsync("eins", "a");
        await HeldAsync(saved, 1);
        (await TalkAsync(talk)).AssigneeId.ShouldBeNull();
        (await Should.ThrowAsync<InboxException>(() => SaveAsync(
            "Nochmal", WorkflowTrigger.Opened, new(), new WorkflowAction(WorkflowActionKind.Assign, Ida)))).Why.ShouldBe(InboxRefusal.PersonMissing);
    }

    [Fact]
    public async Task What_a_workflow_lacks_is_said_before_it_is_saved()
    {
        (await Should.ThrowAsync<InboxException>(() => SaveAsync("Nichts", WorkflowTrigger.Opened, new()))).Why
            .ShouldBe(InboxRefusal.ActionsMissing);
        (await Should.ThrowAsync<InboxException>(() => SaveAsync(
            "Wann", WorkflowTrigger.Unanswered, new(), new WorkflowAction(WorkflowActionKind.Route)))).Why.ShouldBe(InboxRefusal.MinutesMissing);
        (await Should.ThrowAsync<InboxException>(() => SaveAsync(
            " ", WorkflowTrigger.Opened, new(), new WorkflowAction(WorkflowActionKind.Route)))).Why.ShouldBe(InboxRefusal.NameMissing);
        await Should.ThrowAsync<QueryException>(() => SaveAsync(
            "Frage", WorkflowTrigger.Opened, new() { Query = "(offen" }, new WorkflowAction(WorkflowActionKind.Route)));
    }

    private Task<long> SaveAsync(
        string name, WorkflowTrigger trigger, WorkflowCondition condition, params WorkflowAction[] actions) =>
        SaveAfterAsync(name, trigger, condition, null, null, actions);

    private async Task<long> SaveAfterAsync(
        string name, WorkflowTrigger trigger, WorkflowCondition condition, int? minutes, long? calendar,
        params WorkflowAction[] actions) =>
        (await Inbox.SaveWorkflowAsync(
            null, new(name, trigger, condition, actions, Minutes: minutes, CalendarId: calendar), Mira, Cancel)).Id;

    /// <summary>Until workflows have looked at everything that was said so far.</summary>
    private async Task HeardAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        var said = await connection.ExecuteScalarAsync<long>("select max(seq) from outbox");
        await UntilAsync(async () => await connection.ExecuteScalarAsync<long>("select position from subscriber where name = 'routing'") >= said);
    }

    private Task HeldAsync(long workflow, long times) => UntilAsync(async () =>
        (await Inbox.WorkflowsAsync(Cancel)).Single(w => w.Id == workflow).Hits == times);
}
