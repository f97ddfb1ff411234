using Echolot.Alerts;
using Echolot.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Tests.Alerts;

/// <summary>Bus and alert desk at work, as in the host.</summary>
internal sealed class RunningDesk : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    public RunningDesk(IServiceProvider services)
    {
        var desk = services.GetRequiredService<AlertDesk>();
        desk.Listen();
        _work = Task.WhenAll(services.GetRequiredService<Bus>().RunAsync(_stop.Token), desk.RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }
}
