using Mono.Cecil;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Architecture;

/// <summary>Calls that are wrong everywhere in src, each with what to write instead.</summary>
public sealed class BannedSymbolTests
{
    private static readonly (string Type, string Member, string Remedy)[] Banned =
    [
        ("System.DateTime", "get_Now", "ask the injected TimeProvider"),
        ("System.DateTime", "get_UtcNow", "ask the injected TimeProvider"),
        ("System.DateTime", "get_Today", "ask the injected TimeProvider"),
        ("System.DateTimeOffset", "get_Now", "ask the injected TimeProvider"),
        ("System.DateTimeOffset", "get_UtcNow", "ask the injected TimeProvider"),
        ("System.Threading.Thread", "Sleep", "await Task.Delay with the TimeProvider"),
        ("System.Threading.Tasks.Task", "Wait", "await it"),
        ("System.Threading.Tasks.Task`1", "get_Result", "await it"),
        ("System.Environment", "Exit", "return an exit code"),
        ("System.GC", "Collect", "leave it to the runtime"),
    ];

    /// <summary>Conversions that depend on the machine's culture when none is named.</summary>
    private static readonly HashSet<string> CultureLess =
    [
        "System.String::ToLower()", "System.String::ToUpper()", "System.Int32::Parse(System.String)",
        "System.Int64::Parse(System.String)",
        "System.Double::Parse(System.String)", "System.Decimal::Parse(System.String)",
        "System.DateTime::Parse(System.String)",
        "System.DateTimeOffset::Parse(System.String)", "System.Double::ToString()", "System.Single::ToString()",
        "System.Decimal::ToString()",
    ];

    [Fact]
    public void Nobody_calls_a_banned_symbol()
    {
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (type, used, member) in Calls())
            foreach (var (bannedType, bannedMember, remedy) in Banned)
                if (used.FullName == bannedType && member.Name == bannedMember)
                    wrong.Add($"{type.FullName} calls {bannedType}.{bannedMember}: {remedy}");
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Nobody_converts_without_naming_the_culture()
    {
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (type, _, member) in Calls())
        {
            if (member is not MethodReference method) continue;
            var name =
                $"{method.DeclaringType.FullName}::{method.Name}({string.Join(",", method.Parameters.Select(p => p.ParameterType.FullName))})";
            if (CultureLess.Contains(name))
                wrong.Add(
                    $"{Code.Outermost(type).FullName} calls {name}; name CultureInfo.InvariantCulture or the reader's");
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Nobody_writes_to_the_console() =>
        Users(t => t.FullName == "System.Console").ShouldBeEmpty(
            "verbs write to the output of their invocation, everything else logs");

    [Fact]
    public void Only_storage_names_a_database() =>
        Users(
            t => t.Namespace.StartsWith("Npgsql", StringComparison.Ordinal) || t.Namespace.StartsWith(
                "Microsoft.Data.Sqlite", StringComparison.Ordinal))
            .Where(t => Code.SliceOf(t) != "Storage").Select(t => t.FullName).Distinct().ShouldBeEmpty();

    [Fact]
    public void Only_connectors_and_storage_open_sockets() =>
        Users(
            t => t.Namespace is "System.Net.Sockets" or "System.Net.WebSockets" && t.Name is not (
                "SocketException" or "SocketError" or "AddressFamily"))
            .Where(t => Code.SliceOf(t) != "Storage" && t.Module.Name != "Echolot.Connectors.dll")
                .Select(t => t.FullName).Distinct().ShouldBeEmpty();

    [Fact]
    public void Only_the_guarded_way_out_makes_http_clients() =>
        Calls().Where(
            c =>
                c.Used.FullName is "System.Net.Http.HttpClient" or "System.Net.Http.SocketsHttpHandler" or "System.Net.Http.HttpClientHandler"
                && c.Member.Name == ".ctor")
            .Select(c => Code.Outermost(c.Type).FullName).Distinct().Where(
                n => !n.StartsWith("Echolot.Connectors.Http.", StringComparison.Ordinal))
            .ShouldBeEmpty("use IGuardedHttp");

    [Fact]
    public void Only_messaging_names_a_broker() =>
        Users(t => t.Namespace.StartsWith("RabbitMQ", StringComparison.Ordinal)).Where(
            t => Code.SliceOf(t) != "Messaging")
            .Select(t => t.FullName).Distinct().ShouldBeEmpty();

    private static IEnumerable<(TypeDefinition Type, TypeReference Used, MemberReference Member)> Calls() =>
        from type in Code.Types
        from reference in Code.References(type)
        where reference.Member is not null
        select (type, reference.Type, reference.Member!);

    private static IEnumerable<TypeDefinition> Users(Func<TypeReference, bool> named) =>
        Code.Types.Where(type => Code.References(type).Any(r => named(r.Type))).Distinct();
}
