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

    /// <summary>Nobody is in it, and nothing came of it.</summary>
    private const string Unused =
        $"""
        {Empty} and fixed_at is null and not exists (select 1 from incident_reply where incident_id = incident.id)
            and not exists (select 1 from enquiry where incident_id = incident.id)
        """;

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
    /// Takes back the opening of an incident: one from a proposal with its conversations, which belong to no incident then, and any
    /// in which nobody is and of which nothing came. All or nothing: from the moment on at which it is decided nobody sees the
    /// incident or does anything with it, however many leave it, and what a server that stops leaves behind is finished after its start.
    /// </summary>
    /// <exception cref="InboxException">Something was done with it already, or it has conversations that these eyes do not see.</exception>
    public async Task UndoIncidentAsync(long id, Sight sight, CancellationToken cancel)
    {
        var incident = await KnownIncidentAsync(id, sight, cancel);
        if (!await CanUndoAsync(incident, cancel)) throw WorkedOn();
        await db.WriteAsync(async scope =>
        {
            var proposed = await UndoneAsync("undo_until > @Now");
            // Looked at once nobody else can do anything with it.
            if (!proposed && !(await UndoneAsync("true") && await scope.Connection.ExecuteScalarAsync<long?>(
                $"select 1 from incident where id = @id and {Unused}", new { id }, scope.Transaction) is not null)) throw WorkedOn();
            await DropFilesOfIncidentAsync(scope, id);
            await privacy.RecordAsync(
                scope, sight.PersonId, proposed ? "incident.proposal.undone" : "incident.undone", $"incident:{id}", null, cancel);

            async Task<bool> UndoneAsync(string where) => await scope.Connection.ExecuteAsync(
                $"update incident set undone_at = @Now, undo_until = null where id = @id and undone_at is null and {where}",
                new { id, Now }, scope.Transaction) > 0;
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
            if (await scope.Connection.ExecuteScalarAsync<long?>(
                "select 1 from incident where id = @id", new { id }, scope.Transaction) is null) return false;
            var talks = (await scope.Connection.QueryAsync<long>(
                "select id from conversation where incident_id = @id order by id limit @BulkStep", new { id, BulkStep },
                scope.Transaction)).AsList();
            await LockAsync(scope, talks);
            foreach (var conversation in talks)
            {
                var recording = await RecordAsync(scope, conversation, cancel);
                if (recording.Row.IncidentId != id) continue;
                await SetIncidentAsync(recording, null, by);
                await recording.FinishAsync(cancel);
            }
            return await scope.Connection.ExecuteAsync(
                $"delete from incident where id = @id and {Empty}", new { id }, scope.Transaction) == 0;
        }, cancel)) log.LogDebug("Conversations of incident {Incident}, which was taken back, leave it", id);
    }

    private static InboxException WorkedOn() =>
        new(InboxRefusal.TooLate, "Something was done with this incident already, or it is too long ago.");

    /// <summary>
    /// Whether the opening of an incident can be taken back: from a proposal for a day, while nothing was done with it; of any while
    /// nobody is in it and nothing came of it.
    /// </summary>
    public async Task<bool> CanUndoAsync(Incident incident, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            $"""
            select 1 from incident where id = @Id and undone_at is null and ({Unused} or undo_until > @Now
                and (select count(*) from conversation where incident_id = incident.id) = @Conversations)
            """, new { incident.Id, incident.Conversations, Now }, cancellationToken: cancel)) is not null;
    }
}
