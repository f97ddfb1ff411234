using System.Globalization;
using Dapper;
using Echolot.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Echolot.Conversations;

/// <summary>A file that came along with an answer, as a visitor sees it.</summary>
/// <param name="Key">By which whoever has it fetches the file: good as long as the visitor may see the line.</param>
/// <param name="Alt">What an image shows; empty: nobody said.</param>
public sealed record ChatFile(string Key, string Name, long Size, string Alt);

public sealed partial class ChatDesk
{
    // The purpose is part of every key and must never change.
    private readonly IDataProtector _files = protection.CreateProtector("Echolot.Chat.Files");

    /// <summary>
    /// A file by its key; null where the visitor whom it was given to may not see it any more, or it is gone.
    /// </summary>
    public async Task<(ReplyFile File, byte[] Content)?> FileAsync(Chat chat, string key, CancellationToken cancel)
    {
        if (Unsealed(_files, key)?.Split(' ') is not [var source, var visitor, var number] || source != Number(chat.Source.Id)
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || await StillHereAsync(chat, visitor, cancel) is not { } who) return null;
        long? message;
        await using (var connection = await db.ReadAsync(cancel))
            message = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
                "select message_id from reply_file where id = @id", new { id }, cancellationToken: cancel));
        return message is not null && (await RowsAsync(who.AsVisitor(), cancel)).Exists(r => r.Id == message)
            ? await inbox.ReadFileAsync(id, cancel) : null;
    }

    private async Task<ILookup<long, ChatFile>> FilesAsync(
        ChatVisitor visitor, IReadOnlyList<ChatLineRow> rows, CancellationToken cancel)
    {
        var ours = rows.Where(r => r.Direction == (long)Direction.Ours).Select(r => r.Id).ToList();
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<ReplyFileRow>(new CommandDefinition(
            $"select {ReplyFileRow.Columns} from reply_file f where {Sql.In(db.Engine, "f.message_id", "ours")} order by f.id",
            new { ours = Sql.List(db.Engine, ours) }, cancellationToken: cancel)))
            .ToLookup(f => f.MessageId!.Value, f => new ChatFile(
                _files.Protect($"{Number(visitor.SourceId)} {visitor.Id} {Number(f.Id)}"), f.Name, f.Size, f.Alt));
    }
}
