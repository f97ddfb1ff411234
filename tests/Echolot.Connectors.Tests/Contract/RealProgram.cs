using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Echolot.Play.Networks;
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
        // Somebody else may take a port before the program does.
        for (var attempt = 1; ; attempt++)
        {
            var (program, problem) = await TryStartAsync(start, cancel);
            if (program is not null) return program;
            if (attempt == 3) Assert.Fail($"{start.FileName} ended before it was up: {problem}");
        }
    }

    private static async Task<(RealProgram? Program, string Problem)> TryStartAsync(ProcessStartInfo start, CancellationToken cancel)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["PORT"] = FreePorts.Find(inARow: 3).ToString(CultureInfo.InvariantCulture);
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
            return (new(running, JsonDocument.Parse(line).RootElement), "");
        }
        await running.WaitForExitAsync(cancel);
        running.Dispose();
        lock (said) return (null, said.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        _running.StandardInput.Close();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _running.WaitForExitAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_running.HasExited) _running.Kill(entireProcessTree: true);
        _running.Dispose();
    }
}
