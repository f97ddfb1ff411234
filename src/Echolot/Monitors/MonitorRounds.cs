using Microsoft.Extensions.Hosting;

namespace Echolot.Monitors;

/// <summary>
/// Follows monitors in the host. It listens from its making on, before the bus hands out the first fact.
/// </summary>
internal sealed class MonitorRounds : BackgroundService
{
    private readonly Watchlist _watchlist;

    public MonitorRounds(Watchlist watchlist)
    {
        _watchlist = watchlist;
        watchlist.Listen();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _watchlist.FollowAsync(stoppingToken);
}
