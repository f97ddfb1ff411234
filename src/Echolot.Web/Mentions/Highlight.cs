using Echolot.Mentions;

namespace Echolot.Web.Mentions;

/// <summary>A stretch of a text, marked when a monitor's query hit it.</summary>
public readonly record struct Piece(string Text, bool Marked);

/// <summary>Cuts a text at its hits.</summary>
public static class Highlight
{
    /// <summary>
    /// Pieces of <paramref name="text"/> in order; overlapping and touching hits are one. Hits outside the text (an
    /// older revision's) are left out.
    /// </summary>
    public static IReadOnlyList<Piece> Cut(string text, IEnumerable<MatchSpan> spans)
    {
        var pieces = new List<Piece>();
        var at = 0;
        foreach (var (start, end) in Merge(spans, text.Length))
        {
            if (start > at) pieces.Add(new(text[at..start], false));
            pieces.Add(new(text[start..end], true));
            at = end;
        }
        if (at < text.Length) pieces.Add(new(text[at..], false));
        return pieces;
    }

    /// <summary>
    /// At most about so many characters of a text, the first hit among them, cut between words; the hits move along. The
    /// beginning is shown where the hit stands well within it. Hits outside the text count for nothing.
    /// </summary>
    /// <param name="asked">Of the hits, those of which one has to be among what is shown; none: any.</param>
    public static (string Text, IReadOnlyList<MatchSpan> Spans) Around(
        string text, IReadOnlyList<MatchSpan> spans, int length, IReadOnlyList<MatchSpan>? asked = null)
    {
        if (text.Length <= length) return (text, spans);
        var first = First(asked ?? []) ?? First(spans) ?? 0;
        // Two thirds of what is shown stand behind the beginning of the hit.
        var start = first < length * 2 / 3 ? 0 : Math.Min(first - length / 3, text.Length - length);
        if (start > 0) start = text.IndexOf(' ', start) is >= 0 and var space && space < first ? space + 1 : first;
        start = Math.Max(0, start);
        if (start > 0 && char.IsLowSurrogate(text[start])) start--;
        var end = Math.Min(text.Length, start + length);
        if (end < text.Length && text.LastIndexOf(' ', end) is var cut && cut > start + length / 2) end = cut;
        if (end < text.Length && char.IsLowSurrogate(text[end])) end--;
        var before = start > 0 ? "… " : "";
        return (
            before + text[start..end] + (end < text.Length ? " …" : ""),
            [.. spans.Where(s => IsIn(s, end) && s.Start >= start)
                .Select(s => s with { Start = s.Start - start + before.Length })]);

        int? First(IEnumerable<MatchSpan> among) =>
            among.Where(s => IsIn(s, text.Length)).Select(s => (int?)s.Start).Min();
    }

    private static bool IsIn(MatchSpan span, int length) =>
        span.Start >= 0 && span.Length > 0 && span.Length <= length - span.Start;

    private static IEnumerable<(int Start, int End)> Merge(IEnumerable<MatchSpan> spans, int length)
    {
        (int Start, int End)? open = null;
        var inside = spans.Where(s => IsIn(s, length));
        foreach (var span in inside.OrderBy(s => s.Start))
        {
            var end = span.Start + span.Length;
            if (open is not { } current)
            {
                open = (span.Start, end);
            }
            else if (span.Start <= current.End)
            {
                open = (current.Start, Math.Max(current.End, end));
            }
            else
            {
                yield return current;
                open = (span.Start, end);
            }
        }
        if (open is { } last) yield return last;
    }
}
