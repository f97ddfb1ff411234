using System.Diagnostics;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;

namespace Echolot.Web.Shell.Errors;

/// <summary>
/// Every refused or failed request ends in a page for people and in problem details (RFC 9457) for programs.
/// </summary>
internal static class Errors
{
    public static void UseErrorPages(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            AllowStatusCode404Response = true,
            ExceptionHandler = http =>
                AnswerAsync(http, StatusOf(http.Features.Get<IExceptionHandlerFeature>()?.Error)),
        });
        app.Use(async (http, next) =>
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null })
                await AnswerAsync(http, http.Response.StatusCode);
        });
    }

    /// <summary>What a program reads; does not change.</summary>
    private static string CodeOf(int status, bool stale) => status switch
    {
        _ when stale => "form_token_missing",
        401 => "not_signed_in",
        403 => "not_allowed",
        404 => "not_found",
        405 => "method_not_allowed",
        413 => "too_large",
        429 => "too_many_calls",
        >= 500 => "failed",
        _ => "malformed",
    };

    // Whoever looks for the token of a form packs up what was wrong with reading it.
    private static int StatusOf(Exception? error) => (error as BadHttpRequestException
        ?? (error as AntiforgeryValidationException)?.InnerException as BadHttpRequestException)?.StatusCode
        ?? StatusCodes.Status500InternalServerError;

    private static Task AnswerAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        Language.Speak(http);
        var trace = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        var form = http.Features.Get<StaleForm>();
        var stale = form is not null;
        if (!http.WantsPage())
        {
            return TypedResults.Problem(
                    statusCode: status, title: ErrorText.Headline(status, stale).En,
                    detail: ErrorText.Advice(status, stale).En,
                    extensions: new Dictionary<string, object?> { ["code"] = CodeOf(status, stale) })
                .ExecuteAsync(http);
        }
        if (http.IsFragment())
        {
            // A part of a page must not be replaced by an error page: say it in a toast and leave the page as it is.
            http.Toast($"{ErrorText.Headline(status, stale)}. {ErrorText.Advice(status, stale)}", Components.Tone.Bad);
            http.Response.Headers["HX-Reswap"] = "none";
            return Task.CompletedTask;
        }
        var surround = http.FindActor() is null ? Surround.Bare : Surround.Shell;
        var values = new Dictionary<string, object?> { ["Status"] = status, ["Stale"] = stale, ["Typed"] = form?.Typed ?? [], ["Trace"] = trace };
        return Pages.Render(http, typeof(ErrorPage), surround, values, status).ExecuteAsync(http);
    }
}
