using System.Diagnostics;
using System.Globalization;
using Echolot.Insights;
using Echolot.Monitors;
using Echolot.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Bench;

/// <summary>The overview over a filled archive: what making its sums costs, and what a screen waits for.</summary>
internal sealed class Analysis(ServiceProvider all, IReadOnlyList<long> monitors) : IAsyncDisposable
{
    /// <summary>Names the ten monitors of the made-up posts and makes the sums of every day.</summary>
    public static async Task<Analysis> OpenAsync(EcholotDb db, TimeProvider clock, DirectoryInfo folder)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(clock);
        services.AddEcholot(db, folder);
        var all = services.BuildServiceProvider();
        var watchlist = all.GetRequiredService<Watchlist>();
        var cancel = CancellationToken.None;
        for (var i = (await watchlist.ListAsync(cancel)).Count; i < 10; i++)
            await watchlist.AddAsync(new(
                string.Create(CultureInfo.InvariantCulture, $"Monitor {i}"), "lieferung", Purpose.Brand,
                Folder: i < 3 ? "Ordner" : null), null, cancel);
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var made = await all.GetRequiredService<Analyst>().RefreshAsync(cancel);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"sums of the overview: {made:N0} made, {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds:F1} s of processor time"));
        return new(all, [.. (await watchlist.ListAsync(cancel)).Select(m => m.Id)]);
    }

    public IEnumerable<(string Name, Func<Task> Ask)> Questions(DateOnly today)
    {
        yield return ("overview, one monitor, 7 days", () => LookAsync([monitors[0]], 7));
        yield return ("overview, one monitor, 30 days", () => LookAsync([monitors[0]], 30));
        yield return ("overview, folder of three, 30 days", () => LookAsync(monitors.Take(3), 30));
        yield return ("overview, everything, 7 days", () => LookAsync([], 7));
        yield return ("overview, everything, 30 days", () => LookAsync([], 30));
        yield return ("overview, everything, 60 days", () => LookAsync([], 60));

        Task LookAsync(IEnumerable<long> about, int days) => all.GetRequiredService<Analyst>().LookAsync(
            new([.. about], today.AddDays(1 - days), today, monitors), CancellationToken.None);
    }

    // Not the database: it belongs to whoever opened it.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
