namespace Echolot.Conversations;

/// <summary>What the order of response targets means: the first that fits holds, so that one may keep a later one from ever holding.</summary>
public static class TargetOrder
{
    /// <summary>Whether it fits wherever the other one does: behind it the other one never holds.</summary>
    public static bool Covers(this TargetDraft target, TargetDraft other) =>
        (target.Above ?? Priority.Low) <= (other.Above ?? Priority.Low)
        && (target.Connector is null || target.Connector == other.Connector) && target.Crisis <= other.Crisis;

    /// <summary>The first target before this one that keeps it from ever holding; null: it can hold.</summary>
    /// <remarks>Looking at one at a time is enough: several that cover it together include one that covers its lowest corner.</remarks>
    /// <param name="targets">In their order.</param>
    /// <param name="index">Its place, counted from 0.</param>
    public static TargetDraft? CoveredBy(IReadOnlyList<TargetDraft> targets, int index) =>
        targets.Take(index).FirstOrDefault(earlier => earlier.Covers(targets[index]));

    /// <summary>
    /// The targets with a new one, before the first that holds for more than it does and would keep it from holding; at the
    /// end where there is none. One that holds for the very same keeps its place before it.
    /// </summary>
    public static IReadOnlyList<TargetDraft> With(IReadOnlyList<TargetDraft> targets, TargetDraft added)
    {
        var at = targets.TakeWhile(earlier => !earlier.Covers(added) || added.Covers(earlier)).Count();
        return [.. targets.Take(at), added, .. targets.Skip(at)];
    }

    /// <summary>The targets with one of them at another place, both counted from 0; the others make room.</summary>
    public static IReadOnlyList<TargetDraft> Moved(IReadOnlyList<TargetDraft> targets, int from, int to)
    {
        var order = targets.ToList();
        order.RemoveAt(from);
        order.Insert(Math.Clamp(to, 0, order.Count), targets[from]);
        return order;
    }
}
