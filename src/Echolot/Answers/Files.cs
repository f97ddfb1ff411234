using Dapper;
using Echolot.Mentions;

namespace Echolot.Answers;

public sealed partial class AnswerLibrary
{
    /// <summary>Most bytes of a file; mail servers and networks take no more either.</summary>
    public const int LargestFile = 5 << 20;

    /// <summary>Most files of one item.</summary>
    public const int MostFiles = 5;

    /// <summary>Kinds of files by how they begin; what a browser says of them is not believed.</summary>
    private static readonly (string Type, byte[] Begins, int At)[] Kinds =
    [
        ("application/pdf", "%PDF-"u8.ToArray(), 0), ("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], 0),
        ("image/jpeg", [0xFF, 0xD8, 0xFF], 0), ("image/gif", "GIF8"u8.ToArray(), 0), ("image/webp", "WEBP"u8.ToArray(), 8),
    ];

    /// <summary>Media type of a file by its content; null: of no kind that is kept.</summary>
    public static string? TypeOf(byte[] content) =>
        Array.Find(Kinds, k => content.AsSpan(Math.Min(k.At, content.Length)).StartsWith(k.Begins)).Type;

    /// <summary>Keeps a file with an item.</summary>
    /// <exception cref="AnswerException">It is too large, of no kind that is taken, or one too many.</exception>
    public Task<long> AddFileAsync(long item, string name, byte[] content, long? by, CancellationToken cancel)
    {
        if (content.Length is 0 or > LargestFile)
            throw new AnswerException(
                AnswerRefusal.FileTooLarge, $"The file has {content.Length} bytes; 1 to {LargestFile} can be kept.");
        var type = TypeOf(content)
            ?? throw new AnswerException(AnswerRefusal.FileType, "Only PDF, PNG, JPEG, GIF and WebP are kept.");
        name = Name(Path.GetFileName(name.Replace('\\', '/')));
        return db.WriteAsync(async scope =>
        {
            await RowAsync(scope, item);
            if (await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from answer_file where item_id = @item", new { item }, scope.Transaction) >= MostFiles)
                throw new AnswerException(AnswerRefusal.TooMany, $"An answer has at most {MostFiles} files; remove one first.");
            await ChangedAsync(scope);
            return await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into answer_file (item_id, name, type, size, content, added_at, added_by)
                values (@item, @name, @type, @size, @content, @Now, @by) returning id
                """, new { item, name, type, size = (long)content.Length, content, Now, by }, scope.Transaction);
        }, cancel);
    }

    /// <summary>A file with its content, or null.</summary>
    public async Task<(AnswerFile File, byte[] Content)?> FileAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<FileRow>(new CommandDefinition(
            $"select {FileRow.Columns} from answer_file where id = @id", new { id }, cancellationToken: cancel));
        if (row is null) return null;
        return (row.AsFile(), (await connection.ExecuteScalarAsync<byte[]>(new CommandDefinition(
            "select content from answer_file where id = @id", new { id }, cancellationToken: cancel)))!);
    }

    public Task RemoveFileAsync(long item, long id, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync(
            "delete from answer_file where id = @id and item_id = @item", new { id, item }, scope.Transaction);
        await ChangedAsync(scope);
    }, cancel);
}
