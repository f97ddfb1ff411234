using System.Net.Http.Headers;
using System.Text;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Play.Networks;
using Echolot.Sources;
using Echolot.Sources.Hubs;
using Echolot.Web.Cli;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Journeys;

/// <summary>Feeds that come by a hub, and lists of feeds, through the whole server.</summary>
public sealed class FeedsJourney
{
    [Fact]
    public async Task News_of_a_feed_with_a_hub_arrives_without_asking()
    {
        await using var door = await Door.OpenAsync();
        await using var paper = new WebSubPaper();
        await paper.StartAsync();
        paper.Add("Wetter", "Morgen regnet es in den Bergen.");
        await using var host = await AppHost.StartAsync(configure: builder =>
            builder.Configuration.AddInMemoryCollection(
            [new("Echolot:PublicUrl", door.Address), new("Echolot:Feeds:Shortest", "00:30:00")]));
        door.LeadTo(host.Address);
        await host.Services.GetRequiredService<Watchlist>().AddAsync(
            new("Marke", "nordlicht", Purpose.Brand, OwnerId: 1), 1, CancellationToken.None);
        var (source, _) = await host.Services.GetRequiredService<SourceRunner>().AddAsync(
            "feeds", null, new Dictionary<string, string> { ["address"] = paper.Feed.AbsoluteUri },
                CancellationToken.None);
        await Eventually.HoldsAsync(() => paper.Subscribers == 1);
        var readings = paper.Readings;

        var item = paper.Add("Nordlicht eröffnet Laden", "Der Versender kommt in die Stadt.");
        (await paper.TellAsync(item, key: "wrong")).ShouldBe([202], "a forger must not learn that it failed");
        (await paper.TellAsync(item)).ShouldBe([202]);
        var archive = host.Services.GetRequiredService<Archive>();
        await Eventually.HoldsAsync(async () => (await archive.ListAsync(new MentionFilter(), null, 10, CancellationToken.None))
            .Items.Count == 1);
        paper.Readings.ShouldBe(readings, "nobody had to ask");
        var state = await host.Services.GetRequiredService<HubDesk>().StateAsync(source!.Id, CancellationToken.None);
        state.ShouldNotBeNull().Verified.ShouldBeTrue();

        using var browser = await host.SignedInAsync();
        (await browser.GetAsync($"/sources/{source.Id}")).Text.ShouldContain("tells of news until");
        await host.Services.GetRequiredService<SourceRunner>().RemoveAsync(source.Id, CancellationToken.None);
        // Whichever comes first: our leaving, or the hub's next call.
        (await paper.TellAsync(item)).ShouldBeSubsetOf([410]);
        paper.Subscribers.ShouldBe(0);
    }

    [Fact]
    public async Task A_list_of_feeds_goes_in_by_browser_and_program_and_comes_out_again()
    {
        await using var paper = new WebSubPaper();
        await paper.StartAsync();
        paper.Add("Wetter", "Sonne");
        var list = "<opml version='2.0'><body><outline text='Presse'>"
            + $"<outline text='Blatt &amp; Co' xmlUrl='{paper.Feed}'/></outline>"
            + $"<outline text='Noch mal' xmlUrl='{paper.Feed}'/>"
            + $"<outline text='Weg' xmlUrl='{new Uri(paper.Address, "/404")}'/></body></opml>";
        await using var host = await AppHost.StartAsync();
        using var browser = await host.SignedInAsync();
        (await browser.GetAsync("/sources/opml")).Text.ShouldContain("OPML");
        (await SendAsync(browser, "keine Liste")).Text.ShouldContain("not XML");
        await SendAsync(browser, list);
        await Eventually.HoldsAsync(async () => (await browser.GetAsync("/sources/opml"))
            .Find("#take-over .taken") is not null);
        var page = await browser.GetAsync("/sources/opml");
        page.Find("#take-over")!.TextContent.ShouldContain("1 new · 0 there already · 1 twice in the list · 1 not readable");
        page.Document.QuerySelectorAll("#take-over .taken b").Select(name => name.TextContent)
            .ShouldBe(["Weg", "Noch mal", "Blatt & Co"]);
        var file = await browser.GetAsync("/sources/opml/file");
        file.Text.ShouldContain($"xmlUrl=\"{paper.Feed}\"");
        file.Text.ShouldContain("<outline text=\"Presse\">");
        file.Text.ShouldContain("Blatt &amp; Co");
        using var reader = await host.SignedInAsync(Echolot.Teams.Role.ReadOnly);
        ((int)(await reader.GetAsync("/sources/opml/file")).Status).ShouldBe(403);
    }

    [Fact]
    public async Task The_command_line_takes_a_list_over_and_hands_it_out()
    {
        var folder = Directory.CreateTempSubdirectory("echolot-opml-").FullName;
        try
        {
            var file = Path.Combine(folder, "liste.opml");
            File.WriteAllText(file, "<opml version='2.0'><body><outline text='Innen' "
                + "xmlUrl='http://127.0.0.1:9/feed'/></body></opml>");
            var (code, output, errors) = await RunAsync("opml", "import", file, "--data", Path.Combine(folder, "data"));
            code.ShouldBe(1);
            output.ShouldContain("0 feeds added, 0 were there already, 0 stand in the list twice, 1 could not be read");
            errors.ShouldContain("127.0.0.1");
            (code, output, _) = await RunAsync("opml", "export", "--data", Path.Combine(folder, "data"));
            code.ShouldBe(0);
            output.ShouldContain("<opml version=\"2.0\">");
            (await RunAsync("opml", "import", Path.Combine(folder, "none.opml"), "--data",
                Path.Combine(folder, "data"))).Code.ShouldBe(2);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.Root().Parse(args).InvokeAsync(new() { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }

    private static async Task<Answer> SendAsync(Visitor browser, string list)
    {
        var token = (await browser.GetAsync("/sources/opml")).Find("input[name=_token]")!.GetAttribute("value")!;
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(list));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/x-opml");
        return await browser.SendFormAsync("/sources/opml", new MultipartFormDataContent
        {
            { content, "file", "liste.opml" }, { new StringContent(token), "_token" },
        });
    }

    /// <summary>A public address that is known before the server behind it, as a proxy in front of it has.</summary>
    private sealed class Door : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly HttpClient _http = new();
        private Uri? _behind;

        private Door(WebApplication app)
        {
            _app = app;
            app.Run(async context =>
            {
                using var request = new HttpRequestMessage(
                    new(context.Request.Method), new Uri(_behind!, context.Request.Path
                        + context.Request.QueryString.Value));
                if (context.Request.Method == "POST")
                {
                    request.Content = new StreamContent(context.Request.Body);
                    request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
                    request.Headers.TryAddWithoutValidation("X-Hub-Signature",
                        context.Request.Headers["X-Hub-Signature"].ToString());
                }
                using var answer = await _http.SendAsync(request);
                context.Response.StatusCode = (int)answer.StatusCode;
                await answer.Content.CopyToAsync(context.Response.Body);
            });
        }

        public string Address => _app.Urls.First();

        public static async Task<Door> OpenAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            var door = new Door(builder.Build());
            await door._app.StartAsync();
            return door;
        }

        public void LeadTo(Uri server) => _behind = server;

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _app.DisposeAsync();
        }
    }
}
