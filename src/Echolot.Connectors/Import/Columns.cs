using Echolot.Connectors.Push;
using Echolot.Sources.Imports;

namespace Echolot.Connectors.Import;

/// <summary>Decides which column is which field.</summary>
internal static class Columns
{
    /// <summary>The columns that are taken and their fields, in the order in which they fill them.</summary>
    /// <remarks>Columns named by hand come first, then those of the tool's profile. Without a profile every field is
    /// taken once: by the column that bears its own name, then its usual names.</remarks>
    /// <exception cref="FileProblem">A field or column of the map is unknown, or no column holds anything to
    /// read.</exception>
    public static IReadOnlyList<(int Column, string Field)> Assign(
        IReadOnlyList<string> header, ExportProfile? profile, FileReading how)
    {
        var places = new List<(int Column, string Field)>();
        foreach (var (field, column) in how.Map ?? new Dictionary<string, string>())
            places.Add((At(header, column, field), Known(field)));
        var byHand = places.Select(place => place.Field).ToHashSet();

        if (how.Columns is not null) Add(Chosen(header, profile, how.Columns));
        else if (profile is not null) Add(profile.Places(header));
        else
        {
            Add(Once(i => ImportFields.All.Contains(header[i].Trim()) ? header[i].Trim() : null));
            Add(Once(i => PostFields.FromAlias(header[i])));
        }

        if (!places.Exists(place => place.Field is PostFields.Text or PostFields.Title or PostFields.Html))
            throw new FileProblem(
                $"no column is recognised as text or title; the columns are {Listed(header)}: name one with --map text=COLUMN");
        return places;

        void Add(IEnumerable<(int Column, string Field)> more)
        {
            foreach (var place in more)
                if (!byHand.Contains(place.Field) && !places.Exists(taken => taken.Column == place.Column))
                    places.Add(place);
        }

        IEnumerable<(int, string)> Once(Func<int, string?> name)
        {
            for (var i = 0; i < header.Count; i++)
                if (name(i) is { } field && !places.Exists(taken => taken.Field == field)) yield return (i, field);
        }
    }

    // A profile knows which of two columns for one field is the better one, also after somebody changed a third.
    private static IEnumerable<(int Column, string Field)> Chosen(
        IReadOnlyList<string> header, ExportProfile? profile, IReadOnlyDictionary<string, string> columns)
    {
        var order = profile?.Places(header).ToList() ?? [];
        return columns.Select(one => (Column: At(header, one.Key, one.Value), Field: Known(one.Value)))
            .OrderBy(place => order.IndexOf(place) is >= 0 and var at ? at : int.MaxValue).ThenBy(place => place.Column);
    }

    private static string Known(string field) => ImportFields.Of(field)
        ?? throw new FileProblem($"'{field}' is not a field; fields are {string.Join(", ", ImportFields.All)}");

    private static int At(IReadOnlyList<string> header, string column, string field)
    {
        for (var i = 0; i < header.Count; i++)
            if (header[i].Trim().Equals(column.Trim(), StringComparison.OrdinalIgnoreCase)) return i;
        throw new FileProblem($"there is no column '{column}' for '{field}'; the columns are {Listed(header)}");
    }

    private static string Listed(IReadOnlyList<string> header) =>
        string.Join(", ", header.Take(30).Select(name => $"'{name}'"));
}
