using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Echolot;

/// <summary>Something that runs from the start of the host to its end.</summary>
internal sealed class Running(Func<CancellationToken, Task> run) : BackgroundService
{
    // Off the starting thread: whoever begins with a long synchronous stretch must not hold up the others.
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
                catch (Exception wrong) when (wrong is not OperationCanceledException)
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
            return new Running(cancel => run(slice, cancel));
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
