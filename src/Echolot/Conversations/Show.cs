using System.Data.Common;
using Dapper;
using Echolot.Storage;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>Which part of a long conversation; without any of them the newest.</summary>
/// <param name="At">The part around this message.</param>
/// <param name="Before">What came right before this message.</param>
/// <param name="From">This message and what came after it, where that is not too much.</param>
/// <param name="Size">So many messages at most.</param>
public sealed record ThreadPart(long? At = null, long? Before = null, long? From = null, int Size = ThreadPart.Usual)
{
    public const int Usual = 100;

    /// <summary>Most that are shown from a message on.</summary>
    public const int Longest = 1_000;

    /// <summary>So many clocks of a part are told, the newest, and all that run.</summary>
    internal const int Clocks = 40;
}

public sealed partial class Inbox
{
    // What clocks are read from.
    private static readonly string ClockKinds = string.Join(
        ", ", new[]
        {
            ConversationEventKind.CustomerWrote, ConversationEventKind.Replied, ConversationEventKind.StateChanged,
            ConversationEventKind.MergedAway, ConversationEventKind.TargetsSet,
        }.Select(k => (int)k));

    /// <summary>A conversation with everything in it, as these eyes may see it; null where they may not.</summary>
    /// <remarks>Drafts of others are in it only where they are shared.</remarks>
    public Task<Thread?> ShowAsync(long id, Sight sight, CancellationToken cancel) => ShowAsync(id, sight, null, cancel);

    /// <summary>The same of a part of it: what is long costs no more than what is short.</summary>
    /// <param name="part">Null: everything.</param>
    public async Task<Thread?> ShowAsync(long id, Sight sight, ThreadPart? part, CancellationToken cancel)
    {
        if (await FindAsync(id, sight, cancel) is not { } conversation) return null;
        await using var connection = await db.ReadAsync(cancel);
        var shown = part is null ? await WholeAsync(connection, id, cancel) : await PartAsync(connection, id, part, cancel);
        var messages = shown.Messages;
        var values = new DynamicParameters(new { id, from = shown.From, until = shown.Until, crisis = (long)ConversationEventKind.CrisisChanged });
        // Of everything it is simpler by the conversation.
        if (part is not null) values.Add("ids", Sql.List(db.Engine, messages.Select(m => m.Id).ToList()));
        var (ofMessage, ofSend) = part is null ? ("m.conversation_id = @id", "conversation_id = @id")
            : (Sql.In(db.Engine, "m.id", "ids"), Sql.In(db.Engine, "message_id", "ids"));
        var events = await ReadAsync<EventRow>(
            $"""
            select {EventRow.Columns} from conversation_event where conversation_id = @id
            {(part is null ? "" : "and (at >= @from and at < @until or kind = @crisis)")} order by at, id
            """);
        var clocked = part is null ? events : await ReadAsync<EventRow>(
            $"select at, kind, after from conversation_event where conversation_id = @id and kind in ({ClockKinds}) order by at, id");
        var sends = (await ReadAsync<SendRow>($"select {SendRow.Columns} from send where {ofSend}")).ToDictionary(s => s.Id, s => s.AsSend());
        var drafts = (await connection.QueryAsync<DraftRow>(new CommandDefinition(
            """
            select conversation_id, person_id, leg, text, shared, seen_revision, saved_at from draft
            where conversation_id = @id and (person_id = @me or shared = 1) order by saved_at desc
            """, new { id, me = sight.PersonId ?? 0 }, cancellationToken: cancel))).Select(d => d.AsDraft()).ToList();
        if (drafts.Exists(d => d.Shared))
        {
            var shared = await DraftFilesAsync(connection, id, cancel);
            drafts = [.. drafts.Select(d => d with { Files = [.. shared[d.PersonId]] })];
        }
        var files = (await ReadAsync<ReplyFileRow>(
            $"""
            select {ReplyFileRow.Columns} from message m join reply_file f on f.message_id = m.id
            where {ofMessage} and m.send_id is not null order by f.id
            """)).ToLookup(f => f.MessageId!.Value, f => f.AsFile());
        var acts = (await ReadAsync<MessageActRow>(
            $"""
            select {MessageActRow.Columns} from message m join message_act a on a.message_id = m.id
            where {ofMessage} order by a.liking desc
            """)).ToLookup(a => a.MessageId, a => a.AsAct());
        var identities = await contacts.IdentitiesAsync(messages.Append(shown.Beginning).Select(m => m?.IdentityId ?? 0), cancel);
        return new(
            conversation,
            [.. messages.Select(m => m.AsMessage(identities, sends) with { Files = [.. files[m.Id]], Acts = [.. acts[m.Id]] })],
            [.. events.Select(e => e.AsEvent())],
            await Recording.ClocksAsync(
                clocked, roster, Instant.FromDateTimeOffset(clock.GetUtcNow()), cancel, part is null ? null : ThreadPart.Clocks), drafts)
        {
            HasEarlier = shown.HasEarlier, HasLater = shown.HasLater, From = Stored.Time(shown.From),
            Until = shown.HasLater ? Stored.Time(shown.Until) : DateTimeOffset.MaxValue,
            Beginning = shown.Beginning?.AsMessage(identities, sends), IsNamedThere = shown.IsNamedThere,
            FirstUnseen = shown.HasEarlier ? await FirstUnseenAsync(connection, conversation, messages[0], cancel) : null,
        };

        async Task<List<T>> ReadAsync<T>(string sql) =>
            (await connection.QueryAsync<T>(new CommandDefinition(sql, values, cancellationToken: cancel))).AsList();
    }

    /// <summary>Messages of a part, and from when until when what happened belongs to it.</summary>
    private sealed record Shown(
        IReadOnlyList<MessageRow> Messages, bool HasEarlier, bool HasLater, long From, long Until, MessageRow? Beginning = null,
        bool IsNamedThere = true);

    private static async Task<Shown> WholeAsync(DbConnection connection, long id, CancellationToken cancel) => new(
        await MessagesAsync(connection, id, "true", true, int.MaxValue, null, cancel), false, false, 0, long.MaxValue);

    private static async Task<Shown> PartAsync(DbConnection connection, long id, ThreadPart part, CancellationToken cancel)
    {
        var size = Math.Clamp(part.Size, 1, ThreadPart.Longest);
        var edge = (part.At ?? part.Before ?? part.From) is not { } named ? null
            : await connection.QuerySingleOrDefaultAsync<Edge>(new CommandDefinition(
                "select at, id from message where id = @named and conversation_id = @id", new { named, id }, cancellationToken: cancel));
        List<MessageRow> before, after = [];
        long? later = null;
        if (edge is not null && part.From is not null
            && await MessagesAsync(connection, id, "(m.at, m.id) >= (@At, @Id)", true, ThreadPart.Longest + 1, edge, cancel)
                is { Count: <= ThreadPart.Longest } rest)
            (before, after) = (await MessagesAsync(connection, id, "(m.at, m.id) < (@At, @Id)", false, 1, edge, cancel), rest);
        else if (edge is not null && part.At is not null)
        {
            before = await MessagesAsync(connection, id, "(m.at, m.id) < (@At, @Id)", false, size / 2 + 1, edge, cancel);
            after = await MessagesAsync(connection, id, "(m.at, m.id) >= (@At, @Id)", true, size - size / 2 + 1, edge, cancel);
            if (after.Count > size - size / 2)
            {
                later = after[^1].At;
                after.RemoveAt(after.Count - 1);
            }
            size /= 2;
        }
        else if (edge is not null && part.Before is not null)
            (before, later) = (await MessagesAsync(connection, id, "(m.at, m.id) < (@At, @Id)", false, size + 1, edge, cancel), edge.At);
        else before = await MessagesAsync(connection, id, "true", false, size + 1, null, cancel);

        // One more than is shown was asked for, to know whether there is more; from a message on nothing before it is shown.
        var left = part.From is not null && after.Count > 0 ? 0 : size;
        var earlier = before.Count > left;
        List<MessageRow> all = [.. before.Take(left).Reverse(), .. after];
        return new(
            all, earlier, later is not null, earlier && all.Count > 0 ? all[0].At : 0, later ?? long.MaxValue,
            earlier ? await BeginningAsync(connection, id, cancel) : null, edge is not null || (part.At ?? part.Before ?? part.From) is null);
    }

    private static async Task<List<MessageRow>> MessagesAsync(
        DbConnection connection, long id, string which, bool ascending, int most, Edge? edge, CancellationToken cancel)
    {
        var order = ascending ? "m.at, m.id" : "m.at desc, m.id desc";
        return (await connection.QueryAsync<MessageRow>(new CommandDefinition(
            $"""
            select {MessageRow.Columns} from message m where m.conversation_id = @conversation and {which}
            order by {order} limit @most
            """, new { conversation = id, most, At = edge?.At ?? 0, Id = edge?.Id ?? 0 }, cancellationToken: cancel))).AsList();
    }

    /// <summary>The first public words, under which comments stand.</summary>
    private static Task<MessageRow?> BeginningAsync(DbConnection connection, long id, CancellationToken cancel) =>
        connection.QueryFirstOrDefaultAsync<MessageRow>(new CommandDefinition(
            $"""
            select {MessageRow.Columns} from message m where m.conversation_id = @id
            order by case when m.leg = {(int)MessageKind.Public} and m.external_id is not null then 0 else 1 end, m.at, m.id limit 1
            """, new { id }, cancellationToken: cancel));

    /// <summary>The first words of the customer that nobody has looked at, where they came before what is shown.</summary>
    private static Task<long?> FirstUnseenAsync(
        DbConnection connection, Conversation conversation, MessageRow first, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            select m.id from message m where m.conversation_id = @Id and m.direction = 1 and m.at > @seen and (m.at, m.id) < (@at, @first)
            order by m.at, m.id limit 1
            """, new
            {
                conversation.Id, seen = conversation.SeenAt?.ToUnixTimeMilliseconds() ?? 0, at = first.At, first = first.Id,
            }, cancellationToken: cancel));

    private sealed record Edge(long At, long Id);
}
