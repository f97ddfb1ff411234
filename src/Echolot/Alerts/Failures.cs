using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Echolot.Alerts;

/// <summary>
/// What failed at one alert: it is tried again after a second, then ever later up to a minute, and the others go on
/// meanwhile. Safe for concurrent use.
/// </summary>
internal sealed class Failures(TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan longestPause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string What, long Id), (int Times, DateTimeOffset Again)> _failed = [];

    /// <summary>Does something for one alert or firing, or for all of them (0); false: it failed, now or a moment ago, and is to be tried again.</summary>
    public async Task<bool> TryAsync(string what, long id, Func<Task> work, CancellationToken cancel)
    {
        var known = _failed.GetValueOrDefault((what, id));
        if (known.Again > clock.GetUtcNow()) return false;
        try
        {
            await work();
            _failed.TryRemove((what, id), out _);
            return true;
        }
        catch (Exception wrong) when (!cancel.IsCancellationRequested)
        {
            var pause = TimeSpan.FromSeconds(Math.Min(longestPause.TotalSeconds, Math.Pow(2, known.Times)));
            _failed[(what, id)] = (Math.Min(known.Times + 1, 6), clock.GetUtcNow() + pause);
            if (id == 0) log.LogError(wrong, "{What} failed, next try in {Pause}", what, pause);
            else log.LogError(wrong, "{What} {Id} failed; the others go on, next try in {Pause}", what, id, pause);
            return false;
        }
    }
}
