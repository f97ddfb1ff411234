using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Echolot.Matching;

namespace Echolot.Connectors.Push;

/// <summary>Countries by the names that people and programs write, in English and German.</summary>
internal static class CountryNames
{
    // Names that the runtime writes otherwise.
    private const string Others =
        "us=United States of America,USA,America,Vereinigte Staaten von Amerika;gb=Great Britain,England,Scotland,Wales,"
        + "Northern Ireland,Großbritannien;cz=Czech Republic,Czechia,Tschechische Republik;nl=The Netherlands,Holland;"
        + "tr=Turkey,Türkiye;ru=Russian Federation;kr=Republic of Korea,Korea;vn=Viet Nam;ci=Ivory Coast;mk=Macedonia;"
        + "hk=Hong Kong;mo=Macau;sz=Swaziland;ir=Islamic Republic of Iran;sy=Syrian Arab Republic;tw=Taiwan Province of China;"
        + "ae=UAE;md=Republic of Moldova;ps=Palestine;va=Vatican,Holy See;by=Weißrussland;cd=Democratic Republic of the Congo";

    private static readonly Lazy<FrozenDictionary<string, string>> Codes = new(Read);

    /// <summary>The code of two letters of a country with this name or code; null where there is none.</summary>
    public static string? CodeOf(string name) =>
        QueryVocabulary.CountryOf(name.Trim()) ?? Codes.Value.GetValueOrDefault(Folded(name));

    private static FrozenDictionary<string, string> Read()
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var code in QueryVocabulary.Fields.Single(field => field.Name == "country").Values)
            foreach (var culture in (string[])["en", "de"])
                if (NameOf(culture, code.ToUpperInvariant()) is { } name) codes.TryAdd(Folded(name), code);
        foreach (var country in Others.Split(';'))
            foreach (var name in country[3..].Split(',')) codes.TryAdd(Folded(name), country[..2]);
        return codes.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string? NameOf(string language, string code)
    {
        try
        {
            // A region is named in the language of the culture it is asked for with.
            return language == "en" ? new RegionInfo(code).EnglishName : new RegionInfo($"{language}-{code}").NativeName;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // Letters alone, without accents and without the words that some write between two names.
    private static string Folded(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var word in name.Normalize(NormalizationForm.FormD).ToLowerInvariant().Split(' '))
            if (word is not ("and" or "und" or "the"))
                foreach (var sign in word)
                    if (char.IsLetter(sign)) folded.Append(sign);
        return folded.ToString();
    }
}
