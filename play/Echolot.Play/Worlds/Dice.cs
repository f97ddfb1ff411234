namespace Echolot.Play.Worlds;

/// <summary>
/// Repeatable random numbers: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
/// Own code because the sequence must stay the same over versions of the runtime.
/// </summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 ≤ value &lt; 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1ul << 53));

    /// <summary>0 ≤ value &lt; <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>An index by weight.</summary>
    public int Weighted(ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        foreach (var weight in weights) sum += weight;
        var point = Unit() * sum;
        for (var i = 0; i < weights.Length; i++)
        {
            point -= weights[i];
            if (point < 0) return i;
        }
        return weights.Length - 1;
    }

    /// <summary>Zipf-like rank: small numbers often, large ones rarely.</summary>
    /// <param name="flatness">Exponent of the uniform draw: 1.6 puts a fifth on rank 0 of 6,000, 0.5 under one percent.</param>
    public int Rank(int count, double flatness) =>
        Math.Min(count - 1, (int)(Math.Pow(count + 1, Math.Pow(Unit(), flatness)) - 1));

    /// <summary>Poisson count; Knuth's method in slices of 30 so that large means do not underflow.</summary>
    public int Poisson(double mean)
    {
        var count = 0;
        while (mean > 30)
        {
            count += Knuth(30);
            mean -= 30;
        }
        return count + Knuth(mean);
    }

    private int Knuth(double mean)
    {
        var limit = Math.Exp(-mean);
        var product = Unit();
        var count = 0;
        while (product > limit)
        {
            product *= Unit();
            count++;
        }
        return count;
    }
}
