using Echolot.Web.Shell;

namespace Echolot.Web.Conversations;

/// <summary>Keys of the inbox as the sheet names them; <c>deskkeys.ts</c> knows what each of them presses.</summary>
internal static class DeskKeys
{
    public static readonly Phrase Conversation = new("Gespräch, oder alle angekreuzten", "Conversation, or all that are ticked");

    public static IReadOnlyList<(string[] Keys, Phrase Does)> OfList { get; } =
    [
        (["X"], new("Alle gezeigten ankreuzen", "Tick all that are shown")), (["*"], ListsText.ChooseAll),
        (["f"], FiltersText.Filter), (["o"], InboxText.Order), (["b"], ListsText.Saved),
        (["[", "]"], new("Vorige und nächste Ansicht", "View before and after")), (["N"], ByHandText.Title),
    ];

    public static IReadOnlyList<(string[] Keys, Phrase Does)> OfConversation { get; } =
    [
        (["A"], new("Jemandem geben", "Give to somebody")), (["t"], DepartmentsText.Department),
        (["s"], new("Zustand ändern", "Change the state")), (["z"], new("Zurückstellen", "Snooze")),
        (["i"], InboxText.Ignore), (["w"], InboxText.WaitInternally), (["p"], InboxText.Priority),
        (["l"], DescribeText.AddLabel), (["v"], JoiningText.Incident), (["c"], CrisisText.Title),
        (["q"], VoiceText.Answers), (["h"], WaysText.HandOver), (["u"], new("Antwort zurückholen", "Take a reply back")),
        (["m"], MacroText.Title), (["M"], InboxText.Merge), (["S"], JoiningText.Split), (["L"], JoiningText.Link),
        (["y"], new("Seitenleiste", "Side panel")),
    ];
}
