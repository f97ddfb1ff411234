namespace Echolot.Conversations;

/// <summary>A cause is a path, from the wide to the narrow: <c>Lieferung &gt; Zusteller &gt; verspätet</c>.</summary>
public static class CausePath
{
    /// <summary>Its parts.</summary>
    public static IReadOnlyList<string> Parts(string cause) =>
        cause.Split('>', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>As it is compared: each part without blanks around it.</summary>
    public static string Clean(string cause) => string.Join(Cause.Separator, Parts(cause));

    /// <summary>Whether a cause is another one or lies below it.</summary>
    public static bool IsWithin(string cause, string above) =>
        above.Length == 0 || cause == above || cause.StartsWith(above + Cause.Separator, StringComparison.Ordinal);

    /// <summary>The part of a cause just below another one; the cause itself where it ends there.</summary>
    public static string Below(string cause, string above)
    {
        if (cause == above) return cause;
        var parts = Parts(cause);
        return string.Join(Cause.Separator, parts.Take((above.Length == 0 ? 0 : Parts(above).Count) + 1));
    }
}
