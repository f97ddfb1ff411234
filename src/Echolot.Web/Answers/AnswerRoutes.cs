using System.Text;
using Echolot.Answers;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Answers;

/// <summary>The library, its folders, files and tables, gaps and policies.</summary>
internal static class AnswerRoutes
{
    public static void MapAnswers(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<AnswersPage>(Urls.Answers, Permission.ReadConversations);
        routes.MapPage<AnswerPage>(Urls.NewAnswer, Permission.EditAnswers);
        routes.MapPage<AnswerPage>(Urls.AnswerPattern, Permission.ReadConversations);
        routes.MapAction(Urls.NewAnswer, Permission.EditAnswers, AddAsync);
        routes.MapAction(Urls.AnswerPattern, Permission.EditAnswers, ChangeAsync);
        routes.MapAction(Urls.AnswerPreview, Permission.EditAnswers, PreviewAsync);
        routes.MapAction(Urls.AnswerApprovePattern, Permission.ApproveAnswers, ApproveAsync);
        routes.MapAction(Urls.AnswerWithdrawPattern, Permission.ApproveAnswers, WithdrawAsync);
        routes.MapAction(Urls.AnswerRemovePattern, Permission.ApproveAnswers, RemoveAsync);
        routes.MapAction(Urls.AnswerFilesPattern, Permission.EditAnswers, AddFileAsync);
        routes.MapAction(Urls.AnswerFileRemovePattern, Permission.EditAnswers, RemoveFileAsync);
        routes.MapGet(Urls.AnswerFilePattern, FileAsync).RequirePermission(Permission.ReadConversations).ExcludeFromDescription();
        routes.MapAction(Urls.AnswerFolders, Permission.EditAnswers, AddFolderAsync);
        routes.MapAction(Urls.AnswerFolderPattern, Permission.EditAnswers, ChangeFolderAsync);
        routes.MapAction(Urls.AnswerFolderRemovePattern, Permission.EditAnswers, RemoveFolderAsync);
        routes.MapPage<GapsPage>(Urls.AnswerGaps, Permission.ReadConversations);
        routes.MapPage<AnswerImportPage>(Urls.AnswerImport, Permission.EditAnswers);
        routes.MapAction(Urls.AnswerImport, Permission.EditAnswers, ImportAsync);
        routes.MapGet(Urls.AnswerExport, ExportAsync).RequirePermission(Permission.ReadConversations).ExcludeFromDescription();
        routes.MapPage<PoliciesPage>(Urls.Policies, Permission.ReadConversations);
        routes.MapPage<PolicyPage>(Urls.NewPolicy, Permission.ApproveAnswers);
        routes.MapPage<PolicyPage>(Urls.PolicyPattern, Permission.ApproveAnswers);
        routes.MapAction(Urls.NewPolicy, Permission.ApproveAnswers, AddPolicyAsync);
        routes.MapAction(Urls.PolicyPattern, Permission.ApproveAnswers, ChangePolicyAsync);
        routes.MapAction(Urls.PolicyRemovePattern, Permission.ApproveAnswers, RemovePolicyAsync);
    }

    private static Task<IResult> AddAsync(HttpContext http, AnswerLibrary library) => SaveAsync(null, http, library);

    private static Task<IResult> ChangeAsync(HttpContext http, AnswerLibrary library, long id) => SaveAsync(id, http, library);

    private static async Task<IResult> SaveAsync(long? id, HttpContext http, AnswerLibrary library)
    {
        var cancel = http.RequestAborted;
        var form = await http.Request.ReadFormAsync(cancel);
        var (written, by) = (AnswerForm.Read(form), http.Actor().Person.Id);
        try
        {
            var saved = await library.SaveAsync(id, written.Content, written.Folder, written.Owner, written.Seen, by, cancel);
            if (form["then"] == "approve" && http.Actor().May(Permission.ApproveAnswers))
            {
                await library.ApproveAsync(saved, (await library.FindAsync(saved, cancel))!.Version, by, cancel);
                return Go.To(Urls.Answer(saved), AnswersText.Approved);
            }
            return Go.To(Urls.Answer(saved), AnswersText.Saved);
        }
        catch (AnswerException wrong)
        {
            var field = wrong.Why switch
            {
                AnswerRefusal.NameMissing or AnswerRefusal.NameTooLong => "title",
                AnswerRefusal.TextMissing or AnswerRefusal.TextTooLong => "text",
                AnswerRefusal.DatesCrossed => "until",
                _ => "",
            };
            return Pages.Show<AnswerPage>(http, new { Id = id, Written = written, Errors = Errors(field, wrong) });
        }
    }

    private static async Task<IResult> PreviewAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return Pages.Show<AnswerPreviewPage>(
            http,
            new
            {
                AnswerForm.Read(form).Content, Language = form["as-language"].ToString(), Address = form["as-address"].ToString(),
            }, StatusCodes.Status200OK);
    }

    private static Task<IResult> ApproveAsync(HttpContext http, AnswerLibrary library, long id, [FromForm] int version) =>
        DoAsync(http, id, () => library.ApproveAsync(id, version, http.Actor().Person.Id, http.RequestAborted), AnswersText.Approved);

    private static Task<IResult> WithdrawAsync(HttpContext http, AnswerLibrary library, long id) =>
        DoAsync(http, id, () => library.WithdrawAsync(id, http.Actor().Person.Id, http.RequestAborted), AnswersText.Withdrawn);

    private static async Task<IResult> RemoveAsync(HttpContext http, AnswerLibrary library, long id)
    {
        try
        {
            await library.RemoveAsync(id, http.Actor().Person.Id, http.RequestAborted);
            return Go.To(Urls.Answers, AnswersText.Removed);
        }
        catch (AnswerException)
        {
            return Go.Refused(Urls.Answers, AnswersText.Gone);
        }
    }

    private static async Task<IResult> AddFileAsync(HttpContext http, AnswerLibrary library, long id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return await DoAsync(http, id, async () =>
        {
            var file = form.Files["file"];
            if (file is null || file.Length > AnswerLibrary.LargestFile)
                throw new AnswerException(AnswerRefusal.FileTooLarge, "Choose a file of at most 5 MB.");
            using var content = new MemoryStream((int)file.Length);
            await file.CopyToAsync(content, http.RequestAborted);
            await library.AddFileAsync(id, file.FileName, content.ToArray(), http.Actor().Person.Id, http.RequestAborted);
        }, AnswersText.Saved);
    }

    private static Task<IResult> RemoveFileAsync(HttpContext http, AnswerLibrary library, long id, long file) =>
        DoAsync(http, id, () => library.RemoveFileAsync(id, file, http.RequestAborted), AnswersText.Removed);

    /// <summary>Handed out to be saved: nothing of it is shown or run on our own address.</summary>
    private static async Task<IResult> FileAsync(HttpContext http, AnswerLibrary library, long id, CancellationToken cancel) =>
        await library.FileAsync(id, cancel) is { } found
            ? Download.Of(http, found.File.Name, found.File.Type, found.Content)
            : TypedResults.NotFound();

    private static async Task<IResult> DoAsync(HttpContext http, long id, Func<Task> work, Phrase done)
    {
        try
        {
            await work();
            return Go.To(Urls.Answer(id), done);
        }
        catch (AnswerException wrong)
        {
            return Pages.Show<AnswerPage>(http, new { Id = (long?)id, Problem = AnswersText.Refusal(wrong).ToString() });
        }
    }

    private static Task<IResult> AddFolderAsync(
        HttpContext http, AnswerLibrary library, [FromForm] string? name, [FromForm] string? parent) =>
        SaveFolderAsync(null, http, library, name, parent);

    private static Task<IResult> ChangeFolderAsync(
        HttpContext http, AnswerLibrary library, long id, [FromForm] string? name, [FromForm] string? parent) =>
        SaveFolderAsync(id, http, library, name, parent);

    private static async Task<IResult> SaveFolderAsync(
        long? id, HttpContext http, AnswerLibrary library, string? name, string? parent)
    {
        try
        {
            return Go.To(Urls.AnswersIn(
                await library.SaveFolderAsync(id, name ?? "", AnswerForm.Id(parent), http.RequestAborted)), AnswersText.Saved);
        }
        catch (AnswerException wrong)
        {
            return Pages.Show<AnswersPage>(
                http,
                new { FolderId = id, FolderName = name, Errors = Errors(wrong.Why is AnswerRefusal.TooDeep ? "parent" : "name", wrong) });
        }
    }

    private static async Task<IResult> RemoveFolderAsync(HttpContext http, AnswerLibrary library, long id)
    {
        try
        {
            await library.RemoveFolderAsync(id, http.RequestAborted);
            return Go.To(Urls.Answers, AnswersText.Removed);
        }
        catch (AnswerException wrong)
        {
            return Go.Refused(Urls.AnswersIn(id), AnswersText.Refusal(wrong));
        }
    }

    private static async Task<IResult> ImportAsync(HttpContext http, AnswerLibrary library)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var table = form["table"].ToString();
        if (form.Files["file"] is { Length: > 0 } file)
        {
            if (file.Length > AnswerLibrary.LargestTable * 2) return Refused(AnswersText.ImportTooLarge);
            using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
            table = await reader.ReadToEndAsync(http.RequestAborted);
        }
        if (string.IsNullOrWhiteSpace(table))
            return Refused(AnswersText.ImportNothing);
        var trial = form["then"] != "import";
        var outcome = await library.ImportAsync(
            table, trial, http.Actor().May(Permission.ApproveAnswers), http.Actor().Person.Id, http.RequestAborted);
        return Pages.Show<AnswerImportPage>(
            http, new { Outcome = outcome, Trial = trial, Table = trial ? table : null }, StatusCodes.Status200OK);

        IResult Refused(string why) => Pages.Show<AnswerImportPage>(
            http, new { Errors = (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { [""] = why } });
    }

    private static async Task<IResult> ExportAsync(AnswerLibrary library, CancellationToken cancel) => TypedResults.File(
        Encoding.UTF8.GetBytes(await library.ExportAsync(cancel)), "text/csv; charset=utf-8", "echolot-answers.csv");

    private static Task<IResult> AddPolicyAsync(HttpContext http, AnswerLibrary library) => SavePolicyAsync(null, http, library);

    private static Task<IResult> ChangePolicyAsync(HttpContext http, AnswerLibrary library, long id) =>
        SavePolicyAsync(id, http, library);

    private static async Task<IResult> SavePolicyAsync(long? id, HttpContext http, AnswerLibrary library)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var errors = new Dictionary<string, string>();
        var draft = new PolicyDraft(
            Enum.TryParse<PolicyKind>(form["kind"], out var kind) && Enum.IsDefined(kind) ? kind : PolicyKind.Complaint,
            form["name"].ToString(), form["text"].ToString(), form["steps"].ToString().Split('\n'),
            new(
                ApprovalForm.List(form["words"].ToString()), ApprovalForm.List(form["labels"].ToString()),
                [.. form["findings"].OfType<string>()]),
            Enum.TryParse<PolicyAdvice>(form["advice"], out var advice) && Enum.IsDefined(advice) ? advice : PolicyAdvice.Answer,
            Cents("case"), Cents("month"), form["active"].Count > 0);
        try
        {
            if (errors.Count == 0)
            {
                await library.SavePolicyAsync(id, draft, http.Actor().Person.Id, http.RequestAborted);
                return Go.To(Urls.Policies, AnswersText.Saved);
            }
        }
        catch (AnswerException wrong)
        {
            errors[wrong.Why is AnswerRefusal.NameMissing or AnswerRefusal.NameTooLong ? "name" : ""] = AnswersText.Refusal(wrong);
        }
        return Pages.Show<PolicyPage>(http, new { Id = id, Draft = draft, Errors = (IReadOnlyDictionary<string, string>)errors });

        long? Cents(string name)
        {
            if (form[name].ToString().Trim() is not { Length: > 0 } text) return null;
            if (AnsweringRoutes.TryCents(text, out var cents)) return cents;
            errors[name] = AnswersText.AmountWrong;
            return null;
        }
    }

    private static async Task<IResult> RemovePolicyAsync(HttpContext http, AnswerLibrary library, long id)
    {
        await library.RemovePolicyAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Policies, AnswersText.Removed);
    }

    private static IReadOnlyDictionary<string, string> Errors(string field, AnswerException wrong) =>
        new Dictionary<string, string> { [field] = AnswersText.Refusal(wrong) };
}
