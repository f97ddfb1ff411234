using System.Data.Common;
using Echolot.Matching;

namespace Echolot.Mentions;

/// <summary>What a query finds, as far as it could be looked for in time.</summary>
/// <param name="Ids">Newest first.</param>
/// <param name="Texts">Texts that were read for it.</param>
/// <param name="Reached">Everything with this id or a higher one has been looked at; 0 at the end.</param>
public sealed record ArchiveHits(IReadOnlyList<long> Ids, long Texts, long Reached)
{
    public bool Complete => Reached == 0;
}

/// <summary>A stored mention as the query language sees it.</summary>
public sealed record StoredPost(long Id, Post Post);

public sealed partial class Archive
{
    // So many stretches of time give a fair picture of what is stored without a walk through all of it.
    private const int Stretches = 20;

    /// <summary>Everything since a moment that a query finds, newest first, until the time is over.</summary>
    public async Task<ArchiveHits> HitsAsync(
        Query query, DateTimeOffset from, TimeSpan patience, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        var selection = Selection.Of(db.Engine, new MentionFilter { From = from }, channels);
        await using var walk = new SearchWalk(
            connection, db.Engine, selection, query, channels, Present, long.MaxValue, long.MaxValue);
        var ids = new List<long>();
        using var timer = new CancellationTokenSource(patience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        try
        {
            while (await walk.NextAsync(200, limit.Token) is { Count: > 0 } found) ids.AddRange(found);
            return new(ids, walk.Texts, 0);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(ids, walk.Texts, Math.Min(walk.Reached, MentionIds.From(clock.GetUtcNow())));
        }
    }

    /// <summary>
    /// The mentions as the query language sees them, in the order of the ids; forgotten ones are left out.
    /// </summary>
    public async Task<IReadOnlyList<StoredPost>> PostsAsync(IReadOnlyList<long> ids, CancellationToken cancel)
    {
        if (ids.Count == 0) return [];
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        return await new Verification(nothing, channels, Present).PostsAsync(connection, db.Engine, ids);
    }

    /// <summary>
    /// Up to so many mentions since a moment, from stretches that lie evenly in time, the newest of each; the same
    /// for the same archive.
    /// </summary>
    public async Task<IReadOnlyList<long>> SpreadAsync(DateTimeOffset from, int count, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        var (ids, step) = (new List<long>(count), (clock.GetUtcNow() - from) / Stretches);
        for (var i = 0; i < Stretches; i++)
        {
            var filter = new MentionFilter { From = from + (step * i), To = from + (step * (i + 1)) };
            ids.AddRange(await NewestAsync(
                connection, Selection.Of(db.Engine, filter, channels), Math.Max(1, count / Stretches), cancel));
        }
        return ids;
    }

    private Task<IReadOnlyList<long>> NewestAsync(
        DbConnection connection, Selection selection, int count, CancellationToken cancel) =>
        new ListingWalk(connection, db.Engine, selection, long.MaxValue).NextAsync(count, cancel);

    // Reading posts needs no query; this one is never asked.
    private static readonly Query nothing = Query.Parse("a");
}
