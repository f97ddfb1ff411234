using Echolot.Web.Shell;

namespace Echolot.Web;

internal static class Development
{
    public static void MapDevelopment(this IEndpointRouteBuilder routes) => routes.MapPublicPage<Dev.ComponentsPage>(Urls.Components);
}
