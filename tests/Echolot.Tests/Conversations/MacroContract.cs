using Dapper;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class MacrosOnSqlite() : MacroContract(Engine.Sqlite);

public sealed class MacrosOnPostgres() : MacroContract(Engine.Postgres);

/// <summary>Steps that people run with one press.</summary>
public abstract class MacroContract(Engine engine) : CareDeskContract(engine)
{
    private Sight Eyes => new(Mira, null);

    [Fact]
    public async Task A_macro_does_all_of_its_steps_at_once_and_they_are_taken_back()
    {
        var (service, label) = (await DepartmentAsync("Kundendienst"), (await House.Get<Archive>().AddLabelAsync(new("Zelt"), Cancel)).Id);
        var field = await Inbox.SaveFieldAsync(null, new("Modell", FieldKind.Text, [], true), Mira, Cancel);
        await Inbox.RequireCauseAsync(true, Mira, Cancel);
        var talk = await SayAsync("Das Zelt ist undicht", "kim");
        await Inbox.SetFieldAsync(talk, field, "Fjell 1", Eyes, Cancel);
        var macro = await SaveAsync(
            "Zelt undicht", new(WorkflowActionKind.Department, service), new(WorkflowActionKind.Assign), new(WorkflowActionKind.Priority, 3),
            new(WorkflowActionKind.Label, label), new(WorkflowActionKind.Field, field, "Fjell 3"),
            new(WorkflowActionKind.Cause, Text: "Material > Naht"), new(WorkflowActionKind.Note, Text: "{{contact.name}}: Naht 3, @Ida bitte prüfen"),
            new(WorkflowActionKind.State, (long)ConversationState.Done));
        await using var asked = House.Bus.WatchAsync<AttentionAsked>(Cancel).GetAsyncEnumerator(Cancel);

        var run = await Inbox.RunMacroAsync(talk, macro, Eyes, Cancel);
        (run.Done, run.Stopped, run.Draft, run.Said).ShouldBe((true, null, null, null));
        var thread = await ThreadAsync(talk);
        thread.Conversation.ShouldSatisfyAllConditions(
            c => c.DepartmentId.ShouldBe(service), c => c.AssigneeId.ShouldBe(Mira, "to whoever runs it"), c => c.Priority.ShouldBe(Priority.Urgent),
            c => c.Cause.ShouldBe("Material > Naht"), c => c.State.ShouldBe(ConversationState.Done));
        thread.Messages.Single(m => m.Kind is MessageKind.Note).ShouldSatisfyAllConditions(
            m => m.Text.ShouldStartWith("kim: Naht 3"), m => m.PersonId.ShouldBe(Mira));
        await asked.MoveNextAsync();
        asked.Current.PersonIds.ShouldBe([Ida]);
        (await LabelsAsync(talk), await ValueAsync(talk)).ShouldBe((1, "Fjell 3"));
        (await Inbox.MacrosAsync(Mira, false, Cancel)).Single().ShouldSatisfyAllConditions(m => m.Uses.ShouldBe(1), m => m.UsedAt.ShouldBe(Clock.Now));

        var shown = (await Inbox.NewManyRunsAsync(Eyes, Cancel)).Single();
        (shown.Id, shown.Macro, shown.Changed, shown.Undoable).ShouldBe((run.RunId!.Value, "Zelt undicht", 1, true));
        await Inbox.UndoManyAsync(shown.Id, Eyes, Cancel);
        await Inbox.GoOnWithManyAsync(Cancel);
        thread = await ThreadAsync(talk);
        thread.Conversation.ShouldSatisfyAllConditions(
            c => c.DepartmentId.ShouldBeNull(), c => c.AssigneeId.ShouldBeNull(), c => c.PrioritySet.ShouldBeFalse(),
            c => c.Cause.ShouldBeNull(), c => c.State.ShouldBe(ConversationState.New));
        (await LabelsAsync(talk), await ValueAsync(talk)).ShouldBe((0, "Fjell 1"));
        thread.Messages.Count(m => m.Kind is MessageKind.Note).ShouldBe(1, "what was noted stays");
    }

    [Fact]
    public async Task What_somebody_decided_since_stays_when_a_macro_is_taken_back()
    {
        var label = (await House.Get<Archive>().AddLabelAsync(new("Zelt"), Cancel)).Id;
        var talk = await SayAsync("Das Zelt ist undicht", "kim");
        var run = await Inbox.RunMacroAsync(
            talk, await SaveAsync("An Jonas", new(WorkflowActionKind.Assign, Jonas), new(WorkflowActionKind.Label, label)), Eyes, Cancel);
        await Inbox.AssignAsync(talk, Ida, Eyes, Cancel);
        await Inbox.AssignAsync(talk, Jonas, Eyes, Cancel);
        await Inbox.UndoManyAsync(run.RunId!.Value, Eyes, Cancel);
        await Inbox.GoOnWithManyAsync(Cancel);
        ((await TalkAsync(talk)).AssigneeId, await LabelsAsync(talk)).ShouldBe((Jonas, 0));
    }

    [Fact]
    public async Task A_macro_with_a_label_that_was_merged_gives_the_other_one()
    {
        var archive = House.Get<Archive>();
        var (label, other) = ((await archive.AddLabelAsync(new("Zelt"), Cancel)).Id, (await archive.AddLabelAsync(new("Zelte"), Cancel)).Id);
        var macro = await SaveAsync("Zelt", new WorkflowAction(WorkflowActionKind.Label, label));
        await archive.MergeLabelAsync(label, other, Cancel);
        var talk = await SayAsync("Das Zelt ist undicht", "kim");
        (await Inbox.RunMacroAsync(talk, macro, Eyes, Cancel)).Done.ShouldBeTrue();
        (await Inbox.LabelsOfAsync([talk], Cancel))[talk].Select(l => l.Id).ShouldBe([other]);
    }

    [Fact]
    public async Task A_step_that_cannot_be_done_says_why_and_leaves_everything_as_it_was()
    {
        await Inbox.RequireCauseAsync(true, Mira, Cancel);
        var (kim, lou) = (await SayAsync("Wo ist mein Paket?", "kim"), await SayAsync("Danke, alles gut", "lou"));
        var macro = await SaveAsync(
            "Fertig", new(WorkflowActionKind.Priority, 3), new(WorkflowActionKind.Note, Text: "Erledigt, @Ida"),
            new(WorkflowActionKind.Reply, Text: "Gern geschehen"), new(WorkflowActionKind.State, (long)ConversationState.Done));
        // The reply comes before the state that is refused.
        var run = await Inbox.RunMacroAsync(kim, macro, Eyes, Cancel);
        (run.Done, run.Stopped!.Kind, run.Why!.Why).ShouldBe((false, WorkflowActionKind.State, InboxRefusal.CauseMissing));
        await UntouchedAsync(kim);
        (await Inbox.NewManyRunsAsync(Eyes, Cancel)).ShouldBeEmpty();

        // Of many those are done that can be, each whole.
        await Db.WriteAsync(s => s.Connection.ExecuteAsync("update conversation set cause = 'Lob' where id = @lou", new { lou }, s.Transaction), Cancel);
        var many = (await Inbox.ChangeManyInTurnAsync([kim, lou], new(), await Inbox.ManyByMacroAsync(macro, Eyes, Cancel), Eyes, Cancel)).Goes!;
        (many.State, many.Changed, many.Refused, many.Why).ShouldBe((ManyState.Done, 1, 1, InboxRefusal.CauseMissing));
        await UntouchedAsync(kim);
        var thread = (await Inbox.ShowAsync(lou, Eyes, Cancel))!;
        (thread.Conversation.State, thread.Drafts.Single().Text).ShouldBe((ConversationState.Done, "Gern geschehen"));
        thread.Messages.Count(m => m.Kind is MessageKind.Note).ShouldBe(1);
        await Inbox.UndoManyAsync(many.Id, Eyes, Cancel);
        await Inbox.GoOnWithManyAsync(Cancel);
        (await TalkAsync(lou)).ShouldSatisfyAllConditions(c => c.State.ShouldBe(ConversationState.New), c => c.PrioritySet.ShouldBeFalse());
        Network.Posted.ShouldBeEmpty();

        async Task UntouchedAsync(long talk)
        {
            var there = (await Inbox.ShowAsync(talk, Eyes, Cancel))!;
            (there.Conversation.State, there.Conversation.PrioritySet, there.Drafts.Count, there.Messages.Count)
                .ShouldBe((ConversationState.New, false, 0, 1));
        }
    }

    [Fact]
    public async Task A_reply_waits_in_the_composer_and_leaves_by_itself_only_where_the_macro_sends()
    {
        var talk = await SayAsync("Wo ist mein Paket?", "kim");
        var waits = await SaveAsync("Wartet", new WorkflowAction(WorkflowActionKind.Reply, Text: "Hallo {{contact.name}}, wir schauen nach."));
        await Inbox.SaveDraftAsync(talk, Mira, MessageKind.Note, "Lager fragen", false, 0, Cancel);
        var run = await Inbox.RunMacroAsync(talk, waits, Eyes, Cancel);
        (run.Draft!.Text, run.Draft.Kind).ShouldBe(("Lager fragen\n\nHallo kim, wir schauen nach.", MessageKind.Note), "a note stays a note");

        var answer = new AnswerVariant("Wir schauen gleich nach, {{contact.name}}.");
        var library = House.Get<AnswerLibrary>();
        var item = await library.SaveAsync(null, new(AnswerKind.Question, "Paket", "Wo ist mein Paket?", [], [answer]), null, null, null, Mira, Cancel);
        var sends = await SaveAsync(
            "Sendet", new(WorkflowActionKind.Priority, 0), new(WorkflowActionKind.Reply, item), new(WorkflowActionKind.Send),
            new(WorkflowActionKind.State, (long)ConversationState.WaitingInternally));
        // What nobody has approved is said to nobody.
        var refused = await Inbox.RunMacroAsync(talk, sends, Eyes, Cancel);
        (refused.Done, refused.Stopped!.Kind, refused.Why!.Why).ShouldBe((false, WorkflowActionKind.Reply, InboxRefusal.AnswerMissing));
        await library.ApproveAsync(item, 1, Mira, Cancel);
        (await Should.ThrowAsync<InboxException>(() => Inbox.ManyByMacroAsync(sends, Eyes, Cancel))).Why.ShouldBe(InboxRefusal.SendsOne);
        run = await Inbox.RunMacroAsync(talk, sends, Eyes, Cancel);
        (run.Waits, run.Said).ShouldBe((true, null), "something is being written: they look at it first");
        Clock.Now += Inbox.TakeBackTime;
        Network.Posted.ShouldBeEmpty();

        await Inbox.SaveDraftAsync(talk, Mira, MessageKind.Public, "", false, 0, Cancel);
        run = await Inbox.RunMacroAsync(talk, sends, Eyes, Cancel);
        run.Said!.SendId.ShouldNotBeNull();
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(() => Task.FromResult(Network.Posted.Count == 1));
        Network.Posted.Single().Text.ShouldContain("Wir schauen gleich nach, kim.");
        await UntilAsync(async () => (await TalkAsync(talk)).State is ConversationState.WaitingInternally);

        // The check before sending holds for it, and its words are not lost.
        var unknown = await SaveAsync(
            "Offen", new(WorkflowActionKind.Priority, 3), new(WorkflowActionKind.Reply, Text: "Zu {{order}} melden wir uns."), new(WorkflowActionKind.Send));
        run = await Inbox.RunMacroAsync(talk, unknown, Eyes, Cancel);
        (run.Done, run.Stopped!.Kind, run.Why!.Why, run.Draft!.Text).ShouldBe(
            (true, WorkflowActionKind.Send, InboxRefusal.CheckStops, "Zu {{order}} melden wir uns."));
        (await TalkAsync(talk)).Priority.ShouldBe(Priority.Urgent);

        // Whoever may not send asks for approval, as by hand.
        var tom = await JoinAsync("Tom", Role.Trainee);
        var shared = await SaveSharedAsync("Alle", true, new(WorkflowActionKind.Reply, Text: "Danke für die Geduld."), new(WorkflowActionKind.Send));
        (await Inbox.RunMacroAsync(talk, shared, new(tom, null), Cancel)).Said!.ShouldSatisfyAllConditions(
            s => s.SendId.ShouldBeNull(), s => s.ApprovalId.ShouldNotBeNull());
        Clock.Now += Inbox.TakeBackTime;
        Network.Posted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Macros_are_ones_own_or_shared_with_a_department_and_leads_change_what_is_shared()
    {
        var (care, shop) = (await DepartmentAsync("Service", null, null, Ida), await DepartmentAsync("Laden", null, null, Jonas));
        WorkflowAction[] steps = [new(WorkflowActionKind.Note, Text: "gesehen")];
        var own = (await Inbox.SaveMacroAsync(null, new("Eigenes", steps), Ida, false, Cancel)).Id;
        var all = (await Inbox.SaveMacroAsync(null, new("Für alle", steps, true), Mira, true, Cancel)).Id;
        var some = (await Inbox.SaveMacroAsync(null, new("Service", steps, true, care), Mira, true, Cancel)).Id;
        (await IdsAsync(Ida)).ShouldBe([own, all, some]);
        (await IdsAsync(Jonas)).ShouldBe([all]);
        (await IdsAsync(Mira, true)).ShouldBe([all, some]);
        await Inbox.MoveMacroAsync(some, 1, Mira, true, Cancel);
        (await IdsAsync(Ida)).ShouldBe([own, some, all]);

        var talk = await SayAsync("Hallo", "kim");
        await RefusedAsync(() => Inbox.RunMacroAsync(talk, some, new(Jonas, null), Cancel), InboxRefusal.MacroMissing);
        await RefusedAsync(() => Inbox.RunMacroAsync(talk, own, new(Jonas, null), Cancel), InboxRefusal.MacroMissing);
        await RefusedAsync(() => Inbox.RunMacroAsync(talk, own, new(Ida, [shop], false), Cancel), InboxRefusal.NotFound);
        await RefusedAsync(() => Inbox.SaveMacroAsync(null, new("Geteilt", steps, true), Ida, false, Cancel), InboxRefusal.SharedByLeads);
        await RefusedAsync(() => Inbox.SaveMacroAsync(all, new("Anders", steps), Ida, false, Cancel), InboxRefusal.SharedByLeads);
        await RefusedAsync(() => Inbox.RemoveMacroAsync(own, Jonas, false, Cancel), InboxRefusal.MacroMissing);
        foreach (var wrong in new WorkflowAction[]
        {
            new(WorkflowActionKind.TakeOut), new(WorkflowActionKind.Label, 99), new(WorkflowActionKind.Send), new(WorkflowActionKind.Reply, 99),
            new(WorkflowActionKind.State, (long)ConversationState.Snoozed), new(WorkflowActionKind.Department, 99),
        })
            await RefusedAsync(() => Inbox.SaveMacroAsync(null, new("Falsch", [wrong]), Ida, false, Cancel), InboxRefusal.StepWrong);
        await RefusedAsync(() => Inbox.SaveMacroAsync(null, new("Zweimal", [.. steps, .. steps]), Ida, false, Cancel), InboxRefusal.StepWrong);
        await RefusedAsync(
            () => Inbox.SaveWorkflowAsync(
                null, new("Spricht", WorkflowTrigger.Opened, new(), [new(WorkflowActionKind.Reply, Text: "Hallo")]), Mira, Cancel),
            InboxRefusal.StepWrong);

        await Roster.RemoveDepartmentAsync(Admin, care, Cancel);
        await UntilAsync(async () => (await IdsAsync(Ida)).SequenceEqual([own, all]));
        await House.Privacy.EraseAsync(new(null, $"{Ida}"), Mira, Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<long>("select id from macro order by id")).ShouldBe([all, some]);
    }

    private async Task<IReadOnlyList<long>> IdsAsync(long person, bool all = false) =>
        [.. (await Inbox.MacrosAsync(person, all, Cancel)).Select(m => m.Id)];

    [Fact]
    public async Task Who_saves_a_macro_or_a_workflow_second_is_told_and_nothing_is_written_over()
    {
        var macro = await SaveAsync("Eins", new WorkflowAction(WorkflowActionKind.Priority, 3));
        var read = (await Inbox.MacrosAsync(Mira, true, Cancel)).Single();
        await Inbox.SaveMacroAsync(macro, read.Draft with { Name = "Zwei" }, Mira, true, Cancel, read.ChangedAt);
        await RefusedAsync(
            () => Inbox.SaveMacroAsync(macro, read.Draft with { Name = "Drei" }, Mira, true, Cancel, read.ChangedAt), InboxRefusal.ChangedMeanwhile);
        var now = (await Inbox.MacrosAsync(Mira, true, Cancel)).Single();
        now.Name.ShouldBe("Zwei");
        (await Inbox.SaveMacroAsync(macro, read.Draft with { Name = "Drei" }, Mira, true, Cancel, now.ChangedAt)).Name.ShouldBe("Drei");
        await RefusedAsync(() => Inbox.SaveMacroAsync(macro + 1, read.Draft, Mira, true, Cancel, now.ChangedAt), InboxRefusal.MacroMissing);

        var draft = new WorkflowDraft("Eins", WorkflowTrigger.Opened, new(), [new(WorkflowActionKind.Priority, 3)]);
        var first = await Inbox.SaveWorkflowAsync(null, draft, Mira, Cancel);
        await Inbox.SaveWorkflowAsync(first.Id, draft with { Name = "Zwei" }, Mira, Cancel, first.ChangedAt);
        await RefusedAsync(
            () => Inbox.SaveWorkflowAsync(first.Id, draft with { Name = "Drei" }, Mira, Cancel, first.ChangedAt), InboxRefusal.ChangedMeanwhile);
        (await Inbox.WorkflowsAsync(Cancel)).Single().Name.ShouldBe("Zwei");
        await RefusedAsync(() => Inbox.SaveWorkflowAsync(first.Id + 1, draft, Mira, Cancel, first.ChangedAt), InboxRefusal.WorkflowMissing);
    }

    private static async Task RefusedAsync(Func<Task> work, InboxRefusal why) =>
        (await Should.ThrowAsync<InboxException>(work)).Why.ShouldBe(why);

    private Task<long> SaveAsync(string name, params WorkflowAction[] steps) => SaveSharedAsync(name, false, steps);

    private async Task<long> SaveSharedAsync(string name, bool shared, params WorkflowAction[] steps) =>
        (await Inbox.SaveMacroAsync(null, new(name, steps, shared), Mira, true, Cancel)).Id;

    private async Task<int> LabelsAsync(long talk) => (await Inbox.LabelsOfAsync([talk], Cancel))[talk].Count();

    private async Task<string?> ValueAsync(long talk) => (await Inbox.FieldsOfAsync(talk, Cancel)).Single().Value;
}
