using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Files of replies: who added them, and what they show of whom they went to. They go with the words of a conversation.</summary>
internal sealed class PersonalReplyFiles(EcholotDb db) : IHoldsPersonalData
{
    private const string Talks =
        """
        (select id from conversation where identity_id in
            (select id from identity where connector = @Connector and external_id = @Id))
        """;

    private const string Theirs =
        $"""
        (conversation_id in {Talks} or message_id in (select id from message where conversation_id in {Talks})
            or approval_id in (select id from approval where conversation_id in {Talks}))
        """;

    public IReadOnlyList<string> Tables { get; } = ["reply_file", "reply_content"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is not { } person)
            return subject.Connector is null ? 0 : await DropAsync(scope, Theirs, subject);
        // What they had begun goes, what went out to customers stays without their name.
        return await DropAsync(
            scope, "added_by = @person and message_id is null and approval_id is null and incident_reply_id is null", new { person })
            + await scope.Connection.ExecuteAsync(
                "update reply_file set added_by = null where added_by = @person", new { person }, scope.Transaction);
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.StaffId is null && subject.Connector is null) yield break;
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<ReplyFileRow>(new CommandDefinition(
            $"""
            select {ReplyFileRow.Columns} from reply_file f
            where {(subject.StaffId is null ? $"message_id is not null and {Theirs}" : "added_by = @StaffId")} order by f.id
            """, subject, cancellationToken: cancel)))
            yield return new("reply_file", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["conversation"] = row.ConversationId, ["message"] = row.MessageId, ["name"] = row.Name, ["type"] = row.Type,
                ["size"] = row.Size, ["alt"] = row.Alt, ["sha256"] = row.Hash,
            });
    }

    /// <summary>They go with their message, and with the conversation in which they were added and never sent.</summary>
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        const string Old = "(select id from conversation where active = 0 and last_at < @before)";
        return DropAsync(
            scope,
            $"""
            (message_id in (select id from message where conversation_id in {Old})
                or message_id is not null and not exists (select 1 from message m where m.id = reply_file.message_id)
                or approval_id in (select id from approval where conversation_id in {Old})
                or message_id is null and incident_id is null and (conversation_id in {Old}
                    or not exists (select 1 from conversation c where c.id = reply_file.conversation_id))
                or incident_id is not null and added_at < @before
                    and not exists (select 1 from conversation c where c.incident_id = reply_file.incident_id))
            """, new { before = before.ToUnixTimeMilliseconds() });
    }

    private static async Task<int> DropAsync(WriteScope scope, string condition, object values)
    {
        var hashes = (await scope.Connection.QueryAsync<string>(
            $"delete from reply_file where {condition} returning hash", values, scope.Transaction)).AsList();
        await Inbox.DropContentsAsync(scope, hashes);
        return hashes.Count;
    }
}
