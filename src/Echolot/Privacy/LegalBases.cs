using Dapper;
using Echolot.Storage;

namespace Echolot.Privacy;

/// <summary>Why we may process what a source brings (GDPR Art. 6), for the record of processing (Art. 30).</summary>
public sealed record LegalBasis(long SourceId, string Basis, string Purpose, DateTimeOffset ChangedAt, long? ChangedBy);

public sealed partial class PrivacyOffice
{
    public async Task<LegalBasis?> LegalBasisAsync(long sourceId, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<LegalBasisRow>(new CommandDefinition(
            $"{LegalBasisRow.Select} where source_id = @sourceId", new { sourceId }, cancellationToken: cancel));
        return row?.AsBasis();
    }

    public Task SetLegalBasisAsync(
        long sourceId, string basis, string purpose, long? actorId, CancellationToken cancel) =>
        db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                """
                insert into legal_basis (source_id, basis, purpose, changed_at, changed_by)
                values (@sourceId, @basis, @purpose, @now, @actorId)
                on conflict (source_id) do update set basis = excluded.basis, purpose = excluded.purpose,
                    changed_at = excluded.changed_at, changed_by = excluded.changed_by
                """, new { sourceId, basis, purpose, now = Now, actorId }, scope.Transaction);
            await RecordAsync(scope, actorId, "legal_basis.set", $"source:{Number(sourceId)}", null, cancel);
        }, cancel);

    /// <summary>
    /// Takes over the basis that a connector states, where none is stored yet; inside the transaction that adds the
    /// source.
    /// </summary>
    public Task AdoptLegalBasisAsync(WriteScope scope, long sourceId, string basis, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into legal_basis (source_id, basis, purpose, changed_at) values (@sourceId, @basis, '', @now)
            on conflict (source_id) do nothing
            """, new { sourceId, basis, now = Now }, scope.Transaction, cancellationToken: cancel));
}

[Personal("legal_basis")]
internal sealed record LegalBasisRow
{
    public const string Select =
        """
        select source_id as SourceId, basis, purpose, changed_at as ChangedAt, changed_by as ChangedBy
        from legal_basis
        """;

    public long SourceId { get; init; }
    public string Basis { get; init; } = "";
    public string Purpose { get; init; } = "";
    public long ChangedAt { get; init; }
    public long? ChangedBy { get; init; }

    public LegalBasis AsBasis() =>
        new(SourceId, Basis, Purpose, DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt), ChangedBy);
}
