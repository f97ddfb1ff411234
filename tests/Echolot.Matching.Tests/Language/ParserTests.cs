using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests.Language;

public sealed class ParserTests
{
    [Theory]
    [InlineData("bahn", "bahn")]
    [InlineData("Deutsche AND Bahn", "Deutsche AND Bahn")]
    [InlineData("Deutsche Bahn", "Deutsche AND Bahn")]
    [InlineData("a UND b ODER c NICHT d", "(a AND b) OR (c NOT d)")]
    [InlineData("a && b || -c d", "(a AND b) OR (d NOT c)")]
    [InlineData("a AND b NOT c NOT d", "a AND b NOT c NOT d")]
    [InlineData("a AND NOT (b OR c)", "a NOT (b OR c)")]
    [InlineData("„deutsche  Bahn“ OR »deutsche post« OR “x y”", "\"deutsche Bahn\" OR \"deutsche post\" OR \"x y\"")]
    [InlineData("\"bahn\"", "bahn")]
    [InlineData("\"AND\"", "\"AND\"")]
    [InlineData("(a OR b) NEAR/3 \"c d\"", "(a OR b) NEAR/3 \"c d\"")]
    [InlineData("a NEAR/3f b", "a ONEAR/3 b")]
    [InlineData("a ONEAR/2 b NEAR/4 c", "(a ONEAR/2 b) NEAR/4 c")]
    [InlineData("a NEAR b", "a NEAR/15 b")]
    [InlineData("title:(a OR \"b c\") AND lang:(de OR en)", "(title:a OR title:\"b c\") AND (lang:de OR lang:en)")]
    [InlineData("title:(a NEAR/3 b) c", "title:(a NEAR/3 b) AND c")]
    [InlineData("platform:Mastodon", "source:Mastodon")]
    [InlineData("author:@DB_Bahn -is:retweet", "author:@DB_Bahn NOT is:retweet")]
    [InlineData("site:https://example.org/", "site:\"https://example.org/\"")]
    [InlineData("#bahn @db_bahn 😡", "#bahn AND @db_bahn AND 😡")]
    [InlineData("*versicherung verspät* *bahn* customi?e", "*versicherung AND verspät* AND *bahn* AND customi?e")]
    [InlineData("12:30 AND https://example.org/x", "\"12:30\" AND \"https://example.org/x\"")]
    [InlineData("AT&T OR e-mail", "\"AT&T\" OR e-mail")]
    [InlineData("((a))", "a")]
    [InlineData("a SENTENCE b OSENTENCE c", "(a SENTENCE b) OSENTENCE c")]
    [InlineData("\"a b\"~5", "a NEAR/5 b")]
    [InlineData("((A OR B) AND (C OR \"d e\"))~5", "(A OR B) NEAR/5 (C OR \"d e\")")]
    [InlineData("\"a b e-mail\"~7", "(a AND b AND e-mail)~7")]
    [InlineData("title:\"a b c\"~7", "title:(a AND b AND c)~7")]
    [InlineData("COUNT( a OR b ) > 2", "COUNT(a OR b)>=3")]
    [InlineData("title:COUNT(a)≥2", "COUNT(title:a)>=2")]
    [InlineData("roam~ OR \"roamer\"~2 OR roam~0", "roam~1 OR roamer~2 OR roam")]
    [InlineData("\"car sharing\"~", "\"car sharing\" OR carsharing")]
    [InlineData("\"a-b c\"~", "\"a b c\" OR \"ab c\" OR \"a bc\" OR abc")]
    [InlineData("{BT} OR ++\"BT\" OR +\"l'oréal\"", "{BT} OR {BT} OR +\"l'oréal\"")]
    [InlineData("Haus^ OR \"neue häuser\"^^ OR =bahn", "Haus^ OR \"neue häuser\"^^ OR bahn")]
    [InlineData("ingress:a OR content:b", "lead:a OR text:b")]
    [InlineData("lead:\"a b\" AND lead:(a NEAR/2 b)", "lead:\"a b\" AND lead:(a NEAR/2 b)")]
    [InlineData("authorFollowers:[500 TO *] OR authorVerified:true", "followers:>=500 OR verified:true")]
    [InlineData("is:author_verified", "verified:true")]
    [InlineData("rating:[1 TO 2] OR rating:3 OR rating:>2.5 OR rating:<4", "rating:[1 TO 2] OR rating:3 OR rating:>2.5 OR rating:<4")]
    [InlineData("followers:>99 OR followers:<100", "followers:>=100 OR followers:<=99")]
    [InlineData("rating:(1 OR 2)", "rating:1 OR rating:2")]
    [InlineData("hour:[22 TO 5]", "hour:>=22 OR hour:<=5")]
    [InlineData("bot:>.8", "bot:>0.8")]
    [InlineData("url:\"https://www.example.org/a/\"", "url:\"https://www.example.org/a/\"")]
    [InlineData("author_id:x OR thread:\"[1\" OR thread:\"a~1\"", "author.id:x OR thread:\"[1\" OR thread:\"a~1\"")]
    [InlineData("+a +b !c -d", "a AND b NOT c NOT d")]
    [InlineData("a <<<b>>> AND c # d\nOR e", "(a AND c) OR e")]
    [InlineData("C++ AND 50%", "\"C++\" AND 50%")]
    public void Query_is_printed_in_one_canonical_form_that_reads_the_same(string text, string canonical)
    {
        var query = Query.Parse(text);
        query.ToString().ShouldBe(canonical);
        Query.Parse(canonical).ShouldBe(query);
    }

    [Theory]
    [InlineData("haus^ =bahn bus +\"x y\" bahm~1 rad^^ müll*", "haus AND =bahn AND bus AND +\"x y\" AND bahm~1 AND rad^^ AND müll*")]
    public void Query_that_finds_forms_marks_words_that_are_found_otherwise(string text, string canonical)
    {
        var options = new QueryOptions(Forms: WordForms.Inflected);
        var query = Query.Parse(text, options);
        query.ToString().ShouldBe(canonical);
        Query.Parse(query.ToString(), options).ShouldBe(query);
        query.ShouldNotBe(Query.Parse(query.ToString()));
    }

    [Theory]
    [InlineData("", "empty", 0, 0)]
    [InlineData("a AND", "missing-operand", 2, 3)]
    [InlineData("a AND OR b", "missing-operand", 2, 3)]
    [InlineData("OR b", "missing-operand", 0, 2)]
    [InlineData("(a OR b", "unclosed-bracket", 0, 1)]
    [InlineData("a) AND b", "stray-bracket", 1, 1)]
    [InlineData("a AND ()", "empty-brackets", 7, 1)]
    [InlineData("a AND \"b c", "unclosed-quote", 6, 1)]
    [InlineData("a AND \"\"", "empty-phrase", 6, 2)]
    [InlineData("NOT a", "pure-negation", 0, 5)]
    [InlineData("a OR NOT b", "pure-negation", 0, 10)]
    [InlineData("a NEAR/101 b", "near-distance", 2, 8)]
    [InlineData("COUNT (a)", "count-number", 0, 9)]
    [InlineData("a NEAR/x b", "near-distance", 2, 6)]
    [InlineData("a NEAR/3 (b AND c)", "near-operand", 2, 6)]
    [InlineData("a NEAR/3 lang:de", "near-operand", 2, 6)]
    [InlineData("a NEAR/3 title:b", "near-fields", 2, 6)]
    [InlineData("colour:red", "unknown-field", 0, 7)]
    [InlineData("title:(lang:de)", "field-in-field", 7, 4)]
    [InlineData("has:wings", "unknown-value", 4, 5)]
    [InlineData("lang:", "missing-value", 0, 5)]
    [InlineData("site:example.org/a", "site-path", 5, 13)]
    [InlineData("a AND *", "bare-wildcard", 6, 1)]
    [InlineData("a AND !!", "nothing-to-search", 6, 2)]
    [InlineData("a {BT", "unclosed-brace", 2, 1)]
    [InlineData("a <<<BT", "unclosed-comment", 2, 3)]
    [InlineData("COUNT(a) AND b", "count-number", 0, 8)]
    [InlineData("COUNT(a)<3", "count-number", 8, 2)]
    [InlineData("COUNT(a)>=101", "count-number", 8, 5)]
    [InlineData("COUNT(a AND b)>=2", "count-operand", 0, 17)]
    [InlineData("COUNT()>=2", "empty-brackets", 6, 1)]
    [InlineData("a roam~3", "fuzzy-distance", 2, 6)]
    [InlineData("(a OR b)~5", "window-operand", 0, 10)]
    [InlineData("(a AND lang:de)~5", "window-operand", 0, 17)]
    [InlineData("(a AND b)~0", "near-distance", 0, 11)]
    [InlineData("(a AND b)~", "near-distance", 0, 10)]
    [InlineData("(title:a AND b)~5", "near-fields", 0, 17)]
    [InlineData("a NEAR/3 (b AND c AND d)~5", "near-operand", 2, 6)]
    [InlineData("\"x\"~", "tilde-single", 0, 4)]
    [InlineData("a sentiment:>10", "found-later", 2, 10)]
    [InlineData("a author.bio:\"b c d e f g\"", "bio-words", 13, 13)]
    [InlineData("a author.bio:\"b c*\"", "bio-words", 13, 6)]
    [InlineData("a sourcetype:socialmedia_twitter", "unknown-value", 13, 19)]
    [InlineData("a tag:(x OR y)", "desk-state", 2, 4)]
    [InlineData("a is:flagged", "desk-state", 5, 7)]
    [InlineData("rating:[2 TO 1]", "range-reversed", 7, 8)]
    [InlineData("rating:>5", "range-reversed", 7, 2)]
    [InlineData("hour:24", "range-bounds", 5, 2)]
    [InlineData("hour:[1 2]", "range-number", 5, 5)]
    [InlineData("rating:[1 TO 2", "unclosed-range", 7, 1)]
    public void Error_says_what_is_wrong_where_and_what_to_do(string text, string code, int start, int length)
    {
        Query.TryParse(text, default, out var query, out var errors).ShouldBeFalse();
        query.ShouldBeNull();
        var error = errors[0];
        (error.Code, error.Start, error.Length).ShouldBe((code, start, length));
        error.Message.ShouldNotBeEmpty();
        error.Remedy.ShouldNotBeEmpty();
        error.IsWarning.ShouldBeFalse();
    }

    [Theory]
    [InlineData("a))", "1 2")]
    [InlineData(") a) b", "0 3")]
    public void Brackets_that_close_nothing_are_named_once_each(string text, string places)
    {
        Query.TryParse(text, default, out _, out var errors).ShouldBeFalse();
        string.Join(' ', errors.Where(error => error.Code == "stray-bracket").Select(error => error.Start)).ShouldBe(places);
        if (text[0] == 'a') errors.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("a AND (")]
    [InlineData("(")]
    [InlineData("a (b AND (")]
    public void A_bracket_that_ends_the_query_is_named_and_nothing_else(string text)
    {
        Query.TryParse(text, default, out _, out var errors).ShouldBeFalse();
        errors.Select(e => e.Code).Distinct().ShouldBe(["unclosed-bracket"]);
    }
}
