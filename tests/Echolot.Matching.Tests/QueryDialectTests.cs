using Echolot.Matching.Tests.Engine;
using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests;

public sealed class QueryDialectTests
{
    [Theory]
    [InlineData(Dialect.Brandwatch, "(apple OR \"apple juice\") NEAR/5f {BT} NOT authorFollowers:[500 TO 100000]", "((apple OR \"apple juice\") ONEAR/6 {BT}) NOT followers:[500 TO 100000]")]
    [InlineData(Dialect.Brandwatch, "((A OR B) AND (C OR D))~5 AND engagementType:RETWEET", "((A OR B) NEAR/6 (C OR D)) AND is:RETWEET")]
    [InlineData(Dialect.Brandwatch, "customi?e AND language:en <<<note>>> AND rating:[3 TO 5]", "customi?e AND lang:en AND rating:>=3")]
    [InlineData(Dialect.Talkwalker, "\"obama merkel\"~5 AND NOT is:retweet", "(obama NEAR/6 merkel) NOT is:retweet")]
    [InlineData(Dialect.Talkwalker, "a NEAR b", "a NEAR/16 b")]
    [InlineData(Dialect.Talkwalker, "roam~1 OR \"car sharing\"~ OR +\"l'oréal\" OR ++\"L'Oréal\"", "roam~1 OR \"car sharing\" OR carsharing OR +\"l'oréal\" OR {L'Oréal}")]
    [InlineData(Dialect.Talkwalker, "content:a OSENTENCE content:b", "text:(a OSENTENCE b)")]
    [InlineData(Dialect.Meltwater, "a NEAR b OR c ONEAR/10 d", "(a NEAR/5 b) OR (c ONEAR/11 d)")]
    [InlineData(Dialect.Brandwatch, "xmas NEAR/0f (pudding OR \"mince pie\")", "xmas ONEAR/1 (pudding OR \"mince pie\")")]
    [InlineData(Dialect.Brandwatch, "raw:Google+ AND country:(gbr OR usa)", "{Google+} AND (country:gb OR country:us)")]
    [InlineData(Dialect.Talkwalker, "hashtag:bahn OR mention:(db OR @otto) OR domain_url:x.de", "#bahn OR @db OR @otto OR site:x.de")]
    [InlineData(Dialect.Echolot, "a NEAR/3 b OR \"c d\"~2", "(a NEAR/3 b) OR (c NEAR/2 d)")]
    [InlineData(Dialect.Meltwater, "TITLE:a AND INGRESS:(b OR c)", "title:a AND (lead:b OR lead:c)")]
    public void Query_of_another_product_is_read(Dialect dialect, string text, string canonical)
    {
        var read = QueryDialect.Read(text, dialect);
        read.Errors.ShouldBeEmpty();
        read.LeftOut.ShouldBeEmpty();
        read.Query!.ToString().ShouldBe(canonical);
        read.Query.Source.ShouldBe(canonical);
    }

    [Theory]
    [InlineData("\"Nordlicht GmbH\"\nnordlicht.example\r\n@nordlicht", "\"Nordlicht GmbH\" OR nordlicht.example OR @nordlicht", "lines-alternatives")]
    [InlineData("a AND b\n\nc NOT d", "(a AND b) OR (c NOT d)", "lines-alternatives")]
    [InlineData("(a\nb)\nc d", "(a AND b) OR (c AND d)", "lines-alternatives implicit-and")]
    [InlineData("a OR\nb\nAND c", "a OR (b AND c)", "")]
    [InlineData("a\nNOT b\n-c", "a NOT b NOT c", "")]
    [InlineData("\"a\nb\"\n", "\"a b\"", "")]
    [InlineData("title:\na\nCOUNT(b)>=2\nlang:(de\nen)", "title:a OR COUNT(b)>=2 OR (lang:de AND lang:en)", "lines-alternatives implicit-and")]
    public void Lines_of_Talkwalker_are_alternatives_and_that_is_told(string text, string canonical, string decided)
    {
        var read = QueryDialect.Read(text, Dialect.Talkwalker);
        read.Errors.ShouldBeEmpty();
        read.Query!.ToString().ShouldBe(canonical);
        read.Decided.Select(d => d.Code).Order().ShouldBe(decided.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Theory]
    [InlineData(Dialect.Brandwatch)]
    [InlineData(Dialect.Meltwater)]
    [InlineData(Dialect.Echolot)]
    public void Lines_of_others_are_one_query_and_a_missing_operator_is_told(Dialect dialect)
    {
        var read = QueryDialect.Read("a\nb\nc", dialect);
        read.Query!.ToString().ShouldBe("a AND b AND c");
        read.Decided.ShouldHaveSingleItem().Code.ShouldBe("implicit-and");
    }

    [Theory]
    [InlineData(Dialect.Brandwatch, "a NEAR/100 b", "a NEAR/100 b", "near-shortened", "NEAR/100")]
    [InlineData(Dialect.Talkwalker, "\"a b c\"~100", "(a AND b AND c)~100", "near-shortened", "\"a b c\"~100")]
    [InlineData(Dialect.Meltwater, "a AND (b OR c)^9 AND d", "a AND (b OR c) AND d", "preference", "^9")]
    [InlineData(Dialect.Meltwater, "apple^10 NOT \"a b\"^2", "apple NOT \"a b\"", "preference preference", "^10 ^2")]
    [InlineData(Dialect.Talkwalker, "a AND sentiment:NEGATIVE", "a", "found-later", "sentiment:")]
    [InlineData(Dialect.Brandwatch, "a AND region:(usa.fl OR deu.bavaria)", "a", "foreign-place foreign-place", "usa.fl deu.bavaria")]
    [InlineData(Dialect.Echolot, "a AND city:\"deu.berlin.berlin\"", "a", "foreign-place", "\"deu.berlin.berlin\"")]
    [InlineData(Dialect.Brandwatch, "a AND region:bayern AND city:\"St. Gallen\" NOT channelId:12", "a AND region:bayern AND city:\"St. Gallen\"", "foreign-id", "channelId:12")]
    [InlineData(Dialect.Brandwatch, "a NOT engagingWithGuid:7", "a", "foreign-id", "engagingWithGuid:7")]
    [InlineData(Dialect.Talkwalker, "a AND source_id:9 AND channel:mastodon", "a AND channel:mastodon", "foreign-id", "source_id:9")]
    public void What_is_read_in_part_is_named(Dialect dialect, string text, string canonical, string codes, string places)
    {
        var read = QueryDialect.Read(text, dialect);
        read.Errors.ShouldBeEmpty();
        read.Query!.ToString().ShouldBe(canonical);
        string.Join(' ', read.LeftOut.Select(error => error.Code)).ShouldBe(codes);
        string.Join(' ', read.LeftOut.Select(error => text.Substring(error.Start, error.Length))).ShouldBe(places);
    }

    [Theory]
    [InlineData(Dialect.Brandwatch, "summer NEAR/1f holiday", "summer sun holiday", true)]
    [InlineData(Dialect.Brandwatch, "summer NEAR/1f holiday", "summer in the holiday", false)]
    [InlineData(Dialect.Meltwater, "apple NEAR watch", "watch 1 2 3 4 apple", true)]
    [InlineData(Dialect.Meltwater, "apple NEAR watch", "watch 1 2 3 4 5 apple", false)]
    public void Number_of_other_products_is_that_of_the_words_between(Dialect dialect, string text, string post, bool matches) =>
        QuerySet.Empty.With(1, QueryDialect.Read(text, dialect).Query!).NewMatcher().Match(new Post { Text = post }).Length
            .ShouldBe(matches ? 1 : 0);

    [Fact]
    public void What_has_no_counterpart_is_left_out_and_named_with_its_place()
    {
        const string Text = "bahn AND authorGender:F AND (sentiment:5 OR is:flagged OR continent:(a OR b)) NOT imageType:gif";
        var read = QueryDialect.Read(Text, Dialect.Brandwatch);
        read.Query!.ToString().ShouldBe("bahn");
        read.LeftOut.Select(error => (error.Code, Text.Substring(error.Start, error.Length))).ShouldBe(
        [
            ("unknown-field", "authorGender:"), ("found-later", "sentiment:"), ("desk-state", "flagged"), ("unknown-field", "continent:"),
            ("unknown-value", "gif"),
        ]);
    }

    [Fact]
    public void Nothing_is_left_where_nothing_has_a_counterpart()
    {
        var read = QueryDialect.Read("authorGender:F", Dialect.Brandwatch);
        read.Query.ShouldBeNull();
        read.Errors.ShouldBeEmpty();
        read.LeftOut.Count.ShouldBe(1);
    }

    [Fact]
    public void Query_that_is_too_long_in_canonical_text_is_refused()
    {
        // A field before brackets stands before each word then.
        var text = $"INGRESS:({string.Join(" OR ", Enumerable.Range(1000, 1900))})";
        text.Length.ShouldBeLessThan(20_000);
        var read = QueryDialect.Read(text, Dialect.Meltwater);
        read.Query.ShouldBeNull();
        read.Errors.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            error => error.Code.ShouldBe("too-long"), error => (error.Start, error.Length).ShouldBe((0, text.Length)));
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_what_is_left_out_lies_in_it()
    {
        string[] pieces =
        [
            "a", "bahn", "#b", "*", "(", ")", "\"", " AND ", " OR ", " NOT ", " AND NOT ", " NEAR ", " NEAR/0f ", " NEAR/100 ", " ONEAR/9 ",
            " SENTENCE ", "~", "~0", "~100", "^9", "^", "{BT}", "++\"x\"", "<<<n>>>", "hashtag:", "mention:", "raw:", "TITLE:", "INGRESS:", "is:",
            "retweet", "read", "authorGender:F", "authorFollowers:[5 TO 9]", "rating:", "[1 TO 2]", "sentiment:", "country:(a OR b)", "nosuch:x",
            " ", "\n", "contains:", "image", "\uD83D", "😡",
        ];
        var random = new Random(Fuzz.Seed(20_260_104));
        for (var i = 0; i < Fuzz.Rounds(10_000); i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(16)).Select(_ => pieces[random.Next(pieces.Length)]));
            var dialect = (Dialect)random.Next(4);
            var read = QueryDialect.Read(text, dialect);
            foreach (var named in read.LeftOut.Concat(read.Errors))
            {
                named.Start.ShouldBeInRange(0, text.Length, text);
                named.Length.ShouldBeInRange(0, text.Length - named.Start, text);
            }
            if (read.Query is null) (read.Errors.Count + read.LeftOut.Count).ShouldBeGreaterThan(0, $"{dialect}: {text}");
            else Query.Parse(read.Query.ToString()).ShouldBe(read.Query, $"{dialect}: {text}");
        }
    }

    [Fact]
    public void Text_that_is_no_query_is_refused() => QueryDialect.Read("(a", Dialect.Talkwalker).Errors[0].Code.ShouldBe("unclosed-bracket");

    [Theory]
    [InlineData(Dialect.Echolot, "a ONEAR/3 b", "a ONEAR/3 b", "")]
    [InlineData(Dialect.Brandwatch, "a ONEAR/3 b", "a NEAR/2f b", "")]
    [InlineData(Dialect.Brandwatch, "{BT} AND title:a NOT is:repost", "{BT} AND title:a NOT engagementType:RETWEET", "")]
    [InlineData(Dialect.Brandwatch, "a SENTENCE b OR COUNT(c)>=2", "(a AND b) OR c", "a SENTENCE b=a AND b; COUNT(c)>=2=c")]
    [InlineData(Dialect.Brandwatch, "*bahn OR bahn~1", "bahn", "*bahn=; bahn~1=bahn")]
    [InlineData(Dialect.Brandwatch, "followers:>=500", "authorFollowers:[500 TO 999999999999999]", "")]
    [InlineData(Dialect.Brandwatch, "a AND region:bayern AND country:de", "a AND country:deu", "region:bayern=")]
    [InlineData(Dialect.Talkwalker, "a NOT channel:x", "a", "channel:x=")]
    [InlineData(Dialect.Talkwalker, "a NOT b", "a AND NOT b", "")]
    [InlineData(Dialect.Talkwalker, "a SENTENCE (b OR {C})", "a SENTENCE (b OR ++\"C\")", "")]
    [InlineData(Dialect.Talkwalker, "\"a b c\"~5", "\"a b c\"~4", "")]
    [InlineData(Dialect.Talkwalker, "(a AND b AND (c OR d))~5", "a AND b AND (c OR d)", "(a AND b AND (c OR d))~5=a AND b AND (c OR d)")]
    [InlineData(Dialect.Talkwalker, "text:a AND has:image AND is:repost AND site:x.de AND rating:1", "content:a AND contains:image AND is:retweet AND domainurl:x.de", "rating:1=")]
    [InlineData(Dialect.Meltwater, "lead:(a NEAR/20 b)", "INGRESS:(a NEAR/10 b)", "lead:(a NEAR/20 b)=INGRESS:(a NEAR/10 b)")]
    [InlineData(Dialect.Meltwater, "a NEAR/3 b?c OR text:d", "d", "a NEAR/3 b?c=; text:d=d")]
    [InlineData(Dialect.Meltwater, "lang:de", "", "lang:de=")]
    public void Query_is_written_for_another_product(Dialect dialect, string text, string written, string lacks)
    {
        var result = QueryDialect.Write(Query.Parse(text), dialect);
        result.Text.ShouldBe(written);
        string.Join("; ", result.Lacks.Select(lack => $"{lack.Clause}={lack.Instead}")).ShouldBe(lacks);
    }

    [Theory]
    [InlineData(Dialect.Brandwatch)]
    [InlineData(Dialect.Talkwalker)]
    [InlineData(Dialect.Meltwater)]
    [InlineData(Dialect.Echolot)]
    public void What_a_product_can_say_comes_back_as_it_was(Dialect dialect)
    {
        var world = new RandomWorld(20_260_102);
        var whole = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var query = world.Query(plain: false);
            var written = QueryDialect.Write(query, dialect);
            if (written.Lacks.Count > 0) continue;
            whole++;
            var read = QueryDialect.Read(written.Text, dialect);
            read.Errors.ShouldBeEmpty(written.Text);
            read.LeftOut.ShouldBeEmpty(written.Text);
            read.Query!.Root.ShouldBe(query.Root, $"{query} -> {written.Text}");
        }
        whole.ShouldBeGreaterThan(200);
    }

    [Theory]
    [InlineData(Dialect.Brandwatch)]
    [InlineData(Dialect.Talkwalker)]
    [InlineData(Dialect.Meltwater)]
    public void What_is_written_can_always_be_read(Dialect dialect)
    {
        var world = new RandomWorld(20_260_103);
        for (var i = 0; i < 2_000; i++)
        {
            var query = world.Query(plain: false);
            var written = QueryDialect.Write(query, dialect);
            if (written.Text.Length > 0) QueryDialect.Read(written.Text, dialect).Query.ShouldNotBeNull($"{query} -> {written.Text}");
        }
    }

    [Theory]
    [InlineData("(a NEAR/3f b) AND engagementType:RETWEET", Dialect.Brandwatch)]
    [InlineData("a AND authorFollowers:[1 TO 5]", Dialect.Brandwatch)]
    [InlineData("a ONEAR/3 b AND sourcetype:BLOG", Dialect.Talkwalker)]
    [InlineData("+\"l'oréal\" AND NOT b", Dialect.Talkwalker)]
    [InlineData("INGRESS:a NEAR b", Dialect.Meltwater)]
    [InlineData("(a OR b)^9", Dialect.Meltwater)]
    [InlineData("hashtag:a", Dialect.Talkwalker)]
    [InlineData("raw:C++", Dialect.Brandwatch)]
    [InlineData("a AND b", null)]
    [InlineData("", null)]
    public void Dialect_is_guessed_by_what_only_one_product_writes(string text, Dialect? dialect) =>
        QueryDialect.Guess(text).ShouldBe(dialect);

    [Fact]
    public void Guessing_takes_a_long_text_in_its_stride() =>
        QueryDialect.Guess(string.Concat(Enumerable.Repeat("AND NO ", 20_000))).ShouldBeNull();
}
