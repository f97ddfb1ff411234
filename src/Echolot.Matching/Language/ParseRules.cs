namespace Echolot.Matching.Language;

/// <summary>What differs where a query of another product is read.</summary>
/// <param name="Near">Distance of a NEAR without a number.</param>
/// <param name="Farther">
/// What is added to a distance: NEAR/1 is next to each other here, and with one word between elsewhere.
/// </param>
/// <param name="LeftOut">
/// Takes conditions that nothing here answers to, which then do not count; null: they are errors.
/// </param>
internal sealed record ParseRules(int Near, int Farther, List<QueryError>? LeftOut)
{
    public static ParseRules Own { get; } = new(Lexer.DefaultDistance, 0, null);

    /// <summary>Whether each line is an alternative, as in a topic of Talkwalker.</summary>
    public bool LinesAreAlternatives { get; init; }

    /// <summary>Takes what was read in one way although it may have meant another; null: nobody wants to know.</summary>
    public List<QueryError>? Decided { get; init; }

    /// <summary>Names what was decided, each kind once.</summary>
    public void Decide(QueryError what)
    {
        if (Decided is not null && !Decided.Exists(decided => decided.Code == what.Code)) Decided.Add(what);
    }

    /// <summary>
    /// The distance as it counts here, or null where the number is none; one that goes too far is shortened and named.
    /// </summary>
    public int? DistanceOf(int number, int start, int length)
    {
        var distance = number + Farther;
        if (number > Lexer.MaxDistance || distance < 1) return null;
        if (distance <= Lexer.MaxDistance) return distance;
        LeftOut?.Add(new("near-shortened", $"At most {Lexer.MaxDistance - 1} words may stand between.", start, length,
            "Nothing more is possible."));
        return Lexer.MaxDistance;
    }
}
