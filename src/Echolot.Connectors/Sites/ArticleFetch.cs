using Echolot.Connectors.Feeds.Reading;
using Echolot.Connectors.Sites.Reading;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Sites;

/// <summary>Why an article was not read.</summary>
internal enum NotRead { Nothing, RobotsForbid, Reserved, Paid, Gone, Unreachable, NoArticle }

/// <summary>Fetches the page of an article as a polite reader does. Thread-safe.</summary>
internal sealed class ArticleFetch(IGuardedHttp http, SiteRules rules, TimeProvider clock)
{
    // Pages of articles have a few hundred kilobytes; what is larger is an application.
    private const int MostBytes = 3 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15), Unsaid = TimeSpan.FromMinutes(5);

    /// <summary>The article, or why there is none. Its text is left out where the publisher reserves mining.</summary>
    /// <exception cref="SourceTrouble">The site asks us to wait: nothing was read, and it is worth coming
    /// back.</exception>
    public async Task<(Article? Article, NotRead Why)> ReadAsync(Uri address, CancellationToken cancel)
    {
        if (address.Scheme is not ("http" or "https")) return (null, NotRead.NoArticle);
        var site = await rules.SaysAsync(address, cancel);
        if (site.Closed) return (null, NotRead.RobotsForbid);
        if (site.Reserved) return (null, NotRead.Reserved);
        IncomingAnswer answer;
        try
        {
            answer = await http.SendAsync(new OutgoingRequest(address)
            {
                Headers = [new("Accept", "text/html, application/xhtml+xml;q=0.9")], Polite = true,
                MaxBytes = MostBytes, MaxRedirects = 5, Timeout = Patience,
                Gap = (await rules.RobotsAsync(address, cancel)).Delay,
            }, cancel);
        }
        catch (NetworkRefused)
        {
            return (null, NotRead.Unreachable);
        }
        if (answer.Status == 429)
        {
            throw new SourceTrouble(
                $"'{address.Host}' says: too many requests.", answer.RetryAfter(clock.GetUtcNow()) ?? Unsaid);
        }
        if (answer.Status is 404 or 410) return (null, NotRead.Gone);
        if (!answer.Success) return (null, NotRead.Unreachable);
        if (answer.Header("Content-Type") is { } type && !type.Contains("html", StringComparison.OrdinalIgnoreCase))
            return (null, NotRead.NoArticle);
        var html = CharacterSet.Decode(answer.Body.Span, answer.Header("Content-Type"));
        var article = ArticleReader.Read(html, answer.Address);
        if (Reserved.In(answer, html).ToList() is { Count: > 0 } reserved)
            return (article with { Text = null, Reserved = reserved }, NotRead.Reserved);
        // The free lead of a paid article is in the feed already.
        if (article.Free == false) return (article with { Text = null }, NotRead.Paid);
        return article.Text is null ? (article, NotRead.NoArticle) : (article, NotRead.Nothing);
    }
}
