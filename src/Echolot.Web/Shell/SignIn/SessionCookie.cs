namespace Echolot.Web.Shell.SignIn;

/// <summary>The cookie with the session's secret: not readable by scripts, not sent by other sites' forms.</summary>
internal static class SessionCookie
{
    private const string Plain = "echolot-session";

    // The __Host- prefix ties the cookie to this host and to https; browsers refuse it on plain http.
    private const string Secured = "__Host-" + Plain;

    public static string? Read(HttpContext http) =>
        http.Request.Cookies[Name(http)] is { Length: > 0 } secret ? secret : null;

    public static void Write(HttpContext http, string secret) =>
        http.Response.Cookies.Append(Name(http), secret, Options(http, TimeSpan.FromDays(30)));

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name(http), Options(http, null));

    private static string Name(HttpContext http) => http.Request.IsHttps ? Secured : Plain;

    private static CookieOptions Options(HttpContext http, TimeSpan? age) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = "/",
        IsEssential = true,
        MaxAge = age,
    };
}
