namespace Echolot.Web.Shell.SetUp;

/// <summary>Texts of the set-up.</summary>
internal static class SetUpText
{
    public static readonly Phrase Title = new("Einrichten", "Set-up");
    public static readonly Phrase Progress = new("Schritt {0} von 3", "Step {0} of 3");
    public static readonly Phrase Steps = new("Schritte", "Steps");
    public static readonly Phrase StepYou = new("Sie", "You");
    public static readonly Phrase StepMonitor = new("Worauf hören?", "Listen for");
    public static readonly Phrase StepSource = new("Wo hören?", "Listen where");

    public static readonly Phrase Welcome = new("Willkommen bei Echolot", "Welcome to Echolot");
    public static readonly Phrase WelcomeLead = new(
        "Drei kurze Schritte, dann hört Echolot zu. Alles lässt sich später ändern.",
        "Three short steps and Echolot is listening. Everything can be changed later.");
    public static readonly Phrase Firm = new(
        "Name der Firma oder Organisation", "Name of your company or organisation");
    public static readonly Phrase YourName = new("Ihr Name", "Your name");
    public static readonly Phrase Email = new("E-Mail-Adresse", "E-mail address");
    public static readonly Phrase Password = new("Passwort", "Password");
    public static readonly Phrase Language = new("Sprache", "Language");
    public static readonly Phrase Zone = new("Zeitzone", "Time zone");
    public static readonly Phrase ZoneHint = new(
        "Für Uhrzeiten, Ruhezeiten und Tageswerte.", "For times of day, quiet hours and daily figures.");
    public static readonly Phrase Next = new("Weiter", "Continue");

    public static readonly Phrase MonitorTitle = new("Worauf soll Echolot hören?", "What should Echolot listen for?");
    public static readonly Phrase MonitorLead = new(
        "Ein Monitor ist eine gespeicherte Suchanfrage. Was zu keinem Monitor passt, wird nicht gespeichert.",
        "A monitor is a stored query. What no monitor wants is not kept.");
    public static readonly Phrase MonitorName = new("Name des Monitors", "Name of the monitor");
    public static readonly Phrase Query = new("Suchanfrage", "Query");
    public static readonly Phrase QueryHint = new(
        "Wörter verbinden mit AND, OR, NOT; Wortgruppen in Anführungszeichen; * steht für beliebige Buchstaben.",
        "Join words with AND, OR, NOT; put phrases into quotation marks; * stands for any letters.");
    public static readonly Phrase QueryGood = new("Die Anfrage ist gültig.", "The query is valid.");
    public static readonly Phrase QueryEmpty = new(
        "Schreiben Sie, welche Wörter vorkommen sollen.", "Write which words should occur.");
    public static readonly Phrase QueryAt = new("Zeichen {0}: {1}", "Character {0}: {1}");
    public static readonly Phrase Later = new("Später", "Later");

    public static readonly Phrase SourceTitle = new("Wo soll Echolot hören?", "Where should Echolot listen?");
    public static readonly Phrase SourceLead = new(
        "Beginnen Sie mit einer Website, einem Blog oder einem Feed. Weitere Quellen richten Sie danach unter "
        + "„Quellen“ ein.",
        "Start with a website, a blog or a feed. You can add more under “Sources” afterwards.");
    public static readonly Phrase Address = new("Adresse", "Address");
    public static readonly Phrase AddressHint = new(
        "Die Adresse der Seite genügt; Echolot findet den Feed selbst.",
        "The address of the site is enough; Echolot finds the feed by itself.");
    public static readonly Phrase OtherSource = new(
        "Bluesky, Mastodon, eigene Systeme, Dateien:", "Bluesky, Mastodon, systems of your own, files:");
    public static readonly Phrase AllSources = new("alle Arten von Quellen", "all kinds of sources");
    public static readonly Phrase Finish = new("Fertig", "Finish");
    public static readonly Phrase Done = new(
        "Eingerichtet. Echolot hört jetzt zu.", "All set. Echolot is listening now.");
    public static readonly Phrase Needed = new("Bitte ausfüllen.", "Please fill this in.");
    public static readonly Phrase NameNeeded = new(
        "Bitte geben Sie einen Namen mit höchstens 120 Zeichen an.", "Please enter a name of at most 120 characters.");
}
