using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    private const int ActsAtOnce = 8;
    private const int MostActTries = 8;

    // Longer than any request takes; whoever held it then is gone.
    private static readonly TimeSpan LongestAct = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Says how what a customer said in public is to be at its network: liked, hidden, spam, in the bin, or none of it any
    /// more. It is carried out in a moment, again and again until the network says that it is so; the newest word holds.
    /// </summary>
    /// <param name="why">Why, for what <see cref="ItemActs.TakesAway"/>; of other acts it is not kept.</param>
    /// <exception cref="InboxException">
    /// Whoever may not send may not; the account or the message does not allow it; nobody said why.
    /// </exception>
    public async Task ActAsync(long conversation, long message, ItemAct act, ActWhy? why, Sight sight, CancellationToken cancel)
    {
        why = Checked(act, why);
        if (!(await AuthorAsync(sight, cancel)).MaySend)
            throw new InboxException(InboxRefusal.OthersDecide, "Only who may send acts on what customers say.");
        var talk = await FindAsync(conversation, sight, cancel) ?? throw Gone(conversation);
        var said = await PublicWordAsync(conversation, message, cancel)
            ?? throw new InboxException(InboxRefusal.NotFound, $"Conversation {conversation} has no public words {message} of a customer.");
        if ((said.SourceId ?? talk.SourceId) is not { } source || await sources.FindAsync(source, cancel) is not { } account
            || account.Key.Connector != said.Connector
            || (await AbilitiesAsync(source, said.Connector, cancel))?.Acts.Contains(act) is not true)
            throw new InboxException(InboxRefusal.CannotSend, $"This account cannot {act} here.");
        await db.WriteAsync(async scope =>
        {
            var recording = await SeenAsync(scope, conversation, sight, cancel);
            await AllowedAsync(recording, new(Leg.Public, ""), sight);
            // Nothing to take back: then there is nothing to do.
            if (await scope.Connection.ExecuteAsync(
                $"""
                insert into message_act (message_id, liking, source_id, act, state, person_id, at, due_at, held_until, tries, reason, words)
                select @message, @liking, @source, @act, 'Waiting', @person, @Now, @Now, 0, 0, @reason, @words
                where @undo = 0 or exists (select 1 from message_act where message_id = @message and liking = @liking)
                on conflict (message_id, liking) do update set source_id = excluded.source_id, act = excluded.act,
                    state = 'Waiting', person_id = excluded.person_id, at = excluded.at, due_at = excluded.due_at, tries = 0,
                    problem_de = null, problem_en = null, reason = excluded.reason, words = excluded.words
                where message_act.act <> excluded.act or message_act.state = 'Failed'
                """, new
                {
                    message, liking = act.IsLiking() ? 1L : 0L, source, act = act.ToString(), person = sight.PersonId, Now,
                    undo = act.IsUndo() ? 1L : 0L, reason = why?.Reason.ToString(), words = why?.Words,
                }, scope.Transaction) == 0) return;
            recording.Touch();
            await recording.FinishAsync(cancel);
            await privacy.RecordAsync(
                scope, sight.PersonId, $"message.{act.ToString().ToLowerInvariant()}",
                string.Create(CultureInfo.InvariantCulture, $"message:{message}"),
                // The log outlives what people ask us to erase: the reason of the list stands there, words about them in the course.
                why is null ? said.Connector : $"{said.Connector} {why.Reason}", cancel);
        }, cancel);
    }

    private static ActWhy? Checked(ItemAct act, ActWhy? why)
    {
        if (!act.TakesAway()) return null;
        var words = WellFormed.Of((why?.Words ?? "").Trim());
        if (why is null || !Enum.IsDefined(why.Reason) || words.Length > ActWhy.LongestWords
            || why.Reason is ActReason.Other && words.Length == 0)
            throw new InboxException(
                InboxRefusal.ReasonMissing,
                $"Say why: {string.Join(", ", Enum.GetNames<ActReason>())}, the last with words of 1 to {ActWhy.LongestWords} characters.");
        return new(why.Reason, words.Length == 0 ? null : words);
    }

    private async Task<MessageRow?> PublicWordAsync(long conversation, long message, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<MessageRow>(new CommandDefinition(
            $"""
            select {MessageRow.Columns} from message m where m.id = @message and m.conversation_id = @conversation
                and m.direction = 1 and m.leg = 1 and m.external_id is not null and m.deleted_at is null
            """, new { message, conversation }, cancellationToken: cancel));
    }

    /// <summary>Carries out what is due. Done twice it is the same, so that what a process left behind is simply done again.</summary>
    internal async Task CarryOutActsAsync(CancellationToken cancel)
    {
        List<MessageActRow> due;
        await using (var connection = await db.ReadAsync(cancel))
            due = (await connection.QueryAsync<MessageActRow>(new CommandDefinition(
                $"""
                select {MessageActRow.Columns} from message_act a where a.state = 'Waiting' and a.due_at <= @Now and a.held_until <= @Now
                order by a.due_at limit {ActsAtOnce}
                """, new { Now }, cancellationToken: cancel))).AsList();
        await Task.WhenAll(due.Select(one => CarryOutAsync(one, cancel)));
    }

    private async Task CarryOutAsync(MessageActRow row, CancellationToken cancel)
    {
        // One process at a time: an older word must not arrive after a newer one.
        var held = Now + (long)LongestAct.TotalMilliseconds;
        if (await db.WriteAsync(scope => scope.Connection.QuerySingleOrDefaultAsync<MessageActRow>(
            $"""
            update message_act set held_until = @held, tries = tries + 1
            where message_id = @MessageId and liking = @Liking and state = 'Waiting' and held_until <= @Now
            returning {MessageActRow.Columns.Replace("a.", "", StringComparison.Ordinal)}
            """, new { row.MessageId, row.Liking, held, Now }, scope.Transaction), cancel) is not { } mine) return;
        ActOutcome outcome;
        try
        {
            outcome = await ActAsync(mine, cancel);
        }
        catch (Exception wrong) when (!cancel.IsCancellationRequested)
        {
            log.LogWarning(wrong, "The act on message {MessageId} broke off", mine.MessageId);
            outcome = new ActOutcome.Later(TimeSpan.FromMinutes(1), BrokeOff);
        }
        await db.WriteAsync(scope => ConcludeActAsync(scope, mine, outcome, cancel), cancel);
    }

    private async Task<ActOutcome> ActAsync(MessageActRow row, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var said = await connection.QuerySingleOrDefaultAsync<MessageRow>(new CommandDefinition(
            $"select {MessageRow.Columns} from message m where m.id = @MessageId", row, cancellationToken: cancel));
        if (said is not { ExternalId: { } item } || await sources.FindAsync(row.SourceId, cancel) is null
            || sources.Connectors.FirstOrDefault(c => c.Description.Name == said.Connector) is not IActsOnItems acting)
            return new ActOutcome.Refused(AccountGone);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(LongestAct - TimeSpan.FromMinutes(1));
        return await acting.ActAsync(
            await sources.ConfigAsync(row.SourceId, cancel), row.Wanted, new(item), said.LocalId, late.Token);
    }

    private async Task ConcludeActAsync(WriteScope scope, MessageActRow row, ActOutcome outcome, CancellationToken cancel)
    {
        if (await scope.Connection.ExecuteScalarAsync<long?>(
            "select conversation_id from message where id = @MessageId", row, scope.Transaction) is not { } talk) return;
        var recording = await RecordAsync(scope, talk, cancel);
        var problem = outcome switch
        {
            ActOutcome.Refused refused => refused.Why,
            ActOutcome.Later later => later.Why,
            _ => (LocalText?)null,
        };
        var state = outcome is ActOutcome.Done ? ActState.Done
            : outcome is ActOutcome.Refused || row.Tries >= MostActTries ? ActState.Failed : ActState.Waiting;
        var wait = (outcome as ActOutcome.Later)?.After ?? TimeSpan.Zero;
        // Somebody wants something else since: what was done is written down, and that is its turn now.
        var newer = await scope.Connection.ExecuteAsync(
            """
            update message_act set state = @state, done = coalesce(@done, done), held_until = 0, due_at = @due,
                problem_de = @De, problem_en = @En
            where message_id = @MessageId and liking = @Liking and at = @At and act = @Act
            """, new
            {
                row.MessageId, row.Liking, row.At, row.Act, state = state.ToString(), done = state is ActState.Done ? row.Act : null,
                due = Now + Math.Max((long)wait.TotalMilliseconds, (long)Outbox.UntilLook((int)row.Tries - 1).TotalMilliseconds),
                problem?.De, problem?.En,
            }, scope.Transaction) == 0;
        if (newer)
            await scope.Connection.ExecuteAsync(
                "update message_act set held_until = 0, done = coalesce(@done, done) where message_id = @MessageId and liking = @Liking",
                new { row.MessageId, row.Liking, done = outcome is ActOutcome.Done ? row.Act : null }, scope.Transaction);
        if (state is ActState.Waiting) return;
        await recording.NoteAsync(
            state is ActState.Done ? ConversationEventKind.MessageActed : ConversationEventKind.MessageActFailed, Now, row.PersonId,
            // The words stand apart from the reason: they are erased with whom they may be about.
            row.Words is null ? Recording.Number(row.MessageId) : $"{Recording.Number(row.MessageId)} {row.Words}",
            row.Reason is null ? row.Act : $"{row.Act} {row.Reason}");
        await recording.FinishAsync(cancel);
    }

    /// <summary>Whether it is we who keep a message from being seen: that it cannot be seen any more is then no word of its author.</summary>
    private static async Task<bool> IsHiddenByUsAsync(WriteScope scope, long message) =>
        await scope.Connection.ExecuteScalarAsync<long?>(
            """
            select 1 from message_act where message_id = @message and liking = 0
                and (coalesce(done, 'Show') <> 'Show' or act <> 'Show' and state <> 'Failed') limit 1
            """, new { message }, scope.Transaction) is not null;
}
