using System.Globalization;
using Dapper;
using Echolot.Contacts;
using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>A conversation for which a workflow would have held.</summary>
public sealed record DryHit(long ConversationId, string Who, string Text, DateTimeOffset At);

/// <summary>What a workflow would have done in the past.</summary>
/// <param name="Conversations">How many were looked at: those in which something was said since, and all that are open.</param>
/// <param name="Complete">False: there are more, the newest were looked at.</param>
/// <param name="Moments">How often it would have looked.</param>
/// <param name="Held">How often it would have held.</param>
/// <param name="LeftAlone">How often it would have been left out: an earlier one ended it, or workflows were off there.</param>
/// <param name="Limited">How often it would have rested because workflows did too much within the hour.</param>
/// <param name="Newest">The newest of these.</param>
/// <param name="Failed">How often which part of its condition did not hold.</param>
public sealed record DryRun(
    int Conversations, bool Complete, int Moments, int Held, int LeftAlone, int Limited, IReadOnlyList<DryHit> Newest,
    IReadOnlyDictionary<WorkflowClause, int> Failed)
{
    /// <summary>How often it would have called webhooks; it has called none.</summary>
    public int Calls { get; init; }
}

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
    /// <param name="id">The workflow whose draft this is: it stands in its place among the others; null: behind them.</param>
    /// <remarks>
    /// The others are as they are now, and may end it before this one; what they really did since is as it was. What closing
    /// asks for, and the labels of mentions, are read as they stand now.
    /// </remarks>
    /// <exception cref="Matching.QueryException">The query is none.</exception>
    /// <exception cref="InboxException">Something is missing.</exception>
    public async Task<DryRun> DryRunAsync(
        long? id, WorkflowDraft draft, DateTimeOffset since, Sight sight, CancellationToken cancel)
    {
        var asked = new Workflow(id ?? 0, int.MaxValue, Checked(draft), 0, null, DateTimeOffset.UnixEpoch, null);
        var all = await WorkflowsAsync(cancel);
        List<Workflow> inOrder =
        [
            .. all.Where(w => w.Id == id || w.Draft.Active).Select(w => w.Id == id ? asked with { Position = w.Position } : w),
        ];
        if (!inOrder.Exists(w => w.Id == asked.Id)) inOrder.Add(asked);
        // Beside it the others of its trigger alone decide: they look at the same moments.
        inOrder = [.. inOrder.Where(w => draft.Trigger.IsClocked() == w.Draft.Trigger.IsClocked())];
        var departments = await roster.DepartmentsAsync(cancel);
        var calendars = (await roster.CalendarsAsync(cancel)).ToDictionary(c => c.Id, c => c.Calendar);
        var past = new Past(
            asked, inOrder, departments, calendars, since.ToUnixTimeMilliseconds(),
            new(inOrder, wrong => log.LogDebug("The query of workflow {WorkflowId} is not understood", wrong)),
            await OpenCalendarsAsync(
                inOrder, departments,
                (one, _) => Task.FromResult(one is { } calendar ? calendars.GetValueOrDefault(calendar, BusinessCalendar.Always) : BusinessCalendar.Always),
                cancel),
            AsksLabels(inOrder) ? await LabelTreeAsync(cancel) : new Dictionary<long, Label>(), await ScoringAsync(cancel));
        var (ids, complete) = await TouchedAsync(past.Since, sight, cancel);
        foreach (var portion in ids.Chunk(DryPortion)) await TryAsync(past, portion, cancel);
        var newest = past.Hits.OrderByDescending(h => h.At).ThenBy(h => h.ConversationId).Take(NewestShown).ToList();
        return new(
            ids.Count, complete, past.Moments, past.Hits.Count, past.LeftAlone, past.Limited, newest, past.Failed)
        {
            Calls = past.Hits.Count * asked.Draft.Actions.Count(a => a.Kind is WorkflowActionKind.Webhook),
        };
    }

    /// <param name="InOrder">With the one that is asked about.</param>
    private sealed record Past(
        Workflow Asked, IReadOnlyList<Workflow> InOrder, Departments Departments,
        IReadOnlyDictionary<long, BusinessCalendar> Calendars, long Since, WorkflowQueries Queries,
        Func<long, IReadOnlySet<long>> Open, IReadOnlyDictionary<long, Label> Tree, ScoringRules Scoring)
    {
        public int Moments { get; set; }
        public int LeftAlone { get; set; }
        public int Limited { get; set; }
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
        var values = new { ids = Sql.List(db.Engine, ids), theirs = (long)Direction.Theirs, asked = past.Asked.Id };
        List<ConversationRow> rows;
        ILookup<long, MessageRow> said;
        ILookup<long, EventRow> happened;
        ILookup<long, WorkflowHitRow> others;
        var labels = await LabelsOfAsync(past.Tree.Count == 0 ? [] : ids, cancel);
        HashSet<long> known;
        ILookup<long, long> lacks;
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
            others = (await connection.QueryAsync<WorkflowHitRow>(new CommandDefinition(
                $"""
                select workflow_id, conversation_id, occasion, at from workflow_hit
                where {Sql.In(db.Engine, "conversation_id", "ids")} and workflow_id <> @asked
                """, values, cancellationToken: cancel))).ToLookup(h => h.ConversationId);
            known = (await connection.QueryAsync<long>(new CommandDefinition(
                $"""
                select c.id from conversation c where {Sql.In(db.Engine, "c.id", "ids")} and exists (select 1 from conversation o
                    where o.contact_id = c.contact_id and o.id <> c.id and o.opened_at < c.opened_at)
                """, values, cancellationToken: cancel))).ToHashSet();
            lacks = Closes(past.InOrder) ? await LacksAsync(connection, null, ids, cancel) : Enumerable.Empty<(long, long)>().ToLookup(l => l.Item1, l => l.Item2);
        }
        var identities = await contacts.IdentitiesAsync(
            rows.Select(r => r.IdentityId).Concat(said.SelectMany(s => s).Select(m => m.IdentityId ?? 0)), cancel);
        foreach (var row in rows)
        {
            var (events, words, held) = (happened[row.Id].ToList(), said[row.Id].ToList(), new List<long>());
            var moments = await MomentsAsync(past, events, cancel);
            if (moments.Count == 0) continue;
            var ofMentions = past.Tree.Count == 0 ? []
                : await MentionLabelsAsync([.. words.Select(m => m.MentionId).OfType<long>()], cancel);
            foreach (var due in moments)
            {
                var (moment, when) = (due, events.ToLookup(due.IsLater));
                var then = AsThen();
                if (then.WorkflowsOff != 0 && due.OnceOnAgain([.. when[true]]) is { } again)
                {
                    (moment, when) = (again, events.ToLookup(again.IsLater));
                    then = AsThen();
                }
                var last = LastSaid();
                var who = identities.GetValueOrDefault(last?.IdentityId ?? row.IdentityId);
                // Nobody looks at what was merged away.
                if (then.MergedInto is not null) continue;
                past.Moments++;
                if (then.WorkflowsOff != 0)
                {
                    past.LeftAlone++;
                    continue;
                }
                var hour = moment.At - (long)TimeSpan.FromHours(1).TotalMilliseconds;
                var left = MostHeldAnHour - held.Count(at => at > hour)
                    - others[row.Id].Count(h => h.At > hour && h.At <= moment.At && h.Occasion != moment.Occasion);
                var carried = past.Tree.Count == 0 ? NoLabels
                    : Above(past.Tree, LabelsBefore(past, labels[row.Id], [.. when[true]]).Concat(ofMentions));
                var tried = Deciding.Decide(
                    moment.Workflows, CircumstancesOf(
                        new(then, last, who, known.Contains(row.Id), carried) { Lacks = lacks[row.Id].ToHashSet() },
                        past.Queries, past.Open(moment.At), past.Scoring),
                    past.Departments, left).Tried.First(t => t.WorkflowId == past.Asked.Id);
                switch (tried.Outcome)
                {
                    case TriedOutcome.LeftAlone: past.LeftAlone++; break;
                    case TriedOutcome.Limited: past.Limited++; break;
                    case TriedOutcome.Failed:
                        foreach (var clause in tried.Failed) past.Failed[clause] = past.Failed.GetValueOrDefault(clause) + 1;
                        break;
                    default:
                        held.Add(moment.At);
                        past.Hits.Add(new(
                            row.Id, who?.Display ?? "", last is null ? row.Snippet : SnippetOf(last.Text), Stored.Time(moment.At)));
                        break;
                }

                MessageRow? LastSaid() => words.LastOrDefault(m => m.At <= moment.At);

                ConversationRow AsThen() => AsOf(
                    past, row, [.. when[false]], [.. when[true]], LastSaid(), words.Count > 0 ? words[^1] : null,
                    identities.GetValueOrDefault(LastSaid()?.IdentityId ?? row.IdentityId));
            }
        }
    }
}
