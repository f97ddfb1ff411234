using System.Text;
using Echolot.Matching;

namespace Echolot.Mentions;

/// <summary>
/// Takes out of a search what asks for people's work: <c>is:read</c>, <c>is:flagged</c>, <c>tag:eilig</c>,
/// <c>label:"Lieferung"</c>, and for <c>sentiment:negative</c>, each also with <c>-</c> or <c>NOT</c>. What is left is a
/// query of the query language.
/// </summary>
/// <remarks>
/// Only searches know these words. A query of a monitor does not: what people do with a mention must not decide what
/// is kept, or the past and the stream would no longer give the same. They stand beside the rest, joined by AND.
/// </remarks>
internal static class StateTerms
{
    private static readonly string[] States =
        ["read", "unread", "flagged", "checked", "relevant", "noise", "assigned", "mine", "hidden"];

    private static readonly string[] Feelings = Enum.GetNames<Sentiment>();

    /// <summary>The filter with the search's own words about states turned into conditions.</summary>
    /// <exception cref="QueryException">Such a word stands beside OR or NEAR, where it could mean two things.</exception>
    public static MentionFilter Read(MentionFilter filter)
    {
        if (filter.Search is not { } search || !search.Contains(':')) return filter;
        var words = WordsOf(search);
        var terms = new Dictionary<int, Term>();
        for (var i = 0; i < words.Count; i++)
            if (TermOf(words[i].Text) is { } term) terms.Add(i, term);
        if (terms.Count == 0) return filter;
        if (words.Find(w => IsChoice(w.Text)) is { Text: not null } choice)
        {
            var (at, length) = (words[terms.Keys.First()].Start, words[terms.Keys.First()].Text.Length);
            throw new QueryException([new QueryError(
                "state-beside-choice", $"A word about states cannot stand beside {choice.Text}.", at, length,
                $"Put brackets around what belongs to {choice.Text}, and write the word about states outside of them.")]);
        }
        var said = filter;
        var left = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (!terms.TryGetValue(i, out var term))
            {
                left.Add(words[i].Text);
                continue;
            }
            var not = term.Not;
            if (left.Count > 0 && IsNot(left[^1]))
            {
                not = !not;
                left.RemoveAt(left.Count - 1);
            }
            if (left.Count > 0 && IsAnd(left[^1])) left.RemoveAt(left.Count - 1);
            else if (i + 1 < words.Count && IsAnd(words[i + 1].Text)) i++;
            said = With(said, term, !not);
        }
        return said with { Search = left.Count == 0 ? null : string.Join(' ', left) };
    }

    private static MentionFilter With(MentionFilter filter, Term term, bool yes) => term.Field switch
    {
        "tag" or "label" => yes
            ? filter with { Named = [.. filter.Named, term.Value] }
            : filter with { NotNamed = [.. filter.NotNamed, term.Value] },
        "sentiment" => Felt(filter, Enum.Parse<Sentiment>(term.Value, ignoreCase: true), yes),
        _ => term.Value switch
        {
            "read" => Both(filter, filter.Read, yes) with { Read = yes },
            "unread" => Both(filter, filter.Read, !yes) with { Read = !yes },
            "flagged" => Both(filter, filter.Flagged, yes) with { Flagged = yes },
            "assigned" => Both(filter, filter.Assigned, yes) with { Assigned = yes },
            "mine" when yes => filter with { AssignedTo = filter.Reader ?? 0 },
            "mine" => filter with { NotAssignedTo = filter.Reader ?? 0 },
            "hidden" => filter with { Hidden = yes },
            "checked" => Judged(filter, yes ? [Verdict.Relevant, Verdict.Noise] : [Verdict.None]),
            "relevant" => Judged(filter, yes ? [Verdict.Relevant] : [Verdict.None, Verdict.Noise]),
            _ => Judged(filter, yes ? [Verdict.Noise] : [Verdict.None, Verdict.Relevant]),
        },
    };

    // The filter beside the search may say the opposite: then nothing fits.
    private static MentionFilter Both(MentionFilter filter, bool? before, bool now) =>
        before is { } other && other != now ? filter with { Ids = [] } : filter;

    private static MentionFilter Judged(MentionFilter filter, IReadOnlyList<Verdict> verdicts)
    {
        var both = filter.Verdicts.Count == 0 ? verdicts : [.. verdicts.Intersect(filter.Verdicts)];
        return both.Count == 0 ? filter with { Ids = [] } : filter with { Verdicts = both };
    }

    private static MentionFilter Felt(MentionFilter filter, Sentiment sentiment, bool yes)
    {
        Sentiment[] wanted = yes ? [sentiment] : [.. Enum.GetValues<Sentiment>().Where(other => other != sentiment)];
        Sentiment[] both = filter.Sentiments.Count == 0 ? wanted : [.. wanted.Intersect(filter.Sentiments)];
        return both.Length == 0 ? filter with { Ids = [] } : filter with { Sentiments = both };
    }

    private static Term? TermOf(string word)
    {
        var not = word.Length > 0 && word[0] is '-' or '!';
        var plain = not ? word[1..] : word.TrimStart('+');
        var colon = plain.IndexOf(':');
        if (colon <= 0) return null;
        var (field, value) = (plain[..colon].ToLowerInvariant(), plain[(colon + 1)..].Trim());
        if (value.Length > 2 && IsQuote(value[0]) && IsQuote(value[^1])) value = value[1..^1].Trim();
        return field switch
        {
            "is" when States.Contains(value.ToLowerInvariant()) => new(field, value.ToLowerInvariant(), not),
            "sentiment" when Feelings.Contains(value, StringComparer.OrdinalIgnoreCase) => new(field, value, not),
            "tag" or "label" when value.Length > 0 => new(field, value, not),
            _ => null,
        };
    }

    /// <summary>Words at the top: what stands in quotes, brackets or comments stays one word with them.</summary>
    private static List<(string Text, int Start)> WordsOf(string search)
    {
        var words = new List<(string, int)>();
        var word = new StringBuilder();
        var (depth, quoted, start) = (0, false, 0);
        for (var i = 0; i < search.Length; i++)
        {
            var c = search[i];
            if (char.IsWhiteSpace(c) && depth == 0 && !quoted)
            {
                End();
                continue;
            }
            if (word.Length == 0) start = i;
            word.Append(c);
            if (IsQuote(c)) quoted = !quoted;
            else if (!quoted && (c is '(' or '[' or '{' || StandsAt("<<<", i))) depth++;
            else if (!quoted && (c is ')' or ']' or '}' || StandsAt(">>>", i))) depth = Math.Max(0, depth - 1);
        }
        End();
        return words;

        bool StandsAt(string sign, int at) => search.AsSpan(at).StartsWith(sign);

        void End()
        {
            if (word.Length > 0) words.Add((word.ToString(), start));
            word.Clear();
        }
    }

    private static bool IsQuote(char c) => c is '"' or '„' or '“' or '”' or '»' or '«';

    private static bool IsAnd(string word) => word is "AND" or "UND" or "&&";

    private static bool IsNot(string word) => word is "NOT" or "NICHT" or "-" or "!";

    private static bool IsChoice(string? word) => word is "OR" or "ODER" or "||" or "SENTENCE" or "OSENTENCE"
        || word is not null && (word.StartsWith("NEAR", StringComparison.Ordinal)
            || word.StartsWith("ONEAR", StringComparison.Ordinal));

    private sealed record Term(string Field, string Value, bool Not);
}
