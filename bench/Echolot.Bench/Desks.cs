using System.Globalization;
using Echolot.Alerts;
using Echolot.Connectors;
using Echolot.Insights;
using Echolot.Matching;
using Echolot.Monitors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Bench;

/// <summary>What works over a filled archive: overview, previews, back-filling and alerts, with ten monitors.</summary>
internal sealed class Desks
{
    private static readonly TimeSpan TwoMonths = TimeSpan.FromDays(60);

    // As the page of the preview waits.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly ServiceProvider _all;
    private readonly IReadOnlyList<long> _monitors;

    // The provider lives as long as the process: closing it would close the database, which belongs to the archive.
    private Desks(ServiceProvider all, IReadOnlyList<long> monitors) => (_all, _monitors) = (all, monitors);

    public Watchlist Watchlist => _all.GetRequiredService<Watchlist>();
    public BackfillDesk Backfills => _all.GetRequiredService<BackfillDesk>();
    public AlertDesk Alerts => _all.GetRequiredService<AlertDesk>();
    private Analyst Analyst => _all.GetRequiredService<Analyst>();

    /// <summary>Names the ten monitors of the made-up posts.</summary>
    public static async Task<Desks> OpenAsync(FilledArchive filled)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(filled.Clock);
        services.AddEcholot(filled.Db, new(filled.Folder));
        services.AddConnectors(new ConfigurationBuilder().Build());
        services.AddSingleton(filled.Archive);
        var all = services.BuildServiceProvider();
        var watchlist = all.GetRequiredService<Watchlist>();
        for (var i = (await watchlist.ListAsync(CancellationToken.None)).Count; i < 10; i++)
            await watchlist.AddAsync(new(
                string.Create(CultureInfo.InvariantCulture, $"Monitor {i}"), "lieferung", Purpose.Brand,
                Folder: i < 3 ? "Ordner" : null), null, CancellationToken.None);
        return new(all, [.. (await watchlist.ListAsync(CancellationToken.None)).Select(m => m.Id).Order().Take(10)]);
    }

    /// <summary>Makes the sums of every day, and prints what that costs.</summary>
    public async Task MakeSumsAsync()
    {
        var before = Environment.CpuUsage.TotalTime;
        var made = await Analyst.RefreshAsync(CancellationToken.None);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"sums of the overview: {made:N0} made, {(Environment.CpuUsage.TotalTime - before).TotalSeconds:F1} s of processor time"));
    }

    public IEnumerable<(string Name, Func<Task> Ask)> Overviews(DateOnly today)
    {
        yield return ("overview, one monitor, 7 days", () => LookAsync([_monitors[0]], 7));
        yield return ("overview, one monitor, 30 days", () => LookAsync([_monitors[0]], 30));
        yield return ("overview, folder of three, 30 days", () => LookAsync(_monitors.Take(3), 30));
        yield return ("overview, everything, 7 days", () => LookAsync([], 7));
        yield return ("overview, everything, 30 days", () => LookAsync([], 30));
        yield return ("overview, everything, 60 days", () => LookAsync([], 60));

        Task LookAsync(IEnumerable<long> about, int days) => Analyst.LookAsync(
            new([.. about], today.AddDays(1 - days), today, _monitors), CancellationToken.None);
    }

    public IEnumerable<(string Name, Func<Task> Ask)> Previews()
    {
        yield return ("preview, rare word", () => PreviewAsync("seltenwort7"));
        yield return ("preview, frequent word", () => PreviewAsync("lieferung"));
        yield return ("preview, phrase", () => PreviewAsync("\"danke service\""));
        yield return ("preview, NEAR and NOT", () => PreviewAsync("(paket NEAR/3 lieferung) NOT jacke"));
        yield return ("preview, no word to look up: *asse*", () => PreviewAsync("*asse*"));
        yield return ("preview, no word to look up, rare: *twort1*", () => PreviewAsync("*twort1*"));

        Task PreviewAsync(string query) =>
            Watchlist.PreviewAsync(query, new QueryOptions(), 20, TwoMonths, Patience, CancellationToken.None);
    }

    /// <summary>What the alert page asks of the time machine: 30 days with the levels of sensitivity.</summary>
    public IEnumerable<(string Name, Func<Task> Ask)> Pasts(DateTimeOffset now)
    {
        foreach (var (whose, monitor) in new[] { ("one monitor", (long?)_monitors[0]), ("everything", null) })
            foreach (var kind in Enum.GetValues<AlertKind>())
                yield return ($"time machine, {kind}, {whose}", () => Alerts.PastWithLevelsAsync(
                    Rule(kind, monitor), null, now - TimeSpan.FromDays(30), now, CancellationToken.None));
    }

    private static AlertRule Rule(AlertKind kind, long? monitor) => new(
        0, 1, monitor, kind, [DeliveryChannel.Screen], kind is AlertKind.Digest ? [new(8, 0), new(16, 0)] : [],
        kind is AlertKind.Silence or AlertKind.EachMention or AlertKind.Digest or AlertKind.Authors ? 0 : 20,
        TimeSpan.FromHours(1), TimeSpan.FromHours(1), null, null, true, DateTimeOffset.UnixEpoch)
    {
        Bound = kind switch
        {
            AlertKind.Percent => 200,
            AlertKind.Deviation => 2,
            AlertKind.Seasonal => 4,
            AlertKind.SentimentShare => 40,
            _ => 0,
        },
        Baseline = TimeSpan.FromDays(7),
        Authors = kind is AlertKind.Authors ? ["user1", "user2", "user300"] : [],
        Sensitivity = Sensitivity.Balanced,
    };
}
