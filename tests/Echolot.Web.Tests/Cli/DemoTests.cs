using System.Diagnostics;
using System.Net;
using Echolot.Play.Demo;
using Echolot.Play.Networks;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Cli;

/// <summary>The README's second command, as a process of its own: fills the demo world, serves it and ends when told to.</summary>
public sealed class DemoTests : IDisposable
{
    // Pages differ by their path; those of single posts, people and conversations are the same page many times.
    private const int MostPages = 150, MostOfAKind = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("echolot-demo-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_demo_world_fills_and_every_page_that_is_linked_answers()
    {
        var address = Free();
        using var demo = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(Demonstration).Assembly.Location, "--urls", address, "--data", _folder.FullName, "--press", Free(), "--quiet"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            var wrong = demo.StandardError.ReadToEndAsync();
            while (await demo.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Stop it with", StringComparison.Ordinal)) { }
            if (demo.HasExited) Assert.Fail($"The demo ended with {demo.ExitCode}: {await wrong}");
            _ = demo.StandardOutput.ReadToEndAsync();
            await WalkAsync(new(address));
        }
        finally
        {
            demo.Kill();
            await demo.WaitForExitAsync();
        }
    }

    private static async Task WalkAsync(Uri address)
    {
        using var visitor = new Visitor(address, "de");
        (await visitor.PostAsync(Urls.SignIn, Urls.SignIn, ("email", Workplace.Mail), ("password", Workplace.Password)))
            .Location.ShouldBe(Urls.Today);
        var (waiting, seen, kinds) = (new Queue<string>([Urls.Today]), new HashSet<string> { Urls.Today }, new Dictionary<string, int>());
        var (walked, broken) = (0, new List<string>());
        for (; walked < MostPages && waiting.TryDequeue(out var path); walked++)
        {
            var page = await visitor.GetAsync(path);
            if (page.Status is not (HttpStatusCode.OK or HttpStatusCode.Found or HttpStatusCode.SeeOther)) broken.Add($"{path}: {page.Status}");
            if (page.Response.Content.Headers.ContentType?.MediaType != "text/html") continue;
            foreach (var link in page.Document.QuerySelectorAll("a[href^='/']"))
            {
                var next = link.GetAttribute("href")!.Split('#')[0];
                var place = next.Split('?')[0];
                var kind = string.Join('/', place.Split('/').Select(part => part.Any(char.IsDigit) ? "…" : part));
                if (!seen.Add(place) || kinds.GetValueOrDefault(kind) == MostOfAKind) continue;
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                waiting.Enqueue(next);
            }
        }
        broken.ShouldBeEmpty();
        walked.ShouldBeGreaterThan(60);
    }

    /// <summary>An address that nobody listens on now.</summary>
    private static string Free() => $"http://127.0.0.1:{FreePorts.Find()}";
}
