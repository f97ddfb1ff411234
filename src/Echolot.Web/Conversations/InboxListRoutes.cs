using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Monitors;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Lists under a name, and changes to many conversations at once.</summary>
internal static class InboxListRoutes
{
    public static void MapInboxLists(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Urls.InboxFollow, FollowAsync).RequirePermission(Permission.ReadConversations).ExcludeFromDescription();
        routes.MapAction(Urls.InboxMany, Permission.WorkConversations, ChangeAsync);
        routes.MapPart<ManyRunPage>(Urls.InboxMany, Permission.WorkConversations);
        routes.MapAction(Urls.InboxManyUndoPattern, Permission.WorkConversations, UndoAsync);
        routes.MapPart<InboxViewsPart>(Urls.InboxViews, Permission.ReadConversations);
        routes.MapAction(Urls.InboxViews, Permission.ReadConversations, KeepAsync);
        routes.MapAction(Urls.InboxViewPattern, Permission.ReadConversations, RenameAsync);
        routes.MapAction(Urls.InboxViewRemovePattern, Permission.ReadConversations, RemoveAsync);
    }

    /// <summary>What an open page shows when something has changed; with <c>views=1</c> how many each list under a name has.</summary>
    private static async Task<IResult> FollowAsync(
        HttpContext http, FollowedLists lists, ViewCounts counts, string? views, CancellationToken cancel)
    {
        http.Response.Headers.CacheControl = "no-store";
        var counting = views is "1" ? counts.AskAsync(http.Actor(), cancel) : null;
        var list = await lists.AskAsync(InboxAddress.Read(http.Request.Query), http.Actor(), cancel);
        return TypedResults.Json(counting is null ? list : list with { Views = await counting });
    }

    /// <summary>
    /// Changes the named conversations, or without <paramref name="ids"/> everything of the list in the address; says
    /// how many that list has where it is asked for the count.
    /// </summary>
    private static async Task<IResult> ChangeAsync(
        HttpContext http, Inbox inbox, TimeProvider clock, [FromForm] string? ids, [FromForm] string what,
        [FromForm] string? value, [FromForm] string? cause, [FromForm] string? reason, [FromForm] string? until,
        CancellationToken cancel)
    {
        var chosen = ids is null ? null : ids.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(InboxRoutes.Number).OfType<long>().ToList();
        var (filter, sight) = (InboxAddress.Read(http.Request.Query).Filter, InboxRoutes.SightOf(http.Actor()));
        if (Inbox.WrongWith(filter.Search) is [var wrongQuery, ..])
        {
            var problem = QueryText.Message(wrongQuery);
            return Go.Refused(new Phrase(problem, problem));
        }
        if (what is "count")
        {
            var all = await inbox.CountAsync(filter, sight, Inbox.MostAtOnce + 1, cancel);
            return TypedResults.Text(ListsText.AllChosen.With(
                all.ToString("N0", CultureInfo.CurrentCulture) + (all > Inbox.MostAtOnce ? "+" : "")));
        }
        DateTimeOffset? then = null;
        if (what is "state" && value is "until")
        {
            then = Later.Try("at", until, clock.GetUtcNow(), http.Actor().Person.TimeZone);
            if (then is null) return Go.Refused(InboxText.Refusal(new(InboxRefusal.TimeMissing, "")));
        }
        try
        {
            BulkChange? change = (what, value) switch
            {
                ("assign", _) => new BulkChange.Assign(InboxRoutes.Number(value) is > 0 and var person ? person : null),
                ("department", _) => new BulkChange.Move(InboxRoutes.Number(value) is > 0 and var department ? department : null),
                ("label", _) when InboxRoutes.Number(value) is { } label => new BulkChange.Label(label),
                ("incident", _) => new BulkChange.Join(InboxRoutes.Number(value) is > 0 and var incident ? incident : null),
                ("crisis", "undo") => new BulkChange.CrisisUndone(),
                ("crisis", "auto") => new BulkChange.Crisis(null),
                ("crisis", _) when CrisisRoutes.Level(value) is { } level => new BulkChange.Crisis(level, reason),
                ("priority", "score") => new BulkChange.Prioritise(null),
                ("priority", _) when Enum.TryParse<Priority>(value, out var priority) => new BulkChange.Prioritise(priority),
                ("state", "until") => new BulkChange.Enter(ConversationState.Snoozed, then),
                ("state", "tomorrow") => new BulkChange.Enter(ConversationState.Snoozed, clock.GetUtcNow().AddDays(1)),
                ("state", _) when Enum.TryParse<ConversationState>(value, out var state) => new BulkChange.Enter(state, null, cause),
                ("macro", _) => await inbox.ManyByMacroAsync(InboxRoutes.Number(value) ?? 0, sight, cancel),
                _ => null,
            };
            if (change is null) return TypedResults.BadRequest();
            var (result, goes) = await inbox.ChangeManyInTurnAsync(chosen, filter, change, sight, cancel);
            if (result is null)
            {
                var begun = goes!.Goes ? ListsText.Begun.With(goes.Total)
                    : goes.Refused == 0 ? ListsText.Changed.With(goes.Changed)
                    : ListsText.ChangedNot.With(goes.Changed, goes.Refused, goes.Why is { } why ? InboxText.Refusal(new(why, "")).ToString() : "–");
                return Said(begun, goes.Goes || goes.Changed > 0);
            }
            var (done, not) = (result.Changed.ToString("N0", CultureInfo.CurrentCulture), result.Refused.Count);
            var told = not == 0
                ? ListsText.Changed.With(done)
                : ListsText.ChangedNot.With(done, not, InboxText.Refusal(result.Refused[0].Why).ToString());
            return Said(told, result.Changed > 0 || not == 0);
        }
        catch (InboxException wrong)
        {
            return Go.Refused(InboxText.Refusal(wrong));
        }

        static IResult Said(string told, bool good) => good ? Go.Nowhere(new Phrase(told, told)) : Go.Refused(new Phrase(told, told));
    }

    private static async Task<IResult> UndoAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel)
    {
        try
        {
            await inbox.UndoManyAsync(id, InboxRoutes.SightOf(http.Actor()), cancel);
            return Pages.Show<ManyRunPage>(http, new { }, StatusCodes.Status200OK);
        }
        catch (InboxException wrong)
        {
            return Go.Refused(InboxText.Refusal(wrong));
        }
    }

    private static async Task<IResult> KeepAsync(
        HttpContext http, Inbox inbox, [FromForm] string? name, [FromForm] string? filters, [FromForm] string? shared,
        [FromForm] string? instead, CancellationToken cancel)
    {
        var address = Urls.InboxView((filters ?? "").TrimStart('?'));
        try
        {
            // It keeps its name, and is shared as it was, unless something else is said.
            if (InboxRoutes.Number(instead) is { } there)
            {
                await inbox.ChangeViewAsync(
                    there, string.IsNullOrWhiteSpace(name) ? null : name, filters ?? "", shared == "true" ? true : null,
                    http.Actor().Person.Id, http.Actor().May(Permission.EditCare), cancel);
                return Go.To(address, ListsText.Replaced);
            }
            await inbox.AddViewAsync(name ?? "", filters ?? "", shared == "true", http.Actor().Person.Id, cancel);
            return Go.To(address, ListsText.Kept);
        }
        catch (InboxException wrong)
        {
            return Go.Refused(address, InboxText.Refusal(wrong));
        }
    }

    private static async Task<IResult> RenameAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? name, CancellationToken cancel)
    {
        try
        {
            await inbox.ChangeViewAsync(
                id, name ?? "", null, null, http.Actor().Person.Id, http.Actor().May(Permission.EditCare), cancel);
            return Go.To(Urls.Inbox, ListsText.Renamed);
        }
        catch (InboxException wrong)
        {
            return Go.Refused(Urls.Inbox, InboxText.Refusal(wrong));
        }
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, Inbox inbox, long id, CancellationToken cancel)
    {
        try
        {
            await inbox.RemoveViewAsync(id, http.Actor().Person.Id, http.Actor().May(Permission.EditCare), cancel);
            return Go.To(Urls.Inbox, ListsText.Removed);
        }
        catch (InboxException wrong)
        {
            return Go.Refused(Urls.Inbox, InboxText.Refusal(wrong));
        }
    }
}
