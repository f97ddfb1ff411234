using Echolot.Web.Shell;

namespace Echolot.Web.Monitors;

/// <summary>Texts of which alerts two versions would have set off.</summary>
internal static class VersionAlertsText
{
    public static readonly Phrase Title = new("Welche Alarme ausgelöst hätten", "Which alerts would have fired");
    public static readonly Phrase NoAlerts = new(
        "Für diesen Monitor ist kein Alarm eingeschaltet.", "No alert is switched on for this monitor.");
    public static readonly Phrase Make = new("Alarm anlegen", "Make an alert");
    public static readonly Plural Times = new(new("{0}-mal", "{0} time"), new("{0}-mal", "{0} times"));
    public static readonly Phrase None = new("Kein Alarm hätte ausgelöst.", "No alert would have fired.");
    public static readonly Phrase Alone = new("nur hier", "only here");
    public static readonly Phrase More = new("Die neuesten {0:N0} von {1:N0}.", "The newest {0:N0} of {1:N0}.");
    public static readonly Phrase Silent = new("Still geblieben wären: {0}.", "These would have stayed silent: {0}.");
    public static readonly Phrase Honest = new("Gesendet wird nichts.", "Nothing is sent.");
    public static readonly Phrase Looking = new("Alarme werden durchgespielt …", "Rehearsing the alerts …");
    public static readonly Phrase Partly = new(
        "Die Zeit reichte nicht für alles: Durchgespielt ist ab {0}, und was üblich ist, kennen die Alarme nur zum Teil.",
        "There was no time for everything: rehearsed from {0} on, and the alerts know only a part of what is usual.");
}
