namespace Echolot.Web.Live;

internal sealed class LiveFeed;

internal static class LiveRoutes
{
    public static void MapLive(this IEndpointRouteBuilder routes)
    {
    }
}
