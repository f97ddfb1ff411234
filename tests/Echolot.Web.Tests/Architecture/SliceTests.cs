using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mono.Cecil;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Architecture;

/// <summary>The table of slices in docs/architecture.md is the law; this holds the code to it.</summary>
public sealed partial class SliceTests
{
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Echolot.Matching"] = [],
        ["Echolot"] = ["Echolot.Matching"],
        ["Echolot.Connectors"] = ["Echolot"],
        ["Echolot.Web"] = ["Echolot.Connectors", "Echolot"],
    };

    private static readonly Dictionary<string, HashSet<string>> MayUse = ReadTable();

    [Fact]
    public void Projects_reference_only_what_the_graph_allows()
    {
        foreach (var (project, allowed) in Projects)
        {
            var file = XDocument.Load(Path.Combine(Code.Root, "src", project, project + ".csproj"));
            var references = file.Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            references.Except(allowed).ShouldBeEmpty(
                $"{project} references more than the graph in docs/architecture.md allows");
        }
    }

    [Fact]
    public void Matching_uses_the_base_class_library_only()
    {
        var file = XDocument.Load(Path.Combine(Code.Root, "src/Echolot.Matching/Echolot.Matching.csproj"));
        file.Descendants("PackageReference").ShouldBeEmpty();
        file.Descendants("FrameworkReference").ShouldBeEmpty();
    }

    [Fact]
    public void Every_slice_of_the_code_is_in_the_table_and_the_other_way_round()
    {
        var inCode = Code.Types.Select(Code.SliceOf).Where(s => s is not null).Distinct().Order().ToList();
        inCode.ShouldBe(
            MayUse.Keys.Order(), ignoreOrder: true, "docs/architecture.md and src/Echolot disagree about the slices");
    }

    [Fact]
    public void Slices_use_only_the_slices_that_the_table_allows()
    {
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Code.Types)
        {
            if (Code.SliceOf(type) is not { } slice) continue;
            foreach (var (used, _) in Code.References(type))
            {
                if (Code.SliceOf(used) is { } other && other != slice && !MayUse[slice].Contains(other))
                    wrong.Add($"{slice} must not use {other}: {Code.Outermost(type).Name} names {used.Name}");
            }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Internal_types_stay_inside_their_slice()
    {
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Code.Types)
        {
            if (Code.SliceOf(type) is not { } slice) continue;
            foreach (var (used, _) in Code.References(type))
            {
                if (Code.SliceOf(used) is not { } other || other == slice) continue;
                if (Code.Outermost(used) is TypeDefinition { IsPublic: false } hidden)
                    wrong.Add($"{hidden.Name} is internal to {other} but used by {slice}.{Code.Outermost(type).Name}");
            }
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void The_product_knows_no_web()
    {
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in Code.Types.Where(t => t.Module.Name == "Echolot.dll"))
        {
            foreach (var (used, _) in Code.References(type))
            {
                if (used.Namespace.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                    && !used.Namespace.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal))
                    wrong.Add(
                        $"{Code.Outermost(type).FullName} names {used.FullName}; web types belong in Echolot.Web");
            }
        }
        wrong.ShouldBeEmpty();
    }

    private static Dictionary<string, HashSet<string>> ReadTable()
    {
        var text = File.ReadAllText(Path.Combine(Code.Root, "docs/architecture.md"));
        var rows = text[text.IndexOf("## Slices", StringComparison.Ordinal)..]
            .Split('\n').Select(l => Row().Match(l)).Where(m => m.Success);
        return rows.ToDictionary(
            m => m.Groups["slice"].Value,
            m => m.Groups["uses"].Value.Split(',', StringSplitOptions.TrimEntries).Where(u => u != "–").ToHashSet());
    }

    [GeneratedRegex(@"^\| (?<slice>[A-Z]\w+) \| `\w+` \|[^|]*\| (?<uses>[^|]+?) \|$")]
    private static partial Regex Row();
}
