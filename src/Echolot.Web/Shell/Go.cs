using System.Text.Encodings.Web;
using System.Text.Json;
using Echolot.Web.Components;

namespace Echolot.Web.Shell;

/// <summary>Where the browser goes after an action, with a short message to show there.</summary>
public static class Go
{
    /// <summary>To another page (303, or the header that makes htmx leave the page).</summary>
    public static IResult To(string address, Phrase? toast = null) => new Leave(address, toast, Tone.Good);

    /// <summary>To another page with a message that says what could not be done.</summary>
    /// <param name="english">A reason that only exists in English, such as what another machine answered.</param>
    public static IResult Refused(string address, Phrase why, string? english = null) =>
        new Leave(address, why, Tone.Bad, english);

    /// <summary>Stays where it is: an empty answer with a message.</summary>
    public static IResult Nowhere(Phrase toast) => new Stay(toast, Tone.Good);

    /// <summary>Stays where it is and says what could not be done.</summary>
    public static IResult Refused(Phrase why) => new Stay(why, Tone.Bad);

    internal static Task RedirectAsync(HttpContext http, string address)
    {
        if (http.IsFragment())
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            http.Response.Headers["HX-Redirect"] = address;
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status303SeeOther;
            http.Response.Headers.Location = address;
        }
        return Task.CompletedTask;
    }

    /// <summary>Shows a message on the page that asked by htmx; call it before the answer is written.</summary>
    /// <param name="also">Another event that the page hears.</param>
    public static void Toast(this HttpContext http, string message, Tone tone = Tone.Good, string? also = null)
    {
        var events = new Dictionary<string, object> { ["echo:toast"] = new { text = message, tone = tone is Tone.Bad ? "bad" : "good" } };
        if (also is not null) events[also] = new { };
        http.Response.Headers["HX-Trigger"] = JsonSerializer.Serialize(
            events,
            // Header values are ASCII; the default encoder escapes everything else.
            new JsonSerializerOptions { Encoder = JavaScriptEncoder.Default });
    }

    private sealed record Leave(string Address, Phrase? Message, Tone Tone, string? English = null) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            if (Message is { } message) Flash.Write(http, message, Tone, English);
            return RedirectAsync(http, Address);
        }
    }

    private sealed record Stay(Phrase Message, Tone Tone) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Toast(Message, Tone);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }
    }
}

/// <summary>A message that outlives one redirect, in a cookie that is cleared when shown.</summary>
internal static class Flash
{
    private const string Cookie = "echolot-flash";

    // Stands before a message that says what went wrong; no text of ours begins with it.
    private const char Bad = '!';

    // Stands between a message and a reason in English; neither has it.
    private const char Between = '\u001f';

    public static void Write(HttpContext http, string message, Tone tone, string? english) => http.Response.Cookies.Append(
        Cookie,
        Uri.EscapeDataString((tone is Tone.Bad ? Bad + message : message) + (english is null ? "" : Between + english)),
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromMinutes(1), Path = "/" });

    public static (string Text, Tone Tone, string? English)? Take(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } message) return null;
        http.Response.Cookies.Delete(Cookie, new() { Path = "/" });
        var parts = Uri.UnescapeDataString(message).Split(Between, 2);
        var (text, english) = (parts[0], parts.Length > 1 ? parts[1] : null);
        return text.StartsWith(Bad) ? (text[1..], Tone.Bad, english) : (text, Tone.Good, english);
    }
}
