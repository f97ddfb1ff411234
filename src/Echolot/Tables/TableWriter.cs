namespace Echolot.Tables;

/// <summary>File formats of a table, all with the same columns.</summary>
public enum ExportFormat { Csv, Xlsx, Ndjson }

/// <summary>
/// One column of a table. A value is text, a whole number, a number, a moment or a list of texts; null is an empty cell.
/// </summary>
public sealed record TableColumn<T>(string Name, Func<T, object?> Value);

/// <summary>Tables as files.</summary>
public static class TableFile
{
    /// <summary>Begins a table in a format; times are told on the clock of <paramref name="zone"/>.</summary>
    public static TableWriter<T> Open<T>(
        ExportFormat format, Stream target, IReadOnlyList<TableColumn<T>> columns, TimeZoneInfo zone) => format switch
        {
            ExportFormat.Csv => new CsvTable<T>(target, columns, zone),
            ExportFormat.Xlsx => new XlsxTable<T>(target, columns, zone),
            _ => new NdjsonTable<T>(target, columns),
        };
}

/// <summary>Writes a table row by row, holding one portion at a time. For one thread.</summary>
/// <remarks>A workbook that was not ended cannot be opened: half a table must not look like a whole one.</remarks>
public abstract class TableWriter<T>(Stream target) : IAsyncDisposable
{
    /// <summary>Rows of one portion; what is waiting to be sent is never more than these.</summary>
    private readonly MemoryStream _waiting = new();

    /// <summary>Where a portion is put together.</summary>
    protected Stream Waiting => _waiting;

    /// <summary>Where portions go on.</summary>
    protected Stream Target { get; set; } = target;

    /// <summary>What stands before the first row.</summary>
    public abstract Task BeginAsync(CancellationToken cancel);

    public async Task WriteAsync(IReadOnlyList<T> rows, CancellationToken cancel)
    {
        foreach (var row in rows) await RowAsync(row, cancel);
        await PassOnAsync(cancel);
    }

    /// <summary>What stands behind the last row.</summary>
    public virtual Task EndAsync(CancellationToken cancel) => Task.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        _waiting.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Adds a row to the portion.</summary>
    protected abstract ValueTask RowAsync(T row, CancellationToken cancel);

    /// <summary>Sends the portion and begins a new one.</summary>
    protected virtual Task PassOnAsync(CancellationToken cancel) => PassOnAsync(_waiting, Target, cancel);

    protected static async Task PassOnAsync(MemoryStream waiting, Stream target, CancellationToken cancel)
    {
        if (waiting.Length == 0) return;
        await target.WriteAsync(waiting.GetBuffer().AsMemory(0, (int)waiting.Length), cancel);
        waiting.SetLength(0);
    }
}
