using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Engine;

/// <summary>The engine against the definition of the language, over random queries and posts.</summary>
public sealed class EngineTests
{
    private static void ForSeeds(Action<RandomWorld> property) =>
        Check.One(Fuzz.Worlds(150), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => property(new RandomWorld(seed))));

    private static string Show(Query query, Post post) =>
        $"plain {query.Options.Plain}: {query.Source}\n{query}\n[{post.Title}] {post.Text} | {post}";

    [Fact]
    public void Engine_finds_exactly_what_the_definition_says() => ForSeeds(world =>
    {
        var queries = Enumerable.Range(0, 40).Select(_ => world.Query(plain: world.Chance(0.3))).ToArray();
        var matcher = QuerySet.Build(queries.Select((query, i) => ((long)i, query))).NewMatcher();
        for (var i = 0; i < 15; i++)
        {
            var post = world.Post();
            var found = matcher.Match(post).ToArray();
            found.Distinct().Count().ShouldBe(found.Length);
            var (folded, plain) = (new Oracle(post, plain: false), new Oracle(post, plain: true));
            for (var id = 0; id < queries.Length; id++)
            {
                var expected = (queries[id].Options.Plain ? plain : folded).Holds(queries[id].Root);
                if (found.Contains(id) != expected) Assert.Fail($"expected {expected}: {Show(queries[id], post)}");
            }
        }
    });

    [Fact]
    public void Title_and_text_decide_alone_where_the_query_asks_only_for_them() => ForSeeds(world =>
    {
        var query = world.Query(plain: world.Chance(0.3));
        var matcher = QuerySet.Empty.With(7, query).NewMatcher();
        for (var i = 0; i < 15; i++)
        {
            var post = world.Post();
            if (query.AsksOnlyText)
                matcher.Match(new Post { Title = post.Title, Text = post.Text }).Length
                    .ShouldBe(matcher.Match(post).Length, Show(query, post));
            else Asks(query.ToString()).ShouldBeTrue(query.ToString());
        }

        bool Asks(string text) => Fields.Any(field => text.Contains(field + ':', StringComparison.Ordinal));
    });

    private static readonly IReadOnlyList<string> Fields =
        [.. QueryVocabulary.Fields.Select(field => field.Name).Except(["title", "text", "lead"])];

    [Fact]
    public void Explanation_agrees_with_the_engine_and_points_into_the_post() => ForSeeds(world =>
    {
        var query = world.Query(plain: world.Chance(0.3));
        var matcher = QuerySet.Empty.With(7, query).NewMatcher();
        for (var i = 0; i < 15; i++)
        {
            var post = world.Post();
            var matches = matcher.Match(post).Length == 1;
            var why = matcher.Explain(7, post);
            why.Matches.ShouldBe(matches, Show(query, post));
            if (!matches) why.Hits.ShouldBeEmpty();
            why.Clauses.ShouldNotBeEmpty();
            foreach (var hit in why.Hits)
            {
                var field = hit.Field switch { "title" => post.Title, "author" => post.Author, "authorName" => post.AuthorName, _ => post.Text };
                hit.Length.ShouldBeGreaterThan(0);
                (hit.Start + hit.Length).ShouldBeLessThanOrEqualTo(field!.Length);
            }
        }
    });

    [Fact]
    public void Set_with_changes_finds_what_a_new_set_finds() => ForSeeds(world =>
    {
        var set = QuerySet.Empty;
        var expected = new Dictionary<long, Query>();
        for (var step = 0; step < 60; step++)
        {
            var id = world.Next(25);
            if (world.Chance(0.3))
            {
                set = set.Without(id);
                expected.Remove(id);
            }
            else
            {
                expected[id] = world.Query(plain: world.Chance(0.3));
                set = set.With(id, expected[id]);
            }
        }
        set.Count.ShouldBe(expected.Count);
        var (changed, anew) = (set.NewMatcher(), QuerySet.Build(expected.Select(entry => (entry.Key, entry.Value))).NewMatcher());
        for (var i = 0; i < 10; i++)
        {
            var post = world.Post();
            changed.Match(post).ToArray().Order().ShouldBe(anew.Match(post).ToArray().Order());
        }
    });

    [Fact]
    public void Canonical_text_reads_the_same() => ForSeeds(world =>
    {
        for (var i = 0; i < 20; i++)
        {
            var query = world.Query(plain: world.Chance(0.3));
            var again = Query.Parse(query.ToString(), query.Options);
            again.ShouldBe(query, query.Source);
            again.ToString().ShouldBe(query.ToString());
        }
    });

    [Fact]
    public void Prefilter_lets_every_matching_post_through() => ForSeeds(world =>
    {
        for (var i = 0; i < 20; i++)
        {
            var query = world.Query(plain: false);
            var post = world.Post();
            if (!new Oracle(post, plain: false).Holds(query.Root)) continue;
            var words = Folding.Words($"{post.Title}\n{post.Text}").Split(' ');
            LetsThrough(query.Prefilter, words).ShouldBeTrue(Show(query, post));
        }
    });

    [Fact]
    public void Where_the_prefilter_decides_every_post_that_fulfils_it_matches()
    {
        var (decided, fulfilled) = (0, 0);
        ForSeeds(world =>
        {
            for (var i = 0; i < 20; i++)
            {
                var (query, post) = (world.Query(plain: false), world.Post());
                if (!query.PrefilterDecides) continue;
                decided++;
                var words = Folding.Words($"{post.Title}\n{post.Text}").Split(' ');
                if (LetsThrough(query.Prefilter, words)) fulfilled++;
                new Oracle(post, plain: false).Holds(query.Root).ShouldBe(LetsThrough(query.Prefilter, words), Show(query, post));
            }
        });
        decided.ShouldBeGreaterThan(100);
        fulfilled.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Plain_words_are_compared_letter_for_letter() => ForSeeds(world =>
    {
        string[] words = ["straße", "strasse", "bahn", "bahnhof", "über", "o2"];
        var tokens = Enumerable.Range(0, 12).Select(_ => world.Pick(words)).ToArray();
        var text = string.Concat(tokens.Select(token => token + world.Pick(" ", "-", " #", " @", "_", "'", " 😂 ")));
        var word = world.Pick(words);
        Matches(word, text).ShouldBe(tokens.Contains(word));
        Matches(word[..1] + "*", text).ShouldBe(tokens.Any(token => token.StartsWith(word[..1], StringComparison.Ordinal)));
        Matches("*" + word[1..], text).ShouldBe(tokens.Any(token => token.EndsWith(word[1..], StringComparison.Ordinal)));
        Matches($"*{word[1..]}*", text).ShouldBe(tokens.Any(token => token.Contains(word[1..], StringComparison.Ordinal)));
    });

    private static bool Matches(string query, string text) =>
        QuerySet.Empty.With(1, Query.Parse(query, new QueryOptions(Plain: true))).NewMatcher().Match(new Post { Text = text }).Length == 1;

    private static bool LetsThrough(Prefilter filter, string[] words) => filter switch
    {
        Prefilter.Word word => words.Any(one => word.Prefix ? one.StartsWith(word.Text, StringComparison.Ordinal) : one == word.Text),
        Prefilter.Phrase phrase => Enumerable.Range(0, Math.Max(0, words.Length - phrase.Words.Count + 1))
            .Any(start => words.AsSpan(start, phrase.Words.Count).SequenceEqual(phrase.Words.ToArray())),
        Prefilter.And and => and.Parts.All(part => LetsThrough(part, words)),
        Prefilter.Or or => or.Parts.Any(part => LetsThrough(part, words)),
        _ => true,
    };
}
