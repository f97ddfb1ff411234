using System.Globalization;
using Dapper;
using Echolot.Contacts;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>So many workflows may hold for one conversation within an hour; more is a circle.</summary>
    public const int MostHeldAnHour = 20;

    private const int LookedAtOnce = 200;

    /// <summary>Lets workflows look at what has happened in a conversation; idempotent.</summary>
    internal async Task HearAsync(ConversationChanged fact, CancellationToken cancel)
    {
        List<(long Kind, long At)> happened;
        await using (var connection = await db.ReadAsync(cancel))
            happened = (await connection.QueryAsync<(long, long)>(new CommandDefinition(
                $"""
                select kind, at from conversation_event where conversation_id = @Id and revision = @Revision
                    and kind in ({(int)ConversationEventKind.Opened}, {(int)ConversationEventKind.CustomerWrote}, {(int)ConversationEventKind.StateChanged})
                order by id
                """, new { fact.Id, fact.Revision }, cancellationToken: cancel))).AsList();
        if (happened.Count == 0) return;
        var triggers = happened.Select(h => TriggerOf((ConversationEventKind)h.Kind)).Distinct().Order().ToList();
        await db.WriteAsync(async scope =>
        {
            if (await RecordIfThereAsync(scope, fact.Id, cancel) is not { } recording) return;
            var occasion = string.Create(CultureInfo.InvariantCulture, $"r{fact.Revision}");
            if (recording.Row.MergedInto is null)
                await PassAsync(
                    recording, [.. recording.Plan.Workflows.Where(w => triggers.Contains(w.Draft.Trigger))], triggers, occasion,
                    happened.Max(h => h.At), cancel);
            if (triggers.Contains(WorkflowTrigger.Opened) && recording.Row.DepartmentId is null
                && recording.Row.AssigneeId is null && recording.Plan.Departments.Catching is { } catching)
                await recording.MoveAsync(catching.Id, Now, null);
            await recording.FinishAsync(cancel);
        }, cancel);
    }

    /// <summary>Lets workflows look at conversations because time has passed.</summary>
    internal async Task LookAsync(CancellationToken cancel)
    {
        while (true)
        {
            List<long> due;
            await using (var connection = await db.ReadAsync(cancel))
                due = (await connection.QueryAsync<long>(new CommandDefinition(
                    "select id from conversation where look_at <= @Now order by look_at, id limit @LookedAtOnce",
                    new { Now, LookedAtOnce }, cancellationToken: cancel))).AsList();
            await EachAsync(
                due, "Workflows that wait for time", id => db.WriteAsync(scope => LookAsync(scope, id, cancel), cancel), cancel,
                id => db.WriteAsync(scope => SetLookAsync(scope, id, Now + (long)TriedAgain.TotalMilliseconds), cancel));
            if (due.Count < LookedAtOnce) return;
        }
    }

    private async Task LookAsync(WriteScope scope, long id, CancellationToken cancel)
    {
        if (await RecordIfThereAsync(scope, id, cancel) is not { } recording
            || recording.Row.LookAt is not { } look || look > Now) return;
        var happened = await Recording.EventsAsync(scope, id, cancel);
        var clocks = await Recording.ClocksAsync(happened, roster, Instant.FromUnixTimeMilliseconds(Now), cancel);
        if (recording.Row is { Active: 1, WorkflowsOff: 0 })
        {
            var moments = await DueMoment.UntriedAsync(
                scope, id, await recording.MomentsAsync(happened, clocks, cancel), Now, cancel);
            // One moment a time: what it does may end what the next one waits for.
            if (moments.FirstOrDefault() is { } first && first.At <= Now)
            {
                var workflows = moments.Where(m => m.At == first.At).Select(m => m.Workflow).DistinctBy(w => w.Id).ToList();
                await PassAsync(
                    recording, workflows, [.. workflows.Select(w => w.Draft.Trigger).Distinct().Order()], first.Occasion,
                    first.At, cancel);
                await recording.FinishAsync(cancel);
            }
        }
        var next = recording.Row.WorkflowsOff != 0 ? null : await recording.NextLookAsync(
            await Recording.EventsAsync(scope, id, cancel), clocks, cancel);
        await SetLookAsync(scope, id, next);
    }

    private static Task SetLookAsync(WriteScope scope, long id, long? at) => scope.Connection.ExecuteAsync(
        "update conversation set look_at = @at where id = @id", new { id, at }, scope.Transaction);

    /// <summary>Tries workflows for a moment, does what they decide, and writes down how it went; once for an occasion.</summary>
    private async Task PassAsync(
        Recording recording, IReadOnlyList<Workflow> workflows, IReadOnlyList<WorkflowTrigger> triggers, string occasion,
        long at, CancellationToken cancel)
    {
        if (workflows.Count == 0 || recording.Row.WorkflowsOff != 0) return;
        var scope = recording.Scope;
        var hour = await scope.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select count(*) from workflow_hit where conversation_id = @Id and at > @since",
            new { recording.Row.Id, since = Now - (long)TimeSpan.FromHours(1).TotalMilliseconds }, scope.Transaction,
            cancellationToken: cancel));
        var decision = Deciding.Decide(
            workflows, await CircumstancesAsync(recording, workflows, at, cancel), recording.Plan.Departments,
            MostHeldAnHour - (int)hour);
        var fresh = await scope.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into workflow_try (conversation_id, occasion, at, starts_on, tried)
            values (@ConversationId, @Occasion, @At, @StartsOn, @Tried) on conflict (conversation_id, occasion) do nothing
            """, new WorkflowTryRow
            {
                ConversationId = recording.Row.Id, Occasion = occasion, At = Now, StartsOn = Stored.Write(triggers),
                Tried = Stored.Write(decision.Tried),
            }, scope.Transaction, cancellationToken: cancel));
        if (fresh == 0) return;
        foreach (var held in decision.Tried.Where(t => t.Outcome is TriedOutcome.Held))
        {
            await scope.Connection.ExecuteAsync(
                """
                insert into workflow_hit (workflow_id, conversation_id, occasion, at)
                values (@WorkflowId, @ConversationId, @Occasion, @At)
                """, new WorkflowHitRow(held.WorkflowId, recording.Row.Id, occasion, Now), scope.Transaction);
            await scope.Connection.ExecuteAsync(
                "update workflow set hits = hits + 1, hit_at = @Now where id = @WorkflowId",
                new { Now, held.WorkflowId }, scope.Transaction);
        }
        foreach (var (workflow, action) in decision.Do)
            await DoAsync(recording, workflow, action, occasion, cancel);
        if (decision.Limited)
        {
            log.LogWarning(
                "Workflows held {Most} times for conversation {ConversationId} within an hour and rest; look at its trace",
                MostHeldAnHour, recording.Row.Id);
            await recording.NoteAsync(ConversationEventKind.WorkflowsLimited, Now, after: Recording.Number(MostHeldAnHour));
        }
    }

    private async Task DoAsync(
        Recording recording, Workflow workflow, WorkflowAction action, string occasion, CancellationToken cancel)
    {
        var plan = recording.Plan;
        switch (action)
        {
            case { Kind: WorkflowActionKind.Department, Value: 0 }:
                await recording.MoveAsync(null, Now, null, workflow.Id);
                break;
            case { Kind: WorkflowActionKind.Department, Value: { } id } when plan.Departments.Find(id) is not null:
                await recording.MoveAsync(id, Now, null, workflow.Id);
                break;
            case { Kind: WorkflowActionKind.Assign, Value: 0 }:
                await recording.AssignAsync(null, Now, null, workflow.Id);
                break;
            case { Kind: WorkflowActionKind.Assign, Value: { } person } when plan.MayHave(person):
                await recording.AssignAsync(person, Now, null, workflow.Id);
                break;
            case { Kind: WorkflowActionKind.Route }:
                await recording.AssignAsync(null, Now, null, workflow.Id);
                recording.Change(row => row with { TurnAt = Now });
                break;
            case { Kind: WorkflowActionKind.Priority, Value: { } priority } when recording.Row.PrioritySet != priority:
                await recording.NoteAsync(
                    ConversationEventKind.PriorityChanged, Now, null,
                    Recording.Number(recording.Row.PrioritySet ?? recording.Row.Priority), Recording.Number(priority), workflow.Id);
                recording.Change(row => row with { PrioritySet = priority });
                break;
            case { Kind: WorkflowActionKind.Label, Value: { } id }
                when (await archive.LabelsMeantAsync([id], cancel)).GetValueOrDefault(id) is { } label:
                await LabelAsync(recording, label, true, null, workflow.Id);
                break;
            case { Kind: WorkflowActionKind.Field, Value: { } id, Text: { } written }
                when (await FieldsAsync(cancel)).FirstOrDefault(f => f.Id == id) is { } field && Fits(field, written):
                await SetFieldAsync(recording, id, written, null, cancel, workflow.Id);
                break;
            case { Kind: WorkflowActionKind.Cause, Text: { } cause }:
                await SetCauseAsync(recording, cause, null, workflow.Id);
                break;
            case { Kind: WorkflowActionKind.State, Value: { } state }:
                await recording.EnterAsync((ConversationState)state, Now, null, workflow.Id);
                break;
            case { Kind: WorkflowActionKind.Snooze, Value: { } minutes }:
                recording.Change(row => row with { SnoozedUntil = Now + minutes * 60_000 });
                await recording.EnterAsync(ConversationState.Snoozed, Now, null, workflow.Id);
                break;
            case { Kind: WorkflowActionKind.Note, Text: { } text }:
                await recording.Scope.Connection.ExecuteScalarAsync<long>(MessageRow.Insert, new MessageRow
                {
                    ConversationId = recording.Row.Id, At = Now, Leg = (long)MessageKind.Note,
                    Direction = (long)Direction.Ours, Bot = workflow.Name, Connector = recording.Row.Connector, Text = text,
                }, recording.Scope.Transaction);
                await recording.NoteAsync(ConversationEventKind.NoteWritten, Now, rule: workflow.Id);
                break;
            case { Kind: WorkflowActionKind.TellPerson, Value: { } person } when !plan.IsGone(person):
                await TellAsync([person]);
                break;
            case { Kind: WorkflowActionKind.TellDepartment, Value: { } id }:
                await TellAsync([.. plan.Departments.StaffOf(id).Where(p => !plan.IsGone(p) && !plan.Absent.ContainsKey(p))]);
                break;
            case { Kind: WorkflowActionKind.Crisis, Value: { } level }:
                await SetCrisisAsync(
                    recording, Deciding.Crisis(recording.Row.CrisisBecause, workflow, level), null, workflow.Id);
                break;
            case { Kind: WorkflowActionKind.Webhook, Value: { } webhook }:
                await bus.PublishAsync(
                    recording.Scope, new WebhookAsked(
                        $"workflow-{recording.Row.Id}-{occasion}-{workflow.Id}-{webhook}", webhook, recording.Row.Id, workflow.Id,
                        workflow.Name, occasion, clock.GetUtcNow()), cancel);
                break;
            case { Kind: WorkflowActionKind.TakeOut }:
                await SetOffAsync(recording, true, null, workflow.Id);
                break;
            default:
                log.LogDebug("Workflow {WorkflowId} names somebody or something that is gone; change it", workflow.Id);
                break;
        }

        Task TellAsync(IReadOnlyList<long> people) => people.Count == 0 ? Task.CompletedTask : bus.PublishAsync(
            recording.Scope,
            new AttentionAsked(people, recording.Row.Id, workflow.Name, $"{recording.Row.Id}-{occasion}-{workflow.Id}"), cancel);
    }

    private async Task<Circumstances> CircumstancesAsync(
        Recording recording, IReadOnlyList<Workflow> workflows, long at, CancellationToken cancel)
    {
        var (scope, row) = (recording.Scope, recording.Row);
        var said = await scope.Connection.QueryFirstOrDefaultAsync<MessageRow>(new CommandDefinition(
            $"""
            select {MessageRow.Columns} from message m where m.conversation_id = @Id and m.direction = @theirs
            order by m.at desc, m.id desc limit 1
            """, new { row.Id, theirs = (long)Direction.Theirs }, scope.Transaction, cancellationToken: cancel));
        var mentions = (await scope.Connection.QueryAsync<long>(new CommandDefinition(
            "select mention_id from message where conversation_id = @Id and mention_id is not null", new { row.Id },
            scope.Transaction, cancellationToken: cancel))).AsList();
        var known = await scope.Connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select 1 from conversation where contact_id = @ContactId and id <> @Id and opened_at < @OpenedAt limit 1", row,
            scope.Transaction, cancellationToken: cancel)) is not null;
        var identities = await contacts.IdentitiesAsync([said?.IdentityId ?? row.IdentityId, row.IdentityId], cancel);
        var open = await OpenCalendarsAsync(workflows, recording.Plan.Departments, recording.CalendarAsync, cancel);
        var carried = AsksLabels(workflows)
            ? Above(
                await LabelTreeAsync(cancel),
                (await LabelsOfAsync([row.Id], cancel))[row.Id].Select(l => l.Id).Concat(await MentionLabelsAsync(mentions, cancel)))
            : NoLabels;
        return CircumstancesOf(
            new(row, said, identities.GetValueOrDefault(said?.IdentityId ?? row.IdentityId), known, carried)
            {
                Lacks = Closes(workflows) ? (await LacksAsync(scope.Connection, scope.Transaction, [row.Id], cancel))[row.Id].ToHashSet() : [],
            },
            QueriesOf(workflows), open(at), recording.Scoring);
    }

    private static bool Closes(IReadOnlyList<Workflow> workflows) => workflows.Any(w => w.Draft.Actions.Any(
        a => a is { Kind: WorkflowActionKind.State, Value: (long)ConversationState.Done }));

    /// <summary>A conversation as it is, or was, with what was said last.</summary>
    private sealed record Seen(
        ConversationRow Row, MessageRow? Said, Identity? Who, bool Known, IReadOnlySet<long> Labels)
    {
        /// <inheritdoc cref="Circumstances.Lacks"/>
        public IReadOnlySet<long> Lacks { get; init; } = new HashSet<long>();
    }

    private static Circumstances CircumstancesOf(
        Seen seen, WorkflowQueries queries, IReadOnlySet<long> open, ScoringRules scoring)
    {
        var (row, said, who) = (seen.Row, seen.Said, seen.Who);
        return new(
            queries.Matching(new Post
            {
                Text = said?.Text ?? "", Title = row.Subject.Length > 0 ? row.Subject : null, Author = who?.Handle?.TrimStart('@'),
                AuthorName = who?.Name, AuthorId = who?.ExternalId.Value, Lang = row.Language, Source = row.Connector,
                Followers = who?.Followers, Url = said?.Url,
            }),
            row.Language, (Sentiment)row.Sentiment, (int)row.Crisis, seen.Labels, who?.Followers, seen.Known, row.Connector,
            row.SourceId, said?.Leg == (long)MessageKind.Private, (Priority)(row.PrioritySet ?? row.Priority),
            row.DepartmentId, row.AssigneeId, row.At, open)
        {
            CrisisBecause = row.CrisisBecause, PrioritySet = row.PrioritySet is not null, Scoring = scoring,
            PriorityBecause = Stored.Read<List<PriorityReason>>(row.PriorityWhy), Lacks = seen.Lacks,
        };
    }

    private static readonly IReadOnlySet<long> NoLabels = new HashSet<long>();

    private static bool AsksLabels(IReadOnlyList<Workflow> workflows) => workflows.Any(w => w.Draft.Condition.Labels.Count > 0);

    /// <summary>Calendars that workflows or departments go by, to be asked which are open at a moment.</summary>
    private static async Task<Func<long, IReadOnlySet<long>>> OpenCalendarsAsync(
        IReadOnlyList<Workflow> workflows, Departments departments,
        Func<long?, CancellationToken, Task<BusinessCalendar>> calendar, CancellationToken cancel)
    {
        var asked = new Dictionary<long, BusinessCalendar>();
        if (workflows.Any(w => w.Draft.Condition.Hours is not WorkflowHours.Any))
            foreach (var id in workflows.Select(w => w.Draft.Condition.CalendarId)
                .Concat(departments.All.Select(d => d.Draft.CalendarId)).OfType<long>().Distinct())
                asked[id] = await calendar(id, cancel);
        return at =>
        {
            var moment = Instant.FromUnixTimeMilliseconds(at);
            return asked.Where(c => OpenTime.Stretches(c.Value, moment, moment + Duration.FromMilliseconds(1)) is [{ IsOpen: true }, ..])
                .Select(c => c.Key).ToHashSet();
        };
    }

    private Task<IReadOnlyDictionary<long, Label>> LabelTreeAsync(CancellationToken cancel) => archive.LabelsMeantAsync(cancel);

    private async Task<IEnumerable<long>> MentionLabelsAsync(IReadOnlyList<long> mentions, CancellationToken cancel)
    {
        var labels = new HashSet<long>();
        foreach (var id in mentions)
            if (await archive.FindAsync(id, cancel) is { } mention) labels.UnionWith(mention.Work.Labels.Select(l => l.Id));
        return labels;
    }

    private static IReadOnlySet<long> Above(IReadOnlyDictionary<long, Label> tree, IEnumerable<long> labels)
    {
        var all = new HashSet<long>();
        foreach (var label in labels)
            for (long? at = label; at is { } id && all.Add(id); at = tree.GetValueOrDefault(id)?.ParentId)
                continue;
        // What a workflow still calls by the id that it had before it was merged.
        all.UnionWith(tree.Where(l => all.Contains(l.Value.Id)).Select(l => l.Key).ToList());
        return all;
    }

    private WorkflowQueries QueriesOf(IReadOnlyList<Workflow> workflows)
    {
        var queries = _queries;
        if (queries?.AreOf(workflows) is true) return queries;
        return _queries = new WorkflowQueries(workflows, wrong => log.LogError(
            "Workflow {WorkflowId} holds for nothing: its query is not understood any more; change it", wrong));
    }

    // Most passes are of the same few workflows.
    private volatile WorkflowQueries? _queries;

    private static WorkflowTrigger TriggerOf(ConversationEventKind kind) => kind switch
    {
        ConversationEventKind.Opened => WorkflowTrigger.Opened,
        ConversationEventKind.CustomerWrote => WorkflowTrigger.CustomerWrote,
        _ => WorkflowTrigger.StateChanged,
    };
}
