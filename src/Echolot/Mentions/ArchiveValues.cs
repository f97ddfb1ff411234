using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>A value of a field with what people call it, where that is something else.</summary>
public sealed record KnownValue(string Value, string? Name = null);

public sealed partial class Archive
{
    /// <summary>Fields of queries whose values are so many that they are looked up by how they begin.</summary>
    public static readonly IReadOnlyList<string> LookedUp = ["channel", "site", "host", "author", "region", "city"];

    // Above every letter that names begin with.
    private const string Last = "\uffff";

    /// <summary>
    /// Values of a field that begin with a text, in the order of the alphabet; empty for a field that is not
    /// <see cref="LookedUp"/>. Reads as much of an index as it offers, however much is stored.
    /// </summary>
    /// <param name="most">1 to 200.</param>
    public async Task<IReadOnlyList<KnownValue>> ValuesAsync(
        string field, string beginning, int most, CancellationToken cancel)
    {
        most = Math.Clamp(most, 1, 200);
        beginning = beginning.Trim();
        await using var connection = await db.ReadAsync(cancel);
        return field switch
        {
            "channel" => [.. (await Reading.ChannelsAsync(connection)).Select(c => c.Source)
                .Where(s => s.Contains(beginning, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Take(most)
                .Select(s => new KnownValue(s))],
            "site" or "host" => await SitesAsync(connection, field, beginning.ToLowerInvariant(), most),
            "author" => await AuthorsAsync(connection, beginning, most),
            "region" or "city" => [.. (await BeginningAsync(connection, field, beginning, most))
                .Concat(await BeginningAsync(connection, field, Capital(beginning), most)).Distinct().Take(most)
                .Select(v => new KnownValue(v))],
            _ => [],
        };
    }

    // A site is found with everything below it, so nobody has to know whether it has a www.
    private async Task<IReadOnlyList<KnownValue>> SitesAsync(
        DbConnection connection, string field, string beginning, int most)
    {
        var sites = await BeginningAsync(connection, "site", beginning, most);
        if (field is "site" && !beginning.StartsWith("www", StringComparison.Ordinal))
            sites = [.. sites.Concat((await BeginningAsync(connection, "site", "www." + beginning, most)).Select(s => s[4..]))
                .Distinct().Order(StringComparer.Ordinal)];
        return [.. sites.Take(most).Select(s => new KnownValue(s))];
    }

    private async Task<IReadOnlyList<KnownValue>> AuthorsAsync(DbConnection connection, string beginning, int most)
    {
        // An @ belongs to how people write handles, not to how they are stored.
        beginning = beginning.TrimStart('@');
        var names = new List<KnownValue>();
        foreach (var (column, other) in new[] { ("handle", "name"), ("name", "handle") })
            foreach (var lowered in Lowered(beginning))
                names.AddRange((await connection.QueryAsync<(string Value, string? Other)>(
                    $"""
                    select {column}, {other} from author
                    where {column} is not null and lower({column}) {Compared(">=")} @lowered and lower({column}) {Compared("<")} @end
                        and hidden = 0
                    order by lower({column}) {Ascending} limit @most
                    """, new { lowered, end = lowered + Last, most }))
                    .Select(a => new KnownValue(a.Value, a.Other == a.Value ? null : a.Other)));
        return [.. names.DistinctBy(a => a.Value, StringComparer.OrdinalIgnoreCase)
            .OrderBy(a => a.Value, StringComparer.OrdinalIgnoreCase).Take(most)];
    }

    // As the index is sorted: byte by byte.
    private string Compared(string sign) => db.Engine is Engine.Postgres ? $"~{sign}~" : sign;

    private string Ascending => db.Engine is Engine.Postgres ? "using ~<~" : "";

    // How the database lowers names that begin so: where it knows no letters but those of ASCII, the others stay.
    private static IEnumerable<string> Lowered(string beginning)
    {
        var lowered = beginning.ToLowerInvariant();
        var ascii = string.Concat(beginning.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));
        string[] ways = [lowered, ascii, beginning.Length > 0 && !char.IsAscii(beginning[0]) ? Capital(lowered) : lowered];
        return ways.Distinct();
    }

    /// <summary>From each value to the next one in the index.</summary>
    private async Task<List<string>> BeginningAsync(
        DbConnection connection, string column, string beginning, int most)
    {
        return [.. (await connection.QueryAsync<string>(
            $"""
            with recursive known(value, place) as (
                select ({Next($"{Compared(">=")} @beginning")}), 1
                union all
                select ({Next($"{Compared(">")} known.value")}), known.place + 1
                from known where known.value is not null and known.place < @most)
            select value from known where value is not null
            """, new { beginning, end = beginning + Last, most }))
            .Where(v => v.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))];

        string Next(string after) =>
            $"select {column} from mention where {column} is not null and {column} {after} and {column} {Compared("<")} @end "
                + $"order by {column} {Ascending} limit 1";
    }

    private static string Capital(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
