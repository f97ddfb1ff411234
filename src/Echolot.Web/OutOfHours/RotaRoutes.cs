using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Chat;
using Echolot.Web.Conversations;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.OutOfHours;

/// <summary>Who is on call, and what they do.</summary>
internal static class RotaRoutes
{
    public static void MapRota(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<RotaPage>(Urls.Rota, Permission.ReadConversations);
        routes.MapPage<ShiftPage>(Urls.NewShift, Permission.EditCare);
        routes.MapPage<ShiftPage>(Urls.ShiftAtPattern, Permission.ReadConversations);
        routes.MapAction(Urls.NewShift, Permission.EditCare, AddShiftAsync);
        routes.MapAction(Urls.ShiftAtPattern, Permission.EditCare, ChangeShiftAsync);
        routes.MapAction(Urls.ShiftCancelPattern, Permission.EditCare, CancelAsync);
        routes.MapAction(Urls.ShiftCheckPattern, Permission.WorkConversations, ConfirmAsync);
        routes.MapAction(Urls.ShiftNotePattern, Permission.WorkConversations, NoteAsync);
        routes.MapAction(Urls.ShiftSwapPattern, Permission.WorkConversations, OfferAsync);
        routes.MapAction(Urls.SwapTakePattern, Permission.WorkConversations, TakeAsync);
        routes.MapAction(Urls.SwapWithdrawPattern, Permission.WorkConversations, WithdrawAsync);
        routes.MapAction(Urls.DutyAcknowledgePattern, Permission.WorkConversations, AcknowledgeAsync);
        routes.MapAction(Urls.RotaFeed, Permission.ReadConversations, MakeFeedAsync);
        routes.MapAction(Urls.RotaFeedEnd, Permission.ReadConversations, EndFeedAsync);
        routes.MapPage<RotaSettingsPage>(Urls.RotaSettings, Permission.EditCare);
        routes.MapAction(Urls.RotaSettings, Permission.EditCare, SetAsync);
        routes.MapPage<ShiftPatternPage>(Urls.NewShiftPattern, Permission.EditCare);
        routes.MapPage<ShiftPatternPage>(Urls.ShiftPatternPattern, Permission.EditCare);
        routes.MapAction(Urls.NewShiftPattern, Permission.EditCare, AddPatternAsync);
        routes.MapAction(Urls.ShiftPatternPattern, Permission.EditCare, ChangePatternAsync);
        routes.MapAction(Urls.ShiftPatternRemovePattern, Permission.EditCare, RemovePatternAsync);
        // Calendar programs cannot sign in: the secret of the address is what they have.
        routes.MapGet(Urls.RotaFeedPattern, FeedAsync).WithMetadata(new OpenTo("calendar programs that know the secret of the address")).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> FeedAsync(HttpContext http, RotaDesk rota, string secret, CancellationToken cancel)
    {
        if (await rota.FeedAsync(secret, cancel) is not { } calendar) return TypedResults.NotFound();
        http.Response.Headers.CacheControl = "private, max-age=300";
        return TypedResults.Text(calendar, "text/calendar; charset=utf-8");
    }

    private static async Task<IResult> MakeFeedAsync(HttpContext http, RotaDesk rota, CancellationToken cancel)
    {
        var secret = await rota.MakeFeedAsync(http.Actor().Person.Id, cancel);
        http.Response.Headers.CacheControl = "no-store";
        return Pages.Show<RotaPage>(http, new { FeedSecret = secret }, StatusCodes.Status200OK);
    }

    private static async Task<IResult> EndFeedAsync(HttpContext http, RotaDesk rota, CancellationToken cancel)
    {
        await rota.RevokeFeedAsync(http.Actor().Person.Id, cancel);
        return Go.To(Urls.Rota, RotaText.FeedEnded);
    }

    private static async Task<IResult> AcknowledgeAsync(HttpContext http, RotaDesk rota, long id, CancellationToken cancel) =>
        await rota.AcknowledgeCallAsync(id, http.Actor().Person.Id, cancel)
            ? Go.To(Urls.Rota, RotaText.Acknowledged) : Go.Refused(Urls.Rota, RotaText.TooLate);

    private static Task<IResult> ConfirmAsync(
        HttpContext http, RotaDesk rota, Inbox inbox, long id, CancellationToken cancel) => DoAsync(
            http, () => CountedAsync(http.Actor(), rota, inbox, id, cancel), RotaText.Checked);

    /// <summary>Somebody has looked: what is to be done now, as their eyes see it, is counted here and not told by them.</summary>
    internal static async Task CountedAsync(Actor actor, RotaDesk rota, Inbox inbox, long shift, CancellationToken cancel) =>
        await rota.ConfirmAsync(
            shift, actor.Person.Id, (int)(await inbox.CountAsync(Sight.Of(actor), cancel)).ToDo, cancel);

    private static Task<IResult> NoteAsync(
        HttpContext http, RotaDesk rota, long id, [FromForm] string? text, CancellationToken cancel) =>
        DoAsync(http, () => rota.WriteNoteAsync(id, http.Actor().Person.Id, text ?? "", cancel), RotaText.Saved);

    private static Task<IResult> OfferAsync(
        HttpContext http, RotaDesk rota, long id, [FromForm] string? to, CancellationToken cancel) =>
        DoAsync(http, () => rota.OfferSwapAsync(id, http.Actor().Person.Id, InboxRoutes.Number(to), cancel), RotaText.Offered);

    private static Task<IResult> TakeAsync(HttpContext http, RotaDesk rota, long id, CancellationToken cancel) =>
        DoAsync(http, () => rota.TakeSwapAsync(id, http.Actor().Person.Id, cancel), RotaText.Taken);

    private static Task<IResult> WithdrawAsync(HttpContext http, RotaDesk rota, long id, CancellationToken cancel) =>
        DoAsync(http, () => rota.WithdrawSwapAsync(id, http.Actor().Person.Id, cancel), RotaText.Saved);

    private static Task<IResult> CancelAsync(HttpContext http, RotaDesk rota, long id, CancellationToken cancel) =>
        DoAsync(http, () => rota.CancelShiftAsync(id, http.Actor().Person.Id, cancel), RotaText.Saved);

    private static async Task<IResult> DoAsync(HttpContext http, Func<Task> work, Phrase told)
    {
        try
        {
            await work();
            return Go.To(Urls.Rota, told);
        }
        catch (RotaException wrong)
        {
            return Pages.Show<RotaPage>(http, new { Problem = RotaText.Refusal(wrong).ToString() });
        }
    }

    private static Task<IResult> AddShiftAsync(HttpContext http, RotaDesk rota, CancellationToken cancel) =>
        SaveShiftAsync(http, rota, null, cancel);

    private static Task<IResult> ChangeShiftAsync(HttpContext http, RotaDesk rota, long id, CancellationToken cancel) =>
        SaveShiftAsync(http, rota, id, cancel);

    private static async Task<IResult> SaveShiftAsync(HttpContext http, RotaDesk rota, long? id, CancellationToken cancel)
    {
        var form = ShiftForm.Read(await http.Request.ReadFormAsync(cancel));
        var draft = form.ToDraft(await rota.ZoneAsync(cancel), out var problem);
        try
        {
            if (draft is not null)
            {
                await rota.SaveShiftAsync(id, draft, http.Actor().Person.Id, cancel);
                return Go.To(Urls.Rota, RotaText.Saved);
            }
        }
        catch (RotaException wrong)
        {
            problem = RotaText.Refusal(wrong);
        }
        return Pages.Show<ShiftPage>(http, new { Id = id, Written = form, Problem = problem });
    }

    private static Task<IResult> AddPatternAsync(HttpContext http, RotaDesk rota, CancellationToken cancel) =>
        SavePatternAsync(http, rota, null, cancel);

    private static Task<IResult> ChangePatternAsync(HttpContext http, RotaDesk rota, long id, CancellationToken cancel) =>
        SavePatternAsync(http, rota, id, cancel);

    private static async Task<IResult> SavePatternAsync(HttpContext http, RotaDesk rota, long? id, CancellationToken cancel)
    {
        var form = PatternForm.Read(await http.Request.ReadFormAsync(cancel));
        var draft = form.ToDraft(out var problem);
        try
        {
            if (draft is not null)
            {
                await rota.SavePatternAsync(id, draft, http.Actor().Person.Id, cancel);
                return Go.To(Urls.RotaSettings, RotaText.Saved);
            }
        }
        catch (RotaException wrong)
        {
            problem = RotaText.Refusal(wrong);
        }
        return Pages.Show<ShiftPatternPage>(http, new { Id = id, Written = form, Problem = problem });
    }

    private static async Task<IResult> RemovePatternAsync(HttpContext http, RotaDesk rota, long id, CancellationToken cancel)
    {
        await rota.RemovePatternAsync(id, http.Actor().Person.Id, cancel);
        return Go.To(Urls.RotaSettings, RotaText.Saved);
    }

    private static async Task<IResult> SetAsync(HttpContext http, RotaDesk rota, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var settings = new RotaSettings(
            InboxRoutes.Number(form["calendar"]), (int)Math.Min(InboxRoutes.Number(form["minutes"]) ?? 0, 9999),
            (int)Math.Min(InboxRoutes.Number(form["rounds"]) ?? 0, 9999));
        try
        {
            await rota.SetSettingsAsync(settings, http.Actor().Person.Id, cancel);
            return Go.To(Urls.RotaSettings, RotaText.Saved);
        }
        catch (RotaException wrong)
        {
            return Pages.Show<RotaSettingsPage>(http, new { Written = settings, Problem = RotaText.Refusal(wrong).ToString() });
        }
    }
}
