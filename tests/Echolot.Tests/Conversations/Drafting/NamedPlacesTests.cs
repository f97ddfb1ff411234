using Echolot.Conversations;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Drafting;

/// <summary>What names a person does not leave for a language model, and comes back in its answer.</summary>
public sealed class NamedPlacesTests
{
    [Fact]
    public void Names_addresses_handles_links_and_numbers_are_replaced_and_put_back()
    {
        var places = new NamedPlaces(["Kim Sörensen", "@kim_s"]);
        var hidden = places.Hide(
            "Ich bin Kim Sörensen (@kim_s@social.example), kim@example.org, Bestellung NL-20417, Tel. +49 40 123456, https://shop.example/o/9");
        foreach (var secret in new[] { "Kim", "Sörensen", "kim_s", "example", "20417", "123456" }) hidden.ShouldNotContain(secret);
        hidden.ShouldContain("[NAME_1]");
        places.PutBack(hidden).ShouldContain("Ich bin Kim Sörensen (@kim_s@social.example), kim@example.org, Bestellung NL-20417");
    }

    [Fact]
    public void The_same_words_get_the_same_sign_and_short_figures_stay()
    {
        var places = new NamedPlaces([null, "Li"]);
        places.Hide("2 Jacken in Größe 42, Bestellung 20417 und noch einmal 20417").ShouldBe(
            "2 Jacken in Größe 42, Bestellung [NUMBER_1] und noch einmal [NUMBER_1]");
    }

    [Fact]
    public void A_sign_that_was_never_given_stays_as_it_is() =>
        new NamedPlaces([]).PutBack("Hallo [NAME_7]").ShouldBe("Hallo [NAME_7]");
}
