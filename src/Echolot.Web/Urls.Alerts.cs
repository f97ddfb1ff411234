namespace Echolot.Web;

/// <summary>Addresses of ready starts of an alert.</summary>
public static partial class Urls
{
    /// <summary>A new alert, begun with a start, for a monitor where one is meant.</summary>
    public static string NewAlertFrom(string? start, string? monitor) => (start, monitor) switch
    {
        (null, null or "") => NewAlert,
        (null, _) => $"{NewAlert}?monitor={Uri.EscapeDataString(monitor)}",
        (_, null or "") => $"{NewAlert}?start={Uri.EscapeDataString(start)}",
        _ => $"{NewAlert}?start={Uri.EscapeDataString(start)}&monitor={Uri.EscapeDataString(monitor)}",
    };
}
