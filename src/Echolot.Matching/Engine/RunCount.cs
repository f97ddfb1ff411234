namespace Echolot.Matching.Engine;

/// <summary>How often something occurs, and several terms close together.</summary>
internal sealed partial class Run
{
    /// <summary>
    /// For each choice of the terms of a window, as a mask, the earliest end of places that hold them.
    /// </summary>
    private readonly int[] ends = new int[1 << Language.Parser.MaxWindowParts];

    private readonly int[] bounds = new int[Language.Parser.MaxWindowParts + 1];

    /// <summary>Of each term, its places in the window that is looked at.</summary>
    private readonly (int Start, int Count)[] windows = new (int, int)[Language.Parser.MaxWindowParts];

    private bool IsOften(in Op op)
    {
        var before = stretchCount;
        FindStretches(op.A);
        SortFrom(before);
        var count = stretchCount - before;
        stretchCount = before;
        return count >= op.C;
    }

    private bool IsWindow(in Op op)
    {
        var before = stretchCount;
        var parts = segment.Operands.AsSpan(op.A, op.B);
        bounds[0] = before;
        var found = true;
        for (var i = 0; i < parts.Length && found; i++)
        {
            FindStretches(parts[i]);
            bounds[i + 1] = stretchCount;
            found = bounds[i + 1] > bounds[i];
        }
        found = found && AnyWindow(parts.Length, op.C);
        stretchCount = before;
        return found;
    }

    /// <summary>Every place of every term is tried as the first of a window.</summary>
    private bool AnyWindow(int parts, int distance)
    {
        for (var first = 0; first < parts; first++)
        {
            for (var at = bounds[first]; at < bounds[first + 1]; at++)
            {
                var from = EndOf(stretches[at]);
                if (AllStartWithin(parts, first, from, from + distance)
                    && FillsWindow(parts, 1 << first, from))
                    return true;
            }
        }
        return false;
    }

    /// <summary>Whether each other term has places in the window; remembers which.</summary>
    private bool AllStartWithin(int parts, int first, int from, int until)
    {
        for (var part = 0; part < parts; part++)
        {
            var all = stretches.AsSpan(bounds[part], bounds[part + 1] - bounds[part]);
            var begin = FirstFrom(all, from);
            var end = begin;
            while (end < all.Length && StartOf(all[end]) < until) end++;
            windows[part] = (bounds[part] + begin, end - begin);
            if (begin == end && part != first) return false;
        }
        return true;
    }

    private bool FillsWindow(int parts, int first, int from)
    {
        var all = (1 << parts) - 1;
        ends.AsSpan(0, all + 1).Fill(int.MaxValue);
        ends[first] = from;
        for (var mask = first; mask < all; mask++)
        {
            if (ends[mask] == int.MaxValue) continue;
            for (var part = 0; part < parts; part++)
            {
                if ((mask & 1 << part) != 0) continue;
                ref var end = ref ends[mask | 1 << part];
                end = Math.Min(end, EarliestEnd(part, ends[mask]));
            }
        }
        return ends[all] != int.MaxValue;
    }

    /// <summary>The earliest end of a place of the term in the window that starts from there on.</summary>
    private int EarliestEnd(int part, int from)
    {
        var places = stretches.AsSpan(windows[part].Start, windows[part].Count);
        var earliest = int.MaxValue;
        for (var at = FirstFrom(places, from); at < places.Length && StartOf(places[at]) < earliest; at++)
            earliest = Math.Min(earliest, EndOf(places[at]));
        return earliest;
    }
}
