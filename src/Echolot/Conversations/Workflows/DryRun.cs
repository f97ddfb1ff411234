using System.Globalization;
using Dapper;
using Echolot.Contacts;
using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>A conversation for which a workflow would have held.</summary>
public sealed record DryHit(long ConversationId, string Who, string Text, DateTimeOffset At);

/// <summary>What a workflow would have done in the past.</summary>
/// <param name="Conversations">How many were looked at: those in which something was said since, and all that are open.</param>
/// <param name="Complete">False: there are more, the newest were looked at.</param>
/// <param name="Moments">How often it would have looked.</param>
/// <param name="Held">How often it would have held.</param>
/// <param name="Newest">The newest of these.</param>
/// <param name="Failed">How often which part of its condition did not hold.</param>
public sealed record DryRun(
    int Conversations, bool Complete, int Moments, int Held, IReadOnlyList<DryHit> Newest,
    IReadOnlyDictionary<WorkflowClause, int> Failed);

public sealed partial class Inbox
{
    /// <summary>Most conversations that a dry run looks at; some seconds.</summary>
    public const int MostLookedAt = 20_000;

    private const int DryPortion = 200;
    private const int NewestShown = 50;

    /// <summary>
    /// What a workflow would have done since a moment, by the function that decides live. Changes nothing, and looks only
    /// at what these eyes see.
    /// </summary>
    /// <remarks>As if it were alone: what other workflows would have changed before it is as they really left it.</remarks>
    /// <exception cref="Matching.QueryException">The query is none.</exception>
    /// <exception cref="InboxException">Something is missing.</exception>
    public async Task<DryRun> DryRunAsync(WorkflowDraft draft, DateTimeOffset since, Sight sight, CancellationToken cancel)
    {
        draft = Checked(draft);
        var workflow = new Workflow(0, 1, draft, 0, null, DateTimeOffset.UnixEpoch, null);
        var departments = await roster.DepartmentsAsync(cancel);
        var calendars = (await roster.CalendarsAsync(cancel)).ToDictionary(c => c.Id, c => c.Calendar);
        var past = new Past(
            workflow, departments, calendars, since.ToUnixTimeMilliseconds(), QueriesOf([workflow]),
            await OpenCalendarsAsync(
                [workflow], departments,
                (id, _) => Task.FromResult(id is { } one ? calendars.GetValueOrDefault(one, BusinessCalendar.Always) : BusinessCalendar.Always),
                cancel),
            AsksLabels([workflow]) ? await LabelTreeAsync(cancel) : new Dictionary<long, Label>());
        var (ids, complete) = await TouchedAsync(past.Since, sight, cancel);
        foreach (var portion in ids.Chunk(DryPortion)) await TryAsync(past, portion, cancel);
        var newest = past.Hits.OrderByDescending(h => h.At).ThenBy(h => h.ConversationId).Take(NewestShown).ToList();
        return new(ids.Count, complete, past.Moments, past.Hits.Count, newest, past.Failed);
    }

    private sealed record Past(
        Workflow Workflow, Departments Departments, IReadOnlyDictionary<long, BusinessCalendar> Calendars, long Since,
        WorkflowQueries Queries, Func<long, IReadOnlySet<long>> Open, IReadOnlyDictionary<long, Label> Tree)
    {
        public int Moments { get; set; }
        public List<DryHit> Hits { get; } = [];
        public Dictionary<WorkflowClause, int> Failed { get; } = [];
    }

    /// <summary>Conversations in which something was said since, and all that are open, the newest first.</summary>
    private async Task<(IReadOnlyList<long> Ids, bool Complete)> TouchedAsync(
        long since, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new { since, most = MostLookedAt + 1 });
        sight.Bind(values, db.Engine);
        var seen = sight.Condition(db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var ids = (await connection.QueryAsync<long>(new CommandDefinition(
            $"select c.id from conversation c where c.last_at >= @since and {seen} order by c.last_at desc, c.id desc limit @most",
            values, cancellationToken: cancel))).AsList();
        if (ids.Count <= MostLookedAt)
            ids.AddRange(await connection.QueryAsync<long>(new CommandDefinition(
                $"select c.id from conversation c where c.active = 1 and c.last_at < @since and {seen} order by c.due_at, c.id limit @most",
                values, cancellationToken: cancel)));
        return ids.Count <= MostLookedAt ? (ids, true) : ([.. ids.Take(MostLookedAt)], false);
    }

    private async Task TryAsync(Past past, IReadOnlyList<long> ids, CancellationToken cancel)
    {
        var values = new { ids = Sql.List(db.Engine, ids), theirs = (long)Direction.Theirs };
        List<ConversationRow> rows;
        ILookup<long, MessageRow> said;
        ILookup<long, EventRow> happened;
        var labels = await LabelsOfAsync(past.Tree.Count == 0 ? [] : ids, cancel);
        HashSet<long> known;
        await using (var connection = await db.ReadAsync(cancel))
        {
            rows = (await connection.QueryAsync<ConversationRow>(new CommandDefinition(
                $"select {ConversationRow.Columns} from conversation c where {Sql.In(db.Engine, "c.id", "ids")}", values,
                cancellationToken: cancel))).AsList();
            said = (await connection.QueryAsync<MessageRow>(new CommandDefinition(
                $"""
                select {MessageRow.Columns} from message m
                where {Sql.In(db.Engine, "m.conversation_id", "ids")} and m.direction = @theirs order by m.at, m.id
                """, values, cancellationToken: cancel))).ToLookup(m => m.ConversationId);
            happened = (await connection.QueryAsync<EventRow>(new CommandDefinition(
                $"""
                select {EventRow.Columns} from conversation_event where {Sql.In(db.Engine, "conversation_id", "ids")}
                order by at, id
                """, values, cancellationToken: cancel))).ToLookup(e => e.ConversationId);
            known = (await connection.QueryAsync<long>(new CommandDefinition(
                $"""
                select c.id from conversation c where {Sql.In(db.Engine, "c.id", "ids")} and exists (select 1 from conversation o
                    where o.contact_id = c.contact_id and o.id <> c.id and o.opened_at < c.opened_at)
                """, values, cancellationToken: cancel))).ToHashSet();
        }
        var identities = await contacts.IdentitiesAsync(
            rows.Select(r => r.IdentityId).Concat(said.SelectMany(s => s).Select(m => m.IdentityId ?? 0)), cancel);
        foreach (var row in rows)
        {
            var (events, words) = (happened[row.Id].ToList(), said[row.Id].ToList());
            var moments = await MomentsAsync(past, events, cancel);
            if (moments.Count == 0) continue;
            var carried = past.Tree.Count == 0 ? NoLabels
                : Above(past.Tree, labels[row.Id].Select(l => l.Id).Concat(await MentionLabelsAsync([.. words.Select(m => m.MentionId).OfType<long>()], cancel)));
            foreach (var (at, id) in moments)
            {
                var last = words.LastOrDefault(m => m.At <= at);
                var then = AsOf(row, events, at, id, last, words.Count > 0 ? words[^1] : null);
                var who = identities.GetValueOrDefault(last?.IdentityId ?? row.IdentityId);
                var failed = Deciding.Failed(
                    past.Workflow, CircumstancesOf(
                        new(then, last, who, known.Contains(row.Id), carried), past.Queries, past.Open(at)),
                    past.Departments);
                past.Moments++;
                foreach (var clause in failed) past.Failed[clause] = past.Failed.GetValueOrDefault(clause) + 1;
                if (failed.Count > 0) continue;
                past.Hits.Add(new(row.Id, who?.Display ?? "", last is null ? row.Snippet : SnippetOf(last.Text), Stored.Time(at)));
            }
        }
    }

    /// <summary>When the workflow would have looked, each with the id of the event that made it, or the last one before.</summary>
    private async Task<IReadOnlyList<(long At, long EventId)>> MomentsAsync(
        Past past, IReadOnlyList<EventRow> events, CancellationToken cancel)
    {
        var (draft, now) = (past.Workflow.Draft, Now);
        if (!draft.Trigger.IsClocked())
            return [.. events.Where(e => e.At >= past.Since && Triggers((ConversationEventKind)e.Kind)).Select(e => (e.At, e.Id))];
        IEnumerable<long?> moments;
        if (draft.Trigger.NeedsMinutes())
            moments = Wait.Of(events).Select(w => DueMoment.After(draft, w, past.Calendars) is { } at && (w.Until is null || at < w.Until) ? at : (long?)null);
        else
        {
            var clocks = await Recording.ClocksAsync(events, roster, Instant.FromUnixTimeMilliseconds(now), cancel);
            var all = new List<long?>();
            foreach (var clock in clocks)
            {
                // An ended clock says no more when it would have warned: read it as it was just before.
                var was = clock.EndedAt is { } ended
                    ? (await Recording.ClocksAsync(
                        [.. events.Where(e => e.At < ended.ToUnixTimeMilliseconds())], roster, ended - Duration.FromMilliseconds(1), cancel))
                        .FirstOrDefault(c => c.Kind == clock.Kind && c.StartedAt == clock.StartedAt)
                    : clock;
                var at = (draft.Trigger is WorkflowTrigger.ClockWarned ? was?.WarnAt : was?.DueAt)?.ToUnixTimeMilliseconds();
                all.Add(at is { } due && (clock.EndedAt is not { } over || due < over.ToUnixTimeMilliseconds()) ? due : null);
            }
            moments = all;
        }
        return [.. moments.OfType<long>().Where(at => at >= past.Since && at <= now).Distinct()
            .Select(at => (at, events.LastOrDefault(e => e.At <= at)?.Id ?? 0))];

        bool Triggers(ConversationEventKind kind) =>
            kind is ConversationEventKind.Opened or ConversationEventKind.CustomerWrote or ConversationEventKind.StateChanged
            && TriggerOf(kind) == draft.Trigger;
    }

    /// <summary>A conversation as it was after an event: what changed later is as it was before that.</summary>
    private ConversationRow AsOf(
        ConversationRow row, IReadOnlyList<EventRow> events, long at, long eventId, MessageRow? last, MessageRow? newest)
    {
        // What belongs to one revision happened together; a workflow looked after all of it.
        var later = events.Where(e => e.At > at || e.At == at && e.Id > eventId && !Together(events, eventId, e)).ToList();
        var then = row with
        {
            State = Before(ConversationEventKind.StateChanged) is { } state ? state : row.State,
            DepartmentId = Changed(ConversationEventKind.DepartmentChanged) ? Before(ConversationEventKind.DepartmentChanged) : row.DepartmentId,
            AssigneeId = Changed(ConversationEventKind.Assigned) ? Before(ConversationEventKind.Assigned) : row.AssigneeId,
            PrioritySet = Changed(ConversationEventKind.PriorityChanged) ? Before(ConversationEventKind.PriorityChanged) : row.PrioritySet,
        };
        if (later.Find(e => e.Kind == (long)ConversationEventKind.CrisisChanged) is { } crisis)
            then = then with
            {
                CrisisWhy = crisis.Before,
                Crisis = crisis.Before is null ? 0 : CrisisReason.LevelOf(Stored.Read<List<CrisisReason>>(crisis.Before)),
            };
        if (last is null || last.Id == newest?.Id) return then;
        var language = enrichers.Language(last.Text, row.Subject, null);
        var findings = enrichers.Judge(last.Text, row.Subject, language);
        return then with { Language = findings.Language, Sentiment = (long)findings.Sentiment };

        bool Changed(ConversationEventKind kind) => later.Any(e => e.Kind == (long)kind);

        long? Before(ConversationEventKind kind) => later.FirstOrDefault(e => e.Kind == (long)kind)?.Before is { } before
            ? long.Parse(before, CultureInfo.InvariantCulture)
            : null;

        static bool Together(IReadOnlyList<EventRow> events, long id, EventRow other) =>
            events.FirstOrDefault(e => e.Id == id)?.Revision == other.Revision;
    }
}
