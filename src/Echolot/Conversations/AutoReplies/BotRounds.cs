using Microsoft.Extensions.Hosting;

namespace Echolot.Conversations;

/// <summary>
/// Lets Echolot speak by itself in the host. It listens from its making on, before the bus hands out the first fact; all
/// work is done by the facts.
/// </summary>
internal sealed class BotRounds : IHostedService
{
    public BotRounds(Inbox inbox, DutyCalls duty)
    {
        inbox.ListenForAutoReplies();
        duty.Listen();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
