using System.Globalization;
using System.Text;

namespace Echolot.Tables;

/// <summary>Comma-separated values (RFC 4180), UTF-8 with a byte order mark, times in ISO 8601.</summary>
/// <remarks>
/// Spreadsheets run a cell that begins like a formula. Texts are written by strangers, so such a cell gets an
/// apostrophe in front, as OWASP advises against CSV injection.
/// </remarks>
internal sealed class CsvTable<T>(Stream target, IReadOnlyList<TableColumn<T>> columns, TimeZoneInfo zone)
    : TableWriter<T>(target)
{
    private readonly StringBuilder _line = new();

    // Excel takes a file without the mark for the code page of its country.
    public override async Task BeginAsync(CancellationToken cancel)
    {
        await Waiting.WriteAsync(Encoding.UTF8.Preamble.ToArray(), cancel);
        await PutAsync(columns.Select(c => c.Name), cancel);
        await PassOnAsync(cancel);
    }

    protected override ValueTask RowAsync(T row, CancellationToken cancel) =>
        PutAsync(columns.Select(c => CellOf(c.Value(row))), cancel);

    private string CellOf(object? value) => value switch
    {
        null => "",
        string text => Formulas.Guarded(text),
        DateTimeOffset at =>
            TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
        IReadOnlyList<string> list => Formulas.Guarded(string.Join("; ", list)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A cell cannot hold a {value.GetType().Name}.", nameof(value)),
    };

    private async ValueTask PutAsync(IEnumerable<string> cells, CancellationToken cancel)
    {
        _line.Clear();
        foreach (var cell in cells)
        {
            if (_line.Length > 0) _line.Append(',');
            if (cell.AsSpan().ContainsAny(",\"\r\n")) _line.Append('"').Append(cell.Replace("\"", "\"\"")).Append('"');
            else _line.Append(cell);
        }
        _line.Append("\r\n");
        await Waiting.WriteAsync(Encoding.UTF8.GetBytes(_line.ToString()), cancel);
    }
}
