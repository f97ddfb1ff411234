using System.Collections.Concurrent;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Sites;

/// <summary>What sites allow us, asked for once a day and host. Thread-safe.</summary>
internal sealed class SiteRules(IGuardedHttp http, TimeProvider clock)
{
    public const string TdmRep = "/.well-known/tdmrep.json";

    private const int MostHosts = 5_000;

    // RFC 9309, 2.4: not longer than a day; a site that is down is asked again sooner.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24), AfterTrouble = TimeSpan.FromMinutes(30),
        Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string,
        (Robots Robots, ReadOnlyMemory<byte> TdmRep, DateTimeOffset Until)> _known
        = new(StringComparer.OrdinalIgnoreCase);

    public async Task<Robots> RobotsAsync(Uri address, CancellationToken cancel) => (await OfAsync(address, cancel))
        .Robots;

    /// <summary>What the site as a whole reserves for an address.</summary>
    public async Task<IReadOnlyList<Reservation>> ReservedAsync(Uri address, CancellationToken cancel)
    {
        var (robots, tdmRep) = await OfAsync(address, cancel);
        var found = new List<Reservation>();
        if (robots.ForbidsMiners) found.Add(new(ReservationKind.RobotsMiners, new Uri(address, "/robots.txt"), null));
        if (!robots.Allows(address)) found.Add(new(ReservationKind.RobotsUs, new Uri(address, "/robots.txt"), null));
        if (!tdmRep.IsEmpty && Reserved.In(tdmRep, address) is { } reservation) found.Add(reservation);
        return found;
    }

    private async Task<(Robots Robots, ReadOnlyMemory<byte> TdmRep)> OfAsync(Uri address, CancellationToken cancel)
    {
        var site = address.GetLeftPart(UriPartial.Authority);
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(site, out var known) && known.Until > now) return (known.Robots, known.TdmRep);
        var (robots, down) = await RobotsOfAsync(new Uri(address, "/robots.txt"), cancel);
        var file = down ? default : await FileAsync(new Uri(address, TdmRep), cancel);
        if (_known.Count >= MostHosts) _known.Clear();
        _known[site] = (robots, file, now + (down ? AfterTrouble : Fresh));
        return (robots, file);
    }

    private async Task<(Robots Robots, bool Down)> RobotsOfAsync(Uri address, CancellationToken cancel)
    {
        try
        {
            var answer = await AskAsync(address, cancel);
            return answer.Success ? (Robots.Parse(answer.Body.Span), false)
                : answer.Status >= 500 || answer.Status == 429 ? (Robots.Closed, true)
                : (Robots.Open, false);
        }
        catch (NetworkRefused refused) when (refused.Problem == NetworkProblem.TooLarge)
        {
            return (Robots.Closed, true);
        }
        catch (NetworkRefused)
        {
            return (Robots.Closed, true);
        }
    }

    private async Task<ReadOnlyMemory<byte>> FileAsync(Uri address, CancellationToken cancel)
    {
        try
        {
            return await AskAsync(address, cancel) is { Success: true, Body: var body } ? body : default;
        }
        catch (NetworkRefused)
        {
            return default;
        }
    }

    private Task<IncomingAnswer> AskAsync(Uri address, CancellationToken cancel) => http.SendAsync(
        new OutgoingRequest(address) { MaxBytes = Robots.MostBytes, MaxRedirects = 5, Timeout = Patience }, cancel);
}
