using Echolot.Privacy;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>Somebody wants to be erased; <c>why</c> is <c>consent_withdrawn</c>, <c>about</c> such as <c>conversation:5</c>.</summary>
internal sealed record ApiErasureRequest(
    Id Id, string? Connector, string Author, string Why, string? About, DateTimeOffset AskedAt, DateTimeOffset? KeptAt, Id? KeptBy,
    string? KeptWhy)
{
    public static ApiErasureRequest Of(ErasureRequest r) => new(
        r.Id, r.Subject.Connector, r.Subject.Id, r.Why, r.About, r.AskedAt, r.KeptAt, ApiConversation.IdOf(r.KeptBy), r.KeptWhy);
}

/// <summary>Why somebody is not erased though they asked.</summary>
internal sealed record KeepOrder(string Reason);

/// <summary>How many rows went.</summary>
internal sealed record ApiErased(int Rows);

internal static class ErasuresApi
{
    public static void MapErasures(this RouteGroupBuilder api)
    {
        var erasures = api.MapGroup("/erasures").WithTags("Privacy");
        erasures.MapGet("", async (PrivacyOffice privacy, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiErasureRequest>.All((await privacy.ErasureRequestsAsync(cancel)).Select(ApiErasureRequest.Of))))
            .RequirePermission(Permission.HandlePrivacy)
            .Named("listErasureRequests", "List who wants to be erased", "First what nobody has decided; whoever withdraws their consent in the web chat is among them.");
        erasures.MapPost("/{id}/erase", EraseAsync)
            .RequirePermission(Permission.HandlePrivacy)
            .Named("eraseAsAsked", "Erase as it was asked", "Everything about this account and what was said with it (Art. 17 GDPR); it cannot be undone.");
        erasures.MapPut("/{id}/kept", KeepAsync)
            .RequirePermission(Permission.HandlePrivacy)
            .Named("keepInSpite", "Keep what was to be erased", "For a reason that Art. 17 (3) GDPR knows; it stands in the access export.");
    }

    private static async Task<Results<Ok<ApiErased>, ProblemHttpResult>> EraseAsync(
        Id id, HttpContext http, PrivacyOffice privacy, CancellationToken cancel) =>
        await privacy.EraseAskedAsync(id, http.Actor().Person.Id, cancel) is { } erased
            ? TypedResults.Ok(new ApiErased(erased.Rows))
            : Problems.Missing($"Request {id}");

    private static async Task<Results<NoContent, ProblemHttpResult>> KeepAsync(
        Id id, KeepOrder order, HttpContext http, PrivacyOffice privacy, CancellationToken cancel)
    {
        try
        {
            return await privacy.KeepAskedAsync(id, order.Reason, http.Actor().Person.Id, cancel)
                ? TypedResults.NoContent()
                : Problems.Missing($"Request {id}");
        }
        catch (ArgumentException wrong)
        {
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "reason_missing", wrong.Message);
        }
    }
}
