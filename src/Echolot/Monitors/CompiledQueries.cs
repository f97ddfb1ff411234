using System.Collections.Concurrent;
using System.Collections.Immutable;
using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Monitors;

/// <summary>
/// One state of the watchlist: immutable but for its pool of matchers, one for each thread that matches at once. The
/// states that follow share the pool, so that a change of one query among very many makes little that is new.
/// </summary>
internal sealed class CompiledQueries
{
    private static readonly IReadOnlyList<MonitorMatch> Nobody = [];
    private readonly QuerySet _set;
    private readonly ImmutableDictionary<long, (int Version, Query Query)> _queries;
    private readonly ConcurrentBag<(QuerySet Set, Matcher Matcher)> _idle;

    private CompiledQueries(
        QuerySet set, ImmutableDictionary<long, (int Version, Query Query)> queries,
        ConcurrentBag<(QuerySet Set, Matcher Matcher)> idle) =>
        (_set, _queries, _idle) = (set, queries, idle);

    public static CompiledQueries Of(IReadOnlyList<(long Id, int Version, Query Query)> queries) => new(
        queries.Count == 0 ? QuerySet.Empty : QuerySet.Build(queries.Select(q => (q.Id, q.Query))),
        queries.ToImmutableDictionary(q => q.Id, q => (q.Version, q.Query)), []);

    public CompiledQueries With(long id, int version, Query query) => new(
        _set.With(id, query), _queries.SetItem(id, (version, query)), _idle);

    public CompiledQueries Without(long id) =>
        _queries.ContainsKey(id) ? new(_set.Without(id), _queries.Remove(id), _idle) : this;

    /// <summary>Version in force, 0 for a monitor that is paused or gone.</summary>
    public int VersionOf(long id) => _queries.GetValueOrDefault(id).Version;

    public IReadOnlyList<IReadOnlyList<MonitorMatch>> Match(
        IReadOnlyList<Mention> items, IReadOnlyList<string> languages, in Present present)
    {
        if (items.Count != languages.Count)
            throw new ArgumentException(
                $"{items.Count} items came with {languages.Count} languages.", nameof(languages));
        var wanted = new IReadOnlyList<MonitorMatch>[items.Count];
        if (_queries.Count == 0)
        {
            Array.Fill(wanted, Nobody);
            return wanted;
        }
        var matcher = _idle.TryTake(out var idle) && idle.Set == _set ? idle.Matcher : _set.NewMatcher(idle.Matcher);
        for (var i = 0; i < wanted.Length; i++) wanted[i] = Match(matcher, AsPost.Of(items[i], languages[i], present));
        // A matcher that threw is not put back: its scratch memory may be in any state.
        _idle.Add((_set, matcher));
        return wanted;
    }

    private IReadOnlyList<MonitorMatch> Match(Matcher matcher, in Post post)
    {
        var found = matcher.Match(post);
        if (found.IsEmpty) return Nobody;
        // The span is only valid until the matcher is asked again, and Hits asks it.
        var ids = found.ToArray();
        Array.Sort(ids);
        var matches = new MonitorMatch[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var (version, query) = _queries[ids[i]];
            matches[i] = new MonitorMatch(ids[i], version, MatchSpan.Of(matcher.Hits(query, post)));
        }
        return matches;
    }
}
