using System.Collections.Concurrent;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// A list that is open asks each second or so, and a storm has thousands of conversations in its proposals: for so
    /// long the answer is the same for the same eyes.
    /// </summary>
    private static readonly TimeSpan NoticedAgain = TimeSpan.FromSeconds(30);

    private const int MostNoticed = 500;

    private readonly ConcurrentDictionary<string, Noticed> _noticed = new();

    private sealed record Noticed(Gathered Of, DateTimeOffset At, IReadOnlyList<IncidentProposal> Items);

    /// <summary>
    /// Proposals as they were found last, of half a minute ago at most; none where nobody has looked yet. Costs nothing
    /// that grows.
    /// </summary>
    public async Task<IReadOnlyList<IncidentProposal>> KnownIncidentProposalsAsync(Sight sight, CancellationToken cancel)
    {
        if (_gathered is not { } found) return [];
        var eyes = sight.Departments is null ? "" : $"{sight.PersonId} {sight.Unrouted} {string.Join(' ', sight.Departments)}";
        if (_noticed.TryGetValue(eyes, out var known) && ReferenceEquals(known.Of, found) && clock.GetUtcNow() - known.At < NoticedAgain)
            return known.Items;
        var items = (await SeenAsync(found, sight, cancel)).Items;
        if (_noticed.Count >= MostNoticed) _noticed.Clear();
        _noticed[eyes] = new(found, clock.GetUtcNow(), items);
        return items;
    }
}
