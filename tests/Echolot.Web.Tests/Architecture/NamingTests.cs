using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Architecture;

/// <summary>Names, sizes and texts that a reader stumbles over.</summary>
public sealed partial class NamingTests
{
    [Fact]
    public void Names_are_words_of_the_domain() =>
        Code.Types.Where(t => EmptyWord().IsMatch(t.Name)).Select(t => t.FullName).ShouldBeEmpty(
            "say what it is for (docs/glossary.md)");

    [Fact]
    public void Public_classes_are_sealed_or_abstract_by_decision() =>
        Code.Types.Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false, IsNested: false }
                && t.BaseType?.FullName != "Microsoft.AspNetCore.Components.ComponentBase"
                && !IsComponent(t.BaseType?.Name) && t.FullName is not ("Program" or "Echolot.Web._Imports"))
            .Select(t => t.FullName).ShouldBeEmpty("seal it, or make it abstract");

    [Fact]
    public void Files_stay_short()
    {
        // A longer file must be listed here with its reason.
        string[] reasons = [];
        Code.Files("src", "*.cs").Where(f => File.ReadLines(f).Count() > 400).Select(
            f => Path.GetRelativePath(Code.Root, f)).Except(reasons)
            .ShouldBeEmpty("split by use case, or give the reason in this test");
    }

    [Fact]
    public void Nothing_is_left_for_later() =>
        Code.Files("src", "*.*").Where(
            f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal)
                || f.EndsWith(".ts", StringComparison.Ordinal))
            .Where(f => Unfinished().IsMatch(File.ReadAllText(f))).Select(
                f => Path.GetRelativePath(Code.Root, f)).ShouldBeEmpty();

    [Fact]
    public void Each_text_of_a_screen_is_said_somewhere()
    {
        var said = Code.Types.SelectMany(t => t.Methods).Where(m => m.HasBody).SelectMany(m => m.Body.Instructions)
            .Where(i => i.OpCode.Code is Mono.Cecil.Cil.Code.Ldsfld or Mono.Cecil.Cil.Code.Ldsflda)
            .Select(i => ((Mono.Cecil.FieldReference)i.Operand).FullName).ToHashSet();
        Code.Types.SelectMany(t => t.Fields)
            .Where(f => f.IsStatic && f.FieldType.FullName is "Echolot.Web.Shell.Phrase" or "Echolot.Web.Shell.Plural")
            .Select(f => f.FullName).Where(name => !said.Contains(name)).ShouldBeEmpty("delete it");
    }

    [Fact]
    public void Log_templates_carry_no_personal_data()
    {
        var wrong = from file in Code.Files("src", "*.cs")
            from Match call in LogTemplate().Matches(File.ReadAllText(file))
            where PersonalSlot().IsMatch(call.Value)
            select $"{Path.GetRelativePath(Code.Root, file)}: {call.Value}";
        wrong.ShouldBeEmpty("log ids, never texts, names or addresses of people");
    }

    private static bool IsComponent(string? baseName) =>
        baseName is not null && (baseName is "Control" || baseName.EndsWith("Page", StringComparison.Ordinal)
        || baseName.EndsWith("Component", StringComparison.Ordinal) || baseName.EndsWith(
            "ComponentBase", StringComparison.Ordinal));

    [GeneratedRegex("(Service|Manager|Helper|Helpers|Util|Utils|Utility|Common|Dto|Impl)$")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|#pragma warning disable|catch *\{ *\}|catch \(Exception\) *\{ *\}")]
    private static partial Regex Unfinished();

    [GeneratedRegex("(Log(Trace|Debug|Information|Warning|Error|Critical)\\([^;]*;|LoggerMessage\\([^\\]]*\\])")]
    private static partial Regex LogTemplate();

    [GeneratedRegex(@"\{(Text|Title|Author|Handle|Name|Email|Mail|Query|Body|Address|RemoteAddress|DisplayName)[},:]")]
    private static partial Regex PersonalSlot();
}
