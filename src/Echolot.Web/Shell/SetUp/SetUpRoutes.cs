namespace Echolot.Web.Shell;

internal static class SetUpRoutes
{
    public static void MapSetUp(this IEndpointRouteBuilder routes)
    {
    }
}
