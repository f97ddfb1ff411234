namespace Echolot.Answers;

/// <summary>Where a text is to be said.</summary>
/// <param name="Connector">Channel; null: none in particular.</param>
/// <param name="Public">Whether everybody reads it; null: not known.</param>
/// <param name="Language">Of the conversation; null: not known.</param>
/// <param name="Address">How the conversation speaks; none: not known.</param>
public sealed record Situation(string? Connector, bool? Public, string? Language, Address Address);

/// <summary>Why a wording was chosen, or what is wrong with it all the same.</summary>
public enum ChoiceReason { ForChannel, ForPublic, ForPrivate, SameLanguage, SameAddress, OtherLanguage, OtherAddress, OnlyOne }

/// <summary>A chosen wording with its reasons.</summary>
public sealed record ChosenVariant(AnswerVariant Variant, IReadOnlyList<ChoiceReason> Because);

/// <summary>Picks the wording of an item that fits a conversation.</summary>
public static class VariantChoice
{
    /// <summary>
    /// The wording that fits best; wordings for another channel or for the other kind of reply are no choice. Language
    /// counts more than address, address more than being made for the channel. Null where none may be used here.
    /// </summary>
    public static ChosenVariant? Pick(IReadOnlyList<AnswerVariant> variants, Situation situation)
    {
        var possible = variants.Where(v =>
            (v.Connector is null || situation.Connector is null || v.Connector == situation.Connector)
            && (v.Public is null || situation.Public is null || v.Public == situation.Public)).ToList();
        if (possible.Count == 0) return null;
        var best = possible.MaxBy(v => Points(v, situation))!;
        var because = new List<ChoiceReason>();
        if (best.Connector is not null && situation.Connector is not null) because.Add(ChoiceReason.ForChannel);
        if (best.Public is { } everybody && situation.Public is not null)
            because.Add(everybody ? ChoiceReason.ForPublic : ChoiceReason.ForPrivate);
        if (best.Language is { } language && situation.Language is { } spoken)
            because.Add(language == spoken ? ChoiceReason.SameLanguage : ChoiceReason.OtherLanguage);
        if (best.Address is not Address.None && situation.Address is not Address.None)
            because.Add(best.Address == situation.Address ? ChoiceReason.SameAddress : ChoiceReason.OtherAddress);
        if (because.Count == 0 && possible.Count == 1) because.Add(ChoiceReason.OnlyOne);
        return new(best, because);
    }

    private static int Points(AnswerVariant variant, Situation situation)
    {
        var points = 0;
        if (situation.Language is { } spoken)
            points += variant.Language is null ? 8 : variant.Language == spoken ? 16 : 0;
        if (situation.Address is not Address.None)
            points += variant.Address is Address.None ? 3 : variant.Address == situation.Address ? 6 : 0;
        if (variant.Connector is not null && situation.Connector is not null) points += 2;
        if (variant.Public is not null && situation.Public is not null) points++;
        return points;
    }
}
