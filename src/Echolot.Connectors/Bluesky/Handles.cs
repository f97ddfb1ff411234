using System.Collections.Concurrent;

namespace Echolot.Connectors.Bluesky;

/// <summary>
/// Handles heard of lately, by DID. The stream names authors by DID only; 100,000 are about the accounts that change
/// theirs in a week, and 20 MB. Thread-safe.
/// </summary>
internal sealed class Handles(int most = 100_000)
{
    private readonly ConcurrentDictionary<string, string> byDid = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> order = new();

    public string? Of(string did) => byDid.GetValueOrDefault(did);

    public void Heard(string did, string handle)
    {
        if (!byDid.ContainsKey(did)) order.Enqueue(did);
        byDid[did] = handle;
        while (byDid.Count > most && order.TryDequeue(out var oldest)) byDid.TryRemove(oldest, out _);
    }
}
