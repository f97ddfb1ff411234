using Echolot.Mentions;
using Echolot.Mentions.Stories;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Mentions.Stories;

public sealed class ShinglesTests
{
    [Fact]
    public void Texts_with_half_of_their_pieces_in_common_share_a_mark_in_nearly_all_cases()
    {
        var chance = new Random(7);
        var (alike, found) = (0, 0);
        for (var i = 0; i < 3000; i++)
        {
            var (one, other) = Pair(chance);
            if (one.With(other).Share < .5) continue;
            alike++;
            if (one.Smallest.Intersect(other.Smallest).Any()) found++;
        }
        alike.ShouldBeGreaterThan(300);
        ((double)found / alike).ShouldBeGreaterThan(.99);
    }

    [Theory]
    [InlineData("Danke schön")]
    [InlineData("@jona https://a.example/x")]
    public void A_text_that_says_too_little_is_like_no_other(string text)
    {
        var pieces = Shingles.Of(null, text);
        pieces.With(pieces).ShouldBe((0, false));
    }

    [Theory]
    [InlineData("Nordlicht Jacke ist wirklich super", "Nordlicht Jacke: ist WIRKLICH super!!", true)]
    [InlineData("Nordlicht Jacke ist wirklich super", "Die Lieferung von Nordlicht dauert ewig", false)]
    [InlineData("Warte seit drei Wochen auf die Jacke von Nordlicht", "Nordlicht hat die beste Jacke von allen", false)]
    public void Short_texts_are_alike_only_where_they_share_most_of_their_letters(string one, string other, bool alike) =>
        Shingles.Of(null, one).With(Shingles.Of(null, other)).Alike.ShouldBe(alike);

    // A text of sixty words, and the same with a stretch put in and some words changed.
    private static (Pieces, Pieces) Pair(Random chance)
    {
        var words = Enumerable.Range(0, 60).Select(_ => "w" + chance.Next(5000)).ToList();
        var copy = words.ToList();
        for (var n = chance.Next(1, 6); n > 0; n--) copy[chance.Next(copy.Count)] = "x" + chance.Next(5000);
        copy.InsertRange(chance.Next(copy.Count), Enumerable.Range(0, chance.Next(20)).Select(_ => "y" + chance.Next(5000)));
        return (Shingles.Of(null, string.Join(' ', words)), Shingles.Of(null, string.Join(' ', copy)));
    }
}

public sealed class LinksTests
{
    [Theory]
    [InlineData("https://www.blog.example/a/?utm_source=x&id=7#top", "blog.example/a?id=7")]
    [InlineData("http://BLOG.example/a", "blog.example/a")]
    [InlineData("https://m.blog.example/watch?v=1&si=2", "blog.example/watch?v=1")]
    [InlineData("https://blog.example/", null)]
    [InlineData("https://blog.example/?utm_medium=social", null)]
    [InlineData("mailto:a@blog.example", null)]
    [InlineData("not a link", null)]
    public void Spellings_of_one_page_are_one(string link, string? plain) => Links.Plain(link).ShouldBe(plain);

    [Fact]
    public void A_review_or_comment_does_not_tell_of_the_page_it_stands_on()
    {
        Links.Of(ItemKind.Review, "Gut", "https://shop.example/jacke", []).ShouldBeEmpty();
        Links.Of(ItemKind.Article, "Gut", "https://shop.example/jacke", []).ShouldBe(["shop.example/jacke"]);
    }
}
