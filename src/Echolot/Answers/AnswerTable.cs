using System.Globalization;
using System.Text;

namespace Echolot.Answers;

/// <summary>A row of a table of answers that cannot be taken, by its number in the file, the head being 1.</summary>
public sealed record RowProblem(int Row, string Column, string Problem);

/// <summary>What a table of answers would make, or has made.</summary>
/// <param name="New">Titles that the library does not know in their folder.</param>
/// <param name="Changed">Titles that get a new version.</param>
/// <param name="Same">Titles that say what they say already.</param>
public sealed record ImportOutcome(
    IReadOnlyList<string> New, IReadOnlyList<string> Changed, IReadOnlyList<string> Same, IReadOnlyList<RowProblem> Problems);

/// <summary>
/// The library as a table: one row a wording, comma- or semicolon-separated (RFC 4180), rows of the same folder and title are
/// one item.
/// </summary>
internal static class AnswerTable
{
    public static readonly string[] Columns =
    [
        "folder", "kind", "title", "question", "keywords", "language", "address", "channel", "reply", "valid_from",
        "valid_until", "approved", "text",
    ];

    public sealed record Row(string Folder, AnswerContent Content, bool Approved);

    public static string Write(AnswerShelf shelf)
    {
        // Excel takes a file without the mark for the code page of its country.
        var table = new StringBuilder("\uFEFF").AppendJoin(',', Columns).Append("\r\n");
        foreach (var item in shelf.Items)
            foreach (var variant in item.Content.Variants)
            {
                var content = item.Content;
                string?[] cells =
                [
                    shelf.PathOf(item), content.Kind is AnswerKind.Question ? "question" : "module", content.Title,
                    content.Question, string.Join("; ", content.Keywords), variant.Language,
                    variant.Address is Address.None ? "" : variant.Address.ToString().ToLowerInvariant(), variant.Connector,
                    variant.Public switch { true => "public", false => "private", null => "" }, Day(content.ValidFrom),
                    Day(content.ValidUntil), item.ApprovedVersion == item.Version ? "yes" : "no", variant.Text,
                ];
                table.AppendJoin(',', cells.Select(Quoted)).Append("\r\n");
            }
        return table.ToString();
    }

    /// <summary>Rows of a table, joined to items; what cannot be read is told and left out.</summary>
    public static (IReadOnlyList<Row> Rows, IReadOnlyList<RowProblem> Problems) Read(string text)
    {
        var problems = new List<RowProblem>();
        var lines = Lines(text.TrimStart('\uFEFF')).ToList();
        if (lines.Count == 0) return ([], [new(1, "", "The table is empty.")]);
        var head = lines[0].Select(c => c.Trim().ToLowerInvariant()).ToList();
        foreach (var needed in new[] { "title", "text" })
            if (!head.Contains(needed)) problems.Add(new(1, needed, $"The head has no column “{needed}”."));
        foreach (var unknown in head.Except(Columns).Where(c => c.Length > 0))
            problems.Add(new(1, unknown, $"The column “{unknown}” is unknown; it is left out."));
        if (!head.Contains("title") || !head.Contains("text")) return ([], problems);
        var items = new Dictionary<(string, string), Row>();
        for (var i = 1; i < lines.Count; i++)
        {
            var (cells, number) = (lines[i], i + 1);
            if (cells.All(string.IsNullOrWhiteSpace)) continue;
            var wrong = problems.Count;
            var title = Cell("title");
            if (title.Length == 0) problems.Add(new(number, "title", "A row needs a title."));
            if (Cell("text").Length == 0) problems.Add(new(number, "text", "A row needs a text."));
            var kind = Choice("kind", ("question", AnswerKind.Question), ("module", AnswerKind.Module), ("", AnswerKind.Module));
            var address = Choice("address", ("du", Address.Du), ("sie", Address.Sie), ("", Address.None));
            var reply = Choice<bool?>("reply", ("public", true), ("private", false), ("", null));
            var approved = Choice("approved", ("yes", true), ("ja", true), ("no", false), ("nein", false), ("", false));
            var (from, until) = (Date("valid_from"), Date("valid_until"));
            if (problems.Count > wrong) continue;
            var folder = string.Join(" › ", Cell("folder").Split(['›', '/'], StringSplitOptions.TrimEntries
                | StringSplitOptions.RemoveEmptyEntries));
            var variant = new AnswerVariant(
                Cell("text"), Or(Cell("channel")), reply, Or(Cell("language").ToLowerInvariant()), address);
            items[(folder, title)] = items.TryGetValue((folder, title), out var known)
                ? known with { Content = known.Content with { Variants = [.. known.Content.Variants, variant] } }
                : new(folder, new(
                    kind, title, Cell("question"),
                    [.. Cell("keywords").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
                    [variant], from, until), approved);

            string Cell(string column) =>
                head.IndexOf(column) is >= 0 and var at && at < cells.Count ? Unguarded(cells[at]).Trim() : "";

            T Choice<T>(string column, params (string Word, T Value)[] choices)
            {
                var word = Cell(column).ToLowerInvariant();
                foreach (var choice in choices)
                    if (choice.Word == word) return choice.Value;
                problems.Add(new(number, column, $"“{word}” is none of {string.Join(", ", choices.Select(c => c.Word).Where(w => w.Length > 0))}."));
                return choices[^1].Value;
            }

            DateOnly? Date(string column)
            {
                if (Cell(column) is not { Length: > 0 } word) return null;
                if (DateOnly.TryParseExact(
                    word, ["yyyy-MM-dd", "dd.MM.yyyy", "d.M.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
                problems.Add(new(number, column, $"“{word}” is no date such as 2026-12-24."));
                return null;
            }
        }
        return ([.. items.Values], problems);
    }

    private static string? Or(string text) => text.Length == 0 ? null : text;

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // A spreadsheet runs what begins like a formula; the apostrophe in front keeps it a text.
    private static string Quoted(string? cell)
    {
        cell = cell is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + cell : cell ?? "";
        return cell.AsSpan().IndexOfAny(",;\"\r\n") >= 0 ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }

    private static string Unguarded(string cell) =>
        cell is ['\'', '=' or '+' or '-' or '@' or '\t' or '\r', ..] ? cell[1..] : cell;

    private static IEnumerable<List<string>> Lines(string text)
    {
        var first = text.AsSpan(0, text.IndexOf('\n') is >= 0 and var end ? end : text.Length);
        var between = first.Count(';') > first.Count(',') ? ';' : ',';
        var (cells, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (quoted)
            {
                if (c != '"') cell.Append(c);
                else if (at + 1 < text.Length && text[at + 1] == '"') cell.Append(text[++at]);
                else quoted = false;
            }
            else if (c == '"' && cell.Length == 0) quoted = true;
            else if (c == between) Take();
            else if (c == '\n')
            {
                Take();
                yield return cells;
                cells = [];
            }
            else if (c != '\r') cell.Append(c);
        }
        if (cell.Length > 0 || cells.Count > 0)
        {
            Take();
            yield return cells;
        }

        void Take()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
