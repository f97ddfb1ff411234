using Echolot.Matching;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Monitors;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Shell.SetUp;

/// <summary>What somebody filled in about themselves in the first step.</summary>
public sealed record Administrator(string? Firm, string? Name, string? Email, string? Language, string? Zone);

/// <summary>What somebody filled in about the first monitor.</summary>
public sealed record FirstMonitor(string? Name, string? Query);

/// <summary>First visit: administrator, first monitor, first source. Each step is stored when it is sent.</summary>
internal static class SetUpRoutes
{
    private const string Feeds = "feeds";

    public static void MapSetUp(this IEndpointRouteBuilder routes)
    {
        routes.MapPublicPage<AdministratorPage>(Urls.SetUp).AddEndpointFilter(OnlyOnceAsync);
        routes.MapPublicAction(Urls.SetUpAdministrator, StartAsync).RequireRateLimiting(RateLimits.Secrets);
        routes.MapPage<FirstMonitorPage>(Urls.SetUpMonitor, Permission.EditMonitors, Surround.Bare);
        routes.MapAction(Urls.SetUpMonitorCheck, Permission.EditMonitors, Check);
        routes.MapAction(Urls.SetUpMonitor, Permission.EditMonitors, AddMonitorAsync);
        routes.MapPage<FirstSourcePage>(Urls.SetUpSource, Permission.EditSources, Surround.Bare);
        routes.MapAction(Urls.SetUpSource, Permission.EditSources, AddSourceAsync);
    }

    private static async ValueTask<object?> OnlyOnceAsync(
        EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        await call.HttpContext.RequestServices.GetRequiredService<SetUpGate>().IsDoneAsync(
            call.HttpContext.RequestAborted)
            ? Go.To(Urls.Today)
            : await next(call);

    private static async Task<IResult> StartAsync(
        HttpContext http, Roster roster, [FromForm] string? firm, [FromForm] string? name, [FromForm] string? email,
        [FromForm] string? password, [FromForm] string? language, [FromForm] string? zone)
    {
        var given = new Administrator(firm, name, email, language, zone);
        IResult Again(Dictionary<string, string> errors) =>
            Pages.Show<AdministratorPage>(http, new { Given = given, Errors = errors });

        // Everything that is missing is marked at once.
        var missing = new Dictionary<string, string>();
        if (IsNoName(firm)) missing["firm"] = SetUpText.NameNeeded;
        if (IsNoName(name)) missing["name"] = SetUpText.NameNeeded;
        if (!Roster.IsEmail(email ?? "")) missing["email"] = RosterText.Of(RosterRefusal.EmailInvalid);
        if ((password ?? "").Length < Roster.ShortestPassword)
            missing["password"] = RosterText.Of(RosterRefusal.PasswordTooShort);
        if (missing.Count > 0) return Again(missing);
        try
        {
            var draft = new PersonDraft(email ?? "", name ?? "", Role.Administrator, language ?? "", zone ?? "");
            await roster.SetUpAsync(firm!, zone ?? "", draft, password ?? "", http.RequestAborted);
        }
        catch (RosterException refused) when (refused.Why is RosterRefusal.AlreadySetUp)
        {
            return Go.Refused(Urls.SignIn, RosterText.Of(refused.Why));
        }
        catch (RosterException refused)
        {
            return Again(refused.Errors());
        }
        return await SignInRoutes.StartSessionAsync(http, roster, email!, password!)
            ? Go.To(Urls.SetUpMonitor)
            : Go.To(Urls.SignIn);
    }

    private static bool IsNoName(string? text) =>
        string.IsNullOrWhiteSpace(text) || text.Trim().Length > Roster.LongestName;

    private static IResult Check(HttpContext http, [FromForm] string? query)
    {
        IReadOnlyList<QueryError> problems = [];
        if (!string.IsNullOrWhiteSpace(query) && Query.TryParse(query, default, out var parsed, out problems))
            problems = parsed.Lint();
        return Pages.Show<QueryCheck>(http, new { Query = query, Problems = problems }, StatusCodes.Status200OK);
    }

    private static async Task<IResult> AddMonitorAsync(
        HttpContext http, Watchlist watchlist, [FromForm] string? name, [FromForm] string? query)
    {
        var errors = new Dictionary<string, string>();
        if (string.IsNullOrWhiteSpace(name)) errors["name"] = SetUpText.NameNeeded;
        if (string.IsNullOrWhiteSpace(query)) errors["query"] = SetUpText.QueryEmpty;
        IReadOnlyList<QueryError> problems = [];
        if (errors.Count == 0)
        {
            var owner = http.Actor().Person.Id;
            var saved = await watchlist.AddAsync(new(name!, query!, Purpose.Brand, owner), owner, http.RequestAborted);
            if (saved.Monitor is not null) return Go.To(Urls.SetUpSource);
            // What is wrong with the query stands below it, as while it is written.
            if (IsNoName(name)) errors["name"] = SetUpText.NameNeeded;
            else problems = saved.Errors;
        }
        return Pages.Show<FirstMonitorPage>(
            http, new { Given = new FirstMonitor(name, query), Errors = errors, Problems = problems },
            surround: Surround.Bare);
    }

    private static async Task<IResult> AddSourceAsync(
        HttpContext http, SourceRunner sources, [FromForm] string? address)
    {
        var errors = new Dictionary<string, string>();
        if (string.IsNullOrWhiteSpace(address)) errors["address"] = SetUpText.Needed;
        else
        {
            var (source, check) = await sources.AddAsync(
                Feeds, null, new Dictionary<string, string> { ["address"] = address.Trim() },
                http.Actor().Person.Id, http.RequestAborted);
            if (source is not null) return Go.To(Urls.Today, SetUpText.Done);
            foreach (var (field, problem) in check.Problems) errors[field] = (Phrase)problem;
        }
        return Pages.Show<FirstSourcePage>(http, new { Address = address, Errors = errors }, surround: Surround.Bare);
    }
}
