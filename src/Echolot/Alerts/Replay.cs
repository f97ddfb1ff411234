namespace Echolot.Alerts;

/// <summary>A stretch in which an alert held: it fires once, at the start.</summary>
/// <param name="At">The window ends before this minute.</param>
internal sealed class Episode(long at, Measurement reading)
{
    public long At { get; } = at;

    /// <summary>The last minute at which it held.</summary>
    public long Until { get; set; } = at;

    /// <summary>What the window looked like that fired.</summary>
    public Measurement Measurement { get; } = reading;
}

/// <summary>
/// Judges minute by minute. The alert desk runs it over the minutes that have just gone by and the time machine over a
/// month: one code, so the past answers what the present would have done. No input or output.
/// </summary>
internal static class Replay
{
    /// <summary>
    /// Judges every step after <paramref name="from"/> up to <paramref name="to"/>; adds what fires to the episodes and
    /// extends those that go on.
    /// </summary>
    /// <param name="episodes">Those already known that reach within one cooldown of the stretch, in any order.</param>
    /// <returns>The reading of the last step.</returns>
    public static Measurement Run(AlertRule rule, Series series, long from, long to, List<Episode> episodes)
    {
        var step = Judge.StepOf(rule);
        var pause = PauseOf(rule);
        for (var minute = (from / step + 1) * step; minute <= to; minute += step)
        {
            if (!Judge.IsOver(rule, series, minute)) continue;
            if (Near(episodes, minute, pause) is { } known)
                known.Until = Math.Max(known.Until, minute);
            else
                episodes.Add(new(minute, Judge.At(rule, series, minute)));
        }
        return to / step > from / step ? Judge.At(rule, series, to / step * step) : default;
    }

    /// <summary>So long it must have been over before it fires again, in minutes.</summary>
    public static long PauseOf(AlertRule rule) => Math.Max(Judge.StepOf(rule), (long)rule.Cooldown.TotalMinutes);

    // From the end: what fired last is nearly always the one.
    private static Episode? Near(List<Episode> episodes, long minute, long pause)
    {
        for (var i = episodes.Count - 1; i >= 0; i--)
        {
            if (episodes[i].At - pause <= minute && minute <= episodes[i].Until + pause) return episodes[i];
        }
        return null;
    }
}
