using System.Diagnostics;
using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Monitors;

/// <summary>What a query would bring, over what is stored.</summary>
/// <param name="Scanned">How many stored mentions were looked at; <paramref name="Complete"/> tells whether that was
/// all of the range.</param>
public sealed record Preview(
    IReadOnlyList<(StoredMention Mention, IReadOnlyList<MatchSpan> Spans)> Hits, long Count,
    IReadOnlyList<(DateOnly Day, long Count)> Daily,
    long Scanned, bool Complete, TimeSpan Took);

public sealed partial class Watchlist
{
    // Somebody waits in front of the editor; what is not counted by then is said to be incomplete.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs the compiled query over the archive, newest first.</summary>
    /// <param name="options">As the monitor would have them.</param>
    /// <param name="hits">How many mentions to show, 1 to 200.</param>
    /// <param name="range">How far back from now.</param>
    /// <exception cref="QueryException">The text is not a query.</exception>
    public async Task<Preview> PreviewAsync(
        string queryText, QueryOptions options, int hits, TimeSpan range, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var query = Query.Parse(queryText, options);
        var everything = new MentionFilter { From = time.GetUtcNow() - range };
        var wanted = everything with { Search = queryText, SearchForms = options.Forms };
        var page = await archive.ListAsync(wanted, null, Math.Clamp(hits, 1, 200), cancel);
        var shown = await WithSpansAsync(query, page.Items, cancel);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            var daily = await archive.DailyAsync(wanted, limit.Token);
            var scanned = await archive.CountAsync(everything, limit.Token);
            return new(shown, daily.Sum(d => d.Count), daily, scanned, true, Stopwatch.GetElapsedTime(started));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            var days = page.Items.CountBy(m => DateOnly.FromDateTime(m.PublishedAt.UtcDateTime)).OrderBy(d => d.Key);
            return new(
                shown, page.Items.Count, [.. days.Select(d => (d.Key, (long)d.Value))], page.Items.Count,
                page.Next is null,
                Stopwatch.GetElapsedTime(started));
        }
    }

    private async Task<IReadOnlyList<(StoredMention, IReadOnlyList<MatchSpan>)>> WithSpansAsync(
        Query query, IReadOnlyList<StoredMention> items, CancellationToken cancel)
    {
        var spans = (await archive.SpansAsync(query, [.. items.Select(m => m.Id)], cancel)).ToDictionary(m => m.Id, m => m.Spans);
        return [.. items.Select(m => (m, spans.GetValueOrDefault(m.Id, [])))];
    }
}
