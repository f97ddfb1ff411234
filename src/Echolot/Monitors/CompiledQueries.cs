using System.Collections.Concurrent;
using Echolot.Matching;
using Echolot.Mentions;

namespace Echolot.Monitors;

/// <summary>
/// One state of the watchlist: immutable but for its pool of matchers, one for each thread that matches at once.
/// </summary>
internal sealed class CompiledQueries
{
    private static readonly IReadOnlyList<MonitorMatch> Nobody = [];
    private readonly QuerySet _set;
    private readonly IReadOnlyDictionary<long, int> _versions;
    private readonly ConcurrentBag<Matcher> _idle = [];

    private CompiledQueries(QuerySet set, IReadOnlyDictionary<long, int> versions) =>
        (_set, _versions) = (set, versions);

    public static CompiledQueries Of(IReadOnlyList<(long Id, int Version, Query Query)> queries) => new(
        queries.Count == 0 ? QuerySet.Empty : QuerySet.Build(queries.Select(q => (q.Id, q.Query))),
        queries.ToDictionary(q => q.Id, q => q.Version));

    public CompiledQueries With(long id, int version, Query query) =>
        new(_set.With(id, query), new Dictionary<long, int>(_versions) { [id] = version });

    public CompiledQueries Without(long id)
    {
        if (!_versions.ContainsKey(id)) return this;
        var versions = new Dictionary<long, int>(_versions);
        versions.Remove(id);
        return new(_set.Without(id), versions);
    }

    /// <summary>Version in force, 0 for a monitor that is paused or gone.</summary>
    public int VersionOf(long id) => _versions.GetValueOrDefault(id);

    public IReadOnlyList<IReadOnlyList<MonitorMatch>> Match(
        IReadOnlyList<Mention> items, IReadOnlyList<string> languages)
    {
        if (items.Count != languages.Count)
            throw new ArgumentException(
                $"{items.Count} items came with {languages.Count} languages.", nameof(languages));
        var wanted = new IReadOnlyList<MonitorMatch>[items.Count];
        if (_versions.Count == 0)
        {
            Array.Fill(wanted, Nobody);
            return wanted;
        }
        if (!_idle.TryTake(out var matcher)) matcher = _set.NewMatcher();
        for (var i = 0; i < wanted.Length; i++) wanted[i] = Match(matcher, AsPost.Of(items[i], languages[i]));
        // A matcher that threw is not put back: its scratch memory may be in any state.
        _idle.Add(matcher);
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
            matches[i] = new MonitorMatch(ids[i], _versions[ids[i]], SpansOf(matcher.Hits(ids[i], post)));
        return matches;
    }

    public static IReadOnlyList<MatchSpan> SpansOf(IReadOnlyList<Hit> hits)
    {
        var spans = new MatchSpan[hits.Count];
        for (var i = 0; i < spans.Length; i++) spans[i] = new MatchSpan(hits[i].Field, hits[i].Start, hits[i].Length);
        return spans;
    }
}
