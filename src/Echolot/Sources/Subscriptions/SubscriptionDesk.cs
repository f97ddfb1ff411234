using System.Threading.Channels;
using Echolot.Sources.Imports;
using Microsoft.Extensions.Logging;

namespace Echolot.Sources.Subscriptions;

/// <summary>How far a list of feeds has been taken over.</summary>
/// <param name="Known">Were sources already.</param>
/// <param name="Refused">Could not be read, with the reason.</param>
public sealed record TakeOver(
    int Total, int Added, int Known, IReadOnlyList<(SubscribedFeed Feed, LocalText Why)> Refused)
{
    public int Done => Added + Known + Refused.Count;

    public bool Ended => Done == Total;
}

/// <summary>Takes lists of feeds over (OPML) and hands ours out.</summary>
/// <remarks>
/// Each feed is fetched once before it becomes a source, so a long list takes minutes; it is remembered in memory only:
/// after a restart, give the file again, and what is there already is passed over. Thread-safe.
/// </remarks>
public sealed partial class SubscriptionDesk(SourceRunner runner, TimeProvider time, ILogger<SubscriptionDesk> log)
{
    /// <summary>The connector that reads feeds, and its setting with the address.</summary>
    private const string Connector = "feeds", Setting = "address";

    // Different hosts at the same time; each host is asked one by one anyway.
    private const int AtOnce = 4;

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
            return _current = new(feeds.Count, 0, 0, []);
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
        lock (_lock) _current = new(feeds.Count, 0, 0, []);
        await TakeAsync(feeds, by, cancel);
        return Current!;
    }

    /// <summary>Every feed that is a source, as OPML.</summary>
    public async Task<string> ExportAsync(CancellationToken cancel)
    {
        var feeds = (await runner.ListAsync(cancel)).Where(s => s.Key.Connector == Connector)
            .Select(s => (s.Name, Address: AddressOf(s))).Where(s => s.Address is not null)
            .Select(s => new SubscribedFeed(s.Name, s.Address!, null));
        return Opml.Write("Echolot", feeds, time.GetUtcNow());
    }

    private async Task TakeAsync(IReadOnlyList<SubscribedFeed> feeds, long? by, CancellationToken cancel)
    {
        var known = (await runner.ListAsync(cancel)).Where(s => s.Key.Connector == Connector)
            .Select(AddressOf).OfType<Uri>().ToHashSet();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(feeds, options, async (feed, stop) =>
        {
            if (known.Contains(feed.Address))
            {
                Count(t => t with { Known = t.Known + 1 });
                return;
            }
            try
            {
                var (source, check) = await runner.AddAsync(
                    Connector, feed.Title, new Dictionary<string, string> { [Setting] = feed.Address.AbsoluteUri }, by,
                    stop);
                if (source is not null) Count(t => t with { Added = t.Added + 1 });
                // Refused as a whole means: the same feed under another address is there.
                else if (check.Problems.ContainsKey("")) Count(t => t with { Known = t.Known + 1 });
                else Count(t => t with { Refused = [.. t.Refused, (feed, check.Problems.Values.First())] });
            }
            catch (Exception wrong) when (wrong is not OperationCanceledException)
            {
                log.LogError(wrong, "A feed of a list could not be taken over");
                Count(t => t with
                {
                    Refused = [.. t.Refused, (feed,
                        new("Unerwarteter Fehler, siehe Protokoll.", "Unexpected error, see the log."))],
                });
            }
        });
    }

    private void Count(Func<TakeOver, TakeOver> change)
    {
        lock (_lock) _current = change(_current!);
    }

    private static Uri? AddressOf(Source source) =>
        Uri.TryCreate(source.Settings.GetValueOrDefault(Setting), UriKind.Absolute, out var address) ? address : null;
}
