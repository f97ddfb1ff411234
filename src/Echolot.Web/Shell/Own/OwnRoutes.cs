using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Shell.Own;

/// <summary>What somebody changed about themselves.</summary>
public sealed record OwnChange(string Name, string Language, string TimeZone, string Theme, bool Keys);

/// <summary>A person's own settings.</summary>
internal static class OwnRoutes
{
    public static void MapOwn(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<OwnPage>(Urls.Own, Permission.None);
        routes.MapAction(Urls.Own, Permission.None, SaveAsync);
        routes.MapPage<OwnKeysPage>(Urls.OwnKeys, Permission.ReadConversations);
        routes.MapAction(Urls.OwnKeys, Permission.ReadConversations, KeysAsync);
        routes.MapAction(Urls.OwnPassword, Permission.None, PasswordAsync).RequireRateLimiting(RateLimits.Secrets);
        routes.MapAction(Urls.OwnDevicePattern, Permission.None, SignOutDeviceAsync);
        routes.MapPublicAction(Urls.OwnTheme, ThemeAsync);
        routes.MapPublicAction(Urls.OwnLanguage, LanguageAsync);
    }

    private static async Task<IResult> SaveAsync(
        HttpContext http, Roster roster, [FromForm] string? name, [FromForm] string? language, [FromForm] string? zone,
        [FromForm] string? theme, [FromForm] string? keys)
    {
        var change = new OwnChange(name ?? "", language ?? "", zone ?? "", theme ?? "", keys is not "off");
        try
        {
            await roster.ChangeOwnAsync(
                http.Actor(), change.Name, change.Language, change.TimeZone, change.Theme, http.RequestAborted);
            if (change.Keys == http.Actor().Person.KeysOff) await roster.SetKeysOffAsync(http.Actor(), !change.Keys, http.RequestAborted);
        }
        catch (RosterException refused)
        {
            return Pages.Show<OwnPage>(http, new { Given = change, Errors = refused.Errors() });
        }
        Theme.Remember(http, change.Theme);
        Language.Remember(http, change.Language);
        return Go.To(Urls.Own, OwnText.Saved);
    }

    private static async Task<IResult> KeysAsync(HttpContext http, Roster roster)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form["reset"] == "1")
        {
            await roster.SetDeskKeysAsync(http.Actor(), new Dictionary<string, string>(), http.RequestAborted);
            return Go.To(Urls.OwnKeys, DeskKeysText.Back);
        }
        var written = DeskKeys.Actions.ToDictionary(a => a.Key, a => form[DeskKeys.Field(a.Key)].ToString());
        var (own, errors) = DeskKeys.Read(written);
        if (errors.Count > 0)
            return Pages.Show<OwnKeysPage>(http, new
            {
                Written = (IReadOnlyDictionary<string, string>)written,
                Errors = (IReadOnlyDictionary<string, string>)errors.ToDictionary(e => DeskKeys.Field(e.Key), e => e.Value),
            });
        await roster.SetDeskKeysAsync(http.Actor(), own, http.RequestAborted);
        return Go.To(Urls.OwnKeys, DeskKeysText.Saved);
    }

    private static async Task<IResult> PasswordAsync(
        HttpContext http, Roster roster, [FromForm] string? current, [FromForm] string? password)
    {
        Dictionary<string, string> errors;
        try
        {
            if (await roster.ChangePasswordAsync(http.Actor(), current ?? "", password ?? "", http.RequestAborted))
            {
                // Every session ended with the old password; this browser gets a new one.
                return await SignInRoutes.StartSessionAsync(http, roster, http.Actor().Person.Email, password!)
                    ? Go.To(Urls.Own, OwnText.PasswordSaved)
                    : Go.To(Urls.SignIn, OwnText.PasswordSaved);
            }
            errors = new() { ["current"] = OwnText.Wrong };
        }
        catch (RosterException refused)
        {
            errors = refused.Errors();
        }
        return Pages.Show<OwnPage>(http, new { PasswordErrors = errors });
    }

    private static async Task<IResult> SignOutDeviceAsync(HttpContext http, Roster roster, long id)
    {
        await roster.SignOutDeviceAsync(http.Actor(), id, http.RequestAborted);
        return Go.To(Urls.Own, OwnText.DeviceOut);
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

    private static async Task<IResult> LanguageAsync(
        HttpContext http, Roster roster, [FromForm] string? language, [FromForm] string? back)
    {
        if (Language.Known(language) is null) return TypedResults.BadRequest();
        Language.Remember(http, language!);
        if (http.FindActor() is { } actor)
        {
            var own = actor.Person;
            await roster.ChangeOwnAsync(actor, own.Name, language!, own.TimeZone, own.Theme, http.RequestAborted);
        }
        return Go.To(Back(http, back));
    }

    /// <summary>The page the form stood on: named in the form, else by the browser where it is ours.</summary>
    private static string Back(HttpContext http, string? back)
    {
        if (back is not null) return Urls.Local(back);
        return Uri.TryCreate(
            http.Request.Headers.Referer, UriKind.Absolute,
            out var referer) && referer.Authority == http.Request.Host.Value
            ? Urls.Local(referer.PathAndQuery)
            : Urls.Today;
    }
}
