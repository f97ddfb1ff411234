using System.CommandLine;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Web.Cli;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Cli;

public sealed class ExportMentionsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("echolot-export-");

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Mentions_of_a_monitor_go_into_the_file_that_is_named()
    {
        await FillAsync();
        var file = Path.Combine(folder.FullName, "out.csv");
        var (code, output, _) = await RunAsync(
            "--out", file, "--monitor", "marke", "--query", "jacke", "--from", "2026-03-01", "--to", "2026-03-03T00:00:00Z");
        code.ShouldBe(0);
        output.ShouldContain("1 mentions written to");
        var lines = await File.ReadAllLinesAsync(file);
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain("Die Jacke");
    }

    [Theory]
    [InlineData("out.pdf", "", ".csv, .xlsx or .ndjson")]
    [InlineData("out.csv", "--monitor nobody", "There is no monitor 'nobody'. There are: Marke.")]
    [InlineData("out.csv", "--query (a", "character 1 of the query")]
    public async Task What_cannot_be_exported_ends_with_2_and_a_remedy(string file, string more, string says)
    {
        await FillAsync();
        var (code, _, errors) = await RunAsync(
            ["--out", Path.Combine(folder.FullName, file), .. more.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries)]);
        code.ShouldBe(2);
        errors.ShouldContain(says);
    }

    private async Task FillAsync()
    {
        await using var all = await OpenData.OpenAsync(new DirectoryInfo(Data), make: true, CancellationToken.None);
        var saved = await all.GetRequiredService<Watchlist>().AddAsync(
            new("Marke", "jacke OR hose", Purpose.Brand), null, CancellationToken.None);
        var at = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        Keep[] batch = [.. new[] { "Die Jacke", "Die Hose" }.Select(text => new Keep(
            new Mention
            {
                Source = new("push", "crm", "main"), Id = new(text), Revision = "1", Kind = ItemKind.Post,
                Origin = Origin.Webhook, PublishedAt = at, ReceivedAt = at, Text = text, Author = new(new("a")),
            }, [new(saved.Monitor!.Id, 1, [])], new("de", 1, Sentiment.Neutral, 0, 1, [])))];
        await all.GetRequiredService<Echolot.Storage.EcholotDb>().WriteAsync(
            scope => all.GetRequiredService<Archive>().KeepAsync(scope, batch, CancellationToken.None),
            CancellationToken.None);
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] more)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.Root().Parse(["export", "mentions", "--data", Data, .. more])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }
}
