using System.Numerics;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>
/// Which keys of mentions may be in the database: nearly every post is new, and needs no look into two large indexes
/// then. A Bloom filter (Bloom 1970) whose bits of one key lie in one cache line (Putze, Sanders, Singler 2007).
/// </summary>
/// <remarks>
/// Never says no where a key is stored; says maybe where it is not for one in about two hundred, and always until the
/// keys have been read once. Right only where this process alone writes, which is so on SQLite. Keys are forgotten
/// only when it is made anew. Thread-safe.
/// </remarks>
internal sealed class StoredKeys(EcholotDb db)
{
    // 12 bits a key and six of them set: 0.5 % false answers; a line is 512 bits.
    private const int BitsOfKey = 12;
    private const int Set = 6;
    private const int Line = 8;

    // 1.5 MB; twice as many as there are, so that it is made anew seldom.
    private const long Least = 1_000_000;

    private readonly SemaphoreSlim _full = new(0);
    private Filter? _filling;
    private Filter? _whole;

    /// <summary>False where no mention has the key.</summary>
    public bool May(long key) => Volatile.Read(ref _whole) is not { } whole || whole.Has(key);

    /// <summary>Takes note of keys that a transaction writes; before its commit, so that no reader is ahead.</summary>
    public void Add(WriteScope scope, IEnumerable<long> keys)
    {
        if (scope.Engine is not Engine.Sqlite) return;
        var (filling, whole) = (Volatile.Read(ref _filling), Volatile.Read(ref _whole));
        var wasFull = whole is { IsFull: true };
        foreach (var key in keys)
        {
            filling?.Add(key);
            whole?.Add(key);
        }
        if (!wasFull && whole is { IsFull: true }) _full.Release();
    }

    /// <summary>Reads all keys, and again whenever they have become many more; until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (db.Engine is not Engine.Sqlite) return;
        while (true)
        {
            await ReadAsync(cancel);
            await _full.WaitAsync(cancel);
        }
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var there = await connection.ExecuteScalarAsync<long>("select count(*) from listing where monitor_id = 0");
        var filling = new Filter(Math.Max(Least, there * 2));
        // In its turn to write: what was written before is read below, what comes after adds itself.
        await db.WriteAsync(
            _ =>
            {
                Volatile.Write(ref _filling, filling);
                return Task.CompletedTask;
            }, cancel);
        // In this order: what moves over meanwhile is read once at least.
        foreach (var table in new[] { "lookup_fresh", "lookup" })
        {
            await using var reader = await connection.ExecuteReaderAsync(
                $"select hash from {table} where kind = {(int)LookupKind.Identity}");
            while (await reader.ReadAsync(cancel)) filling.Add(reader.GetInt64(0));
        }
        Volatile.Write(ref _whole, filling);
        Volatile.Write(ref _filling, null);
    }

    private sealed class Filter(long keys)
    {
        private readonly ulong[] _lines = new ulong[(keys * BitsOfKey / (64 * Line) + 1) * Line];
        private long _added;

        public bool IsFull => Volatile.Read(ref _added) > keys;

        public void Add(long key)
        {
            var (line, bits) = PlaceOf(key);
            for (var i = 0; i < Set; i++, bits >>= 9)
                Interlocked.Or(ref _lines[line + (int)((bits >> 6) & (Line - 1))], 1UL << (int)(bits & 63));
            Interlocked.Increment(ref _added);
        }

        public bool Has(long key)
        {
            var (line, bits) = PlaceOf(key);
            for (var i = 0; i < Set; i++, bits >>= 9)
                if ((Volatile.Read(ref _lines[line + (int)((bits >> 6) & (Line - 1))]) >> (int)(bits & 63) & 1) == 0) return false;
            return true;
        }

        // Keys are a cryptographic hash already; multiplying makes the bits independent of the line.
        private (long Line, ulong Bits) PlaceOf(long key)
        {
            var line = (long)Math.BigMul((ulong)key, (ulong)(_lines.Length / Line), out _) * Line;
            return (line, BitOperations.RotateLeft((ulong)key * 0x9E3779B97F4A7C15, 32));
        }
    }
}
