using Echolot.Answers;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Answers;

public sealed class AnswerTextTests
{
    [Theory]
    [InlineData("Hast du deine Bestellung schon?", Address.Du)]
    [InlineData("Haben Sie Ihre Bestellung schon?", Address.Sie)]
    [InlineData("Wir melden uns bei Ihnen.", Address.Sie)]
    [InlineData("Sie können die Jacke zurückschicken.", Address.Sie)]
    [InlineData("Die Jacken sind da. Sie kommen morgen.", Address.None)]
    [InlineData("Ihre Größe fällt klein aus, sagt die Kundin.", Address.None)]
    [InlineData("Was ist los bei euch?", Address.Du)]
    [InlineData("Das tut uns leid.", Address.None)]
    [InlineData("Your parcel is on its way to you.", Address.None)]
    public void A_text_says_du_or_Sie_or_neither(string text, Address address) =>
        Addressing.Of(text).Address.ShouldBe(address);

    [Fact]
    public void Du_and_Sie_in_one_text_are_mixed()
    {
        Addressing.Of("Schick uns bitte deine Nummer, dann prüfen wir das für Sie.").IsMixed.ShouldBeTrue();
        Addressing.Of("Schick uns bitte deine Nummer, dann prüfen wir das für dich.").IsMixed.ShouldBeFalse();
    }

    [Fact]
    public void Placeholders_are_filled_and_what_nobody_knows_stays_and_is_named()
    {
        var filled = Placeholders.Fill(
            "Hallo {{contact.first}}, {{ order }} ist unterwegs. {{Agent}} / {{order}}",
            new Dictionary<string, string?> { ["contact.first"] = "Kim", ["agent"] = "Mira", ["order"] = "" });
        filled.Text.ShouldBe("Hallo Kim, {{ order }} ist unterwegs. Mira / {{order}}");
        filled.Open.ShouldBe(["order"]);
        Placeholders.Left(filled.Text).Count().ShouldBe(2);
    }

    [Theory]
    [InlineData("Hallo {{name")]
    [InlineData("Hallo {{na me}}")]
    [InlineData("Hallo name}}")]
    public void A_mistyped_placeholder_is_left_as_well(string text) => Placeholders.Left(text).ShouldNotBeEmpty();

    [Fact]
    public void The_wording_is_picked_by_channel_language_and_address_with_its_reasons()
    {
        AnswerVariant[] variants =
        [
            new("du", Language: "de", Address: Address.Du), new("Sie", Language: "de", Address: Address.Sie),
            new("you", Language: "en"), new("kurz", "mastodon", true, "de", Address.Du),
        ];
        Pick(new("mastodon", true, "de", Address.Du)).ShouldBe(
            ("kurz", "ForChannel ForPublic SameLanguage SameAddress"));
        Pick(new("mastodon", false, "de", Address.Du)).ShouldBe(("du", "SameLanguage SameAddress"));
        Pick(new("bluesky", true, "de", Address.Sie)).ShouldBe(("Sie", "SameLanguage SameAddress"));
        Pick(new("bluesky", true, "en", Address.Du)).ShouldBe(("you", "SameLanguage"));
        Pick(new("bluesky", true, "fr", Address.None)).Because.ShouldBe("OtherLanguage");
        VariantChoice.Pick([new("nur privat", Public: false)], new("mastodon", true, "de", Address.None)).ShouldBeNull();

        (string Text, string Because) Pick(Situation situation)
        {
            var chosen = VariantChoice.Pick(variants, situation).ShouldNotBeNull();
            return (chosen.Variant.Text, string.Join(' ', chosen.Because));
        }
    }
}
