using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Who was spoken to automatically and when, and which colleague changed a rule.</summary>
internal sealed class PersonalAutoReplies(EcholotDb db) : IHoldsPersonalData
{
    private const string Theirs =
        "(select id from identity where connector = @Connector and external_id = @Id)";

    public IReadOnlyList<string> Tables { get; } = ["auto_reply", "auto_reply_turn"];

    public Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            subject.StaffId is not null ? "update auto_reply set changed_by = null where changed_by = @StaffId"
                : $"delete from auto_reply_turn where identity_id in {Theirs}",
            new { subject.StaffId, Connector = subject.Connector ?? "", subject.Id }, scope.Transaction, cancellationToken: cancel));

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.Connector is null) yield break;
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<AutoReplyTurnRow>(new CommandDefinition(
            $"select identity_id, at from auto_reply_turn where identity_id in {Theirs}", subject, cancellationToken: cancel)))
            yield return new(
                "auto_reply_turn", subject.Id, new Dictionary<string, object?> { ["spoken_to_at"] = Stored.Time(row.At) });
    }

    /// <summary>No window is longer than thirty days.</summary>
    public async Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        var values = new { before = before.ToUnixTimeMilliseconds() };
        return await scope.Connection.ExecuteAsync(new CommandDefinition(
                "delete from auto_reply_turn where at < @before", values, scope.Transaction, cancellationToken: cancel))
            + await scope.Connection.ExecuteAsync(new CommandDefinition(
                "delete from auto_reply_log where at < @before", values, scope.Transaction, cancellationToken: cancel));
    }
}
