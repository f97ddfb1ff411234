using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;

namespace Echolot.Intake;

/// <summary>A push that came before under the same key.</summary>
/// <param name="SameBody">False: the sender used the key for something else, which is a mistake of theirs.</param>
/// <param name="Outcome">What became of each event then.</param>
public sealed record RepeatedPush(bool SameBody, IReadOnlyList<Taken> Outcome);

/// <summary>
/// Remembers for a day what became of pushes with an <c>Idempotency-Key</c>, so that a sender who lost the answer gets
/// the same one again. Nothing depends on it for correctness: lines are known by id and revision.
/// </summary>
public sealed class RepeatedPushes(EcholotDb db, TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    /// <summary>The push that came before under this key, or null.</summary>
    public async Task<RepeatedPush?> FindAsync(
        long sourceId, string key, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<PushRow>(new CommandDefinition(
            "select body_hash as BodyHash, outcome as Outcome from push where source_id = @sourceId and key = @key "
            + "and at > @since",
            new { sourceId, key, since = Since }, cancellationToken: cancel));
        return row is null ? null : new(row.BodyHash == HashOf(body), Read(row.Outcome));
    }

    /// <summary>Remembers what became of a push; the first answer under a key stays.</summary>
    public Task KeepAsync(
        long sourceId, string key, ReadOnlyMemory<byte> body, IReadOnlyList<Taken> outcome, CancellationToken cancel) =>
        db.WriteAsync(async scope =>
        {
            var args = new { sourceId, key, hash = HashOf(body), outcome = Write(outcome),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(), since = Since };
            await scope.Connection.ExecuteAsync("delete from push where at <= @since", args, scope.Transaction);
            await scope.Connection.ExecuteAsync(
                """
                insert into push (source_id, key, body_hash, outcome, at) values (@sourceId, @key, @hash, @outcome,
                    @now)
                on conflict (source_id, key) do nothing
                """,
                args, scope.Transaction);
        }, cancel);

    private long Since => (time.GetUtcNow() - Memory).ToUnixTimeMilliseconds();

    private static string HashOf(ReadOnlyMemory<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body.Span));

    // Texts of problems may quote a post and are left out; ids of mentions say nothing by themselves.
    internal static string Write(IReadOnlyList<Taken> outcome) => string.Join(
        ',', outcome.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.As}:{t.MentionId}")));

    internal static IReadOnlyList<Taken> Read(string outcome) =>
    [
        .. outcome.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(entry =>
        {
            var parts = entry.Split(':');
            return new Taken(
                Enum.Parse<TakenAs>(parts[0]),
                parts[1].Length == 0 ? null : long.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture));
        }),
    ];
}

[NotPersonal("push")]
internal sealed record PushRow
{
    public string BodyHash { get; init; } = "";
    public string Outcome { get; init; } = "";
}
