using System.Globalization;
using Echolot.Alerts;
using Echolot.Network;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Teams;

/// <summary>People, their roles and everybody's own API tokens.</summary>
internal static class TeamRoutes
{
    public static void MapTeams(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<PeoplePage>(Urls.People, Permission.ReadPeople);
        routes.MapPage<PersonPage>(Urls.PersonPattern, Permission.EditPeople);
        routes.MapPage<TokensPage>(Urls.Tokens, Permission.EditOwnTokens);
        routes.MapAction(Urls.People, Permission.EditPeople, InviteAsync);
        routes.MapAction(Urls.PersonPattern, Permission.EditPeople, ChangeAsync);
        routes.MapAction(Urls.PersonLinkPattern, Permission.EditPeople, LinkAsync);
        routes.MapAction(Urls.Tokens, Permission.EditOwnTokens, IssueAsync);
        routes.MapAction(Urls.TokenRevokePattern, Permission.EditOwnTokens, RevokeAsync);
    }

    /// <summary>By mail where mail is set up, else with a link to hand over.</summary>
    private static async Task<IResult> InviteAsync(HttpContext http, Roster roster, AlertDesk alerts)
    {
        var draft = Draft(await http.Request.ReadFormAsync(http.RequestAborted));
        try
        {
            if (alerts.MailGap is MailGap.None)
            {
                var invited = await roster.InviteByMailAsync(http.Actor(), draft, http.RequestAborted);
                return Pages.Show<PeoplePage>(http, new { Mailed = invited.Email }, StatusCodes.Status200OK);
            }
            var (person, secret) = await roster.InviteAsync(http.Actor(), draft, http.RequestAborted);
            return ShowLink(http, person, secret);
        }
        catch (RosterException refused)
        {
            return Pages.Show<PeoplePage>(http, new { Draft = draft, Errors = Errors(refused, draft) });
        }
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, Roster roster, long id)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var draft = Draft(form);
        try
        {
            await roster.ChangeAsync(http.Actor(), id, draft, form.ContainsKey("active"), http.RequestAborted);
            return Go.To(Urls.People, TeamsText.Saved);
        }
        catch (RosterException refused)
        {
            return Pages.Show<PersonPage>(http, new { Id = id, Draft = draft, Errors = Errors(refused, draft) });
        }
    }

    private static async Task<IResult> LinkAsync(HttpContext http, Roster roster, AlertDesk alerts, long id)
    {
        if (await roster.FindAsync(id, http.RequestAborted) is not { } person)
            return Go.Refused(Urls.People, TeamsText.Gone);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form.ContainsKey("mail") && alerts.MailGap is MailGap.None)
        {
            await roster.SendPasswordLinkAsync(http.Actor(), id, http.RequestAborted);
            return Go.To(Urls.Person(id), TeamsText.LinkMailed);
        }
        return ShowLink(http, person, await roster.PasswordLinkAsync(http.Actor(), id, http.RequestAborted));
    }

    private static IResult ShowLink(HttpContext http, Person person, string secret) => Pages.Show<PeoplePage>(
        http, new { Link = Absolute(http, secret), Invited = person.Name }, StatusCodes.Status200OK);

    private static async Task<IResult> IssueAsync(HttpContext http, Roster roster)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var permissions = form["permissions"].OfType<string>()
            .Aggregate(
                Permission.None,
                (all, text) => Enum.TryParse<Permission>(text, out var one) && Enum.IsDefined(one) ? all | one : all);
        TimeSpan? lifetime = int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            ? TimeSpan.FromDays(days)
            : null;
        try
        {
            var (_, secret) = await roster.IssueTokenAsync(
                http.Actor(), form["name"].ToString(), permissions, lifetime, http.RequestAborted);
            return Pages.Show<TokensPage>(http, new { Secret = secret }, StatusCodes.Status200OK);
        }
        catch (RosterException refused)
        {
            return Pages.Show<TokensPage>(http, new { Name = form["name"].ToString(), Errors = refused.Errors() });
        }
    }

    private static async Task<IResult> RevokeAsync(HttpContext http, Roster roster, long id)
    {
        await roster.RevokeTokenAsync(http.Actor(), id, http.RequestAborted);
        return Go.To(Urls.Tokens, TeamsText.Revoked);
    }

    /// <summary>The refusal, and the missing name where something else was refused first.</summary>
    private static Dictionary<string, string> Errors(RosterException refused, PersonDraft draft)
    {
        var errors = refused.Errors();
        if (draft.Name.Length == 0) errors["name"] = RosterText.Of(RosterRefusal.NameMissing);
        return errors;
    }

    private static PersonDraft Draft(IFormCollection form) => new(
        form["email"].ToString().Trim(), form["name"].ToString().Trim(),
        Enum.TryParse<Role>(form["role"], out var role) && Enum.IsDefined(role) ? role : Role.ReadOnly,
        form["language"].ToString(), form["zone"].ToString().Trim());

    private static string Absolute(HttpContext http, string secret) =>
        $"{http.Request.Scheme}://{http.Request.Host}{Urls.AcceptOf(secret)}";
}
