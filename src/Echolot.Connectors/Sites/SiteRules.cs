using System.Collections.Concurrent;
using System.Globalization;
using Echolot.Network;
using Echolot.Sources;

namespace Echolot.Connectors.Sites;

/// <summary>What a site as a whole says about an address.</summary>
/// <param name="Closed">robots.txt forbids us the address, or cannot be read.</param>
/// <param name="Reserved">No text may be taken from there: it is reserved, or nobody has ever been able to ask.</param>
internal sealed record SiteWord(ReservationLook Look, bool Closed, bool Reserved);

/// <summary>What sites allow us, asked for once a day and host. Thread-safe.</summary>
internal sealed class SiteRules(IGuardedHttp http, TimeProvider clock)
{
    public const string TdmRep = "/.well-known/tdmrep.json";

    private const int MostHosts = 5_000;

    // RFC 9309, 2.4: not longer than a day; a site that is down is asked again sooner.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24), AfterTrouble = TimeSpan.FromMinutes(30),
        Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.OrdinalIgnoreCase);

    public async Task<Robots> RobotsAsync(Uri address, CancellationToken cancel) => (await OfAsync(address, cancel))
        .Robots;

    /// <summary>What the site as a whole says about an address, and what of it cannot be known now.</summary>
    public async Task<SiteWord> SaysAsync(Uri address, CancellationToken cancel)
    {
        var known = await OfAsync(address, cancel);
        var (robots, rep) = (known.Robots, known.Rep);
        var found = new List<Reservation>();
        if (robots.ForbidsMiners) found.Add(new(ReservationKind.RobotsMiners, new Uri(address, "/robots.txt"), null));
        // A file that cannot be read closes the site, but reserves nothing.
        var closed = !robots.Allows(address);
        if (closed && robots.Trouble is null)
            found.Add(new(ReservationKind.RobotsUs, new Uri(address, "/robots.txt"), null));
        if (rep.File is { IsEmpty: false } file && Reserved.In(file, address) is { } reservation)
            found.Add(reservation);
        return new(new(found, robots.Trouble ?? rep.Trouble), closed, found.Count > 0 || rep.File is null);
    }

    private async Task<Known> OfAsync(Uri address, CancellationToken cancel)
    {
        var site = address.GetLeftPart(UriPartial.Authority);
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(site, out var known) && known.Until > now) return known;
        var robots = await RobotsOfAsync(new Uri(address, "/robots.txt"), cancel);
        var before = known?.Rep.File;
        var rep = robots.Trouble is null ? await RepOfAsync(new Uri(address, TdmRep), before, cancel) : new(before, null);
        if (_known.Count >= MostHosts) _known.Clear();
        return _known[site] = new(
            robots, rep, now + (robots.Trouble is null && rep.Trouble is null ? Fresh : AfterTrouble));
    }

    // RFC 9309, 2.3.1: what is refused (4xx) forbids nothing, what cannot be reached (5xx, no answer) forbids all. A site
    // that has had enough of us (429) is left alone, too.
    private async Task<Robots> RobotsOfAsync(Uri address, CancellationToken cancel)
    {
        try
        {
            var answer = await AskAsync(address, cancel);
            return answer.Success ? Robots.Parse(answer.Body.Span)
                : IsAway(answer.Status) ? Robots.Away(AwayRobots(address, Status(answer)))
                : Robots.Open;
        }
        catch (NetworkRefused refused)
        {
            return Robots.Away(AwayRobots(address, refused.Message));
        }
    }

    /// <param name="before">What the file said when it was last read; null: it never was.</param>
    private async Task<Rep> RepOfAsync(Uri address, ReadOnlyMemory<byte>? before, CancellationToken cancel)
    {
        try
        {
            var answer = await AskAsync(address, cancel);
            return answer.Success ? new(answer.Body, null)
                : IsAway(answer.Status) ? new(before, AwayRep(address, Status(answer)))
                // Many servers answer 403 to all that begins with a dot: a file nobody is shown reserves nothing.
                : new(ReadOnlyMemory<byte>.Empty, null);
        }
        catch (NetworkRefused refused) when (refused.Problem is NetworkProblem.TooLarge or NetworkProblem.TooManyRedirects)
        {
            // A front page for every address, or a circle: not this file.
            return new(ReadOnlyMemory<byte>.Empty, null);
        }
        catch (NetworkRefused refused)
        {
            return new(before, AwayRep(address, refused.Message));
        }
    }

    private static bool IsAway(int status) => status >= 500 || status is 408 or 429;

    private static string Status(IncomingAnswer answer) =>
        $"It answered with status {answer.Status.ToString(CultureInfo.InvariantCulture)}.";

    private static string AwayRobots(Uri address, string why) =>
        $"The robots.txt of '{address.Host}' cannot be read now. {why}";

    private static string AwayRep(Uri address, string why) =>
        $"The tdmrep.json of '{address.Host}' cannot be read now. {why}";

    private Task<IncomingAnswer> AskAsync(Uri address, CancellationToken cancel) => http.SendAsync(
        new OutgoingRequest(address) { MaxBytes = Robots.MostBytes, MaxRedirects = 5, Timeout = Patience }, cancel);

    /// <param name="File">What the file says; empty: there is none; null: it could never be read.</param>
    private readonly record struct Rep(ReadOnlyMemory<byte>? File, string? Trouble);

    private sealed record Known(Robots Robots, Rep Rep, DateTimeOffset Until);
}
