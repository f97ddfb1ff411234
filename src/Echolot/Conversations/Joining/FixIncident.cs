using Dapper;
using Echolot.Storage;
using NodaTime;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// Says that its cause is removed, or that it is there again. The day is marked as a fix of the cause, so that its effect
    /// is told; taken back, so is the mark.
    /// </summary>
    public Task FixIncidentAsync(long id, bool isFixed, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var (title, cause) = await scope.Connection.QueryFirstOrDefaultAsync<(string Title, string? Cause)>(
            "update incident set fixed_at = @at where id = @id returning title, cause",
            new { id, at = isFixed ? Now : (long?)null }, scope.Transaction);
        await scope.Connection.ExecuteAsync("delete from cause_fix where incident_id = @id", new { id }, scope.Transaction);
        if (isFixed && cause is not null)
            await scope.Connection.ExecuteAsync(
                // Somebody who marked it by hand that day has said more of it.
                """
                insert into cause_fix (cause, day, note, made_at, made_by, incident_id)
                select @cause, @day, @title, @Now, @by, @id
                where not exists (select 1 from cause_fix where cause = @cause and day = @day)
                """,
                new
                {
                    cause, day = new CareDays(DateTimeZoneProviders.Tzdb[archive.Zone.Id]).Of(Now), title, Now, by, id,
                }, scope.Transaction);
        await privacy.RecordAsync(scope, by, isFixed ? "incident.fixed" : "incident.reopened", $"incident:{id}", null, cancel);
    }, cancel);

    /// <summary>The mark of a fix follows the title and the cause of its incident; without a cause there is none.</summary>
    private static Task KeepFixAsync(WriteScope scope, IncidentRow incident) => scope.Connection.ExecuteAsync(
        incident.Cause is null
            ? "delete from cause_fix where incident_id = @Id"
            : "update cause_fix set cause = @Cause, note = @Title where incident_id = @Id",
        incident, scope.Transaction);
}
