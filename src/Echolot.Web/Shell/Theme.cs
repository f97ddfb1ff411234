using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Shell;

/// <summary>
/// Light, dark, or as the system has it; written into the document by the server, so nothing flashes.
/// </summary>
internal static class Theme
{
    public const string Cookie = "echolot-theme";

    public static readonly IReadOnlyList<string> All = ["system", "light", "dark"];

    /// <summary>Values and names for forms.</summary>
    public static IEnumerable<(string Value, string Text)> Choices =>
        [("system", ShellText.System), ("light", ShellText.Light), ("dark", ShellText.Dark)];

    public static string Of(HttpContext http) =>
        Known(http.FindActor()?.Person.Theme) ?? Known(http.Request.Cookies[Cookie]) ?? "system";

    public static string? Known(string? theme) => All.Contains(theme) ? theme : null;

    public static void Remember(HttpContext http, string theme) => http.Response.Cookies.Append(
        Cookie, theme,
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), Path = "/" });
}
