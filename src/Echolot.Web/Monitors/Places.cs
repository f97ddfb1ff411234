using System.Globalization;
using System.Text;
using Echolot.Web.Shell;

namespace Echolot.Web.Monitors;

/// <summary>A value that the editor offers.</summary>
/// <param name="Text">What stands in the query.</param>
/// <param name="Detail">What it is called, in the language of the reader; null: it speaks for itself.</param>
/// <param name="Words">What it is found by beside its text: its names in both languages, with and without accents.</param>
internal sealed record OfferedValue(string Text, string? Detail = null, string? Words = null);

/// <summary>Names of countries and languages, as the runtime knows them.</summary>
internal static class Places
{
    private static readonly CultureInfo german = CultureInfo.GetCultureInfo("de");

    /// <summary>A country with its names; the code alone where the runtime knows none.</summary>
    public static OfferedValue Country(string code) => Named(
        code, new(InGerman(code.ToUpperInvariant()), English(code.ToUpperInvariant())));

    /// <summary>A language with its names.</summary>
    public static OfferedValue Language(string code)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            var language = CultureInfo.GetCultureInfo(code);
            // The runtime names a language in that of the reader only.
            CultureInfo.CurrentUICulture = german;
            return Named(code, new(new CultureInfo(code).DisplayName, language.EnglishName), before);
        }
        catch (CultureNotFoundException)
        {
            return new(code);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static OfferedValue Named(string code, Phrase name, CultureInfo? reader = null)
    {
        var both = $"{name.De} {name.En}";
        var plain = Plain(both);
        var shown = (reader ?? CultureInfo.CurrentUICulture).TwoLetterISOLanguageName == "de" ? name.De : name.En;
        return name.En.Equals(code, StringComparison.OrdinalIgnoreCase)
            ? new(code) : new(code, shown, plain == both ? both : $"{both} {plain}");
    }

    // A region is named in the language of the culture it is asked for with.
    private static string InGerman(string code) => Try(() => new RegionInfo($"de-{code}").NativeName) ?? English(code);

    private static string English(string code) => Try(() => new RegionInfo(code).EnglishName) ?? code;

    private static string? Try(Func<string> name)
    {
        try
        {
            return name();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>As people type it who have no umlauts and accents at hand.</summary>
    private static string Plain(string name) => string.Concat(name.Normalize(NormalizationForm.FormD)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) is not UnicodeCategory.NonSpacingMark))
        .Replace("ß", "ss", StringComparison.Ordinal);
}
