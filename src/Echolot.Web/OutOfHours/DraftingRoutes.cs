using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.OutOfHours;

/// <summary>Drafts by a language model.</summary>
internal static class DraftingRoutes
{
    public static void MapDrafting(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<DraftingPage>(Urls.Drafting, Permission.Administer);
        routes.MapAction(Urls.Drafting, Permission.Administer, SetAsync);
        routes.MapAction(Urls.ConversationSuggestPattern, Permission.WorkConversations, SuggestAsync);
    }

    private static async Task<IResult> SetAsync(HttpContext http, DraftingDesk drafting, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var before = await drafting.SettingsAsync(cancel);
        var settings = new DraftingSettings(
            form["active"] == "true", form["address"].ToString(), form["model"].ToString(), before.HasKey);
        var key = form["forget"] == "true" ? "" : form["key"].ToString() is { Length: > 0 } entered ? entered : null;
        try
        {
            await drafting.SetSettingsAsync(settings, key, http.Actor().Person.Id, cancel);
            return Go.To(Urls.Drafting, DraftingText.Saved);
        }
        catch (DraftingException wrong)
        {
            return Pages.Show<DraftingPage>(
                http, new { Written = settings, Problem = DraftingText.Refusal(wrong.Why).ToString() });
        }
    }

    /// <summary>Shows the composer with a draft below what was written already; nothing is sent.</summary>
    private static async Task<IResult> SuggestAsync(
        HttpContext http, DraftingDesk drafting, long id, [FromForm] MessageKind mode, [FromForm] string? text,
        [FromForm] string? items, [FromForm] string? reason, [FromForm] string? to, CancellationToken cancel)
    {
        // What belongs to the words that are there stays with them.
        var answered = InboxRoutes.Number(to);
        var written = text?.Trim() ?? "";
        try
        {
            var draft = await drafting.SuggestAsync(id, InboxRoutes.SightOf(http.Actor()), cancel);
            http.Toast(DraftingText.Made);
            return Pages.Show<InboxPage>(
                http, new
                {
                    Id = (long?)id, Written = written.Length == 0 ? draft : $"{written}\n\n{draft}", Mode = (MessageKind?)mode,
                    Items = items, Reason = reason, To = answered,
                },
                StatusCodes.Status200OK);
        }
        catch (DraftingException wrong)
        {
            return Pages.Show<InboxPage>(
                http, new
                {
                    Id = (long?)id, Problem = DraftingText.Refusal(wrong.Why).ToString(), Written = text, Mode = (MessageKind?)mode,
                    Items = items, Reason = reason, To = answered,
                });
        }
    }
}
