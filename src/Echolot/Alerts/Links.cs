using System.Globalization;

namespace Echolot.Alerts;

/// <summary>Addresses within this site that notifications lead to; a test of the web holds them to its own.</summary>
internal static class Links
{
    public const string Settings = "/alerts";

    /// <summary>Who is on call, and what they were told of.</summary>
    public const string Rota = "/rota";

    /// <summary>What is assigned to the person who opens it.</summary>
    public const string Mine = "/listening?range=all&mine=yes";

    /// <summary>Conversations whose clock ends first.</summary>
    public const string InboxDue = "/inbox?order=duefirst";

    /// <summary>Conversations of the person who opens it.</summary>
    public const string InboxMine = "/inbox?view=mine";

    /// <summary>Who belongs where, and how far they see.</summary>
    public const string Departments = "/settings/departments";

    private const string List = "/listening";

    /// <summary>The mention itself, or the list of the monitor.</summary>
    public static string To(long? monitorId, Telling telling) =>
        telling is { Count: 1, Newest: [var only] } ? string.Create(CultureInfo.InvariantCulture, $"{List}/{only.MentionId}")
        : monitorId is { } monitor ? string.Create(CultureInfo.InvariantCulture, $"{List}?monitor={monitor}")
        : List;

    public static string ToAlert(long ruleId) => string.Create(CultureInfo.InvariantCulture, $"{Settings}/{ruleId}");

    /// <summary>The explanation of a firing.</summary>
    public static string ToFiring(long firingId) =>
        string.Create(CultureInfo.InvariantCulture, $"{Settings}/firings/{firingId}");

    /// <summary>Where somebody sets a password with the secret of a link.</summary>
    public static string Accept(string secret) => "/welcome/" + Uri.EscapeDataString(secret);

    public static string ToApproval(long id) => string.Create(CultureInfo.InvariantCulture, $"/inbox/approvals/{id}");

    public static string ToConversation(long id) => string.Create(CultureInfo.InvariantCulture, $"/inbox/{id}");

    /// <summary>Where somebody without an account decides with the secret of a link.</summary>
    public static string Approve(string secret) => "/approve/" + Uri.EscapeDataString(secret);

    public static string ToAnswer(long id) => string.Create(CultureInfo.InvariantCulture, $"/answers/{id}");

    public static string ToIncident(long id) => string.Create(CultureInfo.InvariantCulture, $"/incidents/{id}");

    /// <summary>Where somebody without an account answers a question about an incident.</summary>
    public static string Enquiry(string secret) => "/ask/" + Uri.EscapeDataString(secret);

    public static string To(long mentionId) => string.Create(CultureInfo.InvariantCulture, $"{List}/{mentionId}");
}
