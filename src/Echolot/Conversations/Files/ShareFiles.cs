using System.Data.Common;
using Dapper;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    private const string OfSharedDrafts =
        """
        f.message_id is null and f.approval_id is null and f.incident_id is null and exists (select 1 from draft d
            where d.conversation_id = f.conversation_id and d.person_id = f.added_by and d.shared = 1)
        """;

    /// <summary>Adds the files of a colleague's shared draft to one's own reply; they keep theirs.</summary>
    /// <exception cref="InboxException">The draft is shared no longer, or these are too many.</exception>
    public async Task TakeDraftFilesAsync(long conversation, long colleague, Sight sight, CancellationToken cancel)
    {
        await ThereAsync(conversation, sight, cancel);
        await db.WriteAsync(async scope =>
        {
            var theirs = (await scope.Connection.QueryAsync<ReplyFileRow>(
                $"""
                select {ReplyFileRow.Columns} from reply_file f
                where f.conversation_id = @conversation and f.added_by = @colleague and {OfSharedDrafts} order by f.id
                """, new { conversation, colleague }, scope.Transaction)).AsList();
            if (theirs.Count == 0) throw FileGone();
            var mine = await UnsentAsync(scope, conversation, sight);
            var added = theirs.Where(t => mine.All(m => m.Hash != t.Hash)).DistinctBy(t => t.Hash).ToList();
            if (mine.Count + added.Count > MostFiles)
                throw new InboxException(InboxRefusal.TooManyFiles, $"A reply has at most {MostFiles} files; remove one first.");
            foreach (var file in added)
                await CopyFileAsync(scope, file.Id, file.Alt, conversation, null, null, sight.PersonId);
        }, cancel);
    }

    private Task<int> CopyFileAsync(
        Storage.WriteScope scope, long id, string alt, long conversation, long? message, long? approval, long? person) =>
        scope.Connection.ExecuteAsync(
            """
            insert into reply_file (conversation_id, added_by, message_id, approval_id, name, type, size, alt, hash, added_at)
            select @conversation, @person, @message, @approval, name, type, size, @alt, hash, @Now from reply_file where id = @id
            """, new { id, alt, conversation, message, approval, person, Now }, scope.Transaction);

    private static async Task<bool> IsSharedAsync(DbConnection connection, ReplyFileRow file, CancellationToken cancel) =>
        await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            $"select 1 from reply_file f where f.id = @Id and {OfSharedDrafts}", file, cancellationToken: cancel)) is not null;

    private static async Task<ILookup<long?, ReplyFile>> DraftFilesAsync(
        DbConnection connection, long conversation, CancellationToken cancel) =>
        (await connection.QueryAsync<ReplyFileRow>(new CommandDefinition(
            $"select {ReplyFileRow.Columns} from reply_file f where f.conversation_id = @conversation and {OfSharedDrafts} order by f.id",
            new { conversation }, cancellationToken: cancel))).ToLookup(f => f.AddedBy, f => f.AsFile());
}
