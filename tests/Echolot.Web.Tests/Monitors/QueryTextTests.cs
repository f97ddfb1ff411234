using System.Globalization;
using System.Text.RegularExpressions;
using Echolot.Matching;
using Echolot.Web.Monitors;
using Echolot.Web.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Monitors;

public sealed partial class QueryTextTests
{
    /// <summary>Codes as the language, the monitors and the archive write them into their errors and warnings.</summary>
    private static HashSet<string> Written { get; } =
    [
        .. new[] { "src/Echolot.Matching", "src/Echolot/Monitors", "src/Echolot/Mentions" }
            .SelectMany(folder => Code.Files(folder, "*.cs"))
            .Append(Path.Combine(Code.Root, "src/Echolot.Web/Mentions/FilterAddress.cs")).SelectMany(file => Made().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["code"].Value),
    ];

    [Fact]
    public void Every_error_and_warning_of_the_language_has_a_German_text()
    {
        Written.Count.ShouldBeGreaterThan(25);
        Written.Except(QueryText.Codes).ShouldBeEmpty("add it to QueryText");
    }

    [Fact]
    public void No_German_text_is_for_an_error_that_does_not_exist() => QueryText.Codes.Except(Written).ShouldBeEmpty();

    [Fact]
    public void Every_wrong_query_of_the_documentation_is_explained_in_German()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Code.Root, "docs/query-language.md")))
            .Select(match => (Query: match.Groups["query"].Value, Code: match.Groups["code"].Value))
            .Where(row => Written.Contains(row.Code)).ToList();
        rows.Count.ShouldBeGreaterThan(10);
        foreach (var (query, code) in rows)
        {
            Query.TryParse(query, default, out _, out var errors).ShouldBeFalse(query);
            var error = errors.FirstOrDefault(e => e.Code == code).ShouldNotBeNull($"{query}: {code}");
            In("de", () => (QueryText.Message(error), QueryText.Remedy(error)))
                .ShouldNotBe((error.Message, error.Remedy), query);
            In("en", () => (QueryText.Message(error), QueryText.Remedy(error))).ShouldBe((error.Message, error.Remedy));
        }
    }

    [Fact]
    public void An_error_nobody_has_translated_yet_is_told_in_English()
    {
        var error = new QueryError("brand-new", "Something is wrong.", 0, 1, "Do something else.");
        In("de", () => QueryText.Message(error)).ShouldBe(error.Message);
    }

    private static T In<T>(string language, Func<T> read)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            return read();
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [GeneratedRegex("""new(?: QueryError)?\(\s*"(?<code>[a-z]+(?:[-.][a-z]+)*)",\s*\$?"[A-Z]?""")]
    private static partial Regex Made();

    [GeneratedRegex(@"^\| (?<query>.+?) \| (?<code>[a-z]+(?:-[a-z]+)*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
