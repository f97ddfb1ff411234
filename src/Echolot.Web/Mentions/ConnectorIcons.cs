namespace Echolot.Web.Mentions;

/// <summary>Icon of a connector by name, for lists that do not ask the connector itself.</summary>
public static class ConnectorIcons
{
    public static string Of(string connector) => connector switch
    {
        "feeds" => "rss",
        "bluesky" => "cloud",
        "mastodon" => "at-sign",
        "wordpress" => "message-square",
        "hackernews" => "zap",
        "youtube" => "play",
        "reddit" => "messages-square",
        "pages" => "text-search",
        "sitemaps" => "newspaper",
        "webchat" => "messages-square",
        "mail" => "mail",
        "phone" => "phone",
        "letter" => "mail-open",
        "visit" => "store",
        "push" => "webhook",
        "import" => "file-up",
        _ => "globe",
    };
}
