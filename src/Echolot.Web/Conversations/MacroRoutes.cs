using System.Globalization;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Macros, and running one on a conversation.</summary>
internal static class MacroRoutes
{
    /// <summary>With whom a macro is shared that has no department.</summary>
    public const string Everybody = "all";

    public static void MapMacros(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<MacrosPage>(Urls.Macros, Permission.WorkConversations);
        routes.MapPage<MacroPage>(Urls.NewMacro, Permission.WorkConversations);
        routes.MapPage<MacroPage>(Urls.MacroPattern, Permission.WorkConversations);
        routes.MapAction(Urls.Macros, Permission.WorkConversations, AddAsync);
        routes.MapAction(Urls.MacroPattern, Permission.WorkConversations, ChangeAsync);
        routes.MapAction(Urls.MacroMovePattern, Permission.WorkConversations, MoveAsync);
        routes.MapAction(Urls.MacroRemovePattern, Permission.WorkConversations, RemoveAsync);
        routes.MapAction(Urls.ConversationMacroPattern, Permission.WorkConversations, RunAsync);
    }

    private static Task<IResult> AddAsync(HttpContext http, Inbox inbox) => SaveAsync(null, http, inbox);

    private static Task<IResult> ChangeAsync(HttpContext http, Inbox inbox, long id) => SaveAsync(id, http, inbox);

    private static async Task<IResult> SaveAsync(long? id, HttpContext http, Inbox inbox)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var errors = new Dictionary<string, string>();
        var seen = Moments.OfForm(form["seen"]);
        var shared = form["for"].ToString();
        var department = InboxRoutes.Number(shared);
        var draft = new MacroDraft(
            form["name"].ToString(), WorkflowForm.Actions(form, errors, macro: true), department is not null || shared is Everybody,
            department);
        if (errors.Count == 0)
        {
            try
            {
                await inbox.SaveMacroAsync(
                    id, draft, http.Actor().Person.Id, http.Actor().May(Permission.EditCare), http.RequestAborted, seen);
                return Go.To(Urls.Macros, MacroText.Saved);
            }
            catch (InboxException wrong) when (wrong.Why is InboxRefusal.ChangedMeanwhile)
            {
                return Pages.Show<MacroPage>(http, new { Id = id, Written = draft, Meanwhile = true }, StatusCodes.Status409Conflict);
            }
            catch (InboxException wrong)
            {
                errors[wrong.Why is InboxRefusal.NameMissing ? "name" : ""] = InboxText.Refusal(wrong);
            }
        }
        return Pages.Show<MacroPage>(
            http, new { Id = id, Written = draft, Seen = seen, Errors = (IReadOnlyDictionary<string, string>)errors });
    }

    private static Task<IResult> MoveAsync(HttpContext http, Inbox inbox, long id, [FromForm] int position) => ToListAsync(
        () => inbox.MoveMacroAsync(
            id, position, http.Actor().Person.Id, http.Actor().May(Permission.EditCare), http.RequestAborted), MacroText.Moved);

    private static Task<IResult> RemoveAsync(HttpContext http, Inbox inbox, long id) => ToListAsync(
        () => inbox.RemoveMacroAsync(id, http.Actor().Person.Id, http.Actor().May(Permission.EditCare), http.RequestAborted),
        MacroText.Removed);

    private static async Task<IResult> ToListAsync(Func<Task> work, Phrase done)
    {
        try
        {
            await work();
            return Go.To(Urls.Macros, done);
        }
        catch (InboxException wrong)
        {
            return Go.Refused(Urls.Macros, InboxText.Refusal(wrong));
        }
    }

    /// <summary>Runs a macro; what stands in the composer is kept first, so that a reply comes below it.</summary>
    private static async Task<IResult> RunAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? macro, [FromForm] string? text, [FromForm] string? mode,
        [FromForm] string? shared, [FromForm] string? seen, CancellationToken cancel)
    {
        var (person, sight, revision) = (http.Actor().Person.Id, InboxRoutes.SightOf(http.Actor()), InboxRoutes.Number(seen));
        MacroOutcome outcome;
        try
        {
            if (await inbox.FindAsync(id, sight, cancel) is null) return Pages.Show<InboxPage>(http, new { Id = (long?)id });
            if (text is not null && Enum.TryParse<MessageKind>(mode, out var kind) && Enum.IsDefined(kind))
            {
                // What they said elsewhere since does not keep these words from being a draft.
                var since = await inbox.SaveDraftAsync(id, person, kind, text, shared is "1", revision ?? 0, cancel, revision);
                if (since is not null) await inbox.SaveDraftAsync(id, person, kind, text, shared is "1", revision ?? 0, cancel, since);
            }
            outcome = await inbox.RunMacroAsync(id, InboxRoutes.Number(macro) ?? 0, sight, cancel, revision);
        }
        catch (InboxException wrong)
        {
            return Refused(InboxText.Refusal(wrong));
        }
        if (!outcome.Done)
            return Refused(MacroText.NotDone.With(
                WorkflowText.Does(outcome.Stopped!, await NamesAsync(http)), InboxText.Refusal(outcome.Why!).ToString()));
        // Whoever gave it away may see it no longer.
        if (sight.Departments is not null && await inbox.FindAsync(id, sight, cancel) is null)
            return Go.To(Urls.Inbox, InboxText.GivenAway);
        var problem = outcome.Why is { } kept ? MacroText.NotSent.With(InboxText.Refusal(kept).ToString()) : null;
        var told = outcome switch
        {
            { Waits: true } => MacroText.WaitsBelow,
            { Said.SendId: not null } => MacroText.Sent,
            { Said: not null } => MacroText.Asked,
            { Draft: not null } => MacroText.Waiting,
            _ => MacroText.Done,
        };
        if (!http.IsFragment() && problem is null) return Go.To(Urls.Conversation(id), told);
        if (http.IsFragment()) http.Toast(problem ?? told, problem is null ? Components.Tone.Good : Components.Tone.Bad, also: "echo:many");
        return Pages.Show<InboxPage>(http, new
        {
            Id = (long?)id, Problem = problem, Written = outcome.Draft?.Text, Mode = outcome.Draft?.Kind,
            Found = outcome.Why?.Findings ?? [], Items = ItemsOf(outcome),
        }, http.IsFragment() ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

        IResult Refused(string why) => http.IsFragment()
            ? Go.Refused(new Phrase(why, why))
            : Pages.Show<InboxPage>(http, new { Id = (long?)id, Problem = why });
    }

    private static string? ItemsOf(MacroOutcome outcome) => outcome.Items.Count == 0 ? null
        : string.Join(' ', outcome.Items.Select(i => string.Create(CultureInfo.InvariantCulture, $"{i.ItemId}.{i.Version}")));

    private static Task<WorkflowNames> NamesAsync(HttpContext http) => WorkflowNames.OfMacrosAsync(
        http.RequestServices.GetRequiredService<Roster>(), http.RequestServices.GetRequiredService<Archive>(),
        http.RequestServices.GetRequiredService<Inbox>(), http.RequestServices.GetRequiredService<AnswerLibrary>(), http.RequestAborted);
}
