using Echolot.Web.Shell;

namespace Echolot.Web.Development;

/// <summary>Pages for people who work on Echolot; only with <c>--dev</c>.</summary>
internal static class DevelopmentRoutes
{
    public static void MapDevelopment(this IEndpointRouteBuilder routes) =>
        routes.MapPublicPage<ComponentsPage>(Urls.Components);
}
