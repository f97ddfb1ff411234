using Echolot.Intake;
using Echolot.Messaging;
using Echolot.Sources;

namespace Echolot.Web;

/// <summary>
/// The loops behind the pages. They stop in the order a post travels: readers first, then intake finishes what it has
/// accepted, then the bus hands out what came of it.
/// </summary>
internal sealed class BackgroundWork(SourceRunner sources, Gate gate, Bus bus) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var intakeStops = new CancellationTokenSource();
        using var busStops = new CancellationTokenSource();
        // The host must not wait for the loops to come up.
        await Task.Yield();
        var facts = bus.RunAsync(busStops.Token);
        var intake = gate.RunAsync(intakeStops.Token);
        try
        {
            await FirstToEndAsync(sources.RunAsync(stopping), intake, facts);
        }
        finally
        {
            await intakeStops.CancelAsync();
            await intake;
            await busStops.CancelAsync();
            await facts;
        }
    }

    /// <summary>Ends with the readers; a loop behind them that ends before is a failure and is not hidden.</summary>
    private static async Task FirstToEndAsync(Task readers, params Task[] behind)
    {
        var first = await Task.WhenAny([readers, .. behind]);
        await first;
        if (first != readers)
            throw new InvalidOperationException("A background loop ended while the server runs; the server stops, start it again.");
    }
}
