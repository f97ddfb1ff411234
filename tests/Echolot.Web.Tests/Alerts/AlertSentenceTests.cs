using System.Globalization;
using Echolot.Alerts;
using Echolot.Web.Alerts;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Alerts;

/// <summary>The formula that stands with a firing is the one that decided, with the numbers of then.</summary>
public sealed class AlertSentenceTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public AlertSentenceTests() => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

    public void Dispose() => CultureInfo.CurrentCulture = _before;

    [Fact]
    public void The_percentage_stands_as_somebody_set_it_where_it_decided() =>
        AlertSentence.Formulas(AlertKind.Percent, Seen(observed: 12, usual: 5.5, bound: 11), Rule(AlertKind.Percent, 100, 10))
            .ShouldBe(["n > m · (1 + p): 12 > 5,5 · (1 + 100 %)", "n ≥ N: 12 ≥ 10"]);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_least_number_stands_first_where_it_decided(double usual) =>
        AlertSentence.Formulas(AlertKind.Percent, Seen(observed: 12, usual, bound: 9), Rule(AlertKind.Percent, 100, 10))
            .ShouldBe(["n ≥ N: 12 ≥ 10", $"n > m · (1 + p): 12 > {usual} · (1 + 100 %)"]);

    [Fact]
    public void A_usual_that_does_not_stray_keeps_the_deviations_of_the_alert()
    {
        AlertSentence.Formulas(AlertKind.Seasonal, Seen(observed: 3, usual: 0, bound: 0), Rule(AlertKind.Seasonal, 3.7, 1))
            .ShouldBe(["n > m + k·s: 3 > 0 + 3,7 · 0"]);
        AlertSentence.Formulas(
                AlertKind.Deviation, Seen(observed: 1.5, usual: 0.2, bound: 0.8, spread: 0.2, total: 6), Rule(AlertKind.Deviation, 3, 3))
            .ShouldBe(["n/h > m + k·s: 1,5 > 0,2 + 3 · 0,2", "n ≥ N: 6 ≥ 3"]);
    }

    [Fact]
    public void A_share_of_negative_mentions_says_of_how_many_at_least() =>
        AlertSentence.Formulas(AlertKind.SentimentShare, Seen(observed: 50, usual: 10, bound: 40, total: 20), Rule(AlertKind.SentimentShare, 40, 10))
            .ShouldBe(["neg / n ≥ p: 10 / 20 = 50 % ≥ 40 %", "n ≥ N: 20 ≥ 10"]);

    [Fact]
    public void Of_a_firing_from_before_versions_were_kept_stands_what_it_had_to_be_above()
    {
        AlertSentence.Formulas(AlertKind.Percent, Seen(observed: 12, usual: 2, bound: 9), null).ShouldBe(["n > 9: 12 > 9"]);
        AlertSentence.Formulas(AlertKind.Deviation, Seen(observed: 1.5, usual: 0.2, bound: 0.8), null).ShouldBe(["n/h > 0,8: 1,5 > 0,8"]);
        AlertSentence.Formulas(AlertKind.Threshold, Seen(observed: 12, usual: 2, bound: 9), null).ShouldBe(["n ≥ N: 12 ≥ 10"]);
        AlertSentence.Formulas(AlertKind.Authors, Seen(observed: 1, usual: 0, bound: 0), null).ShouldBe(["–"]);
    }

    private static Measurement Seen(double observed, double usual, double bound, double spread = 0, long? total = null) =>
        new(true, true, observed, usual, spread, bound, null, total ?? (long)observed);

    private static AlertRule Rule(AlertKind kind, double bound, int count) => new(
        1, 1, 1, kind, [], [], count, TimeSpan.FromHours(4), TimeSpan.FromHours(1), null, null, true, default) { Bound = bound };
}
