using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>For so long the opening from a proposal can be taken back.</summary>
    public static readonly TimeSpan UndoTime = TimeSpan.FromDays(1);

    private const string Empty = "not exists (select 1 from conversation where incident_id = incident.id)";

    /// <summary>
    /// Opens an incident from a proposal, or puts its conversations to one that is there. Opened twice under the same title,
    /// it is one incident.
    /// </summary>
    /// <param name="into">An incident that is there; null: a new one.</param>
    /// <param name="chosen">Conversations of the proposal; null: all that these eyes see.</param>
    /// <returns>Id of the incident.</returns>
    /// <exception cref="InboxException">The proposal or the incident is gone, nothing is chosen, or the title is missing.</exception>
    public async Task<long> OpenProposalAsync(
        string term, IncidentDraft draft, long? into, IReadOnlyList<long>? chosen, Sight sight, CancellationToken cancel)
    {
        var proposal = await IncidentProposalAsync(term, sight, cancel);
        var there = proposal?.Conversations ?? [];
        var joining = chosen is null ? there : [.. chosen.Intersect(there)];
        if (proposal is null || joining.Count == 0)
            return into is null && await JustOpenedAsync(draft.Title, sight, cancel) is { } opened ? opened
                : throw (proposal is null ? NoProposal()
                    : new InboxException(InboxRefusal.NothingChosen, "Choose at least one conversation."));
        var incident = into ?? await SaveIncidentAsync(null, draft with { Term = proposal.Written }, sight, cancel);
        var joined = await ChangeManyAsync(joining, new(), new BulkChange.Join(incident) { Proposed = into is null }, sight, cancel);
        if (into is not null && joined is { Changed: 0, Refused: [var refused, ..] }) throw refused.Why;
        // Others were quicker with all of them: nothing empty is left behind.
        if (into is null && await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            $"delete from incident where id = @incident and undo_until is not null and {Empty}", new { incident },
            scope.Transaction), cancel) > 0)
            throw NoProposal();
        await db.WriteAsync(scope => privacy.RecordAsync(
            scope, sight.PersonId, "incident.proposal.opened", $"incident:{incident}", Recording.Number(joining.Count), cancel), cancel);
        _noticed.Clear();
        return incident;
    }

    /// <summary>What the same person opened under this title a moment ago: they pressed twice.</summary>
    private async Task<long?> JustOpenedAsync(string title, Sight sight, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            select max(id) from incident where term is not null and title = @title and opened_by = @PersonId
                and opened_at > @since and undo_until is not null
            """, new { title = title.Trim(), sight.PersonId, since = Now - 60_000 }, cancellationToken: cancel));
    }

    /// <summary>
    /// Takes back the opening from a proposal: its conversations belong to no incident, and it is gone. All or nothing: from the
    /// moment on at which it is decided nobody sees the incident or does anything with it, however many leave it, and what a
    /// server that stops leaves behind is finished after its start.
    /// </summary>
    /// <exception cref="InboxException">Something was done with it already, or it has conversations that these eyes do not see.</exception>
    public async Task UndoProposalAsync(long id, Sight sight, CancellationToken cancel)
    {
        var incident = await KnownIncidentAsync(id, sight, cancel);
        if (!await CanUndoAsync(incident, cancel)) throw WorkedOn();
        await db.WriteAsync(async scope =>
        {
            if (await scope.Connection.ExecuteAsync(
                "update incident set undone_at = @Now, undo_until = null where id = @id and undo_until > @Now and undone_at is null",
                new { id, Now }, scope.Transaction) == 0) throw WorkedOn();
            await privacy.RecordAsync(scope, sight.PersonId, "incident.proposal.undone", $"incident:{id}", null, cancel);
        }, cancel);
        // Whoever closes the page in between does not stop it.
        await LeaveUndoneAsync(id, sight.PersonId, CancellationToken.None);
        _noticed.Clear();
    }

    /// <summary>Finishes what a server that stopped had begun to take back.</summary>
    internal async Task LeaveUndoneAsync(CancellationToken cancel)
    {
        List<long> undone;
        await using (var connection = await db.ReadAsync(cancel))
            undone = (await connection.QueryAsync<long>(new CommandDefinition(
                "select id from incident where undone_at is not null", cancellationToken: cancel))).AsList();
        await EachAsync(undone, "Taking back an incident", id => LeaveUndoneAsync(id, null, cancel), cancel);
    }

    private async Task LeaveUndoneAsync(long id, long? by, CancellationToken cancel)
    {
        while (await db.WriteAsync(async scope =>
        {
            var incident = await scope.Connection.QueryFirstOrDefaultAsync<IncidentRow>(
                "select cause, opened_at from incident where id = @id", new { id }, scope.Transaction);
            if (incident is null) return false;
            var talks = (await scope.Connection.QueryAsync<long>(
                "select id from conversation where incident_id = @id order by id limit @BulkStep", new { id, BulkStep },
                scope.Transaction)).AsList();
            await LockAsync(scope, talks);
            foreach (var conversation in talks)
            {
                var recording = await RecordAsync(scope, conversation, cancel);
                if (recording.Row.IncidentId != id) continue;
                await LeaveAsync(recording, incident, by);
                await recording.FinishAsync(cancel);
            }
            return await scope.Connection.ExecuteAsync(
                $"delete from incident where id = @id and {Empty}", new { id }, scope.Transaction) == 0;
        }, cancel)) log.LogDebug("Conversations of incident {Incident}, which was taken back, leave it", id);
    }

    private static InboxException WorkedOn() =>
        new(InboxRefusal.TooLate, "Something was done with this incident already, or it is too long ago.");

    /// <summary>Belongs to no incident; the cause that it got by joining goes again, one that it had before stays.</summary>
    private async Task LeaveAsync(Recording recording, IncidentRow incident, long? by)
    {
        await SetIncidentAsync(recording, null, by);
        if (recording.Row.Cause is not { } cause || cause != incident.Cause) return;
        var (at, before) = await recording.Scope.Connection.QueryFirstOrDefaultAsync<(long At, string? Before)>(
            $"""
            select at, before from conversation_event where conversation_id = @Id and kind = {(int)ConversationEventKind.CauseSet}
            order by id desc limit 1
            """, recording.Row, recording.Scope.Transaction);
        if (before is not null || at < incident.OpenedAt) return;
        await recording.NoteAsync(ConversationEventKind.CauseSet, Now, by, cause);
        await recording.Scope.Connection.ExecuteAsync(
            "update cause set used = used - 1 where path = @cause", new { cause }, recording.Scope.Transaction);
        recording.Change(row => row with { Cause = null });
    }

    /// <summary>
    /// Whether the opening from a proposal can be taken back: for a day, while nothing was done with the incident.
    /// </summary>
    public async Task<bool> CanUndoAsync(Incident incident, CancellationToken cancel)
    {
        if (incident.UndoUntil is not { } until || until <= clock.GetUtcNow()) return false;
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select count(*) from conversation where incident_id = @Id", incident, cancellationToken: cancel)) == incident.Conversations;
    }
}
