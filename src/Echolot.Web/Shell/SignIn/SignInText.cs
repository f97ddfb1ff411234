namespace Echolot.Web.Shell.SignIn;

/// <summary>Texts of signing in and of choosing a password.</summary>
internal static class SignInText
{
    public static readonly Phrase Title = new("Anmelden", "Sign in");
    public static readonly Phrase Email = new("E-Mail-Adresse", "E-mail address");
    public static readonly Phrase Password = new("Passwort", "Password");
    public static readonly Phrase Submit = new("Anmelden", "Sign in");
    public static readonly Phrase Forgotten = new(
        "Passwort vergessen? Bitten Sie Ihre Administratorin oder Ihren Administrator um einen neuen Link.",
        "Forgotten your password? Ask your administrator for a new link.");
    public static readonly Phrase Wrong = new("E-Mail-Adresse oder Passwort stimmt nicht.", "E-mail address or password is wrong.");
    public static readonly Phrase Inactive = new("Dieser Zugang ist abgeschaltet.", "This account is switched off.");
    public static readonly Phrase Throttled = new(
        "Zu viele Versuche. Bitte warten Sie {0} Sekunden.", "Too many attempts. Please wait {0} seconds.");
    public static readonly Phrase AcceptTitle = new("Willkommen bei Echolot", "Welcome to Echolot");
    public static readonly Phrase AcceptLead = new("Wählen Sie ein Passwort, dann geht es los.", "Choose a password to get started.");
    public static readonly Phrase NewPassword = new("Neues Passwort", "New password");
    public static readonly Phrase PasswordHint = new("Mindestens 10 Zeichen; ein kurzer Satz ist gut.", "At least 10 characters; a short sentence works well.");
    public static readonly Phrase Save = new("Passwort speichern", "Save password");
    public static readonly Phrase UsedUp = new(
        "Dieser Link gilt nicht mehr. Bitten Sie um einen neuen.", "This link is no longer valid. Ask for a new one.");
    public static readonly Phrase Accepted = new("Passwort gespeichert. Bitte melden Sie sich an.", "Password saved. Please sign in.");
}
