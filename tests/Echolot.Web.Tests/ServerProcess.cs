using System.Diagnostics;
using Echolot.Play.Networks;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Web.Tests;

/// <summary>The program as a process of its own, that can be killed and started again on the same data.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly string _folder;
    private Process? _running;

    private ServerProcess(string folder, string session) => (_folder, Session) = (folder, session);

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePorts.Find()}");

    /// <summary>Of the administrator.</summary>
    public string Session { get; }

    /// <summary>Sets up the data; <paramref name="prepare"/> on a server in this process, which is gone afterwards.</summary>
    public static async Task<ServerProcess> SetUpAsync(Func<AppHost, Task> prepare)
    {
        var folder = Directory.CreateTempSubdirectory("echolot-process-").FullName;
        await using var host = await AppHost.StartAsync(keptIn: folder);
        await prepare(host);
        return new(folder, await host.SessionAsync());
    }

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Roster).Assembly.Location.Replace("Echolot.dll", "Echolot.Web.dll", StringComparison.Ordinal), "--urls", $"{Address}", "--data", _folder])
        {
            RedirectStandardOutput = true,
            Environment = { ["Echolot__Network__AllowPrivate"] = "true" },
        };
        _running = Process.Start(start)!;
        _running.OutputDataReceived += static (_, _) => { };
        _running.BeginOutputReadLine();
        using var client = new HttpClient { BaseAddress = Address };
        await Eventually.HoldsAsync(async () =>
        {
            if (_running.HasExited) throw new InvalidOperationException($"The server ended with {_running.ExitCode}.");
            try
            {
                return (await client.GetAsync(Urls.SignIn)).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    /// <summary>As <c>kill -9</c> does: nothing is written any more.</summary>
    public async Task KillAsync()
    {
        if (_running is not { } running) return;
        running.Kill();
        await running.WaitForExitAsync();
        running.Dispose();
        _running = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
