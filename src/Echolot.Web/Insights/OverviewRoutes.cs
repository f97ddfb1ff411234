using Echolot.Teams;
using Echolot.Web.Shell;

namespace Echolot.Web.Insights;

/// <summary>A part of a whole with its name and the mentions behind it.</summary>
public sealed record NamedPart(string Name, long Count, string Link);

internal static class OverviewRoutes
{
    public static void MapOverview(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<OverviewPage>(Urls.Overview, Permission.ReadMentions);
        routes.MapPage<ComparisonPage>(Urls.Comparison, Permission.ReadMentions);
    }
}
