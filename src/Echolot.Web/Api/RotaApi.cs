using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.OutOfHours;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>A check of a shift; <c>done_at</c> is <c>null</c> until somebody has confirmed it.</summary>
internal sealed record ApiShiftCheck(Id Id, DateTimeOffset DueAt, CheckState State, DateTimeOffset? DoneAt, Id? PersonId, int? Open);

/// <summary>A shift; the first of the people is told first.</summary>
internal sealed record ApiShift(
    Id Id, string Name, ShiftKind Kind, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<Id> PersonIds, string Note,
    bool ByHand, IReadOnlyList<ApiShiftCheck> Checks)
{
    public static ApiShift Of(Shift s, DateTimeOffset now) => new(
        s.Id, s.Name, s.Kind, s.From, s.To, [.. s.People.Select(p => (Id)p)], s.Note, s.ByHand,
        [.. s.Checks.Select(c => new ApiShiftCheck(c.Id, c.DueAt, c.At(now), c.DoneAt, ApiConversation.IdOf(c.PersonId), c.Open))]);
}

/// <summary>A shift by hand.</summary>
internal sealed record ShiftOrder(
    string Name, ShiftKind Kind, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<Id> PersonIds,
    IReadOnlyList<DateTimeOffset>? Checks = null)
{
    public ShiftDraft AsDraft() => new(Name, Kind, From, To, [.. PersonIds.Select(p => p.Value)], Checks ?? []);
}

/// <summary>What the next one has to know.</summary>
internal sealed record ShiftNoteOrder(string Text);

/// <summary>To whom a shift is offered; <c>null</c>: whoever can.</summary>
internal sealed record SwapOrder(Id? PersonId = null);

/// <summary>Somebody looks for somebody to take a shift.</summary>
internal sealed record ApiSwap(Id Id, Id ShiftId, Id PersonId, Id? ToId, DateTimeOffset OfferedAt, Id? TakenBy);

/// <summary>Somebody was told.</summary>
internal sealed record ApiDutyStep(int Place, Id? PersonId, DateTimeOffset At, int? WaitedSeconds);

/// <summary>What could not wait for business hours.</summary>
internal sealed record ApiDutyCall(
    Id Id, DutySubject Subject, Id SubjectId, DateTimeOffset OpenedAt, DutyState State, Id? By, DateTimeOffset? NextAt,
    IReadOnlyList<ApiDutyStep> Steps)
{
    public static ApiDutyCall Of(DutyCall c) => new(
        c.Id, c.Subject, c.SubjectId, c.OpenedAt, c.State, ApiConversation.IdOf(c.By), c.NextAt,
        [.. c.Steps.Select(s => new ApiDutyStep(s.Place, ApiConversation.IdOf(s.PersonId), s.At, (int?)s.Waited?.TotalSeconds))]);
}

internal static class RotaApi
{
    public static void MapRotaWork(this RouteGroupBuilder api)
    {
        var rota = api.MapGroup("/rota").WithTags("Rota");
        rota.MapGet("/shifts", async (
                DateTimeOffset? from, DateTimeOffset? to, RotaDesk desk, TimeProvider clock, CancellationToken cancel) =>
            {
                var now = clock.GetUtcNow();
                var begin = from ?? now;
                return TypedResults.Ok((await desk.ShiftsAsync(begin, to ?? begin.AddDays(14), cancel)).Select(s => ApiShift.Of(s, now)));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("listShifts", "List shifts", "Those that touch the time; without it the next two weeks.");
        rota.MapGet("/now", async (RotaDesk desk, TimeProvider clock, CancellationToken cancel) =>
                await desk.OnCallAsync(cancel) is { } shift
                    ? (IResult)TypedResults.Ok(ApiShift.Of(shift, clock.GetUtcNow())) : TypedResults.NoContent())
            .RequirePermission(Permission.ReadConversations)
            .Named("getOnCall", "Who is on call now", "Nothing where nobody is.");
        rota.MapPost("/shifts", async (ShiftOrder order, HttpContext http, RotaDesk desk, TimeProvider clock, CancellationToken cancel) =>
                TypedResults.Ok(await SavedAsync(null, order, http, desk, clock, cancel)))
            .RequirePermission(Permission.EditCare)
            .Named("addShift", "Add a shift by hand", "Beside those that patterns make.");
        rota.MapPut("/shifts/{id}", async (
                Id id, ShiftOrder order, HttpContext http, RotaDesk desk, TimeProvider clock, CancellationToken cancel) =>
                TypedResults.Ok(await SavedAsync(id, order, http, desk, clock, cancel)))
            .RequirePermission(Permission.EditCare)
            .Named("changeShift", "Change a shift", "It does not follow its pattern any more.");
        rota.MapDelete("/shifts/{id}", (Id id, HttpContext http, RotaDesk desk, CancellationToken cancel) =>
                DoneAsync(desk.CancelShiftAsync(id, Me(http), cancel)))
            .RequirePermission(Permission.EditCare)
            .Named("cancelShift", "Cancel a shift", "Its pattern does not bring it back.");
        rota.MapPost("/shifts/{id}/checks", (Id id, HttpContext http, RotaDesk desk, Inbox inbox, CancellationToken cancel) =>
                DoneAsync(RotaRoutes.CountedAsync(http.Actor(), desk, inbox, id, cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("confirmCheck", "Confirm a check", "By who is on call, while the shift goes on; what is to be done then is counted.");
        rota.MapPut("/shifts/{id}/note", (Id id, ShiftNoteOrder order, HttpContext http, RotaDesk desk, CancellationToken cancel) =>
                DoneAsync(desk.WriteNoteAsync(id, Me(http), order.Text, cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("writeHandOver", "Write the hand-over note", "For the next shift.");
        rota.MapGet("/swaps", async (RotaDesk desk, CancellationToken cancel) =>
                TypedResults.Ok((await desk.SwapsAsync(cancel)).Select(s => new ApiSwap(
                    s.Id, s.ShiftId, s.PersonId, ApiConversation.IdOf(s.To), s.OfferedAt, ApiConversation.IdOf(s.TakenBy)))))
            .RequirePermission(Permission.ReadConversations)
            .Named("listSwaps", "List swaps", "Of shifts that are not over, open ones first.");
        rota.MapPost("/shifts/{id}/swaps", (Id id, SwapOrder order, HttpContext http, RotaDesk desk, CancellationToken cancel) =>
                DoneAsync(desk.OfferSwapAsync(id, Me(http), order.PersonId?.Value, cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("offerSwap", "Offer a shift", "Those who may take it are told.");
        rota.MapPost("/swaps/{id}/take", (Id id, HttpContext http, RotaDesk desk, CancellationToken cancel) =>
                DoneAsync(desk.TakeSwapAsync(id, Me(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("takeSwap", "Take a shift over", "The first one gets it.");
        rota.MapDelete("/swaps/{id}", (Id id, HttpContext http, RotaDesk desk, CancellationToken cancel) =>
                DoneAsync(desk.WithdrawSwapAsync(id, Me(http), cancel)))
            .RequirePermission(Permission.WorkConversations)
            .Named("withdrawSwap", "Take an offer back", "As long as nobody has taken it.");
        rota.MapGet("/calls", async (RotaDesk desk, CancellationToken cancel) =>
                TypedResults.Ok((await desk.CallsAsync(cancel)).Select(ApiDutyCall.Of)))
            .RequirePermission(Permission.ReadConversations)
            .Named("listDutyCalls", "List calls", "Open ones and those of the last week, with who was told when.");
        rota.MapPost("/calls/{id}/acknowledge", async (Id id, HttpContext http, RotaDesk desk, CancellationToken cancel) =>
                await desk.AcknowledgeCallAsync(id, Me(http), cancel)
                    ? (IResult)TypedResults.NoContent()
                    : Problems.Of(StatusCodes.Status409Conflict, "already_taken", "Somebody else was faster, or there is no such call."))
            .RequirePermission(Permission.WorkConversations)
            .Named("acknowledgeDutyCall", "Take a call on", "The first one counts; nobody more is told.");
    }

    private static async Task<ApiShift> SavedAsync(
        Id? id, ShiftOrder order, HttpContext http, RotaDesk desk, TimeProvider clock, CancellationToken cancel)
    {
        var saved = await desk.SaveShiftAsync(id?.Value, order.AsDraft(), Me(http), cancel);
        return ApiShift.Of((await desk.ShiftAsync(saved, cancel))!, clock.GetUtcNow());
    }

    private static long Me(HttpContext http) => http.Actor().Person.Id;

    private static async Task<IResult> DoneAsync(Task work)
    {
        await work;
        return TypedResults.NoContent();
    }
}
