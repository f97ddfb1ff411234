using System.Globalization;
using System.Text;
using Echolot.Teams;
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

    /// <summary>
    /// Regions of Germany, Austria and Switzerland: by their German names, by their English ones where these differ, and as
    /// sources have stated them, those first. Each is found by its code too.
    /// </summary>
    public static IEnumerable<OfferedValue> Regions(IEnumerable<string> stated)
    {
        var known = stated.ToList();
        var names = Region.All.SelectMany(r => r.De == r.En
            ? new[] { Named(r, r.De, null) } : [Named(r, r.De, r.En), Named(r, r.En, r.De)]).ToList();
        var byName = names.ToLookup(n => n.Text, StringComparer.OrdinalIgnoreCase);
        return known.Select(s => byName[s].FirstOrDefault() is { } named ? named with { Text = s } : new(s))
            .Concat(names.Where(n => !known.Contains(n.Text, StringComparer.OrdinalIgnoreCase)));

        static OfferedValue Named(Region region, string name, string? other) => new(
            name, other is null ? region.Code : $"{other}, {region.Code}",
            string.Join(' ', new[] { name, other, region.Code, Plain(name), Plain(other ?? "") }
                .Where(n => n is { Length: > 0 }).Distinct()));
    }

    /// <summary>Whether a value is one that somebody begins to type, by its text or by another of its names.</summary>
    public static bool Begins(OfferedValue value, string typed) =>
        value.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
        || $" {value.Words}".Contains(' ' + typed, StringComparison.OrdinalIgnoreCase);

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
