using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Echolot.Connectors.Tests.Contract;

/// <summary>
/// A real network that a program of <c>play</c> starts: it gets a free port, prints one line of JSON once it is up, and ends
/// when its standard input ends.
/// </summary>
public sealed class RealProgram : IAsyncDisposable
{
    private readonly Process _running;

    private RealProgram(Process running, JsonElement about) => (_running, About) = (running, about);

    /// <summary>What it has printed.</summary>
    public JsonElement About { get; }

    /// <param name="start">The program; the two ports after its own are free as well.</param>
    public static async Task<RealProgram> StartAsync(ProcessStartInfo start, CancellationToken cancel)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["PORT"] = FreePort().ToString(CultureInfo.InvariantCulture);
        start.Environment["TMPDIR"] = Path.GetTempPath();
        var running = Process.Start(start)!;
        var said = new StringBuilder();
        running.ErrorDataReceived += (_, line) =>
        {
            lock (said) said.AppendLine(line.Data);
        };
        running.BeginErrorReadLine();
        while (await running.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            if (!line.StartsWith("{\"", StringComparison.Ordinal)) continue;
            _ = running.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new(running, JsonDocument.Parse(line).RootElement);
        }
        lock (said) Assert.Fail($"{start.FileName} ended before it was up: {said}");
        throw new InvalidOperationException();
    }

    public async ValueTask DisposeAsync()
    {
        _running.StandardInput.Close();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _running.WaitForExitAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_running.HasExited) _running.Kill(entireProcessTree: true);
        _running.Dispose();
    }

    private static int FreePort()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        return Math.Min(((IPEndPoint)one.LocalEndpoint).Port, 65_530);
    }
}
