using System.Text;
using Echolot.Sources.Imports;
using Echolot.Sources.Subscriptions;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Sources.Subscriptions;

/// <summary>Lists of feeds, in and out of the browser.</summary>
internal static class SubscriptionRoutes
{
    public static void MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<SubscriptionsPage>(Urls.Subscriptions, Permission.EditSources);
        routes.MapAction(Urls.Subscriptions, Permission.EditSources, StartAsync);
        routes.MapGet(Urls.SubscriptionsFile, FileAsync).RequirePermission(Permission.EditSources)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> StartAsync(HttpContext http, SubscriptionDesk desk)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (form.Files["file"] is not { Length: > 0 } file) return Refused(SubscriptionsText.NoFile.ToString());
        try
        {
            await using var upload = file.OpenReadStream();
            desk.Start(upload, http.Actor().Person.Id);
            return Go.To(Urls.Subscriptions, SubscriptionsText.Started);
        }
        catch (FileProblem problem)
        {
            return Refused(problem.Message);
        }

        IResult Refused(string why) => Pages.Show<SubscriptionsPage>(
            http, new { Errors = new Dictionary<string, string> { [""] = why } });
    }

    private static async Task<IResult> FileAsync(HttpContext http, SubscriptionDesk desk) => TypedResults.File(
        Encoding.UTF8.GetBytes(await desk.ExportAsync(http.RequestAborted)), "text/x-opml", "echolot.opml");
}
