using Dapper;
using Echolot.Contacts;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>One way to answer in a conversation: on which leg, in whose name, and until when.</summary>
/// <param name="To">Account that it reaches where that is another one than the conversation's; null: whoever spoke.</param>
/// <param name="ClosesAt">When the network ends it; null: it stays open.</param>
/// <param name="Closed">The network has ended it.</param>
public sealed record ReplyWay(Leg Leg, Voice Voice, Identity? To, DateTimeOffset? ClosesAt, bool Closed)
{
    public TextLimit Limit => Voice.Abilities.Limit(Leg)!;
}

public sealed partial class Inbox
{
    // As many as mail programs thread by.
    private const int MostEarlier = 20;

    private static readonly LocalText WindowOver = new(
        "Das Netzwerk nimmt nach dieser Zeit keine Antwort mehr an. Einen anderen Weg wählen.",
        "The network takes no answer after this time. Choose another way.");

    private static readonly LocalText ItemOver = new(
        "Ein Baustein, aus dem die Antwort besteht, gilt nicht mehr. Den Text prüfen und neu senden.",
        "An item that the reply is made of may not be used any more. Check the text and send it anew.");

    private sealed record Spoken
    {
        public long Leg { get; init; }
        public string Connector { get; init; } = "";
        public long? SourceId { get; init; }
        public long At { get; init; }
    }

    /// <summary>
    /// Every way to answer: by the accounts that the other side spoke to, and privately by those that may write first to
    /// an account of theirs that we know. Open ones first, then those of the conversation's own account.
    /// </summary>
    public async Task<IReadOnlyList<ReplyWay>> WaysAsync(long conversation, Sight sight, CancellationToken cancel)
    {
        if (await FindAsync(conversation, sight, cancel) is not { } found) return [];
        var said = await SpokenAsync(conversation, cancel);
        var contact = await contacts.FindAsync(found.With.ContactId, cancel);
        var now = clock.GetUtcNow();
        var ways = new List<ReplyWay>();
        foreach (var voice in await VoicesAsync(null, cancel))
        {
            // On its own network the account that was chosen answers, on another one whichever was spoken to.
            var own = voice.Connector == found.Connector;
            if (own && voice.SourceId != found.SourceId) continue;
            foreach (var leg in (Leg[])[Leg.Public, Leg.Private])
            {
                if (voice.Abilities.Limit(leg) is null) continue;
                var last = said.Where(s => s.Leg == (long)leg && s.Connector == voice.Connector
                    && (own || s.SourceId == voice.SourceId)).MaxBy(s => s.At);
                if (last is not null)
                {
                    var closes = voice.Abilities.Window(leg) is { } window ? Stored.Time(last.At) + window : (DateTimeOffset?)null;
                    ways.Add(new(leg, voice, null, closes, closes < now));
                }
                else if (leg is Leg.Private && voice.Abilities.OpensPrivate
                    && (own ? found.With : contact?.Identities.FirstOrDefault(i => i.Connector == voice.Connector)) is { } to)
                    ways.Add(new(leg, voice, to, null, false));
            }
        }
        return [.. ways.OrderBy(w => w.Closed).ThenBy(w => w.Voice.Connector != found.Connector)
            .ThenByDescending(w => w.To is null)];
    }

    /// <summary>When the other side last spoke, by leg and account.</summary>
    private async Task<IReadOnlyList<Spoken>> SpokenAsync(long conversation, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<Spoken>(new CommandDefinition(
            """
            select leg, connector, source_id, max(at) as at from message
            where conversation_id = @conversation and direction = 1 and leg <> 3 and external_id is not null
            group by leg, connector, source_id
            """, new { conversation }, cancellationToken: cancel))).AsList();
    }

    /// <summary>In whose name a reply leaves, and what that account can.</summary>
    private async Task<(long Voice, string Connector, ReplyAbilities? Abilities)> SpeakingAsync(
        Conversation found, ReplyDraft reply, CancellationToken cancel)
    {
        var voice = await VoiceAsync(found, reply, cancel);
        var (connector, abilities) = await CanAsync(voice, cancel);
        return (voice, connector, abilities);
    }

    private async Task<long> VoiceAsync(Conversation found, ReplyDraft reply, CancellationToken cancel)
    {
        var last = (await SpokenAsync(found.Id, cancel)).Where(s => s.Leg == (long)reply.Leg).MaxBy(s => s.At);
        return reply.Voice ?? (last is not null && last.Connector != found.Connector ? last.SourceId : null)
            ?? found.SourceId
            // Where nobody of ours was spoken to, whoever may write first does.
            ?? (found.Kind is ConversationKind.ByHand
                ? (await WaysAsync(found.Id, Sight.Everything, cancel)).FirstOrDefault(w => w.Leg == reply.Leg && !w.Closed)?.Voice.SourceId
                : null)
            ?? throw new InboxException(
                InboxRefusal.NoSource, "No account answers here yet; choose in whose name to answer.");
    }

    private async Task<(string Connector, ReplyAbilities? Abilities)> CanAsync(long voice, CancellationToken cancel) =>
        await sources.FindAsync(voice, cancel) is { } source
            ? (source.Key.Connector, await AbilitiesAsync(voice, source.Key.Connector, cancel))
            : throw new InboxException(InboxRefusal.CannotSend, $"There is no source {voice} any more; choose another one.");

    /// <summary>Whether the network ended the time for this reply while it waited.</summary>
    private async Task<bool> ClosedAsync(SendRow send, ISendsReplies sender, SourceConfig source)
    {
        if (send.ReplyTo is null || sender.Abilities(source)?.Window((Leg)send.Leg) is not { } window) return false;
        await using var connection = await db.ReadAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<long?>("select at from message where id = @ReplyTo", send) is { } at
            && Stored.Time(at) + window < clock.GetUtcNow();
    }

    /// <summary>Whether an item of the library that it is made of has expired or lost its approval while it waited.</summary>
    private async Task<bool> WithdrawnAsync(SendRow send)
    {
        List<long> used;
        await using (var connection = await db.ReadAsync(CancellationToken.None))
            used = (await connection.QueryAsync<long>(
                "select item_id from answer_use where message_id = @MessageId", send)).AsList();
        if (used.Count == 0) return false;
        var (shelf, today) = (await answers.ShelfAsync(CancellationToken.None), await answers.TodayAsync(CancellationToken.None));
        // One that was removed altogether says nothing about a text that was good when it was approved.
        return used.Exists(id => shelf.Find(id) is { } item && item.UsableOn(today) is null);
    }

    /// <summary>To whom a reply goes: whoever is answered, else the person's account on the channel that it leaves by.</summary>
    private async Task<Identity?> ToAsync(ConversationRow conversation, MessageRow? answered, string connector)
    {
        if (answered is null && connector != conversation.Connector)
            return (await contacts.FindAsync(conversation.ContactId, CancellationToken.None))?.Identities
                .FirstOrDefault(i => i.Connector == connector);
        return (await contacts.IdentitiesAsync(
            [answered?.IdentityId ?? conversation.IdentityId], CancellationToken.None)).Values.FirstOrDefault();
    }
}
