using System.Reflection;
using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests;

/// <summary>What others build on is written down, so that a change of it is a decision and not an accident.</summary>
public sealed class PublicApiTests
{
    private const string File = "src/Echolot.Matching/PublicApi.txt";

    [Fact]
    public void Public_members_are_those_of_PublicApi_txt() =>
        string.Join('\n', Members()).ShouldBe(Files.Read(File).TrimEnd(), $"the public members are not those of {File}");

    private static IEnumerable<string> Members()
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var type in typeof(Query).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            yield return NameOf(type);
            if (type.IsEnum)
            {
                foreach (var name in Enum.GetNames(type)) yield return "  " + name;
                continue;
            }
            foreach (var line in type.GetMembers(Declared).Where(member => !IsMadeByCompiler(member)).Select(Line)
                .OfType<string>().Order(StringComparer.Ordinal)) yield return "  " + line;
        }
    }

    /// <summary>Records have these all alike.</summary>
    private static bool IsMadeByCompiler(MemberInfo member) => member.Name is "Deconstruct" or "<Clone>$" or "PrintMembers"
        or "ToString" or "Equals" or "GetHashCode" or "op_Equality" or "op_Inequality" or "EqualityContract";

    private static string? Line(MemberInfo member) => member switch
    {
        PropertyInfo property => $"{property.Name}: {NameOf(property.PropertyType)}{(property.CanWrite ? " { get; init; }" : "")}",
        MethodInfo { IsSpecialName: false } method => $"{method.Name}({Parameters(method)}): {NameOf(method.ReturnType)}",
        ConstructorInfo made => $"new({Parameters(made)})",
        FieldInfo field => $"{field.Name}: {NameOf(field.FieldType)}",
        _ => null,
    };

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{NameOf(parameter.ParameterType)} {parameter.Name}"));

    private static string NameOf(Type type)
    {
        if (type.IsByRef) return NameOf(type.GetElementType()!);
        if (type.IsArray) return NameOf(type.GetElementType()!) + "[]";
        var name = type.IsNested && !type.IsGenericParameter ? $"{NameOf(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : name;
    }
}
