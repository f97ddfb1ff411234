using Dapper;
using Echolot.Privacy;

namespace Echolot.Alerts;

/// <summary>How somebody is told, beside the screen, that conversations are theirs now.</summary>
/// <param name="Push">In each browser of theirs that takes pushes.</param>
/// <param name="Mail">To their own address; never what a customer said.</param>
public sealed record HandedWays(bool Push, bool Mail)
{
    /// <summary>Of somebody who has said nothing about it: a browser that takes pushes was allowed by hand.</summary>
    public static readonly HandedWays Usual = new(true, false);
}

public sealed partial class AlertDesk
{
    public async Task<HandedWays> HandedWaysAsync(long person, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        return await read.QuerySingleOrDefaultAsync<HandedWayRow>(new CommandDefinition(
            "select person_id as PersonId, push as Push, mail as Mail from handed_way where person_id = @person", new { person },
            cancellationToken: cancel)) is { } row ? new(row.Push == 1, row.Mail == 1) : HandedWays.Usual;
    }

    public Task SetHandedWaysAsync(long person, HandedWays ways, CancellationToken cancel) => _db.WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            """
            insert into handed_way (person_id, push, mail) values (@PersonId, @Push, @Mail)
            on conflict (person_id) do update set push = excluded.push, mail = excluded.mail
            """, new HandedWayRow { PersonId = person, Push = ways.Push ? 1 : 0, Mail = ways.Mail ? 1 : 0 }, scope.Transaction), cancel);
}

/// <summary>How somebody is told as it is stored.</summary>
[Personal("handed_way")]
internal sealed record HandedWayRow
{
    public long PersonId { get; init; }
    public long Push { get; init; }
    public long Mail { get; init; }
}
