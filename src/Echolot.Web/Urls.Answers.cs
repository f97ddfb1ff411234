using System.Globalization;

namespace Echolot.Web;

/// <summary>Addresses of the library, the checks and the approvals.</summary>
public static partial class Urls
{
    public const string ConversationAnswersPattern = "/inbox/{id:long}/answers";
    public const string ConversationCheckPattern = "/inbox/{id:long}/check";
    public const string ConversationAnswerablePattern = "/inbox/{id:long}/answerable";
    public const string ConversationGoodwillPattern = "/inbox/{id:long}/goodwill";
    public const string Approvals = "/inbox/approvals";
    public const string ApprovalPattern = "/inbox/approvals/{id:long}";
    public const string ApprovalWithdrawPattern = "/inbox/approvals/{id:long}/withdraw";
    public const string ApprovalLinkPattern = "/approve/{secret}";
    public const string ApprovalRules = "/settings/approvals";
    public const string NewApprovalRule = "/settings/approvals/new";
    public const string CheckSettings = "/settings/approvals/checks";
    public const string ApprovalRulePattern = "/settings/approvals/{id:long}";
    public const string ApprovalRuleRemovePattern = "/settings/approvals/{id:long}/remove";
    public const string Answers = "/answers";
    public const string NewAnswer = "/answers/new";
    public const string AnswerPattern = "/answers/{id:long}";
    public const string AnswerApprovePattern = "/answers/{id:long}/approve";
    public const string AnswerWithdrawPattern = "/answers/{id:long}/withdraw";
    public const string AnswerRemovePattern = "/answers/{id:long}/remove";
    public const string AnswerFilesPattern = "/answers/{id:long}/files";
    public const string AnswerFileRemovePattern = "/answers/{id:long}/files/{file:long}/remove";
    public const string AnswerFilePattern = "/answers/files/{id:long}";
    public const string AnswerPreview = "/answers/preview";
    public const string AnswerFolders = "/answers/folders";
    public const string AnswerFolderPattern = "/answers/folders/{id:long}";
    public const string AnswerFolderRemovePattern = "/answers/folders/{id:long}/remove";
    public const string AnswerScenarios = "/answers?kind=scenario";
    public const string AnswersEnding = "/answers?kind=ending";
    public const string AnswerGaps = "/answers/gaps";
    public const string AnswerImport = "/answers/import";
    public const string AnswerExport = "/answers/export";
    public const string Policies = "/answers/policies";
    public const string NewPolicy = "/answers/policies/new";
    public const string PolicyPattern = "/answers/policies/{id:long}";
    public const string PolicyRemovePattern = "/answers/policies/{id:long}/remove";

    public static string Approval(long id) => Of(ApprovalPattern, id);

    /// <summary>Where somebody without an account decides about a reply.</summary>
    public static string ApprovalLink(string secret) => "/approve/" + Uri.EscapeDataString(secret);

    public static string ApprovalRule(long id) => Of(ApprovalRulePattern, id);

    public static string Answer(long id) => Of(AnswerPattern, id);

    /// <summary>An address below an item of the library by its pattern.</summary>
    public static string OfAnswer(string pattern, long id) => Of(pattern, id);

    public static string AnswerFileRemove(long id, long file) => Of(AnswerFileRemovePattern, id)
        .Replace("{file:long}", file.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public static string AnswersIn(long? folder) =>
        folder is { } id ? string.Create(CultureInfo.InvariantCulture, $"{Answers}?folder={id}") : Answers;

    public static string Policy(long id) => Of(PolicyPattern, id);
}
