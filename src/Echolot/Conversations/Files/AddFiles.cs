using System.Security.Cryptography;
using Dapper;
using Echolot.Answers;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Most bytes of a file of a reply; as for the library.</summary>
    public const int LargestFile = AnswerLibrary.LargestFile;

    /// <summary>Most files of one reply, whatever the channel takes.</summary>
    public const int MostFiles = AnswerLibrary.MostFiles;

    /// <summary>Most characters of what an image shows; what Mastodon takes.</summary>
    public const int LongestAlt = 1_500;

    private const int LongestFileName = 120;

    // Of the files that nobody has sent yet, whoever added one has it.
    private const string Unsent =
        """
        f.conversation_id = @Conversation and coalesce(f.incident_id, 0) = @Incident and f.added_by = @me
            and f.message_id is null and f.approval_id is null and f.incident_reply_id is null
        """;

    /// <summary>Adds a file to the reply that somebody is writing; one that is there already is there once.</summary>
    /// <exception cref="InboxException">It is too large, of no kind that is taken, or one too many.</exception>
    public async Task<ReplyFile> AddFileAsync(
        WrittenTo to, string name, byte[] content, Sight sight, CancellationToken cancel, string? alt = null)
    {
        if (content.Length is 0 or > LargestFile)
            throw new InboxException(
                InboxRefusal.FileTooLarge, $"The file has {content.Length} bytes; 1 to {LargestFile} can be sent.", name);
        var type = AnswerLibrary.TypeOf(content) ?? throw new InboxException(
            InboxRefusal.FileKind, "Only PDF, PNG, JPEG, GIF and WebP can be sent.", name);
        await ThereAsync(to, sight, cancel);
        content = BarePicture.Of(content, type);
        var row = new ReplyFileRow
        {
            ConversationId = to.Conversation, IncidentId = to.Incident == 0 ? null : to.Incident, AddedBy = sight.PersonId,
            Name = FileNameOf(name, type), Type = type, Size = content.Length, Alt = AltOf(alt),
            Hash = Convert.ToHexStringLower(SHA256.HashData(content)),
        };
        return await db.WriteAsync(async scope =>
        {
            // Two at once are counted one behind the other.
            if (scope.Engine is Engine.Postgres)
                await scope.Connection.ExecuteAsync(
                    "select 1 from conversation where id = @Conversation for update", new { to.Conversation }, scope.Transaction);
            var mine = await UnsentAsync(scope, to, sight);
            if (mine.FirstOrDefault(f => f.Hash == row.Hash) is { } there) return there.AsFile();
            if (mine.Count >= MostFiles)
                throw new InboxException(InboxRefusal.TooManyFiles, $"A reply has at most {MostFiles} files; remove one first.");
            if (row.IncidentId is { } incident) await WorkedOnAsync(scope, incident);
            await KeepContentAsync(scope, row.Hash, content);
            var id = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into reply_file (conversation_id, incident_id, added_by, name, type, size, alt, hash, added_at)
                values (@ConversationId, @IncidentId, @AddedBy, @Name, @Type, @Size, @Alt, @Hash, @Now) returning id
                """, new
                {
                    row.ConversationId, row.IncidentId, row.AddedBy, row.Name, row.Type, row.Size, row.Alt, row.Hash, Now,
                }, scope.Transaction);
            return (row with { Id = id }).AsFile();
        }, cancel);
    }

    /// <summary>Adds a file of the library as it is now: what changes there later changes no reply.</summary>
    /// <exception cref="InboxException">There is none that may be used, or it is one too many.</exception>
    public async Task<ReplyFile> AddLibraryFileAsync(WrittenTo to, long file, Sight sight, CancellationToken cancel)
    {
        var today = await answers.TodayAsync(cancel);
        if (await answers.FileAsync(file, cancel) is not { } found
            || (await answers.FindAsync(found.File.ItemId, cancel))?.UsableOn(today) is null)
            throw new InboxException(InboxRefusal.FileMissing, "This file of the library is gone or may not be used now.");
        return await AddFileAsync(to, found.File.Name, found.Content, sight, cancel);
    }

    /// <summary>Says what an image shows.</summary>
    public Task DescribeFileAsync(WrittenTo to, long id, string alt, Sight sight, CancellationToken cancel) =>
        db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            $"update reply_file as f set alt = @alt where f.id = @id and {Unsent}",
            new { id, alt = AltOf(alt), to.Conversation, to.Incident, me = sight.PersonId ?? 0 }, scope.Transaction), cancel);

    /// <summary>Takes a file away again that has not been sent.</summary>
    public Task RemoveFileAsync(WrittenTo to, long id, Sight sight, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var hashes = await scope.Connection.QueryAsync<string>(
            $"delete from reply_file as f where f.id = @id and {Unsent} returning hash",
            new { id, to.Conversation, to.Incident, me = sight.PersonId ?? 0 }, scope.Transaction);
        await DropContentsAsync(scope, hashes);
    }, cancel);

    /// <summary>What was added to an answer to everybody that nobody sent, because the incident is taken back.</summary>
    private static async Task DropFilesOfIncidentAsync(WriteScope scope, long incident) =>
        await DropContentsAsync(scope, await scope.Connection.QueryAsync<string>(
            "delete from reply_file where incident_id = @incident and incident_reply_id is null returning hash", new { incident },
            scope.Transaction));

    /// <summary>What whoever looks has added to the reply that they write, in its order.</summary>
    public async Task<IReadOnlyList<ReplyFile>> FilesAsync(WrittenTo to, Sight sight, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<ReplyFileRow>(new CommandDefinition(
            $"select {ReplyFileRow.Columns} from reply_file f where {Unsent} order by f.id",
            new { to.Conversation, to.Incident, me = sight.PersonId ?? 0 }, cancellationToken: cancel))).Select(f => f.AsFile())];
    }

    /// <summary>A file with its content, where these eyes see its conversation; null where they do not, or it is gone.</summary>
    public async Task<(ReplyFile File, byte[] Content)?> FileAsync(long id, Sight sight, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<ReplyFileRow>(new CommandDefinition(
            $"select {ReplyFileRow.Columns} from reply_file f where f.id = @id", new { id }, cancellationToken: cancel));
        if (row is null || row is { MessageId: null, ApprovalId: null, IncidentReplyId: null } && row.AddedBy != sight.PersonId
            && !await IsSharedAsync(connection, row, cancel)) return null;
        // What goes to everybody belongs to no single conversation.
        if (row.IncidentId is { } incident)
            return await IncidentAsync(incident, sight, cancel) is null ? null
                : (row.AsFile(), await ContentAsync(connection, row.Hash, cancel));
        var conversation = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            select coalesce((select conversation_id from message where id = @MessageId),
                (select conversation_id from approval where id = @ApprovalId), @ConversationId)
            """, row, cancellationToken: cancel));
        return conversation is { } talk && await FindAsync(talk, sight, cancel) is not null
            ? (row.AsFile(), await ContentAsync(connection, row.Hash, cancel)) : null;
    }

    /// <summary>A file with its content, for whoever may see it; that has to be known before.</summary>
    internal async Task<(ReplyFile File, byte[] Content)?> ReadFileAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<ReplyFileRow>(new CommandDefinition(
            $"select {ReplyFileRow.Columns} from reply_file f where f.id = @id", new { id }, cancellationToken: cancel)) is { } row
            ? (row.AsFile(), await ContentAsync(connection, row.Hash, cancel)) : null;
    }

    private static async Task<byte[]> ContentAsync(
        System.Data.Common.DbConnection connection, string hash, CancellationToken cancel) =>
        (await connection.ExecuteScalarAsync<byte[]>(new CommandDefinition(
            "select content from reply_content where hash = @hash", new { hash }, cancellationToken: cancel)))!;

    /// <summary>Keeps a content once, and holds it so that nobody takes it away before its file is written.</summary>
    private static async Task KeepContentAsync(WriteScope scope, string hash, byte[] content)
    {
        do
            await scope.Connection.ExecuteAsync(
                "insert into reply_content (hash, content) values (@hash, @content) on conflict (hash) do nothing",
                new { hash, content }, scope.Transaction);
        while (!await HoldContentAsync(scope, hash));
    }

    private static async Task<bool> HoldContentAsync(WriteScope scope, string hash) => scope.Engine is Engine.Sqlite
        || await scope.Connection.ExecuteScalarAsync<long?>(
            "select 1 from reply_content where hash = @hash for update", new { hash }, scope.Transaction) is not null;

    /// <summary>Takes contents away that belong to no file any more.</summary>
    internal static async Task DropContentsAsync(WriteScope scope, IEnumerable<string> hashes)
    {
        foreach (var hash in hashes.Distinct().Order(StringComparer.Ordinal))
        {
            await HoldContentAsync(scope, hash);
            await scope.Connection.ExecuteAsync(
                "delete from reply_content where hash = @hash and not exists (select 1 from reply_file where hash = @hash)",
                new { hash }, scope.Transaction);
        }
    }

    private async Task ThereAsync(WrittenTo to, Sight sight, CancellationToken cancel)
    {
        if (to.Incident != 0) await KnownIncidentAsync(to.Incident, sight, cancel);
        else if (await FindAsync(to.Conversation, sight, cancel) is null) throw Gone(to.Conversation);
    }

    private static async Task<List<ReplyFileRow>> UnsentAsync(WriteScope scope, WrittenTo to, Sight sight) =>
        (await scope.Connection.QueryAsync<ReplyFileRow>(
            $"select {ReplyFileRow.Columns} from reply_file f where {Unsent} order by f.id",
            new { to.Conversation, to.Incident, me = sight.PersonId ?? 0 }, scope.Transaction)).AsList();

    private static string AltOf(string? alt)
    {
        var line = WellFormed.Of(string.Join(' ', (alt ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return line.Length <= LongestAlt ? line
            : line[..(char.IsHighSurrogate(line[LongestAlt - 1]) ? LongestAlt - 1 : LongestAlt)];
    }

    /// <summary>One line without a path, with the ending of what it is: a picture must not look like a program.</summary>
    private static string FileNameOf(string name, string type)
    {
        name = WellFormed.Of(string.Concat(Path.GetFileName(name.Replace('\\', '/')).Where(c => !char.IsControl(c)
            && c is not ('"' or '<' or '>' or ':' or '|' or '?' or '*')
            // Marks that turn the direction of writing hide the true ending of a name.
            && char.GetUnicodeCategory(c) is not System.Globalization.UnicodeCategory.Format)).Trim());
        string[] endings = type switch
        {
            "application/pdf" => [".pdf"],
            "image/jpeg" => [".jpg", ".jpeg"],
            _ => ["." + type["image/".Length..]],
        };
        var bare = name.Trim('.');
        if (bare.Length == 0) bare = "file";
        var ends = endings.FirstOrDefault(e => bare.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        if (ends is not null) bare = bare[..^ends.Length];
        if (bare.Length > LongestFileName - 5)
            bare = bare[..(char.IsHighSurrogate(bare[LongestFileName - 6]) ? LongestFileName - 6 : LongestFileName - 5)];
        return bare + (ends ?? endings[0]);
    }
}
