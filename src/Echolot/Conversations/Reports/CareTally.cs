namespace Echolot.Conversations;

/// <summary>What is counted on the care desk beside clocks.</summary>
public enum CareCount { Opened, Answers, FirstAnswers, BotAnswers, Closed, Ignored, Reopened, WithoutAnswer, OneTouch }

/// <summary>Counts of the care desk over some time and part of it. Grows while it is read, then it is for reading alone.</summary>
public sealed class CareTally
{
    internal static readonly int Counts = Enum.GetValues<CareCount>().Length;
    internal static readonly int Kinds = Enum.GetValues<ClockKind>().Length;

    private readonly long[] _counts = new long[Counts];
    private readonly ClockTally[] _clocks = new ClockTally[Kinds];

    /// <param name="times">Whether times are kept for <see cref="ClockTally.Percentile"/>.</param>
    internal CareTally(bool times = true)
    {
        for (var i = 0; i < Kinds; i++) _clocks[i] = new ClockTally(times);
    }

    public long this[CareCount what] => _counts[(int)what];

    public ClockTally this[ClockKind kind] => _clocks[(int)kind];

    /// <summary>How people found our help.</summary>
    public OpinionTally Opinions { get; } = new();

    internal void Add(int what, long number) => _counts[what] += number;

    internal void Add(CareTally other)
    {
        for (var i = 0; i < Counts; i++) _counts[i] += other._counts[i];
        for (var i = 0; i < Kinds; i++) _clocks[i].Add(other._clocks[i]);
        Opinions.Add(other.Opinions);
    }
}

/// <summary>Clocks of one kind that have ended.</summary>
public sealed class ClockTally
{
    private readonly bool _times;
    private int[] _grains = [];

    internal ClockTally(bool times) => _times = times;

    public long Met { get; private set; }

    public long Missed { get; private set; }

    /// <summary>Ended without a result; in no share and no time.</summary>
    public long Dropped { get; private set; }

    public long Judged => Met + Missed;

    /// <summary>How many ended so.</summary>
    internal long Of(ClockOutcome how) => how switch
    {
        ClockOutcome.Met => Met,
        ClockOutcome.Missed => Missed,
        ClockOutcome.Dropped => Dropped,
        _ => 0,
    };

    /// <summary>Met of all that were met or missed; null where there is none.</summary>
    public double? MetShare => Judged == 0 ? null : Met / (double)Judged;

    public TimeSpan? Median => Percentile(0.5);

    public TimeSpan? P90 => Percentile(0.9);

    /// <summary>The smallest time that this share of the judged clocks did not exceed (nearest rank).</summary>
    public TimeSpan? Percentile(double share)
    {
        if (!_times || Judged == 0) return null;
        var left = (long)Math.Ceiling(share * Judged);
        for (var i = 0; i < _grains.Length; i++)
            if ((left -= _grains[i]) <= 0) return Grain.Time(i);
        return null;
    }

    internal void Add(long met, long missed, long dropped)
    {
        Met += met;
        Missed += missed;
        Dropped += dropped;
    }

    internal void Add(int grain, int number)
    {
        if (!_times) return;
        if (grain >= _grains.Length) Array.Resize(ref _grains, Math.Max(grain + 1, _grains.Length * 2));
        _grains[grain] += number;
    }

    internal void Add(ClockTally other)
    {
        Add(other.Met, other.Missed, other.Dropped);
        for (var i = 0; i < other._grains.Length; i++)
            if (other._grains[i] > 0) Add(i, other._grains[i]);
    }
}

/// <summary>Times as they are told: whole seconds below an hour, whole minutes below a week, then whole hours.</summary>
internal static class Grain
{
    private const int Hour = 3600;
    private const int WeekMinutes = 7 * 24 * 60;
    private const int Minutes = Hour - 60;
    private const int Hours = Minutes + WeekMinutes - 7 * 24;
    private const int Most = Hours + 10 * 366 * 24;

    public static int Of(long milliseconds)
    {
        var seconds = milliseconds / 1000;
        if (seconds < Hour) return (int)Math.Max(0, seconds);
        var minutes = seconds / 60;
        return minutes < WeekMinutes ? Minutes + (int)minutes : (int)Math.Min(Most, Hours + minutes / 60);
    }

    public static TimeSpan Time(int grain) => grain < Hour ? TimeSpan.FromSeconds(grain)
        : grain < Minutes + WeekMinutes ? TimeSpan.FromMinutes(grain - Minutes) : TimeSpan.FromHours(grain - Hours);
}
