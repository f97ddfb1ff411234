namespace Echolot.Web.Shell.Own;

/// <summary>
/// Browser and system out of what the browser says about itself, good enough to recognise one's own devices.
/// </summary>
internal static class DeviceName
{
    // Order matters: nearly every browser also names the ones it wants to be taken for.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems =
        [("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS", "macOS"),
            ("Linux", "Linux")];

    public static string? Of(string agent)
    {
        string?[] parts = [Find(Browsers, agent), Find(Systems, agent)];
        var known = parts.OfType<string>().ToList();
        return known.Count == 0 ? null : string.Join(", ", known);
    }

    private static string? Find((string Mark, string Name)[] marks, string agent) =>
        marks.FirstOrDefault(mark => agent.Contains(mark.Mark, StringComparison.Ordinal)).Name;
}
