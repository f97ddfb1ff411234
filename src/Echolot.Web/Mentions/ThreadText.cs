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
}
