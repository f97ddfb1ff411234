using System.Text;
using Echolot.Sources.Hubs;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Sources;

/// <summary>
/// Where hubs of feeds call (WebSub): nobody signs in here, the address is the secret and pushes are signed.
/// </summary>
internal static class HubRoutes
{
    // As much as an asked feed may have.
    private const int MaxBody = 10 << 20;

    public static void MapHubs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Urls.HubPattern, VerifyAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(Urls.HubPattern, TakeAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBody));
    }

    private static async Task<IResult> VerifyAsync(
        string token, HttpContext http, HubDesk hubs, [FromQuery(Name = "hub.mode")] string? mode,
        [FromQuery(Name = "hub.topic")] string? topic, [FromQuery(Name = "hub.challenge")] string? challenge,
        [FromQuery(Name = "hub.lease_seconds")] string? lease, [FromQuery(Name = "hub.reason")] string? reason) =>
        await hubs.VerifyAsync(token, mode, topic, challenge, lease, reason, http.RequestAborted) is { } echo
            // As bytes of no kind of document: what a stranger sends must not become a page of ours.
            ? TypedResults.Bytes(Encoding.UTF8.GetBytes(echo), "application/octet-stream")
            : TypedResults.NotFound();

    private static async Task<IResult> TakeAsync(string token, HttpContext http, HubDesk hubs)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var answer = await hubs.TakeAsync(
            token, http.Request.Headers["X-Hub-Signature"], body.ToArray(), http.Request.ContentType,
            http.RequestAborted);
        return answer is HubAnswer.Gone ? TypedResults.StatusCode(StatusCodes.Status410Gone)
            : TypedResults.Accepted((string?)null);
    }
}
