using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Shell;

/// <summary>A person's own settings.</summary>
internal static class OwnRoutes
{
    public static void MapOwn(this IEndpointRouteBuilder routes)
    {
        routes.MapPublicAction(Urls.OwnTheme, ThemeAsync);
        routes.MapPublicAction(Urls.OwnLanguage, LanguageAsync);
    }

    private static async Task<IResult> ThemeAsync(HttpContext http, Roster roster, [FromForm] string? theme)
    {
        if (Theme.Known(theme) is not { } known) return TypedResults.BadRequest();
        Theme.Remember(http, known);
        if (http.FindActor() is { } actor)
        {
            var own = actor.Person;
            await roster.ChangeOwnAsync(actor, own.Name, own.Language, own.TimeZone, known, http.RequestAborted);
        }
        return http.IsFragment() ? TypedResults.NoContent() : Go.To(Back(http, null));
    }

    private static async Task<IResult> LanguageAsync(HttpContext http, Roster roster, [FromForm] string? language, [FromForm] string? back)
    {
        if (language is not ("de" or "en")) return TypedResults.BadRequest();
        http.Response.Cookies.Append(
            Language.Cookie, language, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), Path = "/" });
        if (http.FindActor() is { } actor)
        {
            var own = actor.Person;
            await roster.ChangeOwnAsync(actor, own.Name, language, own.TimeZone, own.Theme, http.RequestAborted);
        }
        return Go.To(Back(http, back));
    }

    /// <summary>The page the form stood on: named in the form, else by the browser where it is ours.</summary>
    private static string Back(HttpContext http, string? back)
    {
        if (back is not null) return Urls.Local(back);
        return Uri.TryCreate(http.Request.Headers.Referer, UriKind.Absolute, out var referer) && referer.Authority == http.Request.Host.Value
            ? Urls.Local(referer.PathAndQuery)
            : Urls.Today;
    }
}
