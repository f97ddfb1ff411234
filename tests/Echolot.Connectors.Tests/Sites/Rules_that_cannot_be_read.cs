using System.Text;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Sites;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Sites;

public sealed class Rules_that_cannot_be_read
{
    private static readonly Uri Article = new("https://blatt.example/a");

    private readonly Clock _clock = new();
    private readonly Web _web = new();
    private readonly SiteRules _rules;

    public Rules_that_cannot_be_read() => _rules = new SiteRules(_web, _clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(404, false)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(0, true)]
    public async Task A_robots_file_that_is_refused_forbids_nothing_and_one_out_of_reach_all_but_reserves_nothing(int status, bool away)
    {
        _web.Status["/robots.txt"] = status;
        var said = await _rules.SaysAsync(Article, Cancel);
        said.Closed.ShouldBe(away);
        said.Look.Found.ShouldBeEmpty();
        (said.Look.Unknown is not null).ShouldBe(away);
        if (away) said.Look.Unknown!.ShouldStartWith("The robots.txt of 'blatt.example' cannot be read now.");
        (await ReadAsync()).ShouldBe(away ? NotRead.RobotsForbid : NotRead.NoArticle);
    }

    [Theory]
    [InlineData(404, false)]
    [InlineData(410, false)]
    [InlineData(403, false)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(0, true)]
    public async Task Texts_count_as_reserved_where_tdmrep_could_never_be_asked_for(int status, bool reserved)
    {
        _web.Status["/.well-known/tdmrep.json"] = status;
        var said = await _rules.SaysAsync(Article, Cancel);
        (said.Closed, said.Reserved).ShouldBe((false, reserved));
        said.Look.Found.ShouldBeEmpty();
        (await ReadAsync()).ShouldBe(reserved ? NotRead.Reserved : NotRead.NoArticle);
        if (!reserved) return;
        said.Look.Unknown!.ShouldStartWith("The tdmrep.json of 'blatt.example' cannot be read now.");
        _web.Status.Clear();
        _clock.Advance(TimeSpan.FromMinutes(29));
        (await _rules.SaysAsync(Article, Cancel)).Reserved.ShouldBeTrue("it is not asked again yet");
        _clock.Advance(TimeSpan.FromMinutes(2));
        (await _rules.SaysAsync(Article, Cancel)).ShouldSatisfyAllConditions(
            s => s.Reserved.ShouldBeFalse(), s => s.Look.Unknown.ShouldBeNull());
    }

    [Theory]
    [InlineData("""[{"location":"/","tdm-reservation":1}]""", true)]
    [InlineData("""[{"location":"/","tdm-reservation":0}]""", false)]
    [InlineData(null, false)]
    public async Task What_tdmrep_said_last_counts_while_it_cannot_be_read(string? file, bool reserved)
    {
        _web.TdmRep = file;
        (await _rules.SaysAsync(Article, Cancel)).Reserved.ShouldBe(reserved);
        foreach (var away in new[] { "/.well-known/tdmrep.json", "/robots.txt" })
        {
            _web.Status[away] = 502;
            _clock.Advance(TimeSpan.FromHours(25));
            (await _rules.SaysAsync(Article, Cancel)).ShouldSatisfyAllConditions(
                s => s.Reserved.ShouldBe(reserved), s => s.Look.Unknown.ShouldNotBeNull(),
                s => s.Look.Found.Count.ShouldBe(reserved ? 1 : 0));
        }
    }

    [Fact]
    public async Task A_watched_page_that_does_not_answer_says_nothing_about_reservations()
    {
        _web.Status["/a"] = 503;
        var pages = new PagesConnector(_web, new FeedPace(), _clock);
        var look = await pages.LookAsync(new SourceConfig(1, new SourceKey("pages", "x", "y"), new Dictionary<string, string>
        {
            ["address"] = Article.AbsoluteUri, ["entry"] = "article",
        }), Cancel);
        look.Found.ShouldBeEmpty();
        look.Unknown.ShouldBe("'blatt.example' answered with status 503.");
    }

    private async Task<NotRead> ReadAsync() => (await new ArticleFetch(_web, _rules, _clock).ReadAsync(Article, Cancel)).Why;

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;
    }

    /// <summary>A site that answers its addresses with these statuses; 0: it cannot be reached.</summary>
    private sealed class Web : IGuardedHttp
    {
        public Dictionary<string, int> Status { get; } = [];
        public string? TdmRep { get; set; }

        public Task<IncomingAnswer> SendAsync(OutgoingRequest request, CancellationToken cancel)
        {
            var path = request.Address.AbsolutePath;
            var text = path switch { "/robots.txt" => "User-agent: *\nAllow: /", "/a" => "<p>kurz</p>", _ => TdmRep };
            var status = Status.GetValueOrDefault(path, text is null ? 404 : 200);
            return status == 0 ? throw new NetworkRefused(NetworkProblem.Unreachable, "No connection to 'blatt.example'.")
                : Task.FromResult(new IncomingAnswer(status, request.Address,
                    new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "text/html" },
                    Encoding.UTF8.GetBytes(text ?? ""), []));
        }
    }
}
