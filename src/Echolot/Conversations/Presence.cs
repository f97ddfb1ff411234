using System.Collections.Concurrent;

namespace Echolot.Conversations;

/// <summary>A colleague who looks at the same conversation.</summary>
public sealed record Onlooker(long PersonId, bool Writing);

/// <summary>Who is looking at a conversation and who is writing in it, by what open pages say. Thread-safe.</summary>
/// <remarks>Kept in memory: after a restart the pages say it again within seconds.</remarks>
public sealed class Presence(TimeProvider clock)
{
    /// <summary>Whoever has not said so for this long has gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<(long Conversation, long Person), (DateTimeOffset At, bool Writing)> _seen = [];

    /// <summary>Who is at some conversations, without one person; only those at which somebody is.</summary>
    public ILookup<long, Onlooker> At(IReadOnlySet<long> conversations, long without)
    {
        var now = clock.GetUtcNow();
        return _seen.Where(s => conversations.Contains(s.Key.Conversation) && s.Key.Person != without && now - s.Value.At <= Patience)
            .OrderByDescending(s => s.Value.Writing).ThenBy(s => s.Key.Person)
            .ToLookup(s => s.Key.Conversation, s => new Onlooker(s.Key.Person, s.Value.Writing));
    }

    /// <summary>Somebody is here; returns the others, whoever writes first.</summary>
    public IReadOnlyList<Onlooker> Seen(long conversation, long person, bool writing)
    {
        var now = clock.GetUtcNow();
        _seen[(conversation, person)] = (now, writing);
        foreach (var (key, value) in _seen)
            if (now - value.At > Patience) _seen.TryRemove(new(key, value));
        return [.. _seen.Where(s => s.Key.Conversation == conversation && s.Key.Person != person)
            .Select(s => new Onlooker(s.Key.Person, s.Value.Writing)).OrderByDescending(o => o.Writing)];
    }
}
