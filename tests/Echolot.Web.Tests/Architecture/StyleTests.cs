using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Architecture;

/// <summary>All style sheets are one bundle: a class means one thing everywhere.</summary>
public sealed partial class StyleTests
{
    /// <summary>Sheets below the pages, which those may build on.</summary>
    private static readonly string[] Ground = ["tokens.css", "base.css", "parts.css", "shell.css"];

    [Fact]
    public void Each_class_of_a_page_is_made_in_one_sheet()
    {
        var twice = Code.Files("src/Echolot.Web/Client/styles", "*.css")
            .Where(file => !Ground.Contains(Path.GetFileName(file)))
            .SelectMany(file => Made(File.ReadAllText(file)).Distinct().Select(name => (Name: name, Sheet: Path.GetFileName(file))))
            .GroupBy(made => made.Name, made => made.Sheet)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group)}");
        twice.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(".a { x: y; } .b, .c { }", ".a .b .c")]
    [InlineData(".a .b { } .c:hover { } .d > p { } p { } .e :is(.f, .g, .h) { }", "")]
    [InlineData("/* .a { } */ @media (width > 1px) { .b { } } .c { }", ".c")]
    public void Only_a_rule_for_the_class_alone_makes_it(string sheet, string classes) =>
        string.Join(' ', Made(sheet)).ShouldBe(classes);

    /// <summary>Classes that have a rule for themselves alone, outside of conditions.</summary>
    private static IEnumerable<string> Made(string sheet)
    {
        var depth = 0;
        foreach (Match part in Part().Matches(Comment().Replace(sheet, "")))
        {
            if (part.Value == "}")
            {
                depth--;
                continue;
            }
            if (depth++ > 0) continue;
            foreach (var selector in Comma().Split(part.Groups["selectors"].Value))
                if (ClassAlone().IsMatch(selector.Trim())) yield return selector.Trim();
        }
    }

    [GeneratedRegex(@"(?<selectors>[^{}]+)\{|\}")]
    private static partial Regex Part();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@",(?![^(]*\))")]
    private static partial Regex Comma();

    [GeneratedRegex(@"^\.[a-z][\w-]*$")]
    private static partial Regex ClassAlone();
}
