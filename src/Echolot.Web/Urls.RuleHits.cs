namespace Echolot.Web;

/// <summary>Addresses of what a rule did as mentions came in.</summary>
public static partial class Urls
{
    public const string RuleHitsPattern = "/listening/rules/{id:long}/hits";
    public const string RuleHitsUndoPattern = "/listening/rules/{id:long}/hits/undo";

    public static string RuleHits(long id) => Of(RuleHitsPattern, id);

    public static string RuleHitsUndo(long id) => Of(RuleHitsUndoPattern, id);
}
