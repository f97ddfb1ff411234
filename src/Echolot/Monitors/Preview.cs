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
    /// <param name="hits">How many mentions to show, 1 to 200.</param>
    /// <param name="range">How far back from now.</param>
    /// <exception cref="QueryException">The text is not a query.</exception>
    public async Task<Preview> PreviewAsync(string queryText, int hits, TimeSpan range, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var query = Query.Parse(queryText);
        var everything = new MentionFilter { From = time.GetUtcNow() - range };
        var wanted = everything with { Search = queryText };
        var page = await archive.ListAsync(wanted, null, Math.Clamp(hits, 1, 200), cancel);
        var shown = WithSpans(query, page.Items);

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

    private static IReadOnlyList<(StoredMention, IReadOnlyList<MatchSpan>)> WithSpans(
        Query query, IReadOnlyList<StoredMention> items)
    {
        var matcher = QuerySet.Build([(1L, query)]).NewMatcher();
        return [.. items.Select(m => (m, CompiledQueries.SpansOf(matcher.Hits(1, Shown(m)))))];
    }

    // Only the fields that can carry a span: why it matched by language or site needs no highlighting.
    private static Post Shown(StoredMention m) => new()
    {
        Text = m.Text, Title = m.Title, Author = m.AuthorHandle ?? m.AuthorName, AuthorName = m.AuthorName,
        Lang = m.Findings.Language, Source = m.Connector, Site = m.Site,
    };
}
