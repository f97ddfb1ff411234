namespace Echolot.Web.OutOfHours;

/// <summary>What happens while nobody is at the desk.</summary>
internal static class OutOfHoursRoutes
{
    public static void MapOutOfHours(this IEndpointRouteBuilder routes)
    {
        routes.MapAutoReplies();
        routes.MapRota();
        routes.MapScenarios();
        routes.MapDrafting();
    }
}
