using System.Globalization;
using System.Runtime.CompilerServices;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Listings;

/// <summary>An item of a listing: a post, or what is wrong with it.</summary>
/// <param name="Id">Name in the network, without spaces.</param>
internal sealed record Listed(string Id, string Revision, Mention? Post, string? Problem = null, string? Excerpt =
    null);

/// <summary>A page of a listing, newest first.</summary>
/// <param name="Next">Asks for the page behind it; null at the end.</param>
internal sealed record ListedPage(IReadOnlyList<Listed> Items, string? Next)
{
    /// <summary>What of it others stand below, where not all of them may have come along.</summary>
    public IReadOnlyList<Thread> Threads { get; init; } = [];
}

/// <summary>What a network says of items that are known: which are still there, and what was said below them since.</summary>
internal sealed record Looked(IReadOnlySet<string> Alive, IReadOnlyList<Listed> Late)
{
    public IReadOnlyList<Thread> Threads { get; init; } = [];
}

/// <summary>What is read and how. Every call of a function costs one unit.</summary>
/// <param name="Targets">Names of the listings, in the network's own form.</param>
/// <param name="Page">A page of a listing; null: the newest.</param>
/// <param name="Alive">Which of these ids are still there, at most <see cref="AtOnce"/> of them.</param>
internal sealed record Listing(
    IReadOnlyList<string> Targets, Func<string, string?, CancellationToken, Task<ListedPage>> Page,
    Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlySet<string>>> Alive)
{
    public required TimeSpan Every { get; init; }

    public required TimeSpan CheckEvery { get; init; }

    public int AtOnce { get; init; } = 50;

    /// <summary>Units a day; null: nobody counts days.</summary>
    public long? UnitsADay { get; init; }

    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Counts with what others spend of the same allowance; null: nobody else does.</summary>
    public SharedAllowance? Shared { get; init; }

    /// <summary>
    /// Looks after items that others stand below, and says what is new there; null where <see cref="Alive"/> is all that can be
    /// asked.
    /// </summary>
    public Func<IReadOnlyList<string>, CancellationToken, Task<Looked>>? Look { get; init; }

    /// <summary>A page of what stands below an item; null where all of it comes with the item.</summary>
    public Func<string, string?, CancellationToken, Task<ListedPage>>? Below { get; init; }

    /// <summary>The item that another one stands below; itself where it stands below none.</summary>
    public Func<string, string> ThreadOf { get; init; } = id => id;

    /// <summary>Turns the network's name of an item into the id of its mention.</summary>
    public Func<string, string> IdOf { get; init; } = id => id;
}

/// <summary>
/// Reads listings that show the newest first and have no other place to go on from: page by page until something known
/// comes, then looks whether what was read lately is still there. Stops before a daily allowance is used up. A listing
/// that is closed or gone holds up no other: it is told of and asked again in the next round.
/// </summary>
internal sealed partial class ListingWatch(TimeProvider clock)
{
    // Of a listing that ran away from us. Networks keep about a thousand items, ten pages.
    private const int MostPages = 10;

    public async IAsyncEnumerable<SourceEvent> ReadAsync(
        Listing listing, string? cursor, [EnumeratorCancellation] CancellationToken cancel)
    {
        var at = ListingPlace.Parse(cursor).Only(listing.Targets);
        listing.Shared?.Told(at.Allowance);
        IReadOnlyDictionary<string, string>? told = null;
        while (true)
        {
            var refused = new SortedDictionary<string, string>(StringComparer.Ordinal);
            SourceTrouble? last = null;
            foreach (var target in listing.Targets)
            {
                var (fresh, threads, overflowed, trouble) =
                    await NewsAsync(listing, target, at, units => at = at with { Allowance = units }, cancel);
                var now = clock.GetUtcNow();
                if (trouble is not null)
                {
                    // What was spent is spent, also when nothing came of it.
                    yield return new Progress(at.ToString(), now);
                    if (!trouble.OfTarget) throw Patient(trouble, listing);
                    (refused[target], last) = (trouble.Message, trouble);
                    continue;
                }
                var since = at.ReadAt.GetValueOrDefault(target);
                if (overflowed)
                    yield return new Gap(DateTimeOffset.FromUnixTimeMilliseconds(since), now, GapReason.FeedOverflow,
                        null, now);
                foreach (var item in fresh) yield return EventOf(item, since == 0 ? Origin.Backfill : Origin.Poll, now);
                at = at.With(target, [.. fresh.Select(f => ListingPlace.Mark(f.Id, f.Revision))], now)
                    .Shown(target, threads, before: since == 0);
                yield return new Progress(at.ToString(), now);
            }
            // Where nothing can be read, it is the source that has trouble.
            if (last is not null && refused.Count == listing.Targets.Count) throw Patient(last, listing);
            if (told is null || !refused.SequenceEqual(told))
                yield return new TargetsRefused(told = refused, null, clock.GetUtcNow());
            var checking = clock.GetUtcNow();
            if (checking - DateTimeOffset.FromUnixTimeMilliseconds(at.CheckedAt) >= listing.CheckEvery)
            {
                var (gone, late, threads, trouble) =
                    await LookAsync(listing, at, units => at = at with { Allowance = units }, cancel);
                at = at.Without(gone.ToHashSet(StringComparer.Ordinal)) with { CheckedAt =
                    checking.ToUnixTimeMilliseconds() };
                foreach (var id in gone)
                    yield return new Deleted(new ExternalId(listing.IdOf(id)), DeleteReason.NotFoundOnRecheck, null,
                        checking);
                // What is late takes the place of what is remembered longest.
                foreach (var some in threads.ToLookup(t => at.TargetOf(t.Id)))
                    if (some.Key is { } shown) at = at.Shown(shown, some, before: false);
                foreach (var item in late)
                {
                    if (item.Post is not { } post
                        || at.TargetOf(listing.ThreadOf(item.Id), ListingPlace.Mark(item.Id, item.Revision)) is not { } target) continue;
                    yield return new Upserted(post with { Origin = Origin.Poll }, null, checking);
                    at = at.Beside(target, ListingPlace.Mark(item.Id, item.Revision));
                }
                yield return new Progress(at.ToString(), clock.GetUtcNow());
                if (trouble is not null) throw Patient(trouble, listing);
            }
            var failed = 0;
            foreach (var thread in Owed(listing, at))
            {
                if (!CanSpare(listing, at.Allowance)) break;
                var (answers, after, trouble) = await AnswersAsync(listing, at, thread, cancel);
                at = after;
                foreach (var answer in answers) yield return answer;
                yield return new Progress(at.ToString(), clock.GetUtcNow());
                // The next reading meets what is wrong with the network.
                if (trouble is { Wait: not null } or { Final: true } || (trouble is not null && ++failed == MostFailed)) break;
            }
            await Task.Delay(listing.Every * (0.9 + Random.Shared.NextDouble() / 5), clock, cancel);
        }
    }

    /// <summary>
    /// What was published between two moments and is still within the pages that the network shows, oldest first. A
    /// handful of units beside those of the day's reading.
    /// </summary>
    public async IAsyncEnumerable<SourceEvent> BackfillAsync(
        Listing listing, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancel)
    {
        DateTimeOffset? reached = null;
        SourceTrouble? refused = null;
        var owed = new Owing();
        foreach (var target in listing.Targets)
        {
            var found = new List<Mention>();
            string? page = null;
            for (var pages = 0; ; pages++)
            {
                var (read, trouble) = await TryAsync(() => listing.Page(target, page, cancel));
                if (trouble is { OfTarget: false }) throw trouble;
                refused = trouble ?? refused;
                if (read is null) break;
                found.AddRange(read.Items.Select(i => i.Post).OfType<Mention>());
                var oldest = found.Count == 0 ? DateTimeOffset.MaxValue : found.Min(m => m.PublishedAt);
                foreach (var thread in read.Threads) await owed.ReadAsync(listing, thread, found, cancel);
                page = read.Next;
                if (page is null || oldest < from) break;
                if (pages + 1 < MostPages) continue;
                reached = reached > oldest ? reached : oldest;
                break;
            }
            var now = clock.GetUtcNow();
            // Many have the same second: the order of the listing decides.
            found.Reverse();
            foreach (var post in found.Where(m => m.PublishedAt >= from && m.PublishedAt < to)
                .DistinctBy(m => m.Id).OrderBy(m => m.PublishedAt))
                yield return new Upserted(post with { Origin = Origin.Backfill }, null, now);
        }
        if (reached is { } only)
            throw new SourceTrouble(string.Create(CultureInfo.InvariantCulture,
                $"The network shows its newest posts only, back to {only:yyyy-MM-dd HH:mm} UTC; older ones of the gap are lost."));
        if (owed.Left > 0)
            throw new SourceTrouble(string.Create(CultureInfo.InvariantCulture,
                $"{owed.Left} replies of the gap were not read: it would have taken more than {Owing.MostPages} units."));
        if (refused is not null) throw refused;
    }

    /// <summary>What is new in a listing, oldest first.</summary>
    private async Task<(IReadOnlyList<Listed> Fresh, IReadOnlyList<Thread> Threads, bool Overflowed, SourceTrouble? Trouble)>
        NewsAsync(Listing listing, string target, ListingPlace at, Action<Allowance> spent, CancellationToken cancel)
    {
        // The first reading takes one page: what is older was there before we listened.
        var first = !at.ReadAt.TryGetValue(target, out var since);
        var known = at.SeenOf(target).ToHashSet(StringComparer.Ordinal);
        var ids = known.Select(ListingPlace.IdOf).ToHashSet(StringComparer.Ordinal);
        var (fresh, threads) = (new List<Listed>(), new List<Thread>());
        var allowance = at.Allowance;
        string? page = null;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var (read, trouble) = await SpendAsync(
                listing, allowance, units => spent(allowance = units), () => listing.Page(target, page, cancel));
            if (trouble is not null) return ([], [], false, trouble);
            threads.AddRange(read!.Threads);
            fresh.AddRange(read.Items.Where(i => !known.Contains(ListingPlace.Mark(i.Id, i.Revision))));
            var met = read.Items.Any(i => ids.Contains(i.Id));
            // Where nothing is remembered (it was empty, or all of it is gone), only the time tells what is new.
            var before = ids.Count == 0
                && read.Items.All(i => i.Post is { } post && post.PublishedAt.ToUnixTimeMilliseconds() < since);
            if (first || met || before || read.Next is null)
            {
                fresh.Reverse();
                // A listing that ends at the last page we take is one that the network cuts there.
                var cut = ids.Count == 0 ? pages == MostPages - 1 : fresh.Count > 1;
                return ([.. fresh.DistinctBy(f => f.Id)], threads, !first && !met && !before && cut, null);
            }
            page = read.Next;
        }
        fresh.Reverse();
        return ([.. fresh.DistinctBy(f => f.Id)], threads, true, null);
    }

    private async Task<(IReadOnlyList<string> Gone, IReadOnlyList<Listed> Late, IReadOnlyList<Thread> Threads, SourceTrouble? Trouble)>
        LookAsync(Listing listing, ListingPlace at, Action<Allowance> spent, CancellationToken cancel)
    {
        var allowance = at.Allowance;
        var (gone, late, shown) = (new List<string>(), new List<Listed>(), new List<Thread>());
        var known = at.Seen.Values.SelectMany(s => s).Select(ListingPlace.IdOf).Distinct().ToList();
        var threads = listing.Look is null ? [] : known.Where(id => listing.ThreadOf(id) == id).ToList();
        foreach (var some in threads.Chunk(listing.AtOnce))
        {
            var (looked, trouble) = await SpendAsync(
                listing, allowance, units => spent(allowance = units), () => listing.Look!(some, cancel));
            if (trouble is not null) return (gone, late, shown, trouble);
            gone.AddRange(some.Where(id => !looked!.Alive.Contains(id)));
            late.AddRange(looked!.Late);
            shown.AddRange(looked.Threads);
        }
        foreach (var some in known.Except(threads).Except(late.Select(l => l.Id)).Chunk(listing.AtOnce))
        {
            var (alive, trouble) = await SpendAsync(
                listing, allowance, units => spent(allowance = units), () => listing.Alive(some, cancel));
            if (trouble is not null) return (gone, late, shown, trouble);
            gone.AddRange(some.Where(id => !alive!.Contains(id)));
        }
        return (gone, late, shown, null);
    }

    private async Task<(T? Result, SourceTrouble? Trouble)> SpendAsync<T>(
        Listing listing, Allowance before, Action<Allowance> spent, Func<Task<T>> call) where T : class
    {
        var now = clock.GetUtcNow();
        var allowance = before.On(now, listing.Zone);
        if (listing.Shared?.IsSpent(allowance, now, listing.Zone) == true)
        {
            var next = Allowance.Next(now, listing.Zone);
            return (null, new SourceTrouble(string.Create(
                CultureInfo.InvariantCulture,
                $"The sources with these access data have used up their {listing.Shared.Most} units of the day together. Reading goes on at "
                    + $"{next:yyyy-MM-dd HH:mm} UTC; allow each of them less."), next - now));
        }
        if (listing.UnitsADay is { } most && allowance.Spent >= most)
        {
            var next = Allowance.Next(now, listing.Zone);
            return (null, new SourceTrouble(string.Create(
                CultureInfo.InvariantCulture,
                $"The allowance of {most} units a day is used up. Reading goes on at {next:yyyy-MM-dd HH:mm} UTC; "
                    + $"raise it in the settings or read less."),
                next - now));
        }
        allowance = allowance.Spend(1);
        spent(allowance);
        listing.Shared?.Told(allowance);
        return await TryAsync(call);
    }

    // Where each try costs a unit of a day, it is not made sooner than the next reading would have been.
    private static SourceTrouble Patient(SourceTrouble trouble, Listing listing) =>
        trouble.Final || trouble.Wait >= listing.Every || listing is { UnitsADay: null, Shared: null }
        ? trouble : new SourceTrouble(trouble.Message, listing.Every, cause: trouble) { OfTarget = trouble.OfTarget };

    private static async Task<(T? Result, SourceTrouble? Trouble)> TryAsync<T>(Func<Task<T>> call) where T : class
    {
        try
        {
            return (await call(), null);
        }
        catch (SourceTrouble trouble)
        {
            return (null, trouble);
        }
    }
}
