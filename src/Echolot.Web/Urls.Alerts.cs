namespace Echolot.Web;

/// <summary>Addresses of ready starts of an alert, and of how somebody is told.</summary>
public static partial class Urls
{
    /// <summary>How somebody is told that conversations are theirs now.</summary>
    public const string HandedWays = "/alerts/handed";

    /// <summary>A new alert, begun with a start, for a monitor where one is meant.</summary>
    public static string NewAlertFrom(string? start, string? monitor) => (start, monitor) switch
    {
        (null, null or "") => NewAlert,
        (null, _) => $"{NewAlert}?monitor={Uri.EscapeDataString(monitor)}",
        (_, null or "") => $"{NewAlert}?start={Uri.EscapeDataString(start)}",
        _ => $"{NewAlert}?start={Uri.EscapeDataString(start)}&monitor={Uri.EscapeDataString(monitor)}",
    };

    public const string AlertBesidePattern = "/alerts/{id:long}/versions";

    /// <summary>What two versions of an alert would have done, side by side.</summary>
    public static string AlertBeside(long id, int from, int to) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Alert(id)}/versions?from={from}&to={to}");

    public const string WebhookPattern = "/alerts/webhooks/{id:long}";
    public const string WebhookTestPattern = "/alerts/webhooks/{id:long}/test";
    public const string WebhookSecretPattern = "/alerts/webhooks/{id:long}/secret";

    public static string Webhook(long id) => Under(Webhooks, id);

    public static string WebhookTest(long id) => Webhook(id) + "/test";

    /// <summary>Gives a webhook another secret.</summary>
    public static string WebhookSecret(long id) => Webhook(id) + "/secret";
}
