using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts about getting through a list quickly: close rows, and on to the next one after sending.</summary>
internal static class PaceText
{
    public static readonly Phrase Compact = new("Liste enger zeigen", "Show the list closer together");
    public static readonly Phrase Comfortable = new("Liste luftiger zeigen", "Give the list more room");
    public static readonly Phrase More = new("Weitere Arten zu senden", "More ways to send");
    public static readonly Phrase SendAndNext = new("Senden und weiter", "Send and next");
    public static readonly Phrase AskAndNext = new("Zur Freigabe und weiter", "Ask for approval and next");
    public static readonly Phrase LastOne = new("Gesendet. Das war das letzte der Liste.", "Sent. That was the last one of the list.");
    public static readonly Phrase LastAsked = new(
        "Wartet auf Freigabe. Das war das letzte der Liste.", "Waits for approval. That was the last one of the list.");
    public static readonly Phrase Leaves = new("Ihre Antwort an {0} geht gleich hinaus.", "Your reply to {0} is about to leave.");
    public static readonly Phrase Back = new("Gespräch zeigen", "Show the conversation");
}
