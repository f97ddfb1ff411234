using Echolot.Matching;

namespace Echolot.Conversations;

/// <summary>The compiled queries of some workflows. Thread-safe.</summary>
internal sealed class WorkflowQueries
{
    private readonly Lock _turn = new();
    private readonly Matcher? _matcher;
    private readonly HashSet<(long, string)> _of;

    /// <param name="wrong">Told the workflow whose query is none.</param>
    public WorkflowQueries(IReadOnlyList<Workflow> workflows, Action<long> wrong)
    {
        _of = Asked(workflows);
        var queries = new List<(long, Query)>();
        foreach (var (id, text) in _of)
        {
            if (Query.TryParse(text, new QueryOptions(), out var query, out _)) queries.Add((id, query));
            else wrong(id);
        }
        if (queries.Count > 0) _matcher = QuerySet.Build(queries).NewMatcher();
    }

    public bool AreOf(IReadOnlyList<Workflow> workflows) => _of.SetEquals(Asked(workflows));

    public IReadOnlySet<long> Matching(in Post post)
    {
        if (_matcher is null) return new HashSet<long>();
        lock (_turn) return new HashSet<long>([.. _matcher.Match(post)]);
    }

    private static HashSet<(long, string)> Asked(IReadOnlyList<Workflow> workflows) =>
        [.. workflows.Where(w => w.Draft.Condition.Query is not null).Select(w => (w.Id, w.Draft.Condition.Query!))];
}
