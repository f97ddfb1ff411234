using System.Globalization;
using System.Text.Json;

namespace Echolot.Storage;

/// <summary>The few places where one text cannot serve both engines.</summary>
public static class Sql
{
    /// <summary>
    /// Condition that a column is one of a list of any length; bind the list with
    /// <see cref="List(Engine, IEnumerable{long})"/>.
    /// </summary>
    public static string In(Engine engine, string column, string parameter) => engine is Engine.Sqlite
        ? $"{column} in (select value from json_each(@{parameter}))"
        : $"{column} = any(@{parameter})";

    /// <summary>The list that <see cref="In"/> compares with.</summary>
    public static object List(Engine engine, IEnumerable<long> values) => engine is Engine.Sqlite
        ? $"[{string.Join(',', values.Select(v => v.ToString(CultureInfo.InvariantCulture)))}]"
        : values.ToArray();

    /// <inheritdoc cref="List(Engine, IEnumerable{long})"/>
    public static object List(Engine engine, IEnumerable<string> values) => engine is Engine.Sqlite
        ? JsonSerializer.Serialize(values)
        : values.ToArray();
}
