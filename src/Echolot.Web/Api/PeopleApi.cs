using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>A member of the staff.</summary>
internal sealed record ApiPerson(
    Id Id, string Email, string Name, Role Role, IReadOnlyList<Permission> Permissions, string Language,
    string TimeZone, string Theme, bool Active,
    DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt)
{
    public static ApiPerson Of(Person p) => new(
        p.Id, p.Email, p.Name, p.Role, Each(p.Permissions), p.Language, p.TimeZone, p.Theme, p.Active, p.CreatedAt,
        p.LastSeenAt);

    public static IReadOnlyList<Permission> Each(Permission permissions) =>
        [.. Enum.GetValues<Permission>().Where(p => p != Permission.None && permissions.HasFlag(p))];
}

internal sealed record ApiPersonDraft(
    string Email, string Name, Role Role, string Language = "de", string TimeZone = "Europe/Berlin", bool Active = true)
{
    public PersonDraft ToDraft() => new(Email, Name, Role, Language, TimeZone);
}

/// <summary>
/// An invited person, and the address with which they set their password within 7 days; null when it goes out by mail.
/// </summary>
internal sealed record Invited(ApiPerson Person, string? Link);

/// <summary>
/// Address with which the person sets a password: 7 days for an invitation, 1 hour for a reset; null when it goes out
/// by mail.
/// </summary>
internal sealed record PasswordLink(string? Link);

internal sealed record ApiRole(Role Role, IReadOnlyList<Permission> Permissions);

/// <summary>An API token without its secret.</summary>
internal sealed record ApiTokenInfo(
    Id Id, Id PersonId, string Name, IReadOnlyList<Permission> Permissions, string Hint, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt)
{
    public static ApiTokenInfo Of(ApiToken t) =>
        new(t.Id, t.PersonId, t.Name, ApiPerson.Each(t.Permissions), t.Hint, t.CreatedAt, t.ExpiresAt, t.LastUsedAt);
}

/// <summary>
/// A token to issue; it may at most what its maker may. Without <c>days</c> it lasts until it is revoked.
/// </summary>
internal sealed record TokenDraft(string Name, IReadOnlyList<Permission> Permissions, int? Days = null);

internal sealed record IssuedToken(ApiTokenInfo Token, string Secret);

internal static class PeopleApi
{
    private const string ByMail = "`mail=true` sends the link to the person by mail and does not show it here.";

    public static void MapPeople(this RouteGroupBuilder api)
    {
        var people = api.MapGroup("/people").WithTags("People");
        people.MapGet("", ListAsync).RequirePermission(Permission.ReadPeople).Named("listPeople", "List people", "");
        people.MapGet("/{id}", FindAsync)
            .RequirePermission(Permission.ReadPeople).Named("getPerson", "Read a person", "");
        people.MapPost("", InviteAsync)
            .RequirePermission(Permission.EditPeople).Named("invitePerson", "Invite a person", ByMail);
        people.MapPut("/{id}", ChangeAsync)
            .RequirePermission(Permission.EditPeople).Named("changePerson", "Change a person",
            "The last active administrator can neither be demoted nor switched off.");
        people.MapPost("/{id}/password-link", LinkAsync)
            .RequirePermission(Permission.EditPeople).Named("makePasswordLink", "Make a new password link", ByMail);
        api.MapGet("/me", Me)
            .RequirePermission(Permission.None)
            .WithTags("People").Named("getMe", "Who the token acts for", "With the permissions of this call.");
        api.MapGet("/roles", Roles)
            .RequirePermission(Permission.ReadPeople)
            .WithTags("People").Named("listRoles", "List roles and what they may do", "");
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        tokens.MapGet("", TokensAsync)
            .RequirePermission(Permission.EditOwnTokens).Named("listTokens", "List own tokens",
            "`everybody=true` with the permission Administer lists all.");
        tokens.MapPost("", IssueAsync)
            .RequirePermission(Permission.EditOwnTokens)
            .Named("issueToken", "Issue a token", "The secret is in the answer, this once.");
        tokens.MapDelete("/{id}", RevokeAsync)
            .RequirePermission(Permission.EditOwnTokens).Named("revokeToken", "Revoke a token", "");
    }

    private static async Task<Ok<Listed<ApiPerson>>> ListAsync(Roster roster, CancellationToken cancel) =>
        TypedResults.Ok(Listed<ApiPerson>.All((await roster.PeopleAsync(cancel)).Select(ApiPerson.Of)));

    private static async Task<Results<Ok<ApiPerson>, ProblemHttpResult>> FindAsync(
        Id id, Roster roster, CancellationToken cancel) =>
        await roster.FindAsync(id.Value, cancel) is { } person
            ? TypedResults.Ok(ApiPerson.Of(person))
            : Problems.Missing($"Person {id}");

    private static async Task<Results<Created<Invited>, ProblemHttpResult>> InviteAsync(
        ApiPersonDraft draft, bool? mail, HttpContext http, Roster roster, AlertDesk alerts, CancellationToken cancel)
    {
        if (mail == true && alerts.MailProblem is { } problem)
            return NoMail(problem);
        var (person, link) = (default(Person), default(string));
        if (mail == true)
        {
            person = await roster.InviteByMailAsync(http.Actor(), draft.ToDraft(), cancel);
        }
        else
        {
            (person, var secret) = await roster.InviteAsync(http.Actor(), draft.ToDraft(), cancel);
            link = Link(http, secret);
        }
        return TypedResults.Created(
            $"{Urls.Api}/people/{(Id)person.Id}", new Invited(ApiPerson.Of(person), link));
    }

    private static async Task<Ok<ApiPerson>> ChangeAsync(
        Id id, ApiPersonDraft draft, HttpContext http, Roster roster, CancellationToken cancel)
    {
        await roster.ChangeAsync(http.Actor(), id, draft.ToDraft(), draft.Active, cancel);
        return TypedResults.Ok(ApiPerson.Of((await roster.FindAsync(id.Value, cancel))!));
    }

    private static async Task<Results<Ok<PasswordLink>, ProblemHttpResult>> LinkAsync(
        Id id, bool? mail, HttpContext http, Roster roster, AlertDesk alerts, CancellationToken cancel)
    {
        if (mail != true)
            return TypedResults.Ok(
                new PasswordLink(Link(http, await roster.PasswordLinkAsync(http.Actor(), id, cancel))));
        if (alerts.MailProblem is { } problem)
            return NoMail(problem);
        await roster.SendPasswordLinkAsync(http.Actor(), id, cancel);
        return TypedResults.Ok(new PasswordLink(null));
    }

    private static ProblemHttpResult NoMail(string problem) =>
        Problems.Of(StatusCodes.Status409Conflict, "mail_not_set_up", problem);

    private static Ok<ApiPerson> Me(HttpContext http)
    {
        var actor = http.Actor();
        return TypedResults.Ok(ApiPerson.Of(actor.Person) with { Permissions = ApiPerson.Each(actor.Permissions) });
    }

    private static Ok<Listed<ApiRole>> Roles() => TypedResults.Ok(Listed<ApiRole>.All(
        Enum.GetValues<Role>()
            .Select(role => new ApiRole(role, ApiPerson.Each(Echolot.Teams.Roles.PermissionsOf(role))))));

    private static async Task<Ok<Listed<ApiTokenInfo>>> TokensAsync(
        bool? everybody, HttpContext http, Roster roster, CancellationToken cancel)
    {
        var all = everybody == true && http.Actor().May(Permission.Administer);
        return TypedResults.Ok(Listed<ApiTokenInfo>.All(
            (await roster.TokensAsync(all ? null : http.Actor().Person.Id, cancel)).Select(ApiTokenInfo.Of)));
    }

    private static async Task<Created<IssuedToken>> IssueAsync(
        TokenDraft draft, HttpContext http, Roster roster, CancellationToken cancel)
    {
        var permissions = draft.Permissions.Aggregate(Permission.None, (all, one) => all | one);
        var (token, secret) = await roster.IssueTokenAsync(
            http.Actor(), draft.Name, permissions, draft.Days is { } days ? TimeSpan.FromDays(days) : null, cancel);
        return TypedResults.Created(
            $"{Urls.Api}/tokens/{(Id)token.Id}", new IssuedToken(ApiTokenInfo.Of(token), secret));
    }

    private static async Task<NoContent> RevokeAsync(Id id, HttpContext http, Roster roster, CancellationToken cancel)
    {
        await roster.RevokeTokenAsync(http.Actor(), id, cancel);
        return TypedResults.NoContent();
    }

    private static string Link(HttpContext http, string secret) =>
        $"{http.Request.Scheme}://{http.Request.Host}{Urls.AcceptOf(secret)}";
}
