using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>Texts about who is told beside the owner of an alert.</summary>
internal static class RecipientsText
{
    public static readonly Phrase Also = new("Auch benachrichtigen", "Tell as well");
    public static readonly Phrase AlsoHint = new(
        "Jeden in seiner Sprache und Zeitzone; eine Rolle meint auch, wer sie später bekommt.",
        "Each in their language and time zone; a role means whoever gets it later, too.");
    public static readonly Phrase Everybody = new("Alle: {0}", "Everybody: {0}");
    public static readonly Phrase Addresses = new("Weitere E-Mail-Adressen", "Further e-mail addresses");
    public static readonly Phrase AddressesHint = new(
        "Für Verteiler und Menschen ohne Zugang, eine je Zeile. Dafür muss E-Mail angekreuzt sein.",
        "For lists and people without an account, one a line. E-mail has to be chosen for this.");
}
