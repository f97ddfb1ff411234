using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>A link by which somebody goes on privately; its secret is in the link alone.</summary>
internal sealed record ChatInvitation(string Hash, string Root, Uri Address)
{
    /// <summary>A week: whoever has not opened it by then has forgotten it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public const string Path = "/chat/talk/";

    public static ChatInvitation New(ChatLinkOrder order)
    {
        // 128 random bits: nobody guesses them, and the link stays short enough for a post.
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
        return new(HashOf(secret), "link/" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), new Uri(order.Site, Path + secret));
    }

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}


public sealed partial class ChatDesk
{
    /// <summary>The chat that a link leads to, and whether it was used; null where there is no such link any more.</summary>
    public async Task<(Chat Chat, bool Used)?> LinkAsync(string secret, CancellationToken cancel)
    {
        ChatLinkRow? row;
        await using (var connection = await db.ReadAsync(cancel))
            row = await connection.QuerySingleOrDefaultAsync<ChatLinkRow>(new CommandDefinition(
                $"select {ChatLinkRow.Columns} from chat_link where hash = @hash and expires_at > @Now",
                new { hash = ChatInvitation.HashOf(secret), Now }, cancellationToken: cancel));
        return row is not null && await sources.FindAsync(row.SourceId, cancel) is { Paused: false } source
            ? (new Chat(source, ChatSettings.Of(source.Settings)), row.UsedAt is not null)
            : null;
    }

    /// <summary>Lets in whoever opens a link first and agrees: they go on with the conversation that it stands in.</summary>
    /// <exception cref="ChatException">They did not agree, or the link was used or is over.</exception>
    public async Task<(ChatVisitor Visitor, string Token)> JoinAsync(
        Chat chat, string secret, string wording, string language, CancellationToken cancel)
    {
        var row = VisitorOf(chat, wording, language);
        row = row with { Connector = ChatSettings.Connector, Author = AuthorOf(row.Id).Value };
        row = await db.WriteAsync(async scope =>
        {
            var link = await scope.Connection.QuerySingleOrDefaultAsync<ChatLinkRow>(
                $"""
                update chat_link set used_at = @Now
                where hash = @hash and source_id = @source and used_at is null and expires_at > @Now
                returning {ChatLinkRow.Columns}
                """, new { hash = ChatInvitation.HashOf(secret), source = chat.Source.Id, Now }, scope.Transaction)
                ?? throw new ChatException(ChatRefusal.LinkUsed);
            var joined = row with { Root = link.Root };
            await KeepAsync(scope, chat, joined);
            await inbox.JoinedAsync(scope, link.ConversationId, cancel);
            return joined;
        }, cancel);
        return (row.AsVisitor(), TokenOf(row));
    }
}

public sealed partial class Inbox
{
    /// <summary>Somebody opened the link and goes on privately; that it is the same person nobody has checked.</summary>
    internal Task JoinedAsync(WriteScope scope, long conversation, CancellationToken cancel) =>
        NoteAsync(scope, conversation, ConversationEventKind.JoinedByLink, null, cancel);

    /// <summary>Writes down that something happened to a conversation that no other verb knows of.</summary>
    internal async Task NoteAsync(
        WriteScope scope, long conversation, ConversationEventKind kind, string? after, CancellationToken cancel)
    {
        var recording = await RecordWholeAsync(scope, conversation, cancel);
        await recording.NoteAsync(kind, Now, after: after);
        await recording.FinishAsync(cancel);
    }
}

/// <summary>A link as it is stored; it names nobody.</summary>
[NotPersonal("chat_link")]
internal sealed record ChatLinkRow
{
    public const string Columns = "hash, source_id, conversation_id, root, created_at, expires_at, used_at";

    public string Hash { get; init; } = "";
    public long SourceId { get; init; }
    public long ConversationId { get; init; }
    public string Root { get; init; } = "";
    public long CreatedAt { get; init; }
    public long ExpiresAt { get; init; }
    public long? UsedAt { get; init; }
}
