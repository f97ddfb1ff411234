using System.Globalization;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Shell;

/// <summary>
/// Language of a request: the person's, else the cookie's, else what the browser prefers, else English.
/// </summary>
internal static class Language
{
    public const string Cookie = "echolot-language";

    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static CultureInfo Of(string? person, string? cookie, string? acceptLanguage) =>
        Known(person) ?? Known(cookie) ?? Preferred(acceptLanguage) ?? English;

    /// <summary>Sets the culture of every request; runs after authentication.</summary>
    public static void UseLanguage(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        Speak(http);
        return next(http);
    });

    /// <summary>Sets the culture of this flow; error pages are written outside of the one above.</summary>
    public static void Speak(HttpContext http) => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture =
        Of(http.FindActor()?.Person.Language, http.Request.Cookies[Cookie], http.Request.Headers.AcceptLanguage);

    internal static CultureInfo? Known(string? code) => code switch { "de" => German, "en" => English, _ => null };

    public static void Remember(HttpContext http, string language) => http.Response.Cookies.Append(
        Cookie, language,
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), Path = "/" });

    /// <summary>First known language in the browser's order (RFC 9110, 12.5.4: weight 1 where none is given).</summary>
    private static CultureInfo? Preferred(string? acceptLanguage) => (acceptLanguage ?? "")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split(';', StringSplitOptions.TrimEntries))
        .Select(part => (Tag: part[0], Weight: part.Length > 1 && part[1].StartsWith("q=", StringComparison.Ordinal)
            && double.TryParse(part[1].AsSpan(2), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight)
                ? weight
                : 1))
        .Where(part => part.Weight > 0)
        .OrderByDescending(part => part.Weight)
        .Select(part => Known(part.Tag.Split('-')[0].ToLowerInvariant()))
        .FirstOrDefault(culture => culture is not null);
}
