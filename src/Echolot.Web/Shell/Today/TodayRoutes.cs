using Echolot.Teams;

namespace Echolot.Web.Shell.Today;

internal static class TodayRoutes
{
    public static void MapToday(this IEndpointRouteBuilder routes) =>
        routes.MapPage<TodayPage>(Urls.Today, Permission.ReadMentions);
}
