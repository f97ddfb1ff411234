using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>A department as somebody writes it; <c>catches</c>: takes what nobody has put anywhere.</summary>
internal sealed record ApiDepartmentDraft(
    string Name, Id? ParentId = null, Id? CalendarId = null, bool Locked = false, bool Catches = false)
{
    public DepartmentDraft ToDraft() => new(Name, ParentId?.Value, CalendarId?.Value, Locked, Catches);
}

/// <summary>How a department gives out; <c>return_after</c>: minutes of open time without an answer.</summary>
internal sealed record ApiDistribution(
    Strategy Strategy, Strategy Otherwise = Strategy.LeastLoad, int? ReturnAfter = null)
{
    public Distribution ToDistribution() => new(Strategy, Otherwise, ReturnAfter);
}

/// <summary>A department with its people.</summary>
internal sealed record ApiDepartment(
    Id Id, string Name, string Path, Id? ParentId, Id? CalendarId, bool Locked, bool Catches, ApiDistribution Distribution,
    IReadOnlyList<Id> Members)
{
    public static ApiDepartment Of(Department d) => new(
        d.Id, d.Name, d.Path, ApiConversation.IdOf(d.Draft.ParentId), ApiConversation.IdOf(d.Draft.CalendarId),
        d.Draft.Locked, d.Draft.Catches,
        new(d.Distribution.Strategy, d.Distribution.Otherwise, d.Distribution.ReturnAfter),
        [.. d.Members.Select(m => new Id(m))]);
}

/// <summary>Who works in a department.</summary>
internal sealed record MembersOrder(IReadOnlyList<Id> PersonIds);

/// <summary>What somebody brings to the care desk, and how far they see there.</summary>
internal sealed record ApiSeat(
    Reach Reach, int? Capacity = null, IReadOnlyList<string>? Skills = null, IReadOnlyList<string>? Languages = null)
{
    public static ApiSeat Of(Seat s) => new(s.Reach, s.Capacity, s.Skills, s.Languages);
}

/// <summary>A time in which somebody is given nothing.</summary>
internal sealed record ApiAbsence(Id Id, Id PersonId, DateTimeOffset From, DateTimeOffset Until, Id? SubstituteId)
{
    public static ApiAbsence Of(Absence a) =>
        new(a.Id, a.PersonId, a.From, a.Until, ApiConversation.IdOf(a.SubstituteId));
}

/// <summary>Somebody will be away; <c>person_id</c> left out: oneself.</summary>
internal sealed record AbsenceOrder(
    DateTimeOffset From, DateTimeOffset Until, Id? PersonId = null, Id? SubstituteId = null);

/// <summary>Who would have got a conversation, and in words why.</summary>
internal sealed record ApiSimulatedTurn(
    Id ConversationId, DateTimeOffset CameAt, DateTimeOffset? GivenAt, Id? PersonId, Strategy By, IReadOnlyList<string> Known,
    IReadOnlyList<ApiPassedOver> PassedOver)
{
    public static ApiSimulatedTurn Of(SimulatedTurn t) => new(
        t.Arrival.Id, t.Arrival.At, t.At, ApiConversation.IdOf(t.Choice.PersonId), t.Choice.By, t.Choice.Known,
        [.. t.Choice.PassedOver.Select(p => new ApiPassedOver(p.PersonId, p.Why))]);
}

/// <summary>Somebody who was not given it.</summary>
internal sealed record ApiPassedOver(Id PersonId, PassedBecause Why);

/// <summary>What somebody would have got; <c>most</c>: points on the desk at a time.</summary>
internal sealed record ApiSimulatedDesk(Id PersonId, int Given, int Most);

/// <summary>A day of the past under a strategy.</summary>
internal sealed record ApiSimulatedDay(
    Strategy Strategy, int Waited, double LongestWaitSeconds, IReadOnlyList<ApiSimulatedDesk> Desks,
    IReadOnlyList<ApiSimulatedTurn> Turns)
{
    public static ApiSimulatedDay Of(SimulatedDay d) => new(
        d.Distribution.Strategy, d.Waited, d.LongestWait.TotalSeconds,
        [.. d.Desks.Select(k => new ApiSimulatedDesk(k.PersonId, k.Given, k.Most))], [.. d.Turns.Select(ApiSimulatedTurn.Of)]);
}

internal static class DepartmentsApi
{
    public static void MapDepartments(this RouteGroupBuilder api)
    {
        var departments = api.MapGroup("/departments").WithTags("Departments");
        departments.MapGet("", async (Roster roster, CancellationToken cancel) => TypedResults.Ok(
                Listed<ApiDepartment>.All((await roster.DepartmentsAsync(cancel)).All.Select(ApiDepartment.Of))))
            .RequirePermission(Permission.ReadConversations).Named("listDepartments", "List departments", "In the order of the tree.");
        departments.MapPost("", async (
                ApiDepartmentDraft draft, HttpContext http, Roster roster, CancellationToken cancel) =>
                TypedResults.Ok(ApiDepartment.Of(
                    await roster.SaveDepartmentAsync(http.Actor(), null, draft.ToDraft(), cancel))))
            .RequirePermission(Permission.EditPeople).Named("addDepartment", "Add a department", "");
        departments.MapPut("/{id}", async (
                Id id, ApiDepartmentDraft draft, HttpContext http, Roster roster, Inbox inbox, CancellationToken cancel) =>
            {
                var saved = await roster.SaveDepartmentAsync(http.Actor(), id, draft.ToDraft(), cancel);
                await inbox.LookAgainAsync(id, cancel);
                return TypedResults.Ok(ApiDepartment.Of(saved));
            })
            .RequirePermission(Permission.EditPeople).Named("changeDepartment", "Change a department", "");
        departments.MapPut("/{id}/members", async (
                Id id, MembersOrder order, HttpContext http, Roster roster, Inbox inbox, CancellationToken cancel) =>
            {
                await roster.SetMembersAsync(http.Actor(), id, [.. order.PersonIds.Select(p => p.Value)], cancel);
                await inbox.LookAgainAsync(id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditPeople).Named("setMembers", "Say who works in a department", "");
        departments.MapPut("/{id}/distribution", async (
                Id id, ApiDistribution distribution, HttpContext http, Roster roster, Inbox inbox, CancellationToken cancel) =>
            {
                await roster.SetDistributionAsync(http.Actor(), id, distribution.ToDistribution(), cancel);
                await inbox.LookAgainAsync(id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare).Named("setDistribution", "Say how a department gives out", "");
        departments.MapDelete("/{id}", async (Id id, HttpContext http, Roster roster, CancellationToken cancel) =>
            {
                await roster.RemoveDepartmentAsync(http.Actor(), id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditPeople)
            .Named("removeDepartment", "Remove a department", "What it had goes to the one above.");
        departments.MapGet("/{id}/simulation", async (
                Id id, DateTimeOffset from, DateTimeOffset to, Word<Strategy> a, Word<Strategy> b, HttpContext http,
                Roster roster, Inbox inbox, CancellationToken cancel) =>
            {
                if (http.Actor().Sees is { } sees && !sees.Contains(id.Value))
                    throw new InboxException(InboxRefusal.DepartmentMissing, $"There is no department {id}.");
                var own = (await roster.DepartmentsAsync(cancel)).Find(id)?.Distribution ?? new();
                return TypedResults.Ok(Listed<ApiSimulatedDay>.All((await inbox.SimulateAsync(
                    id, from, to, [own with { Strategy = a.Value }, own with { Strategy = b.Value }], cancel)).Select(ApiSimulatedDay.Of)));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("simulateRouting", "Try two strategies on the past", "With the function that decides live; changes nothing. 31 days at most.");
        MapSeats(api.MapGroup("/seats").WithTags("Departments"));
        MapAbsences(api.MapGroup("/absences").WithTags("Departments"));
    }

    private static void MapSeats(RouteGroupBuilder seats)
    {
        seats.MapGet("", async (Roster roster, CancellationToken cancel) => TypedResults.Ok(
                (await roster.SeatsAsync(cancel)).ToDictionary(
                    s => s.Key.ToString(CultureInfo.InvariantCulture), s => ApiSeat.Of(s.Value))))
            .RequirePermission(Permission.ReadConversations)
            .Named("listSeats", "List what people bring", "By person; who is missing sees and takes everything.");
        seats.MapPut("/{person}", async (Id person, ApiSeat seat, HttpContext http, Roster roster, CancellationToken cancel) =>
            {
                await roster.SaveSeatAsync(
                    http.Actor(), new(person, seat.Reach, seat.Capacity, seat.Skills ?? [], seat.Languages ?? []), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare)
            .Named("changeSeat", "Say what somebody brings", "`reach` changes only with the right to edit people.");
        seats.MapPut("/weights", async (
                Dictionary<string, int> weights, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.SaveWeightsAsync(weights, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare)
            .Named("setChannelWeights", "Weigh the channels", "By connector; 1 where nothing is said.");
    }

    private static void MapAbsences(RouteGroupBuilder absences)
    {
        absences.MapGet("", async (Id? person, Roster roster, CancellationToken cancel) => TypedResults.Ok(
                Listed<ApiAbsence>.All((await roster.AbsencesAsync(person?.Value, cancel)).Select(ApiAbsence.Of))))
            .RequirePermission(Permission.ReadConversations).Named("listAbsences", "List absences", "That last or are to come.");
        absences.MapPost("", async (AbsenceOrder order, HttpContext http, Roster roster, CancellationToken cancel) =>
                TypedResults.Ok(ApiAbsence.Of(await roster.AddAbsenceAsync(
                    http.Actor(), order.PersonId?.Value ?? http.Actor().Person.Id, order.From, order.Until,
                    order.SubstituteId?.Value, cancel))))
            .RequirePermission(Permission.WorkConversations)
            .Named("addAbsence", "Enter an absence", "Of oneself; of others with the right to edit the care desk.");
        absences.MapDelete("/{id}", async (Id id, HttpContext http, Roster roster, CancellationToken cancel) =>
            {
                await roster.EndAbsenceAsync(http.Actor(), id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.WorkConversations).Named("endAbsence", "Somebody is back", "");
    }
}
