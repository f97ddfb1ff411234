using System.Runtime.CompilerServices;
using Mono.Cecil;

namespace Echolot.Web.Tests.Architecture;

/// <summary>A place in our code that names something: who, and what.</summary>
internal sealed record Mentioned(TypeDefinition Who, string Type, string Member, string? Method);

/// <summary>The compiled code and the folder it came from, as architecture tests look at them.</summary>
internal static class Code
{
    /// <summary>Root of the repository, found from this source file.</summary>
    public static readonly string Root = FindRoot();

    public static readonly IReadOnlyList<ModuleDefinition> Modules =
        [.. new[] { "Echolot.Matching", "Echolot", "Echolot.Connectors", "Echolot.Web" }
            .Select(name => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, name + ".dll")))];

    public static IEnumerable<TypeDefinition> Types => Modules.SelectMany(m => m.GetTypes()).Where(IsOurs);

    /// <summary>
    /// The slice of a type: the second part of its namespace, for types of the project without a web.
    /// </summary>
    public static string? SliceOf(TypeReference type)
    {
        var outer = Outermost(type);
        if (outer.Scope.Name is not ("Echolot" or "Echolot.dll")) return null;
        var parts = outer.Namespace.Split('.');
        return parts is ["Echolot", var slice, ..] ? slice : null;
    }

    public static TypeReference Outermost(TypeReference type)
    {
        type = type.GetElementType();
        while (type.DeclaringType is not null) type = type.DeclaringType;
        return type;
    }

    /// <summary>Everything the type names in signatures and bodies, generic arguments included.</summary>
    public static IEnumerable<(TypeReference Type, MemberReference? Member)> References(TypeDefinition type)
    {
        foreach (var reference in Flatten(type.BaseType)) yield return (reference, null);
        foreach (var i in type.Interfaces)
            foreach (var reference in Flatten(i.InterfaceType)) yield return (reference, null);
        foreach (var field in type.Fields)
            foreach (var reference in Flatten(field.FieldType)) yield return (reference, null);
        foreach (var method in type.Methods)
        {
            foreach (var reference in Flatten(method.ReturnType)) yield return (reference, null);
            foreach (var parameter in method.Parameters)
                foreach (var reference in Flatten(parameter.ParameterType)) yield return (reference, null);
            if (!method.HasBody) continue;
            foreach (var instruction in method.Body.Instructions)
            {
                switch (instruction.Operand)
                {
                    case TypeReference t:
                        foreach (var reference in Flatten(t)) yield return (reference, null);
                        break;
                    case MemberReference m:
                        foreach (var reference in Flatten(m.DeclaringType)) yield return (reference, m);
                        if (m is GenericInstanceMethod g)
                            foreach (var argument in g.GenericArguments.SelectMany(Flatten))
                                yield return (argument, null);
                        break;
                }
            }
        }
    }

    private static IEnumerable<TypeReference> Flatten(TypeReference? type)
    {
        if (type is null or GenericParameter) yield break;
        if (type is GenericInstanceType generic)
            foreach (var argument in generic.GenericArguments.SelectMany(Flatten)) yield return argument;
        var element = type.GetElementType();
        if (element is not GenericParameter) yield return element;
    }

    /// <summary>
    /// Compiler-made types without a namespace of ours and regex generator output are nobody's style.
    /// </summary>
    private static bool IsOurs(TypeDefinition type) =>
        Outermost(type).Namespace.StartsWith("Echolot", StringComparison.Ordinal);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Echolot.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No Echolot.slnx above {here}.");
        return folder.FullName;
    }

    /// <summary>Files of the working tree below a folder, build output left out.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal)
                && !f.Contains("/node_modules/", StringComparison.Ordinal));
}
