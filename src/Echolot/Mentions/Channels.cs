using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Short numbers for connector and source.</summary>
internal static class Channels
{
    /// <summary>Numbers of sources; new ones get one.</summary>
    public static async Task<IReadOnlyDictionary<SourceKey, long>> IdsAsync(
        WriteScope scope, IEnumerable<SourceKey> sources)
    {
        var ids = new Dictionary<SourceKey, long>();
        foreach (var source in sources)
        {
            var row = new { connector = source.Connector, source = source.ToString() };
            ids[source] = await FindAsync(scope, row) ?? await AddAsync(scope, row);
        }
        return ids;
    }

    /// <summary>Connectors by number of the source.</summary>
    public static async Task<IReadOnlyDictionary<long, string>> ConnectorsAsync(
        WriteScope scope, IEnumerable<long> ids) =>
        (await scope.Connection.QueryAsync<(long Id, string Connector)>(
            $"select id, connector from channel where {Sql.In(scope.Engine, "id", "ids")}",
            new { ids = Sql.List(scope.Engine, ids) }, scope.Transaction)).ToDictionary(c => c.Id, c => c.Connector);

    private static Task<long?> FindAsync(WriteScope scope, object row) => scope.Connection.ExecuteScalarAsync<long?>(
        "select id from channel where connector = @connector and source = @source", row, scope.Transaction);

    private static Task<long> AddAsync(WriteScope scope, object row) => scope.Connection.ExecuteScalarAsync<long>(
        "insert into channel (connector, source) values (@connector, @source) returning id", row, scope.Transaction);
}
