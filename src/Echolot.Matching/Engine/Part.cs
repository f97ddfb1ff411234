namespace Echolot.Matching.Engine;

/// <summary>A segment, and a bit for each of its queries that still counts (null: all do).</summary>
internal readonly record struct Part(Segment Segment, ulong[]? Alive, int Count)
{
    public static Part Of(SegmentBuilder builder) => new(builder.Finish(), null, builder.Count);

    public bool Has(long id, out int slot) => Segment.TryGetSlot(id, out slot) && IsAlive(slot);

    public Part Without(int slot)
    {
        var alive = Alive?.ToArray();
        if (alive is null)
        {
            alive = new ulong[(Segment.Ids.Length + 63) / 64];
            Array.Fill(alive, ulong.MaxValue);
        }
        alive[slot >> 6] &= ~(1UL << slot);
        return this with { Alive = alive, Count = Count - 1 };
    }

    /// <summary>The queries that count, parsed again.</summary>
    public IEnumerable<(long Id, Query Query)> Queries()
    {
        for (var slot = 0; slot < Segment.Ids.Length; slot++)
            if (IsAlive(slot)) yield return (Segment.Ids[slot], Segment.Texts.At(slot));
    }

    /// <summary>Ids that counted in <paramref name="before"/>, the same segment earlier, and do not any more.</summary>
    public IEnumerable<long> GoneSince(Part before)
    {
        if (ReferenceEquals(Alive, before.Alive)) yield break;
        for (var slot = 0; slot < Segment.Ids.Length; slot++)
            if (before.IsAlive(slot) && !IsAlive(slot)) yield return Segment.Ids[slot];
    }

    private bool IsAlive(int slot) => Alive is null || (Alive[slot >> 6] & (1UL << slot)) != 0;
}
