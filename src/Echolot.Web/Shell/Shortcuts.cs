using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Mentions;
using Echolot.Web.Monitors;

namespace Echolot.Web.Shell;

/// <summary>Keys that work on some pages only, for the sheet that <c>?</c> shows.</summary>
/// <param name="Needed">Who may not do what they do is not told of them.</param>
internal sealed record Shortcuts(Phrase Where, Permission Needed, IReadOnlyList<(string[] Keys, Phrase Does)> Keys)
{
    /// <summary>Each person may put them elsewhere.</summary>
    public bool OfDesk { get; init; }

    private static readonly Phrase move = new("Blättern", "Move");
    private static readonly Phrase choose = new("Auswählen, für viele auf einmal", "Choose, for many at once");

    public static IReadOnlyList<Shortcuts> OfPages { get; } =
    [
        new(ShellText.Listening, Permission.ReadMentions,
        [
            .. ListeningText.Keys.Where(IsReading),
            (["o"], new("Öffnen, dann ↵ zum Original", "Open, then ↵ for the original")),
            (["p"], new("Liste anhalten", "Hold the list")), (["Esc"], ShellText.Close),
        ]),
        new(new("Erwähnungen bearbeiten", "Work on mentions"), Permission.TagMentions,
            [.. ListeningText.Keys.Where(k => !IsReading(k) && k.Keys is not ["?"]), (["v"], choose)]),
        new(InboxText.Title, Permission.ReadConversations,
        [
            (["j", "k"], move), (["a"], InboxText.Take), (["r"], new("Antworten", "Reply")),
            (["n"], new("Notiz schreiben", "Write a note")),
            ([ShellText.ControlKey, "↵"], new("Senden", "Send")), ([ShellText.ControlKey, "⇧", "↵"], PaceText.SendAndNext),
            (["d"], new("Liste enger oder luftiger", "List closer together or with more room")), (["e"], InboxText.Done), (["x"], choose),
            .. DeskKeys.OfList,
        ]) { OfDesk = true },
        new(DeskKeys.Conversation, Permission.WorkConversations, DeskKeys.OfConversation) { OfDesk = true },
        new(new("Stichprobe eines Monitors", "Sample of a monitor"), Permission.EditMonitors,
        [
            (["j"], StudyText.Relevant), (["n"], StudyText.Noise),
            (["u"], new("Urteil zurücknehmen", "Take a verdict back")),
        ]),
        new(new("Listen", "Lists"), Permission.ReadMentions,
            [(["n"], new("Etwas Neues anlegen", "Make something new"))]),
    ];

    private static bool IsReading((string[] Keys, Phrase Does) key) => key.Keys is ["j", "k"] or ["↵"];
}
