using Echolot.Matching;
using Echolot.Mentions;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Mentions;

public sealed class SourceTypeTests
{
    [Theory]
    [InlineData("mastodon", "chaos.social", ItemKind.Post, "social"), InlineData("youtube", "youtube.com", ItemKind.Comment, "video")]
    [InlineData("reddit", "reddit.com", ItemKind.Post, "forum"), InlineData("mail", "shop", ItemKind.Email, "message")]
    [InlineData("import", "x", ItemKind.Post, "social"), InlineData("import", "news", ItemKind.Article, "news")]
    [InlineData("import", "local", ItemKind.Article, null), InlineData("import", "local", ItemKind.Review, "review")]
    [InlineData("push", "Reviews", ItemKind.Post, "review"), InlineData("push", "crm", ItemKind.Post, null)]
    // The host of a feed is no platform, whatever it is called.
    [InlineData("feeds", "news", ItemKind.Article, null), InlineData("pages", "forum", ItemKind.Post, null)]
    public void The_kind_of_a_source_follows_from_network_platform_and_post(
        string connector, string instance, ItemKind kind, string? type) =>
        SourceTypes.Of(new(connector, instance, "a"), kind, []).ShouldBe(type);

    [Fact]
    public void An_article_of_a_feed_with_a_sound_file_is_a_podcast() =>
        SourceTypes.Of(new("feeds", "a.example", "a"), ItemKind.Article, [new("audio", null)]).ShouldBe("podcast");

    [Fact]
    public void Every_kind_of_source_is_a_value_of_the_language()
    {
        var known = QueryVocabulary.Fields.Single(f => f.Name == "sourcetype").Values;
        foreach (var platform in new[] { "x", "youtube", "reddit", "blog", "news", "reviews", "podcast", "whatsapp" })
            known.ShouldContain(SourceTypes.Of(new("import", platform, "a"), ItemKind.Post, [])!);
    }
}
