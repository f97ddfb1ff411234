using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Contacts;

/// <summary>The address book knows people by name: erasing leaves the row, which conversations count, without the person.</summary>
internal sealed class PersonalContacts(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["contact", "identity", "contact_note", "contact_label", "contact_basis"];

    private static readonly string[] Described = ["contact_note", "contact_label", "contact_basis"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is { } person)
            return await scope.Connection.ExecuteAsync(
                "update contact_note set person_id = null where person_id = @person", new { person }, scope.Transaction)
                + await scope.Connection.ExecuteAsync(
                    "update contact_basis set changed_by = null where changed_by = @person", new { person }, scope.Transaction);
        var contacts = (await scope.Connection.QueryAsync<long>(new CommandDefinition(
            """
            select contact_id from identity where connector = @Connector and external_id = @Id
            union select home_id from identity where connector = @Connector and external_id = @Id and home_id is not null
            """, subject, scope.Transaction, cancellationToken: cancel))).AsList();
        if (contacts.Count == 0) return 0;
        var touched = await scope.Connection.ExecuteAsync(new CommandDefinition(
            """
            update identity set external_id = 'erased:' || id, handle = null, name = null, profile = null,
                followers = null, handle_key = null, name_key = null
            where connector = @Connector and external_id = @Id
            """, subject, scope.Transaction, cancellationToken: cancel));
        // What colleagues wrote of the person is about all of them, whichever account asks.
        foreach (var table in Described)
            touched += await scope.Connection.ExecuteAsync(new CommandDefinition(
                $"delete from {table} where {Sql.In(scope.Engine, "contact_id", "contacts")}",
                new { contacts = Sql.List(scope.Engine, contacts) }, scope.Transaction, cancellationToken: cancel));
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
        if (subject.StaffId is { } person)
        {
            foreach (var note in await connection.QueryAsync<ContactNoteRow>(new CommandDefinition(
                $"select {ContactNoteRow.Columns} from contact_note where person_id = @person order by id", new { person },
                cancellationToken: cancel)))
                yield return new("contact_note", note.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
                {
                    ["at"] = note.AsNote().At, ["role"] = "written by",
                });
            yield break;
        }
        const string Theirs = "contact_id in (select contact_id from identity where connector = @Connector and external_id = @Id)";
        foreach (var note in await connection.QueryAsync<ContactNoteRow>(new CommandDefinition(
            $"select {ContactNoteRow.Columns} from contact_note where {Theirs} order by id", subject, cancellationToken: cancel)))
            yield return new("contact_note", note.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["at"] = note.AsNote().At, ["text"] = note.Text,
            });
        foreach (var label in await connection.QueryAsync<(long Id, string Name)>(new CommandDefinition(
            $"select l.label_id, t.name from contact_label l join label t on t.id = l.label_id where l.{Theirs}", subject,
            cancellationToken: cancel)))
            yield return new("contact_label", label.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["label"] = label.Name,
            });
        foreach (var kept in await connection.QueryAsync<ContactBasisRow>(new CommandDefinition(
            $"select {ContactBasisRow.Columns} from contact_basis where {Theirs}", subject, cancellationToken: cancel)))
            yield return new("contact_basis", kept.ContactId.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["basis"] = kept.AsKept().Basis.ToString(), ["keeps"] = kept.Keeps, ["since"] = kept.Since, ["until"] = kept.Until,
            });
    }

    /// <summary>Whoever has not spoken with us since goes; what is left of their conversations has no name.</summary>
    public async Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        var at = new { before = before.ToUnixTimeMilliseconds() };
        var gone = await scope.Connection.ExecuteAsync(new CommandDefinition(
            "delete from identity where seen_at < @before", at, scope.Transaction, cancellationToken: cancel));
        gone += await scope.Connection.ExecuteAsync(new CommandDefinition(
            """
            delete from contact where created_at < @before
                and not exists (select 1 from identity i where i.contact_id = contact.id)
            """, at, scope.Transaction, cancellationToken: cancel));
        foreach (var table in Described)
            gone += await scope.Connection.ExecuteAsync(new CommandDefinition(
                $"delete from {table} where not exists (select 1 from contact c where c.id = {table}.contact_id)", at, scope.Transaction,
                cancellationToken: cancel));
        return gone;
    }
}
