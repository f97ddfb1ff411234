using Echolot.Mentions;
using Echolot.Web.Monitors;
using Echolot.Web.Shell;

namespace Echolot.Web.Mentions;

/// <summary>Texts of what belongs to a mention: what it answers and quotes, and what was sent along.</summary>
internal static class ThreadText
{
    public static readonly Phrase Answers = new("Antwort auf", "Answer to");
    public static readonly Phrase Quotes = new("Zitiert", "Quotes");
    public static readonly Phrase NotStored = new("einen Beitrag, den wir nicht haben", "a post that we do not have");
    public static readonly Phrase Original = new("Original öffnen", "Open the original");
    public static readonly Phrase Attachments = new("Bilder und Anhänge", "Pictures and attachments");
    public static readonly Phrase Declared = new("Sprache laut Quelle", "Language the source states");
    public static readonly Phrase Place = new("Ort", "Place");
    private static readonly Phrase Stated = new("{0} (nennt die Quelle)", "{0} (stated by the source)");
    private static readonly Phrase ByAddress = new("{0} (Endung der Adresse)", "{0} (ending of the address)");

    /// <summary>Where a mention comes from and who says so; null where nobody does.</summary>
    public static string? PlaceOf(StoredMention mention)
    {
        var place = mention.Place;
        var stated = string.Join(", ", new[] { place?.City, place?.Region, Country(place?.Country) }.OfType<string>());
        string?[] told =
        [
            stated.Length > 0 ? Stated.With(stated) : null,
            place?.Country is null && mention.Country is { } country ? ByAddress.With(Country(country)!) : null,
        ];
        return told.OfType<string>().ToList() is { Count: > 0 } all ? string.Join(" · ", all) : null;
    }

    private static string? Country(string? code) => code is null ? null : Places.Country(code).Detail ?? code;
}
