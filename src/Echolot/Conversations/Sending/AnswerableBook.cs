using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>What networks said of whether something can be answered, for some minutes.</summary>
/// <remarks>Thread-safe. Who asks while the network is being asked waits for the same answer.</remarks>
internal sealed class AnswerableBook(TimeProvider clock)
{
    private const int Most = 2_000, AtOnce = 8;

    /// <summary>So long whoever asks waits; the answer is there for whoever asks next.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // Of what is closed one looks again soon, so that nobody waits long after it was opened.
    private static readonly TimeSpan
        Kept = TimeSpan.FromMinutes(5), ClosedKept = TimeSpan.FromMinutes(1), UnknownKept = TimeSpan.FromSeconds(30),
        Longest = TimeSpan.FromSeconds(15);

    private readonly Lock _turn = new();
    private readonly SemaphoreSlim _asking = new(AtOnce);
    private readonly Dictionary<(long Source, Leg Leg, string Item), Entry> _known = [];

    private sealed class Entry
    {
        public DateTimeOffset Until;
        public Task<Answerable?> Answer = null!;
    }

    /// <summary>What is known, else what the network says; null: it could not be asked, or not in time.</summary>
    public async Task<Answerable?> AskAsync(
        long source, Leg leg, string item, Func<CancellationToken, Task<Answerable>> ask, CancellationToken cancel)
    {
        Task<Answerable?> answer;
        lock (_turn)
        {
            var now = clock.GetUtcNow();
            if (!_known.TryGetValue((source, leg, item), out var entry) || entry.Until <= now)
            {
                if (_known.Count >= Most)
                    foreach (var old in _known.Where(k => k.Value.Until <= now).Select(k => k.Key).ToList()) _known.Remove(old);
                if (_known.Count >= Most) _known.Clear();
                _known[(source, leg, item)] = entry = new() { Until = now + Longest };
                entry.Answer = Task.Run(() => FindOutAsync(entry, ask), CancellationToken.None);
            }
            answer = entry.Answer;
        }
        if (await Task.WhenAny(answer, Task.Delay(Patience, clock, cancel)) == answer) return await answer;
        cancel.ThrowIfCancellationRequested();
        return null;
    }

    private async Task<Answerable?> FindOutAsync(Entry entry, Func<CancellationToken, Task<Answerable>> ask)
    {
        using var late = new CancellationTokenSource(Longest, clock);
        Answerable? said = null;
        try
        {
            await _asking.WaitAsync(late.Token);
            try
            {
                said = await ask(late.Token);
            }
            finally
            {
                _asking.Release();
            }
        }
        catch (Exception)
        {
            // Whatever it was: sending will say it. Nobody is kept from writing because a network is silent.
        }
        lock (_turn)
            entry.Until = clock.GetUtcNow() + said switch { null => UnknownKept, Answerable.Closed => ClosedKept, _ => Kept };
        return said;
    }
}
