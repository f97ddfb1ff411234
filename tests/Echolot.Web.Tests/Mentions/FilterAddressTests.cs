using System.Globalization;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Web.Mentions;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Mentions;

public sealed class FilterAddressTests
{
    private static readonly Gen<string> Values = Gen.Elements(
        "a b", "ä&=?#+%", "100%", "\"x\" OR y", "😀", "<script>", "a+b", " ", "..",
        "%20", "7d", "all", "0", "17", "-4", "positive", "de", "Rückgabe & Umtausch", "＃");

    private static readonly Arbitrary<(string, string)[]> Queries =
        (from name in Gen.Elements(FilterAddress.Names.ToArray()) from value in Values select (name, value))
        .ArrayOf().ToArbitrary();

    [Fact]
    public void Links_hold_every_filter_exactly() => Prop.ForAll(Queries, values =>
    {
        var address = Read(values);
        return Same(Follow(address.To(Urls.ListeningRows, "cursor", "x&y")), address)
            && Same(Follow(address.To(Urls.Listening)), address);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", Grouping.Duplicates)]
    [InlineData("?group=0", Grouping.None)]
    [InlineData("?group=stories", Grouping.Stories)]
    [InlineData("?group=nonsense", Grouping.Duplicates)]
    [InlineData("?group=stories&story=7", Grouping.None)]
    [InlineData("?same=7", Grouping.None)]
    public void An_address_says_what_is_shown_as_one(string query, Grouping grouping)
    {
        var address = FilterAddress.Read(new QueryCollection(QueryHelpers.ParseQuery(query)));
        address.Filter(Instant.FromUnixTimeSeconds(1_800_000_000)).Grouping.ShouldBe(grouping);
        foreach (var other in Enum.GetValues<Grouping>())
            Follow(address.Group(other)).Grouping.ShouldBe(other);
    }

    [Fact]
    public void A_value_switched_twice_leaves_every_filter_as_it_was() => Prop.ForAll(
        Queries,
        (from name in Gen.Elements("monitor", "tag", "lang", "source") from value in Values select (name, value))
            .ToArbitrary(),
        (values, picked) =>
        {
            var address = Read(values);
            var (name, value) = picked;
            var once = Follow(address.Toggle(name, value));
            var twice = Follow(once.Toggle(name, value));
            return once.Has(name, value) != address.Has(name, value)
                && FilterAddress.Names.All(n => twice[n].ToHashSet().SetEquals(address[n]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_stands_in_an_address_becomes_a_filter_or_an_error() => Prop.ForAll(Queries, values =>
    {
        var address = Read(values);
        try
        {
            var filter = address.Filter(Instant.FromUtc(2026, 11, 21, 12, 0));
            return filter.Monitors.Count == address["monitor"].Count && filter.Sentiments.Count == address["tone"].Count
                && filter.Kinds.Count == address["kind"].Count && filter.Search == address.Search;
        }
        catch (QueryException)
        {
            return true;
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_value_that_cannot_be_read_is_no_filter_that_is_left_out()
    {
        foreach (var (name, value) in new[]
        {
            ("range", "5y"), ("tone", "angry"), ("monitor", "first"), ("kind", "7x"), ("hour", "24"), ("weekday", "heute"), ("from", "gestern"),
            ("to", "0001-01-01"), ("read", "vielleicht"), ("category", "x"), ("same", "x"), ("story", "x"),
        })
            Should.Throw<QueryException>(() => Read((name, value), ("tone", "negative")).Sound(), name).Errors.Single().Code
                .ShouldBe("filter.unreadable");
        var many = Enumerable.Range(0, 201).Select(i => ("site", $"{i}.example")).ToArray();
        Should.Throw<QueryException>(() => Read(many).Sound()).Errors.Single().Code.ShouldBe("filter.too-many");
        Read(many[..200]).Filter(Instant.FromUtc(2026, 11, 21, 12, 0)).Sites.Count.ShouldBe(200);
    }

    [Fact]
    public void Of_two_authors_none_is_left_out_unseen_and_a_folder_of_many_monitors_is_linked()
    {
        Should.Throw<QueryException>(() => Read(("author", "a"), ("author", "b")).Sound()).Errors.Single().Code.ShouldBe("filter.only-one");
        Read(("author", "a")).Toggle("author", "b").ShouldEndWith("?author=b");
        var folder = Enumerable.Range(1, 900).Select(i => ("monitor", i.ToString(CultureInfo.InvariantCulture))).ToArray();
        Read(folder).Filter(Instant.FromUtc(2026, 11, 21, 12, 0)).Monitors.Count.ShouldBe(900);
        var (site, sites) = (Read(("site", "A.example")), Read(("site", "A.example"), ("site", "b.example")));
        site.Filter(Instant.FromUtc(2026, 11, 21, 12, 0)).Site.ShouldBe("A.example");
        sites.Filter(Instant.FromUtc(2026, 11, 21, 12, 0)).Sites.ShouldBe(["a.example", "b.example"]);
    }

    [Fact]
    public void Links_with_filters_that_are_gone_still_open_and_a_query_is_never_cut()
    {
        var address = Read(("tone", "negative"), ("q", new string('x', 19_000)), ("gone", "1"));
        address.Range.ShouldBe("30d");
        var filter = address.Filter(Instant.FromUtc(2026, 11, 21, 12, 0));
        filter.Search!.Length.ShouldBe(19_000);
        filter.Sentiments.ShouldBe([Sentiment.Negative]);
        filter.From.ShouldBe(new DateTimeOffset(2026, 10, 22, 12, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void A_search_looks_at_all_times_and_a_stretch_of_time_wins_over_a_range()
    {
        var now = Instant.FromUtc(2026, 11, 21, 12, 0);
        var search = FilterAddress.Read(new QueryCollection(), Urls.Search);
        search.Filter(now).From.ShouldBeNull();
        var (from, to) = (new DateTimeOffset(2026, 11, 14, 0, 0, 0, TimeSpan.FromHours(1)), new DateTimeOffset(
            2026, 11, 15, 0, 0, 0, TimeSpan.FromHours(1)));
        var within = Follow(search.Within(from, to));
        (within.Filter(now).From, within.Filter(now).To, within.Count).ShouldBe((from, to, 1));
        Follow(within.Within(null, null)).Filter(now).To.ShouldBeNull();
    }

    [Fact]
    public void With_the_author_goes_the_network_of_their_id()
    {
        var without = Follow(Read(("author", "did:plc:x"), ("network", "bluesky"), ("lang", "de")).Toggle("author", "did:plc:x"));
        (without["author"].Count, without["network"].Count, without["lang"].Count).ShouldBe((0, 0, 1));
        Follow(Read(("author", "a"), ("author", "b"), ("network", "bluesky")).Toggle("author", "a"))["network"].ShouldBe(["bluesky"]);
    }

    private static FilterAddress Read(params (string Name, string Value)[] values) => FilterAddress.Read(
        new QueryCollection(values.GroupBy(v => v.Name)
            .ToDictionary(g => g.Key, g => new StringValues([.. g.Select(v => v.Value)]))));

    private static FilterAddress Follow(string link)
    {
        var mark = link.IndexOf('?', StringComparison.Ordinal);
        return FilterAddress.Read(new QueryCollection(QueryHelpers.ParseQuery(mark < 0 ? "" : link[mark..])));
    }

    private static bool Same(FilterAddress one, FilterAddress other) =>
        FilterAddress.Names.All(name => one[name].SequenceEqual(other[name]));
}
