using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>Texts about who is told beside the owner of an alert.</summary>
internal static class RecipientsText
{
    public static readonly Phrase Owner = new("Inhaber", "Owner");
    public static readonly Phrase OwnerHint = new(
        "Wird benachrichtigt und darf den Alarm ändern. Wählen Sie jemand anderen, um ihn zu übergeben.",
        "Is told and may change the alert. Choose somebody else to hand it over.");
    public static readonly Phrase Gone = new("{0} (nicht mehr da)", "{0} (no longer there)");
    public static readonly Phrase OwnerGone = new(
        "{0} ist nicht mehr da: übergeben Sie den Alarm an jemand anderen.",
        "{0} is no longer there: hand the alert over to somebody else.");
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
