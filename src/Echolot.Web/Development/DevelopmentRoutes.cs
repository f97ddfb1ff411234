using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Development;

/// <summary>Pages for people who work on Echolot; only with <c>--dev</c>.</summary>
internal static class DevelopmentRoutes
{
    public static void MapDevelopment(this IEndpointRouteBuilder routes)
    {
        routes.MapPublicPage<ComponentsPage>(Urls.Components);
        routes.MapGet(Urls.Failure,
            IResult () => throw new InvalidOperationException("Somebody asked to see a failure."))
            .RequirePermission(Permission.ReadMentions).ExcludeFromDescription();
    }
}
