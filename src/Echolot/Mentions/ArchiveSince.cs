using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>What has happened since a moment to the visible mentions under a filter.</summary>
/// <param name="Arrived">Stored since then.</param>
/// <param name="Hidden">Visible then, and put aside now.</param>
/// <param name="ShownAgain">Put aside then, and visible now.</param>
/// <param name="Complete">False: there was no time to count all of it.</param>
public sealed record ChangesSince(long Arrived, long Hidden, long ShownAgain, bool Complete);

public sealed partial class Archive
{
    /// <summary>What explains that a count under a filter is another one than it was at a moment.</summary>
    /// <param name="filter">Neither a search nor hidden mentions.</param>
    /// <param name="time">How long may be counted; the newest mentions come first.</param>
    public async Task<ChangesSince> ChangesSinceAsync(
        MentionFilter filter, DateTimeOffset at, TimeSpan time, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var channels = await Reading.ChannelsAsync(connection);
        var visible = await SelectionAsync(connection, filter, channels);
        var hidden = await SelectionAsync(connection, filter with { Hidden = true }, channels);
        var since = at.ToUnixTimeMilliseconds();
        var (arrived, gone, back) = (0L, 0L, 0L);
        var complete = await new ClockTallies(connection, db.Engine, visible).NewestFirstAsync(time / 2, clock, async (from, before) =>
        {
            arrived += await CountAsync(
                visible, $"select count(*) from ({visible.Select("l.mention_id")}) x join mention m on m.id = x.mention_id where m.stored_at > @since",
                from, before);
            back += await CountAsync(visible, Touched(visible, wasHidden: true), from, before);
        });
        complete &= await new ClockTallies(connection, db.Engine, hidden).NewestFirstAsync(
            time / 2, clock, async (from, before) => gone += await CountAsync(hidden, Touched(hidden, wasHidden: false), from, before));
        return new(arrived, gone, back, complete);

        async Task<long> CountAsync(Selection selection, string sql, long from, long before)
        {
            cancel.ThrowIfCancellationRequested();
            var values = selection.Range(from, before);
            values.Add("since", since);
            return await connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, values, cancellationToken: cancel));
        }
    }

    // What the first change since then found says how it was.
    private static string Touched(Selection selection, bool wasHidden) =>
        $"""
        select count(*) from mention_history k join mention m on m.id = k.mention_id
        where k.field = {(int)WorkField.Hidden} and k.mention_id >= @from and k.mention_id < @before and k.at > @since
            and coalesce(k.before, 0) {(wasHidden ? "=" : "<>")} 1 and m.stored_at <= @since
            and not exists (select 1 from mention_history e
                where e.field = {(int)WorkField.Hidden} and e.mention_id = k.mention_id and e.at > @since and e.id < k.id)
            and k.mention_id in ({selection.Select("l.mention_id")})
        """;
}
