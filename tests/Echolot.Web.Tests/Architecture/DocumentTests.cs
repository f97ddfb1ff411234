using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Architecture;

/// <summary>What the documents say exists, exists.</summary>
public sealed partial class DocumentTests
{
    private static IEnumerable<string> Documents =>
        Directory.EnumerateFiles(Code.Root, "*.md").Concat(Code.Files("docs", "*.md"))
            .Concat(Code.Files("src", "*.md"));

    [Fact]
    public void Relative_links_lead_somewhere()
    {
        var wrong = from file in Documents
            from Match link in Link().Matches(File.ReadAllText(file))
            let target = link.Groups["target"].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith(
                "mailto:", StringComparison.Ordinal)
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target))
            select $"{Path.GetRelativePath(Code.Root, file)} → {target}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Scripts_that_documents_call_exist()
    {
        var wrong = from file in Documents
            from Match call in Script().Matches(File.ReadAllText(file))
            let script = call.Groups["script"].Value
            where !File.Exists(Path.Combine(Code.Root, script))
            select $"{Path.GetRelativePath(Code.Root, file)}: ./{script}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Verbs_that_documents_call_exist()
    {
        var verbs = Echolot.Web.Cli.CommandLine.Root().Subcommands.Select(c => c.Name).ToHashSet();
        var wrong = from file in Documents
            from Match call in Verb().Matches(File.ReadAllText(file))
            where !verbs.Contains(call.Groups["verb"].Value)
            select $"{Path.GetRelativePath(Code.Root, file)}: ./echolot {call.Groups["verb"].Value}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Each_connector_has_a_readme_and_contract_tests()
    {
        string[] ground = ["Http", "Listings"];
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(Code.Root, "src/Echolot.Connectors")))
        {
            var name = Path.GetFileName(folder);
            if (name is "bin" or "obj" || ground.Contains(name)) continue;
            File.Exists(Path.Combine(folder, "README.md")).ShouldBeTrue($"{name} lacks its README.md");
            var tests = Path.Combine(Code.Root, "tests/Echolot.Connectors.Tests", name);
            Directory.Exists(tests).ShouldBeTrue($"{name} lacks its folder of tests");
            Directory.EnumerateFiles(tests, "*.cs", SearchOption.AllDirectories).Any(
                f => File.ReadAllText(f).Contains("Contract", StringComparison.Ordinal))
                .ShouldBeTrue($"{name} does not pass a contract suite");
        }
    }

    [Fact]
    public void The_tree_names_no_machine_and_no_workplace()
    {
        var wrong = from folder in new[] { "src", "tests", "docs", "play", "bench" }
            from file in Code.Files(folder, "*.*")
            where Path.GetExtension(file) is ".cs" or ".md" or ".razor" or ".ts" or ".json" or ".sql" or ".mjs" or ".css"
            where MachinePath().IsMatch(File.ReadAllText(file))
            select Path.GetRelativePath(Code.Root, file);
        wrong.ShouldBeEmpty();
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<=^|[\s`(])\./(?<script>[a-z]+)(?=$|[\s`)])", RegexOptions.Multiline)]
    private static partial Regex Script();

    [GeneratedRegex(@"(?<=^|[\s`])\./echolot (?<verb>[a-z][a-z-]*)", RegexOptions.Multiline)]
    private static partial Regex Verb();

    [GeneratedRegex("/(wor[k])/|/(roo[t])/|/home/[a-z]+/")]
    private static partial Regex MachinePath();
}
