using Echolot.Mentions;
using Echolot.Web.Shell;

namespace Echolot.Web.Mentions;

/// <summary>Texts of the lists of authors and sites, and of evidence.</summary>
internal static class ListsText
{
    public static readonly Phrase Title = new("Ausgelassene Personen und Websites", "Left-out authors and sites");
    public static readonly Phrase Short = new("Auslassen", "Leave out");
    public static readonly Phrase HideMeans = new(
        "Ausblenden: wird weiter gesammelt, steht aber in keiner Liste und keiner Zahl und löst keine Meldung aus. "
        + "Mit dem Filter „Ausgeblendet“ bleibt alles sichtbar, und nehmen Sie den Eintrag heraus, ist es wieder da.",
        "Hide: still collected, but in no list and no count, and it notifies nobody. The filter “Hidden” shows it, "
        + "and when you take the entry out, everything is back.");
    public static readonly Phrase NeverMeans = new(
        "Nie sammeln: Neues wird gar nicht erst aufgehoben. Was schon da ist, bleibt. Was in dieser Zeit erscheint, "
        + "lässt sich später nicht nachholen.",
        "Never collect: nothing new is kept at all. What is there already stays. What appears meanwhile cannot be had "
        + "later.");
    public static readonly Phrase Hide = new("Ausblenden", "Hide");
    public static readonly Phrase Never = new("Nie sammeln", "Never collect");
    public static readonly Phrase Add = new("Website auslassen", "Leave out a site");
    public static readonly Phrase Site = new("Website", "Site");
    public static readonly Phrase AddAuthor = new("Person auslassen", "Leave out an author");
    public static readonly Phrase Network = new("Netzwerk", "Network");
    public static readonly Phrase Author = new("Konto", "Account");
    public static readonly Phrase AuthorHint = new(
        "Der Kontoname, wenn schon etwas von der Person gespeichert ist, sonst ihre Kennung beim Netzwerk.",
        "The name of the account where something of theirs is stored, otherwise their id at the network.");
    public static readonly Phrase WrongAuthor = new(
        "Unter diesem Namen ist niemand gespeichert, oder mehrere. Schreiben Sie die Kennung beim Netzwerk.",
        "Nobody is stored under this name, or several are. Write the id at the network.");
    public static readonly Phrase SiteHint = new(
        "Auch alles darunter: blog.example schließt m.blog.example ein.",
        "With everything below it: blog.example includes m.blog.example.");
    public static readonly Phrase None = new("Nichts ausgelassen", "Nothing is left out");
    public static readonly Phrase NoneText = new(
        "Lassen Sie oben eine Person oder eine Website aus, oder in den Angaben einer Erwähnung.",
        "Leave out an author or a site above, or in the details of a mention.");
    public static readonly Phrase TakeOut = new("Wieder aufnehmen", "Take back in");
    public static readonly Phrase Saved = new("Wird ab jetzt ausgelassen", "Left out from now on");
    public static readonly Phrase SavedUnseen = new(
        "Wird ab jetzt ausgelassen. Bisher ist nichts unter dieser Kennung gespeichert; ein Kontoname ist keine Kennung.",
        "Left out from now on. Nothing is stored under this id so far; the name of an account is none.");
    public static readonly Phrase TakenOut = new("Wird wieder aufgenommen", "Taken back in");
    public static readonly Phrase Wrong = new(
        "Das ist keine Website. Schreiben Sie zum Beispiel zeitung.example.",
        "This is not a site. Write for example news.example.");
    public static readonly Phrase HideAuthor = new("Person ausblenden", "Hide author");
    public static readonly Phrase NeverAuthor = new("Person nie sammeln", "Never collect author");
    public static readonly Phrase HideSite = new("Website ausblenden", "Hide site");
    public static readonly Phrase NeverSite = new("Website nie sammeln", "Never collect site");
    public static readonly Phrase Translate = new("Übersetzen", "Translate");
    public static readonly Phrase TranslateHint = new(
        "Öffnet deepl.com in einem neuen Fenster; der Text verlässt dabei das Haus.",
        "Opens deepl.com in a new window; the text leaves the house with it.");

    public static readonly Phrase ToList = new("Zu den Erwähnungen", "To the mentions");

    public static readonly Phrase ToMention = new("Zur Erwähnung", "To the mention");
    public static readonly Phrase Evidence = new("Belege", "Evidence");
    public static readonly Phrase AllEvidence = new("Alle Belege dieser Erwähnung", "All evidence of this mention");
    public static readonly Phrase TakeEvidence = new("Als Beleg sichern", "Keep as evidence");
    public static readonly Phrase EvidenceNone = new("Noch kein Beleg", "No evidence yet");
    public static readonly Phrase EvidenceNoneText = new(
        "Ein Beleg hält Text, Zeiten und die Seite selbst mit Prüfsumme fest, auch wenn der Beitrag später verschwindet. "
        + "Öffnen Sie eine Erwähnung und wählen Sie „Als Beleg sichern“.",
        "Evidence keeps text, times and the page itself with a checksum, even when the post disappears later. Open a "
        + "mention and choose “Keep as evidence”.");
    public static readonly Phrase Download = new("ZIP laden", "Download ZIP");
    public static readonly Phrase NoPage = new("ohne die Seite, sie ließ sich nicht abrufen", "without the page, it could not be fetched");
    public static readonly Phrase PageStatus = new("Seite: Antwort {0}", "page: answer {0}");
    public static readonly Phrase RemoveEvidence = new("Beleg löschen", "Delete evidence");
    public static readonly Phrase EvidenceRemoved = new("Beleg gelöscht", "Evidence deleted");
    public static readonly Phrase TakenBy = new("Gesichert von", "Kept by");

    public static Phrase ModeName(ExclusionMode mode) => mode is ExclusionMode.Hide ? Hide : Never;
}
