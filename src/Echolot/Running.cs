using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Echolot;

/// <summary>
/// Something that runs from the start of the host to its end; where it fails, it begins again after a while.
/// </summary>
internal sealed class Running(
    string name, Func<CancellationToken, Task> run, TimeProvider time, ILogger<Running> log) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    // Off the starting thread: whoever begins with a long synchronous stretch must not hold up the others.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Run(() => RunAsync(stoppingToken), CancellationToken.None);

    private async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await run(cancel);
                return;
            }
            catch (Exception wrong) when (!cancel.IsCancellationRequested)
            {
                log.LogError(wrong, "{Work} failed and begins again in {Seconds} s", name, Again.TotalSeconds);
            }
            await Task.Delay(Again, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested) return;
        }
    }
}

/// <summary>
/// What cannot begin again where it was: the host ends with it, and whoever watches over the program starts it anew.
/// </summary>
internal sealed class RunningOnce(Func<CancellationToken, Task> run) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Run(() => run(stoppingToken), CancellationToken.None);
}

/// <summary>Work that comes back every so often; one failure does not end it.</summary>
internal sealed class Recurring(
    string name, TimeSpan every, Func<CancellationToken, Task> work, TimeProvider time, ILogger<Recurring> log)
        : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            do
            {
                try
                {
                    await work(stoppingToken);
                }
                catch (Exception wrong) when (!stoppingToken.IsCancellationRequested)
                {
                    log.LogError(wrong, "{Work} failed; tried again in {Hours} h", name, every.TotalHours);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("{Work} has stopped", name);
        }
    }
}

internal static class RunningRegistration
{
    /// <summary>
    /// Runs a slice with the host. The host stops in the reverse order of registration, one after the other.
    /// </summary>
    public static IServiceCollection AddRunning<T>(
        this IServiceCollection services, Func<T, CancellationToken, Task> run) where T : notnull =>
        services.AddSingleton<IHostedService>(s =>
        {
            var slice = s.GetRequiredService<T>();
            return new Running(
                typeof(T).Name, cancel => run(slice, cancel), s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<ILogger<Running>>());
        });

    /// <summary>As <see cref="AddRunning{T}"/>, of what the host cannot do without and nobody can begin again.</summary>
    public static IServiceCollection AddRunningOnce<T>(
        this IServiceCollection services, Func<T, CancellationToken, Task> run) where T : notnull =>
        services.AddSingleton<IHostedService>(s =>
        {
            var slice = s.GetRequiredService<T>();
            return new RunningOnce(cancel => run(slice, cancel));
        });

    public static IServiceCollection AddRecurring<T>(
        this IServiceCollection services, string name, TimeSpan every, Func<T, CancellationToken, Task> work)
        where T : notnull =>
        services.AddSingleton<IHostedService>(s =>
        {
            var slice = s.GetRequiredService<T>();
            return new Recurring(
                name, every, cancel => work(slice, cancel), s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<ILogger<Recurring>>());
        });
}
