namespace Echolot.Web.Shell.Errors;

/// <summary>What people read when something went wrong, and what they can do.</summary>
internal static class ErrorText
{
    public static readonly Phrase Home = new("Zur Startseite", "Go to the start page");
    public static readonly Phrase Typed = new("Was Sie geschrieben haben, zum Herauskopieren", "What you wrote, to copy it");
    public static readonly Phrase Number = new("Für Rückfragen:", "Reference for support:");

    public static Phrase Headline(int status, bool stale) => status switch
    {
        _ when stale => new("Diese Seite war zu lange offen", "This page was open for too long"),
        401 => new("Bitte anmelden", "Please sign in"),
        403 => new("Dafür fehlt Ihnen das Recht", "You may not see this"),
        404 or 405 => new("Diese Seite gibt es nicht", "This page does not exist"),
        413 => new("Das ist zu groß", "That is too large"),
        429 => new("Zu viele Anfragen", "Too many requests"),
        >= 500 => new("Da ist etwas schiefgegangen", "Something went wrong"),
        _ => new("Das ging nicht", "That did not work"),
    };

    public static Phrase Advice(int status, bool stale) => status switch
    {
        _ when stale => new(
            "Laden Sie die vorige Seite neu und senden Sie das Formular noch einmal.",
            "Reload the previous page and send the form again."),
        401 => new("Melden Sie sich an, dann geht es hier weiter.", "Sign in to continue here."),
        403 => new(
            "Ihre Rolle erlaubt diese Seite nicht. Eine Administratorin oder ein Administrator kann das ändern.",
            "Your role does not include this page. An administrator can change that."),
        404 or 405 => new(
            "Vielleicht wurde der Eintrag gelöscht, oder die Adresse ist falsch geschrieben.",
            "The entry may have been deleted, or the address is misspelt."),
        413 => new(
            "So viel nimmt der Server nicht auf einmal an. Schicken Sie weniger oder eine kleinere Datei.",
            "The server does not take that much at once. Send less, or a smaller file."),
        429 =>
            new("Warten Sie einen Augenblick und versuchen Sie es dann noch einmal.", "Wait a moment, then try again."),
        >= 500 => new(
            "Der Fehler steht im Protokoll des Servers. Versuchen Sie es noch einmal.",
            "The error is in the log of the server. Please try again."),
        _ => new("Die Anfrage war unvollständig oder falsch.", "The request was incomplete or wrong."),
    };
}
