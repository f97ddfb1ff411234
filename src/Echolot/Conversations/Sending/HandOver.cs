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

/// <summary>What became of a hand-over: both halves are on their way, or they wait together for an approval.</summary>
public sealed record SaidBoth(long? Public, long? Private, long? ApprovalId);

/// <summary>The private half of a hand-over that waits for an approval.</summary>
/// <param name="Site">Address of this server, where a link to the chat <paramref name="Voice"/> is made on the way out.</param>
internal sealed record PrivateHalf(string Text, long Voice, Uri? Site);

public sealed partial class Inbox
{
    private static readonly LocalText FirstHalf = new(
        "Wartet, bis das öffentliche Wort hinaus ist.", "Waits until the public word is out.");

    /// <summary>
    /// Sends both as two linked legs of the same conversation, the public one first; taken back together. Where the public
    /// one cannot leave, the private one waits for what a person decides about it. Where one of them needs an approval, both
    /// wait for it as one.
    /// </summary>
    /// <exception cref="InboxException">One of them cannot be sent so; then neither is.</exception>
    public async Task<SaidBoth> HandOverAsync(
        long conversation, HandOver hand, Sight sight, CancellationToken cancel)
    {
        var (hint, text) = (Checked(hand.Public), Checked(hand.Private));
        if (await FindAsync(conversation, sight, cancel) is null) throw Gone(conversation);
        var privately = new ReplyDraft(Leg.Private, text, SeenRevision: hand.SeenRevision) { Files = hand.Files };
        IReadOnlyList<ReplyFile> files;
        try
        {
            (files, var said) = await ChosenOnceAsync(conversation, privately, text, sight, cancel);
            if (said is not null)
            {
                if (said.SendId is not { } twice) throw FileGone();
                await using var connection = await db.ReadAsync(cancel);
                return new(await OtherHalfAsync(connection, null, twice), twice, null);
            }
        }
        catch (InboxException gone) when (gone.Why is InboxRefusal.FileMissing)
        {
            await using var connection = await db.ReadAsync(cancel);
            if (await BothWaitAsync(connection, null, conversation, hint, privately, sight) is { } waits) return waits;
            throw;
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
        var open = new ReplyDraft(Leg.Public, Invited(hint, invitation), SeenRevision: hand.SeenRevision, Voice: openly.SourceId);
        privately = privately with { Voice = alone.SourceId };
        var (author, thread) = (await AuthorAsync(sight, cancel), (await ShowAsync(conversation, sight, cancel))!);
        var check = await CheckAllAsync(thread, [(open, []), (privately, files)], author, cancel);
        Refuse(check, hand.Reason);
        Fit(openly.Abilities.Public!, open.Text);
        Fit(alone.Abilities.Private!, text);
        return await db.WriteAsync(async scope =>
        {
            var recording = await SeenAsync(scope, conversation, sight, cancel);
            // By the private half: a link makes every public one another.
            if (await SaidAlreadyAsync(recording, privately, text, sight) is { SendId: { } sent })
                return new(await OtherHalfAsync(scope.Connection, scope.Transaction, sent), sent, null);
            if (await BothWaitAsync(scope.Connection, scope.Transaction, conversation, hint, privately, sight) is { } already) return already;
            await AllowedAsync(recording, open, sight);
            if (check.NeedsReason)
                await recording.NoteAsync(
                    ConversationEventKind.CheckOverruled, Now, sight.PersonId, string.Join(' ', check.Overruled),
                    SnippetOf(hand.Reason!));
            var both = check.Needed.Count == 0
                ? await PutBothOutAsync(recording, open, privately, invitation, thread.Conversation, sight, files, cancel)
                : new(null, null, await AskForApprovalAsync(
                    recording, open with { Reason = hand.Reason }, hint, check.Needed, files, sight, cancel,
                    new(text, alone.SourceId, hand.Link?.Site)));
            await TakenOnAsync(recording, sight);
            await recording.FinishAsync(cancel);
            return both;
        }, cancel);
    }

    /// <summary>Writes both halves down, so that they are on their way out from the end of this transaction on.</summary>
    private async Task<SaidBoth> PutBothOutAsync(
        Recording recording, ReplyDraft open, ReplyDraft privately, ChatInvitation? invitation, Conversation talk, Sight sight,
        IReadOnlyList<ReplyFile> files, CancellationToken cancel)
    {
        var (openly, openConnector, can) = await SpeakingAsync(talk, open, cancel);
        var (alone, connector, abilities) = await SpeakingAsync(talk, privately, cancel);
        Fit(can?.Public ?? throw CannotSay(Leg.Public), open.Text);
        Fit(abilities?.Private ?? throw CannotSay(Leg.Private), privately.Text);
        var scope = recording.Scope;
        var first = await PutOutAsync(recording, open, openly, openConnector, can, sight);
        var second = await PutOutAsync(
            recording, privately with { At = clock.GetUtcNow() + TakeBackTime }, alone, connector, abilities, sight,
            invitation?.Root, files);
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
                    Hash = invitation.Hash, SourceId = alone, ConversationId = recording.Row.Id, Root = invitation.Root,
                    CreatedAt = Now, ExpiresAt = Now + (long)ChatInvitation.Lifetime.TotalMilliseconds,
                }, scope.Transaction);
        await recording.NoteAsync(ConversationEventKind.HandedOver, Now, sight.PersonId, after: connector);
        return new(first, second, null);
    }

    private static string Invited(string hint, ChatInvitation? invitation) =>
        invitation is null ? hint : $"{hint}\n{invitation.Address.AbsoluteUri}";

    /// <summary>Several replies that leave together as one: what is found in any of them, and what any of them needs.</summary>
    private async Task<ReplyCheck> CheckAllAsync(
        Thread thread, IReadOnlyList<(ReplyDraft Reply, IReadOnlyList<ReplyFile> Files)> replies, ReplyAuthor author,
        CancellationToken cancel)
    {
        var checks = new List<ReplyCheck>();
        foreach (var (reply, files) in replies)
            checks.Add(await CheckAsync(
                thread, reply, await SpeakerAsync(thread.Conversation, reply, cancel), author, cancel, files));
        return new(
            [.. checks.SelectMany(c => c.Findings).Distinct()],
            [.. checks.SelectMany(c => c.Needed).GroupBy(n => (n.RuleId, n.ByChoice))
                .Select(g => g.First() with { Words = [.. g.SelectMany(n => n.Words).Distinct()] })]);
    }

    /// <summary>The same two halves that the same person has asked for and that still wait, with the same files.</summary>
    private static async Task<SaidBoth?> BothWaitAsync(
        DbConnection connection, DbTransaction? transaction, long conversation, string hint, ReplyDraft privately, Sight sight)
    {
        var waiting = await connection.ExecuteScalarAsync<long?>(
            $"""
            select max(id) from approval where conversation_id = @conversation and state = {(int)ApprovalState.Waiting}
                and author_id = @me and text = @hint and private_text = @Text
            """, new { conversation, me = sight.PersonId ?? 0, hint, privately.Text }, transaction);
        if (waiting is not { } id) return null;
        var files = await connection.QueryAsync<long>(
            "select id from reply_file where approval_id = @id", new { id }, transaction);
        return files.ToHashSet().SetEquals(privately.Files.Select(f => f.Id)) ? new(null, null, id) : null;
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
