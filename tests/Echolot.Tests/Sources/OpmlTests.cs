using System.Text;
using Echolot.Sources.Imports;
using Echolot.Sources.Subscriptions;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Sources;

public sealed class OpmlTests
{
    [Fact]
    public void Folders_are_followed_and_every_line_is_there()
    {
        var feeds = Read("""
            <?xml version="1.0" encoding="UTF-8"?><!DOCTYPE opml SYSTEM "http://evil.example/x.dtd">
            <opml version="1.0"><head><title>Meine</title></head><body>
            <outline text="Presse"><outline text="Regional &amp; nah">
            <outline type="rss" text="Blatt" title="Das Blatt" xmlUrl="https://blatt.example/feed" htmlUrl="https://blatt.example"/>
            <outline TEXT="Doppelt" XMLURL="https://blatt.example/feed"/></outline></outline>
            <outline text="Oben" xmlurl=" https://oben.example/rss "/>
            <outline text="Lokal" xmlUrl="file:///etc/passwd"/><outline text="Nichts"/></body></opml>
            """);
        feeds.ShouldBe([
            new("Das Blatt", new("https://blatt.example/feed"), "Presse/Regional & nah"),
            new("Doppelt", new("https://blatt.example/feed"), "Presse/Regional & nah"),
            new("Oben", new("https://oben.example/rss"), null),
            new("Lokal", null, null) { Written = "file:///etc/passwd" }]);
    }

    [Theory]
    [InlineData("", "not XML")]
    [InlineData("<opml><body>", "not XML")]
    [InlineData("<rss/>", "not OPML")]
    [InlineData("<opml version='2.0'><body><outline text='leer'/></body></opml>", "no feed")]
    public void What_is_no_list_of_feeds_is_refused(string file, string says) =>
        Should.Throw<FileProblem>(() => Read(file)).Message.ShouldContain(says);

    [Fact]
    public void Neither_deep_nesting_nor_entities_harm()
    {
        var deep = string.Concat(Enumerable.Repeat("<outline text='x'>", 400))
            + "<outline xmlUrl='https://tief.example/'/>"
            + string.Concat(Enumerable.Repeat("</outline>", 400));
        Should.Throw<FileProblem>(() => Read($"<opml><body>{deep}</body></opml>")).Message.ShouldContain("no feed");
        Should.Throw<FileProblem>(() => Read(
            "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><opml><body><outline xmlUrl='https://x.example/&a;'/></body></opml>"));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        SubscribedFeed[] feeds =
            [new("Ä & <b> \"q\" \u0001", new("https://a.example/?x=1&y=2"), "Presse/Regional & nah"),
                new(null, new("https://b.example/"), null), new("C", new("https://c.example/"), " Presse / ")];
        var read = Read(Opml.Write("Echolot", feeds, DateTimeOffset.UnixEpoch));
        read.Select(f => (f.Title, f.Address!.Host, f.Folder)).ShouldBe([
            ("Ä & <b> \"q\"", "a.example", "Presse/Regional & nah"), ("C", "c.example", "Presse"),
            ("b.example", "b.example", null)]);
    }

    private static IReadOnlyList<SubscribedFeed> Read(string file) =>
        Opml.Read(new MemoryStream(Encoding.UTF8.GetBytes(file)));
}
