using System.Globalization;
using System.Text;
using Echolot.Mentions;

namespace Echolot.Insights.Export;

/// <summary>Comma-separated values (RFC 4180), UTF-8 with a byte order mark, times in ISO 8601.</summary>
/// <remarks>
/// Spreadsheets run a cell that begins like a formula. Mentions are written by strangers, so such a cell gets an
/// apostrophe in front, as OWASP advises against CSV injection.
/// </remarks>
internal sealed class CsvTable(Stream target, IReadOnlyList<MentionColumn> columns, TimeZoneInfo zone)
    : TableWriter(target)
{
    private readonly StringBuilder _line = new();

    // Excel takes a file without the mark for the code page of its country.
    public override async Task BeginAsync(CancellationToken cancel)
    {
        await Waiting.WriteAsync(Encoding.UTF8.Preamble.ToArray(), cancel);
        await PutAsync(columns.Select(c => c.Name), cancel);
        await PassOnAsync(cancel);
    }

    protected override ValueTask RowAsync(StoredMention row, CancellationToken cancel) =>
        PutAsync(columns.Select(c => CellOf(c.Value(row))), cancel);

    private string CellOf(object? value) => value switch
    {
        null => "",
        string text => Guarded(text),
        DateTimeOffset at =>
            TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
        IReadOnlyList<string> list => Guarded(string.Join("; ", list)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A cell cannot hold a {value.GetType().Name}.", nameof(value)),
    };

    /// <summary>The text, or with an apostrophe in front where a spreadsheet would run it.</summary>
    internal static string Guarded(string text) => RunsAsFormula(text) ? "'" + text : text;

    /// <summary>
    /// Whether spreadsheets take a text for a formula; leading blanks do not stop them, full-width signs count too.
    /// </summary>
    internal static bool RunsAsFormula(string text)
    {
        if (text is ['\t' or '\r' or '\n', ..]) return true;
        var start = text.AsSpan().TrimStart();
        return start.Length > 0 && start[0] is '=' or '+' or '-' or '@' or '\uff1d' or '\uff0b' or '\uff0d' or '\uff20';
    }

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
