namespace Echolot.Web.Shell.Own;

/// <summary>Texts of a person's own settings.</summary>
internal static class OwnText
{
    public static readonly Phrase Profile = new("Über mich", "About me");
    public static readonly Phrase Name = new("Name", "Name");
    public static readonly Phrase Email = new("E-Mail-Adresse", "E-mail address");
    public static readonly Phrase EmailHint = new(
        "Nur die Administration kann sie ändern.", "Only an administrator can change it.");
    public static readonly Phrase Language = new("Sprache", "Language");
    public static readonly Phrase Zone = new("Zeitzone", "Time zone");
    public static readonly Phrase Theme = new("Darstellung", "Appearance");
    public static readonly Phrase Keys = new("Einzelne Tasten", "Single keys");
    public static readonly Phrase KeysHint = new(
        "Wer diktiert oder leicht danebentippt, schaltet sie aus; Strg K und Strg Eingabe gehen weiter.",
        "Whoever dictates or hits keys by mistake switches them off; Ctrl K and Ctrl Enter go on working.");

    public static IReadOnlyList<(string, string)> KeysChoices => [("on", new Phrase("An", "On")), ("off", new Phrase("Aus", "Off"))];

    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase Saved = new("Gespeichert", "Saved");
    public static readonly Phrase PasswordTitle = new("Passwort ändern", "Change password");
    public static readonly Phrase PasswordNote = new(
        "Danach sind andere Geräte abgemeldet.", "Other devices are signed out afterwards.");
    public static readonly Phrase Current = new("Bisheriges Passwort", "Current password");
    public static readonly Phrase New = new("Neues Passwort", "New password");
    public static readonly Phrase Wrong = new("Das bisherige Passwort stimmt nicht.", "The current password is wrong.");
    public static readonly Phrase PasswordSaved = new("Das neue Passwort gilt.", "The new password is in force.");
    public static readonly Phrase Devices = new("Angemeldete Geräte", "Signed-in devices");
    public static readonly Phrase Device = new("Gerät", "Device");
    public static readonly Phrase Since = new("Angemeldet", "Signed in");
    public static readonly Phrase Seen = new("Zuletzt benutzt", "Last used");
    public static readonly Phrase SignOutDevice = new("Abmelden", "Sign out");
    public static readonly Phrase DeviceOut = new("Gerät abgemeldet", "Device signed out");
    public static readonly Phrase UnknownDevice = new("Unbekanntes Gerät", "Unknown device");
    public static readonly Phrase RoleIs = new("Rolle: {0}", "Role: {0}");
}
