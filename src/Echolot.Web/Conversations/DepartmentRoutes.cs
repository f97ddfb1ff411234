using System.Globalization;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Departments, who works there and when not, and how conversations are given out.</summary>
internal static class DepartmentRoutes
{
    public static void MapDepartments(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<DepartmentsPage>(Urls.Departments, Permission.ReadConversations);
        routes.MapPage<DepartmentPage>(Urls.NewDepartment, Permission.EditPeople);
        routes.MapPage<DepartmentPage>(Urls.DepartmentPattern, Permission.ReadConversations);
        routes.MapPage<SimulationPage>(Urls.SimulationPattern, Permission.ReadConversations);
        routes.MapPage<SeatPage>(Urls.SeatPattern, Permission.ReadConversations);
        routes.MapAction(Urls.Departments, Permission.EditPeople, AddAsync);
        routes.MapAction(Urls.DepartmentPattern, Permission.EditPeople, ChangeAsync);
        routes.MapAction(Urls.DepartmentMembersPattern, Permission.EditPeople, SetMembersAsync);
        routes.MapAction(Urls.DepartmentDistributionPattern, Permission.EditCare, DistributeAsync);
        routes.MapAction(Urls.DepartmentRemovePattern, Permission.EditPeople, RemoveAsync);
        routes.MapAction(Urls.ChannelWeights, Permission.EditCare, WeighAsync);
        routes.MapAction(Urls.SeatPattern, Permission.EditCare, SeatAsync);
        routes.MapAction(Urls.AbsencesPattern, Permission.WorkConversations, LeaveAsync);
        routes.MapAction(Urls.AbsenceEndPattern, Permission.WorkConversations, ReturnAsync);
        routes.MapAction(Urls.ConversationDepartmentPattern, Permission.WorkConversations, MoveAsync);
        routes.MapWorkflows();
        routes.MapMacros();
    }

    private static Task<IResult> MoveAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? department, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.MoveAsync(id, Number(department), sight, cancel));

    private static Task<IResult> AddAsync(HttpContext http, Roster roster, Inbox inbox) => SaveAsync(null, http, roster, inbox);

    private static Task<IResult> ChangeAsync(HttpContext http, Roster roster, Inbox inbox, long id) =>
        SaveAsync(id, http, roster, inbox);

    private static async Task<IResult> SaveAsync(long? id, HttpContext http, Roster roster, Inbox inbox)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var draft = new DepartmentDraft(
            form["name"].ToString(), Number(form["parent"]), Number(form["calendar"]), form.ContainsKey("locked"),
            form.ContainsKey("catches"));
        try
        {
            var saved = await roster.SaveDepartmentAsync(http.Actor(), id, draft, http.RequestAborted);
            await inbox.LookAgainAsync(saved.Id, http.RequestAborted);
            return Go.To(Urls.Department(saved.Id), DepartmentsText.Saved);
        }
        catch (RosterException refused)
        {
            return Pages.Show<DepartmentPage>(http, new { Id = id, Written = draft, Errors = refused.Errors() });
        }
    }

    private static async Task<IResult> SetMembersAsync(HttpContext http, Roster roster, Inbox inbox, long id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var people = form["person"].Select(Number).OfType<long>().ToList();
        try
        {
            await roster.SetMembersAsync(http.Actor(), id, people, http.RequestAborted);
            await inbox.LookAgainAsync(id, http.RequestAborted);
            return Go.To(Urls.Department(id), DepartmentsText.Saved);
        }
        catch (RosterException refused)
        {
            return Go.Refused(Urls.Departments, RosterText.Of(refused.Why));
        }
    }

    private static async Task<IResult> DistributeAsync(HttpContext http, Roster roster, Inbox inbox, long id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (text, minutes) = (form["until"].ToString().Trim(), (int?)null);
        if (text.Length > 0)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return Refused(new Dictionary<string, string> { ["until"] = DepartmentsText.WrongNumber.With(text) });
            minutes = number;
        }
        try
        {
            await roster.SetDistributionAsync(
                http.Actor(), id, new(Strategy(form["strategy"]), Strategy(form["otherwise"]), minutes), http.RequestAborted);
            await inbox.LookAgainAsync(id, http.RequestAborted);
            return Go.To(Urls.Department(id), DepartmentsText.Saved);
        }
        catch (RosterException refused)
        {
            return Refused(refused.Errors());
        }

        IResult Refused(Dictionary<string, string> errors) => Pages.Show<DepartmentPage>(
            http, new { Id = (long?)id, DistributionErrors = (IReadOnlyDictionary<string, string>)errors });

        static Strategy Strategy(string? text) =>
            Enum.TryParse<Strategy>(text, out var strategy) && Enum.IsDefined(strategy) ? strategy : default;
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, Roster roster, long id)
    {
        try
        {
            await roster.RemoveDepartmentAsync(http.Actor(), id, http.RequestAborted);
            return Go.To(Urls.Departments, DepartmentsText.Removed);
        }
        catch (RosterException refused)
        {
            return Go.Refused(Urls.Departments, RosterText.Of(refused.Why));
        }
    }

    private static async Task<IResult> WeighAsync(HttpContext http, Inbox inbox, SourceRunner runner)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (weights, errors, written) = (
            new Dictionary<string, int>(), new Dictionary<string, string>(), new Dictionary<string, string>());
        foreach (var name in runner.Connectors.Select(c => c.Description.Name))
        {
            var text = form[$"weight-{name}"].ToString().Trim();
            written[name] = text;
            if (text.Length == 0) continue;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) && weight <= Inbox.MostWeight)
                weights[name] = weight;
            else errors[$"weight-{name}"] = DepartmentsText.WrongNumber.With(text);
        }
        if (errors.Count > 0)
            return Pages.Show<DepartmentsPage>(
                http, new { Errors = (IReadOnlyDictionary<string, string>)errors, Written = (IReadOnlyDictionary<string, string>)written });
        await inbox.SaveWeightsAsync(weights, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Departments, DepartmentsText.Saved);
    }

    private static async Task<IResult> SeatAsync(HttpContext http, Roster roster, long id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var capacity = form["capacity"].ToString().Trim();
        var seat = new Seat(
            id, Enum.TryParse<Reach>(form["reach"], out var reach) && Enum.IsDefined(reach) ? reach : Reach.All,
            int.TryParse(capacity, NumberStyles.None, CultureInfo.InvariantCulture, out var points) ? points : null,
            Words(form["skills"]), Words(form["languages"]));
        if (capacity.Length > 0 && seat.Capacity is null)
            return Refused(new Dictionary<string, string> { ["capacity"] = DepartmentsText.WrongNumber.With(capacity) });
        try
        {
            await roster.SaveSeatAsync(http.Actor(), seat, http.RequestAborted);
            return Go.To(Urls.Seat(id), DepartmentsText.Saved);
        }
        catch (RosterException refused)
        {
            return Refused(refused.Errors());
        }

        IResult Refused(Dictionary<string, string> errors) => Pages.Show<SeatPage>(
            http, new { Id = id, Written = seat, Errors = (IReadOnlyDictionary<string, string>)errors });

        static IReadOnlyList<string> Words(string? text) =>
            (text ?? "").Split([',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static async Task<IResult> LeaveAsync(HttpContext http, Roster roster, long id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (from, until) = (form["from"].ToString(), form["until"].ToString());
        var zone = http.Actor().Person.TimeZone;
        try
        {
            // A time that is none is refused like one that has passed.
            await roster.AddAbsenceAsync(
                http.Actor(), id, Moment(from, zone) ?? DateTimeOffset.UnixEpoch, Moment(until, zone) ?? DateTimeOffset.UnixEpoch,
                Number(form["substitute"]), http.RequestAborted);
            return Go.To(Urls.Seat(id), DepartmentsText.AbsenceEntered);
        }
        catch (RosterException refused)
        {
            return Pages.Show<SeatPage>(
                http, new { Id = id, From = from, Until = until, AbsenceErrors = (IReadOnlyDictionary<string, string>)refused.Errors() });
        }
    }

    private static async Task<IResult> ReturnAsync(HttpContext http, Roster roster, long id, long absence)
    {
        try
        {
            await roster.EndAbsenceAsync(http.Actor(), absence, http.RequestAborted);
            return Go.To(Urls.Seat(id), DepartmentsText.Saved);
        }
        catch (RosterException refused)
        {
            return Go.Refused(Urls.Seat(id), RosterText.Of(refused.Why));
        }
    }

    private static DateTimeOffset? Moment(string text, string zone) => DateTime.TryParseExact(
        text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
        ? Moments.At(local, zone)
        : null;

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
