using Dapper;

namespace Echolot.Conversations;

/// <summary>Conditions of a statement with their values.</summary>
internal sealed class Where(params string[] conditions)
{
    private readonly List<string> _conditions = [.. conditions];

    public DynamicParameters Values { get; } = new();

    /// <summary>Adds a condition where there is a value for it.</summary>
    public void Add<T>(string condition, string name, T? value)
    {
        if (value is null) return;
        _conditions.Add(condition);
        Values.Add(name, value);
    }

    public override string ToString() => string.Join(" and ", _conditions);
}
