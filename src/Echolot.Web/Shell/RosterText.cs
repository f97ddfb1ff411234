using Echolot.Teams;

namespace Echolot.Web.Shell;

/// <summary>What people read when the roster refuses, and beside which field.</summary>
public static class RosterText
{
    /// <summary>
    /// Field the refusal belongs to (<c>email name password zone language theme token</c>); empty: the whole form.
    /// </summary>
    public static string FieldOf(RosterRefusal why) => why switch
    {
        RosterRefusal.EmailInvalid or RosterRefusal.EmailTaken => "email",
        RosterRefusal.NameMissing or RosterRefusal.TokenNameMissing => "name",
        RosterRefusal.PasswordTooShort or RosterRefusal.PasswordTooLong or RosterRefusal.PasswordIsEmail => "password",
        RosterRefusal.UnknownTimeZone => "zone",
        RosterRefusal.UnknownLanguage => "language",
        RosterRefusal.UnknownTheme => "theme",
        RosterRefusal.TokenLifetime => "lifetime",
        RosterRefusal.TokenTooStrong => "permissions",
        RosterRefusal.DepartmentPlace => "parent",
        RosterRefusal.TimeInvalid => "until",
        RosterRefusal.CapacityInvalid => "capacity",
        RosterRefusal.SkillInvalid => "skills",
        RosterRefusal.SubstituteInvalid => "substitute",
        RosterRefusal.AgreementMissing => "agreement",
        _ => "",
    };

    public static Phrase Of(RosterRefusal why) => why switch
    {
        RosterRefusal.NotAllowed => new("Dafür reichen Ihre Rechte nicht.", "You do not have the permission for this."),
        RosterRefusal.NotFound =>
            new("Diesen Eintrag gibt es nicht mehr. Laden Sie die Seite neu.", "This entry is gone. Reload the page."),
        RosterRefusal.AlreadySetUp => new(
            "Echolot ist schon eingerichtet. Bitte melden Sie sich an.", "Echolot is set up already. Please sign in."),
        RosterRefusal.NotSetUp => new("Echolot ist noch nicht eingerichtet.", "Echolot has not been set up yet."),
        RosterRefusal.LastAdministrator => new(
            "Eine Administratorin oder ein Administrator muss bleiben.", "One administrator has to remain."),
        RosterRefusal.EmailInvalid => new("Das ist keine E-Mail-Adresse.", "This is not an e-mail address."),
        RosterRefusal.EmailTaken =>
            new("Diese E-Mail-Adresse hat schon einen Zugang.", "Somebody with this e-mail address is here already."),
        RosterRefusal.NameMissing or RosterRefusal.TokenNameMissing =>
            new("Bitte geben Sie einen Namen mit höchstens 120 Zeichen an.", "Please enter a name of at most 120 characters."),
        RosterRefusal.PasswordTooShort => new("Bitte mindestens 10 Zeichen.", "Please use at least 10 characters."),
        RosterRefusal.PasswordTooLong => new("Bitte höchstens 512 Zeichen.", "Please use at most 512 characters."),
        RosterRefusal.PasswordIsEmail => new(
            "Das Passwort darf nicht die E-Mail-Adresse sein.", "The password must not be the e-mail address."),
        RosterRefusal.UnknownTimeZone => new("Diese Zeitzone ist unbekannt.", "This time zone is unknown."),
        RosterRefusal.UnknownLanguage => new("Diese Sprache ist unbekannt.", "This language is unknown."),
        RosterRefusal.UnknownTheme => new("Diese Darstellung ist unbekannt.", "This appearance is unknown."),
        RosterRefusal.TokenTooStrong =>
            new("Ein Zugang darf nicht mehr, als Sie selbst dürfen.", "A token may not do more than you may."),
        RosterRefusal.DepartmentPlace => new(
            "Eine Abteilung kann nicht unter sich selbst stehen und höchstens auf der zehnten Ebene.",
            "A department cannot stand below itself, nor deeper than ten levels."),
        RosterRefusal.TimeInvalid => new("Diese Zeit geht nicht.", "This time is not possible."),
        RosterRefusal.CapacityInvalid => new("Bitte 0 bis 1000 Punkte.", "Please use 0 to 1000 points."),
        RosterRefusal.SkillInvalid => new(
            "Höchstens 40 Wörter mit je 60 Zeichen.", "At most 40 words of 60 characters each."),
        RosterRefusal.SubstituteInvalid => new(
            "Niemand vertritt sich selbst.", "Nobody stands in for themselves."),
        RosterRefusal.TokenLifetime => new("Diese Laufzeit geht nicht.", "This lifetime is not possible."),
        RosterRefusal.AgreementMissing => new(
            "Bitte nennen Sie, was diese Zahlen erlaubt, zum Beispiel eine Betriebsvereinbarung mit Datum.",
            "Please name what allows these figures, such as a works agreement with its date."),
        _ => throw new ArgumentOutOfRangeException(
            nameof(why), why, "There is no text for this refusal yet; add it to RosterText."),
    };

    /// <summary>Errors for a form.</summary>
    public static Dictionary<string, string> Errors(this RosterException refused) =>
        new() { [FieldOf(refused.Why)] = Of(refused.Why) };
}
