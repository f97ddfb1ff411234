using System.Globalization;
using Echolot.Alerts;
using Echolot.Web.Components;
using Echolot.Web.Shell;

namespace Echolot.Web.Alerts;

/// <summary>Says what an alert looks for, how a firing was worked out and what would have kept it silent.</summary>
internal static class AlertSentence
{
    private static readonly Phrase at = new("um {0}", "at {0}");
    private static readonly Phrase threshold = new("ab {0:N0} Erwähnungen in {1}", "from {0:N0} mentions in {1}");
    private static readonly Phrase first = new("ab der ersten Erwähnung in {0}", "from the first mention in {0}");
    private static readonly Phrase percent = new(
        "in {0} mehr als {1:0.#} % über dem Schnitt der letzten {2}",
        "in {0} more than {1:0.#}% above the average of the last {2}");
    private static readonly Phrase deviation = new(
        "Schnitt von {0} mehr als {1:0.#} Standardabweichungen über den letzten {2}",
        "average of {0} more than {1:0.#} standard deviations above the last {2}");
    private static readonly Phrase seasonal = new(
        "in {0} mehr als {1:0.#} Streuungen über dem, was in den letzten vier Wochen üblich war",
        "in {0} more than {1:0.#} deviations above what was usual in the last four weeks");
    private static readonly Phrase share = new(
        "mindestens {0:0.#} % negativ bei mindestens {1:N0} Erwähnungen in {2}",
        "at least {0:0.#}% negative of at least {1:N0} mentions in {2}");
    private static readonly Phrase silence = new("nichts in {0}", "nothing in {0}");
    private static readonly Plural names = new(new("{0} Name", "{0} name"), new("{0} Namen", "{0} names"));

    private static readonly Phrase unit = new("{0:0.#} Erwähnungen", "{0:0.#} mentions");
    private static readonly Phrase single = new("{0:0.#} Erwähnung", "{0:0.#} mention");
    private static readonly Phrase hourly = new("{0:0.#} in der Stunde", "{0:0.#} an hour");
    private static readonly Phrase share100 = new("{0:0.#} %", "{0:0.#}%");
    private static readonly Phrase spread = new("{0:0.#} ± {1:0.#}", "{0:0.#} ± {1:0.#}");
    private static readonly Phrase beyond = new("ab {0:0.##} Streuungen über dem Üblichen", "from {0:0.##} deviations above the usual");
    private static readonly Phrase above = new("ab {0:0.#} % über dem Schnitt", "from {0:0.#}% above average");
    private static readonly Phrase negative = new("ab {0:0.#} % negativ", "from {0:0.#}% negative");
    private static readonly Phrase score = new("{0:0.0} Streuungen über dem Üblichen", "{0:0.0} deviations above the usual");
    private static readonly Phrase below = new("{0:0.0} Streuungen unter dem Üblichen", "{0:0.0} deviations below the usual");
    private static readonly Phrase times = new("{0:0.#} × üblich", "{0:0.#} × the usual");

    /// <summary>Kind and condition in one line, as the list shows it.</summary>
    public static string Full(AlertRule rule)
    {
        var window = Moments.Length(rule.Window);
        var parts = new List<string?>
        {
            AlertsText.KindName(rule.Kind),
            rule.Kind switch
            {
                AlertKind.Digest => (rule.DigestOn.Count == 0 ? "" : DaysText.Said(rule.DigestOn) + " ")
                    + at.With(string.Join(", ", rule.DigestAt.Select(Clock))),
                AlertKind.Authors => names.Of(rule.Authors.Count),
                AlertKind.Threshold => rule.Count == 1 ? first.With(window) : threshold.With(rule.Count, window),
                AlertKind.Percent => percent.With(window, rule.Bound, Moments.Length(rule.Baseline)),
                AlertKind.Deviation => deviation.With(window, rule.Bound, Moments.Length(rule.Baseline)),
                AlertKind.Seasonal => seasonal.With(window, rule.Bound),
                AlertKind.SentimentShare => share.With(rule.Bound, rule.Count, window),
                AlertKind.Silence => silence.With(window),
                _ => null,
            },
        };
        parts.Add((rule, rule.QuietDays.Count) switch
        {
            ({ QuietFrom: { } from, QuietTo: { } to }, 0) => DaysText.Quiet.With(Clock(from), Clock(to)),
            ({ QuietFrom: { } from, QuietTo: { } to }, _) =>
                DaysText.QuietAndDays.With(Clock(from), Clock(to), DaysText.Said(rule.QuietDays)),
            (_, > 0) => DaysText.QuietOnDays.With(DaysText.Said(rule.QuietDays)),
            _ => null,
        });
        if (rule.Outside is { Name: { } hours }) parts.Add(DaysText.OutsideOf.With(hours));
        return string.Join(" · ", parts.OfType<string>());
    }

    /// <summary>What was seen, in the unit of the kind.</summary>
    public static string Observed(AlertKind kind, Measurement seen) => Amount(kind, seen.Observed);

    public static string Expected(AlertKind kind, Measurement seen) => kind switch
    {
        AlertKind.Authors => "–",
        _ => Amount(kind, spread.With(seen.Expected, seen.Spread)),
    };

    public static string? Distance(Measurement seen) => (seen.Score, seen.Expected) switch
    {
        ({ } s, >= 1) when seen.Observed > seen.Expected => $"{score.With(s)} · {times.With(seen.Observed / seen.Expected)}",
        ({ } s, _) => s >= 0 ? score.With(s) : below.With(-s),
        _ => null,
    };

    /// <summary>
    /// The published formulas with the numbers of the firing in them, the one that decided first: of those that all had
    /// to hold, the one that asked for most. All numbers are as they were, so they stay right when the alert is changed.
    /// </summary>
    /// <param name="kind">Of the firing.</param>
    /// <param name="seen">What the window looked like.</param>
    /// <param name="then">
    /// The alert as it was then; null where no version of that time is kept, then what a window had to be above stands
    /// for how it was worked out.
    /// </param>
    public static IReadOnlyList<string> Formulas(AlertKind kind, Measurement seen, AlertRule? then)
    {
        var share = Line(
            "neg / n ≥ p: {0:N0} / {1:N0} = {2:0.#} % ≥ {3:0.#} %", Math.Round(seen.Observed * seen.Total / 100), seen.Total,
            seen.Observed, seen.Bound);
        if (then is null || then.Count <= 1 && kind is AlertKind.SentimentShare)
            return [kind switch
            {
                AlertKind.Threshold => Line("n ≥ N: {0:N0} ≥ {1:N0}", seen.Total, seen.Bound + 1),
                AlertKind.Silence => "n = 0",
                AlertKind.SentimentShare => share,
                AlertKind.Deviation => Line("n/h > {0:0.##}: {1:0.##} > {0:0.##}", seen.Bound, seen.Observed),
                _ when kind.Compares() => Line("n > {0:0.##}: {1:0.##} > {0:0.##}", seen.Bound, seen.Observed),
                _ => "–",
            }];
        if (!kind.Compares() && kind is not AlertKind.SentimentShare) return Formulas(kind, seen, null);
        var least = Line("n ≥ N: {0:N0} ≥ {1:N0}", seen.Total, then.Count);
        if (kind is AlertKind.SentimentShare) return [share, least];
        var (usual, compared) = kind is AlertKind.Percent
            ? (seen.Expected * (1 + then.Bound / 100), Line(
                "n > m · (1 + p): {0:N0} > {1:0.##} · (1 + {2:0.#} %)", seen.Total, seen.Expected, then.Bound))
            : (seen.Expected + then.Bound * seen.Spread, Line(
                (kind is AlertKind.Deviation ? "n/h" : "n") + " > m + k·s: {0:0.##} > {1:0.##} + {2:0.##} · {3:0.##}",
                seen.Observed, seen.Expected, then.Bound, seen.Spread));
        // The bound that was stored is the larger of the two; rounding must not tell them apart where they are one.
        return then.Count <= 1 ? [compared] : seen.Bound > usual + 1e-9 ? [least, compared] : [compared, least];
    }

    private static readonly Phrase upTo = new("bis {0:N0} Erwähnungen im Zeitfenster", "up to {0:N0} mentions in the window");
    private static readonly Phrase upToHourly = new("bis {0:0.#} in der Stunde", "up to {0:0.#} an hour");
    private static readonly Phrase under = new("unter {0:0.#} % negativ", "below {0:0.#}% negative");
    private static readonly Phrase one = new("bei einer einzigen Erwähnung", "with a single mention");
    private static readonly Phrase oneItem = new("bei einem einzigen Eintrag der Quelle", "with a single item of the source");
    private static readonly Phrase others = new("bei Beiträgen aller anderen", "with posts by anybody else");

    /// <summary>What would have kept a firing silent.</summary>
    public static string Silent(AlertKind kind, bool ofSource, Measurement seen) => kind switch
    {
        AlertKind.SentimentShare => under.With(seen.Bound),
        AlertKind.Silence => ofSource ? oneItem : one,
        AlertKind.Authors => others,
        AlertKind.Deviation => upToHourly.With(seen.Bound),
        _ => upTo.With(Math.Floor(seen.Bound)),
    };

    /// <summary>The number that a level of sensitivity stands for.</summary>
    public static string Limit(AlertRule rule) => rule.Kind switch
    {
        AlertKind.Threshold => threshold.With(rule.Count, Moments.Length(rule.Window)),
        AlertKind.Percent => above.With(rule.Bound),
        AlertKind.Deviation or AlertKind.Seasonal => beyond.With(rule.Bound),
        AlertKind.SentimentShare => negative.With(rule.Bound),
        _ => silence.With(Moments.Length(rule.Window)),
    };

    private static string Amount(AlertKind kind, object value) => kind switch
    {
        AlertKind.SentimentShare => share100.With(value),
        AlertKind.Deviation => hourly.With(value),
        _ => (value is 1d ? single : unit).With(value),
    };

    private static string Line(string format, params object[] values) =>
        string.Format(CultureInfo.CurrentCulture, format, values);

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
