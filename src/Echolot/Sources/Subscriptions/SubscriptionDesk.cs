using System.Collections.Immutable;
using System.Threading.Channels;
using Echolot.Sources.Imports;
using Microsoft.Extensions.Logging;

namespace Echolot.Sources.Subscriptions;

/// <summary>What became of a line of a list.</summary>
public enum TakenOver
{
    Added,
    /// <summary>Was a source already.</summary>
    Known,
    /// <summary>Stands in the list a second time.</summary>
    Repeated,
    Refused,
}

/// <summary>A line of a list and what became of it.</summary>
/// <param name="Why">Why it was refused; null otherwise.</param>
public sealed record TakenFeed(SubscribedFeed Feed, TakenOver As, LocalText? Why = null);

/// <summary>How far a list of feeds has been taken over.</summary>
/// <param name="Results">The lines that are done, in the order in which they were.</param>
public sealed record TakeOver(int Total, ImmutableList<TakenFeed> Results)
{
    public int Done => Results.Count;

    public bool Ended => Done == Total;

    public int Count(TakenOver what) => Results.Count(one => one.As == what);
}

/// <summary>Takes lists of feeds over (OPML) and hands ours out.</summary>
/// <remarks>
/// Each feed is fetched once before it becomes a source, so a long list takes minutes; it is remembered in memory only:
/// after a restart, give the file again, and what is there already is passed over. Thread-safe.
/// </remarks>
public sealed partial class SubscriptionDesk(SourceRunner runner, TimeProvider time, ILogger<SubscriptionDesk> log)
{
    /// <summary>The connector that reads feeds, and its settings with the address and the folder.</summary>
    private const string Connector = "feeds", Setting = "address", Folder = "folder";

    // Different hosts at the same time; each host is asked one by one anyway.
    private const int AtOnce = 4;

    private static readonly LocalText NoAddress = new(
        "Das ist keine Internetadresse.", "This is not an address on the web.");

    private static readonly LocalText Unexpected = new(
        "Unerwarteter Fehler, siehe Protokoll.", "Unexpected error, see the log.");

    private readonly Lock _lock = new();
    private readonly Channel<(IReadOnlyList<SubscribedFeed> Feeds, long? By)> _waiting =
        Channel.CreateBounded<(IReadOnlyList<SubscribedFeed>, long?)>(8);
    private TakeOver? _current;

    /// <summary>The list that is taken over at the moment, or was last; null when there was none.</summary>
    public TakeOver? Current
    {
        get
        {
            lock (_lock) return _current;
        }
    }

    /// <summary>Begins to take a list over; the feeds are read afterwards, see <see cref="Current"/>.</summary>
    /// <exception cref="FileProblem">The file is no list of feeds, or too many lists wait already.</exception>
    public TakeOver Start(Stream file, long? by)
    {
        var feeds = Opml.Read(file);
        lock (_lock)
        {
            if (_current is { Ended: false } || !_waiting.Writer.TryWrite((feeds, by)))
                throw new FileProblem("another list is being taken over; wait until it is done");
            return _current = new(feeds.Count, []);
        }
    }

    /// <summary>Takes over until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var (feeds, by) in _waiting.Reader.ReadAllAsync(cancel)) await TakeAsync(feeds, by, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            log.LogInformation("Taking over a list of feeds stops");
        }
    }

    /// <summary>Takes a whole list over and says how it went.</summary>
    /// <exception cref="FileProblem">The file is no list of feeds.</exception>
    public async Task<TakeOver> TakeAsync(Stream file, long? by, CancellationToken cancel)
    {
        var feeds = Opml.Read(file);
        lock (_lock) _current = new(feeds.Count, []);
        await TakeAsync(feeds, by, cancel);
        return Current!;
    }

    /// <summary>Every feed that is a source, as OPML.</summary>
    public async Task<string> ExportAsync(CancellationToken cancel)
    {
        var feeds = (await runner.ListAsync(cancel)).Where(s => s.Key.Connector == Connector)
            .Select(s => new SubscribedFeed(s.Name, AddressOf(s), s.Settings.GetValueOrDefault(Folder)))
            .Where(s => s.Address is not null);
        return Opml.Write("Echolot", feeds, time.GetUtcNow());
    }

    private async Task TakeAsync(IReadOnlyList<SubscribedFeed> feeds, long? by, CancellationToken cancel)
    {
        var known = (await runner.ListAsync(cancel)).Where(s => s.Key.Connector == Connector)
            .Select(AddressOf).OfType<Uri>().ToHashSet();
        var seen = new HashSet<Uri>();
        var fresh = new List<(SubscribedFeed Feed, Uri Address)>();
        foreach (var feed in feeds)
        {
            if (feed.Address is null) Note(new(feed, TakenOver.Refused, NoAddress));
            else if (!seen.Add(feed.Address)) Note(new(feed, TakenOver.Repeated));
            else if (known.Contains(feed.Address)) Note(new(feed, TakenOver.Known));
            else fresh.Add((feed, feed.Address));
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(
            fresh, options, async (one, stop) => Note(await TakeAsync(one.Feed, one.Address, by, stop)));
    }

    private async Task<TakenFeed> TakeAsync(SubscribedFeed feed, Uri address, long? by, CancellationToken cancel)
    {
        try
        {
            var settings = new Dictionary<string, string> { [Setting] = address.AbsoluteUri };
            if (feed.Folder is { } folder) settings[Folder] = folder;
            var (source, check) = await runner.AddAsync(Connector, feed.Title, settings, by, cancel);
            return source is not null ? new(feed, TakenOver.Added)
                // Refused as a whole means: the same feed under another address is there.
                : check.Problems.ContainsKey("") ? new(feed, TakenOver.Known)
                : new(feed, TakenOver.Refused, check.Problems.Values.First());
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            log.LogError(wrong, "A feed of a list could not be taken over");
            return new(feed, TakenOver.Refused, Unexpected);
        }
    }

    private void Note(TakenFeed done)
    {
        lock (_lock) _current = _current! with { Results = _current.Results.Add(done) };
    }

    private static Uri? AddressOf(Source source) =>
        Uri.TryCreate(source.Settings.GetValueOrDefault(Setting), UriKind.Absolute, out var address) ? address : null;
}
