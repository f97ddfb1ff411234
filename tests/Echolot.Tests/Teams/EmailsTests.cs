using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Teams;

public sealed class EmailsTests
{
    [Theory]
    [InlineData(" Kim@Example.ORG ", "kim@example.org")]
    [InlineData("kim@Bücher.example", "kim@xn--bcher-kva.example")]
    [InlineData("ｋｉｍ@example.org", "kim@example.org")]
    public void Spellings_of_one_mailbox_have_one_key(string spelling, string key) =>
        Emails.Key(spelling).ShouldBe(key);

    [Theory]
    [InlineData("kim@example.org", true)]
    [InlineData("kim.o'neil+alerts@mail.example.co", true)]
    [InlineData("kim@bücher.example", true)]
    [InlineData("kim", false)]
    [InlineData("@example.org", false)]
    [InlineData("kim@", false)]
    [InlineData("kim@a@example.org", false)]
    [InlineData("kim@exa mple.org", false)]
    [InlineData("kim@example.org\r\nBcc: all@example.org", false)]
    [InlineData("Kim <kim@example.org>", false)]
    public void Only_addresses_that_mail_can_go_to_are_valid(string email, bool valid) =>
        Emails.IsValid(email).ShouldBe(valid);
}
