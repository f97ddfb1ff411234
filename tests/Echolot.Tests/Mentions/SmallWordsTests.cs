using Echolot.Mentions;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Mentions;

/// <summary>Words that stand in texts about anything, and those that look like them and say what a text is about.</summary>
public sealed class SmallWordsTests
{
    [Theory]
    [InlineData("wir ihr grüße und der die dass außerdem für über seit übrigens jemand nämlich inzwischen")]
    [InlineData("kommt kommen gekommen wird wurde geworden hat hätte weiß gewusst lässt findet bekommen bekam")]
    [InlineData("mache machst macht machte gemacht erinnert geändert zeigt gezeigt brauche braucht gehört")]
    [InlineData("the and would isn't there's already somebody through unfortunately")]
    [InlineData("came going said thought tries tried trying used using moved asked looks happened got kept")]
    [InlineData("montag oktober friday december heute yesterday woche weeks hallo moin thanks")]
    public void Function_words_and_verbs_of_everyday_speech_are_small(string words) =>
        words.Split(' ').Where(w => !SmallWords.Has(w)).ShouldBeEmpty();

    [Theory]
    [InlineData("paket lieferung rücksendung reißverschluss erstattung jacke asbest hotline versandkosten")]
    [InlineData("bestellt geliefert warte fehlt kaputt defekt klemmt zurückgeschickt storniert enttäuscht teuer")]
    [InlineData("parcel refund delivered ordered waiting broken late damaged expensive zipper")]
    [InlineData("nordlicht bergkamm hamburg #nordlichtgate")]
    public void Words_that_say_what_a_text_is_about_are_not(string words) =>
        words.Split(' ').Where(w => SmallWords.Has(w)).ShouldBeEmpty();

    [Fact]
    public void All_are_written_in_small_letters_and_once() =>
        SmallWords.All.ShouldAllBe(w => w.Length > 0 && w == w.ToLowerInvariant());
}
