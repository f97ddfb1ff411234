using Dapper;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>One cause that many customers speak with us about; each gets an answer of their own.</summary>
/// <param name="FixedAt">When the cause was removed; null: not yet.</param>
/// <param name="Conversations">How many belong to it of those that whoever looks may see.</param>
public sealed record Incident(
    long Id, string Title, string? Cause, string Note, DateTimeOffset OpenedAt, long? OpenedBy, DateTimeOffset? FixedAt,
    long Conversations)
{
    /// <summary>How many belong to it beside those; nothing else of them is told.</summary>
    public long Unseen { get; init; }

    /// <summary>What its customers said, where it was opened from a proposal.</summary>
    public string? Term { get; init; }

    /// <summary>Until when its opening from a proposal can be taken back; null: something was done with it, or it was none.</summary>
    public DateTimeOffset? UndoUntil { get; init; }
}

/// <summary>An incident among others.</summary>
public sealed record IncidentChoice(long Id, string Title);

/// <summary>What somebody fills in of an incident.</summary>
public sealed record IncidentDraft(string Title, string? Cause, string Note)
{
    /// <summary>What its customers say, where a proposal is opened.</summary>
    public string? Term { get; init; }
}

public sealed partial class Inbox
{
    private const int LongestIncidentTitle = 120;

    private const string Over = "case when i.fixed_at is null then 0 else 1 end";

    /// <summary>Incidents that these eyes see, open ones first, then the newest; with as many conversations as they see.</summary>
    /// <remarks>Whoever sees some conversations only sees an incident that they opened, or that has one of those.</remarks>
    public Task<IReadOnlyList<Incident>> IncidentsAsync(Sight sight, CancellationToken cancel) =>
        IncidentsAsync("true", new(), sight, cancel);

    /// <summary>A page of them.</summary>
    /// <param name="after">The last one of the page before; null, or gone meanwhile: from the beginning.</param>
    public async Task<IReadOnlyList<Incident>> IncidentsAsync(long? after, int most, Sight sight, CancellationToken cancel)
    {
        var last = after is { } id ? await IncidentAsync(id, sight, cancel) : null;
        var values = new DynamicParameters(new { most, id = last?.Id ?? 0, over = last is { FixedAt: not null } ? 1 : 0 });
        return await IncidentsAsync(
            last is null ? "true" : $"({Over} > @over or ({Over} = @over and i.id < @id))", values, sight, cancel, "limit @most");
    }

    /// <summary>
    /// Incidents to choose from of those that these eyes see, the newest first: those that are not fixed, and one that is
    /// chosen already. Nothing is counted.
    /// </summary>
    public async Task<IReadOnlyList<IncidentChoice>> IncidentChoicesAsync(long? chosen, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters(new { chosen });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        return [.. await connection.QueryAsync<IncidentChoice>(new CommandDefinition(
            $"""
            select i.id, i.title from incident i where i.undone_at is null and (i.fixed_at is null or i.id = @chosen)
                and {sight.IncidentCondition(db.Engine)}
            order by i.id desc
            """, values, cancellationToken: cancel))];
    }

    /// <summary>An incident, or null where there is none or these eyes do not see it.</summary>
    public async Task<Incident?> IncidentAsync(long id, Sight sight, CancellationToken cancel) =>
        (await IncidentsAsync("i.id = @id", new(new { id }), sight, cancel)).FirstOrDefault();

    private async Task<IReadOnlyList<Incident>> IncidentsAsync(
        string which, DynamicParameters values, Sight sight, CancellationToken cancel, string limit = "")
    {
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<IncidentRow>(new CommandDefinition(
            $"""
            {IncidentRow.Select(sight.Condition(db.Engine))} where {which} and i.undone_at is null
                and {sight.IncidentCondition(db.Engine)}
            order by {Over}, i.id desc {limit}
            """, values, cancellationToken: cancel))).Select(i => i.AsIncident())];
    }

    /// <summary>Opens an incident, or changes what is written of it.</summary>
    /// <param name="id">Null: a new one.</param>
    /// <exception cref="InboxException">
    /// The title is empty or too long, or it is gone, also where these eyes do not see it.
    /// </exception>
    public async Task<long> SaveIncidentAsync(long? id, IncidentDraft draft, Sight sight, CancellationToken cancel)
    {
        if (id is { } there) await KnownIncidentAsync(there, sight, cancel);
        var by = sight.PersonId;
        var row = new IncidentRow
        {
            Id = id ?? 0, Title = WellFormed.Of(draft.Title.Trim()), Cause = Cause.Normal(draft.Cause),
            Note = Checked(draft.Note, allowEmpty: true), OpenedAt = Now, OpenedBy = by, Term = draft.Term,
            UndoUntil = draft.Term is null ? null : Now + (long)UndoTime.TotalMilliseconds,
        };
        if (row.Title.Length is 0 or > LongestIncidentTitle)
            throw new InboxException(
                InboxRefusal.FieldWrong, $"An incident needs a title of 1 to {LongestIncidentTitle} characters.", "1–120");
        return await db.WriteAsync(async scope =>
        {
            var before = await scope.Connection.ExecuteScalarAsync<string?>(
                "select cause from incident where id = @Id", row, scope.Transaction);
            // What comes back after its day is an incident of its own.
            if (id is null && row.UndoUntil is not null)
                await scope.Connection.ExecuteAsync(
                    "update incident set undo_until = null where term = @Term and title = @Title and undo_until <= @OpenedAt", row,
                    scope.Transaction);
            var saved = await scope.Connection.QueryFirstOrDefaultAsync<IncidentRow>(
                id is null
                    ? """
                    insert into incident (title, cause, note, opened_at, opened_by, term, undo_until)
                    values (@Title, @Cause, @Note, @OpenedAt, @OpenedBy, @Term, @UndoUntil) on conflict do nothing returning id
                    """
                    : """
                    update incident set title = @Title, cause = @Cause, note = @Note, undo_until = null
                    where id = @Id and undone_at is null
                    returning id, title, cause, fixed_at
                    """, row, scope.Transaction);
            if (saved is null && id is null)
                // Two open the same proposal at once: it is one incident.
                return await scope.Connection.ExecuteScalarAsync<long>(
                    "select id from incident where term = @Term and title = @Title and undo_until is not null", row, scope.Transaction);
            if (saved is null) throw new InboxException(InboxRefusal.IncidentMissing, "This incident is gone.");
            if (id is not null) await KeepFixAsync(scope, saved, by, marks: saved.Cause != before);
            await privacy.RecordAsync(scope, by, "incident.changed", $"incident:{saved.Id}", null, cancel);
            return saved.Id;
        }, cancel);
    }

    /// <exception cref="InboxException">There is no such incident, or these eyes do not see it.</exception>
    private async Task<Incident> KnownIncidentAsync(long incident, Sight sight, CancellationToken cancel) =>
        await IncidentAsync(incident, sight, cancel)
        ?? throw new InboxException(InboxRefusal.IncidentMissing, "This incident is gone; reload the page.");

    /// <summary>
    /// Puts a conversation to an incident, or takes it out (null). Its cause is the incident's, where it has none; a cause that only
    /// the incident gave goes with it.
    /// </summary>
    /// <exception cref="InboxException">There is no such incident.</exception>
    public async Task SetIncidentAsync(long conversation, long? incident, Sight sight, CancellationToken cancel)
    {
        if (incident is { } id && await IncidentAsync(id, sight, cancel) is null)
            throw new InboxException(InboxRefusal.IncidentMissing, "This incident is gone; choose another one.");
        await ChangeAsync(conversation, sight, recording => SetIncidentAsync(recording, incident, sight.PersonId), cancel);
    }

    private async Task SetIncidentAsync(Recording recording, long? incident, long? by, bool proposed = false)
    {
        if (recording.Row.IncidentId == incident || proposed && recording.Row.IncidentId is not null) return;
        var cause = incident is { } into ? await WorkedOnAsync(recording.Scope, into, proposed) : null;
        if (await GivenByIncidentAsync(recording)) await DropCauseAsync(recording, by);
        await recording.NoteAsync(
            ConversationEventKind.IncidentSet, Now, by, Recording.Number(recording.Row.IncidentId), Recording.Number(incident));
        recording.Change(row => row with { IncidentId = incident });
        if (recording.Row.Cause is null) await SetCauseAsync(recording, cause, by);
    }

    /// <summary>Whether the cause of a conversation came with joining its incident, and nobody has written one down since.</summary>
    private static async Task<bool> GivenByIncidentAsync(Recording recording) =>
        recording.Row is { IncidentId: not null, Cause: not null } && await recording.Scope.Connection.ExecuteScalarAsync<long?>(
            $"""
            select 1 from conversation_event joined, conversation_event caused
            where joined.id = (select max(id) from conversation_event
                    where conversation_id = @Id and kind = {(int)ConversationEventKind.IncidentSet})
                and caused.id = (select max(id) from conversation_event
                    where conversation_id = @Id and kind = {(int)ConversationEventKind.CauseSet})
                and caused.before is null and caused.revision = joined.revision and caused.id > joined.id
            """, recording.Row, recording.Scope.Transaction) is not null;

    /// <summary>Something is done with an incident, so that its opening is not taken back any more.</summary>
    /// <param name="opening">It is its opening that does it.</param>
    /// <returns>Its cause.</returns>
    /// <exception cref="InboxException">It is gone, or being taken back.</exception>
    private static async Task<string?> WorkedOnAsync(WriteScope scope, long incident, bool opening = false) =>
        (await scope.Connection.QueryFirstOrDefaultAsync<IncidentRow>(
            $"update incident set undo_until = {(opening ? "undo_until" : "null")} where id = @incident and undone_at is null returning id, cause",
            new { incident }, scope.Transaction)
            ?? throw new InboxException(InboxRefusal.IncidentMissing, "This incident is gone; reload the page.")).Cause;
}

/// <summary>An incident as it is stored. Names who opened it; its note may name anybody.</summary>
[Personal("incident")]
internal sealed record IncidentRow
{
    /// <param name="seen">Condition on the conversations <c>c</c> that are counted.</param>
    public static string Select(string seen) =>
        $"""
        select i.id, i.title, i.cause, i.note, i.opened_at, i.opened_by, i.fixed_at, i.term, i.undo_until,
            (select count(*) from conversation c where c.incident_id = i.id and {seen}) as conversations,
            (select count(*) from conversation c where c.incident_id = i.id) as everywhere
        from incident i
        """;

    public long Id { get; init; }
    public string Title { get; init; } = "";
    public string? Cause { get; init; }
    public string Note { get; init; } = "";
    public long OpenedAt { get; init; }
    public long? OpenedBy { get; init; }
    public long? FixedAt { get; init; }
    public string? Term { get; init; }
    public long? UndoUntil { get; init; }
    public long Conversations { get; init; }
    public long Everywhere { get; init; }

    public Incident AsIncident() => new(
        Id, Title, Cause, Note, Stored.Time(OpenedAt), OpenedBy, Stored.Time(FixedAt), Conversations)
    {
        Unseen = Everywhere - Conversations, Term = Term, UndoUntil = Stored.Time(UndoUntil),
    };
}
