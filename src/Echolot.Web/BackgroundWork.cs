using Echolot.Intake;
using Echolot.Sources;

namespace Echolot.Web;

/// <summary>Reads sources and works intake; stops readers first, then finishes what intake has accepted.</summary>
internal sealed class BackgroundWork(SourceRunner sources, Gate gate) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var closing = new CancellationTokenSource();
        var intake = gate.RunAsync(closing.Token);
        try
        {
            await sources.RunAsync(stopping);
        }
        finally
        {
            await closing.CancelAsync();
            await intake;
        }
    }
}
