namespace Echolot.Alerts;

/// <summary>What notifications say of a firing, for screens that list it.</summary>
public static class AlertWords
{
    /// <param name="rule">The alert.</param>
    /// <param name="firing">What fired.</param>
    /// <param name="subject">Name of the monitor or source; null: every monitor.</param>
    /// <param name="language"><c>de</c> or <c>en</c>.</param>
    public static string Title(AlertRule rule, Firing firing, string? subject, string language) =>
        Wording.In(language).Title(rule, firing, subject);

    /// <summary>Observed, expected and bound in one line.</summary>
    public static string Why(AlertRule rule, Firing firing, string language) => Wording.In(language).Why(rule, firing);
}
