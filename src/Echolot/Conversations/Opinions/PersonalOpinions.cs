using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Opinions: erasing a person takes what they wrote, the number stays counted.</summary>
internal sealed class PersonalOpinions(EcholotDb db) : IHoldsPersonalData
{
    private const string Theirs =
        "contact_id in (select contact_id from identity where connector = @Connector and external_id = @Id)";

    public IReadOnlyList<string> Tables { get; } = ["opinion"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.StaffId is { } person)
            return await scope.Connection.ExecuteAsync(new CommandDefinition(
                "update opinion set person_id = null where person_id = @person", new { person }, scope.Transaction,
                cancellationToken: cancel));
        return subject.Connector is null ? 0 : await scope.Connection.ExecuteAsync(new CommandDefinition(
            $"update opinion set comment = null, hash = null where {Theirs}", subject, scope.Transaction,
            cancellationToken: cancel));
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.Connector is null) yield break;
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<OpinionRow>(new CommandDefinition(
            $"select {OpinionRow.Columns} from opinion where {Theirs} order by id", subject, cancellationToken: cancel)))
            yield return new("opinion", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["asked_at"] = Stored.Time(row.AskedAt), ["answered_at"] = Stored.Time(row.AnsweredAt), ["score"] = row.Score,
                ["comment"] = row.Comment,
            });
    }

    /// <summary>What was written goes with its retention; the numbers name nobody and stay.</summary>
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            "update opinion set comment = null, hash = null where asked_at < @before and (comment is not null or hash is not null)",
            new { before = before.ToUnixTimeMilliseconds() }, scope.Transaction, cancellationToken: cancel));
}

/// <summary>A question and its answer as they are stored. Names whom and by whom.</summary>
[Personal("opinion")]
internal sealed record OpinionRow
{
    public const string Columns =
        "id, conversation_id, contact_id, source_id, asked_at, expires_at, answered_at, score, comment";

    public long Id { get; init; }
    public long ConversationId { get; init; }
    public long ContactId { get; init; }
    public long SourceId { get; init; }
    public long AskedAt { get; init; }
    public long ExpiresAt { get; init; }
    public long? AnsweredAt { get; init; }
    public long? Score { get; init; }
    public string? Comment { get; init; }

    public Opinion AsOpinion() =>
        new(Id, ConversationId, Stored.Time(AskedAt), Stored.Time(AnsweredAt), (int?)Score, Comment);
}

[NotPersonal("opinion_source")]
internal sealed record OpinionSourceRow(long SourceId);

[NotPersonal("opinion_not")]
internal sealed record OpinionNotRow(long ConversationId);
