namespace Echolot.Web;

/// <summary>What happens while nobody is at the desk.</summary>
public static partial class Urls
{
    public const string Rota = "/rota";
    public const string NewShift = "/rota/shifts/new";
    public const string ShiftAtPattern = "/rota/shifts/{id:long}";
    public const string ShiftCheckPattern = "/rota/shifts/{id:long}/checks";
    public const string ShiftNotePattern = "/rota/shifts/{id:long}/note";
    public const string ShiftSwapPattern = "/rota/shifts/{id:long}/swaps";
    public const string ShiftCancelPattern = "/rota/shifts/{id:long}/cancel";
    public const string SwapTakePattern = "/rota/swaps/{id:long}/take";
    public const string SwapWithdrawPattern = "/rota/swaps/{id:long}/withdraw";
    public const string DutyAcknowledgePattern = "/rota/calls/{id:long}/acknowledge";
    public const string RotaFeed = "/rota/feed";
    public const string RotaFeedEnd = "/rota/feed/end";
    public const string RotaFeedPattern = "/rota/feed/{secret}.ics";
    public const string RotaSettings = "/settings/rota";
    public const string NewShiftPattern = "/settings/rota/new";
    public const string ShiftPatternPattern = "/settings/rota/{id:long}";
    public const string ShiftPatternRemovePattern = "/settings/rota/{id:long}/remove";
    public const string AutoReplies = "/settings/automatic-replies";
    public const string NewAutoReply = "/settings/automatic-replies/new";
    public const string AutoReplySettings = "/settings/automatic-replies/settings";
    public const string AutoReplyPreview = "/settings/automatic-replies/preview";
    public const string AutoReplyPattern = "/settings/automatic-replies/{id:long}";
    public const string AutoReplyMovePattern = "/settings/automatic-replies/{id:long}/move";
    public const string AutoReplyRemovePattern = "/settings/automatic-replies/{id:long}/remove";

    public const string Scenarios = "/settings/bots";
    public const string NewScenario = "/settings/bots/new";
    public const string ScenarioTry = "/settings/bots/try";
    public const string ScenarioPattern = "/settings/bots/{id:long}";
    public const string ConversationScenarioPattern = "/inbox/{id:long}/scenario";
    public const string ConversationScenarioStopPattern = "/inbox/{id:long}/scenario/stop";
    public const string ScenarioRemovePattern = "/settings/bots/{id:long}/remove";

    public const string Drafting = "/settings/drafting";
    public const string ConversationSuggestPattern = "/inbox/{id:long}/suggest";

    public static string Shift(long id) => Of(ShiftAtPattern, id);

    public static string ShiftPattern(long id) => Of(ShiftPatternPattern, id);

    public static string OfRota(string pattern, long id) => Of(pattern, id);

    /// <summary>The week of the rota that begins on a Monday.</summary>
    public static string RotaWeek(NodaTime.LocalDate monday) =>
        $"{Rota}?week={NodaTime.Text.LocalDatePattern.Iso.Format(monday)}";

    /// <summary>Where a calendar program reads somebody's shifts.</summary>
    public static string FeedOf(string secret) => $"{RotaFeed}/{Uri.EscapeDataString(secret)}.ics";

    public static string Scenario(long id) => Of(ScenarioPattern, id);

    public static string ScenarioRemove(long id) => Of(ScenarioRemovePattern, id);

    public static string AutoReply(long id) => Of(AutoReplyPattern, id);

    public static string OfAutoReply(string pattern, long id) => Of(pattern, id);
}
