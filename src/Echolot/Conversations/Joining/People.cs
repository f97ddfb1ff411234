using Dapper;
using Echolot.Contacts;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// Says that somebody else is the person of this conversation: their accounts and conversations become this person's,
    /// whose name stays.
    /// </summary>
    /// <param name="other">The other contact.</param>
    /// <exception cref="InboxException">The conversation or the contact is gone.</exception>
    public Task SamePersonAsync(long conversation, long other, Sight sight, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await LockAllOfAsync(scope, "contact_id = @other", new { conversation, other });
        var recording = await SeenAsync(scope, conversation, sight, cancel);
        var into = recording.Row.ContactId;
        if (!(await SeenContactsAsync([other], sight, cancel)).Contains(other))
            throw new InboxException(InboxRefusal.NotFound, "This contact is gone, or it is the same already.");
        var moved = await contacts.JoinAsync(scope, into, other, cancel);
        if (moved.Count == 0)
            throw new InboxException(InboxRefusal.NotFound, "This contact is gone, or it is the same already.");
        await FollowContactAsync(scope, moved, into);
        await privacy.RecordAsync(
            scope, sight.PersonId, "contact.joined", $"contact:{into}", $"contact:{other}", cancel);
        recording.Change(row => row with { Revision = row.Revision + 1 });
        await recording.FinishAsync(cancel);
    }, cancel);

    /// <summary>Takes an account out of the person of this conversation again; it is as it was before.</summary>
    /// <exception cref="InboxException">It is the only account of the person.</exception>
    public Task OtherPersonAsync(long conversation, long identity, Sight sight, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await LockAllOfAsync(scope, "identity_id = @identity", new { conversation, identity });
        var recording = await SeenAsync(scope, conversation, sight, cancel);
        if ((await contacts.FindAsync(recording.Row.ContactId, cancel))?.Identities.All(i => i.Id != identity) ?? true)
            throw new InboxException(InboxRefusal.NotFound, "This account is none of this person.");
        var home = await contacts.PartAsync(scope, identity, cancel)
            ?? throw new InboxException(InboxRefusal.TooLate, "It is the only account of this person.");
        await FollowContactAsync(scope, [identity], home);
        await privacy.RecordAsync(scope, sight.PersonId, "contact.parted", $"contact:{home}", null, cancel);
        await recording.FinishAsync(cancel);
    }, cancel);

    /// <summary>Locks a conversation, those of its person and others that change with it, before the persons themselves.</summary>
    private static async Task LockAllOfAsync(WriteScope scope, string others, object values)
    {
        if (scope.Engine is Engine.Postgres)
            await LockAsync(scope, (await scope.Connection.QueryAsync<long>(
                $"""
                select id from conversation where id = @conversation or {others}
                    or contact_id = (select contact_id from conversation where id = @conversation)
                """, values, scope.Transaction)).AsList());
    }

    private static async Task FollowContactAsync(WriteScope scope, IReadOnlyList<long> identities, long contact)
    {
        var values = new DynamicParameters(new { contact });
        values.Add("ids", Sql.List(scope.Engine, identities));
        var theirs = Sql.In(scope.Engine, "identity_id", "ids");
        await scope.Connection.ExecuteAsync(
            $"update conversation set contact_id = @contact where {theirs}", values, scope.Transaction);
        // They are one person who is asked once, and what they said of us is theirs.
        await scope.Connection.ExecuteAsync(
            $"""
            update opinion set contact_id = @contact where contact_id <> @contact
                and conversation_id in (select id from conversation where {theirs})
            """, values, scope.Transaction);
    }

    /// <summary>The person of a conversation with all their accounts, and who of those these eyes may know may be the same.</summary>
    public async Task<(Contact? Contact, IReadOnlyList<Namesake> Namesakes)> PersonOfAsync(
        Conversation conversation, Sight sight, CancellationToken cancel)
    {
        var namesakes = await contacts.NamesakesAsync(conversation.With.ContactId, cancel);
        var seen = await SeenContactsAsync([.. namesakes.Select(n => n.Contact.Id)], sight, cancel);
        return (
            await contacts.FindAsync(conversation.With.ContactId, cancel), [.. namesakes.Where(n => seen.Contains(n.Contact.Id))]);
    }

    /// <summary>Of these contacts, those who spoke in a conversation that these eyes see; all, where they see everything.</summary>
    private async Task<IReadOnlySet<long>> SeenContactsAsync(
        IReadOnlyList<long> contacts, Sight sight, CancellationToken cancel)
    {
        if (sight.Departments is null || contacts.Count == 0) return contacts.ToHashSet();
        var values = new DynamicParameters(new { contacts = Sql.List(db.Engine, contacts) });
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<long>(new CommandDefinition(
            $"""
            select distinct c.contact_id from conversation c
            where {Sql.In(db.Engine, "c.contact_id", "contacts")} and {sight.Condition(db.Engine)}
            """, values, cancellationToken: cancel))).ToHashSet();
    }
}
