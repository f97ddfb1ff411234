namespace Echolot.Matching.Engine;

/// <summary>How often something occurs, and several terms close together.</summary>
internal sealed partial class Run
{
    /// <summary>For each choice of the terms of a window, as a mask, the earliest end of places that hold them.</summary>
    private readonly int[] ends = new int[1 << Language.Parser.MaxWindowParts];

    private readonly int[] bounds = new int[Language.Parser.MaxWindowParts + 1];

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
            for (var at = bounds[first]; at < bounds[first + 1]; at++)
                if (FillsWindow(parts, 1 << first, EndOf(stretches[at]), distance)) return true;
        return false;
    }

    private bool FillsWindow(int parts, int first, int from, int distance)
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
                end = Math.Min(end, EarliestEnd(part, ends[mask], from + distance));
            }
        }
        return ends[all] != int.MaxValue;
    }

    /// <summary>The earliest end of a place of the term that starts from <paramref name="from"/> on and before
    /// <paramref name="until"/>.</summary>
    private int EarliestEnd(int part, int from, int until)
    {
        var places = stretches.AsSpan(bounds[part], bounds[part + 1] - bounds[part]);
        var earliest = int.MaxValue;
        for (var at = FirstFrom(places, from); at < places.Length && StartOf(places[at]) < Math.Min(until, earliest); at++)
            earliest = Math.Min(earliest, EndOf(places[at]));
        return earliest;
    }
}
