namespace Echolot.Sources;

/// <summary>
/// Counts of durations in logarithmic buckets, four to an octave: a percentile is off by at most 9 %, from a
/// millisecond to years, in about a hundred numbers.
/// </summary>
internal static class Histogram
{
    private const int PerOctave = 4;

    /// <summary>Bucket of a duration; everything below a millisecond, negative ones too, is in bucket 0.</summary>
    public static int BucketOf(TimeSpan duration)
    {
        var ms = duration.TotalMilliseconds;
        return ms < 1 ? 0 : 1 + (int)(Math.Log2(ms) * PerOctave);
    }

    /// <summary>Geometric middle of a bucket.</summary>
    public static TimeSpan MiddleOf(int bucket) =>
        bucket <= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Pow(2, (bucket - 0.5) / PerOctave));

    /// <summary>Nearest-rank percentile; null where nothing was counted.</summary>
    /// <param name="share">Above 0 up to 1; 0.95 for p95.</param>
    public static TimeSpan? Percentile(IEnumerable<(int Bucket, long Count)> counts, double share)
    {
        var ordered = counts.Where(c => c.Count > 0).OrderBy(c => c.Bucket).ToList();
        var rank = Math.Max(1, (long)Math.Ceiling(share * ordered.Sum(c => c.Count)));
        foreach (var (bucket, count) in ordered)
        {
            rank -= count;
            if (rank <= 0) return MiddleOf(bucket);
        }
        return null;
    }
}
