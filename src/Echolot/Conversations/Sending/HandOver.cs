using System.Data.Common;
using Dapper;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>A short public word, and a private message with which the conversation goes on.</summary>
/// <param name="Voice">Source that says the private one; null: the first way that is open.</param>
/// <param name="Link">
/// Chat to which a link in the public word leads, for networks without private messages: whoever opens it first goes on
/// there, so that nothing personal belongs into the private message.
/// </param>
/// <param name="SeenRevision">As for <see cref="ReplyDraft"/>.</param>
public sealed record HandOver(
    string Public, string Private, long? Voice = null, ChatLinkOrder? Link = null, long? SeenRevision = null)
{
    /// <summary>Files that go along with the private message, of those that were added in the conversation.</summary>
    public IReadOnlyList<ChosenFile> Files { get; init; } = [];

    /// <summary>Why it goes out all the same where the check asks for a reason.</summary>
    public string? Reason { get; init; }
}

/// <summary>A chat and the address of this server.</summary>
public sealed record ChatLinkOrder(long SourceId, Uri Site);

public sealed partial class Inbox
{
    private static readonly LocalText FirstHalf = new(
        "Wartet, bis das öffentliche Wort hinaus ist.", "Waits until the public word is out.");

    /// <summary>
    /// Sends both as two linked legs of the same conversation, the public one first; taken back together. Where the public
    /// one cannot leave, the private one waits for what a person decides about it.
    /// </summary>
    /// <exception cref="InboxException">One of them cannot be sent so; then neither is.</exception>
    public async Task<(long Public, long Private)> HandOverAsync(
        long conversation, HandOver hand, Sight sight, CancellationToken cancel)
    {
        var (hint, text) = (Checked(hand.Public), Checked(hand.Private));
        if (await FindAsync(conversation, sight, cancel) is null) throw Gone(conversation);
        var privately = new ReplyDraft(Leg.Private, text, SeenRevision: hand.SeenRevision) { Files = hand.Files };
        var (files, said) = await ChosenOnceAsync(conversation, privately, text, sight, cancel);
        if (said is not null)
        {
            if (said.SendId is not { } twice) throw FileGone();
            await using var connection = await db.ReadAsync(cancel);
            return (await OtherHalfAsync(connection, null, twice), twice);
        }
        var ways = await WaysAsync(conversation, sight, cancel);
        var openly = ways.FirstOrDefault(w => w is { Leg: Leg.Public, Closed: false })?.Voice ?? throw new InboxException(
            InboxRefusal.NobodyToAnswer, "There is nothing public to answer in this conversation, or it is too late.");
        var alone = hand.Link is { } order
            ? (await VoicesAsync(ChatSettings.Connector, cancel)).FirstOrDefault(v => v.SourceId == order.SourceId)
            : ways.FirstOrDefault(w => w is { Leg: Leg.Private, Closed: false }
                && (hand.Voice is null || w.Voice.SourceId == hand.Voice))?.Voice;
        if (alone is null)
            throw new InboxException(
                InboxRefusal.NobodyToAnswer, "No way to write privately is open; offer a link to the chat.");
        var invitation = hand.Link is { } link ? ChatInvitation.New(link) : null;
        if (invitation is not null) hint = $"{hint}\n{invitation.Address.AbsoluteUri}";
        var (author, thread) = (await AuthorAsync(sight, cancel), (await ShowAsync(conversation, sight, cancel))!);
        var overruled = new List<CheckRule>();
        foreach (var (leg, words, voice, along) in
            ((Leg, string, Voice, IReadOnlyList<ReplyFile>)[])[(Leg.Public, hint, openly, []), (Leg.Private, text, alone, files)])
        {
            var check = await CheckAsync(thread, new(leg, words), voice.Abilities, author, cancel, along);
            if (check.Needed.Count > 0)
                throw new InboxException(
                    InboxRefusal.ApprovalNeeded, "This has to be approved first; write the two one after the other.");
            Refuse(check, hand.Reason);
            overruled.AddRange(check.Overruled);
        }
        Fit(openly.Abilities.Public!, hint);
        Fit(alone.Abilities.Private!, text);
        return await db.WriteAsync(async scope =>
        {
            var recording = await SeenAsync(scope, conversation, sight, cancel);
            var open = new ReplyDraft(Leg.Public, hint, SeenRevision: hand.SeenRevision);
            // By the private half: a link makes every public one another.
            if (await SaidAlreadyAsync(recording, privately, text, sight) is { SendId: { } sent })
                return (await OtherHalfAsync(scope.Connection, scope.Transaction, sent), sent);
            await AllowedAsync(recording, open, sight);
            if (overruled.Count > 0)
                await recording.NoteAsync(
                    ConversationEventKind.CheckOverruled, Now, sight.PersonId, string.Join(' ', overruled.Distinct()),
                    SnippetOf(hand.Reason!));
            var first = await PutOutAsync(
                recording, open, openly.SourceId,
                openly.Connector, openly.Abilities, sight);
            var second = await PutOutAsync(
                recording, privately with { At = clock.GetUtcNow() + TakeBackTime }, alone.SourceId,
                alone.Connector, alone.Abilities, sight, invitation?.Root, files);
            await scope.Connection.ExecuteAsync(
                """
                update message set pair_id = case when send_id = @first
                    then (select id from message where send_id = @second) else (select id from message where send_id = @first) end
                where send_id in (@first, @second)
                """, new { first, second }, scope.Transaction);
            if (invitation is not null)
                await scope.Connection.ExecuteAsync(
                    $"""
                    insert into chat_link ({ChatLinkRow.Columns})
                    values (@Hash, @SourceId, @ConversationId, @Root, @CreatedAt, @ExpiresAt, null)
                    """, new ChatLinkRow
                    {
                        Hash = invitation.Hash, SourceId = alone.SourceId, ConversationId = conversation, Root = invitation.Root,
                        CreatedAt = Now, ExpiresAt = Now + (long)ChatInvitation.Lifetime.TotalMilliseconds,
                    }, scope.Transaction);
            await TakenOnAsync(recording, sight);
            await recording.NoteAsync(ConversationEventKind.HandedOver, Now, sight.PersonId, after: alone.Connector);
            await recording.FinishAsync(cancel);
            return (first, second);
        }, cancel);
    }

    private static Task<long> OtherHalfAsync(DbConnection connection, DbTransaction? transaction, long send) =>
        connection.ExecuteScalarAsync<long>(
            "select send_id from message where id = (select pair_id from message where send_id = @send)", new { send }, transaction);

    /// <summary>
    /// Whether a public word of closing is due: the last thing we said in public was that it goes on privately.
    /// </summary>
    public static bool OwesClosingNote(IReadOnlyList<Message> messages) =>
        messages.LastOrDefault(m => m.Kind is MessageKind.Public && m.DeletedAt is null)
            is { Direction: Direction.Ours, PairId: not null, Send: null or { State: not (SendState.Failed or SendState.Undone) } };

    private static void Fit(TextLimit limit, string text)
    {
        if (!limit.Fits(text))
            throw new InboxException(
                InboxRefusal.TextTooLong,
                $"The text counts {limit.LengthOf(text)} here; {limit.Most} are the most. Shorten it.");
    }
}
