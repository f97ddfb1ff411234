using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of long conversations, of which a part is shown.</summary>
internal static class PartText
{
    public static readonly Phrase Earlier = new("Früheres zeigen", "Show earlier");
    public static readonly Phrase Beginning = new("Zum Anfang", "To the beginning");
    public static readonly Phrase Unseen = new("Zum ersten Ungelesenen", "To the first unread");
    public static readonly Phrase Newest = new("Zum Neuesten", "To the newest");
}
