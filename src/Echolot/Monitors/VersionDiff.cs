namespace Echolot.Monitors;

public enum DiffKind { Same, Added, Removed }

/// <summary>A stretch of a query that stayed, came or went.</summary>
public sealed record DiffPiece(DiffKind Kind, string Text);

/// <summary>How two texts of a query differ, word by word.</summary>
public static class VersionDiff
{
    // Myers' trace of so many differences takes 8 MB at most; two queries that far apart have little in common.
    private const int MostDifferences = 1000;

    /// <summary>
    /// Pieces in order: what stayed and went gives the text before, what stayed and came the text after. As few words
    /// as
    /// possible come and go; texts that differ in more than a thousand words come and go as a whole.
    /// </summary>
    public static IReadOnlyList<DiffPiece> Of(string before, string after)
    {
        var (old, now) = (Words(before), Words(after));
        var start = 0;
        while (start < old.Count && start < now.Count && old[start] == now[start]) start++;
        var end = 0;
        while (end < old.Count - start && end < now.Count - start && old[^(end + 1)] == now[^(end + 1)]) end++;
        var steps = new List<(DiffKind Kind, string Word)>();
        steps.AddRange(old.Take(start).Select(word => (DiffKind.Same, word)));
        steps.AddRange(Between(old[start..^end], now[start..^end]));
        steps.AddRange(old.Skip(old.Count - end).Select(word => (DiffKind.Same, word)));
        return Joined(steps);
    }

    /// <summary>Words, single signs, and the spaces between them.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = at + 1;
            if (IsWord(text[at]))
                while (end < text.Length && IsWord(text[end])) end++;
            else if (char.IsWhiteSpace(text[at]))
                while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
            else if (char.IsSurrogatePair(text, at)) end++;
            words.Add(text[at..end]);
            at = end;
        }
        return words;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '*' or '?' or '_';

    /// <summary>Myers, An O(ND) difference algorithm and its variations, 1986.</summary>
    private static List<(DiffKind Kind, string Word)> Between(List<string> old, List<string> now)
    {
        var (n, m) = (old.Count, now.Count);
        var most = Math.Min(n + m, MostDifferences);
        var reach = new int[2 * most + 2];
        var trace = new List<int[]>();
        for (var d = 0; d <= most; d++)
        {
            trace.Add(reach[(most - d)..(most + d + 1)]);
            for (var k = -d; k <= d; k += 2)
            {
                var x = k == -d || (k != d && reach[most + k - 1] < reach[most + k + 1])
                    ? reach[most + k + 1]
                    : reach[most + k - 1] + 1;
                while (x < n && x - k < m && old[x] == now[x - k]) x++;
                reach[most + k] = x;
                if (x >= n && x - k >= m) return Walk(old, now, trace);
            }
        }
        return [.. old.Select(word => (DiffKind.Removed, word)), .. now.Select(word => (DiffKind.Added, word))];
    }

    private static List<(DiffKind Kind, string Word)> Walk(List<string> old, List<string> now, List<int[]> trace)
    {
        var steps = new List<(DiffKind, string)>();
        var (x, y) = (old.Count, now.Count);
        for (var d = trace.Count - 1; d > 0; d--)
        {
            var (reach, k) = (trace[d], x - y);
            var isAdded = k == -d || (k != d && reach[d + k - 1] < reach[d + k + 1]);
            var last = isAdded ? k + 1 : k - 1;
            var from = reach[d + last];
            for (; x > from && y > from - last; y--) steps.Add((DiffKind.Same, old[--x]));
            steps.Add(isAdded ? (DiffKind.Added, now[--y]) : (DiffKind.Removed, old[--x]));
        }
        while (x > 0) steps.Add((DiffKind.Same, old[--x]));
        steps.Reverse();
        return steps;
    }

    /// <summary>Neighbours of one kind together; where both come and go, what went stands first.</summary>
    private static List<DiffPiece> Joined(List<(DiffKind Kind, string Word)> steps)
    {
        var pieces = new List<DiffPiece>();
        for (var at = 0; at < steps.Count;)
        {
            var end = at;
            var isSame = steps[at].Kind == DiffKind.Same;
            while (end < steps.Count && (steps[end].Kind == DiffKind.Same) == isSame) end++;
            foreach (var kind in isSame ? [DiffKind.Same] : new[] { DiffKind.Removed, DiffKind.Added })
            {
                var text = string.Concat(steps[at..end].Where(step => step.Kind == kind).Select(step => step.Word));
                if (text.Length > 0) pieces.Add(new(kind, text));
            }
            at = end;
        }
        return pieces;
    }
}
