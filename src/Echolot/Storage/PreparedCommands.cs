using System.Data.Common;

namespace Echolot.Storage;

/// <summary>Commands kept prepared on the writer's connection: parsing costs more than running for single-row statements.</summary>
/// <remarks>Used only by the one who has the turn to write, so it needs no lock.</remarks>
internal sealed class PreparedCommands(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand> _commands = [];

    /// <summary>The command for this text with parameters <c>@p0 … @pN</c>, bound to the open transaction.</summary>
    public DbCommand Get(string sql, int parameters, DbTransaction transaction)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < parameters; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{i}";
                parameter.Value = DBNull.Value;
                command.Parameters.Add(parameter);
            }
            _commands.Add(sql, command);
        }
        command.Transaction = transaction;
        return command;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _commands.Clear();
    }
}
