using Dapper;
using Echolot.Answers;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Runs a macro on a conversation in the name of whoever looks: all of its steps, or none with the reason.</summary>
    /// <remarks>
    /// A reply waits in their composer, below what stands there. Where the macro sends, it goes through the checks and approvals of
    /// every reply once the other steps are done; what keeps it back is said, and it waits in the composer as well. It waits there,
    /// too, where something was being written.
    /// </remarks>
    /// <param name="seen">The conversation as they saw it, so that a colleague's answer since is not passed over.</param>
    /// <exception cref="InboxException">The macro or the conversation is not there for them.</exception>
    public async Task<MacroOutcome> RunMacroAsync(
        long conversation, long macro, Sight sight, CancellationToken cancel, long? seen = null)
    {
        var (steps, person) = (await MacroAsync(macro, sight, cancel), sight.PersonId!.Value);
        var label = await LabelOfAsync(steps, cancel);
        var trail = new MacroTrail { Sends = steps.Steps.Any(s => s.Kind is WorkflowActionKind.Send) };
        long run;
        try
        {
            run = await db.WriteAsync(async scope =>
            {
                var recording = await SeenAsync(scope, conversation, sight, cancel);
                if (trail.Sends && await WrittenAsync(recording, person) is not null) (trail.Sends, trail.Waits) = (false, true);
                seen ??= recording.Row.Revision;
                var before = await BeforeAsync(recording, label, steps);
                await DoStepsAsync(recording, steps.Steps, label, trail, sight, cancel);
                await recording.FinishAsync(cancel);
                await CountUseAsync(scope, macro, 1);
                return await ManyOfOneAsync(recording, steps, sight, before with { Revision = recording.Row.Revision });
            }, cancel);
        }
        catch (InboxException wrong) when (trail.At is not null)
        {
            return new(false, trail.At, wrong, null, [], null, null);
        }
        if (!trail.Sends || trail.Reply is not { } reply)
            return new(true, null, null, trail.Draft, trail.Draft is null ? [] : trail.Items, null, run) { Waits = trail.Waits };
        // What was begun is finished, also where whoever pressed has gone.
        cancel = CancellationToken.None;
        try
        {
            var said = await SendReplyAsync(
                conversation, new(reply.Leg, reply.Text, SeenRevision: seen, NextState: trail.Next, Items: trail.Items), sight, cancel);
            return new(true, null, null, null, [], said, run);
        }
        catch (Exception wrong)
        {
            try
            {
                await db.WriteAsync(async scope =>
                {
                    var recording = await RecordAsync(scope, conversation, cancel);
                    await PutIntoComposerAsync(recording, reply, trail, person);
                }, cancel);
            }
            catch (InboxException also)
            {
                log.LogWarning(also, "The reply of macro {Macro} found no place in the composer of conversation {Conversation}", macro, conversation);
            }
            if (wrong is not InboxException refused) throw;
            return new(true, new(WorkflowActionKind.Send), refused, trail.Draft, trail.Items, null, run);
        }
    }

    /// <summary>A macro as a change to many, with its steps as they are now.</summary>
    /// <exception cref="InboxException">It is not there for them, or sends.</exception>
    public async Task<BulkChange> ManyByMacroAsync(long macro, Sight sight, CancellationToken cancel)
    {
        var steps = await MacroAsync(macro, sight, cancel);
        return steps.Steps.All(s => s.Kind is not WorkflowActionKind.Send) ? steps
            : throw new InboxException(InboxRefusal.SendsOne, "A macro that sends its reply is run in each conversation by itself.");
    }

    private async Task<BulkChange.Macro> MacroAsync(long id, Sight sight, CancellationToken cancel) =>
        sight.PersonId is { } person && (await MacrosAsync(person, false, cancel)).FirstOrDefault(m => m.Id == id) is { } macro
            ? new(id, macro.Name, macro.Draft.Steps) : throw NoMacro(id);

    /// <summary>What is known of a run before it has ended.</summary>
    private sealed class MacroTrail
    {
        /// <summary>The step that is under way.</summary>
        public WorkflowAction? At { get; set; }
        public bool Sends { get; set; }
        public bool Waits { get; set; }
        public ReadyReply? Reply { get; set; }
        public IReadOnlyList<UsedAnswer> Items { get; set; } = [];

        /// <summary>State that goes with the reply.</summary>
        public ConversationState? Next { get; set; }
        public Draft? Draft { get; set; }
    }

    private sealed record ReadyReply(Leg Leg, string Text);

    private async Task DoStepsAsync(
        Recording recording, IReadOnlyList<WorkflowAction> steps, Label? label, MacroTrail trail, Sight sight, CancellationToken cancel)
    {
        var by = sight.PersonId;
        IReadOnlyDictionary<string, string?>? values = null;
        (IReadOnlyList<long> Called, long Note)? calls = null;
        foreach (var step in steps)
        {
            trail.At = step;
            switch (step)
            {
                case { Kind: WorkflowActionKind.State, Value: { } state } when trail.Sends:
                    trail.Next = (ConversationState)state;
                    break;
                case { Kind: WorkflowActionKind.Route }:
                    await recording.AssignAsync(null, Now, by);
                    recording.Change(row => row with { TurnAt = Now });
                    break;
                case { Kind: WorkflowActionKind.Field, Value: { } field }:
                    await SetFieldAsync(recording, field, step.Text, by, cancel);
                    break;
                case { Kind: WorkflowActionKind.Cause }:
                    await SetCauseAsync(recording, step.Text, by);
                    break;
                case { Kind: WorkflowActionKind.Note }:
                    var text = Checked(await FilledAsync(step.Text ?? ""));
                    calls = (await CalledAsync(text, sight, cancel), await NoteAsync(recording, text, by));
                    break;
                case { Kind: WorkflowActionKind.Reply }:
                    trail.Reply = await ReplyOfAsync(step);
                    if (!trail.Sends) await PutIntoComposerAsync(recording, trail.Reply, trail, by!.Value);
                    break;
                case { Kind: WorkflowActionKind.Send }:
                    break;
                default:
                    await DoAsync(recording, Demanded(ChangeOf(step, by)), label, by, cancel);
                    break;
            }
        }
        trail.At = null;
        // Nobody is called for what was refused in the end.
        if (calls is { } made) await CallAsync(recording, made.Called, made.Note, by, cancel);

        BulkChange Demanded(BulkChange? change)
        {
            if (change is BulkChange.Label && label is null)
                throw new InboxException(InboxRefusal.StepWrong, "This label is gone; change the macro.", nameof(WorkflowActionKind.Label));
            if (change is BulkChange.Assign { PersonId: { } person } && !recording.Plan.MayHave(person))
                throw new InboxException(InboxRefusal.PersonMissing, "This person is no longer active; change the macro.");
            if (change is BulkChange.Move { DepartmentId: var department }) DemandThere(recording, department);
            return change ?? throw new InboxException(InboxRefusal.StepWrong, "This step cannot be done; change the macro.");
        }

        async Task<string> FilledAsync(string words)
        {
            if (!words.Contains("{{", StringComparison.Ordinal)) return words;
            values ??= await ValuesAsync(await ThreadAsync(), await AgentAsync(), await answers.TodayAsync(cancel), cancel);
            return Placeholders.Fill(words, values).Text;
        }

        async Task<ReadyReply> ReplyOfAsync(WorkflowAction step)
        {
            var thread = await ThreadAsync();
            var ways = (await WaysAsync(recording.Row.Id, sight, cancel)).Where(w => !w.Closed).Select(w => w.Leg).ToHashSet();
            var last = thread.Messages.LastOrDefault(m => m.Direction is Direction.Theirs)?.Kind is MessageKind.Private ? Leg.Private : Leg.Public;
            // What was said privately is never answered in public by itself.
            var leg = ways.Contains(last) ? last : last is Leg.Public && ways.Contains(Leg.Private) ? Leg.Private : throw CannotSay(last);
            if (step.Value is not { } item) return new(leg, Checked(await FilledAsync(step.Text ?? "")));
            var (known, today) = (await answers.FindAsync(item, cancel), await answers.TodayAsync(cancel));
            var put = known is null ? null
                : (await PutAsync(thread, [(known, null)], today, leg, await AgentAsync(), cancel)).FirstOrDefault();
            if (put is null)
                throw new InboxException(InboxRefusal.AnswerMissing, "The answer of the library may not be used here any more; change the macro.");
            trail.Items = [new(item, put.Item.ApprovedVersion ?? 0)];
            return new(leg, Checked(put.Filled.Text));
        }

        async Task<Thread> ThreadAsync() => await ShowAsync(recording.Row.Id, sight, cancel) ?? throw Gone(recording.Row.Id);

        async Task<string> AgentAsync() => by is { } me ? (await roster.FindAsync(me, cancel))?.Name ?? "" : "";
    }

    /// <summary>What a step is as a change; null: it is none, or names nothing.</summary>
    private BulkChange? ChangeOf(WorkflowAction step, long? by) => step switch
    {
        { Kind: WorkflowActionKind.Department, Value: { } department } => new BulkChange.Move(department == 0 ? null : department),
        { Kind: WorkflowActionKind.Assign, Value: var person } => new BulkChange.Assign(person is null ? by : person == 0 ? null : person),
        { Kind: WorkflowActionKind.Route } => new BulkChange.Assign(null),
        { Kind: WorkflowActionKind.Priority, Value: { } priority } => new BulkChange.Prioritise((Priority)priority),
        { Kind: WorkflowActionKind.Label, Value: { } label } => new BulkChange.Label(label),
        { Kind: WorkflowActionKind.State, Value: { } state } => new BulkChange.Enter((ConversationState)state),
        { Kind: WorkflowActionKind.Snooze, Value: { } minutes } => new BulkChange.Enter(
            ConversationState.Snoozed, clock.GetUtcNow().AddMinutes(minutes)),
        _ => null,
    };

    private async Task<Label?> LabelOfAsync(BulkChange change, CancellationToken cancel)
    {
        var id = change switch
        {
            BulkChange.Label label => label.LabelId,
            BulkChange.Macro macro => macro.Steps.FirstOrDefault(s => s.Kind is WorkflowActionKind.Label)?.Value,
            _ => null,
        };
        return id is { } named ? (await archive.LabelsMeantAsync([named], cancel)).GetValueOrDefault(named) : null;
    }

    /// <summary>What somebody has begun to write here; null: nothing.</summary>
    private static Task<DraftRow?> WrittenAsync(Recording recording, long person) =>
        recording.Scope.Connection.QuerySingleOrDefaultAsync<DraftRow?>(
            """
            select conversation_id, person_id, leg, text, shared, seen_revision, saved_at from draft
            where conversation_id = @Id and person_id = @person and trim(text) <> ''
            """, new { recording.Row.Id, person }, recording.Scope.Transaction);

    private static async Task PutIntoComposerAsync(Recording recording, ReadyReply reply, MacroTrail trail, long person)
    {
        if (await WrittenAsync(recording, person) is { } there) Checked($"{there.Text}{Gap}{reply.Text}");
        await BackToDraftAsync(recording, person, (long)reply.Leg, reply.Text);
        trail.Draft = (await WrittenAsync(recording, person))?.AsDraft();
    }

    private Task CountUseAsync(WriteScope scope, long macro, int times) => scope.Connection.ExecuteAsync(
        "update macro set uses = uses + @times, used_at = @Now where id = @macro", new { macro, times = (long)times, Now },
        scope.Transaction);

    /// <summary>Notes a change to one conversation so that it can be taken back as one to many.</summary>
    private static async Task<long> ManyOfOneAsync(Recording recording, BulkChange change, Sight sight, ManyBefore before)
    {
        var (scope, done) = (recording.Scope, (long)ManyState.Done);
        var run = await scope.Connection.ExecuteScalarAsync<long>(
            """
            insert into many_run (asked_at, asked_by, sight, change, total, state)
            values (@Now, @PersonId, @sight, @change, 1, @done) returning id
            """, new { recording.Now, sight.PersonId, sight = Stored.Write(sight), change = Stored.Write(change), done }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "insert into many_item (run_id, conversation_id, state, before) values (@run, @Id, 1, @before)",
            new { run, recording.Row.Id, before = Stored.Write(before) }, scope.Transaction);
        return run;
    }
}
