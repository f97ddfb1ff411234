using Echolot.Matching.Engine;
using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching;

/// <summary>
/// Finds the queries of a set that match a post. Not thread-safe; allocates nothing per post after warm-up.
/// </summary>
public sealed class Matcher
{
    /// <summary>Positions between title and text: more than NEAR reaches, so nothing is found across.</summary>
    internal const int FieldGap = Lexer.MaxDistance + 1;

    private readonly QuerySet set;
    private readonly Run[] runs;
    private readonly TokenBuffer folded = new(plain: false), plain = new(plain: true);
    private readonly ValueBuffer values = new();
    private readonly Reading reading;
    private Ids found;

    // The post that each buffer holds, by reference: whoever asks why a post matched has just had it matched.
    private (string? Title, string? Text) foldedPost, plainPost;

    internal Matcher(QuerySet set, Run[] runs) => (this.set, this.runs, reading) = (set, runs, new(values));

    internal Run? RunOf(Segment segment) => Array.Find(runs, run => run.Segment == segment);

    /// <summary>Queries looked at so far, also those that one word alone decided.</summary>
    public long Candidates => runs.Sum(run => run.Candidates);

    /// <summary>Ids of the matching queries, in no particular order; valid until the next call.</summary>
    public ReadOnlySpan<long> Match(in Post post)
    {
        found.Clear();
        foreach (var run in runs) run.Match(Read(run.Plain, post), values, post, ref found);
        return found.Span;
    }

    /// <summary>
    /// Why one query of the set matches the post or not: spans, and per clause whether it held. Made for people to look
    /// at: it reads the post once more and allocates.
    /// </summary>
    /// <exception cref="ArgumentException">The set has no query with this id.</exception>
    public Explanation Explain(long id, in Post post)
    {
        var query = Find(id);
        var filed = new List<FiledTerm>();
        foreach (var run in runs)
            if (run.Plain == query.Options.Plain) filed.AddRange(run.Filed(id, Read(run.Plain, post), values, post));
        return ReadingOf(query, post).Explain(query.Root, Spelling.Of(query.Options)) with { Filed = filed };
    }

    /// <summary>
    /// The stretches that <see cref="Explain"/> names, without its clauses, in about a third of its time; empty where the
    /// query does not match.
    /// </summary>
    /// <exception cref="ArgumentException">The set has no query with this id.</exception>
    public IReadOnlyList<Hit> Hits(long id, in Post post)
    {
        var query = Find(id);
        return ReadingOf(query, post).Hits(query.Root);
    }

    /// <summary>
    /// As <see cref="Hits(long, in Post)"/>, for a query at hand: spares the set reading its text once more.
    /// </summary>
    public IReadOnlyList<Hit> Hits(Query query, in Post post)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadingOf(query, post).Hits(query.Root);
    }

    private Query Find(long id) => set.Find(id) ?? throw new ArgumentException(
        $"The set has no query {id}. Explain with a matcher of a set that has it.", nameof(id));

    private Reading ReadingOf(Query query, in Post post)
    {
        var buffer = Read(query.Options.Plain, post);
        buffer.MarkLead();
        return reading.Of(buffer, post, query.Options.Plain);
    }

    private TokenBuffer Read(bool isPlain, in Post post)
    {
        var buffer = isPlain ? plain : folded;
        ref var held = ref isPlain ? ref plainPost : ref foldedPost;
        if (ReferenceEquals(held.Text, post.Text) && ReferenceEquals(held.Title, post.Title)) return buffer;
        held = default;
        buffer.Clear();
        if (!string.IsNullOrEmpty(post.Title))
        {
            buffer.Read(post.Title, Scope.Title);
            buffer.Gap(FieldGap);
        }
        buffer.Read(post.Text, Scope.Text);
        held = (post.Title, post.Text);
        return buffer;
    }
}
