using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Echolot.Conversations;

/// <summary>
/// Lets Echolot speak by itself in the host, and those on call be told. It listens from its making on, before the bus hands out the first
/// fact; beside the facts only the time calls somebody.
/// </summary>
internal sealed class BotRounds : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    private readonly DutyCalls _duty;
    private readonly TimeProvider _clock;
    private readonly ILogger<BotRounds> _log;

    public BotRounds(Inbox inbox, DutyCalls duty, TimeProvider clock, ILogger<BotRounds> log)
    {
        (_duty, _clock, _log) = (duty, clock, log);
        inbox.ListenForAutoReplies();
        duty.Listen();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                try
                {
                    await _duty.LookAgainAsync(stoppingToken);
                }
                catch (Exception wrong) when (!stoppingToken.IsCancellationRequested)
                {
                    _log.LogError(wrong, "Looking for urgent conversations out of hours failed; tried again in the next round");
                }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _log.LogDebug("Nobody is called any more");
        }
    }
}
