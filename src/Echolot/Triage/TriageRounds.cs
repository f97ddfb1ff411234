using Microsoft.Extensions.Hosting;

namespace Echolot.Triage;

/// <summary>
/// Runs the triage desk in the host. It listens from its making on, before the bus hands out the first fact.
/// </summary>
internal sealed class TriageRounds : BackgroundService
{
    private readonly TriageDesk _desk;

    public TriageRounds(TriageDesk desk)
    {
        _desk = desk;
        desk.Listen();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _desk.WorkAsync(stoppingToken);
}
