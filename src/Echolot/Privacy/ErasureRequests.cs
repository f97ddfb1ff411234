using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Storage;

namespace Echolot.Privacy;

/// <summary>Somebody asked that everything about them is erased (GDPR Art. 17); a person of ours decides.</summary>
/// <param name="Why">Why they may ask, as a name such as <c>consent_withdrawn</c>.</param>
/// <param name="About">Kind and id of what it came from, such as <c>conversation:5</c>.</param>
public sealed record ErasureRequest(long Id, DataSubject Subject, string Why, string? About, DateTimeOffset AskedAt)
{
    /// <summary>When somebody decided that it is kept for now; null: nobody has decided.</summary>
    public DateTimeOffset? KeptAt { get; init; }

    public long? KeptBy { get; init; }

    /// <summary>Why it is kept, such as a law that says so.</summary>
    public string? KeptWhy { get; init; }
}

public sealed partial class PrivacyOffice
{
    /// <summary>Most characters of the reason why something is kept.</summary>
    public const int LongestKeptWhy = 500;

    /// <summary>
    /// Notes that somebody wants to be erased, inside the caller's transaction; asked again, it is to be decided again.
    /// </summary>
    public async Task AskErasureAsync(
        WriteScope scope, DataSubject subject, string why, string? about, CancellationToken cancel)
    {
        var id = await scope.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            insert into erasure_request (connector, author, why, about, asked_at) values (@Connector, @Id, @why, @about, @Now)
            on conflict (connector, author) do update set why = excluded.why, about = excluded.about,
                asked_at = excluded.asked_at, kept_at = null, kept_by = null, kept_why = null
            returning id
            """, new { subject.Connector, subject.Id, why, about, Now }, scope.Transaction, cancellationToken: cancel));
        await RecordAsync(scope, null, "erasure.asked", $"erasure:{Number(id)}", about, cancel);
    }

    /// <summary>What was asked for and not erased: first what nobody has decided, the longest waiting first.</summary>
    public async Task<IReadOnlyList<ErasureRequest>> ErasureRequestsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<ErasureRequestRow>(new CommandDefinition(
            $"{ErasureRequestRow.Select} order by case when kept_at is null then 0 else 1 end, asked_at, id",
            cancellationToken: cancel))).Select(r => r.AsRequest())];
    }

    /// <summary>Erases as it was asked; the request goes with everything else about the person.</summary>
    /// <returns>Null where there is none any more.</returns>
    public async Task<Erased?> EraseAskedAsync(long id, long? actorId, CancellationToken cancel) =>
        await AskedAsync(id, cancel) is { } request ? await EraseAsync(request.Subject, actorId, cancel) : null;

    /// <summary>Keeps what somebody wants to be erased, for a reason that the law knows (GDPR Art. 17 (3)).</summary>
    /// <returns>Whether there was such a request.</returns>
    /// <exception cref="ArgumentException">There is no reason, or it is too long.</exception>
    public async Task<bool> KeepAskedAsync(long id, string reason, long? actorId, CancellationToken cancel)
    {
        reason = reason.Trim();
        if (reason.Length is 0 or > LongestKeptWhy)
            throw new ArgumentException($"Say why, in 1 to {LongestKeptWhy} characters.", nameof(reason));
        return await db.WriteAsync(async scope =>
        {
            if (await scope.Connection.ExecuteAsync(
                "update erasure_request set kept_at = @Now, kept_by = @actorId, kept_why = @reason where id = @id",
                new { id, reason, actorId, Now }, scope.Transaction) == 0) return false;
            await RecordAsync(scope, actorId, "erasure.kept", $"erasure:{Number(id)}", null, cancel);
            return true;
        }, cancel);
    }

    private async Task<ErasureRequest?> AskedAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QuerySingleOrDefaultAsync<ErasureRequestRow>(new CommandDefinition(
            $"{ErasureRequestRow.Select} where id = @id", new { id }, cancellationToken: cancel)))?.AsRequest();
    }
}

/// <summary>Requests for erasure: they name whoever asked, and who of ours decided.</summary>
internal sealed class PersonalErasureRequests(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["erasure_request"];

    public Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            subject.Connector is null
                ? "update erasure_request set kept_by = null where kept_by = @StaffId"
                : "delete from erasure_request where connector = @Connector and author = @Id",
            subject, scope.Transaction, cancellationToken: cancel));

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<ErasureRequestRow>(new CommandDefinition(
            ErasureRequestRow.Select
                + (subject.Connector is null ? " where kept_by = @StaffId" : " where connector = @Connector and author = @Id"),
            subject, cancellationToken: cancel)))
            yield return new("erasure_request", row.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["asked_at"] = row.AsRequest().AskedAt, ["why"] = row.Why, ["kept_at"] = row.AsRequest().KeptAt,
                ["kept_why"] = row.KeptWhy,
            });
    }

    /// <summary>What nobody has decided stays, however old.</summary>
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            "delete from erasure_request where kept_at < @before", new { before = before.ToUnixTimeMilliseconds() },
            scope.Transaction, cancellationToken: cancel));
}

/// <summary>A request as it is stored.</summary>
[Personal("erasure_request")]
internal sealed record ErasureRequestRow
{
    public const string Select =
        """
        select id, connector, author, why, about, asked_at as AskedAt, kept_at as KeptAt, kept_by as KeptBy, kept_why as KeptWhy
        from erasure_request
        """;

    public long Id { get; init; }
    public string Connector { get; init; } = "";
    public string Author { get; init; } = "";
    public string Why { get; init; } = "";
    public string? About { get; init; }
    public long AskedAt { get; init; }
    public long? KeptAt { get; init; }
    public long? KeptBy { get; init; }
    public string? KeptWhy { get; init; }

    public ErasureRequest AsRequest() =>
        new(Id, new(Connector, Author), Why, About, DateTimeOffset.FromUnixTimeMilliseconds(AskedAt))
        {
            KeptAt = KeptAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, KeptBy = KeptBy, KeptWhy = KeptWhy,
        };
}
