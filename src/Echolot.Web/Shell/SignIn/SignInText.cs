namespace Echolot.Web.Shell.SignIn;

/// <summary>Texts of signing in and of choosing a password.</summary>
internal static class SignInText
{
    public static readonly Phrase Title = new("Anmelden", "Sign in");
    public static readonly Phrase Email = new("E-Mail-Adresse", "E-mail address");
    public static readonly Phrase Password = new("Passwort", "Password");
    public static readonly Phrase Submit = new("Anmelden", "Sign in");
    public static readonly Phrase Forgotten = new("Passwort vergessen?", "Forgotten your password?");
    public static readonly Phrase ForgottenTitle = new("Neues Passwort", "New password");
    public static readonly Phrase ForgottenLead = new(
        "Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort festlegen.",
        "We send you a link with which you choose a new password.");
    public static readonly Phrase SendLink = new("Link schicken", "Send link");
    public static readonly Phrase AskedTitle = new("Sehen Sie in Ihr Postfach", "Look into your mailbox");
    public static readonly Phrase Asked = new(
        "Wenn es zu dieser Adresse einen Zugang gibt, ist der Link unterwegs. Er gilt einmal und eine Stunde lang.",
        "If there is an account with this address, the link is on its way. It works once and for one hour.");
    public static readonly Phrase AskedNothing = new(
        "Nichts da? Sehen Sie auch im Spam-Ordner nach. Nach fünf Minuten können Sie es noch einmal versuchen.",
        "Nothing there? Look into the spam folder, too. After five minutes you can try again.");
    public static readonly Phrase AskSomebody = new(
        "Echolot verschickt hier keine E-Mails. Bitten Sie Ihre Administratorin oder Ihren Administrator um einen "
        + "Link, mit dem Sie ein neues Passwort festlegen.",
        "Echolot sends no mail here. Ask your administrator for a link with which you choose a new password.");
    public static readonly Phrase BackToSignIn = new("Zurück zur Anmeldung", "Back to sign-in");
    public static readonly Phrase AskThrottled = new(
        "Von hier aus wurde zu oft gefragt. Bitte warten Sie {0} Sekunden.",
        "This was asked too often from here. Please wait {0} seconds.");
    public static readonly Phrase Wrong = new(
        "E-Mail-Adresse oder Passwort stimmt nicht.", "E-mail address or password is wrong.");
    public static readonly Phrase Inactive = new("Dieser Zugang ist abgeschaltet.", "This account is switched off.");
    public static readonly Phrase Throttled = new(
        "Zu viele Versuche. Bitte warten Sie {0} Sekunden.", "Too many attempts. Please wait {0} seconds.");
    public static readonly Phrase AcceptTitle = new("Willkommen bei Echolot", "Welcome to Echolot");
    public static readonly Phrase AcceptLead = new(
        "Wählen Sie ein Passwort, dann geht es los.", "Choose a password to get started.");
    public static readonly Phrase ResetLead = new(
        "Wählen Sie ein neues Passwort. Wo Sie noch angemeldet sind, werden Sie abgemeldet.",
        "Choose a new password. Wherever you are still signed in, you will be signed out.");
    public static readonly Phrase NewPassword = new("Neues Passwort", "New password");
    public static readonly Phrase PasswordHint = new(
        "Mindestens 10 Zeichen; ein kurzer Satz ist gut.", "At least 10 characters; a short sentence works well.");
    public static readonly Phrase Save = new("Passwort speichern", "Save password");
    public static readonly Phrase UsedUp = new("Dieser Link gilt nicht mehr", "This link is no longer valid");
    public static readonly Phrase UsedUpText = new(
        "Er wurde schon benutzt oder ist abgelaufen. Fordern Sie einen neuen an; eine Einladung schickt Ihnen Ihre "
        + "Administration.",
        "It was used already or has run out. Ask for a new one; your administrator sends new invitations.");
    public static readonly Phrase Accepted = new(
        "Passwort gespeichert. Bitte melden Sie sich an.", "Password saved. Please sign in.");
}
