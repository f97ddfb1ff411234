using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>What has happened since a moment to the visible mentions under a filter.</summary>
/// <param name="Arrived">Stored since then.</param>
/// <param name="Hidden">Visible then, and put aside now.</param>
/// <param name="ShownAgain">Put aside then, and visible now.</param>
/// <param name="Complete">False: there was no time to count all that arrived.</param>
public sealed record ChangesSince(long Arrived, long Hidden, long ShownAgain, bool Complete);

public sealed partial class Archive
{
    private const int TouchedAtOnce = 5000;

    /// <summary>What explains that a count under a filter is another one than it was at a moment.</summary>
    /// <param name="filter">Neither a search nor hidden mentions.</param>
    /// <param name="time">How long what arrived may be counted.</param>
    public async Task<ChangesSince> ChangesSinceAsync(
        MentionFilter filter, DateTimeOffset at, TimeSpan time, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var selection = await SelectionAsync(connection, filter, await Reading.ChannelsAsync(connection));
        var since = at.ToUnixTimeMilliseconds();
        var arrived = 0L;
        var complete = await new ClockTallies(connection, db.Engine, selection).NewestFirstAsync(
            time, clock, async (from, before) =>
            {
                cancel.ThrowIfCancellationRequested();
                var values = selection.Range(from, before);
                values.Add("since", since);
                arrived += await connection.ExecuteScalarAsync<long>(
                    $"""
                    select count(*) from ({selection.Select("l.mention_id")}) x join mention m on m.id = x.mention_id
                    where m.stored_at > @since
                    """, values);
            });
        // What the first change since then found says how it was.
        var touched = (await connection.QueryAsync<(long Id, long? Before)>(
            $"""
            select k.mention_id, k.before from mention_history k join mention m on m.id = k.mention_id
            where k.id in (select min(h.id) from mention_history h
                where h.field = {(int)WorkField.Hidden} and h.at > @since group by h.mention_id) and m.stored_at <= @since
            """, new { since })).ToLookup(t => t.Before is 1, t => t.Id);
        return new(
            arrived, await CountAsync(touched[false], filter with { Hidden = true }),
            await CountAsync(touched[true], filter), complete);

        async Task<long> CountAsync(IEnumerable<long> ids, MentionFilter there)
        {
            var count = 0L;
            foreach (var some in ids.Chunk(TouchedAtOnce)) count += await this.CountAsync(there with { Ids = some }, cancel);
            return count;
        }
    }
}
