using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>What waits for an approval, deciding about it inside and by link, and the rules.</summary>
internal static class ApprovalRoutes
{
    public static void MapApprovals(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ApprovalsPage>(Urls.Approvals, Permission.ReadConversations);
        routes.MapPage<ApprovalPage>(Urls.ApprovalPattern, Permission.ReadConversations);
        // Whose turn it is decides the approval itself: not everybody who is asked works on conversations.
        routes.MapAction(Urls.ApprovalPattern, Permission.ReadConversations, DecideAsync);
        routes.MapAction(Urls.ApprovalWithdrawPattern, Permission.WorkConversations, WithdrawAsync);
        routes.MapPublicPage<ApprovalLinkPage>(Urls.ApprovalLinkPattern).RequireRateLimiting(RateLimits.Secrets);
        routes.MapPublicAction(Urls.ApprovalLinkPattern, DecideByLinkAsync).RequireRateLimiting(RateLimits.Secrets);
        routes.MapPage<ApprovalRulesPage>(Urls.ApprovalRules, Permission.ReadConversations);
        routes.MapPage<ApprovalRulePage>(Urls.NewApprovalRule, Permission.EditCare);
        routes.MapPage<ApprovalRulePage>(Urls.ApprovalRulePattern, Permission.EditCare);
        routes.MapAction(Urls.NewApprovalRule, Permission.EditCare, AddRuleAsync);
        routes.MapAction(Urls.ApprovalRulePattern, Permission.EditCare, ChangeRuleAsync);
        routes.MapAction(Urls.ApprovalRuleRemovePattern, Permission.EditCare, RemoveRuleAsync);
        routes.MapAction(Urls.CheckSettings, Permission.EditCare, SaveChecksAsync);
    }

    private static async Task<IResult> DecideAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? decision, [FromForm] string? text,
        [FromForm(Name = "private")] string? half, [FromForm] string? remark, [FromForm] long? seen, [FromForm] long? answered)
    {
        var without = Without(http);
        try
        {
            var approve = decision is "approve";
            await inbox.DecideAsync(
                id, new(approve, text, remark, seen ?? 0) { Without = without, SeenAnswer = answered, Private = half },
                InboxRoutes.SightOf(http.Actor()), http.RequestAborted);
            return Go.To(Urls.Approvals, approve ? ApprovalText.Approved : ApprovalText.SentBack);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<ApprovalPage>(
                http,
                new
                {
                    Id = id, Problem = InboxText.Refusal(wrong).ToString(), Written = text, Half = half, Remark = remark,
                    Found = wrong.Findings, Without = without,
                });
        }
    }

    private static IReadOnlyList<long> Without(HttpContext http) =>
        [.. http.Request.Form["without"].Select(InboxRoutes.Number).OfType<long>()];

    private static async Task<IResult> WithdrawAsync(HttpContext http, Inbox inbox, long id)
    {
        try
        {
            var sight = InboxRoutes.SightOf(http.Actor());
            var talk = (await inbox.ApprovalAsync(id, sight, http.RequestAborted))?.ConversationId;
            await inbox.WithdrawAsync(id, sight, http.RequestAborted);
            return Go.To(talk is { } conversation ? Urls.Conversation(conversation) : Urls.Approvals, ApprovalText.Withdrawn);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<ApprovalPage>(http, new { Id = id, Problem = InboxText.Refusal(wrong).ToString() });
        }
    }

    private static async Task<IResult> DecideByLinkAsync(
        HttpContext http, Inbox inbox, string secret, [FromForm] string? decision, [FromForm] string? text,
        [FromForm(Name = "private")] string? half, [FromForm] string? remark, [FromForm] long? seen, [FromForm] long? answered)
    {
        var without = Without(http);
        try
        {
            await inbox.DecideByLinkAsync(
                secret, new(decision is "approve", text, remark, seen ?? 0) { Without = without, SeenAnswer = answered, Private = half },
                http.RequestAborted);
            return Pages.Show<ApprovalLinkPage>(
                http, new { Secret = secret, Done = true }, StatusCodes.Status200OK, Surround.Bare);
        }
        catch (InboxException wrong)
        {
            return Pages.Show<ApprovalLinkPage>(
                http,
                new
                {
                    Secret = secret, Written = text, Half = half, Remark = remark, Found = wrong.Findings, Without = without,
                    Errors = new Dictionary<string, string>
                    {
                        [wrong.Why is InboxRefusal.ReasonMissing ? "remark" : ""] = InboxText.Refusal(wrong),
                    },
                }, surround: Surround.Bare);
        }
    }

    private static Task<IResult> AddRuleAsync(HttpContext http, Inbox inbox) => SaveRuleAsync(null, http, inbox);

    private static Task<IResult> ChangeRuleAsync(HttpContext http, Inbox inbox, long id) => SaveRuleAsync(id, http, inbox);

    private static async Task<IResult> SaveRuleAsync(long? id, HttpContext http, Inbox inbox)
    {
        var (draft, wrong) = ApprovalForm.Read(await http.Request.ReadFormAsync(http.RequestAborted));
        try
        {
            if (wrong.Count > 0) return Again(wrong);
            await inbox.SaveApprovalRuleAsync(id, draft, http.Actor().Person.Id, http.RequestAborted);
            return Go.To(Urls.ApprovalRules, ApprovalText.Saved);
        }
        catch (InboxException refused)
        {
            return Again(new() { [refused.Why is InboxRefusal.TextMissing ? "name" : ""] = InboxText.Refusal(refused) });
        }

        IResult Again(Dictionary<string, string> errors) => Pages.Show<ApprovalRulePage>(
            http, new { Id = id, Draft = draft, Errors = (IReadOnlyDictionary<string, string>)errors });
    }

    private static async Task<IResult> RemoveRuleAsync(HttpContext http, Inbox inbox, long id)
    {
        await inbox.RemoveApprovalRuleAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.ApprovalRules, ApprovalText.Removed);
    }

    private static async Task<IResult> SaveChecksAsync(
        HttpContext http, Inbox inbox, [FromForm] string? contacts, [FromForm] string? orders)
    {
        await inbox.SaveCheckSettingsAsync(
            new((contacts ?? "").Split('\n'), (orders ?? "").Split('\n')), http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.ApprovalRules, ApprovalText.Saved);
    }
}
