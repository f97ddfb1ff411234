using CsvHelper;
using CsvHelper.Configuration;

namespace Echolot.Connectors.Import;

/// <summary>Finds out what separates the fields of a table.</summary>
internal static class Delimiter
{
    // Lines before the header are of another width; the longest such preamble seen has a dozen.
    private const int Rows = 40;

    /// <summary>
    /// The delimiter that cuts the first rows into the same number of fields, and into the most; comma when none does.
    /// </summary>
    /// <param name="stated">The first line says it (<c>sep=;</c>) and is not the header.</param>
    public static char Detect(string head, out bool stated)
    {
        // Excel's own way to say it.
        stated = head.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && head.Length > 5
            && head[5] is '\r' or '\n';
        if (stated && head[4] < 128) return head[4];
        return new[] { ',', ';', '\t', '|' }
            .Select(sign => (sign, score: Score(head, sign)))
            .OrderByDescending(one => one.score.Even).ThenByDescending(one => one.score.Fields)
            .First().sign;
    }

    private static (int Even, int Fields) Score(string head, char sign)
    {
        using var parser = Table.Parser(new StringReader(head), sign);
        var widths = new List<int>();
        while (widths.Count < Rows && parser.Read())
            if (parser.Record is { } record && (record.Length > 1 || record[0].Length > 0)) widths.Add(record.Length);
        // The sample may end inside a row.
        if (widths.Count > 2) widths.RemoveAt(widths.Count - 1);
        if (widths.Count == 0) return (0, 0);
        var usual = widths.GroupBy(width => width).OrderByDescending(group => group.Count())
            .ThenByDescending(group => group.Key).First().Key;
        if (usual == 1) return (0, 0);
        var table = widths.SkipWhile(width => width != usual).ToList();
        return (100 * table.Count(width => width == usual) / table.Count, usual);
    }
}

/// <summary>How tables are parsed: by the book (RFC 4180), and forgiving where the book is broken.</summary>
internal static class Table
{
    public static CsvParser Parser(TextReader text, char delimiter) =>
        new(text, new CsvConfiguration(System.Globalization.CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            BadDataFound = null,
            IgnoreBlankLines = false,
            HasHeaderRecord = false,
            CountBytes = false,
        });
}
