namespace Echolot.Web;

/// <summary>Addresses of crises in the inbox.</summary>
public static partial class Urls
{
    public const string ConversationCrisisPattern = "/inbox/{id:long}/crisis";
    public const string ConversationCrisisUndoPattern = "/inbox/{id:long}/crisis/undo";
}
