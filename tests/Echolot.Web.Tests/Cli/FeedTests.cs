using System.CommandLine;
using System.Text.Json;
using Echolot.Web.Cli;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Cli;

public sealed class FeedTests
{
    private const string Rss = """
        <rss version="2.0"><channel><title>Blatt</title><item><title>Eins &amp; zwei</title><link>https://blatt.example/1</link>
        <guid isPermaLink="false">nr-1</guid><author>nora@mail.example (Nora Beispiel)</author><pubDate>Mon, 02 Nov 2026 08:00:00 +0100</pubDate>
        <description>&lt;p&gt;Grüße&lt;/p&gt;</description></item></channel></rss>
        """;

    [Fact]
    public async Task A_file_is_printed_as_one_json_object_an_item()
    {
        var (code, output, _) = await RunAsync(Rss);
        code.ShouldBe(0);
        output.TrimEnd().ShouldBe("""
            {"id":"nr-1","title":"Eins & zwei","url":"https://blatt.example/1","author":"Nora Beispiel",
            "published":"2026-11-02T07:00:00Z","updated":null,"text":"Grüße","html":"<p>Grüße</p>"}
            """.Replace("\n", "", StringComparison.Ordinal));
        JsonDocument.Parse(output).RootElement.EnumerateObject().Count().ShouldBe(8);
    }

    [Theory]
    [InlineData("<html><body>eine Seite</body></html>", "web page")]
    [InlineData("", "empty")]
    [InlineData("{\"version\":1}", "JSON Feed")]
    public async Task What_is_no_feed_is_refused_with_exit_code_2(string content, string says)
    {
        var (code, output, errors) = await RunAsync(content);
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldContain(says);
    }

    [Theory]
    [InlineData("nowhere.xml", "neither a file nor an address")]
    [InlineData("http://169.254.169.254/latest/", "reserved network")]
    [InlineData("http://10.0.0.1/feed", "private network")]
    public async Task What_cannot_be_read_is_named_with_exit_code_2(string from, string says)
    {
        var (code, _, errors) = await InvokeAsync(from);
        code.ShouldBe(2);
        errors.ShouldContain(says);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string content)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
            return await InvokeAsync(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(int Code, string Output, string Errors)> InvokeAsync(string from)
    {
        var root = new RootCommand();
        Feed.AddTo(root);
        var streams = new InvocationConfiguration { Output = new StringWriter(), Error = new StringWriter() };
        var code = await root.Parse(["feed", from]).InvokeAsync(streams, TestContext.Current.CancellationToken);
        return (code, streams.Output.ToString()!, streams.Error.ToString()!);
    }
}
