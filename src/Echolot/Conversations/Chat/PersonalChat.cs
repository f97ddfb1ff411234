using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Visitors of the chat and their consent, which is kept as a proof as long as the setting says.</summary>
internal sealed class PersonalChat(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["chat_visitor"];

    public Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel) =>
        subject.Connector is null
            ? Task.FromResult(0)
            : scope.Connection.ExecuteAsync(new CommandDefinition(
                "delete from chat_visitor where connector = @Connector and author = @Id", subject, scope.Transaction,
                cancellationToken: cancel));

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.Connector is null) yield break;
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<ChatVisitorRow>(new CommandDefinition(
            $"select {ChatVisitorRow.Columns} from chat_visitor where connector = @Connector and author = @Id order by consented_at",
            subject, cancellationToken: cancel)))
            yield return new("chat_visitor", row.Id, new Dictionary<string, object?>
            {
                ["name"] = row.Name, ["consented_at"] = Stored.Time(row.ConsentedAt), ["wording"] = row.Wording,
                ["seen_at"] = Stored.Time(row.SeenAt), ["source"] = row.SourceId.ToString(CultureInfo.InvariantCulture),
            });
    }

    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            "delete from chat_visitor where seen_at < @before", new { before = before.ToUnixTimeMilliseconds() },
            scope.Transaction, cancellationToken: cancel));
}
