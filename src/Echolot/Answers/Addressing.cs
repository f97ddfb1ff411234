using System.Text.RegularExpressions;

namespace Echolot.Answers;

/// <summary>How often a German text says du, and how often Sie.</summary>
public readonly record struct AddressUse(int Du, int Sie)
{
    public bool IsMixed => Du > 0 && Sie > 0;

    public Address Address => (Du, Sie) switch
    {
        (0, 0) => Address.None,
        _ when Du == Sie => Address.None,
        _ => Du > Sie ? Address.Du : Address.Sie,
    };
}

/// <summary>Whether a German text speaks to its reader as du or as Sie.</summary>
public static partial class Addressing
{
    public static AddressUse Of(string text)
    {
        var sie = 0;
        foreach (var match in Formal().EnumerateMatches(text))
            // At the beginning of a sentence "Sie" and "Ihre" may be they and their.
            if (!BeginsSentence(text, match.Index) || Inverted().IsMatch(text, match.Index)) sie++;
        return new(Familiar().Count(text), sie);
    }

    private static bool BeginsSentence(string text, int at)
    {
        for (var i = at - 1; i >= 0; i--)
        {
            if (char.IsLetterOrDigit(text[i]) || text[i] is ',' or ';' or ')') return false;
            if (text[i] is '.' or '!' or '?' or ':' or '\n' or '…' or '–') return true;
        }
        return true;
    }

    [GeneratedRegex(@"\b(?:Sie|Ihnen|Ihre?[nmrs]?)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Formal();

    // "Sie können", "Ihnen", "Ihr Paket": only where a verb of the plural follows is it the reader.
    [GeneratedRegex(
        @"\G(?:Ihnen\b|Sie\s+(?:können|haben|erhalten|bekommen|müssen|dürfen|sollten|finden|möchten|wollen|brauchen|erreichen|schreiben)\b)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Inverted();

    [GeneratedRegex(
        @"\b(?:du|dir|dich|dein(?:e[nmrs]?)?|euch|eu(?:er|re[nmrs]?))\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Familiar();
}
