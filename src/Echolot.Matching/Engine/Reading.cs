using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// Reads one post with one query in mind and says what was found where. Follows the tree step by step, slowly and
/// plainly; the set's programs give the same verdicts fast.
/// </summary>
internal sealed class Reading(TokenBuffer buffer, Post post, bool plain)
{
    /// <summary>A stretch of positions, and of characters of a field.</summary>
    private readonly record struct Stretch(int Start, int End, string Field, int CharStart, int CharEnd);

    public Explanation Explain(Node root)
    {
        var hits = new List<Hit>();
        var holds = Holds(root, hits);
        var clauses = root switch { AndNode and => and.Parts, OrNode or => or.Parts, _ => [root] };
        return new(holds, holds ? Merge(hits) : [],
            [.. clauses.Select(part => new ClauseResult(Printer.Print(part), Holds(part, [])))]);
    }

    public IReadOnlyList<Hit> Hits(Node root)
    {
        var hits = new List<Hit>();
        return Holds(root, hits) ? Merge(hits) : [];
    }

    private static Hit[] Merge(List<Hit> hits)
    {
        if (hits.Count <= 1) return [.. hits];
        var merged = new List<Hit>();
        foreach (var hit in hits.OrderBy(hit => hit.Field, StringComparer.Ordinal).ThenBy(hit => hit.Start))
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Field == hit.Field && hit.Start < last.Start + last.Length)
                merged[^1] = last with { Length = Math.Max(last.Length, hit.Start + hit.Length - last.Start) };
            else merged.Add(hit);
        }
        return [.. merged];
    }

    private bool Holds(Node node, List<Hit> hits)
    {
        switch (node)
        {
            case ValueNode value: return Holds(value, hits);
            case NotNode not: return !Holds(not.Part, []);
            case AndNode and:
                var all = true;
                foreach (var part in and.Parts) all &= Holds(part, hits);
                return all;
            case OrNode or:
                var any = false;
                foreach (var part in or.Parts)
                {
                    // The hits of an alternative that fails halfway are no reason.
                    var own = new List<Hit>();
                    if (!Holds(part, own)) continue;
                    any = true;
                    hits.AddRange(own);
                }
                return any;
            case NearNode near:
                var pairs = Pairs(near);
                foreach (var (first, second) in pairs)
                {
                    hits.Add(HitOf(first));
                    hits.Add(HitOf(second));
                }
                return pairs.Count > 0;
            default:
                var found = Find(node);
                hits.AddRange(found.Select(HitOf));
                return found.Count > 0;
        }
    }

    private static Hit HitOf(Stretch stretch) => new(stretch.Field, stretch.CharStart, stretch.CharEnd - stretch.CharStart);

    private List<(Stretch First, Stretch Second)> Pairs(NearNode near)
    {
        var (left, right) = (Find(near.Left), Find(near.Right));
        var pairs = new List<(Stretch, Stretch)>();
        foreach (var a in left)
        {
            foreach (var b in right)
            {
                if (b.Start >= a.End && b.Start - a.End < near.Distance) pairs.Add((a, b));
                else if (!near.Ordered && a.Start >= b.End && a.Start - b.End < near.Distance) pairs.Add((b, a));
            }
        }
        return pairs;
    }

    private List<Stretch> Find(Node node) => node switch
    {
        WordsNode words => FindWords(words),
        OrNode or => [.. or.Parts.SelectMany(Find).Distinct()],
        NearNode near => [.. Pairs(near).Select(pair => new Stretch(pair.First.Start, pair.Second.End, pair.First.Field,
            pair.First.CharStart, Math.Max(pair.First.CharEnd, pair.Second.CharEnd))).Distinct()],
        _ => [],
    };

    private List<Stretch> FindWords(WordsNode words)
    {
        var found = new List<Stretch>();
        foreach (ref readonly var token in buffer.Tokens)
        {
            if ((token.Scope & words.Scope) == 0 || !Is(words.Atoms[0], token)) continue;
            if (words.Atoms.Length == 1) found.Add(StretchOf(token, token));
            else if (token.Kind != TokenKind.Part) Follow(words, 1, token, token, found);
        }
        return found;
    }

    private void Follow(WordsNode words, int i, Token first, Token last, List<Stretch> found)
    {
        if (i == words.Atoms.Length)
        {
            found.Add(StretchOf(first, last));
            return;
        }
        foreach (ref readonly var token in buffer.Tokens)
            if (token.Position == last.PositionEnd && token.Kind != TokenKind.Part && Is(words.Atoms[i], token))
                Follow(words, i + 1, first, token, found);
    }

    private static Stretch StretchOf(Token first, Token last) =>
        new(first.Position, last.PositionEnd, first.Scope == Scope.Title ? "title" : "text", first.CharStart, last.CharEnd);

    private bool Is(Atom atom, in Token token)
    {
        var text = buffer.Text(token);
        return atom.Kind switch
        {
            AtomKind.Glob => token.Kind <= TokenKind.Part && MatchesGlob(atom.Key, text),
            AtomKind.HashtagGlob => token.Kind == TokenKind.Hashtag && MatchesGlob(atom.Key, text),
            AtomKind.MentionGlob => token.Kind == TokenKind.Mention && MatchesGlob(atom.Key, text),
            _ => text.SequenceEqual(atom.Key),
        };
    }

    private static bool MatchesGlob(string pattern, ReadOnlySpan<char> text)
    {
        foreach (var variant in Glob.Variants(pattern))
            if (Glob.Matches(variant, text)) return true;
        return false;
    }

    private bool Holds(ValueNode value, List<Hit> hits)
    {
        switch (value.Field)
        {
            case ValueField.Has: return Flags.Has(post, Array.IndexOf(Fields.Has, value.Value));
            case ValueField.Is: return Flags.Is(post, Array.IndexOf(Fields.Is, value.Value));
            case ValueField.Author:
                var handle = HoldsAuthor(value, post.Author, "author", hits);
                return HoldsAuthor(value, post.AuthorName, "authorName", hits) || handle;
            case ValueField.Site: return HoldsSite(value);
            default:
                var subject = value.Field == ValueField.Lang ? post.Lang : post.Source;
                return Holds(value, new ValueBuffer().Lower(value.Field, subject));
        }
    }

    private bool HoldsAuthor(ValueNode value, string? author, string field, List<Hit> hits)
    {
        if (!Holds(value, new ValueBuffer().Author(author, plain))) return false;
        hits.Add(new(field, 0, author!.Length));
        return true;
    }

    private bool HoldsSite(ValueNode value)
    {
        if (Holds(value, new ValueBuffer().Lower(ValueField.Site, post.Site))) return true;
        return !value.IsGlob && post.Site is { } site
            && Values.Lower(site.Trim()).EndsWith('.' + value.Value, StringComparison.Ordinal);
    }

    private static bool Holds(ValueNode value, ReadOnlySpan<char> key)
    {
        if (key.IsEmpty) return false;
        var asked = key[ValueBuffer.KeyMarks..];
        return value.IsGlob ? MatchesGlob(value.Value, asked) : asked.SequenceEqual(value.Value);
    }
}
