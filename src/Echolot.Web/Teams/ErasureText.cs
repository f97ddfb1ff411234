using Echolot.Web.Shell;

namespace Echolot.Web.Teams;

/// <summary>Texts of requests for erasure.</summary>
internal static class ErasureText
{
    public static readonly Phrase Title = new("Löschwünsche", "Requests for erasure");
    public static readonly Phrase Empty = new("Niemand wartet auf eine Löschung", "Nobody waits for an erasure");
    public static readonly Phrase EmptyText = new(
        "Wer im Web-Chat die Einwilligung widerruft, steht danach hier.",
        "Whoever withdraws their consent in the web chat stands here afterwards.");
    public static readonly Phrase ConsentWithdrawn = new("Einwilligung im Chat widerrufen", "Consent to the chat withdrawn");
    public static readonly Phrase Asked = new("Verlangt", "Asked for");
    public static readonly Phrase Conversation = new("Gespräch {0}", "Conversation {0}");
    public static readonly Phrase Erase = new("Löschen …", "Erase …");
    public static readonly Phrase EraseTitle = new("Alles über diese Person löschen?", "Erase everything about this person?");
    public static readonly Phrase EraseLead = new(
        "Was sie gesagt hat, die Antworten darauf, ihr Name und ihr Konto werden gelöscht. Das lässt sich nicht zurücknehmen. Gezählt bleibt, dass es das Gespräch gab.",
        "What they said, the answers to it, their name and their account are erased. This cannot be taken back. That there was a conversation stays counted.");
    public static readonly Phrase EraseDo = new("Endgültig löschen", "Erase for good");
    public static readonly Phrase Erased = new("Gelöscht", "Erased");
    public static readonly Phrase Keep = new("Behalten …", "Keep …");
    public static readonly Phrase KeepLead = new(
        "Behalten dürfen Sie nur, wofür es einen anderen Grund gibt, etwa eine Aufbewahrungspflicht oder einen Streit um Ansprüche (Art. 17 Abs. 3 DSGVO).",
        "You may keep only what there is another reason for, such as a duty to keep records or a dispute about claims (Art. 17 (3) GDPR).");
    public static readonly Phrase KeepWhy = new("Warum?", "Why?");
    public static readonly Phrase KeepDo = new("Behalten", "Keep");
    public static readonly Phrase Kept = new("Behalten seit {0}: {1}", "Kept since {0}: {1}");
    public static readonly Phrase KeptNow = new("Vermerkt", "Noted");
    public static readonly Phrase ReasonMissing = new(
        "Bitte schreiben Sie in 1 bis 500 Zeichen, warum.", "Please say why, in 1 to 500 characters.");
    public static readonly Phrase Cancel = new("Abbrechen", "Cancel");
    public static readonly Phrase Gone = new("Diesen Löschwunsch gibt es nicht mehr.", "This request is gone.");

    public static Phrase Why(string why) => why == "consent_withdrawn" ? ConsentWithdrawn : Asked;
}
