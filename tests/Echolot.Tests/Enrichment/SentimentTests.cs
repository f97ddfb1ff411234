using Echolot.Enrichment;
using Echolot.Mentions;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Enrichment;

public sealed class SentimentTests
{
    private static readonly Enrichers Enrichers = Enrichers.Load();

    private static Findings Of(string text, string? declared = null) => Enrichers.Analyse(text, null, declared);

    [Theory]
    [InlineData("de", "Das Essen war gut", "Das Essen war nicht gut")]
    [InlineData("de", "Der Service gefällt mir", "Der Service gefällt mir nicht")]
    [InlineData("de", "Das ist ein toller Laden", "Das ist kein toller Laden")]
    [InlineData("en", "The food was good", "The food was not good")]
    [InlineData("en", "I like the new design", "I don't like the new design")]
    public void Negation_turns_the_tone(string language, string praise, string negated)
    {
        Of(praise, language).Score.ShouldBeGreaterThan(Of(negated, language).Score + .2f);
        Of(praise, language).Sentiment.ShouldBe(Sentiment.Positive);
        Of(negated, language).Sentiment.ShouldNotBe(Sentiment.Positive);
    }

    [Theory]
    [InlineData("Ich bin stinksauer")]
    [InlineData("Die Jacke ist hin.")]
    [InlineData("die Jacke ist hin")]
    [InlineData("Nach zwei Wochen ist der Reißverschluss schon wieder hin!")]
    [InlineData("Ich habe die Nase voll von euch")]
    [InlineData("Das geht gar nicht")]
    [InlineData("Ihr geht mir auf die Nerven")]
    [InlineData("Die Naht ist im Eimer")]
    [InlineData("Wollt ihr mich für dumm verkaufen?")]
    [InlineData("Ich bin echt angefressen")]
    public void Anger_in_everyday_words_is_no_neutral_remark(string text) =>
        Of(text, "de").Sentiment.ShouldBe(Sentiment.Negative, $"{Of(text, "de")}");

    [Theory]
    [InlineData("Ich bin hin und weg von der Jacke")]
    [InlineData("Wo ist mein Paket hin?")]
    [InlineData("Ich fahre nächste Woche hin.")]
    [InlineData("Hin und wieder gehe ich dort einkaufen.")]
    [InlineData("Wir sind am Wochenende da hin")]
    [InlineData("Der Kuchen macht satt und schmeckt.")]
    [InlineData("Die Palme steht auf dem Balkon.")]
    [InlineData("Der Kragen ist schön warm.")]
    [InlineData("Nie wieder ohne diesen Rucksack.")]
    public void The_same_words_in_another_sense_are_no_anger(string text) =>
        Of(text, "de").Sentiment.ShouldNotBe(Sentiment.Negative, $"{Of(text, "de")}");

    [Theory]
    [InlineData("de", "Der neue Laden 😍", Sentiment.Positive)]
    [InlineData("de", "Der neue Laden 😡", Sentiment.Negative)]
    [InlineData("en", "The new store 😍", Sentiment.Positive)]
    [InlineData("en", "The new store 😡", Sentiment.Negative)]
    [InlineData(null, "😍😍", Sentiment.Positive)]
    [InlineData(null, "😡👎🏽", Sentiment.Negative)]
    [InlineData(null, ":-(", Sentiment.Negative)]
    public void Signs_speak_in_every_language(string? language, string text, Sentiment expected) =>
        Of(text, language).Sentiment.ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("https://example.org/artikel")]
    [InlineData("@marke")]
    public void Nothing_to_judge_is_neutral_and_without_reasons(string text)
    {
        var findings = Of(text);
        findings.Language.ShouldBe("und");
        findings.Sentiment.ShouldBe(Sentiment.Neutral);
        findings.Because.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("J'adore ce magasin, le service est excellent et le personnel très aimable.", "fr")]
    [InlineData("Üç haftadır paketimi bekliyorum, bu rezalet artık yeter.", "tr")]
    public void Languages_we_do_not_judge_are_unknown_and_not_guessed(string text, string language)
    {
        var findings = Of(text);
        findings.Language.ShouldBe(language);
        findings.Sentiment.ShouldBe(Sentiment.Unknown);
        findings.Confidence.ShouldBe(0);
        findings.Score.ShouldBe(0);
        findings.Because.ShouldBeEmpty();
    }

    [Fact]
    public void Reasons_point_at_the_words_strongest_first()
    {
        const string text = "Liebes Team 🚆, eure Hotline ist eine Katastrophe und der Service miserabel!";
        var findings = Of(text);
        findings.Sentiment.ShouldBe(Sentiment.Negative);
        findings.Because.Count.ShouldBeInRange(2, 8);
        foreach (var because in findings.Because)
            text.Substring(because.Start, because.Length).ShouldBe(because.Word);
        findings.Because.Select(b => b.Weight).ShouldBeInOrder(SortDirection.Descending);
        findings.Because.Take(3).Select(b => b.Word).ShouldContain("Katastrophe");
        findings.Because.Take(3).Select(b => b.Word).ShouldContain("miserabel");
    }

    [Fact]
    public void Without_its_strongest_word_a_post_is_judged_less_firmly()
    {
        var firm = OwnPosts().Where(p => p.Language == "de")
            .Select(p => (p.Text, Found: Of(p.Text, "de")))
            .Where(p => p.Found.Sentiment is Sentiment.Positive or Sentiment.Negative).ToArray();
        var less = firm.Count(p => p.Found.Because is [var strongest, ..]
            && Math.Abs(p.Found.Score) > Math.Sign(p.Found.Score)
                * Of(p.Text.Remove(strongest.Start, strongest.Length), "de").Score);
        firm.Length.ShouldBeGreaterThan(20);
        less.ShouldBeGreaterThan(firm.Length * 9 / 10);
    }

    [Fact]
    public void Reasons_after_a_title_count_from_the_start_of_the_text()
    {
        const string text = "Die Kunden sind begeistert und loben den tollen Service.";
        var findings = Enrichers.Analyse(text, "Großartige Bilanz", null);
        findings.Because.ShouldNotBeEmpty();
        foreach (var because in findings.Because)
            text.Substring(because.Start, because.Length).ShouldBe(because.Word);
    }

    [Fact]
    public void Score_is_the_difference_of_the_outer_probabilities()
    {
        foreach (var text in new[] { "Danke, super!", "Was für ein Mist", "Montag ab 9 Uhr", "great, thanks", "awful" })
        {
            var findings = Of(text, text.Contains("great") || text == "awful" ? "en" : "de");
            findings.Score.ShouldBeInRange(-1, 1);
            findings.Confidence.ShouldBeInRange(1 / 3f, 1);
            Math.Abs(findings.Score).ShouldBeLessThanOrEqualTo(findings.Confidence);
        }
    }

    [Theory]
    [InlineData("gut ")]
    [InlineData("!")]
    [InlineData(")")]
    [InlineData("😡")]
    [InlineData("\ud83d")]
    [InlineData("#a@b ")]
    [InlineData("x")]
    [InlineData("&lt;")]
    public void Hostile_text_of_a_hundred_thousand_signs_is_judged_at_once(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var language in new[] { "de", "en", null })
            Of(text, language).Score.ShouldBeInRange(-1, 1);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Many_threads_get_the_same_answers()
    {
        var posts = OwnPosts().Select(p => p.Text).ToArray();
        var alone = posts.Select(p => Of(p)).ToArray();
        Parallel.For(0, 1000, i =>
        {
            var again = Of(posts[i % posts.Length]);
            again.Score.ShouldBe(alone[i % posts.Length].Score);
            again.Because.ShouldBe(alone[i % posts.Length].Because);
        });
    }

    [Theory]
    [InlineData("de", .80)]
    [InlineData("en", .80)]
    public void Own_posts_are_judged_rightly_often_enough(string language, double floor)
    {
        var posts = OwnPosts().Where(p => p.Language == language).ToArray();
        var wrong = posts
            .Where(p => Of(p.Text) is var f && (f.Language, f.Sentiment) != (p.Language, p.Label)).ToArray();
        (1 - wrong.Length / (double)posts.Length).ShouldBeGreaterThan(floor,
            string.Join('\n', wrong.Select(p => $"{p.Label}: {p.Text} -> {Of(p.Text)}")));
    }

    private static IEnumerable<(string Language, Sentiment Label, string Text)> OwnPosts() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Enrichment", "posts.tsv")).Where(l => l[0] != '#')
            .Select(l => l.Split('\t')).Select(c => (c[0], Enum.Parse<Sentiment>(c[1], ignoreCase: true), c[2]));
}
