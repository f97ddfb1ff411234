using Echolot.Alerts;
using Echolot.Network;
using Echolot.Teams;
using Echolot.Web.Shell;

namespace Echolot.Web.Teams;

/// <summary>Texts of people, roles and tokens.</summary>
internal static class TeamsText
{
    public static readonly Phrase People = ShellText.People;
    public static readonly Phrase Invite = new("Person einladen", "Invite person");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase Email = new("E-Mail", "E-mail");
    public static readonly Phrase RoleLabel = new("Rolle", "Role");
    public static readonly Phrase Language = new("Sprache", "Language");
    public static readonly Phrase Zone = new("Zeitzone", "Time zone");
    public static readonly Phrase LastSeen = new("Zuletzt da", "Last seen");
    public static readonly Phrase Never = new("noch nie", "never");
    public static readonly Phrase Active = new("Darf sich anmelden", "May sign in");
    public static readonly Phrase Inactive = new("Gesperrt", "Inactive");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase Cancel = new("Abbrechen", "Cancel");
    public static readonly Phrase Saved = new("Person gespeichert", "Person saved");
    public static readonly Phrase LinkTitle = new("Einladungslink", "Invitation link");
    public static readonly Phrase LinkText = new(
        "Schicken Sie diesen Link an {0}. Er gilt einmal und läuft ab; damit wird das Passwort gesetzt.",
        "Send this link to {0}. It works once and expires; it sets the password.");
    public static readonly Phrase NewLink = new("Link anzeigen", "Show a link");
    public static readonly Phrase MailLink = new("Link per E-Mail schicken", "Send link by e-mail");
    public static readonly Phrase MailedTitle = new("Einladung ist unterwegs", "The invitation is on its way");
    public static readonly Phrase MailedText = new(
        "{0} bekommt eine E-Mail mit einem Link, der einmal und sieben Tage lang gilt.",
        "{0} gets an e-mail with a link that works once, for seven days.");
    public static readonly Phrase LinkMailed = new("Link ist unterwegs", "The link is on its way");
    public static readonly Phrase Access = new("Zugang", "Access");
    public static readonly Phrase AccessText = new(
        "Mit einem Link legt {0} ein neues Passwort fest. Frühere Links gelten dann nicht mehr.",
        "With a link {0} chooses a new password. Earlier links then stop working.");
    public static readonly Phrase NoMail = new("E-Mails gehen noch nicht hinaus", "Mail does not go out yet");
    public static readonly Phrase RolesTitle = new("Was die Rollen dürfen", "What the roles may do");
    public static readonly Phrase Gone = new("Diese Person gibt es nicht mehr", "This person no longer exists");
    public static readonly Phrase You = new("Sie", "you");

    public static readonly Phrase Tokens = ShellText.Tokens;
    public static readonly Phrase NewToken = new("Neuer Zugang", "New token");
    public static readonly Phrase TokenName = new("Wofür", "What for");
    public static readonly Phrase TokenNameHint = new(
        "Zum Beispiel „Kassensystem“ oder „Auswertung“.", "Such as “shop system” or “reporting”.");
    public static readonly Phrase Rights = new("Rechte", "Permissions");
    public static readonly Phrase Lifetime = new("Gültig", "Valid for");
    public static readonly Phrase Days30 = new("30 Tage", "30 days");
    public static readonly Phrase Days90 = new("90 Tage", "90 days");
    public static readonly Phrase Year = new("1 Jahr", "1 year");
    public static readonly Phrase Forever = new("unbegrenzt", "forever");
    public static readonly Phrase Issue = new("Zugang erzeugen", "Make token");
    public static readonly Phrase Secret = new("Ihr neuer Zugangsschlüssel", "Your new token");
    public static readonly Phrase SecretText = new(
        "Er wird nur jetzt gezeigt. Kopieren Sie ihn an einen sicheren Ort.",
        "Shown only now. Copy it to a safe place.");
    public static readonly Phrase Revoke = new("Widerrufen", "Revoke");
    public static readonly Phrase Revoked = new("Zugang widerrufen", "Token revoked");
    public static readonly Phrase NoTokens = new("Noch kein Zugang", "No token yet");
    public static readonly Phrase NoTokensText = new(
        "Mit einem Schlüssel greift ein Programm in Ihrem Namen auf die API zu, höchstens mit Ihren Rechten.",
        "With a token a program uses the API in your name, with your permissions at most.");
    public static readonly Phrase Expires = new("Läuft ab", "Expires");
    public static readonly Phrase LastUsed = new("Zuletzt benutzt", "Last used");
    public static readonly Phrase Hint = new("Kennung", "Hint");

    /// <summary>Why mail does not go out, for those who can change it.</summary>
    public static Phrase MailMissing(MailGap gap) => gap switch
    {
        MailGap.Server => new(
            "Einladungslinks werden deshalb hier angezeigt. Der Mailserver wird mit Echolot:Mail eingestellt.",
            "That is why invitation links are shown here. The mail server is set with Echolot:Mail."),
        MailGap.Sender => new(
            "Echolot:Mail:From ist keine E-Mail-Adresse.", "Echolot:Mail:From is no e-mail address."),
        MailGap.ImplicitTls => new(
            "Port 465 kann Echolot nicht; stellen Sie Echolot:Mail:Port auf 587 (STARTTLS).",
            "Echolot does not speak port 465; set Echolot:Mail:Port to 587 (STARTTLS)."),
        _ => new(
            "Echolot:PublicUrl fehlt: die Adresse, unter der Menschen Echolot erreichen.",
            "Echolot:PublicUrl is missing: the address under which people reach Echolot."),
    };

    /// <summary>What became of the last mail with a link.</summary>
    public static Phrase MailState(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => new("E-Mail mit Link ist unterwegs", "E-mail with link is on its way"),
        DeliveryState.Sent => new("E-Mail mit Link verschickt", "E-mail with link sent"),
        DeliveryState.Unknown => new(
            "Ob die E-Mail mit dem Link ankam, ist nicht bekannt",
            "Whether the e-mail with the link arrived is not known"),
        _ => new("E-Mail mit Link ging nicht hinaus", "E-mail with link did not go out"),
    };

    public static Phrase PermissionName(Permission permission) => permission switch
    {
        Permission.ReadMentions => new("Erwähnungen lesen", "Read mentions"),
        Permission.TagMentions => new("Erwähnungen bearbeiten", "Work on mentions"),
        Permission.ReadMonitors => new("Monitore sehen", "Read monitors"),
        Permission.EditMonitors => new("Monitore ändern", "Edit monitors"),
        Permission.ReadSources => new("Quellen sehen", "Read sources"),
        Permission.EditSources => new("Quellen ändern", "Edit sources"),
        Permission.PushMentions => new("Beiträge einliefern", "Push posts"),
        Permission.ReadNotifications => new("Meldungen lesen", "Read notifications"),
        Permission.EditNotifications => new("Alarme ändern", "Edit alerts"),
        Permission.ReadPeople => new("Personen sehen", "Read people"),
        Permission.EditPeople => new("Personen ändern", "Edit people"),
        Permission.EditOwnTokens => new("Eigene API-Zugänge", "Own API tokens"),
        Permission.Administer => new("Echolot verwalten", "Administer"),
        Permission.ExportMentions => new("Erwähnungen exportieren", "Export mentions"),
        Permission.HandlePrivacy => new("Datenschutz bearbeiten", "Handle privacy"),
        Permission.ReadConversations => new("Postfach lesen", "Read the inbox"),
        Permission.WorkConversations => new("Gespräche bearbeiten", "Work on conversations"),
        Permission.WriteNotes => new("Notizen zu Gesprächen schreiben", "Write notes on conversations"),
        Permission.SendReplies => new("Antworten senden", "Send replies"),
        Permission.EditCare => new("Antwortziele und Regeln ändern", "Edit response targets and rules"),
        Permission.ExportConversations => new("Gespräche exportieren", "Export conversations"),
        Permission.EditAnswers => new("Wissen schreiben", "Write answers"),
        Permission.ApproveAnswers => new("Wissen und Richtlinien freigeben", "Approve answers and policies"),
        Permission.ApproveReplies => new("Antworten freigeben", "Approve replies"),
        _ => new(permission.ToString(), permission.ToString()),
    };

    public static IReadOnlyList<Permission> Permissions { get; } =
        [.. Enum.GetValues<Permission>().Where(p => p is not Permission.None)];
}
