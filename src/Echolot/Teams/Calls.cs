namespace Echolot.Teams;

/// <summary>Whom a note calls with @: colleagues by name, first name or mail name, and departments with all their people.</summary>
public static class Calls
{
    /// <summary>Ids of everybody called, once each, in the order of the text.</summary>
    public static IReadOnlyList<long> In(string text, IReadOnlyList<Person> people, Departments? departments = null)
    {
        var called = new List<long>();
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var from = at + 1;
            called.AddRange(people.Where(p => p.Active && Names(p).Any(name => Begins(text, from, name))).Select(p => p.Id));
            if (departments is not null)
                called.AddRange(departments.All.Where(d => Begins(text, from, d.Draft.Name)).SelectMany(d => departments.StaffOf(d.Id)));
        }
        return [.. called.Distinct()];
    }

    private static bool Begins(string text, int from, string name) =>
        text.AsSpan(from).StartsWith(name, StringComparison.CurrentCultureIgnoreCase)
        && (text.Length == from + name.Length || !char.IsLetterOrDigit(text[from + name.Length]));

    private static IEnumerable<string> Names(Person person) =>
        new[] { person.Name, person.Name.Split(' ')[0], person.Email.Split('@')[0] }.Where(n => n.Length > 0);
}
