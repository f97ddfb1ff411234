using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>One wording; what is left out fits everywhere. <c>public</c> false: for private replies.</summary>
internal sealed record ApiVariant(
    string Text, string? Connector = null, bool? Public = null, string? Language = null, Address Address = Address.None);

/// <summary>What somebody fills in about an item.</summary>
/// <param name="Seen">Version that was looked at; refused where there is a newer one.</param>
internal sealed record ApiAnswerDraft(
    string Title, IReadOnlyList<ApiVariant> Variants, AnswerKind Kind = AnswerKind.Question, string Question = "",
    IReadOnlyList<string>? Keywords = null, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null, Id? FolderId = null,
    Id? OwnerId = null, int? Seen = null)
{
    public AnswerContent ToContent() => new(
        Kind, Title, Question, Keywords ?? [],
        [.. Variants.Select(v => new AnswerVariant(v.Text, v.Connector, v.Public, v.Language, v.Address))], ValidFrom, ValidUntil);
}

/// <summary>
/// An item of the library with what became of its use: of conversations that were <c>closed</c> after it how many were
/// <c>reopened</c>, of customers who <c>rated</c> us how many were <c>satisfied</c> (4 or 5). From <c>review_on</c> on its owner
/// should look whether it still holds.
/// </summary>
internal sealed record ApiAnswer(
    Id Id, Id? FolderId, AnswerKind Kind, string Title, string Question, IReadOnlyList<string> Keywords,
    IReadOnlyList<ApiVariant> Variants, DateOnly? ValidFrom, DateOnly? ValidUntil, AnswerStanding Standing, int Version,
    int? ApprovedVersion, Id? OwnerId, DateTimeOffset ChangedAt, long Used, long WroteAgain,
    long Closed, long Reopened, long Rated, long Satisfied, IReadOnlyList<ApiAnswerFile> Files,
    DateOnly? ReviewOn)
{
    public static ApiAnswer Of(AnswerItem i, DateOnly today, AnswerOutcome? outcome) => new(
        i.Id, ApiConversation.IdOf(i.FolderId), i.Content.Kind, i.Title, i.Content.Question, i.Content.Keywords,
        [.. i.Content.Variants.Select(v => new ApiVariant(v.Text, v.Connector, v.Public, v.Language, v.Address))],
        i.Content.ValidFrom, i.Content.ValidUntil, i.StandingOn(today), i.Version, i.ApprovedVersion,
        ApiConversation.IdOf(i.OwnerId), i.ChangedAt, outcome?.Used ?? 0, outcome?.WroteAgain ?? 0,
        outcome?.Closed ?? 0, outcome?.Reopened ?? 0, outcome?.Rated ?? 0, outcome?.Satisfied ?? 0,
        [.. i.Files.Select(f => new ApiAnswerFile(f.Id, f.Name, f.Type, f.Size))], i.ReviewOn);
}

/// <summary>A version to approve.</summary>
internal sealed record ApproveOrder(int Version);

/// <summary>A folder of the library.</summary>
internal sealed record ApiFolder(Id Id, Id? ParentId, string Name, string Path);

/// <summary>What somebody fills in about a folder.</summary>
internal sealed record ApiFolderDraft(string Name, Id? ParentId = null);

/// <summary>A table of answers; <c>trial</c> only says what would happen.</summary>
internal sealed record AnswerTableOrder(string Table, bool Trial = true);

/// <summary>Questions that go together and have no good answer.</summary>
internal sealed record ApiAnswerGap(IReadOnlyList<string> Words, IReadOnlyList<Id> Conversations);

/// <summary>What was looked at for gaps, and what was found.</summary>
internal sealed record ApiAnswerGaps(DateTimeOffset At, int Looked, int Open, IReadOnlyList<ApiAnswerGap> Gaps);

/// <summary>
/// An answer for a conversation with its placeholders filled; <c>open</c> names those that are not. Of the replies that were
/// written while it was suggested (<c>offered</c>; see <c>suggested</c> of a reply) it was put into <c>taken</c>.
/// </summary>
internal sealed record ApiSuggestion(
    Id AnswerId, int Version, string Title, string Text, IReadOnlyList<string> Open, IReadOnlyList<ChoiceReason> Because,
    double Fit, IReadOnlyList<string> Words, DateTimeOffset ChangedAt, DateTimeOffset? LastUsedAt, long Offered, long Taken);

/// <summary>What the check before sending found.</summary>
internal sealed record ApiFinding(CheckRule Rule, Severity Severity, int Start, int Length, string? Detail, ApiText? Why)
{
    public static ApiFinding Of(Finding f) =>
        new(f.Rule, f.Severity, f.Start, f.Length, f.Detail, f.Why is { } why ? ApiText.Of(why) : null);
}

/// <summary>Findings, and the rules that ask for an approval.</summary>
internal sealed record ApiCheck(IReadOnlyList<ApiFinding> Findings, IReadOnlyList<string> Approvals);

/// <summary>Goodwill that is given in a conversation, in cents.</summary>
internal sealed record GoodwillOrder(Id PolicyId, long Cents, string Why);

/// <summary>A policy.</summary>
internal sealed record ApiPolicy(
    Id Id, PolicyKind Kind, string Name, string Text, IReadOnlyList<string> Steps, PolicyAdvice Advice,
    IReadOnlyList<string> Words, IReadOnlyList<string> Labels, IReadOnlyList<string> Findings, long? CaseLimit,
    long? MonthLimit, bool Active)
{
    public static ApiPolicy Of(Policy p) => new(
        p.Id, p.Draft.Kind, p.Name, p.Draft.Text, p.Draft.Steps, p.Draft.Advice, p.Draft.When.Words, p.Draft.When.Labels,
        p.Draft.When.Findings, p.Draft.CaseLimit, p.Draft.MonthLimit, p.Draft.Active);
}

/// <summary>What somebody fills in about a policy; limits in cents.</summary>
internal sealed record ApiPolicyDraft(
    PolicyKind Kind, string Name, string Text = "", IReadOnlyList<string>? Steps = null,
    PolicyAdvice Advice = PolicyAdvice.Answer, IReadOnlyList<string>? Words = null, IReadOnlyList<string>? Labels = null,
    IReadOnlyList<string>? Findings = null, long? CaseLimit = null, long? MonthLimit = null, bool Active = true)
{
    public PolicyDraft ToDraft() => new(
        Kind, Name, Text, Steps ?? [], new(Words ?? [], Labels ?? [], Findings ?? []), Advice, CaseLimit, MonthLimit, Active);
}

/// <summary>A policy that applies to a conversation, with what made it apply and the goodwill that is left, in cents.</summary>
internal sealed record ApiApplied(
    ApiPolicy Policy, IReadOnlyList<string> Words, IReadOnlyList<string> Labels, IReadOnlyList<string> Findings, long? Left);

internal static class AnswersApi
{
    public static void MapAnswers(this RouteGroupBuilder api)
    {
        var answers = api.MapGroup("/answers").WithTags("Answers");
        answers.MapGet("", ListAsync).RequirePermission(Permission.ReadConversations)
            .Named("listAnswers", "List answers", "All of them, or those that answer the words of `q`, the best first.");
        answers.MapPost("", async (ApiAnswerDraft draft, HttpContext http, AnswerLibrary library, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Created((string?)null, await SaveAsync(null, draft, http, library, inbox, cancel)))
            .RequirePermission(Permission.EditAnswers)
            .Named("addAnswer", "Add an answer", "It waits as a draft until somebody approves it.");
        answers.MapGet("/{id}", async (Id id, AnswerLibrary library, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await ShowAsync(id, library, inbox, cancel)))
            .RequirePermission(Permission.ReadConversations).Named("getAnswer", "Read an answer", "Its newest version.");
        answers.MapPut("/{id}", async (
                Id id, ApiAnswerDraft draft, HttpContext http, AnswerLibrary library, Inbox inbox, CancellationToken cancel) =>
                TypedResults.Ok(await SaveAsync(id, draft, http, library, inbox, cancel)))
            .RequirePermission(Permission.EditAnswers)
            .Named("changeAnswer", "Change an answer", "Makes a version; the approved one stays in use until the new one is approved.");
        answers.MapPost("/{id}/approve", async (
                Id id, ApproveOrder order, HttpContext http, AnswerLibrary library, Inbox inbox, CancellationToken cancel) =>
            {
                await library.ApproveAsync(id, order.Version, http.Actor().Person.Id, cancel);
                return TypedResults.Ok(await ShowAsync(id, library, inbox, cancel));
            })
            .RequirePermission(Permission.ApproveAnswers).Named("approveAnswer", "Approve an answer", "Its newest version.");
        answers.MapDelete("/{id}", async (Id id, HttpContext http, AnswerLibrary library, CancellationToken cancel) =>
            {
                await library.RemoveAsync(id, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.ApproveAnswers).Named("removeAnswer", "Remove an answer", "With versions and files.");
        answers.MapGet("/folders", async (AnswerLibrary library, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiFolder>.All((await library.ShelfAsync(cancel)).Folders.Select(FolderOf))))
            .RequirePermission(Permission.ReadConversations).Named("listAnswerFolders", "List folders", "In the order of the tree.");
        answers.MapPost("/folders", async (ApiFolderDraft draft, AnswerLibrary library, CancellationToken cancel) =>
            {
                var id = await library.SaveFolderAsync(null, draft.Name, draft.ParentId?.Value, cancel);
                return TypedResults.Created(
                    (string?)null, FolderOf((await library.ShelfAsync(cancel)).Folders.First(f => f.Id == id)));
            })
            .RequirePermission(Permission.EditAnswers).Named("addAnswerFolder", "Add a folder", "Five levels deep at most.");
        answers.MapGet("/table", async (AnswerLibrary library, CancellationToken cancel) =>
                TypedResults.Text(await library.ExportAsync(cancel), "text/csv; charset=utf-8"))
            .RequirePermission(Permission.ReadConversations)
            .Named("exportAnswers", "Export the library", "As CSV, one row a wording.");
        answers.MapPost("/table", async (AnswerTableOrder order, HttpContext http, AnswerLibrary library, CancellationToken cancel) =>
                TypedResults.Ok(await library.ImportAsync(
                    order.Table, order.Trial, http.Actor().May(Permission.ApproveAnswers), http.Actor().Person.Id, cancel)))
            .RequirePermission(Permission.EditAnswers)
            .Named("importAnswers", "Import answers", "CSV with the columns of the export; a trial run unless told otherwise.");
        answers.MapGet("/gaps", async (HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var gaps = await inbox.GapsAsync(InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.Ok(new ApiAnswerGaps(
                    gaps.At, gaps.Looked, gaps.Open,
                    [.. gaps.Gaps.Select(g => new ApiAnswerGap(g.Words, [.. g.Questions.Select(q => new Id(q.ConversationId))]))]));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("listAnswerGaps", "List gaps", "What customers wrote in the last 30 days and has no good answer, with a question mark or without, by topic.");
        MapPolicies(api.MapGroup("/policies").WithTags("Answers"));
        MapOfConversation(api.MapGroup("/conversations").WithTags("Conversations"));
    }

    private static void MapPolicies(RouteGroupBuilder policies)
    {
        policies.MapGet("", async (AnswerLibrary library, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiPolicy>.All((await library.ShelfAsync(cancel)).Policies.Select(ApiPolicy.Of))))
            .RequirePermission(Permission.ReadConversations).Named("listPolicies", "List policies", "In their order.");
        policies.MapPost("", async (ApiPolicyDraft draft, HttpContext http, AnswerLibrary library, CancellationToken cancel) =>
                TypedResults.Created((string?)null, await PolicyAsync(null, draft, http, library, cancel)))
            .RequirePermission(Permission.ApproveAnswers).Named("addPolicy", "Add a policy", "Shown where it applies.");
        policies.MapPut("/{id}", async (Id id, ApiPolicyDraft draft, HttpContext http, AnswerLibrary library, CancellationToken cancel) =>
                TypedResults.Ok(await PolicyAsync(id, draft, http, library, cancel)))
            .RequirePermission(Permission.ApproveAnswers).Named("changePolicy", "Change a policy", "All of it.");
        policies.MapDelete("/{id}", async (Id id, HttpContext http, AnswerLibrary library, CancellationToken cancel) =>
            {
                await library.RemovePolicyAsync(id, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.ApproveAnswers).Named("removePolicy", "Remove a policy", "What was booked stays booked.");
    }

    private static void MapOfConversation(RouteGroupBuilder talks)
    {
        talks.MapGet("/{id}/answers", async (
                Id id, Word<Leg>? leg, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var thread = await ThreadAsync(id, http, inbox, cancel);
                var found = await inbox.SuggestAnswersAsync(thread, leg?.Value, http.Actor().Person.Name, cancel);
                return TypedResults.Ok(Listed<ApiSuggestion>.All(found.Select(s => new ApiSuggestion(
                    s.Item.Id, s.Item.ApprovedVersion ?? s.Item.Version, s.Item.Title, s.Filled.Text, s.Filled.Open, s.Because,
                    s.Hit!.Fit, s.Hit.Words, s.Item.ChangedAt, s.History?.LastUsedAt, s.History?.Offered ?? 0,
                    s.History?.Taken ?? 0))));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("suggestAnswers", "Suggest answers", "For the customer's last words, in the wording for this conversation.");
        talks.MapPost("/{id}/check", async (Id id, ReplyOrder reply, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var check = await inbox.CheckReplyAsync(
                    id, reply.ToDraft(), InboxRoutes.SightOf(http.Actor()), cancel);
                return TypedResults.Ok(new ApiCheck(
                    [.. check.Findings.Select(ApiFinding.Of)],
                    [.. check.Needed.Select(n => n.Name)]));
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("checkReply", "Check a reply", "As sending would; nothing is changed.");
        talks.MapGet("/{id}/policies", async (
                Id id, HttpContext http, Inbox inbox, AnswerLibrary library, CancellationToken cancel) =>
            {
                var applied = new List<ApiApplied>();
                foreach (var one in await inbox.PoliciesAsync(await ThreadAsync(id, http, inbox, cancel), cancel))
                    applied.Add(new(
                        ApiPolicy.Of(one.Policy), one.Words, one.Labels, one.Findings,
                        one.Policy.Draft.CaseLimit is null ? null : (await library.LeftAsync(one.Policy, await inbox.PartsAsync(id, cancel), cancel)).Left));
                return TypedResults.Ok(Listed<ApiApplied>.All(applied));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("listAppliedPolicies", "List the policies that apply", "With what made them apply.");
        talks.MapPost("/{id}/goodwill", async (Id id, GoodwillOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await http.OnceAsync(order, async cancel =>
                {
                    await inbox.BookGoodwillAsync(
                        id, order.PolicyId, order.Cents, order.Why, InboxRoutes.SightOf(http.Actor()), cancel);
                    return 0;
                }, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations)
            .Named("bookGoodwill", "Book goodwill", "Within the limits of case and month." + Once.Said);
    }

    private static async Task<Ok<Listed<ApiAnswer>>> ListAsync(
        string? q, Id? folder, AnswerLibrary library, Inbox inbox, CancellationToken cancel)
    {
        var (shelf, today) = (await library.ShelfAsync(cancel), await library.TodayAsync(cancel));
        var outcomes = await inbox.OutcomesAsync(cancel);
        var items = shelf.In(folder?.Value);
        if (q is { Length: > 0 })
        {
            var inside = items.ToDictionary(i => i.Id);
            items = AnswerIndex.Of(inside.Values.Select(i => (i.Id, i.Content)), []).Rank(q, 50).Select(h => inside[h.ItemId]);
        }
        return TypedResults.Ok(Listed<ApiAnswer>.All(
            items.Select(i => ApiAnswer.Of(i, today, outcomes.GetValueOrDefault(i.Id)))));
    }

    private static async Task<ApiAnswer> SaveAsync(
        Id? id, ApiAnswerDraft draft, HttpContext http, AnswerLibrary library, Inbox inbox, CancellationToken cancel) =>
        await ShowAsync(
            await library.SaveAsync(
                id?.Value, draft.ToContent(), draft.FolderId?.Value, draft.OwnerId?.Value, draft.Seen, http.Actor().Person.Id,
                cancel), library, inbox, cancel);

    private static async Task<ApiAnswer> ShowAsync(long id, AnswerLibrary library, Inbox inbox, CancellationToken cancel) =>
        ApiAnswer.Of(
            await library.FindAsync(id, cancel)
                ?? throw new AnswerException(AnswerRefusal.NotFound, $"There is no answer {id}."),
            await library.TodayAsync(cancel), (await inbox.OutcomesAsync(cancel, id)).GetValueOrDefault(id));

    private static async Task<ApiPolicy> PolicyAsync(
        Id? id, ApiPolicyDraft draft, HttpContext http, AnswerLibrary library, CancellationToken cancel)
    {
        var saved = await library.SavePolicyAsync(id?.Value, draft.ToDraft(), http.Actor().Person.Id, cancel);
        return ApiPolicy.Of((await library.ShelfAsync(cancel)).Policies.First(p => p.Id == saved));
    }

    private static async Task<Echolot.Conversations.Thread> ThreadAsync(Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
        await inbox.ShowAsync(id, InboxRoutes.SightOf(http.Actor()), cancel)
        ?? throw new InboxException(InboxRefusal.NotFound, $"There is no conversation {id}.");

    private static ApiFolder FolderOf(AnswerFolder f) => new(f.Id, ApiConversation.IdOf(f.ParentId), f.Name, f.Path);
}
