using Microsoft.Extensions.Hosting;

namespace Echolot.Alerts;

/// <summary>
/// Runs the alert desk in the host. It listens from its making on, before the bus hands out the first fact.
/// </summary>
internal sealed class AlertRounds : BackgroundService
{
    private readonly AlertDesk _desk;

    public AlertRounds(AlertDesk desk)
    {
        _desk = desk;
        desk.Listen();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _desk.RunAsync(stoppingToken);
}
