using System.Globalization;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>Most points that a conversation of a channel can take.</summary>
    public const int MostWeight = 100;

    /// <summary>Points that a conversation of a channel takes of somebody's capacity; where there is none: 1.</summary>
    public async Task<IReadOnlyDictionary<string, int>> WeightsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<WeightRow>(new CommandDefinition(
            "select connector, weight from channel_weight", cancellationToken: cancel)))
            .ToDictionary(w => w.Connector, w => (int)w.Weight);
    }

    /// <summary>Puts these weights in place of the old ones.</summary>
    /// <exception cref="ArgumentException">A weight is below 0 or above <see cref="MostWeight"/>.</exception>
    public Task SaveWeightsAsync(IReadOnlyDictionary<string, int> weights, long? by, CancellationToken cancel)
    {
        foreach (var (connector, weight) in weights)
            if (weight is < 0 or > MostWeight)
                throw new ArgumentException(
                    $"{connector} has the weight {weight}; write 0 to {MostWeight}.", nameof(weights));
        return db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync("delete from channel_weight", transaction: scope.Transaction);
            foreach (var (connector, weight) in weights)
                await scope.Connection.ExecuteAsync(
                    "insert into channel_weight (connector, weight) values (@Connector, @Weight)",
                    new WeightRow(connector, weight), scope.Transaction);
            await privacy.RecordAsync(
                scope, by, "weights.changed", "weights", weights.Count.ToString(CultureInfo.InvariantCulture), cancel);
        }, cancel);
    }

    /// <summary>Points that people have on the desk, as these eyes see them; their own alone while figures of colleagues are off.</summary>
    public async Task<IReadOnlyDictionary<long, int>> LoadsAsync(Sight sight, CancellationToken cancel)
    {
        var weights = await WeightsAsync(cancel);
        var all = (await roster.AgentFiguresAsync(cancel)).On;
        var values = new DynamicParameters();
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        var open = await connection.QueryAsync<(long Person, string Connector, long Count)>(new CommandDefinition(
            $"""
            select c.assignee_id, c.connector, count(*) from conversation c
            where c.active = 1 and {AtWork} and c.assignee_id is not null and {sight.Condition(db.Engine)}
                {(all ? "" : "and c.assignee_id = @me")} group by c.assignee_id, c.connector
            """, values, cancellationToken: cancel));
        return open.GroupBy(o => o.Person)
            .ToDictionary(o => o.Key, o => o.Sum(c => (int)c.Count * weights.GetValueOrDefault(c.Connector, 1)));
    }

    /// <summary>How many conversations each department has to work on, as these eyes see them; 0 stands for none.</summary>
    public async Task<IReadOnlyDictionary<long, long>> CountByDepartmentAsync(Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters();
        sight.Bind(values, db.Engine);
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<(long Department, long Count)>(new CommandDefinition(
            $"""
            select coalesce(c.department_id, 0), count(*) from conversation c
            where c.active = 1 and {AtWork} and {sight.Condition(db.Engine)} group by coalesce(c.department_id, 0)
            """, values, cancellationToken: cancel))).ToDictionary(d => d.Department, d => d.Count);
    }

    private static async Task<IReadOnlyDictionary<string, int>> WeightsAsync(WriteScope scope, CancellationToken cancel) =>
        (await scope.Connection.QueryAsync<WeightRow>(new CommandDefinition(
            "select connector, weight from channel_weight", transaction: scope.Transaction, cancellationToken: cancel)))
        .ToDictionary(w => w.Connector, w => (int)w.Weight);
}

[NotPersonal("channel_weight")]
internal sealed record WeightRow(string Connector, long Weight);
