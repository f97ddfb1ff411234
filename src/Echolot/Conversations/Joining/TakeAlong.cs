using System.Globalization;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// What was worked out about a conversation goes along into the one that it becomes part of: labels, links, files and
    /// drafts; fields, cause and incident where that one has none; a scenario that speaks, where none speaks there. What
    /// was taken is written down, so that <see cref="GiveBackAsync"/> knows it.
    /// </summary>
    private async Task TakeAlongAsync(Recording from, Recording to, long? by, CancellationToken cancel)
    {
        var (scope, ids) = (to.Scope, new { From = from.Row.Id, Into = to.Row.Id, to.Row.Revision, Now, gap = Gap });
        await scope.Connection.ExecuteAsync("delete from taken_along where merged_id = @From", ids, scope.Transaction);
        var labels = await LabelsOfAsync([from.Row.Id, to.Row.Id], cancel);
        foreach (var label in labels[from.Row.Id].ExceptBy(labels[to.Row.Id].Select(l => l.Id), l => l.Id))
        {
            await LabelAsync(to, label, carries: true, by);
            await TakenAsync("label", label.Id);
        }
        foreach (var field in await IdsAsync(
            """
            insert into conversation_field (conversation_id, field_id, value)
            select @Into, field_id, value from conversation_field where conversation_id = @From
            on conflict (conversation_id, field_id) do nothing returning field_id
            """))
            await TakenAsync("field", field);
        foreach (var other in await IdsAsync(
            """
            insert into conversation_link (low_id, high_id, made_at, made_by)
            select case when other < @Into then other else @Into end, case when other < @Into then @Into else other end, made_at,
                made_by from (
                select case when low_id = @From then high_id else low_id end as other, made_at, made_by
                from conversation_link where @From in (low_id, high_id)) linked
            where other <> @Into
            on conflict (low_id, high_id) do nothing returning case when low_id = @Into then high_id else low_id end
            """))
            await TakenAsync("link", other);
        var cause = to.Row.Cause;
        // What came with the incident comes with it here too.
        var comes = cause is not null || to.Row.IncidentId is null && await GivenByIncidentAsync(from);
        await SetCauseAsync(to, comes ? null : from.Row.Cause, by);
        if (to.Row.IncidentId is null && from.Row.IncidentId is { } incident && await IsOpenAsync(incident))
        {
            await SetIncidentAsync(to, incident, by);
            await TakenAsync("incident", incident);
        }
        if (cause is null && to.Row.Cause is { } known) await TakenAsync("cause", 0, known);
        // Below what a colleague has begun there; what they had begun here stays, to be known again. The more private kind of both
        // holds for all of it, and colleagues read it where they read both.
        await scope.Connection.ExecuteAsync(
            """
            insert into taken_along (merged_id, what, ref, value)
            select @From, 'draft', t.person_id, cast(t.leg as text) || ',' || cast(t.shared as text) from draft t
            join draft d on d.conversation_id = @From and d.person_id = t.person_id and trim(d.text) <> ''
            where t.conversation_id = @Into;
            insert into draft (conversation_id, person_id, leg, text, shared, seen_revision, saved_at)
            select @Into, person_id, leg, text, shared, @Revision, saved_at from draft where conversation_id = @From and trim(text) <> ''
            on conflict (conversation_id, person_id) do update set saved_at = excluded.saved_at,
                leg = case when excluded.leg > draft.leg then excluded.leg else draft.leg end,
                shared = case when excluded.shared < draft.shared then excluded.shared else draft.shared end,
                text = case when trim(draft.text) = '' then excluded.text else draft.text || @gap || excluded.text end
            """, ids, scope.Transaction);
        foreach (var file in await IdsAsync(
            """
            update reply_file set conversation_id = @Into
            where conversation_id = @From and message_id is null and approval_id is null and added_by is not null returning id
            """))
            await TakenAsync("file", file);
        // What was said here before it spoke is no answer to its questions.
        foreach (var run in await IdsAsync(
            $"""
            update scenario_run set conversation_id = @Into, heard_id = (select coalesce(max(m.id), 0) from message m
                where m.conversation_id = @Into and m.direction = {(int)Direction.Theirs}
                    and (coalesce(m.merged_from, 0) <> @From or m.id <= scenario_run.heard_id))
            where conversation_id = @From and state = 'Running'
                and not exists (select 1 from scenario_run r where r.conversation_id = @Into and r.state = 'Running') returning id
            """))
            await TakenAsync("scenario", run);
        if (from.Before.SnoozedUntil is { } until) await TakenAsync("snoozed", until);
        if (from.Before.ClosedAt is { } closed) await TakenAsync("closed", closed);

        async Task<IReadOnlyList<long>> IdsAsync(string sql) =>
            (await scope.Connection.QueryAsync<long>(sql, ids, scope.Transaction)).AsList();

        async Task<bool> IsOpenAsync(long incident) => await scope.Connection.ExecuteScalarAsync<long?>(
            "select 1 from incident where id = @incident and undone_at is null", new { incident }, scope.Transaction) is not null;

        Task TakenAsync(string what, long reference, string? value = null) => scope.Connection.ExecuteAsync(
            "insert into taken_along (merged_id, what, ref, value) values (@MergedId, @What, @Ref, @Value)",
            new TakenRow { MergedId = from.Row.Id, What = what, Ref = reference, Value = value }, scope.Transaction);
    }

    /// <summary>Brings back what was taken along; what somebody has changed since stays where it was changed.</summary>
    private async Task GiveBackAsync(Recording from, Recording to, long? by, CancellationToken cancel)
    {
        var (scope, ids) = (to.Scope, new { From = from.Row.Id, Into = to.Row.Id });
        var taken = (await scope.Connection.QueryAsync<TakenRow>(
            "select merged_id, what, ref, value from taken_along where merged_id = @From", ids, scope.Transaction)).AsList();
        var labels = await LabelsOfAsync([to.Row.Id], cancel);
        foreach (var one in taken)
            switch (one.What)
            {
                case "label" when labels[to.Row.Id].FirstOrDefault(l => l.Id == one.Ref) is { } label:
                    await LabelAsync(to, label, carries: false, by);
                    break;
                case "field":
                    await RunAsync(
                        """
                        delete from conversation_field where conversation_id = @Into and field_id = @Ref and value =
                            (select value from conversation_field where conversation_id = @From and field_id = @Ref)
                        """, one.Ref);
                    break;
                case "link":
                    await RunAsync(
                        "delete from conversation_link where low_id in (@Into, @Ref) and high_id in (@Into, @Ref)", one.Ref);
                    break;
                case "cause" when to.Row.Cause == one.Value:
                    await DropCauseAsync(to, by);
                    break;
                case "incident" when to.Row.IncidentId == one.Ref:
                    await SetIncidentAsync(to, null, by);
                    break;
                case "scenario":
                    await RunAsync(
                        "update scenario_run set conversation_id = @From where id = @Ref and conversation_id = @Into and state = 'Running'",
                        one.Ref);
                    break;
                case "snoozed" when from.Row.At is ConversationState.Snoozed:
                    from.Change(row => row with { SnoozedUntil = one.Ref });
                    break;
                case "closed" when Recording.IsOver(from.Row.At):
                    from.Change(row => row with { ClosedAt = one.Ref });
                    break;
            }
        await GiveDraftsBackAsync(
            from, to, [.. taken.Where(t => t.What == "file").Select(t => t.Ref)],
            taken.Where(t => t.What == "draft").ToDictionary(t => t.Ref, t => t.Value!.Split(',')));
        await scope.Connection.ExecuteAsync("delete from taken_along where merged_id = @From", ids, scope.Transaction);

        Task RunAsync(string sql, long reference) =>
            scope.Connection.ExecuteAsync(sql, new { ids.From, ids.Into, Ref = reference }, scope.Transaction);
    }

    /// <summary>Drafts that stand there as they were taken go back with their files; what was sent or written on is a draft there alone.</summary>
    private static async Task GiveDraftsBackAsync(
        Recording from, Recording to, IReadOnlyList<long> files, IReadOnlyDictionary<long, string[]> before)
    {
        var scope = to.Scope;
        foreach (var (person, text, there, leg, shared) in (await scope.Connection.QueryAsync<(long, string, string?, string, string)>(
            """
            select d.person_id, d.text, t.text, cast(t.leg as text), cast(t.shared as text) from draft d
            left join draft t on t.conversation_id = @Into and t.person_id = d.person_id where d.conversation_id = @From
            """, new { From = from.Row.Id, Into = to.Row.Id }, scope.Transaction)).AsList())
        {
            if (there == text) await DropDraftAsync(scope, to.Row.Id, person);
            else if (there?.EndsWith(Gap + text, StringComparison.Ordinal) is true)
                await scope.Connection.ExecuteAsync(
                    """
                    update draft set text = @rest, leg = @leg, shared = @shared
                    where conversation_id = @Id and person_id = @person
                    """, new
                    {
                        to.Row.Id, person, rest = there[..^(Gap.Length + text.Length)],
                        leg = long.Parse(before.TryGetValue(person, out var was) ? was[0] : leg, CultureInfo.InvariantCulture),
                        shared = long.Parse(was is null ? shared : was[1], CultureInfo.InvariantCulture),
                    }, scope.Transaction);
            else await DropDraftAsync(scope, from.Row.Id, person);
        }
        await scope.Connection.ExecuteAsync(
            $"""
            update reply_file set conversation_id = @From
            where conversation_id = @Into and message_id is null and approval_id is null and {Sql.In(scope.Engine, "id", "files")}
                and (exists (select 1 from draft d where d.conversation_id = @From and d.person_id = added_by)
                    or not exists (select 1 from draft d where d.conversation_id = @Into and d.person_id = added_by))
            """, new { From = from.Row.Id, Into = to.Row.Id, files = Sql.List(scope.Engine, files) }, scope.Transaction);
    }

    private async Task DropCauseAsync(Recording recording, long? by)
    {
        if (recording.Row.Cause is not { } before) return;
        await recording.NoteAsync(ConversationEventKind.CauseSet, Now, by, before);
        await recording.Scope.Connection.ExecuteAsync(
            "update cause set used = used - 1 where path = @before", new { before }, recording.Scope.Transaction);
        recording.Change(row => row with { Cause = null });
    }

    private const string Gap = "\n\n";
}

/// <summary>One thing that a conversation took along, as it is stored; what stands in it is with the conversation.</summary>
[NotPersonal("taken_along")]
internal sealed record TakenRow
{
    public long MergedId { get; init; }
    public string What { get; init; } = "";
    public long Ref { get; init; }
    public string? Value { get; init; }
}
