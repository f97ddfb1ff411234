using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Engine;

public sealed class QuerySetTests
{
    private static readonly Post Post = new() { Text = "Die Bahn kommt", Lang = "de" };

    [Fact]
    public void Empty_set_matches_nothing() => QuerySet.Empty.NewMatcher().Match(Post).Length.ShouldBe(0);

    [Fact]
    public void Set_does_not_change_when_another_is_made_from_it()
    {
        var one = QuerySet.Build([(1, Query.Parse("bahn"))]);
        var two = one.With(2, Query.Parse("kommt"));
        var none = two.Without(1).Without(2);
        (one.Count, two.Count, none.Count).ShouldBe((1, 2, 0));
        one.NewMatcher().Match(Post).ToArray().ShouldBe([1]);
        two.NewMatcher().Match(Post).ToArray().Order().ShouldBe([1, 2]);
        none.NewMatcher().Match(Post).Length.ShouldBe(0);
    }

    [Fact]
    public void Replaced_query_counts_with_its_new_text_only()
    {
        var set = QuerySet.Build([(1, Query.Parse("bahn")), (2, Query.Parse("kommt"))]).With(1, Query.Parse("schiff"));
        set.Count.ShouldBe(2);
        set.Find(1)!.ToString().ShouldBe("schiff");
        set.NewMatcher().Match(Post).ToArray().ShouldBe([2]);
    }

    [Fact]
    public void Same_id_twice_is_refused() =>
        Should.Throw<ArgumentException>(() => QuerySet.Build([(1, Query.Parse("a")), (1, Query.Parse("b"))]));

    [Fact]
    public void Matching_allocates_nothing_once_warm()
    {
        var world = new RandomWorld(4711);
        var matcher = QuerySet.Build(Enumerable.Range(0, 500).Select(i => ((long)i, world.Query(plain: i % 4 == 0)))).NewMatcher();
        var posts = Enumerable.Range(0, 200).Select(_ => world.Post()).ToArray();
        foreach (var post in posts) matcher.Match(post);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var post in posts) matcher.Match(post);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
