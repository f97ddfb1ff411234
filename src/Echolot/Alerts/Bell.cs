using System.Threading.Channels;

namespace Echolot.Alerts;

/// <summary>Wakes one loop: rung many times before it looks, it rings once.</summary>
internal sealed class Bell
{
    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => _rung.Writer.TryWrite(true);

    /// <summary>Waits until rung, or until the time is up.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider clock, CancellationToken cancel)
    {
        using var up = new CancellationTokenSource(longest < TimeSpan.Zero ? TimeSpan.Zero : longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, up.Token);
        try
        {
            await _rung.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (up.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            // Not rung: the time is up, which is a reason to look as well.
            return;
        }
    }
}
