using Echolot.Connectors.Feeds.Reading;
using Echolot.Network;

namespace Echolot.Connectors.Feeds;

/// <summary>
/// Reads RSS 0.90 to 2.0, Atom 0.3 and 1.0, CDF and JSON Feed 1.0 and 1.1, also where they are broken: wrong encodings,
/// undeclared entities and prefixes, tags left open, dates in any custom.
/// </summary>
/// <remarks>Pure and safe for use by many threads; no document type definition is ever fetched.</remarks>
public static class FeedReader
{
    /// <summary>Reads a feed.</summary>
    /// <param name="bytes">Document as received.</param>
    /// <param name="contentType">Content-Type of the answer; null for a file.</param>
    /// <param name="address">Where it came from; relative addresses are resolved against it.</param>
    /// <exception cref="NotAFeed">Neither RSS, Atom, CDF nor JSON Feed.</exception>
    public static FeedDocument Read(ReadOnlySpan<byte> bytes, string? contentType, Uri? address)
    {
        var text = CharacterSet.Decode(bytes, contentType);
        var start = text.AsSpan().TrimStart().TrimStart('\uFEFF');
        if (start.IsEmpty)
            throw new NotAFeed("The document is empty.");
        if (start[0] == '{')
            return JsonFeed.Read(text, address);
        if (start[0] == '[')
            throw new NotAFeed("This is JSON, but not a JSON Feed (it starts with a list).");
        return XmlFeed.Read(XmlTree.Parse(text), address);
    }

    /// <summary>Reads the feed at an address, or the one of the site there.</summary>
    /// <exception cref="NetworkRefused">The address cannot be read.</exception>
    /// <exception cref="NotAFeed">There is no feed.</exception>
    public static async Task<FeedDocument> FindAsync(IGuardedHttp http, Uri address, CancellationToken cancel) =>
        (await FeedAddress.FindAsync(http, address, [], cancel)).Feed;

    /// <summary>What a person typed as an address; null where it is none. Without a scheme it is https.</summary>
    public static Uri? Typed(string text) => FeedAddress.Typed(text);
}
