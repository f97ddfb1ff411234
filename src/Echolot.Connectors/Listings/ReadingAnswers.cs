using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Listings;

/// <summary>
/// Answers that did not come along with the item they stand below. They are read of what the reading of listings leaves of
/// the day's allowance; what it does not allow stays owed and is read on another day.
/// </summary>
internal sealed partial class ListingWatch
{
    // Of one thread; networks keep some hundred answers, a few pages.
    private const int MostAnswerPages = 50;

    // Threads in a row that cannot be read.
    private const int MostFailed = 3;

    // Most of the day's units are kept for what is new.
    private const double ForListings = 2.0 / 3;

    /// <summary>Threads with answers that are owed, those with the most first.</summary>
    private static IReadOnlyList<string> Owed(Listing listing, ListingPlace at) => listing.Below is null ? []
        : [.. at.Below.Where(b => b.Value.Unread > 0).OrderByDescending(b => b.Value.Unread).Select(b => b.Key)];

    /// <summary>Whether a unit can be spent without the rest of the day going short.</summary>
    private bool CanSpare(Listing listing, Allowance allowance)
    {
        if (listing.UnitsADay is not { } most) return true;
        var now = clock.GetUtcNow();
        var rest = Allowance.Next(now, listing.Zone) - now;
        var needed = Math.Min(most * ForListings * (rest / TimeSpan.FromDays(1)), rest / listing.Every * listing.Targets.Count);
        return most - allowance.On(now, listing.Zone).Spent > needed;
    }

    /// <summary>What is new below a thread, oldest first, and the place after it.</summary>
    private async Task<(IReadOnlyList<SourceEvent> Answers, ListingPlace After, SourceTrouble? Trouble)> AnswersAsync(
        Listing listing, ListingPlace at, string thread, CancellationToken cancel)
    {
        var known = at.Below[thread];
        var read = new List<Listed>();
        SourceTrouble? trouble = null;
        var whole = false;
        string? page = null;
        for (var pages = 0; !whole && CanSpare(listing, at.Allowance); pages++)
        {
            (var got, trouble) = await SpendAsync(
                listing, at.Allowance, units => at = at with { Allowance = units }, () => listing.Below!(thread, page, cancel));
            // It is gone, or closed: there is nothing to be read any more.
            if (trouble is { OfTarget: true }) return ([], at.Read(thread, null), null);
            if (got is null) break;
            read.AddRange(got.Items);
            page = got.Next;
            whole = page is null || pages + 1 == MostAnswerPages || IsEnough(got.Items, read, known);
        }
        var fresh = read.Where(a => a.Post is { } post && Latest(post) > known.Newest).ToList();
        var came = fresh.Count(a => At(a.Post!.PublishedAt) > known.Newest);
        // Somebody held the others back for a while: they are among what seems to be old.
        if (whole && came < known.Total - known.Known) fresh = read;
        var now = clock.GetUtcNow();
        return (
            [.. Enumerable.Reverse(fresh).DistinctBy(a => a.Id)
                .Select(a => EventOf(a, known.Before ? Origin.Backfill : Origin.Poll, now))],
            at.Read(thread, whole
                ? known with
                {
                    Known = known.Total, Unread = 0, Before = false,
                    Newest = read.Select(a => a.Post is { } post ? At(post.PublishedAt) : 0).Append(known.Newest).Max(),
                }
                : known with { Unread = Math.Clamp(known.Total - known.Known - came, 1, known.Unread) }),
            trouble);
    }

    /// <summary>Whether a page shows the newest first, goes back to what is known, and all that is new has come.</summary>
    private static bool IsEnough(IReadOnlyList<Listed> page, List<Listed> read, AnswersBelow known)
    {
        var times = page.Select(a => a.Post is { } post ? At(post.PublishedAt) : 0).ToList();
        return times.Count > 0 && times[^1] <= known.Newest && times.SequenceEqual(times.OrderDescending())
            && read.Count(a => a.Post is { } post && At(post.PublishedAt) > known.Newest) >= known.Total - known.Known;
    }

    private static SourceEvent EventOf(Listed item, Origin origin, DateTimeOffset now) => item.Post is { } post
        ? new Upserted(post with { Origin = origin }, null, now)
        : new Unreadable(item.Excerpt ?? "", item.Problem ?? "The item cannot be read.", null, now);

    private static long Latest(Mention post) => Math.Max(At(post.PublishedAt), post.EditedAt is { } edited ? At(edited) : 0);

    private static long At(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();

    /// <summary>Reads answers of a gap; so many units beside those of the day.</summary>
    private sealed class Owing
    {
        public const int MostPages = 20;

        private int _pages;

        /// <summary>Answers that were left.</summary>
        public long Left { get; private set; }

        public async Task ReadAsync(Listing listing, Thread thread, List<Mention> found, CancellationToken cancel)
        {
            if (listing.Below is null || thread.Total <= thread.Given) return;
            var read = 0;
            string? page = null;
            do
            {
                if (_pages++ >= MostPages)
                {
                    Left += Math.Max(1, thread.Total - Math.Max(read, thread.Given));
                    return;
                }
                var (got, trouble) = await TryAsync(() => listing.Below(thread.Id, page, cancel));
                if (trouble is { OfTarget: false }) throw trouble;
                if (got is null) return;
                found.AddRange(got.Items.Select(i => i.Post).OfType<Mention>());
                read += got.Items.Count;
                page = got.Next;
            }
            while (page is not null);
        }
    }
}
