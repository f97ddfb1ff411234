using Dapper;
using Echolot.Storage;
using NodaTime;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// Says that its cause is removed, or that it is there again; said twice, nothing changes. The day is marked as a fix of
    /// the cause, so that its effect is told; taken back, so is the mark.
    /// </summary>
    /// <exception cref="InboxException">There is no such incident, or these eyes do not see it.</exception>
    public async Task FixIncidentAsync(long id, bool isFixed, Sight sight, CancellationToken cancel)
    {
        await KnownIncidentAsync(id, sight, cancel);
        await db.WriteAsync(scope => FixAsync(scope, id, isFixed, sight.PersonId, cancel), cancel);
    }

    private async Task FixAsync(WriteScope scope, long id, bool isFixed, long? by, CancellationToken cancel)
    {
        var incident = await scope.Connection.QueryFirstOrDefaultAsync<IncidentRow>(
            $"""
            update incident set fixed_at = @at, undo_until = null
            where id = @id and undone_at is null and fixed_at is {(isFixed ? "null" : "not null")}
            returning id, title, cause, fixed_at
            """, new { id, at = isFixed ? Now : (long?)null }, scope.Transaction);
        if (incident is null) return;
        await KeepFixAsync(scope, incident, by, marks: true);
        await privacy.RecordAsync(scope, by, isFixed ? "incident.fixed" : "incident.reopened", $"incident:{id}", null, cancel);
    }

    /// <summary>
    /// The mark of a fix follows the title and the cause of its incident; without a cause, or not fixed, there is none.
    /// </summary>
    /// <param name="marks">Marked where it is not yet; else a mark that somebody took away stays away.</param>
    private async Task KeepFixAsync(WriteScope scope, IncidentRow incident, long? by, bool marks)
    {
        var kept = await scope.Connection.ExecuteAsync(
            incident is { Cause: not null, FixedAt: not null }
                ? "update cause_fix set cause = @Cause, note = @Title where incident_id = @Id"
                : "delete from cause_fix where incident_id = @Id", incident, scope.Transaction);
        if (kept > 0 || !marks || incident is not { Cause: { } cause, FixedAt: { } at }) return;
        await scope.Connection.ExecuteAsync(
            // Somebody who marked it by hand that day has said more of it.
            """
            insert into cause_fix (cause, day, note, made_at, made_by, incident_id)
            select @cause, @day, @Title, @Now, @by, @Id
            where not exists (select 1 from cause_fix where cause = @cause and day = @day)
            """,
            new
            {
                cause, day = new CareDays(DateTimeZoneProviders.Tzdb[archive.Zone.Id]).Of(at), incident.Title, Now, by, incident.Id,
            }, scope.Transaction);
    }
}
