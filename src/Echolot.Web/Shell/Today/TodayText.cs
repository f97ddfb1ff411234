namespace Echolot.Web.Shell.Today;

/// <summary>Texts of the start page.</summary>
internal static class TodayText
{
    public static readonly Phrase Live = new("Live", "Live");
    public static readonly Phrase LastDay = new("Erwähnungen, 24 Stunden", "Mentions, 24 hours");
    public static readonly Phrase LastWeek = new("Erwähnungen, 7 Tage", "Mentions, 7 days");
    public static readonly Phrase Negative = new("Anteil negativ, 7 Tage", "Share negative, 7 days");
    public static readonly Phrase Unread = new("Ungelesene Meldungen", "Unread notifications");
    public static readonly Phrase OnDayBefore = new("zum Vortag", "vs the day before");
    public static readonly Phrase OnWeekBefore = new("zur Vorwoche", "vs the week before");
    public static readonly Phrase NothingBefore = new("noch kein Vergleich", "nothing to compare yet");
    public static readonly Phrase AllRead = new("alles gelesen", "all read");
    public static readonly Phrase ToRead = new("warten auf Sie", "are waiting for you");
    public static readonly Phrase NoTone = new("noch nicht messbar", "cannot be measured yet");

    public static readonly Phrase Latest = new("Neueste Erwähnungen", "Latest mentions");
    public static readonly Phrase All = new("Alle ansehen", "See all");
    public static readonly Phrase Notifications = new("Ungelesen", "Unread");
    public static readonly Phrase NoNotifications = new("Nichts Ungelesenes.", "Nothing unread.");
    public static readonly Phrase ByMonitor = new("Monitore", "Monitors");
    public static readonly Phrase SevenDays = new("7 Tage", "7 days");
    public static readonly Phrase Sources = new("Quellen", "Sources");
    public static readonly Phrase Someone = new("Unbekannt", "Unknown");

    public static readonly Plural Failing = new(
        new("Eine Quelle lässt sich nicht lesen.", "One source cannot be read."),
        new("{0} Quellen lassen sich nicht lesen.", "{0} sources cannot be read."));
    public static readonly Plural Silent = new(
        new("Eine Quelle ist ungewöhnlich lange still.", "One source has been silent for unusually long."),
        new("{0} Quellen sind ungewöhnlich lange still.", "{0} sources have been silent for unusually long."));
    public static readonly Phrase Look = new("Ansehen", "View");

    public static readonly Phrase Begin = new("Worauf soll Echolot hören?", "What should Echolot listen for?");
    public static readonly Phrase BeginText = new(
        "Legen Sie einen Monitor an: eine Suchanfrage, die jeden neuen Beitrag prüft. Dann fehlt nur noch eine Quelle.",
        "Create a monitor: a query that every new post is checked against. Then all you need is a source.");
    public static readonly Phrase BeginReader = new(
        "Es gibt noch keine Monitore. Wer Monitore bearbeiten darf, kann hier beginnen.",
        "There are no monitors yet. Somebody who may edit monitors can begin here.");
    public static readonly Phrase NewMonitor = new("Monitor anlegen", "Create a monitor");
    public static readonly Phrase Where = new("Wo soll Echolot hören?", "Where should Echolot listen?");
    public static readonly Phrase WhereText = new(
        "Es ist noch keine Quelle eingerichtet. Beginnen Sie mit einem Feed, mit Bluesky oder einem Import.",
        "No source has been set up yet. Start with a feed, with Bluesky or an import.");
    public static readonly Phrase NewSource = new("Quelle hinzufügen", "Add a source");
    public static readonly Phrase Quiet = new("Echolot hört zu", "Echolot is listening");
    public static readonly Phrase QuietText = new(
        "Sobald jemand etwas schreibt, das zu einem Monitor passt, erscheint es hier, ohne dass Sie neu laden.",
        "As soon as somebody writes something a monitor wants, it appears here without reloading.");
}
