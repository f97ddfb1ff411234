using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>One line of the course of an approval, with the text as it was then.</summary>
internal sealed record ApiApprovalVersion(
    DateTimeOffset At, ApprovalStep Step, int Tier, Id? PersonId, string? Outside, string Text, string? Remark,
    IReadOnlyList<string> Dropped, string? Private);

/// <summary>
/// A reply that waits for an approval, or waited; <c>tier</c> counts from 0. <c>private</c>: of a hand-over the private half, and
/// <c>text</c> the public one. <c>stuck</c>: whoever might decide now does not see the conversation.
/// </summary>
internal sealed record ApiApproval(
    Id Id, Id ConversationId, Id? AuthorId, Leg Leg, string Text, ApprovalState State, int Tier, int Tiers,
    IReadOnlyList<string> Rules, DateTimeOffset? DueAt, bool IsForMe, long Revision, IReadOnlyList<ApiApprovalVersion> Versions,
    IReadOnlyList<ApiReplyFile> Files, Id? AnsweredMeanwhile, bool Stuck, string? Private)
{
    public static async Task<IReadOnlyList<ApiApproval>> OfAsync(
        IReadOnlyList<Approval> approvals, Person me, Inbox inbox, CancellationToken cancel)
    {
        var stuck = await inbox.StuckAsync(approvals, cancel);
        return [.. approvals.Select(a => Of(a, me, stuck.Contains(a.Id)))];
    }

    private static ApiApproval Of(Approval a, Person me, bool stuck) => new(
        a.Id, a.ConversationId, ApiConversation.IdOf(a.AuthorId), a.Leg, a.Text, a.State, a.Tier, a.Tiers.Count,
        [.. a.Why.Select(w => w.ByChoice ? "by_choice" : w.Name)], a.DueAt, a.IsFor(me), a.Revision,
        [.. a.Versions.Select(v => new ApiApprovalVersion(
            v.At, v.Step, v.Tier, ApiConversation.IdOf(v.PersonId), v.Outside, v.Text, v.Remark, v.Dropped, v.Private))],
        [.. a.Files.Select(ApiReplyFile.Of)], ApiConversation.IdOf(a.AnsweredMeanwhile), stuck, a.Private);
}

/// <summary>
/// A decision; <c>seen</c> is the revision that was looked at, <c>text</c> the reply with changes, <c>private</c> the private half of
/// a hand-over with changes, <c>without_files</c> files that do not go along, <c>seen_answer</c> the approval's <c>answered_meanwhile</c>: without it nothing goes out past a newer answer.
/// </summary>
internal sealed record DecisionOrder(
    bool Approve, long Seen, string? Text = null, string? Remark = null, IReadOnlyList<Id>? WithoutFiles = null,
    Id? SeenAnswer = null, string? Private = null);

internal static class ApprovalsApi
{
    public static void MapApprovals(this RouteGroupBuilder api)
    {
        var approvals = api.MapGroup("/approvals").WithTags("Approvals");
        approvals.MapGet("", async (HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiApproval>.All(await ApiApproval.OfAsync(
                    await inbox.WaitingApprovalsAsync(InboxRoutes.SightOf(http.Actor()), cancel), http.Actor().Person, inbox, cancel))))
            .RequirePermission(Permission.ReadConversations)
            .Named("listApprovals", "List what waits for an approval", "What is due first comes first.");
        approvals.MapGet("/{id}", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await ShowAsync(id, http, inbox, cancel)))
            .RequirePermission(Permission.ReadConversations).Named("getApproval", "Read an approval", "With every version of the text.");
        approvals.MapPost("/{id}/decide", async (Id id, DecisionOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.DecideAsync(
                    id, new(order.Approve, order.Text, order.Remark, order.Seen)
                    {
                        SeenAnswer = order.SeenAnswer?.Value, Private = order.Private, Without = [.. (order.WithoutFiles ?? []).Select(f => f.Value)],
                    }, InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.Ok(await ShowAsync(id, http, inbox, cancel));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("decideApproval", "Approve or send back", "Only for those whose turn it is, never about one's own words.");
        approvals.MapPost("/{id}/withdraw", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.WithdrawAsync(id, InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.Ok(await ShowAsync(id, http, inbox, cancel));
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("withdrawApproval", "Withdraw a request", "The text becomes a draft again.");
        var rules = api.MapGroup("/approval-rules").WithTags("Approvals");
        rules.MapGet("", async (Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiApprovalRule>.All(
                    (await inbox.ApprovalRulesAsync(cancel)).Select(r => new ApiApprovalRule(r.Id, r.Position, r.Draft)))))
            .RequirePermission(Permission.ReadConversations).Named("listApprovalRules", "List approval rules", "In their order.");
        rules.MapPost("", async (ApprovalRuleDraft draft, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Created((string?)null, await SaveAsync(null, draft, http, inbox, cancel)))
            .RequirePermission(Permission.EditCare).Named("addApprovalRule", "Add an approval rule", "Amounts in cents.");
        rules.MapPut("/{id}", async (Id id, ApprovalRuleDraft draft, HttpContext http, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await SaveAsync(id, draft, http, inbox, cancel)))
            .RequirePermission(Permission.EditCare)
            .Named("changeApprovalRule", "Change an approval rule", "What waits goes the way it began.");
        rules.MapDelete("/{id}", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.RemoveApprovalRuleAsync(id, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare)
            .Named("removeApprovalRule", "Remove an approval rule", "What waits goes the way it began.");
        api.MapGet("/reply-checks", async (Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await inbox.CheckSettingsAsync(cancel)))
            .WithTags("Approvals").RequirePermission(Permission.ReadConversations)
            .Named("getReplyChecks", "Read what the checks know of us", "Own contacts and the look of order numbers.");
        api.MapPut("/reply-checks", async (CheckSettings settings, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.SaveCheckSettingsAsync(settings, http.Actor().Person.Id, cancel);
                return TypedResults.Ok(await inbox.CheckSettingsAsync(cancel));
            })
            .WithTags("Approvals").RequirePermission(Permission.EditCare)
            .Named("changeReplyChecks", "Change what the checks know of us", "`#` is a digit, `@` a letter.");
    }

    private static async Task<ApiApprovalRule> SaveAsync(
        Id? id, ApprovalRuleDraft draft, HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        var saved = await inbox.SaveApprovalRuleAsync(id?.Value, draft, http.Actor().Person.Id, cancel);
        return (await inbox.ApprovalRulesAsync(cancel)).Where(r => r.Id == saved)
            .Select(r => new ApiApprovalRule(r.Id, r.Position, r.Draft)).First();
    }

    private static async Task<ApiApproval> ShowAsync(Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
        (await ApiApproval.OfAsync(
            [
                await inbox.ApprovalAsync(id, InboxRoutes.SightOf(http.Actor()), cancel)
                    ?? throw new InboxException(InboxRefusal.NotFound, $"There is no approval {id}."),
            ], http.Actor().Person, inbox, cancel))[0];
}

/// <summary>An approval rule with its place in the order.</summary>
internal sealed record ApiApprovalRule(Id Id, int Position, ApprovalRuleDraft Rule);
