using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests;

/// <summary>The example of the library's README, run; the test also holds the README to this text.</summary>
public sealed class ReadmeTests
{
    private static string Example()
    {
        var lines = new StringWriter { NewLine = "\n" };

        // README
        var set = QuerySet.Build(
        [
            (1, Query.Parse("(müller OR \"Müller Logistik\") AND verspät*")),
            (2, Query.Parse("paket NEAR/4 (kaputt OR verloren) NOT gewinnspiel")),
        ]);
        set = set.With(3, Query.Parse("#müller AND lang:de"));

        var matcher = set.NewMatcher();
        var post = new Post { Text = "Paket schon wieder verloren. #Mueller, wann hört die Verspätung auf?", Lang = "de" };
        foreach (var id in matcher.Match(post))
            foreach (var hit in matcher.Explain(id, post).Hits)
                lines.WriteLine($"{id}: {post.Text.Substring(hit.Start, hit.Length)}");

        if (!Query.TryParse("paket AND (kaputt", default, out _, out var errors))
            lines.WriteLine($"{errors[0].Start}: {errors[0].Message} {errors[0].Remedy}");
        // end

        return lines.ToString();
    }

    [Fact]
    public void Example_prints_what_the_README_says() => Example().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order()
        .ShouldBe(Block("text").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());

    [Fact]
    public void README_shows_the_code_that_is_run_here()
    {
        var source = Files.Read("tests/Echolot.Matching.Tests/ReadmeTests.cs");
        var code = source.Split("// README\n")[1].Split("        // end")[0];
        Block("csharp").ShouldBe(string.Join('\n', code.Split('\n').Select(line => line.Length > 8 ? line[8..] : line.Trim())).TrimEnd());
    }

    private static string Block(string language) =>
        Files.Read("src/Echolot.Matching/README.md").Split($"```{language}\n")[1].Split("```")[0].TrimEnd();
}
