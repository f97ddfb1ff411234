using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Echolot.Teams;

/// <summary>Plans shifts ahead and tells the next one on call in the host.</summary>
internal sealed class RotaRounds(RotaDesk rota, TimeProvider clock, ILogger<RotaRounds> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Planning = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        var planned = DateTimeOffset.MinValue;
        try
        {
            do
            {
                try
                {
                    if (clock.GetUtcNow() - planned >= Planning)
                    {
                        await rota.PlanAsync(anew: false, stoppingToken);
                        planned = clock.GetUtcNow();
                    }
                    await rota.EscalateAsync(stoppingToken);
                }
                catch (Exception wrong) when (!stoppingToken.IsCancellationRequested)
                {
                    log.LogError(wrong, "A round of the rota failed; tried again in {Seconds} s", Round.TotalSeconds);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("The rota stops");
        }
    }
}
