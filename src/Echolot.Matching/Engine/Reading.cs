using Echolot.Matching.Language;
using Echolot.Matching.Text;

namespace Echolot.Matching.Engine;

/// <summary>
/// Reads one post with one query in mind and says what was found where. Follows the tree step by step, slowly and
/// plainly; the set's programs give the same verdicts fast.
/// </summary>
internal sealed class Reading(ValueBuffer values)
{
    private TokenBuffer buffer = null!;
    private Post post;
    private bool plain;

    /// <summary>Turns to a post, whose words are in the buffer; forgets the one before.</summary>
    public Reading Of(TokenBuffer words, in Post read, bool isPlain)
    {
        (buffer, post, plain) = (words, read, isPlain);
        (rawTexts, formKeys, sentences) = (null, null, null);
        return this;
    }

    /// <summary>A stretch of positions, and of characters of a field.</summary>
    private readonly record struct Stretch(int Start, int End, string Field, int CharStart, int CharEnd);

    private Dictionary<WordsNode, RawText>? rawTexts;
    private Dictionary<Atom, List<(string Text, bool IsVerb)>>? formKeys;
    private SentenceMap? sentences;

    public Explanation Explain(Node root, Spelling spelling)
    {
        var hits = new List<Hit>();
        var holds = Holds(root, hits);
        var clauses = root switch { AndNode and => and.Parts, OrNode or => or.Parts, _ => [root] };
        return new(holds, holds ? Merge(hits) : [],
            [.. clauses.Select(part => new ClauseResult(Printer.Print(part, spelling), Holds(part, [])))]);
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
        hits.Sort(static (a, b) => string.CompareOrdinal(a.Field, b.Field) is var order and not 0
            ? order
            : a.Start.CompareTo(b.Start));
        foreach (var hit in hits)
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Field == hit.Field
                && hit.Start < last.Start + last.Length)
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
            case RangeNode range: return Numbers.Lies(Numbers.Of(post, range.Field), range);
            case NotNode not:
                var before = hits.Count;
                var excluded = Holds(not.Part, hits);
                hits.RemoveRange(before, hits.Count - before);
                return !excluded;
            case AndNode and:
                var all = true;
                foreach (var part in and.Parts) all &= Holds(part, hits);
                return all;
            case OrNode or:
                var any = false;
                foreach (var part in or.Parts)
                {
                    var known = hits.Count;
                    if (Holds(part, hits)) any = true;
                    // The hits of an alternative that fails halfway are no reason.
                    else hits.RemoveRange(known, hits.Count - known);
                }
                return any;
            case CountNode count:
                var places = Find(count.Part);
                Add(places, hits);
                return places.DistinctBy(place => (place.Start, place.End)).Count() >= count.Least;
            case WindowNode window:
                var together = Together(window);
                Add(together, hits);
                return together.Count > 0;
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
                Add(found, hits);
                return found.Count > 0;
        }
    }

    private static void Add(List<Stretch> places, List<Hit> hits)
    {
        foreach (var place in places) hits.Add(HitOf(place));
    }

    private static Hit HitOf(Stretch stretch) =>
        new(stretch.Field, stretch.CharStart, stretch.CharEnd - stretch.CharStart);

    private List<(Stretch First, Stretch Second)> Pairs(NearNode near)
    {
        var (left, right) = (Find(near.Left), Find(near.Right));
        left.Sort((one, other) => (one.Start, one.End).CompareTo((other.Start, other.End)));
        right.Sort((one, other) => (one.Start, one.End).CompareTo((other.Start, other.End)));
        var pairs = new List<(Stretch, Stretch)>();
        Follow(near, left, right, pairs);
        if (!near.Ordered) Follow(near, right, left, pairs);
        return pairs;
    }

    /// <summary>
    /// Of a NEAR every pair, because its distance bounds them; of a sentence for each place the nearest on the other
    /// side.
    /// </summary>
    private void Follow(NearNode near, List<Stretch> first, List<Stretch> second, List<(Stretch, Stretch)> pairs)
    {
        if (near.Distance == NearNode.Sentence)
        {
            var nearest = new SentencePairs();
            nearest.Find(Packed(first), Packed(second), Sentences);
            for (var i = 0; i < first.Count; i++)
                if (nearest.Behind(first.Count)[i] is var at and >= 0) pairs.Add((first[i], second[at]));
            for (var i = 0; i < second.Count; i++)
                if (nearest.Before(second.Count)[i] is var at and >= 0) pairs.Add((first[at], second[i]));
            return;
        }
        foreach (var a in first)
            for (var i = FirstFrom(second, a.End); i < second.Count && second[i].Start - a.End < near.Distance; i++)
                pairs.Add((a, second[i]));
    }

    private static int FirstFrom(List<Stretch> sorted, int position)
    {
        var (low, high) = (0, sorted.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (sorted[middle].Start < position) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static long[] Packed(List<Stretch> places) =>
        [.. places.Select(place => (long)place.Start << 32 | (uint)place.End)];

    private SentenceMap Sentences
    {
        get
        {
            if (sentences is not null) return sentences;
            sentences = new();
            sentences.Read(buffer.Tokens, buffer.Positions, post.Text, post.Title);
            return sentences;
        }
    }

    /// <summary>For each place of each term, one choice of the others that stand close behind it.</summary>
    private List<Stretch> Together(WindowNode window)
    {
        var places = window.Parts.Select(part => Find(part).OrderBy(place => place.End).ToList()).ToArray();
        var found = new List<Stretch>();
        var all = (1 << places.Length) - 1;
        for (var first = 0; first < places.Length; first++)
        {
            foreach (var anchor in places[first])
            {
                // The earliest end with which each choice of terms can be placed, and how.
                var best = new Dictionary<int, (int End, Stretch[] Chosen)> { [1 << first] = (anchor.End, [anchor]) };
                for (var mask = 1 << first; mask < all; mask++)
                {
                    if (!best.TryGetValue(mask, out var before)) continue;
                    for (var part = 0; part < places.Length; part++)
                    {
                        var bit = 1 << part;
                        var next = places[part].FindIndex(place => place.Start >= before.End
                            && place.Start - anchor.End < window.Distance);
                        if ((mask & bit) != 0 || next < 0) continue;
                        var place = places[part][next];
                        if (!best.TryGetValue(mask | bit, out var known) || place.End < known.End)
                            best[mask | bit] = (place.End, [.. before.Chosen, place]);
                    }
                }
                if (best.TryGetValue(all, out var complete)) found.AddRange(complete.Chosen);
            }
        }
        return found;
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
            if (words.Atoms.Length == 1) AddIfTyped(words, token, token, found);
            else if (token.Kind != TokenKind.Part) Follow(words, 1, token, token, found);
        }
        return found;
    }

    private void Follow(WordsNode words, int i, Token first, Token last, List<Stretch> found)
    {
        if (i == words.Atoms.Length)
        {
            AddIfTyped(words, first, last, found);
            return;
        }
        foreach (ref readonly var token in buffer.Tokens)
            if (token.Position == last.PositionEnd && token.Kind != TokenKind.Part && (token.Scope & words.Scope) != 0
                && Is(words.Atoms[i], token))
                Follow(words, i + 1, first, token, found);
    }

    private void AddIfTyped(WordsNode words, in Token first, in Token last, List<Stretch> found)
    {
        if (words.Raw != Raw.None)
        {
            rawTexts ??= [];
            if (!rawTexts.TryGetValue(words, out var raw)) rawTexts.Add(words, raw = RawText.Of(words, plain));
            var from = words.Atoms.Length == 1 ? first : WordAt(first.Position);
            if (!raw.StandsIn((first.Scope & Scope.Title) != 0 ? post.Title : post.Text, from.CharStart)) return;
        }
        found.Add(StretchOf(first, last));
    }

    private List<(string Text, bool IsVerb)> KeysOf(Atom atom)
    {
        formKeys ??= [];
        if (!formKeys.TryGetValue(atom, out var keys)) formKeys.Add(atom, keys = Inflection.KeysOf(atom.Key));
        return keys;
    }

    private Token WordAt(int position)
    {
        foreach (ref readonly var token in buffer.Tokens)
            if (token.Position == position && token.Kind is (TokenKind.Word or TokenKind.Emoji)) return token;
        throw new InvalidOperationException($"No word stands at position {position}.");
    }

    private static Stretch StretchOf(Token first, Token last) =>
        new(first.Position, last.PositionEnd, first.Scope == Scope.Title ? "title" : "text", first.CharStart,
            last.CharEnd);

    private bool Is(Atom atom, in Token token)
    {
        var text = buffer.Text(token);
        return atom.Kind switch
        {
            AtomKind.Glob => token.Kind <= TokenKind.Part && MatchesGlob(atom.Key, text),
            AtomKind.Fuzzy1 or AtomKind.Fuzzy2 =>
                token.Kind <= TokenKind.Part && Edits.AtMost(atom.Key, text, atom.Edits),
            AtomKind.Inflected => token.Kind <= TokenKind.Part && Inflection.IsForm(KeysOf(atom), text),
            AtomKind.Compound => token.Kind <= TokenKind.Part && Compounds.IsPart(atom.Key, KeysOf(atom), text),
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
            case ValueField.Url: return HoldsAddress(value, post.Url);
            case ValueField.Links: return HoldsLink(value);
            case ValueField.AuthorBio: return HoldsWords(value);
            default: return Holds(value, values.Lower(value.Field, ValueOf(value.Field)));
        }
    }

    private ReadOnlySpan<char> ValueOf(ValueField field) => field switch
    {
        ValueField.Lang => post.Lang,
        ValueField.Source => post.Source,
        ValueField.Host => post.Site,
        ValueField.Tld => Addresses.Tld(post.Site),
        ValueField.AuthorId => post.AuthorId,
        ValueField.Channel => post.Channel,
        ValueField.Thread => post.Thread,
        ValueField.ReplyTo => post.ReplyTo,
        ValueField.Country => post.Country,
        ValueField.Region => post.Region,
        ValueField.City => post.City,
        ValueField.SourceType => post.SourceType,
        ValueField.Class => post.Class,
        ValueField.Verified => post.Verified switch { true => "true", false => "false", _ => null },
        _ => throw new InvalidOperationException($"The field {field} has no single value."),
    };

    private bool HoldsLink(ValueNode value)
    {
        if (post.Links is not null && post.Links.Any(link => HoldsAddress(value, link))) return true;
        for (var rest = post.Text.AsSpan(); Addresses.Next(ref rest) is { IsEmpty: false } link;)
            if (HoldsAddress(value, link)) return true;
        return false;
    }

    private bool HoldsWords(ValueNode value)
    {
        var key = values.Words(value.Field, post.AuthorBio, plain);
        if (key.IsEmpty) return false;
        var words = key[ValueBuffer.KeyMarks..].ToString();
        return value.IsGlob ? words.Split(' ').Any(word => MatchesGlob(value.Value, word))
            : $" {words} ".Contains($" {value.Value} ", StringComparison.Ordinal);
    }

    private bool HoldsAddress(ValueNode value, ReadOnlySpan<char> address)
    {
        var key = values.Address(value.Field, address);
        if (Holds(value, key)) return true;
        if (value.IsGlob || key.IsEmpty) return false;
        var asked = key[ValueBuffer.KeyMarks..];
        return asked.StartsWith(value.Value) && asked.Length > value.Value.Length
            && Values.IsBoundary(asked[value.Value.Length]);
    }

    private bool HoldsAuthor(ValueNode value, string? author, string field, List<Hit> hits)
    {
        if (!Holds(value, values.Author(author, plain))) return false;
        hits.Add(new(field, 0, author!.Length));
        return true;
    }

    private bool HoldsSite(ValueNode value)
    {
        if (Holds(value, values.Lower(ValueField.Site, post.Site))) return true;
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
