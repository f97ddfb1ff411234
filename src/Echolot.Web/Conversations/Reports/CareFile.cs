using Echolot.Conversations;
using Echolot.Tables;
using Echolot.Web.Api;
using Echolot.Web.Insights;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Conversations.Reports;

/// <summary>Conversations with what is counted of them as a file that is sent while it is read.</summary>
internal sealed class CareFile(CareQuestion question, ExportFormat format) : IResult
{
    public async Task ExecuteAsync(HttpContext http)
    {
        var services = http.RequestServices;
        try
        {
            ExportFile.Announce(
                http.Response, format, "echolot-conversations", services.GetRequiredService<TimeProvider>().GetUtcNow());
            await services.GetRequiredService<CareReports>().ExportAsync(
                question, format, http.Response.Body, InboxRoutes.SightOf(http.Actor()), http.RequestAborted);
        }
        catch (Exception refused) when (!http.Response.HasStarted && Problems.Of(refused) is { } problem)
        {
            http.Response.Headers.ContentDisposition = default;
            await problem.ExecuteAsync(http);
        }
    }
}
