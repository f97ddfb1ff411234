namespace Echolot.Matching.Language;

/// <summary>What differs where a query of another product is read.</summary>
/// <param name="Near">Distance of a NEAR without a number.</param>
/// <param name="LeftOut">
/// Takes conditions that nothing here answers to, which then do not count; null: they are errors.
/// </param>
internal sealed record ParseRules(int Near, List<QueryError>? LeftOut)
{
    public static ParseRules Own { get; } = new(Lexer.DefaultDistance, null);
}
