using Dapper;
using Echolot.Sources;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>The chosen files of a reply as they would go out.</summary>
    /// <param name="left">Those that are gone are left out, while somebody still writes.</param>
    /// <exception cref="InboxException">One of them is gone, or went out already.</exception>
    private async Task<IReadOnlyList<ReplyFile>> ChosenAsync(
        long conversation, ReplyDraft reply, Sight sight, CancellationToken cancel, bool left = false)
    {
        if (reply.Letter is { } letter) return await LetterFilesAsync(letter, cancel);
        if (reply.Files.Count == 0) return [];
        var mine = (await FilesAsync(conversation, sight, cancel)).ToDictionary(f => f.Id);
        return [.. reply.Files.DistinctBy(f => f.Id).Where(f => !left || mine.ContainsKey(f.Id)).Select(f => mine.TryGetValue(f.Id, out var file)
            ? file with { Alt = f.Alt is { } alt ? AltOf(alt) : file.Alt } : throw FileGone())];
    }

    /// <summary>Binds the chosen files to what goes out, or to what waits for an approval: each goes with one reply, once.</summary>
    private async Task BindFilesAsync(
        WriteScope scope, long conversation, ReplyDraft reply, IReadOnlyList<ReplyFile> files, long? message, long? approval,
        Sight sight)
    {
        foreach (var file in files)
        {
            // Of a letter to everybody each gets a copy.
            var bound = reply.Letter is not null
                ? await CopyFileAsync(scope, file.Id, file.Alt, conversation, message, approval, sight.PersonId)
                : await scope.Connection.ExecuteAsync(
                    $"""
                    update reply_file as f set message_id = @message, approval_id = @approval, alt = @Alt
                    where f.id = @Id and {Unsent}
                    """, new
                    {
                        file.Id, file.Alt, message, approval, Conversation = conversation, Incident = 0L, me = sight.PersonId ?? 0,
                    }, scope.Transaction);
            if (bound == 0) throw FileGone();
        }
    }

    /// <summary>Files of an answer to everybody of an incident.</summary>
    private async Task<IReadOnlyList<ReplyFile>> LetterFilesAsync(long reply, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<ReplyFileRow>(new CommandDefinition(
            $"select {ReplyFileRow.Columns} from reply_file f where f.incident_reply_id = @reply order by f.id", new { reply },
            cancellationToken: cancel))).Select(f => f.AsFile())];
    }

    /// <summary>What was approved goes out as it was approved.</summary>
    /// <exception cref="InboxException">It is not the same any more.</exception>
    private static async Task BindApprovedAsync(WriteScope scope, ApprovalRow approval, long send)
    {
        var files = await FilesOfAsync(scope, approval.Id);
        if (!files.Select(f => f.AsApproved()).SequenceEqual(approval.ApprovedFiles))
            throw new InboxException(
                InboxRefusal.DecidedMeanwhile, "A file of this reply has changed or is gone; the reply has to be asked for anew.");
        await scope.Connection.ExecuteAsync(
            "update reply_file set message_id = (select message_id from send where id = @send) where approval_id = @Id",
            new { approval.Id, send }, scope.Transaction);
    }

    /// <summary>Takes files out of what waits for an approval; what is left is what is approved.</summary>
    private static async Task<ApprovalRow> DropFilesAsync(
        WriteScope scope, ApprovalRow approval, IReadOnlyList<ReplyFile> dropped)
    {
        if (dropped.Count == 0) return approval;
        var hashes = new List<string>();
        foreach (var file in dropped)
            hashes.AddRange(await scope.Connection.QueryAsync<string>(
                "delete from reply_file where id = @Id and approval_id = @approval returning hash",
                new { file.Id, approval = approval.Id }, scope.Transaction));
        await DropContentsAsync(scope, hashes);
        var left = (await FilesOfAsync(scope, approval.Id)).Select(f => f.AsApproved()).ToList();
        approval = approval with { Files = left.Count == 0 ? null : Stored.Write(left) };
        await scope.Connection.ExecuteAsync("update approval set files = @Files where id = @Id", approval, scope.Transaction);
        return approval;
    }

    private static async Task<List<ReplyFileRow>> FilesOfAsync(WriteScope scope, long approval) =>
        (await scope.Connection.QueryAsync<ReplyFileRow>(
            $"select {ReplyFileRow.Columns} from reply_file f where f.approval_id = @approval order by f.id", new { approval },
            scope.Transaction)).AsList();

    /// <summary>Files go back to whoever writes: what they went with was taken back.</summary>
    private static Task ReturnFilesAsync(WriteScope scope, long conversation, long? message, long? approval, long? person) =>
        scope.Connection.ExecuteAsync(
            $"""
            update reply_file set message_id = null, approval_id = null, conversation_id = @conversation,
                added_by = coalesce(@person, added_by)
            where {(message is null ? "approval_id = @approval" : "message_id = @message")}
            """, new { conversation, message, approval, person }, scope.Transaction);

    /// <summary>What goes along with a reply, with its contents.</summary>
    private async Task<IReadOnlyList<OutgoingFile>> OutgoingFilesAsync(SendRow send)
    {
        await using var connection = await db.ReadAsync(CancellationToken.None);
        var rows = (await connection.QueryAsync<ReplyFileRow>(
            $"select {ReplyFileRow.Columns} from reply_file f where f.message_id = @MessageId order by f.id", send)).AsList();
        var files = new List<OutgoingFile>();
        foreach (var row in rows)
            files.Add(new(row.Name, row.Type, row.Alt, await ContentAsync(connection, row.Hash, CancellationToken.None)));
        return files;
    }

    private static InboxException FileGone() =>
        new(InboxRefusal.FileMissing, "A file of this reply is gone or went out already; look at it again.");
}
