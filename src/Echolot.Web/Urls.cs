using System.Globalization;

namespace Echolot.Web;

/// <summary>Every address of the product. Patterns (with braces) are for mapping, methods make links.</summary>
public static partial class Urls
{
    public const string Today = "/";
    public const string Overview = "/overview";
    public const string Listening = "/listening";
    public const string ListeningRows = "/listening/rows";
    public const string ListeningCount = "/listening/count";
    public const string ListeningArrived = "/listening/arrived";
    public const string ListeningExport = "/listening/export";
    public const string MentionPattern = "/listening/{id:long}";
    public const string MentionAnswerPattern = "/listening/{id:long}/answer";
    public const string Inbox = "/inbox";
    public const string InboxRows = "/inbox/rows";
    public const string ConversationPattern = "/inbox/{id:long}";
    public const string ConversationTakePattern = "/inbox/{id:long}/take";
    public const string ConversationAssignPattern = "/inbox/{id:long}/assign";
    public const string ConversationStatePattern = "/inbox/{id:long}/state";
    public const string ConversationPriorityPattern = "/inbox/{id:long}/priority";
    public const string ConversationVoicePattern = "/inbox/{id:long}/voice";
    public const string ConversationSayPattern = "/inbox/{id:long}/say";
    public const string ConversationDraftPattern = "/inbox/{id:long}/draft";
    public const string ConversationHerePattern = "/inbox/{id:long}/here";
    public const string ConversationMergePattern = "/inbox/{id:long}/merge";
    public const string ConversationMergeUndoPattern = "/inbox/{id:long}/merge/undo";
    public const string ConversationSplitPattern = "/inbox/{id:long}/split";
    public const string ConversationLinkPattern = "/inbox/{id:long}/link";
    public const string ConversationUnlinkPattern = "/inbox/{id:long}/unlink";
    public const string ConversationIncidentPattern = "/inbox/{id:long}/incident";
    public const string ConversationLabelPattern = "/inbox/{id:long}/label";
    public const string ConversationUnlabelPattern = "/inbox/{id:long}/unlabel";
    public const string ConversationFieldPattern = "/inbox/{id:long}/field";
    public const string ConversationSamePersonPattern = "/inbox/{id:long}/person/same";
    public const string ConversationOtherPersonPattern = "/inbox/{id:long}/person/other";
    public const string InboxMany = "/inbox/many", InboxManyUndoPattern = "/inbox/many/{id:long}/undo";
    public static string InboxManyUndo(long id) => Of(InboxManyUndoPattern, id);
    public const string InboxViews = "/inbox/views";
    public const string InboxViewPattern = "/inbox/views/{id:long}", InboxViewRemovePattern = "/inbox/views/{id:long}/remove";
    public const string Incidents = "/incidents";
    public const string IncidentPattern = "/incidents/{id:long}";
    public const string IncidentFixedPattern = "/incidents/{id:long}/fixed";
    public const string IncidentLettersPattern = "/incidents/{id:long}/letters";
    public const string IncidentAnswerPattern = "/incidents/{id:long}/answer";
    public const string CareFields = "/settings/fields";
    public const string CareFieldPattern = "/settings/fields/{id:long}";
    public const string CareFieldRemovePattern = "/settings/fields/{id:long}/remove";
    public const string CareCauseRule = "/settings/fields/cause", CareCauseRename = "/settings/fields/cause/rename";
    public const string SendUndoPattern = "/inbox/{id:long}/sends/{send:long}/undo";
    public const string SendDecidePattern = "/inbox/{id:long}/sends/{send:long}/decide";
    public const string CareReport = "/care/reports";
    public const string CareLines = "/care/reports/rows";
    public const string CareCauses = "/care/reports/causes";
    public const string CareFixes = "/care/reports/fixes";
    public const string CareFixRemovePattern = "/care/reports/fixes/{id:long}/remove";
    public const string CareMetrics = "/care/reports/metrics";
    public const string CareExport = "/care/reports/export";
    public const string AgentFigures = "/settings/agent-figures", AgentFiguresConfirm = "/settings/agent-figures/confirm";
    public const string ResponseTargets = "/settings/targets";
    public const string Calendars = "/settings/calendars";
    public const string CalendarPattern = "/settings/calendars/{id:long}";
    public const string NewCalendar = "/settings/calendars/new";
    public const string ConversationDepartmentPattern = "/inbox/{id:long}/department";
    public const string ConversationTriesPattern = "/inbox/{id:long}/workflows";
    public const string ConversationWorkflowsOffPattern = "/inbox/{id:long}/workflows/off";
    public const string Workflows = "/settings/workflows";
    public const string NewWorkflow = "/settings/workflows/new";
    public const string WorkflowDryRun = "/settings/workflows/dry-run";
    public const string WorkflowPattern = "/settings/workflows/{id:long}";
    public const string WorkflowMovePattern = "/settings/workflows/{id:long}/move";
    public const string WorkflowSwitchPattern = "/settings/workflows/{id:long}/switch";
    public const string WorkflowRemovePattern = "/settings/workflows/{id:long}/remove";
    public const string Departments = "/settings/departments";
    public const string NewDepartment = "/settings/departments/new";
    public const string DepartmentPattern = "/settings/departments/{id:long}";
    public const string DepartmentMembersPattern = "/settings/departments/{id:long}/members";
    public const string DepartmentDistributionPattern = "/settings/departments/{id:long}/distribution";
    public const string DepartmentRemovePattern = "/settings/departments/{id:long}/remove";
    public const string SimulationPattern = "/settings/departments/{id:long}/simulation";
    public const string ChannelWeights = "/settings/departments/weights";
    public const string SeatPattern = "/settings/departments/people/{id:long}";
    public const string AbsencesPattern = "/settings/departments/people/{id:long}/absences";
    public const string AbsenceEndPattern = "/settings/departments/people/{id:long}/absences/{absence:long}/end";
    public const string Search = "/search";
    public const string SearchRows = "/search/rows";
    public const string SearchCount = "/search/count";
    public const string SavedSearches = "/search/saved";
    public const string SavedSearchPattern = "/search/saved/{id:long}";
    public const string SavedSearchRemovePattern = "/search/saved/{id:long}/remove";
    public const string MentionRead = "/listening/read";
    public const string MentionWork = "/listening/work";
    public const string MentionWorkPattern = "/listening/{id:long}/work";
    public const string MentionNotePattern = "/listening/{id:long}/notes";
    public const string MentionNoteRemovePattern = "/listening/{id:long}/notes/{note:long}/remove";
    public const string MentionBulk = "/listening/bulk";
    public const string Rules = "/listening/rules";
    public const string NewRule = "/listening/rules/new";
    public const string RulePreview = "/listening/rules/preview";
    public const string RulePattern = "/listening/rules/{id:long}";
    public const string RuleMovePattern = "/listening/rules/{id:long}/move";
    public const string RuleSwitchPattern = "/listening/rules/{id:long}/switch";
    public const string RuleRemovePattern = "/listening/rules/{id:long}/remove";
    public const string RuleRunPattern = "/listening/rules/{id:long}/run";
    public const string Runs = "/listening/runs";
    public const string RunBar = "/listening/runs/bar";
    public const string RunUndoPattern = "/listening/runs/{id:long}/undo";
    public const string RunStopPattern = "/listening/runs/{id:long}/stop";
    public const string Views = "/listening/views";
    public const string ViewRemovePattern = "/listening/views/{id:long}/remove";
    public const string Split = "/listening/columns";
    public const string Lists = "/listening/lists";
    public const string ListRemovePattern = "/listening/lists/{id:long}/remove";
    public const string Evidence = "/listening/evidence";
    public const string EvidenceFilePattern = "/listening/evidence/{id:long}/file";
    public const string EvidenceRemovePattern = "/listening/evidence/{id:long}/remove";
    public const string MentionEvidencePattern = "/listening/{id:long}/evidence";
    public const string Labels = "/listening/labels";
    public const string LabelPattern = "/listening/labels/{id:long}";
    public const string LabelMergePattern = "/listening/labels/{id:long}/merge";
    public const string LabelRemovePattern = "/listening/labels/{id:long}/remove";
    public const string Monitors = "/monitors";
    public const string NewMonitor = "/monitors/new";
    public const string MonitorPreview = "/monitors/preview";
    public const string MonitorCheck = "/monitors/check";
    public const string MonitorLists = "/monitors/lists";
    public const string MonitorVocabulary = "/monitors/vocabulary";
    public const string MonitorTranslate = "/monitors/translate";
    public const string MonitorVerdictPattern = "/monitors/{id:long}/verdict";
    public const string MonitorPattern = "/monitors/{id:long}";
    public const string MonitorRemovePattern = "/monitors/{id:long}/remove";
    public const string MonitorVersionsPattern = "/monitors/{id:long}/versions";
    public const string MonitorVersionHitsPattern = "/monitors/{id:long}/versions/hits";
    public const string MonitorRestorePattern = "/monitors/{id:long}/versions/{version:int}/restore";
    public const string MonitorLockPattern = "/monitors/{id:long}/lock";
    public const string MonitorUnlockPattern = "/monitors/{id:long}/unlock";
    public const string MonitorBackfillPattern = "/monitors/{id:long}/backfill";
    public const string MonitorBackfillCancelPattern = "/monitors/{id:long}/backfill/cancel";
    public const string Sources = "/sources";
    public const string NewSource = "/sources/new";
    public const string NewSourceOf = "/sources/new/{connector}";
    public const string SourcePattern = "/sources/{id:long}";
    public const string SourcePausePattern = "/sources/{id:long}/pause";
    public const string SourceRemovePattern = "/sources/{id:long}/remove";
    public const string Coverage = "/sources/coverage";
    public static string CoverageBefore(DateTimeOffset? before) => before is { } at
        ? FormattableString.Invariant($"{Coverage}?before={at.ToUnixTimeMilliseconds()}") : Coverage;
    public const string GapFillPattern = "/sources/coverage/gaps/{id:long}/fill";
    public const string SourceLookPattern = "/sources/{id:long}/look";
    public const string Subscriptions = "/sources/opml";
    public const string SubscriptionsFile = "/sources/opml/file";
    public const string HubPattern = "/hooks/websub/{token}";
    public const string Notifications = "/notifications";
    public const string NotificationsRead = "/notifications/read";
    public const string NotificationReadPattern = "/notifications/{id:long}/read";
    public const string NotificationOpenPattern = "/notifications/{id:long}/open";
    public const string Alerts = "/alerts";
    public const string NewAlert = "/alerts/new";
    public const string AlertPast = "/alerts/past";
    public const string AlertPattern = "/alerts/{id:long}";
    public const string AlertEditPattern = "/alerts/{id:long}/edit";
    public const string AlertRemovePattern = "/alerts/{id:long}/remove";
    public const string AlertTestPattern = "/alerts/{id:long}/test";
    public const string AlertMutePattern = "/alerts/{id:long}/mute";
    public const string FiringPattern = "/alerts/firings/{id:long}";
    public const string FiringAcknowledgePattern = "/alerts/firings/{id:long}/acknowledge";
    public const string FiringVerdictPattern = "/alerts/firings/{id:long}/verdict";
    public const string AlertChannels = "/alerts/channels";
    public const string PushDevices = "/alerts/devices";
    public const string PushDeviceRemovePattern = "/alerts/devices/{id:long}/remove";
    public const string PushWorker = "/push-worker.js";
    public const string Webhooks = "/alerts/webhooks";
    public const string WebhookRemovePattern = "/alerts/webhooks/{id:long}/remove";
    public const string Deliveries = "/notifications/deliveries";
    public const string Settings = "/settings";
    public const string People = "/settings/people";
    public const string PersonPattern = "/settings/people/{id:long}";
    public const string PersonLinkPattern = "/settings/people/{id:long}/link";
    public const string Tokens = "/settings/tokens";
    public const string TokenRevokePattern = "/settings/tokens/{id:long}/revoke";
    public const string ImportCancelPattern = "/settings/import/{id:long}/cancel";
    public const string ImportRejectedPattern = "/settings/import/{id:long}/rejected";
    public const string Import = "/settings/import";
    public const string ImportLook = "/settings/import/look";
    public const string Own = "/settings/me";
    public const string OwnPassword = "/settings/me/password";
    public const string OwnDevicePattern = "/settings/me/devices/{id:long}";
    public const string OwnTheme = "/settings/me/theme";
    public const string OwnLanguage = "/settings/me/language";

    public const string SignIn = "/sign-in";
    public const string SignOut = "/sign-out";
    public const string Accept = "/welcome/{secret}";
    public const string Forgotten = "/forgotten-password";
    public const string SetUp = "/set-up";
    public const string SetUpAdministrator = "/set-up/administrator";
    public const string SetUpMonitor = "/set-up/monitor";
    public const string SetUpMonitorCheck = "/set-up/monitor/check";
    public const string SetUpSource = "/set-up/source";

    public const string Live = "/live";
    public const string Palette = "/palette";
    public const string Assets = "/assets";
    public const string Components = "/dev/components";
    public const string Api = "/api/v1";
    public const string ApiReference = "/api/reference";
    public const string HealthLive = "/health/live";
    public const string HealthReady = "/health/ready";
    public const string Metrics = "/metrics";

    /// <summary>Link with which an invited person sets the password.</summary>
    public static string AcceptOf(string secret) => "/welcome/" + Uri.EscapeDataString(secret);

    public static string SignInThen(string back) =>
        back is "/" ? SignIn : $"{SignIn}?then={Uri.EscapeDataString(back)}";

    public static string MentionAnswer(long id) => Of(MentionAnswerPattern, id);

    public static string Conversation(long id) => Of(ConversationPattern, id);

    public static string CareFixRemove(long id) => Of(CareFixRemovePattern, id);

    /// <summary>Definition of a figure of the care desk.</summary>
    public static string CareMetric(string key) => $"{CareMetrics}#{key}";

    public static string Calendar(long id) => Of(CalendarPattern, id);

    public static string InboxOfIncident(long id) => $"{Inbox}?view=all&incident={id.ToString(CultureInfo.InvariantCulture)}";

    public static string InboxView(string filters) => filters.Length == 0 ? Inbox : $"{Inbox}?{filters}";

    public static string InboxViewRemove(long id) => Of(InboxViewRemovePattern, id);
    public static string InboxViewChange(long id) => Of(InboxViewPattern, id);

    public static string Incident(long id) => Of(IncidentPattern, id);

    public static string OfIncident(string pattern, long id) => Of(pattern, id);

    public static string CareField(long id) => Of(CareFieldPattern, id);

    public static string CareFieldRemove(long id) => Of(CareFieldRemovePattern, id);

    public static string Workflow(long id) => Of(WorkflowPattern, id);

    /// <summary>An address below a workflow by its pattern.</summary>
    public static string OfWorkflow(string pattern, long id) => Of(pattern, id);

    public static string Department(long id) => Of(DepartmentPattern, id);

    public static string Seat(long person) => Of(SeatPattern, person);

    /// <summary>An address below a department or a person of one by its pattern.</summary>
    public static string OfDepartment(string pattern, long id) => Of(pattern, id);

    public static string AbsenceEnd(long person, long absence) => Of(AbsenceEndPattern, person)
        .Replace("{absence:long}", absence.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>An address below a conversation by its pattern.</summary>
    public static string OfConversation(string pattern, long id) => Of(pattern, id);

    /// <summary>An address of one reply of a conversation by its pattern.</summary>
    public static string OfSend(string pattern, long id, long send) => Of(pattern, id)
        .Replace("{send:long}", send.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static string Of(string pattern, long id) =>
        pattern.Replace("{id:long}", id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public static string ListeningTo(long monitorId) =>
        string.Create(CultureInfo.InvariantCulture, $"{Listening}?monitor={monitorId}");

    public static string OverviewOf(long monitorId) =>
        string.Create(CultureInfo.InvariantCulture, $"{Overview}?monitor={monitorId}");

    /// <summary>A search over everything stored.</summary>
    public static string SearchFor(string query) => $"{Search}?q={Uri.EscapeDataString(query)}";

    /// <summary>A new monitor with its query filled in.</summary>
    public static string SavedSearch(long id) => Under(SavedSearches, id);

    public static string SavedSearchRemove(long id) => SavedSearch(id) + "/remove";

    public static string OwnDevice(long id) => string.Create(CultureInfo.InvariantCulture, $"{Own}/devices/{id}");

    public static string Monitor(long id) => string.Create(CultureInfo.InvariantCulture, $"{Monitors}/{id}");

    public static string MonitorRemove(long id) => Monitor(id) + "/remove";
    public static string MonitorVerdict(long id) => Monitor(id) + "/verdict";
    public static string MonitorsFor(string purpose) => $"{Monitors}?purpose={Uri.EscapeDataString(purpose)}";
    public static string MonitorLock(long id) => Monitor(id) + "/lock";
    public static string MonitorUnlock(long id) => Monitor(id) + "/unlock";
    public static string MonitorVersions(long id) => Monitor(id) + "/versions";

    public static string MonitorVersionHits(long id, int from, int to) =>
        string.Create(CultureInfo.InvariantCulture, $"{MonitorVersions(id)}/hits?from={from}&to={to}");

    public static string MonitorVersions(long id, int from, int to) =>
        string.Create(CultureInfo.InvariantCulture, $"{MonitorVersions(id)}?from={from}&to={to}");

    public static string MonitorRestore(long id, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{MonitorVersions(id)}/{version}/restore");
    public static string MonitorBackfill(long id) => Monitor(id) + "/backfill";
    public static string MonitorBackfillCancel(long id) => MonitorBackfill(id) + "/cancel";

    public static string Mention(long id) => string.Create(CultureInfo.InvariantCulture, $"{Listening}/{id}");

    public static string MentionWorkOn(long id) => Mention(id) + "/work";

    public static string MentionNotes(long id) => Mention(id) + "/notes";

    public static string MentionNoteRemove(long id, long note) => Under(MentionNotes(id), note) + "/remove";

    public static string Rule(long id) => Under(Rules, id);

    public static string RuleMove(long id) => Rule(id) + "/move";

    public static string RuleSwitch(long id) => Rule(id) + "/switch";

    public static string RuleRemove(long id) => Rule(id) + "/remove";

    public static string RuleRun(long id) => Rule(id) + "/run";

    public static string RunUndo(long id) => Under(Runs, id) + "/undo";

    public static string RunStop(long id) => Under(Runs, id) + "/stop";

    public static string ViewRemove(long id) => Under(Views, id) + "/remove";

    public static string ListRemove(long id) => Under(Lists, id) + "/remove";

    public static string EvidenceFile(long id) => Under(Evidence, id) + "/file";

    public static string EvidenceRemove(long id) => Under(Evidence, id) + "/remove";

    public static string MentionEvidence(long id) => Mention(id) + "/evidence";

    public static string Label(long id) => Under(Labels, id);

    public static string LabelMerge(long id) => Label(id) + "/merge";

    public static string LabelRemove(long id) => Label(id) + "/remove";

    /// <summary>Everything that carries a label.</summary>
    public static string ListeningOf(long label, bool category, string name) => category
        ? string.Create(CultureInfo.InvariantCulture, $"{Listening}?range=all&category={label}")
        : $"{Listening}?range=all&tag={Uri.EscapeDataString(name)}";

    public static string Source(long id) => string.Create(CultureInfo.InvariantCulture, $"{Sources}/{id}");

    public static string NewSourceWith(string connector) => $"{NewSource}/{Uri.EscapeDataString(connector)}";

    public static string SourcePause(long id) => Source(id) + "/pause";

    public static string SourceRemove(long id) => Source(id) + "/remove";

    public static string SourceLook(long id) => Source(id) + "/look";

    public static string GapFill(long id) => Under(Coverage + "/gaps", id) + "/fill";

    public static string NotificationRead(long id) => Under(Notifications, id) + "/read";

    public static string NotificationOpen(long id) => Under(Notifications, id) + "/open";

    public static string Alert(long id) => Under(Alerts, id);

    public static string AlertRemove(long id) => Alert(id) + "/remove";

    public static string AlertTest(long id) => Alert(id) + "/test";

    public static string AlertEdit(long id) => Alert(id) + "/edit";

    public static string AlertMute(long id) => Alert(id) + "/mute";

    public static string Firing(long id) => Under(Alerts + "/firings", id);

    public static string FiringAcknowledge(long id) => Firing(id) + "/acknowledge";

    public static string FiringVerdict(long id) => Firing(id) + "/verdict";

    public static string PushDeviceRemove(long id) => Under(PushDevices, id) + "/remove";

    public static string WebhookRemove(long id) => Under(Webhooks, id) + "/remove";

    public static string Person(long id) => Under(People, id);

    public static string PersonLink(long id) => Person(id) + "/link";

    public static string TokenRevoke(long id) => Under(Tokens, id) + "/revoke";

    public static string ImportCancel(long id) => Under(Import, id) + "/cancel";

    public static string ImportRejected(long id) => Under(Import, id) + "/rejected";

    private static string Under(string path, long id) => string.Create(CultureInfo.InvariantCulture, $"{path}/{id}");

    /// <summary>An address of this site only, so that a link cannot send people elsewhere after sign-in.</summary>
    public static string Local(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : Today;
}
