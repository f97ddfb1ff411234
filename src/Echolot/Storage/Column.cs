namespace Echolot.Storage;

/// <summary>
/// One column of a bulk insert: its name, and what a row holds for it as <c>long</c>, <c>double</c> or <c>string</c>,
/// each of them or null. Nothing is boxed on the way to the database.
/// </summary>
public sealed class Column<T>
{
    private readonly Func<T, long>? _integer;
    private readonly Func<T, long?>? _integerOrNull;
    private readonly Func<T, double>? _real;
    private readonly Func<T, double?>? _realOrNull;
    private readonly Func<T, string?>? _text;

    public Column(string name, Func<T, long> read) => (Name, _integer) = (name, read);

    public Column(string name, Func<T, long?> read) => (Name, _integerOrNull) = (name, read);

    public Column(string name, Func<T, double> read) => (Name, _real) = (name, read);

    public Column(string name, Func<T, double?> read) => (Name, _realOrNull) = (name, read);

    /// <param name="name">Name of the column.</param>
    /// <param name="read">What a row holds.</param>
    /// <param name="cast">PostgreSQL type that the bound text is turned into.</param>
    public Column(string name, Func<T, string?> read, string? cast = null) => (Name, _text, Cast) = (name, read, cast);

    public string Name { get; }

    public string? Cast { get; }

    internal void Bind(in BoundStatement statement, int at, T row)
    {
        if (_text is not null) statement.Bind(at, _text(row));
        else if (_integer is not null) statement.Bind(at, _integer(row));
        else if (_integerOrNull is not null) statement.Bind(at, _integerOrNull(row));
        else if (_real is not null) statement.Bind(at, _real(row));
        else statement.Bind(at, _realOrNull!(row));
    }

    /// <summary>The values of all rows as one array, and its type in PostgreSQL.</summary>
    internal (Array Values, string Type) ArrayOf(T[] rows)
    {
        if (_text is not null) return (Array.ConvertAll(rows, r => _text(r)), "text");
        if (_integer is not null) return (Array.ConvertAll(rows, r => _integer(r)), "bigint");
        if (_integerOrNull is not null) return (Array.ConvertAll(rows, r => _integerOrNull(r)), "bigint");
        if (_real is not null) return (Array.ConvertAll(rows, r => _real(r)), "double precision");
        return (Array.ConvertAll(rows, r => _realOrNull!(r)), "double precision");
    }
}
