using Echolot.Mentions;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Mentions;

public sealed class CountryTests
{
    [Theory]
    [InlineData("https://www.zeitung.at/a?b=1", "at")]
    [InlineData("https://zeitung.AT/", "at")]
    [InlineData("https://news.bbc.co.uk/1", "gb")]
    [InlineData("https://example.de:8443/x", "de")]
    [InlineData("https://müller.ch/", "ch")]
    [InlineData("https://mastodon.social/@a/1", null)]
    [InlineData("https://nordlicht.io/", null)]
    [InlineData("https://europa.eu/", null)]
    [InlineData("https://123.45.6.7/de", null)]
    [InlineData("https://[::1]/", null)]
    [InlineData("https://de/", null)]
    [InlineData("https://example.1a/", null)]
    [InlineData("at://did:plc:anna/app.bsky.feed.post/1", null)]
    [InlineData("urn:uuid:de", null)]
    [InlineData("/relative.de", null)]
    public void An_address_says_a_country_where_its_ending_is_one(string address, string? country) =>
        AsPost.CountryOf(Uri.TryCreate(address, UriKind.RelativeOrAbsolute, out var url) ? url : null).ShouldBe(country);

    [Fact]
    public void What_the_source_states_goes_before_the_ending_of_the_address()
    {
        var mention = Samples.Mention("a", "Servus") with { Url = new Uri("https://www.zeitung.at/a"), Place = new(null, "Tirol") };
        AsPost.Of(mention, "de", TimeZoneInfo.Utc).Country.ShouldBe("at");
        var stated = AsPost.Of(mention with { Place = new("ch", "Zürich", "Winterthur") }, "de", TimeZoneInfo.Utc);
        (stated.Country, stated.Region, stated.City).ShouldBe(("ch", "Zürich", "Winterthur"));
    }

    [Fact]
    public void No_address_says_no_country() => AsPost.CountryOf(null).ShouldBeNull();
}
