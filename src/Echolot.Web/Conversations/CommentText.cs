using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of the tree of comments, and of answering one of them.</summary>
internal static class CommentText
{
    public static readonly Plural Comments = new(
        new("{0} Kommentar unter dem Beitrag", "{0} comment under the post"),
        new("{0} Kommentare unter dem Beitrag", "{0} comments under the post"));
    public static readonly Phrase Here = new("davon {0} in diesem Gespräch", "{0} of them in this conversation");
    public static readonly Phrase Post = new("Der Beitrag", "The post");
    public static readonly Phrase First = new("Das sind die ersten {0}; es gibt mehr.", "These are the first {0}; there are more.");
    public static readonly Phrase AnswerThis = new("Darauf antworten", "Answer this");
    public static readonly Phrase Answering = new("Antwort auf: {0}", "Answering: {0}");
    public static readonly Phrase AnswerNewest = new("Doch auf das Neueste antworten", "Answer the newest after all");
}
