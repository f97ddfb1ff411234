using System.Diagnostics;
using System.Globalization;
using Echolot.Alerts;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Evidence;
using Echolot.Insights;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Play.Networks;
using Echolot.Play.Worlds;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web;
using Microsoft.Extensions.Configuration;

namespace Echolot.Play.Demo;

/// <summary><c>./echolot --demo</c>: a filled Echolot in which live posts keep arriving.</summary>
internal static class Demonstration
{
    private const ulong Seed = 1;

    public static async Task<int> RunAsync(string urls, DirectoryInfo data, string pressUrl, bool live,
        CancellationToken cancel)
    {
        Press press;
        try
        {
            press = await Press.StartAsync(pressUrl, cancel);
        }
        catch (Exception taken) when (taken is IOException or FormatException)
        {
            Console.Error.WriteLine($"The demo's papers cannot listen on {pressUrl}: {taken.Message} Stop the other "
                + $"demo, or give another --press address.");
            return 2;
        }
        await using var papers = press;
        await using var neighbours = await Neighbours.StartAsync(press.Address);
        if (neighbours is null) Console.WriteLine(
            $"The ports behind {press.Address} are taken: no Mastodon instance, forum and hub this time.");
        // The world ends at the last full hour, so that a demonstration started twice within an hour is the same.
        var now = TimeProvider.System.GetUtcNow();
        var world = new NordlichtWorld(Seed,
            new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero));
        await using var boards = await Boards.StartAsync(world, now);
        await using var post = new MailServer();
        await using var app = await EcholotApp.BuildAsync(
            new()
            {
                Urls = urls, DataFolder = data.FullName, AllowPrivateNetwork = true, Development = true,
                // Outside, feeds are read every one to sixty minutes; nobody waits that long in front of a
                // demonstration.
                Configure = builder =>
                {
                    boards.LeadHere(builder.Services);
                    builder.Configuration.AddInMemoryCollection(
                    [
                        new("Echolot:Feeds:Shortest", "00:00:05"), new("Echolot:Feeds:Longest", "00:00:10"),
                        new("Echolot:Mail:Host", "127.0.0.1"), new("Echolot:Mail:Tls", "false"),
                        new("Echolot:Mail:Port", post.Port.ToString(CultureInfo.InvariantCulture)),
                        new("Echolot:Mail:From", "echolot@nordlicht.example"),
                        // The hub of a paper calls back; where the port is not known yet, the paper is asked as before.
                        new("Echolot:PublicUrl", PublicUrlOf(urls)),
                    ]);
                },
            }, cancel);
        Shop.Map(app, post);
        await boards.GoOnAsync(app.Services.GetRequiredService<EcholotDb>(), cancel);
        await app.StartAsync(cancel);
        await FillAsync(app.Services, world, press, neighbours, boards, new Uri(app.Urls.First()), cancel);
        Console.WriteLine($"""

            Echolot listens on {app.Urls.First()}
              sign in with  {Workplace.Mail}
              password      {Workplace.Password}
              the shop with its chat is {app.Urls.First()}/demo/shop
            Stop it with Ctrl+C.
            """);
        var stopping = app.Lifetime.ApplicationStopping;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        if (live)
        {
            var posts = new LivePosts(
                world, press, neighbours, boards, new Uri(app.Urls.First()), http, TimeProvider.System);
            try
            {
                await posts.RunAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The server was told to stop; so do we.
            }
        }
        await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    private static string? PublicUrlOf(string urls) =>
        Uri.TryCreate(urls.Split(';')[0], UriKind.Absolute, out var at) && at is { Port: > 0, IsLoopback: true }
            ? at.AbsoluteUri : null;

    private static async Task FillAsync(IServiceProvider services, NordlichtWorld world, Press press,
        Neighbours? neighbours, Boards boards, Uri at, CancellationToken cancel)
    {
        var roster = services.GetRequiredService<Roster>();
        if (await roster.WorkspaceAsync(cancel) is not null) return;
        var watch = Stopwatch.StartNew();
        var runner = services.GetRequiredService<SourceRunner>();
        Console.WriteLine("Filling the demo world Nordlicht Versand (64 days, two languages) …");
        var sources = await Workplace.SetUpAsync(
            roster, services.GetRequiredService<Watchlist>(), runner, press, cancel);
        var posts = await Filling.RunAsync(
            world, sources, runner, services.GetRequiredService<ITakesEvents>(),
            count => Console.Write($"\r  {count:N0} posts"), cancel);
        if (neighbours is not null)
            await neighbours.AddAsync(runner, services.GetRequiredService<ITakesEvents>(), world,
                TimeProvider.System.GetUtcNow(), cancel);
        await boards.AddAsync(runner, TimeProvider.System.GetUtcNow(), cancel);
        await Workplace.SubscribeAsync(services.GetRequiredService<AlertDesk>(), roster,
            services.GetRequiredService<Watchlist>(), cancel);
        await Workplace.WorkAsync(
            services.GetRequiredService<TriageDesk>(), services.GetRequiredService<Archive>(),
            services.GetRequiredService<Analyst>(), services.GetRequiredService<EvidenceRoom>(), roster,
            services.GetRequiredService<Watchlist>(), cancel);
        await AnswerDesk.FillAsync(
            services.GetRequiredService<AnswerLibrary>(), services.GetRequiredService<Inbox>(), roster, cancel);
        await CareDesk.FillAsync(
            services.GetRequiredService<Inbox>(), services.GetRequiredService<Archive>(), roster,
            services.GetRequiredService<Watchlist>(), cancel);
        await CarePast.LiveAsync(services, cancel);
        await Shop.AddAsync(runner, at, cancel);
        var opinions = services.GetRequiredService<OpinionDesk>();
        foreach (var asking in (await runner.ListAsync(cancel)).Where(s => s.Key.Connector is "webchat" or "mail" or "mastodon"))
            await opinions.AskOfSourceAsync(asking.Id, true, null, cancel);
        await AnswerDesk.UseAsync(services.GetRequiredService<Inbox>(), roster, cancel);
        await Visitors.ComeAsync(services, cancel);
        await Night.FillAsync(
            services.GetRequiredService<Inbox>(), services.GetRequiredService<RotaDesk>(), roster, cancel);
        // Something is going on when somebody looks for the first time, and the alerts notice it themselves.
        await Filling.SwellAsync(
            world.Wave(TimeProvider.System.GetUtcNow()), sources, runner, services.GetRequiredService<ITakesEvents>(), cancel);
        Console.WriteLine($"\r  {posts:N0} posts in {watch.Elapsed.TotalSeconds:N1} s");
    }
}
