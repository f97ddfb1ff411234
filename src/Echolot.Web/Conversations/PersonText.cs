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

    public static Phrase Because(SameBecause why) => why switch
    {
        SameBecause.Handle => new("gleiches Kürzel", "same handle"),
        SameBecause.Name => new("gleicher Name", "same name"),
        _ => new("gleiche Profilseite", "same profile page"),
    };
}
