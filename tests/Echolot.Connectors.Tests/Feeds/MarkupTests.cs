using System.Diagnostics;
using System.Text;
using System.Xml.Linq;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Feeds.Reading;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Feeds;

public sealed class MarkupTests
{
    private static readonly Gen<string> Names = Gen.Elements("a", "item", "Title", "x-y", "m:content", "ü");

    private static readonly Gen<string> Texts = Gen.Elements("", " ", "eins & zwei", "a < b > c", "\"'", "ä😀\n\tx", "]]>", "&amp;", "<!-- -->", "1 = 2");

    [Fact]
    public void Sound_xml_makes_the_tree_a_strict_parser_makes() => Prop.ForAll(Element(3).ToArbitrary(), element =>
    {
        var root = new XElement("root", new XAttribute(XNamespace.Xmlns + "m", "urn:m"), element);
        var tree = XmlTree.Parse("<?xml version='1.0'?>" + root.ToString(SaveOptions.DisableFormatting)).Elements.Single();
        return Describe(tree) == Describe(XElement.Parse(root.ToString(SaveOptions.DisableFormatting), LoadOptions.PreserveWhitespace));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("<rss><channel><item><title>a & b</title></item></channel></rss>", "a & b")]
    [InlineData("<rss><channel><item><title>AT&T &nbsp;&uuml;&unknown;</title></item></channel></rss>", "AT&T ü&unknown;")]
    [InlineData("<rss><channel><item><title>eins<b>zwei</title></item></channel></rss>", "einszwei")]
    [InlineData("<rss><channel><item><title>eins<br>zwei</title><link>x</rss>", "eins zwei")]
    [InlineData("<rss><channel><item><title>eins</TITLE></item>", "eins")]
    [InlineData("<rss version=2.0><channel><item><title type=text>eins</title>", "eins")]
    [InlineData("\n\n  <rss><channel><item><title>eins</title></item></channel></rss> junk", "eins")]
    [InlineData("<rss><channel><item><media:title>eins</media:title></item></channel></rss>", "eins")]
    [InlineData("<rss><channel><item><title><![CDATA[eins]]", "eins]]")]
    public void Broken_xml_is_read_as_far_as_it_makes_sense(string xml, string title) =>
        FeedReader.Read(Encoding.UTF8.GetBytes(xml), null, null).Items[0].Title.ShouldBe(title);

    [Fact]
    public void No_bytes_make_the_reader_fail_otherwise_than_by_saying_so() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), bytes => ReadsOrRefuses([.. "<rss><channel><item>"u8, .. bytes])).QuickCheckThrowOnFailure();

    [Fact]
    public void A_feed_cut_or_damaged_anywhere_is_read_or_refused()
    {
        var feed = File.ReadAllBytes(RecordingPath("zeitung.rss.xml"));
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = feed[..random.Next(feed.Length)];
            for (var n = random.Next(6); n > 0 && bytes.Length > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            ReadsOrRefuses(bytes).ShouldBeTrue();
        }
    }

    [Fact]
    public void Entity_bombs_and_deep_nesting_are_harmless()
    {
        var bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\">" + string.Concat(Enumerable.Range(1, 40).Select(
            i => $"<!ENTITY a{i} \"&a{i - 1};&a{i - 1};\">")) + "]><rss><channel><item><title>&a40;</title></item></channel></rss>";
        var watch = Stopwatch.StartNew();
        FeedReader.Read(Encoding.UTF8.GetBytes(bomb), null, null).Items[0].Title!.Length.ShouldBeLessThan(1000);
        var deep = "<rss><channel><item><description>" + string.Concat(Enumerable.Repeat("<div>", 100_000));
        FeedReader.Read(Encoding.UTF8.GetBytes(deep), null, null).ShouldNotBeNull();
        var external = "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>&x;</title></item></channel></rss>";
        FeedReader.Read(Encoding.UTF8.GetBytes(external), null, null).Items[0].Title.ShouldBe("&x;");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("<", 400_000)]
    [InlineData("<a b=\"", 100_000)]
    [InlineData("<!--", 100_000)]
    [InlineData("<![CDATA[", 50_000)]
    [InlineData("&#", 300_000)]
    [InlineData("</a", 200_000)]
    [InlineData("<!x [", 50_000)]
    [InlineData("<script>", 50_000)]
    public void Hostile_repetition_takes_linear_time(string piece, int times)
    {
        var text = string.Concat(Enumerable.Repeat(piece, times));
        var watch = Stopwatch.StartNew();
        SafeHtml.Clean(text, null).ShouldNotBeNull();
        XmlTree.Parse(text).ShouldNotBeNull();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    private static string RecordingPath(string name, [System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Recordings", name);

    private static bool ReadsOrRefuses(byte[] bytes)
    {
        try
        {
            return FeedReader.Read(bytes, null, new Uri("https://a.example/")).Items is not null;
        }
        catch (NotAFeed e)
        {
            return e.Message.Length > 0;
        }
    }

    private static Gen<XElement> Element(int depth) =>
        from name in Names
        from attribute in Texts
        from text in Texts
        from after in Texts
        from cdata in Gen.Elements(true, false)
        from children in depth == 0 ? Gen.Constant(new List<XElement>()) : Gen.ListOf(Element(depth - 1), 2).Select(l => l.ToList())
        select Build(name, attribute, text, after, cdata, children);

    private static XElement Build(string name, string attribute, string text, string after, bool cdata, List<XElement> children)
    {
        var split = name.Split(':');
        var element = new XElement(split.Length == 2 ? XName.Get(split[1], "urn:m") : split[0], new XAttribute("k", attribute.Replace("\n\t", "")));
        element.Add(cdata && !text.Contains("]]>") ? new XCData(text) : new XText(text));
        element.Add(children.Select(c => new XElement(c)));
        element.Add(new XText(after));
        return element;
    }

    private static string Describe(XmlNode node)
    {
        var text = string.Concat(node.Children.Select(c => c.IsText ? c.Text : "{" + Describe(c) + "}"));
        return $"{node.Written} {node["k"]}: {text}";
    }

    private static string Describe(XElement element)
    {
        var text = string.Concat(element.Nodes().Select(n => n is XElement e ? "{" + Describe(e) + "}" : ((XText)n).Value));
        return $"{element.Name.LocalName} {element.Attribute("k")?.Value}: {text}";
    }
}
