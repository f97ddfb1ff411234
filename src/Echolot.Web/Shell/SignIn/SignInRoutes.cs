using System.Globalization;
using Echolot.Alerts;
using Echolot.Network;
using Echolot.Teams;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Shell.SignIn;

/// <summary>Signing in and out, and choosing a password with a one-time link.</summary>
internal static class SignInRoutes
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPublicPage<SignInPage>(Urls.SignIn);
        routes.MapPublicAction(Urls.SignIn, SignInAsync).RequireRateLimiting(RateLimits.Secrets);
        routes.MapPublicAction(Urls.SignOut, SignOutAsync);
        routes.MapPublicPage<ForgottenPage>(Urls.Forgotten);
        routes.MapPublicAction(Urls.Forgotten, AskAsync).RequireRateLimiting(RateLimits.Secrets);
        routes.MapPublicPage<AcceptPage>(Urls.Accept).RequireRateLimiting(RateLimits.Secrets);
        routes.MapPublicAction(Urls.Accept, AcceptAsync).RequireRateLimiting(RateLimits.Secrets);
    }

    /// <summary>Starts a session for somebody whose password was checked.</summary>
    public static async Task<bool> StartSessionAsync(HttpContext http, Roster roster, string email, string password) =>
        (await AttemptAsync(http, roster, email, password)).Person is not null;

    private static async Task<IResult> SignInAsync(
        HttpContext http, Roster roster, [FromForm] string? email, [FromForm] string? password, [FromForm] string? then)
    {
        var attempt = await AttemptAsync(http, roster, email ?? "", password ?? "");
        if (attempt.Person is not null) return Go.To(Urls.Local(then));
        var seconds = Math.Ceiling(attempt.RetryAfter?.TotalSeconds ?? 0).ToString("0", CultureInfo.InvariantCulture);
        string problem = attempt.Refusal switch
        {
            SignInRefusal.Throttled => SignInText.Throttled.With(seconds),
            SignInRefusal.Inactive => SignInText.Inactive,
            _ => SignInText.Wrong,
        };
        if (attempt.RetryAfter is not null) http.Response.Headers.RetryAfter = seconds;
        return Pages.Show<SignInPage>(
            http, new { Email = email, Back = then, Errors = new Dictionary<string, string> { [""] = problem } });
    }

    private static async Task<Echolot.Teams.SignIn> AttemptAsync(
        HttpContext http, Roster roster, string email, string password)
    {
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        var attempt = await roster.SignInAsync(
            email, password, address, http.Request.Headers.UserAgent.ToString(), http.RequestAborted);
        if (attempt.SessionSecret is not null) SessionCookie.Write(http, attempt.SessionSecret);
        return attempt;
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, Roster roster)
    {
        if (SessionCookie.Read(http) is { } secret) await roster.SignOutAsync(secret, http.RequestAborted);
        SessionCookie.Clear(http);
        return Go.To(Urls.SignIn);
    }

    /// <summary>Answers the same whether anybody has the address or not.</summary>
    private static async Task<IResult> AskAsync(
        HttpContext http, Roster roster, AlertDesk alerts, [FromForm] string? email)
    {
        if (alerts.MailGap is not MailGap.None) return Go.To(Urls.Forgotten);
        Dictionary<string, string> errors;
        try
        {
            var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
            if (await roster.AskForPasswordAsync(email ?? "", address, http.RequestAborted) is not { } wait)
                return Go.To(Urls.Forgotten + "?asked=true");
            var seconds = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
            http.Response.Headers.RetryAfter = seconds;
            errors = new() { [""] = SignInText.AskThrottled.With(seconds) };
        }
        catch (RosterException refused)
        {
            errors = refused.Errors();
        }
        return Pages.Show<ForgottenPage>(http, new { Email = email, Errors = errors });
    }

    private static async Task<IResult> AcceptAsync(
        HttpContext http, Roster roster, string secret, [FromForm] string? password)
    {
        Dictionary<string, string>? errors = null;
        try
        {
            if (await roster.AcceptInviteAsync(secret, password ?? "", http.RequestAborted))
                return Go.To(Urls.SignIn, SignInText.Accepted);
        }
        catch (RosterException refused)
        {
            errors = refused.Errors();
        }
        // Without errors the link is used up or expired, and the page says so.
        return Pages.Show<AcceptPage>(http, new { Secret = secret, Errors = errors });
    }
}
