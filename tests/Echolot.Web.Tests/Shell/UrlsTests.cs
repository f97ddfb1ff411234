using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Shell;

public sealed class UrlsTests
{
    [Theory]
    [InlineData("/listening?monitor=3", "/listening?monitor=3")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("listening", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/a\r\nSet-Cookie: x=1", "/")]
    public void Only_addresses_of_this_site_are_local(string? address, string local) =>
        Urls.Local(address).ShouldBe(local);
}
