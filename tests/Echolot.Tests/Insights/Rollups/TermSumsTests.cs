using Echolot.Insights;
using Echolot.Insights.Rollups;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Insights.Rollups;

/// <summary>Which words an overview shows.</summary>
public sealed class TermSumsTests
{
    [Fact]
    public void Small_words_never_stand_out_not_even_of_days_that_were_counted_before_they_were_known()
    {
        var here = TermSums.Of([Day(1000, ("Kommt", 900), ("wurde", 800), ("really", 700), ("Reißverschluss", 60))]);
        var elsewhere = TermSums.Of([Day(1000, ("Kommt", 10), ("Reißverschluss", 2))]);
        Words(here.Against(elsewhere, 3)).ShouldBe(["Reißverschluss"]);
        Words(here.Most(3)).ShouldBe(["Reißverschluss"]);
    }

    [Fact]
    public void A_word_said_a_little_more_often_is_no_subject_however_many_say_it()
    {
        var here = TermSums.Of([Day(100_000, ("Paket", 50_000), ("Asbest", 900))]);
        var elsewhere = TermSums.Of([Day(100_000, ("Paket", 40_000), ("Asbest", 500))]);
        here.Against(elsewhere, 9).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            t => t.Term.ShouldBe("Asbest"), t => t.Expected.ShouldBe(700), t => t.Strength.ShouldBeGreaterThan(100));
    }

    [Fact]
    public void Words_of_a_part_are_compared_with_the_rest_of_the_whole()
    {
        var part = TermSums.Of([Day(100, ("Naht", 30), ("Jacke", 50))]);
        var whole = TermSums.Of([Day(1000, ("Naht", 30), ("Jacke", 500))]);
        Words(part.AgainstRestOf(whole, 9)).ShouldBe(["Naht"]);
    }

    private static DayRow Day(long mentions, params (string Word, int Count)[] words) => new()
    {
        Mentions = mentions, Terms = Packing.PackWords(words.Select(w => KeyValuePair.Create(w.Word, w.Count))),
    };

    private static IEnumerable<string> Words(IEnumerable<TermPart> terms) => terms.Select(t => t.Term);
}
