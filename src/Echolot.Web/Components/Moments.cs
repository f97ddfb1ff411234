using System.Globalization;
using Echolot.Web.Shell;
using NodaTime;
using NodaTime.Extensions;

namespace Echolot.Web.Components;

/// <summary>Moments and spans as people say them, in the language of the request.</summary>
public static class Moments
{
    private static readonly Phrase Now = new("gerade eben", "just now");
    private static readonly Phrase Minutes = new("{0} Min.", "{0} min");
    private static readonly Phrase Hours = new("{0} Std.", "{0} h");
    private static readonly Phrase Yesterday = new("gestern", "yesterday");

    /// <summary>A moment that a form carries in unix milliseconds; null where it is none.</summary>
    public static DateTimeOffset? OfForm(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>Distance for lists: minutes, hours, then the date.</summary>
    public static string Ago(TimeSpan age, DateTimeOffset at, string? zone) => age switch
    {
        { TotalSeconds: < 45 } => Now,
        { TotalMinutes: < 60 } =>
            Minutes.With(Math.Max(1, (int)Math.Round(age.TotalMinutes, MidpointRounding.AwayFromZero))),
        { TotalHours: < 24 } => Hours.With((int)age.TotalHours),
        { TotalHours: < 48 } => Yesterday,
        { TotalDays: < 300 } => Local(at, zone).ToString("m", CultureInfo.CurrentCulture),
        _ => Local(at, zone).ToString("d", CultureInfo.CurrentCulture),
    };

    /// <summary>Date and time to the minute.</summary>
    public static string Minute(DateTimeOffset at, string? zone) =>
        Local(at, zone).ToString("g", CultureInfo.CurrentCulture);

    /// <summary>Date and time to the second with the zone's abbreviation left to the reader's own zone.</summary>
    public static string Exact(DateTimeOffset at, string? zone) =>
        Local(at, zone).ToString("G", CultureInfo.CurrentCulture);

    /// <summary>A length such as a lag: <c>850 ms</c>, <c>1,4 s</c>, <c>12 min</c>.</summary>
    public static string Length(TimeSpan length) => length switch
    {
        { TotalMilliseconds: < 1000 } =>
            $"{Math.Max(0, length.TotalMilliseconds).ToString("N0", CultureInfo.CurrentCulture)} ms",
        { TotalSeconds: < 60 } => $"{length.TotalSeconds.ToString("N1", CultureInfo.CurrentCulture)} s",
        { TotalMinutes: < 60 } => Minutes.With((int)length.TotalMinutes),
        { TotalHours: < 48 } => Hours.With((int)length.TotalHours),
        _ => Days.Of((long)length.TotalDays),
    };

    /// <summary>The moment in the zone (IANA name); UTC where the name is unknown.</summary>
    public static DateTime Local(DateTimeOffset at, string? zone) =>
        at.ToInstant().InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone ?? "UTC") ?? DateTimeZone.Utc)
            .ToDateTimeUnspecified();

    /// <summary>
    /// The moment at which the clock on the wall shows this; the first one where it is shown twice, the next where never.
    /// </summary>
    public static DateTimeOffset At(DateTime local, string? zone) => LocalDateTime.FromDateTime(local)
        .InZoneLeniently(DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone ?? "UTC") ?? DateTimeZone.Utc).ToDateTimeOffset();

    private static readonly Plural Days = new(new("{0} Tag", "{0} day"), new("{0} Tage", "{0} days"));
}
