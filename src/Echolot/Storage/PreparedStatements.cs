using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Echolot.Storage;

/// <summary>
/// Statements kept prepared on the writer's connection and bound by number: a row of forty columns costs 3 µs this way
/// instead of 20 through commands, which look up every parameter by name for every row.
/// </summary>
/// <remarks>Used only by the one who has the turn to write, so it needs no lock.</remarks>
internal sealed class PreparedStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, sqlite3_stmt> _statements = new(StringComparer.Ordinal);
    private readonly RowValues _values = new();

    private sqlite3 Db => connection.Handle!;

    /// <summary>Runs a statement for each row; its parameters are the columns in their order.</summary>
    /// <exception cref="SqliteException">A row was refused.</exception>
    public void RunEach<T>(
        string sql, IReadOnlyList<Column<T>> columns, IReadOnlyList<T> rows, CancellationToken cancel)
    {
        if (rows.Count == 0) return;
        var handle = Get(sql);
        var statement = new BoundStatement(handle, _values);
        _values.AllNull();
        try
        {
            for (var r = 0; r < rows.Count; r++)
            {
                cancel.ThrowIfCancellationRequested();
                var row = rows[r];
                for (var i = 0; i < columns.Count; i++) columns[i].Bind(statement, i + 1, row);
                var result = statement.Step();
                // Leaves the statement ready for the next row also after an error.
                statement.Reset();
                _values.Clear();
                if (result is not raw.SQLITE_DONE) Check(result);
            }
        }
        finally
        {
            // Nothing bound may point at text that is gone.
            raw.sqlite3_clear_bindings(handle);
            _values.Clear();
        }
    }

    /// <summary>Runs a query with one parameter for each key; all that its first column gives.</summary>
    public List<long> FindEach(string sql, IReadOnlyList<long> keys, CancellationToken cancel)
    {
        var handle = Get(sql);
        var statement = new BoundStatement(handle, _values);
        var found = new List<long>();
        for (var k = 0; k < keys.Count; k++)
        {
            cancel.ThrowIfCancellationRequested();
            statement.Bind(1, keys[k]);
            int result;
            while ((result = statement.Step()) is raw.SQLITE_ROW) found.Add(raw.sqlite3_column_int64(handle, 0));
            statement.Reset();
            if (result is not raw.SQLITE_DONE) Check(result);
        }
        GC.KeepAlive(handle);
        return found;
    }

    private sqlite3_stmt Get(string sql)
    {
        if (_statements.TryGetValue(sql, out var known)) return known;
        Check(raw.sqlite3_prepare_v2(Db, sql, out var statement));
        _statements.Add(sql, statement);
        return statement;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, Db);

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Dispose();
        _statements.Clear();
    }
}

/// <summary>
/// A prepared statement whose parameters are bound by plain calls into SQLite: the safe handle is counted up and down
/// once for all rows instead of at each of their values, and text is not copied once more.
/// </summary>
/// <remarks>The handle must outlive it, and text that was bound lives until the next <see cref="RowValues.Clear"/>.</remarks>
internal readonly struct BoundStatement(sqlite3_stmt handle, RowValues values)
{
    private readonly nint _statement = handle.DangerousGetHandle();

    public void Bind(int at, long value)
    {
        values.SetNull(at, false);
        Check(sqlite3_bind_int64(_statement, at, value));
    }

    public void Bind(int at, double value)
    {
        values.SetNull(at, false);
        Check(sqlite3_bind_double(_statement, at, value));
    }

    public void Bind(int at, long? value)
    {
        if (value is { } number) Bind(at, number);
        else BindNull(at);
    }

    public void Bind(int at, double? value)
    {
        if (value is { } number) Bind(at, number);
        else BindNull(at);
    }

    public void Bind(int at, string? value)
    {
        if (value is null)
        {
            BindNull(at);
            return;
        }
        values.SetNull(at, false);
        var (start, length) = values.Add(value);
        Check(sqlite3_bind_text(_statement, at, start, length, Static));
    }

    public int Step() => sqlite3_step(_statement);

    public void Reset() => _ = sqlite3_reset(_statement);

    // Half the columns of a mention are null in row after row.
    private void BindNull(int at)
    {
        if (values.IsNull(at)) return;
        values.SetNull(at, true);
        Check(sqlite3_bind_null(_statement, at));
    }

    // Binding fails only where the number of parameters is wrong or memory is out.
    private static void Check(int result)
    {
        if (result is not raw.SQLITE_OK) throw new SqliteException($"A value cannot be bound (SQLite error {result}).", result);
    }

    /// <summary>SQLITE_STATIC: the text stays where it is until the statement has run.</summary>
    private const nint Static = 0;

    private const string Library = "e_sqlite3";

    [DllImport(Library), SuppressGCTransition]
    private static extern int sqlite3_bind_int64(nint statement, int at, long value);

    [DllImport(Library), SuppressGCTransition]
    private static extern int sqlite3_bind_double(nint statement, int at, double value);

    [DllImport(Library), SuppressGCTransition]
    private static extern int sqlite3_bind_null(nint statement, int at);

    [DllImport(Library), SuppressGCTransition]
    private static extern int sqlite3_bind_text(nint statement, int at, nint start, int length, nint destructor);

    [DllImport(Library)]
    private static extern int sqlite3_step(nint statement);

    [DllImport(Library)]
    private static extern int sqlite3_reset(nint statement);
}

/// <summary>
/// The texts of one row in UTF-8, in memory that the collector does not move, and which parameters are null.
/// </summary>
internal sealed class RowValues
{
    private const int Size = 1 << 16;
    private const int MostKept = 1 << 22;

    private readonly List<byte[]> _full = [];
    private ulong _nulls;
    private byte[] _bytes = Allocate(Size);
    private int _used;

    /// <summary>Nothing is bound: all parameters are null.</summary>
    public void AllNull() => _nulls = ulong.MaxValue;

    /// <summary>Whether the parameter is known to be null; those beyond 63 never are.</summary>
    public bool IsNull(int at) => at < 64 && (_nulls >> at & 1) == 1;

    public void SetNull(int at, bool isNull)
    {
        if (at < 64) _nulls = isNull ? _nulls | 1UL << at : _nulls & ~(1UL << at);
    }

    public (nint Start, int Length) Add(string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_bytes.Length - _used < most)
        {
            // What is bound already stays where it is.
            _full.Add(_bytes);
            (_bytes, _used) = (Allocate(Math.Max(_bytes.Length * 2, most)), 0);
        }
        var length = Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_used));
        var start = Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, _used);
        _used += length;
        return (start, length);
    }

    public void Clear()
    {
        _used = 0;
        if (_full.Count > 0) _full.Clear();
        // One very long text must not hold its memory for ever.
        if (_bytes.Length > MostKept) _bytes = Allocate(Size);
    }

    private static byte[] Allocate(int size) => GC.AllocateUninitializedArray<byte>(size, pinned: true);
}
