using Echolot.Mentions;

namespace Echolot.Insights.Rollups;

/// <summary>A period of whole local days, the one before it, and how their counts fall into columns.</summary>
/// <remarks>
/// Where the period has not ended, the last day of the one before counts only up to the same time of day, so that
/// half a
/// day is not compared with a whole one.
/// </remarks>
internal sealed class Period
{
    private readonly LocalDays _days;
    private readonly int _slotNow;

    public Period(LocalDays days, long first, long end, DateTimeOffset now)
    {
        (_days, First, End) = (days, first, end);
        var whole = days.Start(end);
        Partial = now < whole;
        To = Partial ? now : whole;
        _slotNow = Partial ? days.Slot(end - 1, now) : LocalDays.Slots;
        Bucket = (end - first) switch { <= 2 => Bucket.Hour, <= 92 => Bucket.Day, <= 400 => Bucket.Week, _ => Bucket.Month };
    }

    public long First { get; }
    public long End { get; }
    public long FirstBefore => First - (End - First);
    public bool Partial { get; }
    public Bucket Bucket { get; }
    public DateTimeOffset From => _days.Start(First);
    public DateTimeOffset To { get; }
    public DateTimeOffset FromBefore => _days.Start(FirstBefore);
    public DateTimeOffset ToBefore => Partial ? _days.SlotStart(First - 1, _slotNow + 1) : From;

    public IEnumerable<long> Days
    {
        get
        {
            for (var day = First; day < End; day++) yield return day;
        }
    }

    public Tally Total(Func<long, DayCounts?> day) => Sum(Days, day, whole: true);

    public Tally TotalBefore(Func<long, DayCounts?> day) => Sum(Days.Select(d => d - (End - First)), day, whole: false);

    /// <summary>The columns in order, empty ones too.</summary>
    public IReadOnlyList<Column> Course(Func<long, DayCounts?> day)
    {
        var starts = Starts();
        var columns = new List<Column>(starts.Count);
        for (var i = 0; i < starts.Count; i++)
        {
            var (from, to) = (starts[i], i + 1 < starts.Count ? starts[i + 1] : _days.Start(End));
            var count = Between(from, to, day);
            var shift = From - FromBefore;
            columns.Add(new(
                TimeZoneInfo.ConvertTime(from, _days.Zone), TimeZoneInfo.ConvertTime(to, _days.Zone), count,
                BeforeOf(from, to, shift, day), Partial && from <= To && To < to));
        }
        return columns;
    }

    /// <summary>Counts by weekday, Monday first, and hour of the clock.</summary>
    public IReadOnlyList<IReadOnlyList<long>> Week(Func<long, DayCounts?> day)
    {
        var week = Enumerable.Range(0, 7).Select(_ => new long[24]).ToArray();
        foreach (var number in Days)
        {
            if (day(number) is not { } counts) continue;
            var weekday = ((int)LocalDays.Date(number).DayOfWeek + 6) % 7;
            for (var slot = 0; slot < LocalDays.Slots; slot++)
                if (At(counts, slot).All is > 0 and var count)
                    week[weekday][_days.SlotStart(number, slot).Hour] += count;
        }
        return week;
    }

    private List<DateTimeOffset> Starts()
    {
        var starts = new List<DateTimeOffset>();
        if (Bucket is Bucket.Hour)
        {
            for (var at = From; at < _days.Start(End); at = at.AddHours(1)) starts.Add(at);
            return starts;
        }
        foreach (var number in Days)
        {
            var date = LocalDays.Date(number);
            var begins = Bucket switch
            {
                Bucket.Week => date.DayOfWeek is DayOfWeek.Monday,
                Bucket.Month => date.Day == 1,
                _ => true,
            };
            if (begins || number == First) starts.Add(_days.Start(number));
        }
        return starts;
    }

    private Tally Between(DateTimeOffset from, DateTimeOffset to, Func<long, DayCounts?> day)
    {
        var sum = default(Tally);
        for (var number = _days.Of(from); _days.Start(number) < to; number++)
        {
            if (day(number) is not { } counts) continue;
            for (var slot = 0; slot < LocalDays.Slots; slot++)
            {
                if (At(counts, slot) is not { All: > 0 } count) continue;
                var at = _days.SlotStart(number, slot);
                if (at >= from && at < to) sum += count;
            }
        }
        return sum;
    }

    // Days are laid over days and hours over hours, whatever clocks did in between.
    private long BeforeOf(DateTimeOffset from, DateTimeOffset to, TimeSpan shift, Func<long, DayCounts?> day)
    {
        if (Bucket is Bucket.Hour) return Between(from - shift, to - shift, day).All;
        var (first, end) = (_days.Of(from), _days.Of(to.AddTicks(-1)) + 1);
        var back = End - First;
        return Between(_days.Start(first - back), _days.Start(end - back), day).All;
    }

    private Tally Sum(IEnumerable<long> numbers, Func<long, DayCounts?> day, bool whole)
    {
        var sum = default(Tally);
        foreach (var number in numbers)
        {
            if (day(number) is not { } counts) continue;
            var slots = whole || number != First - 1 || !Partial ? LocalDays.Slots : Math.Min(LocalDays.Slots, _slotNow + 1);
            for (var slot = 0; slot < slots; slot++) sum += At(counts, slot);
        }
        return sum;
    }

    private static Tally At(DayCounts counts, int slot)
    {
        var at = slot * DaySums.Tones;
        return new(
            counts.Slots[at + (int)Sentiment.Unknown], counts.Slots[at + (int)Sentiment.Negative],
            counts.Slots[at + (int)Sentiment.Neutral], counts.Slots[at + (int)Sentiment.Positive]);
    }
}
