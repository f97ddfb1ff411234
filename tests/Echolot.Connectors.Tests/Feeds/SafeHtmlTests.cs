using AngleSharp.Html.Parser;
using Echolot.Connectors.Feeds.Reading;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Feeds;

public sealed class SafeHtmlTests
{
    private static readonly Uri Base = new("https://a.example/x/");

    [Theory]
    [InlineData("<b onclick=\"x()\">fett</b>", "<b>fett</b>")]
    [InlineData("vor<script>alert(1)</script>nach", "vornach")]
    [InlineData("vor<script>alert('</b>')", "vor")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", "<a href=\"\">x</a>")]
    [InlineData("<a href=\" java\tscript:alert(1)\">x</a>", "<a href=\"\">x</a>")]
    [InlineData("<a href=\"&#106;avascript&colon;alert(1)\">x</a>", "<a href=\"\">x</a>")]
    [InlineData("<a href=\"data:text/html,x\">x</a>", "<a href=\"\">x</a>")]
    [InlineData("<a href=\"vbscript:x\">x</a>", "<a href=\"\">x</a>")]
    [InlineData("<a href=\"../y?a=1&amp;b=2\">x</a>", "<a href=\"https://a.example/y?a=1&amp;b=2\">x</a>")]
    [InlineData("<svg><script>1</script><svg></svg>x</svg>y", "y")]
    [InlineData("<p style=\"color: red; position: fixed; background: url(http://x)\">x</p>", "<p style=\"color: red;\">x</p>")]
    [InlineData("<p style=\"width: expression(alert(1))\">x</p>", "<p>x</p>")]
    [InlineData("<img src=x onerror=alert(1)>", "<img src=\"https://a.example/x/x\" />")]
    [InlineData("<iframe src=\"http://x\"></iframe>x", "x")]
    [InlineData("<b>offen", "<b>offen</b>")]
    [InlineData("zu</b>", "zu")]
    [InlineData("<b><i>über</b>kreuz</i>", "<b><i>über</i></b>kreuz")]
    [InlineData("1 < 2 & 3", "1 &lt; 2 &amp; 3")]
    [InlineData("<!DOCTYPE ist Pflicht", "&lt;!DOCTYPE ist Pflicht")]
    [InlineData("<a href=\"http://b.example/>b</a>", "<a href=\"http://b.example/\">b</a>")]
    [InlineData("<a title='\"><script>'>x</a>", "<a title=\"&quot;&gt;&lt;script&gt;\">x</a>")]
    public void Harm_is_left_out_and_the_rest_stays(string html, string clean) => SafeHtml.Clean(html, Base).ShouldBe(clean);

    [Fact]
    public void A_browser_finds_nothing_active_in_what_was_cleaned() => Prop.ForAll(
        Gen.ListOf(Gen.Elements(
            "<script>", "</script>", "<svg onload=x>", "<a href=\"javascript:x\">", "<", ">", "\"", "'", "<!--", "-->", "<![CDATA[", "]]>", "<style>",
            "</style>", "<img src=x onerror=x>", "<p ", "onclick=x", "/>", "&lt;script&gt;", "&#60;script>", "<iframe srcdoc=x>", "<math><mi xlink:href=x>",
            "<noscript>", "</noscript>", "<textarea>", "<title>", "<template>", "x", " ", "<b title=`x`>", "<base href=//x>"), 12)
            .Select(parts => string.Concat(parts)).ToArbitrary(),
        html =>
        {
            var body = new HtmlParser().ParseDocument("<body>" + SafeHtml.Clean(html, Base)).All;
            return body.All(e => e.LocalName is not ("script" or "style" or "iframe" or "svg" or "math" or "object" or "embed" or "base" or "template")
                && e.Attributes.All(a => !a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)
                    && !a.Value.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("<p>Eins</p><p>Zwei</p>", "Eins\n\nZwei")]
    [InlineData("Eins<br>Zwei<br/><br/>Drei", "Eins\nZwei\n\nDrei")]
    [InlineData("<ul><li>a</li><li>b</li></ul>nach", "a\nb\n\nnach")]
    [InlineData("  viel \n\t  Platz&nbsp;da ", "viel Platz da")]
    [InlineData("<pre>a\n  b</pre>", "a\n  b")]
    [InlineData("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3")]
    [InlineData("f<b>e</b>tt und <i>schräg</i>", "fett und schräg")]
    [InlineData("&lt;kein Tag&gt; &amp;", "<kein Tag> &")]
    [InlineData("", "")]
    public void Text_keeps_lines_where_a_reader_sees_them(string html, string text) => PlainText.Of(html).ShouldBe(text);
}
