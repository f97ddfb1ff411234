using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>
/// How many visible mentions a monitor (0: all) has on a UTC day counted from 1970. The stamp is another one after
/// every change: whoever made sums of the day sees by it whether they still hold.
/// </summary>
public readonly record struct DayState(long Monitor, long Day, long Count, long Stamp);

/// <summary>A visible mention as sums need it.</summary>
/// <param name="Channel">Number of its source, see <see cref="Archive.SourcesAsync"/>.</param>
public readonly record struct CountedMention(long Id, long Channel, string Language, Sentiment Sentiment);

/// <summary>Who wrote a mention, and what.</summary>
/// <param name="Author">Number of the author, see <see cref="Archive.AuthorsAsync"/>.</param>
public sealed record WrittenMention(long Id, long Author, string? Title, string Text);

/// <summary>An author as lists name them.</summary>
public sealed record KnownAuthor(long Number, string Connector, string Id, string? Handle, string? Name);

/// <summary>Reading for sums over many days.</summary>
public sealed partial class Archive
{
    private const string StatesOf = "select monitor_id as Monitor, day, count, stamp from tally_total";

    /// <summary>States of these monitors (0: all mentions) on UTC days from <paramref name="first"/> on.</summary>
    /// <param name="end">First day that is not wanted.</param>
    public async Task<IReadOnlyList<DayState>> DayStatesAsync(
        IReadOnlyCollection<long> monitors, long first, long end, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<DayState>(new CommandDefinition(
            $"{StatesOf} where {Sql.In(db.Engine, "monitor_id", "monitors")} and day >= @first and day < @end",
            new { monitors = Sql.List(db.Engine, monitors), first, end }, cancellationToken: cancel))).AsList();
    }

    /// <summary>States of every monitor and day.</summary>
    public async Task<IReadOnlyList<DayState>> DayStatesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<DayState>(new CommandDefinition(
            $"{StatesOf} where monitor_id >= 0", cancellationToken: cancel))).AsList();
    }

    /// <inheritdoc cref="DayStatesAsync(CancellationToken)"/>
    public static async Task<IReadOnlyList<DayState>> DayStatesAsync(WriteScope scope) =>
        (await scope.Connection.QueryAsync<DayState>(
            $"{StatesOf} where monitor_id >= 0", transaction: scope.Transaction)).AsList();

    /// <summary>Visible mentions of these monitors (none: of all) in a stretch of time, each once.</summary>
    public async Task<IReadOnlyList<CountedMention>> CountedAsync(
        IReadOnlyList<long> monitors, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await CountedAsync(connection, monitors, MentionIds.From(from), MentionIds.From(to));
    }

    /// <summary>
    /// Visible mentions with their texts in the order of time, a portion: the next one begins behind the last id.
    /// </summary>
    public async Task<IReadOnlyList<WrittenMention>> WrittenAsync(
        long fromId, DateTimeOffset to, int size, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<WrittenMention>(new CommandDefinition(
            $"""
            select m.id, m.author_id as Author, m.title, m.text from listing l join mention m on m.id = l.mention_id
            where l.monitor_id = {ListingRow.All} and l.mention_id >= @fromId and l.mention_id < @before
            order by l.mention_id limit @size
            """,
            new { fromId, before = MentionIds.From(to), size }, cancellationToken: cancel))).AsList();
    }

    /// <summary>As <see cref="CountedAsync"/>, between two ids.</summary>
    public async Task<IReadOnlyList<CountedMention>> CountedBetweenAsync(
        IReadOnlyList<long> monitors, long fromId, long beforeId, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await CountedAsync(connection, monitors, fromId, beforeId);
    }

    /// <summary>Connector and source by number.</summary>
    public async Task<IReadOnlyDictionary<long, (string Connector, string Source)>> SourcesAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await Reading.ChannelsAsync(connection)).ToDictionary(c => c.Id, c => (c.Connector, c.Source));
    }

    /// <summary>Authors by number; those who are gone or hidden are left out.</summary>
    public async Task<IReadOnlyList<KnownAuthor>> AuthorsAsync(IEnumerable<long> numbers, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<KnownAuthor>(new CommandDefinition(
            $"""
            select id as Number, connector, external_id as Id, handle, name from author
            where hidden = 0 and {Sql.In(db.Engine, "id", "ids")}
            """,
            new { ids = Sql.List(db.Engine, numbers) }, cancellationToken: cancel))).AsList();
    }

    private async Task<IReadOnlyList<CountedMention>> CountedAsync(
        DbConnection connection, IReadOnlyList<long> monitors, long from, long before)
    {
        const string columns = "l.mention_id as Id, l.channel_id as Channel, l.language, l.sentiment";
        // A mention that several monitors want is one mention: union leaves out the copies.
        var sql = string.Join(" union ", (monitors.Count == 0 ? [ListingRow.All] : monitors).Select(
            m => FormattableString.Invariant(
                $"select {columns} from listing l where l.monitor_id = {m} and l.mention_id >= @from and l.mention_id < @before")));
        return [.. (await connection.QueryAsync<(long Id, long Channel, string Language, long Sentiment)>(
            sql, new { from, before })).Select(m => new CountedMention(m.Id, m.Channel, m.Language, (Sentiment)m.Sentiment))];
    }
}
