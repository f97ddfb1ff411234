using Dapper;
using Echolot.Sources;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    private static readonly TimeSpan WindowsAfresh = TimeSpan.FromSeconds(30);
    private (DateTimeOffset At, IReadOnlyList<Voice> Voices)? _windowed;

    private sealed record Heard
    {
        public long ConversationId { get; init; }
        public long Leg { get; init; }
        public string Connector { get; init; } = "";
        public long? SourceId { get; init; }
        public long At { get; init; }
    }

    /// <summary>
    /// Until when the network takes an answer, or took one, there where the other side spoke last; what has no such end,
    /// and what is done, is left out.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, DateTimeOffset>> WindowsAsync(
        IReadOnlyList<Conversation> talks, CancellationToken cancel)
    {
        var closing = new Dictionary<long, DateTimeOffset>();
        var active = talks.Where(t => !Recording.IsOver(t.State)).ToDictionary(t => t.Id);
        if (active.Count == 0) return closing;
        var voices = await WindowedAsync(cancel);
        if (voices.Count == 0) return closing;
        List<Heard> heard;
        await using (var connection = await db.ReadAsync(cancel))
            heard = (await connection.QueryAsync<Heard>(new CommandDefinition(
                $"""
                select conversation_id, leg, connector, source_id, max(at) as at from message
                where {Sql.In(db.Engine, "conversation_id", "ids")} and direction = 1 and leg <> 3 and external_id is not null
                group by conversation_id, leg, connector, source_id
                """, new { ids = Sql.List(db.Engine, active.Keys) }, cancellationToken: cancel))).AsList();
        foreach (var last in heard.GroupBy(h => h.ConversationId).Select(h => h.MaxBy(one => one.At)!))
        {
            var talk = active[last.ConversationId];
            var source = last.Connector == talk.Connector ? talk.SourceId : last.SourceId;
            if (voices.FirstOrDefault(v => v.SourceId == source)?.Abilities.Window((Leg)last.Leg) is { } window)
                closing[talk.Id] = Stored.Time(last.At) + window;
        }
        return closing;
    }

    /// <summary>Accounts whose networks end the time for an answer; lists ask often, and settings change seldom.</summary>
    private async Task<IReadOnlyList<Voice>> WindowedAsync(CancellationToken cancel)
    {
        if (_windowed is { } kept && clock.GetUtcNow() - kept.At < WindowsAfresh) return kept.Voices;
        IReadOnlyList<Voice> voices = [.. (await VoicesAsync(null, cancel))
            .Where(v => v.Abilities.PublicWindow is not null || v.Abilities.PrivateWindow is not null)];
        _windowed = (clock.GetUtcNow(), voices);
        return voices;
    }
}
