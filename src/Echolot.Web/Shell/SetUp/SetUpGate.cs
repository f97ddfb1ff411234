using Echolot.Teams;

namespace Echolot.Web.Shell.SetUp;

/// <summary>Until there is a workspace, every page leads to the set-up; afterwards the answer is remembered.</summary>
internal sealed class SetUpGate(Roster roster)
{
    private volatile bool done;

    public async Task<bool> IsDoneAsync(CancellationToken cancel) =>
        done || (done = await roster.WorkspaceAsync(cancel) is not null);
}

internal static class SetUpGateRoute
{
    public static void UseSetUpGate(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var route = http.GetEndpoint()?.Metadata;
        var page = route?.GetMetadata<PageRoute>() is not null || route?.GetMetadata<PageAction>() is not null;
        if (page && !http.Request.Path.StartsWithSegments(Urls.SetUp)
            && !http.Request.Path.StartsWithSegments(Urls.Components)
            && !await http.RequestServices.GetRequiredService<SetUpGate>().IsDoneAsync(http.RequestAborted))
        {
            await Go.RedirectAsync(http, Urls.SetUp);
            return;
        }
        await next(http);
    });
}
