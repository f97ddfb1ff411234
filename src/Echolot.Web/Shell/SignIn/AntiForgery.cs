using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace Echolot.Web.Shell.SignIn;

/// <summary>
/// Every request that changes something and that a browser would send with our cookies carries a token of the page
/// it came from; programs with a bearer token or a signature send no cookie and need none.
/// </summary>
internal static class AntiForgery
{
    public const string Field = "_token";
    public const string Header = "X-Echolot-Token";
    private const string Cookie = "echolot-form";

    // Fields in which people write sentences. Whatever has another name is not given back: it may be a secret.
    private static readonly HashSet<string> written =
    [
        "agreement", "answer", "closing", "comment", "contacts", "de", "en", "examples", "hint", "name", "note", "orders", "private",
        "q", "query", "question", "special", "steps", "table", "text", "words",
    ];

    public static IServiceCollection AddAntiForgery(this IServiceCollection services) =>
        services.AddAntiforgery(options =>
    {
        options.FormFieldName = Field;
        options.HeaderName = Header;
        options.Cookie.Name = Cookie;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        // The Content-Security-Policy says frame-ancestors 'none' already.
        options.SuppressXFrameOptionsHeader = true;
    });

    public static void UseAntiForgery(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (Needed(http) && !await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            http.Features.Set(new StaleForm(Typed(http)));
            return;
        }
        await next(http);
    });

    /// <summary>
    /// The sentences of a refused form, so that its writer has them still; only where the cookie says that the form
    /// was sent from a page of ours.
    /// </summary>
    private static IReadOnlyList<string> Typed(HttpContext http) =>
        http.Features.Get<IFormFeature>()?.Form is not { } form || !http.Request.Cookies.ContainsKey(Cookie) ? [] :
        [
            .. form.Where(f => written.Contains(f.Key)).SelectMany(f => f.Value).OfType<string>()
                .Where(text => text.Trim().Any(char.IsWhiteSpace)).OrderByDescending(text => text.Length).Take(6),
        ];

    private static bool Needed(HttpContext http)
    {
        var method = http.Request.Method;
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method)
            || HttpMethods.IsTrace(method))
            return false;
        if (http.GetEndpoint()?.Metadata.GetMetadata<PageAction>() is not null) return true;
        return http.Request.Headers.Authorization.Count == 0 && SessionCookie.Read(http) is not null;
    }
}

/// <summary>Marks a refused request, so that the error page can tell people to reload the form.</summary>
internal sealed record StaleForm(IReadOnlyList<string> Typed);
