using Echolot.Teams;
using Echolot.Web.Answers;
using Echolot.Web.Conversations;
using Echolot.Web.Conversations.Reports;
using Echolot.Web.Insights;
using Echolot.Web.Opinions;
using Echolot.Web.OutOfHours;
using Echolot.Web.Teams;

namespace Echolot.Web.Shell;

/// <summary>A place one can go to from everywhere: rail, command palette and <c>g</c> keys read this list.</summary>
/// <param name="Key">Second key after <c>g</c>.</param>
public sealed record Place(
    Phrase Name, string Address, string Icon, Permission Permission, char? Key = null, bool OnPhone = false)
{
    public static IReadOnlyList<Place> Main { get; } =
    [
        new(ShellText.Today, Urls.Today, "house", Permission.ReadMentions, 'h', OnPhone: true),
        new(InboxText.Title, Urls.Inbox, "inbox", Permission.ReadConversations, 'i', OnPhone: true),
        new(CareText.Title, Urls.CareReport, "gauge", Permission.ReadConversations, 'b'),
        new(AnswersText.Title, Urls.Answers, "book-open", Permission.ReadConversations, 'w'),
        new(OverviewText.Title, Urls.Overview, "chart-line", Permission.ReadMentions, 'o'),
        new(ShellText.Listening, Urls.Listening, "radar", Permission.ReadMentions, 'l', OnPhone: true),
        new(SearchText.Title, Urls.Search, "search", Permission.ReadMentions, 'f'),
        new(ShellText.Monitors, Urls.Monitors, "text-search", Permission.ReadMonitors, 'm'),
        new(ShellText.Sources, Urls.Sources, "radio-tower", Permission.ReadSources, 's'),
        new(ShellText.Alerts, Urls.Alerts, "siren", Permission.ReadNotifications, 'a'),
        new(ShellText.Notifications, Urls.Notifications, "bell", Permission.ReadNotifications, 'n', OnPhone: true),
    ];

    public static IReadOnlyList<Place> Settings { get; } =
    [
        new(ShellText.People, Urls.People, "users", Permission.ReadPeople, 'p'),
        new(DepartmentsText.Title, Urls.Departments, "network", Permission.ReadConversations, 'd'),
        new(WorkflowText.Title, Urls.Workflows, "workflow", Permission.ReadConversations, 'r'),
        new(MacroText.Title, Urls.Macros, "zap", Permission.WorkConversations),
        new(TargetsText.Title, Urls.ResponseTargets, "timer", Permission.ReadConversations, 'c'),
        new(ScoringText.Title, Urls.Scoring, "flag", Permission.ReadConversations),
        new(RotaText.Title, Urls.Rota, "calendar-clock", Permission.ReadConversations),
        new(AutoReplyText.Title, Urls.AutoReplies, "bot", Permission.ReadConversations),
        new(ScenarioText.Title, Urls.Scenarios, "split", Permission.ReadConversations),
        new(DraftingText.Title, Urls.Drafting, "sparkles", Permission.Administer),
        new(DescribeText.Title, Urls.CareFields, "list", Permission.ReadConversations),
        new(JoiningText.Incidents, Urls.Incidents, "wrench", Permission.ReadConversations),
        new(OpinionText.Title, Urls.Opinions, "smile", Permission.ReadConversations),
        new(WordingText.Title, Urls.Wording, "languages", Permission.ReadConversations),
        new(CareText.AgentFigures, Urls.AgentFigures, "shield", Permission.EditCare),
        new(ApprovalText.Rules, Urls.ApprovalRules, "shield-check", Permission.ReadConversations, 'x'),
        new(ErasureText.Title, Urls.Erasures, "trash-2", Permission.HandlePrivacy),
        new(ShellText.Tokens, Urls.Tokens, "key-round", Permission.EditOwnTokens, 't'),
        new(ShellText.Import, Urls.Import, "upload", Permission.EditSources, 'u'),
        new(ShellText.ApiReference, Urls.ApiReference, "braces", Permission.ReadMentions),
    ];

    public static Place Of(string address) => Main.Concat(Settings).First(place => place.Address == address);

    /// <summary>Whether a path is this place or below it.</summary>
    public bool Covers(PathString path) =>
        Address == Urls.Today ? path == "/" : path.StartsWithSegments(Address);
}
