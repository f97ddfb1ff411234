namespace Echolot.Privacy;

/// <summary>
/// A stored type that holds data about a natural person; an <see cref="IHoldsPersonalData"/> must reach it.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class PersonalAttribute(string table) : Attribute
{
    /// <summary>Table that stores the type.</summary>
    public string Table { get; } = table;
}

/// <summary>A stored type that holds nothing about a natural person.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class NotPersonalAttribute(string table) : Attribute
{
    /// <summary>Table that stores the type.</summary>
    public string Table { get; } = table;
}
