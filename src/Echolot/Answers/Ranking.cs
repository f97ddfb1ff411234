namespace Echolot.Answers;

/// <summary>BM25 over documents of entries; of several documents of one entry the best counts.</summary>
internal sealed class Ranking
{
    private const double K1 = 1.2, B = 0.3;

    /// <summary>Documents that are thought to be there besides: in a library of three, no word would be rare.</summary>
    private const int Unseen = 10;

    private readonly List<(int Entry, int Length)> _documents = [];
    private readonly Dictionary<string, List<(int Document, int Count)>> _postings = [];
    private double _average;

    public void Add(int entry, IReadOnlyCollection<string> terms)
    {
        var document = _documents.Count;
        _documents.Add((entry, terms.Count));
        foreach (var term in terms.GroupBy(t => t))
        {
            if (!_postings.TryGetValue(term.Key, out var list)) _postings.Add(term.Key, list = []);
            list.Add((document, term.Count()));
        }
    }

    public void Close() => _average = _documents.Count == 0 ? 1 : Math.Max(1, _documents.Average(d => d.Length));

    public double Weight(string term)
    {
        var in_ = _postings.GetValueOrDefault(term)?.Count ?? 0;
        return Math.Log(1 + (_documents.Count + Unseen - in_ + 0.5) / (in_ + 0.5));
    }

    public bool Holds(string term, int entry) =>
        _postings.TryGetValue(term, out var list) && list.Exists(p => _documents[p.Document].Entry == entry);

    /// <summary>Entries, the best first.</summary>
    /// <param name="without">Document that does not count; null: all do.</param>
    public List<int> Rank(IEnumerable<string> terms, int entries, int? without = null)
    {
        var scores = new double[_documents.Count];
        foreach (var term in terms.Distinct())
        {
            if (!_postings.TryGetValue(term, out var list)) continue;
            var weight = Weight(term);
            foreach (var (document, count) in list)
                scores[document] += weight * count * (K1 + 1)
                    / (count + K1 * (1 - B + B * _documents[document].Length / _average));
        }
        if (without is { } left) scores[left] = 0;
        var best = new double[entries];
        for (var d = 0; d < scores.Length; d++)
            best[_documents[d].Entry] = Math.Max(best[_documents[d].Entry], scores[d]);
        return [.. Enumerable.Range(0, entries).Where(e => best[e] > 0).OrderByDescending(e => best[e])];
    }
}
