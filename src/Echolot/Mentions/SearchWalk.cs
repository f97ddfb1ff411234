using System.Data.Common;
using Dapper;
using Echolot.Matching;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>
/// Walks through what a search finds: candidates from the full-text index, each read again by the compiled query, so
/// that the archive and live matching agree to the letter.
/// </summary>
/// <remarks>
/// Where the filter leaves few mentions, or the query requires no word, candidates are the filter's listings and the
/// index is not asked. A query that requires no word may have to read everything: the walk stops after
/// <paramref name="mostTexts"/> texts and says so. The beginning of a word is tried on the newest listings: where many
/// of them have it, the index would put together long lists before it gives the first. Not where rare listings would
/// have to be looked for among many others.
/// </remarks>
internal sealed class SearchWalk(
    DbConnection connection, Engine engine, Selection selection, Query query, IReadOnlyList<ChannelRow> channels,
    Present present, long before, long mostTexts) : Walk
{
    private const int FirstPortion = 64;
    private const int LargestPortion = 1024;

    // The lists of a beginning are put together at 0.15 µs a hit: for a page of hits, or as many as a moment finds, reading
    // on is cheaper where one text in twenty has it, for all of them where one in four has.
    private const double ManyForSome = 0.05;
    private const double ManyForAll = 0.25;
    private const long Some = 10_000;

    private readonly Verification _verification = new(query, channels, present);
    private readonly Queue<long> _found = [];
    private ListingWalk? _listings;
    private string? _condition;
    private bool _planned;
    private bool _trying;
    private bool _ended;
    private bool _stopped;
    private long _reached = before;
    private long _texts;
    private int _portion = FirstPortion;
    private DbDataReader? _candidates;

    /// <summary>Takes the places of every match that is found; null where nobody wants them.</summary>
    public Dictionary<long, IReadOnlyList<MatchSpan>>? Spans { get; init; }

    /// <summary>
    /// So many mentions are read without the index: matching a text costs about 8 µs, passing by a hit of the index 1 µs.
    /// </summary>
    public long FewMentions { get; init; } = 3000;

    /// <summary>Asked after each portion: whether the walk stops where it is.</summary>
    public Func<bool> Stops { get; init; } = static () => false;

    /// <summary>Texts read so far.</summary>
    public long Texts => _texts;

    public override long Reached => _found.TryPeek(out var next) ? next + 1 : _reached;

    public override bool StoppedEarly => (_texts >= mostTexts || _stopped) && !_ended;

    public override async Task<IReadOnlyList<long>> NextAsync(int count, CancellationToken cancel)
    {
        if (selection.Nothing) return [];
        if (!_planned) await PlanAsync();
        while (_found.Count < count && !_ended && !_stopped && _texts < mostTexts)
        {
            cancel.ThrowIfCancellationRequested();
            var candidates = await CandidatesAsync(cancel);
            _ended = candidates.Count < _portion;
            if (candidates.Count == 0) break;
            var hits = await _verification.KeepAsync(connection, engine, candidates, Spans);
            foreach (var id in hits) _found.Enqueue(id);
            _texts += candidates.Count;
            _reached = candidates[^1];
            if (_trying && hits.Count < candidates.Count * (_texts < Some ? ManyForSome : ManyForAll)) (_trying, _listings) = (false, null);
            _portion = Math.Min(_portion * 2, LargestPortion);
            _stopped = Stops();
        }
        var ids = new List<long>(count);
        while (ids.Count < count && _found.TryDequeue(out var id)) ids.Add(id);
        return ids;
    }

    private async Task PlanAsync()
    {
        _planned = true;
        _condition = FullText.Condition(query.Prefilter, engine);
        var few = _condition is null || selection.Narrow || (selection.Tallied && await FewAsync());
        _trying = !few && !selection.Direct && (selection.Tallied || selection.Facets.Length == 0)
            && FullText.HasPrefix(query.Prefilter);
        if (few || _trying)
            _listings = new ListingWalk(connection, engine, selection, _reached);
    }

    private async Task<bool> FewAsync()
    {
        var values = new DynamicParameters(selection.Values);
        values.Add("monitor", selection.Monitors[0]);
        values.Add("first", MentionIds.DayOf(selection.From));
        values.Add("last", MentionIds.DayOf(Math.Min(_reached, selection.To)));
        return await connection.ExecuteScalarAsync<long>(
            $"select coalesce(sum(l.count), 0) from tally l where l.monitor_id = @monitor and l.day between @first and @last {selection.Facets}",
            values) <= FewMentions;
    }

    private async Task<IReadOnlyList<long>> CandidatesAsync(CancellationToken cancel)
    {
        if (_listings is not null) return await _listings.NextAsync(_portion, cancel);
        return engine is Engine.Sqlite ? await ReadOnAsync(cancel) : await AskAgainAsync();
    }

    // Asking again would begin anew: for the beginning of a word the index first puts together the lists of all words
    // that begin so, 25 ns a hit, before it gives the newest.
    private async Task<IReadOnlyList<long>> ReadOnAsync(CancellationToken cancel)
    {
        _candidates ??= await connection.ExecuteReaderAsync(
            Candidates("(select rowid as id from mention_words where mention_words match @match and rowid >= @from and rowid < @before) d"),
            Values(limit: null));
        var ids = new List<long>(_portion);
        while (ids.Count < _portion && await _candidates.ReadAsync(cancel)) ids.Add(_candidates.GetInt64(0));
        return ids;
    }

    // PostgreSQL answers one question of a connection at a time.
    private async Task<IReadOnlyList<long>> AskAgainAsync() => (await connection.QueryAsync<long>(
        Candidates("(select id from mention where words @@ cast(@match as tsquery) and id >= @from and id < @before) d") + " limit @limit",
        Values(_portion))).AsList();

    private string Candidates(string lead) =>
        selection.Select(selection.Monitors.Count == 1 ? selection.Monitors[0] : selection.All, "l.mention_id", lead)
            + " order by d.id desc";

    private DynamicParameters Values(long? limit)
    {
        var values = selection.Range(selection.From, _reached, limit);
        values.Add("match", _condition);
        return values;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_candidates is not null) await _candidates.DisposeAsync();
    }
}
