using System.Collections.Concurrent;
using System.Data.Common;
using Echolot.Messaging;
using Echolot.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Echolot.Conversations;

/// <summary>A colleague who looks at the same conversation.</summary>
public sealed record Onlooker(long PersonId, bool Writing);

/// <summary>Somebody looked at a conversation, or wrote in it.</summary>
public sealed record LookedAt(long ConversationId, long PersonId, bool Writing) : IFact;

/// <summary>Who is looking at a conversation and who is writing in it, by what open pages say. Thread-safe.</summary>
/// <remarks>
/// Kept in memory: after a restart the pages say it again within seconds. What is said to one process is whispered to the
/// others; what is lost on the way is said again as well, and what is not said again is over by itself.
/// </remarks>
public sealed class Presence(TimeProvider clock, Bus? bus = null, ILogger<Presence>? log = null)
{
    /// <summary>Whoever has not said so for this long has gone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The same is whispered again only after so long; two of them may be lost before somebody seems to have gone.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(6);

    private readonly ConcurrentDictionary<(long Conversation, long Person), (DateTimeOffset At, bool Writing)> _seen = [];
    private readonly ConcurrentDictionary<(long Conversation, long Person), (DateTimeOffset At, bool Writing)> _told = [];
    private readonly ILogger _log = log ?? NullLogger<Presence>.Instance;

    /// <summary>Who is at some conversations, without one person; only those at which somebody is.</summary>
    public ILookup<long, Onlooker> At(IReadOnlySet<long> conversations, long without)
    {
        var now = clock.GetUtcNow();
        return _seen.Where(s => conversations.Contains(s.Key.Conversation) && s.Key.Person != without && now - s.Value.At <= Patience)
            .OrderByDescending(s => s.Value.Writing).ThenBy(s => s.Key.Person)
            .ToLookup(s => s.Key.Conversation, s => new Onlooker(s.Key.Person, s.Value.Writing));
    }

    /// <summary>Somebody is here; returns the others, whoever writes first.</summary>
    public async Task<IReadOnlyList<Onlooker>> SeenAsync(long conversation, long person, bool writing, CancellationToken cancel)
    {
        Note(conversation, person, writing);
        await TellAsync(conversation, person, writing, cancel);
        return [.. At(new HashSet<long> { conversation }, person)[conversation]];
    }

    /// <summary>Hears what other processes say, until cancelled.</summary>
    internal async Task HearAsync(CancellationToken cancel)
    {
        if (bus is null) return;
        try
        {
            await foreach (var other in bus.WatchAsync<LookedAt>(cancel)) Note(other.ConversationId, other.PersonId, other.Writing);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _log.LogDebug("Nobody listens any more for who looks at what elsewhere");
        }
    }

    private void Note(long conversation, long person, bool writing)
    {
        var now = clock.GetUtcNow();
        _seen[(conversation, person)] = (now, writing);
        foreach (var all in new[] { _seen, _told })
            foreach (var (key, value) in all)
                if (now - value.At > Patience) all.TryRemove(new(key, value));
    }

    private async Task TellAsync(long conversation, long person, bool writing, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (bus is null || _told.TryGetValue((conversation, person), out var told) && told.Writing == writing && now - told.At < Again)
            return;
        _told[(conversation, person)] = (now, writing);
        try
        {
            await bus.WhisperAsync(new LookedAt(conversation, person, writing), cancel);
        }
        catch (Exception lost) when (lost is DbException or StorageException or IOException)
        {
            _log.LogDebug(lost, "Other processes do not hear that somebody looks at a conversation; the page says it again");
        }
    }
}
