using System.Globalization;
using Echolot.Sources;

namespace Echolot.Web.Shell;

/// <summary>
/// A text of a screen in both languages; shows itself in the language of the request. Written as a constant beside
/// the page that says it. <c>{0}</c> places are filled by <see cref="With"/>.
/// </summary>
public readonly record struct Phrase(string De, string En)
{
    /// <summary>Whether the request is answered in German; every other language gets English.</summary>
    public static bool InGerman => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "de";

    public static implicit operator string(Phrase phrase) => phrase.ToString();

    public static implicit operator Phrase(LocalText text) => new(text.De, text.En);

    /// <summary>Fills the places with values, numbers and dates as the reader writes them.</summary>
    public string With(params object?[] values) => string.Format(CultureInfo.CurrentCulture, ToString(), values);

    public override string ToString() => InGerman ? De : En;
}

/// <summary>A counted phrase: one form for exactly one, one for every other number. <c>{0}</c> is the number.</summary>
public readonly record struct Plural(Phrase One, Phrase Other)
{
    public string Of(long number) =>
        (number == 1 ? One : Other).With(number.ToString("N0", CultureInfo.CurrentCulture));
}
