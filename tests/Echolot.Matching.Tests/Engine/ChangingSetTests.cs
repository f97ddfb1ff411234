using Echolot.Matching.Engine;
using Echolot.Matching.Text;
using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Engine;

/// <summary>Sets that change while posts are matched: merges on other threads, other plans, many readers.</summary>
public sealed class ChangingSetTests
{
    private static readonly Post Post = new() { Text = "Die Bahn kommt", Lang = "de" };

    private static long[] Found(QuerySet set, Post post) => [.. set.NewMatcher().Match(post).ToArray().Order()];

    [Fact]
    public void Set_changed_a_thousand_times_is_in_few_segments_and_finds_what_a_new_set_finds()
    {
        var world = new RandomWorld(20_260_214);
        var set = QuerySet.Empty;
        var expected = new Dictionary<long, Query>();
        for (var step = 0; step < 1000; step++)
        {
            var id = world.Next(600);
            if (world.Chance(0.25))
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
        var anew = QuerySet.Build(expected.Select(entry => (entry.Key, entry.Value)));
        var settled = set.Settled();
        settled.Count.ShouldBe(expected.Count);
        settled.SegmentCount.ShouldBeLessThan(12);
        for (var i = 0; i < 40; i++)
        {
            var post = world.Post();
            Found(set, post).ShouldBe(Found(anew, post));
            Found(settled, post).ShouldBe(Found(anew, post));
        }
    }

    [Fact]
    public void What_is_changed_during_a_merge_stays_changed_after_it()
    {
        var set = QuerySet.Empty;
        for (var id = 0; id < 200; id++)
        {
            set = set.With(id, Query.Parse("bahn"));
            // Every change right behind the one that may have started a merge.
            if (id % 3 == 0) set = set.Without(id);
            if (id % 3 == 1) set = set.With(id - 1, Query.Parse("schiff")).With(id, Query.Parse("kommt AND NOT bahn"));
        }
        var settled = set.Settled();
        long[] expected = [.. Enumerable.Range(0, 200).Where(id => id % 3 == 2).Select(id => (long)id)];
        Found(set, Post).ShouldBe(expected);
        Found(settled, Post).ShouldBe(expected);
        settled.Find(0)!.ToString().ShouldBe("schiff");
    }

    [Fact]
    public void Set_of_which_nearly_all_is_removed_keeps_the_rest()
    {
        var set = QuerySet.Build(Enumerable.Range(0, 400).Select(id => ((long)id, Query.Parse("bahn"))));
        for (var id = 0; id < 397; id++) set = set.Without(id);
        Found(set, Post).ShouldBe([397, 398, 399]);
        Found(set.Settled(), Post).ShouldBe([397, 398, 399]);
        set.Settled().With(1, Query.Parse("kommt")).Count.ShouldBe(4);
    }

    [Fact]
    public void Readers_find_what_does_not_change_while_another_thread_changes_the_rest()
    {
        const int Fixed = 50, Changes = 1500;
        var world = new RandomWorld(7);
        var set = QuerySet.Build(Enumerable.Range(0, Fixed).Select(i => ((long)i, world.Query(plain: false))));
        var posts = Enumerable.Range(0, 50).Select(_ => world.Post()).ToArray();
        var expected = posts.Select(post => Found(set, post)).ToArray();
        var changing = set;
        var isDone = false;
        var rounds = new int[3];
        var readers = Enumerable.Range(0, rounds.Length).Select(reader => Task.Run(() =>
        {
            while (!Volatile.Read(ref isDone) || rounds[reader] < 3)
            {
                var matcher = Volatile.Read(ref changing).NewMatcher();
                for (var i = 0; i < posts.Length; i++)
                    matcher.Match(posts[i]).ToArray().Where(id => id < Fixed).Order().ShouldBe(expected[i]);
                rounds[reader]++;
            }
        })).ToArray();
        for (var i = 0; i < Changes; i++)
        {
            var id = Fixed + i % 300;
            Volatile.Write(ref changing, i % 5 == 4 ? changing.Without(id - 2) : changing.With(id, world.Query(plain: false)));
        }
        Volatile.Write(ref isDone, true);
        Should.NotThrow(() => Task.WaitAll(readers));
        rounds.ShouldAllBe(round => round >= 3);
    }

    [Fact]
    public void Other_plans_give_the_same_answers_also_between_two_posts_of_one_matcher()
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var world = new RandomWorld(seed);
            var builder = new SegmentBuilder(plain: false);
            for (var id = 0; id < 60; id++) builder.Add(id, world.Query(plain: false));
            var segment = builder.Finish();
            var run = new Run(segment, null);
            var posts = Enumerable.Range(0, 12).Select(_ => world.Post()).ToArray();
            var expected = posts.Select(post => Match(run, post)).ToArray();
            for (var round = 0; round < 6; round++)
            {
                var shares = Enumerable.Range(0, segment.AtomCount).Select(_ => world.Next(1000) / 1000f).ToArray();
                segment.Exchange(segment.PlanFor(shares));
                for (var i = 0; i < posts.Length; i++) Match(run, posts[i]).ShouldBe(expected[i]);
            }
        }

        static long[] Match(Run run, Post post)
        {
            var (buffer, found) = (new TokenBuffer(plain: false), new Ids());
            if (post.Title is { } title)
            {
                buffer.Read(title, Scope.Title);
                buffer.Gap(Matcher.FieldGap);
            }
            buffer.Read(post.Text, Scope.Text);
            run.Match(buffer, new ValueBuffer(), post, ref found);
            return [.. found.Span.ToArray().Order()];
        }
    }

    [Fact]
    public void Queries_are_filed_anew_under_what_the_stream_has_least_of()
    {
        // The guess takes the longer word for the rarer one.
        var builder = new SegmentBuilder(plain: false);
        builder.Add(1, Query.Parse("omo AND kundenzufriedenheit"));
        var segment = builder.Finish();
        var atoms = segment.Plan.AtomsOf(0).ToArray();
        new AtomNames(segment).Of(atoms.ShouldHaveSingleItem()).ShouldBe("kundenzufriedenheit");
        var counts = new int[segment.AtomCount];
        counts[atoms[0]] = 900;
        segment.Replan(counts, 1000);
        new AtomNames(segment).Of(segment.Plan.AtomsOf(0).ShouldHaveSingleItem()).ShouldBe("omo");
    }

    [Fact]
    public void What_was_learnt_from_the_stream_outlives_a_merge()
    {
        var builder = new SegmentBuilder(plain: false);
        builder.Add(1, Query.Parse("omo AND kundenzufriedenheit"));
        builder.Add(2, Query.Parse(
            "\"ganz neu\" OR #omo OR omo* OR omo~1 OR omos^ OR site:omo.de OR site:*omo.de OR has:link"));
        var segment = builder.Finish();
        var counts = new int[segment.AtomCount];
        counts[segment.Plan.AtomsOf(0).ShouldHaveSingleItem()] = 900;
        segment.Replan(counts, 1000);
        var other = new SegmentBuilder(plain: false);
        other.Add(3, Query.Parse("kundenzufriedenheit AND omo AND niemand"));

        var merged = Merge.Of([new(segment, null, 2), Part.Of(other)]).Applied([]).ShouldHaveSingleItem().Segment;

        var names = new AtomNames(merged);
        names.Of(merged.Plan.AtomsOf(0).ShouldHaveSingleItem()).ShouldBe("omo");
        // And it takes as many posts to forget it again.
        var few = new int[merged.AtomCount];
        foreach (var atom in merged.Plan.AtomsOf(0)) few[atom] = 100;
        merged.Replan(few, 100);
        names.Of(merged.Plan.AtomsOf(0).ShouldHaveSingleItem()).ShouldBe("omo");
    }

    [Fact]
    public void Matcher_that_takes_over_from_a_former_one_finds_what_a_new_one_finds()
    {
        var world = new RandomWorld(20_261_125);
        var set = QuerySet.Build(Enumerable.Range(0, 200).Select(i => ((long)i, world.Query(plain: false))));
        var matcher = set.NewMatcher();
        for (var step = 0; step < 300; step++)
        {
            var id = world.Next(250);
            set = world.Chance(0.4) ? set.Without(id) : set.With(id, world.Query(plain: world.Chance(0.2)));
            matcher = set.NewMatcher(matcher);
            var post = world.Post();
            matcher.Match(post).ToArray().Order().ShouldBe(Found(set, post));
        }
    }
}
