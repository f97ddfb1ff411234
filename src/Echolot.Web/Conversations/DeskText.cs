using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts about how the care desk stands.</summary>
internal static class DeskText
{
    public static readonly Phrase Open = new("Gespräche zu tun", "Conversations to do");
    public static readonly Phrase OpenNote = new("neu oder offen", "new or open");
    public static readonly Phrase AllDone = new("alles getan", "all done");
    public static readonly Phrase Overdue = new("Über der Frist", "Over target");
    public static readonly Phrase OverdueNote = new("zuerst beantworten", "answer first");
    public static readonly Phrase InTime = new("alle in der Frist", "all in time");
    public static readonly Phrase Soon = new("Gleich fällig", "About to be due");
    public static readonly Phrase SoonNote = new("in den nächsten {0} Min.", "within {0} min");
    public static readonly Phrase Unassigned = new("Ohne Zuständige", "Unassigned");
    public static readonly Phrase Since = new("seit {0}", "since {0}");
    public static readonly Plural Unsent = new(
        new("In {0} Gespräch ging eine Antwort nicht hinaus, oder es ist unklar.", "In {0} conversation a reply did not go out, or it is unclear."),
        new("In {0} Gesprächen ging eine Antwort nicht hinaus, oder es ist unklar.", "In {0} conversations a reply did not go out, or it is unclear."));
    public static readonly Phrase Look = new("Ansehen", "Look");
    public static readonly Phrase AllTaken = new("alle vergeben", "all taken");
}
