using System.Data.Common;
using Dapper;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    private const string AutoReplyName = "auto-replies";

    /// <summary>Hears whom to answer before the host starts.</summary>
    internal void ListenForAutoReplies() => bus.Subscribe<ConversationChanged>(AutoReplyName, AnswerByItselfAsync);

    /// <summary>Answers what a customer has just said where a rule wants it; idempotent.</summary>
    internal async Task AnswerByItselfAsync(ConversationChanged fact, CancellationToken cancel)
    {
        try
        {
            await AnswerOneByItselfAsync(fact, cancel);
        }
        catch (Exception wrong) when (wrong is not (OperationCanceledException or DbException or StorageException or IOException))
        {
            // One conversation that people have to answer instead, rather than none that is answered any more.
            log.LogError(wrong, "Conversation {Conversation} cannot be answered automatically", fact.Id);
        }
    }

    private async Task AnswerOneByItselfAsync(ConversationChanged fact, CancellationToken cancel)
    {
        if (!fact.CustomerWrote && !await IsHeardLaterAsync(fact.Id, cancel)) return;
        var plan = await AutoReplyPlanAsync(cancel);
        if (await TalkByScenarioAsync(fact.Id, plan, cancel) || plan.Rules.All(r => !r.Draft.Active)) return;
        if (await NewestAsync(fact.Id, cancel) is not { } heard) return;
        var decision = plan.Decide(heard.AsWords(), clock.GetUtcNow());
        if (decision is not { Verdict: AutoReplyVerdict.Sends, Rule: { } rule }) return;
        string? problem = null;
        try
        {
            if (!await SayByItselfAsync(fact.Id, heard, decision, plan.Settings, cancel)) return;
        }
        catch (InboxException wrong)
        {
            problem = wrong.Why.ToString();
            await db.WriteAsync(scope => LogAsync(scope, fact.Id, heard.Id, rule.Id, problem), cancel);
        }
        log.LogInformation(
            "Automatic reply {Rule} to conversation {Conversation}: {Outcome}", rule.Id, fact.Id, problem is null ? "on its way" : "refused");
    }

    /// <returns>Whether it is on its way; false where somebody else was first or they have had one.</returns>
    /// <exception cref="InboxException">It cannot be sent here.</exception>
    private async Task<bool> SayByItselfAsync(
        long conversation, HeardRow heard, AutoReplyDecision decision, AutoReplySettings settings, CancellationToken cancel)
    {
        var found = await FindAsync(conversation, Sight.Everything, cancel) ?? throw Gone(conversation);
        var reply = new ReplyDraft((Leg)heard.Leg, decision.Text!, heard.Id) { Bot = decision.Signature };
        var (voice, connector, abilities) = await SpeakingAsync(found, reply, cancel);
        var can = Able(abilities, reply.Leg, reply.Text);
        return await db.WriteAsync(async scope =>
        {
            // The conversation first, as everybody locks them.
            var recording = await RecordAsync(scope, conversation, cancel);
            // Meanwhile it may have become part of another one, or been closed to them.
            if (recording.Row.MergedInto is not null || recording.Row.At is ConversationState.Ignored
                || await HadOneAsync(scope, heard, settings, cancel)
                || !await LogAsync(scope, conversation, heard.Id, decision.Rule!.Id, null)) return false;
            await TakeTurnAsync(scope, heard.IdentityId);
            await PutOutAsync(recording, reply, voice, connector, can, Sight.Everything);
            await recording.FinishAsync(cancel);
            return true;
        }, cancel);
    }

    /// <summary>Whether a bot has spoken to this person within the window; nobody else's speaks to them meanwhile.</summary>
    private async Task<bool> HadOneAsync(WriteScope scope, HeardRow heard, AutoReplySettings settings, CancellationToken cancel)
    {
        // Whoever holds the person speaks, in whichever conversation, on whichever account and in whichever process.
        if (scope.Engine is Engine.Postgres)
            await scope.Connection.ExecuteAsync(
                "select 1 from contact where id = @ContactId for update", heard, scope.Transaction);
        var told = await scope.Connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            $"select {ToldAt} from identity i where i.id = @IdentityId", heard, scope.Transaction, cancellationToken: cancel));
        return told > Now - (long)TimeSpan.FromHours(settings.WindowHours).TotalMilliseconds;
    }

    private Task TakeTurnAsync(WriteScope scope, long identity) => scope.Connection.ExecuteAsync(
        """
        insert into auto_reply_turn (identity_id, at) values (@identity, @Now)
        on conflict (identity_id) do update set at = excluded.at
        """, new { identity, Now }, scope.Transaction);

    /// <summary>What the account can, where it can say this.</summary>
    private static ReplyAbilities Able(ReplyAbilities? abilities, Leg leg, string text) =>
        abilities?.Limit(leg) is not { } limit
            ? throw new InboxException(
                InboxRefusal.CannotSend, $"This account cannot answer {(leg is Leg.Public ? "in public" : "privately")} here.")
            : limit.Fits(text) ? abilities
            : throw new InboxException(
                InboxRefusal.TextTooLong, $"The text counts {limit.LengthOf(text)} here; {limit.Most} are the most. Shorten it.");

    /// <returns>Whether it is new; false where something was written of these words before.</returns>
    private async Task<bool> LogAsync(WriteScope scope, long conversation, long message, long rule, string? problem) =>
        await scope.Connection.ExecuteAsync(
            """
            insert into auto_reply_log (at, rule_id, conversation_id, message_id, problem)
            values (@Now, @rule, @conversation, @message, @problem) on conflict (message_id) do nothing
            """, new { Now, rule, conversation, message, problem }, scope.Transaction) > 0;

    // Of all accounts of the person; people may be joined and parted later.
    private const string ToldAt =
        "(select max(t.at) from auto_reply_turn t join identity j on j.id = t.identity_id where j.contact_id = i.contact_id)";

    private const string HeardColumns =
        """
        m.id, m.conversation_id, m.at, m.leg, m.connector, m.text, coalesce(m.source_id, c.source_id) as source_id,
        i.id as identity_id, i.contact_id, c.crisis, c.language, coalesce(i.bot, 0) as bot,
        (select max(o.at) from message o where o.conversation_id = m.conversation_id and o.direction = 2 and o.leg <> 3
            and o.bot is null and o.at < m.at) as answered_at
        """;

    /// <summary>The customer's newest words, where a conversation is not closed to them and nothing was written of them.</summary>
    private async Task<HeardRow?> NewestAsync(long conversation, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<HeardRow>(new CommandDefinition(
            $"""
            select {HeardColumns}, {ToldAt} as told_at
            from message m join conversation c on c.id = m.conversation_id join identity i on i.id = m.identity_id
            where m.id = (select n.id from message n where n.conversation_id = @conversation and n.direction = 1 and n.leg <> 3
                    and n.deleted_at is null and n.external_id is not null order by n.at desc, n.id desc limit 1)
                and c.merged_into is null and c.state <> {(int)ConversationState.Ignored}
                and not exists (select 1 from auto_reply_log l where l.message_id = m.id)
            """, new { conversation }, cancellationToken: cancel));
    }

    /// <summary>Words of a customer as they are read for deciding.</summary>
    private sealed record HeardRow
    {
        public long Id { get; init; }
        public long ConversationId { get; init; }
        public long At { get; init; }
        public long Leg { get; init; }
        public string Connector { get; init; } = "";
        public string Text { get; init; } = "";
        public long? SourceId { get; init; }
        public long IdentityId { get; init; }
        public long ContactId { get; init; }
        public long Crisis { get; init; }
        public string Language { get; init; } = "";
        public long Bot { get; init; }
        public long? AnsweredAt { get; init; }
        public long? ToldAt { get; init; }

        public HeardWords AsWords() => new(
            Stored.Time(At), Connector, SourceId, (Leg)Leg, Text, Language, (int)Crisis, Bot != 0, Stored.Time(AnsweredAt),
            Stored.Time(ToldAt));
    }
}
