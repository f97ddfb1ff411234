using Echolot.Contacts;
using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Texts of the person of a conversation.</summary>
internal static class PersonText
{
    public static readonly Phrase Accounts = new("Konten", "Accounts");
    public static readonly Phrase Part = new("{0} ist jemand anderes", "{0} is somebody else");
    public static readonly Phrase Maybe = new("vielleicht dieselbe Person: {0}", "perhaps the same person: {0}");
    public static readonly Phrase Same = new("Ist dieselbe", "Is the same");

    public static readonly Phrase Notes = new("Notizen zur Person", "Notes on the person");
    public static readonly Phrase AddNote = new("Notiz zur Person …", "Note on the person …");
    public static readonly Phrase NoteHint = new(
        "Steht neben jedem Gespräch mit dieser Person. Sie kann Auskunft darüber verlangen: nur, was Sie ihr auch sagen würden.",
        "Stands beside every conversation with this person. They may ask to see it: only what you would tell them as well.");
    public static readonly Phrase SaveNote = new("Notieren", "Write down");
    public static readonly Phrase RemoveNote = new("Notiz löschen", "Delete note");
    public static readonly Phrase Labels = new("Labels der Person", "Labels of the person");
    public static readonly Phrase AddLabel = new("Person ein Label geben", "Label the person");
    public static readonly Phrase RemoveLabel = new("{0} von der Person wegnehmen", "Take {0} off the person");
    public static readonly Phrase Basis = new("Rechtsgrundlage", "Legal basis");
    public static readonly Phrase Keeps = new("Was wir speichern und wofür", "What we keep and what for");
    public static readonly Phrase KeepsUsual = new("Name, Konten und was in Gesprächen gesagt wurde", "Name, accounts and what was said in conversations");
    public static readonly Phrase Since = new("Seit", "Since");
    public static readonly Phrase Until = new("Bis", "Until");
    public static readonly Phrase UntilDays = new("{0} Tage nach dem Ende des letzten Gesprächs", "{0} days after the end of the last conversation");
    public static readonly Phrase UntilErased = new("bis jemand löscht", "until somebody erases it");
    public static readonly Phrase Over = new("Frist vorbei", "time is over");
    public static readonly Phrase Change = new("Grundlage ändern …", "Change the basis …");
    public static readonly Phrase Save = new("Speichern", "Save");
    public static readonly Phrase AsChannel = new("Wieder wie beim Kanal", "As with the channel again");

    public static Phrase Of(KeepBasis basis) => basis switch
    {
        KeepBasis.Consent => new("Einwilligung (Art. 6 Abs. 1 lit. a DSGVO)", "Consent (Art. 6 (1) a GDPR)"),
        KeepBasis.Contract => new("Vertrag (Art. 6 Abs. 1 lit. b DSGVO)", "Contract (Art. 6 (1) b GDPR)"),
        KeepBasis.LegalDuty => new("Rechtliche Pflicht (Art. 6 Abs. 1 lit. c DSGVO)", "Legal duty (Art. 6 (1) c GDPR)"),
        _ => new("Berechtigtes Interesse (Art. 6 Abs. 1 lit. f DSGVO)", "Legitimate interest (Art. 6 (1) f GDPR)"),
    };

    public static Phrase Because(SameBecause why) => why switch
    {
        SameBecause.Handle => new("gleiches Kürzel", "same handle"),
        SameBecause.Name => new("gleicher Name", "same name"),
        _ => new("gleiche Profilseite", "same profile page"),
    };
}
