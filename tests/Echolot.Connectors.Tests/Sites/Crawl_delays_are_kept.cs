using System.Collections.Concurrent;
using System.Text;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Sites;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Sites;

public sealed class Crawl_delays_are_kept
{
    [Fact]
    public async Task Also_by_sitemaps_and_by_the_parts_of_an_index()
    {
        var web = new Web();
        var pace = new FeedPace { Shortest = TimeSpan.FromMilliseconds(20), Longest = TimeSpan.FromMilliseconds(50) };
        var source = new SourceConfig(1, new SourceKey(SitemapsConnector.Name, "blatt.example", "main"), new Dictionary<string, string>
        {
            ["address"] = "https://blatt.example/index.xml",
        });
        await foreach (var told in new SitemapsConnector(web, pace, TimeProvider.System)
            .ReadAsync(source, null, TestContext.Current.CancellationToken))
            if (told is Progress) break;
        web.Gaps["/index.xml"].ShouldBe(TimeSpan.FromSeconds(7));
        web.Gaps["/part.xml"].ShouldBe(TimeSpan.FromSeconds(7));
    }

    private sealed class Web : IGuardedHttp
    {
        public ConcurrentDictionary<string, TimeSpan?> Gaps { get; } = [];

        public Task<IncomingAnswer> SendAsync(OutgoingRequest request, CancellationToken cancel)
        {
            Gaps[request.Address.AbsolutePath] = request.Gap;
            var text = request.Address.AbsolutePath switch
            {
                "/robots.txt" => "User-agent: *\nCrawl-delay: 7",
                "/index.xml" => "<sitemapindex><sitemap><loc>https://blatt.example/part.xml</loc></sitemap></sitemapindex>",
                "/part.xml" => "<urlset/>",
                _ => null,
            };
            return Task.FromResult(new IncomingAnswer(
                text is null ? 404 : 200, request.Address, new Dictionary<string, string>(), Encoding.UTF8.GetBytes(text ?? ""), []));
        }
    }
}
