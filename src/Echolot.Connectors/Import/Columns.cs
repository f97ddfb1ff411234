using Echolot.Connectors.Push;
using Echolot.Sources.Imports;

namespace Echolot.Connectors.Import;

/// <summary>Decides which column is which field.</summary>
internal static class Columns
{
    /// <summary>The field of each column, null where it is not used; every field is taken once.</summary>
    /// <remarks>Columns named by hand come first, then those that bear a field's own name, then its usual
    /// names.</remarks>
    /// <exception cref="FileProblem">A field or column of the map is unknown, or no column holds anything to
    /// read.</exception>
    public static string?[] Assign(IReadOnlyList<string> header, IReadOnlyDictionary<string, string>? map)
    {
        var fields = new string?[header.Count];
        foreach (var (field, column) in map ?? new Dictionary<string, string>())
        {
            var known = PostFields.IsScalar(field) ? field : PostFields.FromAlias(field);
            if (known is null)
                throw new FileProblem($"'{field}' is not a field; fields are {string.Join(", ", PostFields.Scalars)}");
            var at = IndexOf(header, column);
            if (at < 0)
                throw new FileProblem($"there is no column '{column}' for '{field}'; the columns are {Listed(header)}");
            fields[at] = known;
        }
        for (var i = 0; i < fields.Length; i++)
            if (PostFields.IsScalar(header[i].Trim())) Take(i, header[i].Trim());
        for (var i = 0; i < fields.Length; i++)
            if (PostFields.FromAlias(header[i]) is { } field) Take(i, field);

        if (!fields.Any(field => field is PostFields.Text or PostFields.Title or PostFields.Html))
            throw new FileProblem(
                $"no column is recognised as text or title; the columns are {Listed(header)}: name one with --map text=COLUMN");
        return fields;

        void Take(int column, string field)
        {
            if (fields[column] is null && !fields.Contains(field)) fields[column] = field;
        }
    }

    private static int IndexOf(IReadOnlyList<string> header, string column)
    {
        for (var i = 0; i < header.Count; i++)
            if (header[i].Trim().Equals(column.Trim(), StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }

    private static string Listed(IReadOnlyList<string> header) =>
        string.Join(", ", header.Take(30).Select(name => $"'{name}'"));
}
