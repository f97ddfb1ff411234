using System.Text.Json;
using Echolot.Privacy;

namespace Echolot.Messaging;

/// <summary>A fact as it is stored.</summary>
[NotPersonal("outbox")]
internal sealed record OutboxRow
{
    public long Seq { get; init; }
    public string Type { get; init; } = "";
    public string Json { get; init; } = "";
    public string Node { get; init; } = "";
    public long At { get; init; }
}

/// <summary>Position of a subscriber as it is stored.</summary>
[NotPersonal("subscriber")]
internal sealed record SubscriberRow
{
    public string Name { get; init; } = "";
    public long Position { get; init; }
    public long Failures { get; init; }
    public string? LastError { get; init; }
}

/// <summary>A fact on its way from process to process beside the outbox.</summary>
internal sealed record Whispered(string Node, string Type, string Json)
{
    public static string Write(IFact fact, string node) =>
        JsonSerializer.Serialize(new Whispered(node, Facts.NameOf(fact.GetType()), Facts.Write(fact)));

    /// <summary>The fact; null where it is our own, or nobody here asks for its kind.</summary>
    public static IFact? Read(string words, string node, IReadOnlyDictionary<string, Type> asked) =>
        words.Length > 0 && JsonSerializer.Deserialize<Whispered>(words) is { } said && said.Node != node
        && asked.TryGetValue(said.Type, out var type) ? (IFact)Facts.Read(said.Json, type) : null;
}

/// <summary>How facts are written down. Names and shapes are stored, so a renamed fact needs a migration.</summary>
internal static class Facts
{
    public static string NameOf(Type type) => type.FullName!;

    public static string Write(IFact fact) => JsonSerializer.Serialize(fact, fact.GetType(), JsonSerializerOptions.Web);

    /// <exception cref="JsonException">The stored text is not a fact of this type.</exception>
    public static object Read(string json, Type type) =>
        JsonSerializer.Deserialize(json, type, JsonSerializerOptions.Web)
        ?? throw new JsonException($"The outbox holds null where a {type.Name} is expected.");
}
