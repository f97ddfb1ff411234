namespace Echolot.Sources.Hubs;

/// <summary>
/// A connector whose sources may be told of news by a hub (WebSub) instead of asking again and again.
/// </summary>
public interface IHearsHubs : IConnector
{
    /// <summary>The hub that the source's last answer named; null: it can only be asked.</summary>
    Hub? HubOf(string? cursor);

    /// <summary>
    /// Hands over what a hub sent for a source. Returns at once; what is lost with the process comes with the next
    /// asking.
    /// </summary>
    void Deliver(long sourceId, HubNews news);
}

/// <summary>Who tells of news, and the address they know the feed by.</summary>
public sealed record Hub(Uri Address, Uri Topic);

/// <summary>Content of a feed as its hub sent it, with a signature that fits.</summary>
public sealed record HubNews(ReadOnlyMemory<byte> Body, string? ContentType);
