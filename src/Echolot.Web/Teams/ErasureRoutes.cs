using Echolot.Privacy;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Teams;

/// <summary>Who wants to be erased, decided by whoever handles privacy.</summary>
internal static class ErasureRoutes
{
    public static void MapErasures(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ErasuresPage>(Urls.Erasures, Permission.HandlePrivacy);
        routes.MapAction(Urls.ErasurePattern, Permission.HandlePrivacy, EraseAsync);
        routes.MapAction(Urls.ErasureKeepPattern, Permission.HandlePrivacy, KeepAsync);
    }

    private static async Task<IResult> EraseAsync(HttpContext http, PrivacyOffice privacy, long id, CancellationToken cancel) =>
        await privacy.EraseAskedAsync(id, http.Actor().Person.Id, cancel) is null
            ? Go.Refused(Urls.Erasures, ErasureText.Gone)
            : Go.To(Urls.Erasures, ErasureText.Erased);

    private static async Task<IResult> KeepAsync(
        HttpContext http, PrivacyOffice privacy, long id, [FromForm] string? reason, CancellationToken cancel)
    {
        try
        {
            return await privacy.KeepAskedAsync(id, reason ?? "", http.Actor().Person.Id, cancel)
                ? Go.To(Urls.Erasures, ErasureText.KeptNow)
                : Go.Refused(Urls.Erasures, ErasureText.Gone);
        }
        catch (ArgumentException)
        {
            return Pages.Show<ErasuresPage>(http, new
            {
                KeepId = id, Reason = reason,
                Errors = new Dictionary<string, string> { ["reason"] = ErasureText.ReasonMissing },
            });
        }
    }
}
