using Echolot.Web.Shell;
using Echolot.Web.Tests.Shell;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Architecture;

/// <summary>
/// What a page can do, a program can do: every action of a page has an operation of the API, or a reason why not. Whoever
/// adds an action adds its line.
/// </summary>
public sealed class ParityTests(SetUpHost shared) : IClassFixture<SetUpHost>
{
    private const string Person = "is about the person at the screen, who signs in there";
    private const string Link = "is for somebody without an account, by a secret link";
    private const string Screen = "is how a screen looks or fills itself";
    private const string SetUp = "happens once, before there is anybody who could have a token";

    private static readonly Dictionary<string, string> Operations = new()
    {
        [Urls.AbsencesPattern] = "addAbsence", [Urls.AbsenceEndPattern] = "endAbsence", [Urls.AgentFigures] = "setAgentFigures",
        [Urls.AgentFiguresConfirm] = "confirmAgentFigures", [Urls.SmallestGroup] = "setSmallestGroup",
        [Urls.SmallestGroupConfirm] = "confirmSmallestGroup", [Urls.AnswerApprovePattern] = "approveAnswer",
        [Urls.AnswerWithdrawPattern] = "withdrawAnswer", [Urls.AnswerFilesPattern] = "addFileOfAnswer",
        [Urls.AnswerFileRemovePattern] = "removeAnswerFile", [Urls.AnswerFolders] = "addAnswerFolder",
        [Urls.AnswerFolderPattern] = "changeAnswerFolder", [Urls.AnswerFolderRemovePattern] = "removeAnswerFolder",
        [Urls.AnswerImport] = "importAnswers", [Urls.AnswerPattern] = "changeAnswer", [Urls.AnswerRemovePattern] = "removeAnswer",
        [Urls.NewAnswer] = "addAnswer", [Urls.NewPolicy] = "addPolicy", [Urls.PolicyPattern] = "changePolicy",
        [Urls.PolicyRemovePattern] = "removePolicy", [Urls.ApprovalPattern] = "decideApproval",
        [Urls.ApprovalWithdrawPattern] = "withdrawApproval", [Urls.NewApprovalRule] = "addApprovalRule",
        [Urls.ApprovalRulePattern] = "changeApprovalRule", [Urls.ApprovalRuleRemovePattern] = "removeApprovalRule",
        [Urls.CheckSettings] = "changeReplyChecks", [Urls.NewAutoReply] = "addAutoReply", [Urls.AutoReplyPattern] = "changeAutoReply",
        [Urls.AutoReplyMovePattern] = "orderAutoReplies", [Urls.AutoReplyRemovePattern] = "removeAutoReply",
        [Urls.AutoReplySettings] = "setAutoReplySettings", [Urls.AutoReplyPreview] = "rehearseAutoReplies",
        [Urls.NewCalendar] = "addCalendar", [Urls.CalendarPattern] = "changeCalendar", [Urls.CareCauseRename] = "renameCause",
        [Urls.CareCauseRule] = "setCauseRule", [Urls.CareFields] = "addCareField", [Urls.CareFieldPattern] = "changeCareField",
        [Urls.CareFieldRemovePattern] = "removeCareField", [Urls.CareFixes] = "addFix", [Urls.CareFixRemovePattern] = "removeFix",
        [Urls.ChannelWeights] = "setChannelWeights", [Urls.ResponseTargets] = "setTargets", [Urls.Scoring] = "setScoring",
        [Urls.ConversationAssignPattern] = "changeConversation", [Urls.ConversationTakePattern] = "changeConversation",
        [Urls.ConversationStatePattern] = "changeConversation leaveOpinionOut", [Urls.ConversationPriorityPattern] = "changeConversation",
        [Urls.ConversationDepartmentPattern] = "changeConversation", [Urls.ConversationVoicePattern] = "changeConversation",
        [Urls.ConversationCheckPattern] = "checkReply", [Urls.ConversationCrisisPattern] = "setConversationCrisis",
        [Urls.ConversationCrisisUndoPattern] = "undoConversationCrisis", [Urls.ConversationDraftPattern] = "saveReplyDraft",
        [Urls.ConversationFieldPattern] = "fillConversationField", [Urls.ConversationGoodwillPattern] = "bookGoodwill",
        [Urls.ConversationHandOverPattern] = "handOver", [Urls.ConversationIncidentPattern] = "joinIncident",
        [Urls.ConversationLabelPattern] = "labelConversation", [Urls.ConversationUnlabelPattern] = "unlabelConversation",
        [Urls.ConversationLinkPattern] = "linkConversations", [Urls.ConversationUnlinkPattern] = "unlinkConversations",
        [Urls.ConversationMergePattern] = "mergeConversations", [Urls.ConversationMergeUndoPattern] = "partConversation",
        [Urls.ConversationSplitPattern] = "splitConversation", [Urls.ConversationSplitUndoPattern] = "undoSplit", [Urls.ConversationSamePersonPattern] = "joinContacts",
        [Urls.ConversationOtherPersonPattern] = "partContacts", [Urls.PersonNotePattern] = "noteContact",
        [Urls.PersonNoteRemovePattern] = "removeContactNote", [Urls.PersonLabelPattern] = "labelContact",
        [Urls.PersonUnlabelPattern] = "unlabelContact", [Urls.PersonBasisPattern] = "keepContactBecause keepContactAsChannel",
        [Urls.ConversationSayPattern] = "sendReply addConversationNote", [Urls.ConversationScenarioPattern] = "startScenario",
        [Urls.ConversationScenarioStopPattern] = "stopScenario", [Urls.ConversationSuggestPattern] = "suggestDraft",
        [Urls.ConversationWorkflowsOffPattern] = "setWorkflowsOff", [Urls.SendUndoPattern] = "undoReply",
        [Urls.SendDecidePattern] = "decideReply", [Urls.MessageActPattern] = "actOnMessage", [Urls.NewConversation] = "writeConversationDown",
        [Urls.ReplyFilesPattern] = "addReplyFile addAnswerFile addDraftFiles", [Urls.ReplyFileAltPattern] = "sendReply", [Urls.ReplyFileRemovePattern] = "removeReplyFile",
        [Urls.InboxMany] = "changeConversations", [Urls.InboxManyUndoPattern] = "undoConversationsChange",
        [Urls.InboxViews] = "addInboxView", [Urls.InboxViewPattern] = "changeInboxView", [Urls.InboxViewRemovePattern] = "removeInboxView",
        [Urls.Departments] = "addDepartment", [Urls.DepartmentPattern] = "changeDepartment", [Urls.DepartmentRemovePattern] = "removeDepartment",
        [Urls.DepartmentMembersPattern] = "setMembers", [Urls.DepartmentDistributionPattern] = "setDistribution",
        [Urls.SeatPattern] = "changeSeat", [Urls.Drafting] = "setDrafting", [Urls.DutyAcknowledgePattern] = "acknowledgeDutyCall",
        [Urls.Incidents] = "openIncident", [Urls.IncidentPattern] = "changeIncident", [Urls.IncidentFixedPattern] = "fixIncident reopenIncident",
        [Urls.IncidentUndoPattern] = "undoIncident", [Urls.IncidentLettersPattern] = "previewIncidentAnswer",
        [Urls.IncidentAnswerPattern] = "answerIncident", [Urls.IncidentAskPattern] = "askOutside", [Urls.EnquiryEndPattern] = "endEnquiry",
        [Urls.IncidentFilesPattern] = "addIncidentFile", [Urls.IncidentFileAltPattern] = "answerIncident",
        [Urls.IncidentFileRemovePattern] = "removeIncidentFile", [Urls.ProposalOpen] = "openIncidentProposal",
        [Urls.ProposalDismiss] = "dismissIncidentProposal", [Urls.ProposalRestorePattern] = "restoreIncidentProposal",
        [Urls.OpinionSource] = "askOpinionsOfSource askNoOpinionsOfSource", [Urls.Wording] = "changeHouseWords", [Urls.ErasurePattern] = "eraseAsAsked",
        [Urls.ErasureKeepPattern] = "keepInSpite", [Urls.RotaFeed] = "makeShiftFeed", [Urls.RotaFeedEnd] = "endShiftFeed",
        [Urls.RotaSettings] = "setRotaSettings", [Urls.NewShift] = "addShift", [Urls.ShiftAtPattern] = "changeShift",
        [Urls.ShiftCancelPattern] = "cancelShift", [Urls.ShiftCheckPattern] = "confirmCheck", [Urls.ShiftNotePattern] = "writeHandOver",
        [Urls.ShiftSwapPattern] = "offerSwap", [Urls.SwapTakePattern] = "takeSwap", [Urls.SwapWithdrawPattern] = "withdrawSwap",
        [Urls.NewShiftPattern] = "addShiftPattern", [Urls.ShiftPatternPattern] = "changeShiftPattern",
        [Urls.ShiftPatternRemovePattern] = "removeShiftPattern", [Urls.NewScenario] = "addScenario", [Urls.ScenarioPattern] = "changeScenario",
        [Urls.ScenarioRemovePattern] = "removeScenario", [Urls.ScenarioTry] = "tryScenario", [Urls.Workflows] = "addWorkflow",
        [Urls.WorkflowPattern] = "changeWorkflow", [Urls.WorkflowMovePattern] = "moveWorkflow", [Urls.WorkflowRemovePattern] = "removeWorkflow",
        [Urls.Macros] = "addMacro", [Urls.MacroPattern] = "changeMacro", [Urls.MacroMovePattern] = "moveMacro",
        [Urls.MacroRemovePattern] = "removeMacro", [Urls.ConversationMacroPattern] = "runMacro",
        [Urls.WorkflowSwitchPattern] = "changeWorkflow", [Urls.WorkflowDryRun] = "dryRunWorkflow",

        [Urls.NewAlert] = "addAlert", [Urls.AlertEditPattern] = "changeAlert", [Urls.AlertMutePattern] = "changeAlert",
        [Urls.AlertPast] = "askAlertPast", [Urls.AlertRemovePattern] = "removeAlert", [Urls.AlertTestPattern] = "testAlert",
        [Urls.EvidenceRemovePattern] = "removeEvidence", [Urls.ScreenshotsPattern] = "addScreenshot",
        [Urls.ScreenshotRemovePattern] = "removeScreenshot", [Urls.FiringAcknowledgePattern] = "acknowledgeFiring",
        [Urls.FiringVerdictPattern] = "judgeFiring", [Urls.GapFillPattern] = "fillGap", [Urls.Import] = "startImport",
        [Urls.ImportCancelPattern] = "cancelImport", [Urls.ImportLook] = "lookAtFile", [Urls.Labels] = "addLabel",
        [Urls.LabelPattern] = "changeLabel", [Urls.LabelMergePattern] = "mergeLabel", [Urls.LabelRemovePattern] = "removeLabel",
        [Urls.LabelRestorePattern] = "restoreLabel",
        [Urls.Classes] = "setClasses", [Urls.ClassesImport] = "setClasses",
        [Urls.ClassRemovePattern] = "removeClass", [Urls.Lists] = "exclude", [Urls.ListRemovePattern] = "include", [Urls.MentionAnswerPattern] = "openConversation",
        [Urls.MentionBulk] = "workOnMentions startRun", [Urls.MentionEvidencePattern] = "takeEvidence", [Urls.MentionNotePattern] = "addNote",
        [Urls.MentionNoteRemovePattern] = "removeNote", [Urls.MentionWork] = "workOnMentions", [Urls.MentionWorkPattern] = "workOnMentions",
        [Urls.MonitorBackfillPattern] = "startBackfill", [Urls.MonitorBackfillCancelPattern] = "cancelBackfill",
        [Urls.MonitorCheck] = "checkQuery", [Urls.MonitorDraftVerdicts] = "sampleQuery", [Urls.MonitorLists] = "queryOfLists",
        [Urls.MonitorLockPattern] = "lockMonitor", [Urls.MonitorUnlockPattern] = "unlockMonitor", [Urls.Monitors] = "addMonitor",
        [Urls.MonitorPattern] = "changeMonitor", [Urls.MonitorPreview] = "previewQuery", [Urls.MonitorUnsavedAlertsPattern] = "rehearseMonitorQuery", [Urls.MonitorPutBackPattern] = "putBackLeftovers",
        [Urls.MonitorRemovePattern] = "removeMonitor", [Urls.MonitorRestorePattern] = "restoreMonitorVersion",
        [Urls.MonitorTakeOutPattern] = "takeOutLeftovers", [Urls.MonitorTranslate] = "translateQuery",
        [Urls.MonitorVerdictPattern] = "judgeHit unjudgeHit", [Urls.MonitorWrite] = "writeQuery", [Urls.NewSourceOf] = "addSource",
        [Urls.NotificationReadPattern] = "readNotification", [Urls.NotificationsRead] = "readAllNotifications",
        [Urls.People] = "invitePerson", [Urls.PersonPattern] = "changePerson", [Urls.PersonLinkPattern] = "makePasswordLink",
        [Urls.PushDevices] = "addPushDevice", [Urls.PushDeviceRemovePattern] = "removePushDevice", [Urls.Rules] = "addRule",
        [Urls.RulePattern] = "changeRule", [Urls.RuleHitsUndoPattern] = "undoRuleHits", [Urls.RuleMovePattern] = "moveRule",
        [Urls.RulePreview] = "previewRule", [Urls.RuleRemovePattern] = "removeRule", [Urls.RuleRunPattern] = "runRule",
        [Urls.RuleSwitchPattern] = "changeRule", [Urls.RunStopPattern] = "stopRun", [Urls.RunGoOnPattern] = "resumeRun", [Urls.RunUndoPattern] = "undoRun",
        [Urls.SavedSearches] = "saveSearch", [Urls.SavedSearchPattern] = "changeSearch", [Urls.SavedSearchRemovePattern] = "removeSearch",
        [Urls.SourceChatPattern] = "changeSource", [Urls.SourceLookPattern] = "lookForReservations", [Urls.SourcePattern] = "changeSource",
        [Urls.SourcePausePattern] = "pauseSource", [Urls.SourceRemovePattern] = "removeSource", [Urls.Subscriptions] = "takeFeedsOver",
        [Urls.Tokens] = "issueToken", [Urls.TokenRevokePattern] = "revokeToken", [Urls.Views] = "addView", [Urls.ViewPattern] = "changeView",
        [Urls.ViewRemovePattern] = "removeView", [Urls.Webhooks] = "addWebhook", [Urls.WebhookPattern] = "changeWebhook",
        [Urls.WebhookRemovePattern] = "removeWebhook", [Urls.WebhookSecretPattern] = "renewWebhookSecret", [Urls.WebhookTestPattern] = "testWebhook",
    };

    private static readonly Dictionary<string, string> Exceptions = new()
    {
        [Urls.Own] = Person, [Urls.OwnKeys] = Person, [Urls.OwnPassword] = Person, [Urls.OwnDevicePattern] = Person, [Urls.OwnTheme] = Person,
        [Urls.OwnLanguage] = Person, [Urls.SignIn] = Person, [Urls.SignOut] = Person, [Urls.Forgotten] = Person, [Urls.Accept] = Person,
        [Urls.ApprovalLinkPattern] = Link, [Urls.EnquiryLinkPattern] = Link, [Urls.OpinionPattern] = Link,
        [Urls.SetUpAdministrator] = SetUp, [Urls.SetUpMonitor] = SetUp, [Urls.SetUpMonitorCheck] = SetUp,
        [Urls.SetUpSource] = SetUp, [Urls.InboxDensity] = Screen, [Urls.ConversationHerePattern] = Screen, [Urls.AnswerPreview] = Screen,
        [Urls.MentionRead] = Screen, [Urls.HandedWays] = Person,
    };

    [Fact]
    public void Every_action_of_a_page_has_an_operation_or_a_reason()
    {
        var named = Named();
        var actions = Actions();
        actions.Except(Operations.Keys).Except(Exceptions.Keys).ShouldBeEmpty("give each an operation, or a reason in the list");
        Operations.Where(o => !actions.Contains(o.Key)).Select(o => o.Key).ShouldBeEmpty("these are no actions any more");
        Operations.SelectMany(o => o.Value.Split(' ').Where(name => !named.Contains(name)).Select(name => $"{o.Key}: {name}"))
            .ShouldBeEmpty("these operations are not there");
    }

    private IReadOnlySet<string> Named() => Endpoints()
        .Select(e => e.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName).OfType<string>().ToHashSet();

    private IReadOnlySet<string> Actions() => Endpoints().Where(e => e.Metadata.GetMetadata<PageAction>() is not null)
        .Select(e => "/" + e.RoutePattern.RawText!.Trim('/')).ToHashSet();

    private IEnumerable<RouteEndpoint> Endpoints() =>
        shared.Host.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>();
}
