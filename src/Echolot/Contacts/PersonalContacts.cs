using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Contacts;

/// <summary>The address book knows people by name: erasing leaves the row, which conversations count, without the person.</summary>
internal sealed class PersonalContacts(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["contact", "identity"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        var contacts = (await scope.Connection.QueryAsync<long>(new CommandDefinition(
            "select contact_id from identity where connector = @Connector and external_id = @Id",
            subject, scope.Transaction, cancellationToken: cancel))).AsList();
        if (contacts.Count == 0) return 0;
        var touched = await scope.Connection.ExecuteAsync(new CommandDefinition(
            """
            update identity set external_id = 'erased:' || id, handle = null, name = null, profile = null,
                followers = null, handle_key = null, name_key = null
            where connector = @Connector and external_id = @Id
            """, subject, scope.Transaction, cancellationToken: cancel));
        // The name goes with the account that it came from; what other accounts say is theirs.
        return touched + await scope.Connection.ExecuteAsync(new CommandDefinition(
            $"""
            update contact set name = coalesce((select coalesce(i.name, i.handle) from identity i
                where i.contact_id = contact.id and (i.name is not null or i.handle is not null) order by i.id limit 1), '')
            where {Sql.In(scope.Engine, "id", "contacts")}
            """, new { contacts = Sql.List(scope.Engine, contacts) }, scope.Transaction, cancellationToken: cancel));
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<IdentityRow>(new CommandDefinition(
            $"select {IdentityRow.Columns} from identity where connector = @Connector and external_id = @Id", subject,
            cancellationToken: cancel)))
            yield return new("identity", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["handle"] = row.Handle, ["name"] = row.Name, ["profile"] = row.Profile, ["followers"] = row.Followers,
                ["seen_at"] = row.AsIdentity().SeenAt,
            });
    }

    /// <summary>Whoever has not spoken with us since goes; what is left of their conversations has no name.</summary>
    public async Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        var at = new { before = before.ToUnixTimeMilliseconds() };
        var gone = await scope.Connection.ExecuteAsync(new CommandDefinition(
            "delete from identity where seen_at < @before", at, scope.Transaction, cancellationToken: cancel));
        return gone + await scope.Connection.ExecuteAsync(new CommandDefinition(
            """
            delete from contact where created_at < @before
                and not exists (select 1 from identity i where i.contact_id = contact.id)
            """, at, scope.Transaction, cancellationToken: cancel));
    }
}
