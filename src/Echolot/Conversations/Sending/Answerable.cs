using Dapper;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>A way to answer, and whether what it would answer can be.</summary>
public sealed record AnswerableWay(ReplyWay Way, Answerable Answerable)
{
    /// <summary>Nothing can be said on it, by the time that has passed or by what would be answered.</summary>
    public bool Closed => Way.Closed || Answerable is Answerable.Closed;
}

public sealed partial class Inbox
{
    private static readonly Answerable nothingAgainst = new Answerable.Open();

    private readonly AnswerableBook _answerable = new(clock);

    /// <summary>
    /// Every way to answer with whether its network lets us answer the newest words on it. Networks are asked at most every
    /// few minutes, and waited for two seconds; of one that stays silent nothing is known that speaks against it.
    /// </summary>
    public async Task<IReadOnlyList<AnswerableWay>> AnswerableWaysAsync(long conversation, Sight sight, CancellationToken cancel)
    {
        var ways = await WaysAsync(conversation, sight, cancel);
        return await Task.WhenAll(ways.Select(async way => new AnswerableWay(
            way, way.Closed || way.To is not null ? nothingAgainst
                : await AnswerableAsync(conversation, way.Leg, null, way.Voice.SourceId, way.Voice.Connector, cancel))));
    }

    /// <summary>Whether what a reply answers can be; what nobody can answer for another reason counts as open here.</summary>
    private async Task<Answerable> AnswerableAsync(Conversation talk, ReplyDraft reply, CancellationToken cancel)
    {
        var (voice, connector, _) = await SpeakingAsync(talk, reply, cancel);
        return await AnswerableAsync(talk.Id, reply.Leg, reply.ReplyTo, voice, connector, cancel);
    }

    private async Task<Answerable> AnswerableAsync(
        long conversation, Leg leg, long? to, long voice, string connector, CancellationToken cancel)
    {
        if (sources.Connectors.FirstOrDefault(c => c.Description.Name == connector) is not IKnowsAnswerable knows) return nothingAgainst;
        MessageRow? answered;
        await using (var connection = await db.ReadAsync(cancel))
            answered = await AnsweredAsync(connection, null, conversation, leg, to, connector);
        if (answered is not { ExternalId: { } item }) return nothingAgainst;
        return await _answerable.AskAsync(
            voice, leg, item,
            async late => await knows.AnswerableAsync(await sources.ConfigAsync(voice, late), leg, new(item), answered.LocalId, late),
            cancel) ?? nothingAgainst;
    }
}
