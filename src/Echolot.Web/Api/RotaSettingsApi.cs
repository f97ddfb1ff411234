using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using NodaTime;

namespace Echolot.Web.Api;

/// <summary>Shifts that come again each week; <c>from</c>, <c>to</c> and <c>checks</c> in minutes since midnight, Monday is 1.</summary>
internal sealed record ShiftPatternOrder(
    string Name, ShiftKind Kind, IReadOnlyList<int> Days, int From, int To, IReadOnlyList<Id> PersonIds, bool Rotates = false,
    IReadOnlyList<int>? Checks = null, bool Active = true)
{
    public ShiftPatternDraft AsDraft() => new(
        Name, Kind, [.. Days.Where(d => d is >= 1 and <= 7).Distinct().Order().Select(d => (IsoDayOfWeek)d)], From, To,
        [.. PersonIds.Select(p => p.Value)], Rotates, Checks ?? [], Active);

    public static ShiftPatternOrder Of(ShiftPatternDraft d) => new(
        d.Name, d.Kind, [.. d.Days.Select(day => (int)day)], d.From, d.To, [.. d.People.Select(p => (Id)p)], d.Rotates, d.Checks, d.Active);
}

internal sealed record ApiShiftPattern(Id Id, ShiftPatternOrder Pattern);

/// <summary>While the calendar is open nobody on call is disturbed; after so many minutes the next one is told.</summary>
internal sealed record ApiRotaSettings(Id? CalendarId = null, int Minutes = 5, int Rounds = 2);

/// <summary>Where a calendar program reads one’s own shifts; the address is shown once.</summary>
internal sealed record ApiShiftFeed(string? Address, DateTimeOffset? Since);

internal static class RotaSettingsApi
{
    public static void MapRotaSettings(this RouteGroupBuilder api)
    {
        var rota = api.MapGroup("/rota").WithTags("Rota");
        rota.MapGet("/patterns", async (RotaDesk desk, CancellationToken cancel) =>
                TypedResults.Ok((await desk.PatternsAsync(cancel)).Select(p => new ApiShiftPattern(p.Id, ShiftPatternOrder.Of(p.Draft)))))
            .RequirePermission(Permission.ReadConversations)
            .Named("listShiftPatterns", "List shift patterns", "What makes the shifts of each week.");
        rota.MapPost("/patterns", async (ShiftPatternOrder order, HttpContext http, RotaDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(await SavedAsync(null, order, http, desk, cancel)))
            .RequirePermission(Permission.EditCare)
            .Named("addShiftPattern", "Add a shift pattern", "Its shifts are made at once.");
        rota.MapPut("/patterns/{id}", async (Id id, ShiftPatternOrder order, HttpContext http, RotaDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(await SavedAsync(id, order, http, desk, cancel)))
            .RequirePermission(Permission.EditCare)
            .Named("changeShiftPattern", "Change a shift pattern", "Shifts to come follow it, but for those that were changed by hand.");
        rota.MapDelete("/patterns/{id}", async (Id id, HttpContext http, RotaDesk desk, CancellationToken cancel) =>
            {
                await desk.RemovePatternAsync(id, Me(http), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare)
            .Named("removeShiftPattern", "Remove a shift pattern", "Its shifts to come go with it.");
        rota.MapGet("/settings", async (RotaDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(Of(await desk.SettingsAsync(cancel))))
            .RequirePermission(Permission.ReadConversations)
            .Named("getRotaSettings", "Read what the rota goes by", "Business hours, minutes until the next one is told, rounds.");
        rota.MapPut("/settings", async (ApiRotaSettings order, HttpContext http, RotaDesk desk, CancellationToken cancel) =>
            {
                await desk.SetSettingsAsync(new(order.CalendarId?.Value, order.Minutes, order.Rounds), Me(http), cancel);
                return TypedResults.Ok(Of(await desk.SettingsAsync(cancel)));
            })
            .RequirePermission(Permission.EditCare)
            .Named("setRotaSettings", "Say what the rota goes by", "All of it at once.");
        rota.MapGet("/feed", async (HttpContext http, RotaDesk desk, CancellationToken cancel) =>
                TypedResults.Ok(new ApiShiftFeed(null, await desk.FeedSinceAsync(Me(http), cancel))))
            .RequirePermission(Permission.ReadConversations)
            .Named("getShiftFeed", "Whether one’s own shifts can be subscribed to", "The address itself is told once, when it is made.");
        rota.MapPost("/feed", async (HttpContext http, RotaDesk desk, CancellationToken cancel) =>
            {
                var secret = await desk.MakeFeedAsync(Me(http), cancel);
                http.Response.Headers.CacheControl = "no-store";
                return TypedResults.Ok(new ApiShiftFeed(
                    $"{http.Request.Scheme}://{http.Request.Host}{Urls.FeedOf(secret)}", await desk.FeedSinceAsync(Me(http), cancel)));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("makeShiftFeed", "Make an address for one’s own shifts", "For a calendar program (iCalendar); an older one ends.");
        rota.MapDelete("/feed", async (HttpContext http, RotaDesk desk, CancellationToken cancel) =>
            {
                await desk.RevokeFeedAsync(Me(http), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("endShiftFeed", "End the address of one’s own shifts", "Repeating it changes nothing.");
    }

    private static async Task<ApiShiftPattern> SavedAsync(
        Id? id, ShiftPatternOrder order, HttpContext http, RotaDesk desk, CancellationToken cancel)
    {
        var saved = await desk.SavePatternAsync(id?.Value, order.AsDraft(), Me(http), cancel);
        return new(saved, ShiftPatternOrder.Of((await desk.PatternsAsync(cancel)).First(p => p.Id == saved).Draft));
    }

    private static ApiRotaSettings Of(RotaSettings s) => new(ApiConversation.IdOf(s.CalendarId), s.Minutes, s.Rounds);

    private static long Me(HttpContext http) => http.Actor().Person.Id;
}
