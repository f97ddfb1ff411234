using System.Globalization;
using Dapper;
using Echolot.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Echolot.Privacy;

/// <summary>
/// One line of the audit log: who did what to which thing. Names things by id, never by personal text.
/// </summary>
/// <param name="ActorId">Staff member, null for the system itself or the command line.</param>
/// <param name="What">Lower-case noun with its verb, such as <c>source.added</c>.</param>
/// <param name="Target">Kind and id of the thing, such as <c>source:12</c>.</param>
/// <param name="Detail">Numbers and setting names, no text about people.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, long? ActorId, string What, string Target, string? Detail);

/// <summary>Legal basis, retention, erasure, access export and the audit log.</summary>
/// <remarks>
/// Thread-safe. The holders are asked for late, because some of them write to the audit log themselves.
/// </remarks>
public sealed partial class PrivacyOffice(
    EcholotDb db, Func<IEnumerable<IHoldsPersonalData>> holders, IDataProtectionProvider protection, TimeProvider time)
{
    private readonly Lazy<IReadOnlyList<IHoldsPersonalData>> _holders = new(() => [.. holders()]);

    /// <summary>
    /// Appends to the audit log inside the caller's transaction; entries are never changed, only parted from staff who
    /// are erased.
    /// </summary>
    public Task RecordAsync(
        WriteScope scope, long? actorId, string what, string target, string? detail, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            "insert into audit (at, actor_id, what, target, detail) values (@at, @actorId, @what, @target, @detail)",
            new { at = Now, actorId, what, target, detail }, scope.Transaction, cancellationToken: cancel));

    /// <summary>Newest first; <paramref name="beforeId"/> continues a page.</summary>
    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(long? beforeId, int size, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<AuditRow>(new CommandDefinition(
            $"{AuditRow.Select} where id < @before order by id desc limit @size",
            new { before = beforeId ?? long.MaxValue, size = (long)Math.Clamp(size, 1, 1000) },
            cancellationToken: cancel));
        return [.. rows.Select(r => r.AsEntry())];
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Names a staff member by id.</summary>
[Personal("audit")]
internal sealed record AuditRow
{
    public const string Select = "select id, at, actor_id as ActorId, what, target, detail from audit";

    public long Id { get; init; }
    public long At { get; init; }
    public long? ActorId { get; init; }
    public string What { get; init; } = "";
    public string Target { get; init; } = "";
    public string? Detail { get; init; }

    public AuditEntry AsEntry() => new(Id, DateTimeOffset.FromUnixTimeMilliseconds(At), ActorId, What, Target, Detail);
}
