using System.Security.Cryptography;
using System.Text;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>The key of the hashes of what must stay away; made once, kept in the database, remembered here.</summary>
internal sealed class TombstoneKey
{
    private byte[]? _key;

    public async ValueTask<byte[]> InAsync(WriteScope scope)
    {
        if (_key is { } known) return known;
        await scope.Connection.ExecuteAsync(
            "insert into archive_key (name, value) values ('tombstone', @value) on conflict (name) do nothing",
            new { value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) }, scope.Transaction);
        var key = Convert.FromBase64String((await scope.Connection.ExecuteScalarAsync<string>(
            "select value from archive_key where name = 'tombstone'", transaction: scope.Transaction))!);
        // Until the commit the key may still vanish again.
        scope.AfterCommit(() => _key = key);
        return key;
    }
}

/// <summary>
/// What must stay away: deleted items and erased authors, known by keyed hashes only (GDPR Art. 17, data minimisation).
/// </summary>
internal sealed class Tombstones(WriteScope scope, byte[] key)
{
    private static readonly BulkInsert<TombstoneRow> Insert = new("tombstone",
    [
        new("hash", t => t.Hash),
        new("at", t => t.At),
        new("until", t => t.Until),
        new("reason", t => t.Reason),
    ], "on conflict (hash) do update set until = excluded.until where tombstone.until is not null");

    /// <summary>Longer than any source plays back: three days on Bluesky, a week where a queue stood still.</summary>
    private static readonly TimeSpan Replay = TimeSpan.FromDays(14);

    private IReadOnlySet<string> _found = new HashSet<string>();

    /// <summary>Looks up which of these items or their authors must stay away.</summary>
    public async Task LoadAsync(IReadOnlyList<Mention> mentions)
    {
        var any = await scope.Connection.ExecuteScalarAsync<long?>(
            "select 1 from tombstone limit 1", transaction: scope.Transaction);
        if (any is null) return;
        _found = (await scope.Connection.QueryAsync<string>(
            $"select hash from tombstone where {Sql.In(scope.Engine, "hash", "hashes")}",
            new { hashes = Sql.List(scope.Engine, mentions.SelectMany(HashesOf).Distinct()) }, scope.Transaction))
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether the item, or everything of its author, must stay away.</summary>
    public bool Hold(Mention mention) => _found.Count > 0 && HashesOf(mention).Any(_found.Contains);

    /// <summary>
    /// Keeps items away: for good where they were stored, else as long as a source may still deliver them.
    /// </summary>
    public Task PutItemsAsync(
        string connector, IReadOnlyList<ExternalId> ids, bool stored, DateTimeOffset at, string reason, CancellationToken cancel) =>
        PutAsync(ids.Select(i => Hash('i', connector, i.Value)), stored, at, reason, cancel);

    /// <summary>Keeps everything of an author away.</summary>
    public Task PutAuthorAsync(
        string connector, string author, bool stored, DateTimeOffset at, string reason, CancellationToken cancel) =>
        PutAsync([Hash('a', connector, author)], stored, at, reason, cancel);

    // A busy network reports a million deletions a day, nearly all of them of posts we never saw.
    private Task PutAsync(
        IEnumerable<string> hashes, bool stored, DateTimeOffset at, string reason, CancellationToken cancel)
    {
        long? until = stored ? null : (at + Replay).ToUnixTimeMilliseconds();
        return Insert.RunAsync(
            scope, [.. hashes.Distinct().Select(
                hash => new TombstoneRow(hash, at.ToUnixTimeMilliseconds(), until, reason))], cancel);
    }

    private IEnumerable<string> HashesOf(Mention mention)
    {
        var connector = mention.Source.Connector;
        yield return Hash('i', connector, mention.Id.Value);
        if (mention.LocalId is { } local) yield return Hash('i', connector, local);
        yield return Hash('a', connector, mention.Author.Id.Value);
    }

    // 128 bits: no two of a billion items share one, even for somebody who tries.
    private string Hash(char kind, string connector, string id) =>
        Convert.ToBase64String(
            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{kind}\0{connector}\0{id}")).AsSpan(0, 16));
}
