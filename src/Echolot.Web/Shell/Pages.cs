using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Shell;

/// <summary>
/// What surrounds a page: the whole shell, or only the brand (sign-in, set-up, errors for strangers).
/// </summary>
public enum Surround { Shell, Bare }

/// <summary>Route metadata of a page.</summary>
public sealed record PageRoute(Type Page, Surround Surround);

/// <summary>Route metadata of a part of a page.</summary>
public sealed record PartRoute(Type Page);

/// <summary>Route metadata of an action: a form target, guarded by the anti-forgery token.</summary>
public sealed record PageAction;

/// <summary>Maps pages and their actions.</summary>
public static class Pages
{
    /// <summary>Serves a page to those who have the permission; strangers are sent to sign in.</summary>
    public static RouteHandlerBuilder MapPage<TPage>(
        this IEndpointRouteBuilder routes, string pattern, Permission permission,
        Surround surround = Surround.Shell) where TPage : Page =>
        routes.MapGet(pattern, Serve<TPage>).WithMetadata(
            new PageRoute(typeof(TPage), surround)).RequirePermission(permission).ExcludeFromDescription();

    /// <summary>Serves a part of a page that htmx asks for by an address of its own; it is never a document.</summary>
    public static RouteHandlerBuilder MapPart<TPage>(
        this IEndpointRouteBuilder routes, string pattern, Permission permission) where TPage : Page =>
        routes.MapGet(pattern, Serve<TPage>)
            .WithMetadata(new PartRoute(typeof(TPage))).RequirePermission(permission).ExcludeFromDescription();

    /// <summary>Serves a page to everybody, also before sign-in.</summary>
    public static RouteHandlerBuilder MapPublicPage<TPage>(
        this IEndpointRouteBuilder routes, string pattern) where TPage : Page =>
        routes.MapGet(pattern, Serve<TPage>).WithMetadata(
            new PageRoute(typeof(TPage), Surround.Bare)).AllowAnonymous().ExcludeFromDescription();

    /// <summary>
    /// Takes a form (POST) of those who have the permission. Answer with <see cref="Go"/> or <see cref="Show{TPage}"/>.
    /// </summary>
    public static RouteHandlerBuilder MapAction(
        this IEndpointRouteBuilder routes, string pattern, Permission permission, Delegate action) =>
        routes.MapPost(pattern, action)
            .WithMetadata(new PageAction()).DisableAntiforgery().RequirePermission(permission).ExcludeFromDescription();

    /// <summary>Takes a form of everybody.</summary>
    public static RouteHandlerBuilder MapPublicAction(
        this IEndpointRouteBuilder routes, string pattern, Delegate action) =>
        routes.MapPost(pattern, action)
            .WithMetadata(new PageAction()).DisableAntiforgery().AllowAnonymous().ExcludeFromDescription();

    /// <summary>Shows a page as the answer of an action, such as a form with its errors (status 422).</summary>
    /// <param name="parameters">Parameters of the page as an anonymous object.</param>
    /// <param name="surround">What surrounds it where not the usual: the shell for people who are signed in.</param>
    public static IResult Show<TPage>(
        HttpContext http, object? parameters = null, int status = StatusCodes.Status422UnprocessableEntity,
        Surround? surround = null)
        where TPage : Page
    {
        var values = new Dictionary<string, object?>();
        foreach (var property in parameters?.GetType().GetProperties() ?? [])
            values[property.Name] = property.GetValue(parameters);
        return Render(
            http, typeof(TPage), surround ?? (http.FindActor() is null ? Surround.Bare : Surround.Shell), values,
            status);
    }

    /// <param name="surround">Null: the page alone, whoever asks.</param>
    internal static IResult Render(
        HttpContext http, Type page, Surround? surround, Dictionary<string, object?> values, int status) =>
        new RazorComponentResult<Document>(new Dictionary<string, object?>
        {
            [nameof(Document.PageType)] = page,
            [nameof(Document.Values)] = values,
            [nameof(Document.Surround)] = surround ?? Surround.Bare,
            [nameof(Document.Whole)] = surround is not null && !http.IsFragment(),
        })
        { StatusCode = status, ContentType = "text/html; charset=utf-8" };

    private static IResult Serve<TPage>(HttpContext http) where TPage : Page
    {
        var route = http.GetEndpoint()!.Metadata.GetMetadata<PageRoute>();
        var values = new Dictionary<string, object?>();
        foreach (var (name, text) in http.Request.RouteValues)
        {
            if (Parameter(typeof(TPage), name) is not { } property) continue;
            if (!TryConvert(text, property.PropertyType, out var value)) return TypedResults.NotFound();
            values[property.Name] = value;
        }
        return Render(http, typeof(TPage), route?.Surround, values, StatusCodes.Status200OK);
    }

    private static PropertyInfo? Parameter(Type page, string name) =>
        page.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is { } property
        && property.IsDefined(typeof(ParameterAttribute)) ? property : null;

    private static bool TryConvert(object? text, Type type, out object? value)
    {
        var converter = TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type);
        var words = Convert.ToString(text, CultureInfo.InvariantCulture) ?? "";
        value = type == typeof(string) ? words
            : converter.IsValid(words) ? converter.ConvertFromInvariantString(words)
            : null;
        return value is not null;
    }
}

/// <summary>What kind of answer a request wants.</summary>
public static class Wants
{
    /// <summary>htmx asks for a part of a page, not for a whole document.</summary>
    public static bool IsFragment(this HttpContext http) =>
        http.Request.Headers.ContainsKey("HX-Request")
        && !http.Request.Headers.ContainsKey("HX-History-Restore-Request")
        && !http.Request.Headers.ContainsKey("HX-Boosted");

    /// <summary>Id of the element that htmx fills (<c>div#results</c> in the header), or null.</summary>
    public static string? FragmentTarget(this HttpContext http)
    {
        if (!http.IsFragment() || http.Request.Headers["HX-Target"].ToString() is not { Length: > 0 } target)
            return null;
        return target[(target.IndexOf('#') + 1)..];
    }

    /// <summary>A person looks at the answer (not a program, not the live stream).</summary>
    public static bool WantsPage(this HttpContext http) =>
        !http.Request.Path.StartsWithSegments(Urls.Api) && !http.Request.Path.StartsWithSegments(Urls.Live)
        && !http.Request.Path.StartsWithSegments(Urls.Assets) && !http.Request.Path.StartsWithSegments("/health")
        && (http.IsFragment() || http.Request.Headers.Accept.ToString() is var accept
            && (
                accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) || accept.Length == 0
                    || accept.Contains("*/*", StringComparison.Ordinal)));
}
