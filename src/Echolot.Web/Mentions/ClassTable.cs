using System.Text;
using Echolot.Mentions;

namespace Echolot.Web.Mentions;

/// <summary>A row that cannot be taken, by its number in the file.</summary>
internal sealed record ClassProblem(int Row, string Text);

/// <summary>
/// Classes as a table: kind, site or key of the source, class; comma- or semicolon-separated (RFC 4180). Rows of two cells are sites,
/// and a head may be left out.
/// </summary>
internal static class ClassTable
{
    /// <summary>Most characters of a table that is read in.</summary>
    public const int Largest = 4 << 20;

    private const int MostProblems = 50;

    public static string Write(IReadOnlyList<Classed> classed)
    {
        // Excel takes a file without the mark for the code page of its country.
        var table = new StringBuilder("\uFEFFkind,value,class\r\n");
        foreach (var one in classed)
            table.Append(one.Kind is ClassedKind.Site ? "site" : "source").Append(',').Append(Quoted(one.Value)).Append(',')
                .Append(SourceClassText.Word(one.Class)).Append("\r\n");
        return table.ToString();
    }

    public static (IReadOnlyList<ClassDraft> Drafts, IReadOnlyList<ClassProblem> Problems) Read(string text)
    {
        var (drafts, problems) = (new List<ClassDraft>(), new List<ClassProblem>());
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var cells = CellsOf(line.TrimEnd('\r'));
            if (number == 1 && cells[^1].ToLowerInvariant() is "class" or "klasse") continue;
            if (DraftOf(cells) is { } draft) drafts.Add(draft);
            else if (problems.Count < MostProblems) problems.Add(new(number, line.Trim()));
        }
        return (drafts, problems);
    }

    private static ClassDraft? DraftOf(List<string> cells)
    {
        var (kind, value, word) = cells switch
        {
            [var site, var of] => ("site", site, of),
            [var what, var which, var of, ..] => (what.ToLowerInvariant(), which, of),
            _ => ("", "", ""),
        };
        if (SourceClassText.OfWord(word) is not { } found) return null;
        ClassedKind? meant = kind switch { "site" or "website" => ClassedKind.Site, "source" or "quelle" => ClassedKind.Source, _ => null };
        return meant is { } known && Archive.CanBeClassed(known, value) ? new(known, value, found) : null;
    }

    private static List<string> CellsOf(string line)
    {
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[i++]);
            else if (line[i] == '"') quoted = !quoted;
            else if (!quoted && line[i] is (',' or ';' or '\t')) Next();
            else cell.Append(line[i]);
        }
        Next();
        return cells;

        void Next()
        {
            // The sign that keeps spreadsheets from running a cell.
            cells.Add(cell.ToString().Trim().TrimStart('\''));
            cell.Clear();
        }
    }

    private static string Quoted(string cell)
    {
        if (cell.Length > 0 && cell[0] is ('=' or '+' or '-' or '@')) cell = '\'' + cell;
        return cell.AsSpan().ContainsAny("\",;\r\n\t") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }
}
