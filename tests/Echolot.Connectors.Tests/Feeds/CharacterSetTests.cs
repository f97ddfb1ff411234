using System.Text;
using Echolot.Connectors.Feeds.Reading;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Feeds;

public sealed class CharacterSetTests
{
    private const string Text = "<?xml version=\"1.0\"?><t>Grüße € „ß“ ñ</t>";

    static CharacterSetTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("utf-32BE")]
    public void A_byte_order_mark_decides(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        CharacterSet.Decode([.. encoding.GetPreamble(), .. encoding.GetBytes(Text)], "text/xml; charset=iso-8859-1").ShouldBe(Text);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void Wide_characters_are_seen_without_a_mark(string name) =>
        CharacterSet.Decode(Encoding.GetEncoding(name).GetBytes(Text), null).ShouldBe(Text);

    [Theory]
    [InlineData("windows-1252", "text/xml; charset=ISO-8859-1")]
    [InlineData("windows-1252", "text/xml; charset=\"windows-1252\"")]
    [InlineData("windows-1252", "text/xml; charset=us-ascii")]
    [InlineData("windows-1252", "text/xml")]
    [InlineData("windows-1252", "text/xml; charset=utf-8")]
    [InlineData("utf-8", "text/xml; charset=nonsense")]
    [InlineData("utf-8", null)]
    public void The_stated_encoding_counts_unless_it_cannot_be(string name, string? contentType) =>
        CharacterSet.Decode(Encoding.GetEncoding(name).GetBytes(Text), contentType).ShouldBe(Text);

    [Theory]
    [InlineData("koi8-r", "Привет")]
    [InlineData("windows-1251", "Привет")]
    [InlineData("iso-8859-2", "Zażółć gęślą")]
    [InlineData("shift_jis", "日本語")]
    [InlineData("gb2312", "中文")]
    [InlineData("windows-1254", "İstanbul ğüş")]
    public void The_declaration_counts_where_the_answer_is_silent(string name, string word)
    {
        var text = $"<?xml version=\"1.0\" encoding=\"{name}\"?><t>{word}</t>";
        CharacterSet.Decode(Encoding.GetEncoding(name).GetBytes(text), "text/xml").ShouldBe(text);
        var other = $"<?xml version='1.0' encoding='utf-8'?><t>{word}</t>";
        CharacterSet.Decode(Encoding.GetEncoding(name).GetBytes(other), $"text/xml; charset={name}").ShouldBe(other);
    }

    [Fact]
    public void A_declaration_that_lies_about_wide_characters_is_passed_over()
    {
        var text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><t>Grüße</t>";
        CharacterSet.Decode(Encoding.UTF8.GetBytes(text), null).ShouldBe(text);
    }

    [Fact]
    public void Mainframe_letters_are_read()
    {
        var text = "<?xml version=\"1.0\" encoding=\"ibm037\"?><t>Hello</t>";
        CharacterSet.Decode(Encoding.GetEncoding(37).GetBytes(text), null).ShouldBe(text);
    }

    [Fact]
    public void Control_characters_are_dropped() => CharacterSet.Decode("a\0b\u0007c\n"u8, null).ShouldBe("abc\n");
}
