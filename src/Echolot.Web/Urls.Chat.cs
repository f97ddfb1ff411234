namespace Echolot.Web;

/// <summary>Addresses of the web chat, of going on privately, and of opinions.</summary>
public static partial class Urls
{
    public const string ConversationHandOverPattern = "/inbox/{id:long}/hand-over";
    public const string ConversationTranscriptPattern = "/inbox/{id:long}/transcript";
    public const string Opinions = "/settings/opinions";
    public const string Wording = "/settings/wording";
    public const string OpinionSource = "/settings/opinions/sources";
    public const string OpinionPattern = "/opinion/{secret}";
    public const string SourceChatPattern = "/sources/{id:long}/chat";

    /// <summary>What runs on foreign pages, and what it asks.</summary>
    public const string ChatScript = "/chat/widget.js";
    public const string ChatPattern = "/chat/{key:length(16)}";
    public const string ChatTalkPattern = "/chat/talk/{secret}";

    public static string SourceChat(long id) => Source(id) + "/chat";

    public static string Opinion(string secret) => "/opinion/" + Uri.EscapeDataString(secret);
}
