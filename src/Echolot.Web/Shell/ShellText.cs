namespace Echolot.Web.Shell;

/// <summary>Texts of the shell.</summary>
internal static class ShellText
{
    public static readonly Phrase Skip = new("Zum Inhalt springen", "Skip to content");
    public static readonly Phrase Navigation = new("Hauptnavigation", "Main navigation");
    public static readonly Phrase Today = new("Heute", "Today");
    public static readonly Phrase Listening = new("Zuhören", "Listening");
    public static readonly Phrase Monitors = new("Monitore", "Monitors");
    public static readonly Phrase Sources = new("Quellen", "Sources");
    public static readonly Phrase Notifications = new("Meldungen", "Notifications");
    public static readonly Phrase Alerts = new("Alarme", "Alerts");
    public static readonly Phrase Settings = new("Einstellungen", "Settings");
    public static readonly Phrase People = new("Menschen", "People");
    public static readonly Phrase Tokens = new("API-Zugänge", "API tokens");
    public static readonly Phrase Import = new("Import", "Import");
    public static readonly Phrase ApiReference = new("API-Referenz", "API reference");
    public static readonly Phrase Own = new("Mein Profil", "My profile");
    public static readonly Phrase Search = new("Suchen …", "Search …");
    public static readonly Phrase SearchKeys = new("Strg K", "Ctrl K");
    public static readonly Phrase ControlKey = new("Strg", "Ctrl");
    public static readonly Phrase SignOut = new("Abmelden", "Sign out");
    public static readonly Phrase Theme = new("Darstellung", "Appearance");
    public static readonly Phrase Light = new("Hell", "Light");
    public static readonly Phrase Dark = new("Dunkel", "Dark");
    public static readonly Phrase System = new("Wie das System", "Match system");
    public static readonly Phrase Language = new("Sprache", "Language");
    public static readonly Phrase Menu = new("Menü", "Menu");
    public static readonly Phrase Close = new("Schließen", "Close");
    public static readonly Phrase Lost = new(
        "Verbindung unterbrochen. Neuer Versuch …", "Connection lost. Trying again …");
    public static readonly Phrase Back = new("Wieder verbunden", "Connected again");
    public static readonly Phrase Unread = new("ungelesen", "unread");
    public static readonly Phrase PersonMenu = new("Menü von {0}", "Menu of {0}");
    public static readonly Phrase Shortcuts = new("Tastenkürzel", "Keyboard shortcuts");
    public static readonly Phrase Palette = new("Befehle und Seiten", "Commands and pages");
    public static readonly Phrase PaletteHint = new(
        "Suchen oder springen: Seite, Monitor, Befehl …", "Search or go to a page, monitor or command …");
    public static readonly Phrase PaletteHere = new("Auf dieser Seite", "On this page");
    public static readonly Phrase PaletteNone = new("Nichts gefunden", "Nothing found");
    public static readonly Phrase PaletteSearch = new("„#“ in allem Gespeicherten suchen", "Search everything stored for “#”");
    public static readonly Phrase KeySearch = new(
        "Suchfeld der Seite, sonst überall suchen", "Search field of the page, else search everywhere");
    public static readonly Phrase KeyPalette = new("Befehle und Seiten", "Commands and pages");
    public static readonly Phrase KeyHelp = new("Diese Übersicht", "This overview");
    public static readonly Phrase KeyTheme = new("Hell oder dunkel", "Light or dark");
    public static readonly Phrase KeyGroupGeneral = new("Überall", "Everywhere");
    public static readonly Phrase KeyGroupGo = new("Gehe zu", "Go to");
    public static readonly Phrase KeyThen = new("dann", "then");
}
