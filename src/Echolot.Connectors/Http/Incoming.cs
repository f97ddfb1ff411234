using System.Net.WebSockets;

namespace Echolot.Connectors.Http;

internal enum Came { Frame, TooLarge, Quiet, End }

/// <summary>Whole frames out of a socket. The bytes of <see cref="Frame"/> hold until the next call.</summary>
internal sealed class Incoming(ClientWebSocket socket, TimeProvider clock) : IAsyncDisposable
{
    // A post of any network here stays under 100 KiB with all that hangs on it.
    private const int MaxFrame = 1 << 20;

    private readonly CancellationTokenSource ending = new();
    private byte[] buffer = new byte[64 * 1024];
    private Task<ValueWebSocketReceiveResult>? receiving;
    private Task? quiet;
    private int filled;
    private bool tooLarge;

    /// <summary>How long it is quiet before <see cref="Came.Quiet"/> says so.</summary>
    public TimeSpan SignOfLife { get; init; } = TimeSpan.FromSeconds(30);

    public ReadOnlyMemory<byte> Frame { get; private set; }

    /// <summary>Why the stream ended, in a few words.</summary>
    public string Reason { get; private set; } = "the connection broke";

    /// <summary>The next frame; <see cref="Came.Quiet"/> every <see cref="SignOfLife"/>, when the connection is known to be
    /// alive.</summary>
    public async ValueTask<Came> NextAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                if (receiving is null)
                {
                    if (filled == buffer.Length) Grow();
                    var at = socket.ReceiveAsync(buffer.AsMemory(filled), cancel);
                    if (at.IsCompletedSuccessfully)
                    {
                        if (Took(at.Result) is { } came) return came;
                        continue;
                    }
                    receiving = at.AsTask();
                }
                quiet ??= Task.Delay(SignOfLife, clock, ending.Token);
                if (await Task.WhenAny(receiving, quiet) == quiet && !receiving.IsCompleted)
                {
                    quiet = null;
                    cancel.ThrowIfCancellationRequested();
                    return Came.Quiet;
                }
                var result = await receiving;
                receiving = null;
                if (Took(result) is { } done) return done;
            }
        }
        catch (WebSocketException)
        {
            return Came.End;
        }
    }

    private Came? Took(ValueWebSocketReceiveResult result)
    {
        if (result.MessageType == WebSocketMessageType.Close)
        {
            Reason = $"it was closed with {(int?)socket.CloseStatus} {socket.CloseStatusDescription}".TrimEnd();
            return Came.End;
        }
        filled += result.Count;
        if (filled > MaxFrame)
        {
            // Read on to its end, so that the next frame begins where it should.
            tooLarge = true;
            filled = 0;
        }
        if (!result.EndOfMessage) return null;
        Frame = tooLarge ? default : buffer.AsMemory(0, filled);
        (var came, tooLarge, filled) = (tooLarge ? Came.TooLarge : Came.Frame, false, 0);
        return came;
    }

    private void Grow() => Array.Resize(ref buffer, buffer.Length * 2);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        ending.Dispose();
        socket.Abort();
        if (receiving is not null) await ((Task)receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Dispose();
    }
}
