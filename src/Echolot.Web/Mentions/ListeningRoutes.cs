using Echolot.Matching;
using Echolot.Teams;
using Echolot.Web.Api;
using Echolot.Web.Insights;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using NodaTime;

namespace Echolot.Web.Mentions;

/// <summary>The live list, its rows, a mention, and the work on it.</summary>
internal static class ListeningRoutes
{
    public static void MapListening(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ListeningPage>(Urls.Listening, Permission.ReadMentions);
        routes.MapPart<RowsPage>(Urls.ListeningRows, Permission.ReadMentions);
        routes.MapPart<RowsPage>(Urls.ListeningArrived, Permission.ReadMentions);
        routes.MapPart<CountPage>(Urls.ListeningCount, Permission.ReadMentions);
        routes.MapGet(Urls.ListeningExport, Export).RequirePermission(Permission.ExportMentions)
            .ExcludeFromDescription();
        routes.MapPage<MentionDetailPage>(Urls.MentionPattern, Permission.ReadMentions);
        routes.MapWork();
        routes.MapLabels();
        routes.MapLists();
    }

    private static IResult Export(HttpContext http, TimeProvider clock, string? format, bool? all)
    {
        if (ExportFile.Format(format) is not { } wanted) return TypedResults.NotFound();
        try
        {
            return new ExportFile(
                FilterAddress.Read(http.Request.Query, all is true ? Urls.Search : Urls.Listening)
                    .Filter(Instant.FromDateTimeOffset(clock.GetUtcNow()), http.Actor().Person.Id), wanted);
        }
        catch (QueryException wrong)
        {
            return Problems.OfQuery(wrong.Errors);
        }
    }
}
