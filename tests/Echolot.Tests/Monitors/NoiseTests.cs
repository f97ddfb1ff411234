using System.Globalization;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Monitors;

public sealed class NoiseTests
{
    [Theory]
    [InlineData(31, 50, 0.62, 0.48, 0.74)]
    [InlineData(47, 50, 0.94, 0.84, 0.98)]
    [InlineData(0, 10, 0, 0, 0.28)]
    [InlineData(10, 10, 1, 0.72, 1)]
    public void Precision_has_the_interval_of_Wilson(int relevant, int judged, double value, double low, double high)
    {
        var precision = Precision.Of(relevant, judged);
        precision.Value.ShouldNotBeNull().ShouldBe(value, 0.005);
        (precision.Low, precision.High).ShouldSatisfyAllConditions(
            p => p.Low.ShouldBe(low, 0.005), p => p.High.ShouldBe(high, 0.005));
    }

    [Fact]
    public void Nothing_judged_says_nothing()
    {
        var none = Precision.Of(0, 0);
        (none.Value, none.Low, none.High).ShouldBe((null, 0, 1));
        NoiseReport.Of(Query.Parse("nordlicht"), []).ShouldSatisfyAllConditions(
            r => r.Terms.ShouldBeEmpty(), r => r.Suggestions.ShouldBeEmpty());
    }

    [Fact]
    public void The_term_that_brings_the_noise_and_the_word_that_would_stop_it_are_named()
    {
        (Post, bool)[] judged =
        [
            .. Wanted("Nordlicht liefert das Paket pünktlich", "Die Jacke von Nordlicht ist warm",
                "Nordlicht hat eine neue Jacke im Angebot", "Paket von Nordlicht angekommen"),
            .. Noise("Das Polarlicht über Tromsø, ein Nordlicht wie im Traum", "Eine Reise zum Nordlicht und Polarlicht",
                "Reise nach Norwegen: Nordlicht sehen", "Adler und Nordlicht im Zoo"),
        ];
        var report = NoiseReport.Of(Query.Parse("nordlicht OR paket OR adler"), judged);
        report.Precision.Value.ShouldBe(0.5);
        report.Terms.Select(t => (t.Term, t.Noise, t.Relevant, t.ShareOfNoise)).ShouldBe(
            [("nordlicht", 4, 4, 1.0), ("adler", 1, 0, 0.25), ("paket", 0, 2, 0.0)]);
        report.Suggestions.Select(s => (s.Term, s.Removes, s.Loses)).ShouldBe(
            [("Polarlicht", 2, 0), ("Reise", 2, 0)]);
        report.Suggestions[0].Then.ShouldSatisfyAllConditions(t => t.Relevant.ShouldBe(4), t => t.Judged.ShouldBe(6));
    }

    [Fact]
    public void Words_of_the_query_and_words_without_meaning_are_no_suggestion()
    {
        var report = NoiseReport.Of(
            Query.Parse("nordlicht*"), [.. Noise("Nordlichter sind nicht von hier", "Die Nordlichter waren nicht da")]);
        report.Suggestions.ShouldBeEmpty();
    }

    [Fact]
    public void Every_suggestion_can_stand_behind_a_NOT()
    {
        var texts = new[] { "and OR NOT near C++ a&b §§ 5% \"zitat\" title: lang:de", "und (klammer [eckig] {geschweift} 😡" };
        foreach (var suggestion in NoiseReport.Of(
            Query.Parse("nichts"), [.. Noise([.. texts, .. texts, .. texts])]).Suggestions)
            Query.TryParse($"nichts NOT {suggestion.Term}", default, out _, out _).ShouldBeTrue(suggestion.Term);
    }

    [Fact]
    public void Words_that_set_the_hits_apart_are_related()
    {
        var (inside, outside) = (new WordCounts(), new WordCounts());
        foreach (var post in Texts(12, "Nordlicht Versand liefert mit Alpha Express das Paket in Berlin"))
            inside.Add(post);
        foreach (var post in Texts(12, "Das Paket ist in Berlin")) inside.Add(post);
        foreach (var post in Texts(60, "Wetter in Berlin: Regen. Und die Bahn fährt")) outside.Add(post);
        foreach (var post in Texts(40, "Ein Versand liefert Berlin")) outside.Add(post);
        var related = WatchlistRelated(inside, outside, "nordlicht");
        related.Select(r => r.Term).ShouldBe(["Paket", "\"Alpha Express\""], ignoreOrder: true);
        related.Single(r => r.Term == "Paket").ShouldSatisfyAllConditions(
            r => (r.Hits, r.OfHits, r.Others, r.OfOthers).ShouldBe((24, 24, 0, 100)),
            r => r.Score.ShouldBeGreaterThan(50));
    }

    [Fact]
    public void All_related_words_are_told_up_to_two_hundred()
    {
        var (inside, outside) = (new WordCounts(), new WordCounts());
        // Each word in texts of its own and of its neighbours, so that none stands for another.
        for (var i = 0; i < 600; i++) inside.Add(new Post { Text = $"nordlicht wort{Letters(i / 10)}" });
        foreach (var post in Texts(600, "Wetter und Regen")) outside.Add(post);
        WatchlistRelated(inside, outside, "nordlicht").Count.ShouldBe(60);
        for (var i = 600; i < 3000; i++) inside.Add(new Post { Text = $"nordlicht wort{Letters(i / 10)}" });
        foreach (var post in Texts(2400, "Wetter und Regen")) outside.Add(post);
        WatchlistRelated(inside, outside, "nordlicht").Count.ShouldBe(Watchlist.MostRelated);

        static string Letters(int number) => new([.. number.ToString("D4", CultureInfo.InvariantCulture).Select(d => (char)('a' + d - '0'))]);
    }

    [Theory]
    [InlineData(10, 100, 10, 100, 0)]
    [InlineData(1, 100, 10, 100, 0)]
    [InlineData(20, 100, 10, 100, 3.99)]
    [InlineData(30, 100, 0, 100, 46.91)]
    public void G_squared_is_that_of_Dunning(int inside, int ofInside, int outside, int ofOutside, double score) =>
        LogLikelihood.Of(inside, ofInside, outside, ofOutside).ShouldBe(score, 0.1);

    private static IReadOnlyList<RelatedTerm> WatchlistRelated(WordCounts inside, WordCounts outside, string query) =>
        Watchlist.Related(inside, outside, QueryParts.Terms(Query.Parse(query)));

    private static IEnumerable<Post> Texts(int times, string text) =>
        Enumerable.Repeat(new Post { Text = text }, times);

    private static IEnumerable<(Post, bool)> Wanted(params string[] texts) =>
        texts.Select(text => (new Post { Text = text }, true));

    private static IEnumerable<(Post, bool)> Noise(params string[] texts) =>
        texts.Select(text => (new Post { Text = text }, false));
}
