using Echolot.Teams;

namespace Echolot.Web.Shell;

internal static class TodayRoutes
{
    public static void MapToday(this IEndpointRouteBuilder routes) => routes.MapPage<Today.TodayPage>(Urls.Today, Permission.ReadMentions);
}
