using Echolot.Conversations;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class ChatSettingsTests
{
    [Theory]
    [InlineData("https://www.nordlicht.example", "https://www.nordlicht.example")]
    [InlineData("https://WWW.Nordlicht.example/", "https://www.nordlicht.example")]
    [InlineData("www.nordlicht.example", "https://www.nordlicht.example")]
    [InlineData("http://localhost:8080", "http://localhost:8080")]
    [InlineData("https://a.example:8443", "https://a.example:8443")]
    [InlineData("https://a.example/shop", null)]
    [InlineData("https://*.example", null)]
    [InlineData("https://user@a.example", null)]
    [InlineData("ftp://a.example", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("*", null)]
    [InlineData("null", "https://null")]
    public void An_origin_is_scheme_host_and_port_and_nothing_else(string line, string? origin) =>
        ChatSettings.OriginOf(line).ShouldBe(origin);

    [Fact]
    public void What_is_left_out_is_as_shipped_and_the_public_name_stays()
    {
        var (kept, problems) = ChatSettings.Check(new Dictionary<string, string> { ["origins"] = "https://a.example\nhttps://b.example" });
        problems.ShouldBeEmpty();
        var settings = ChatSettings.Of(kept);
        settings.Key.Length.ShouldBe(16);
        settings.Consent.ShouldBe(ChatSettings.DefaultConsent);
        (settings.Allows("https://a.example"), settings.Allows("https://a.example.evil.example"), settings.Allows("null"))
            .ShouldBe((true, false, false));
        ChatSettings.Of(ChatSettings.Check(kept).Settings).Key.ShouldBe(settings.Key);
    }

    [Fact]
    public void What_is_wrong_is_told_at_its_field()
    {
        var (_, problems) = ChatSettings.Check(new Dictionary<string, string>
        {
            ["origins"] = "https://a.example/x", ["color"] = "red", ["keep"] = "0", ["calendar"] = "soon",
            ["title_de"] = new string('x', 61), ["consent_en"] = new string('x', 1001),
        });
        problems.Keys.ShouldBe(["origins", "color", "keep", "calendar", "title_de", "consent_en"], ignoreOrder: true);
    }

    [Fact]
    public void Another_wording_has_another_name()
    {
        var one = new ChatSettings();
        one.Wording.ShouldBe(new ChatSettings().Wording);
        (one with { Consent = new("anders", one.Consent.En) }).Wording.ShouldNotBe(one.Wording);
    }
}
