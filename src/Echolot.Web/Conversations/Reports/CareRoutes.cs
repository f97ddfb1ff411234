using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Tables;
using Echolot.Teams;
using Echolot.Web.Insights;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations.Reports;

/// <summary>Figures of the care desk, their rows, causes, and whether colleagues are told apart.</summary>
internal static class CareRoutes
{
    public static void MapCareReports(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<CareReportPage>(Urls.CareReport, Permission.ReadConversations);
        routes.MapPage<CareLinesPage>(Urls.CareLines, Permission.ReadConversations);
        routes.MapPage<CareCausesPage>(Urls.CareCauses, Permission.ReadConversations);
        routes.MapPage<CareMetricsPage>(Urls.CareMetrics, Permission.ReadConversations);
        routes.MapAction(Urls.CareFixes, Permission.EditCare, AddFixAsync);
        routes.MapAction(Urls.CareFixRemovePattern, Permission.EditCare, RemoveFixAsync);
        routes.MapGet(Urls.CareExport, ExportAsync).RequirePermission(Permission.ExportConversations)
            .ExcludeFromDescription();
        routes.MapPage<AgentFiguresPage>(Urls.AgentFigures, Permission.EditCare);
        routes.MapAction(Urls.AgentFigures, Permission.Administer, SwitchAsync);
        routes.MapAction(Urls.AgentFiguresConfirm, Permission.EditCare, ConfirmAsync);
        routes.MapAction(Urls.SmallestGroup, Permission.Administer, SetGroupAsync);
        routes.MapAction(Urls.SmallestGroupConfirm, Permission.EditCare, ConfirmGroupAsync);
    }

    private static async Task<IResult> SetGroupAsync(
        HttpContext http, Roster roster, [FromForm] string? people, CancellationToken cancel)
    {
        if (InboxRoutes.Number(people) is not (>= 1 and <= Roster.LargestGroup and var size))
            return Pages.Show<AgentFiguresPage>(http, new
            {
                Errors = (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { ["people"] = CareText.GroupWrong },
                People = people,
            });
        await roster.SetSmallestGroupAsync(http.Actor(), (int)size, cancel);
        return Go.To(
            Urls.AgentFigures,
            (await roster.AgentFiguresAsync(cancel)).GroupAsked is null ? CareText.GroupSaved : CareText.Asked);
    }

    private static async Task<IResult> ConfirmGroupAsync(HttpContext http, Roster roster, CancellationToken cancel)
    {
        try
        {
            await roster.ConfirmSmallestGroupAsync(http.Actor(), cancel);
            return Go.To(Urls.AgentFigures, CareText.GroupSaved);
        }
        catch (RosterException)
        {
            return Go.Refused(Urls.AgentFigures, CareText.NotYours);
        }
    }

    private static async Task<IResult> AddFixAsync(
        HttpContext http, CareReports reports, [FromForm] string? cause, [FromForm] string? day, [FromForm] string? note,
        CancellationToken cancel)
    {
        try
        {
            var fix = await reports.AddFixAsync(
                cause ?? "", CareAddress.Day(day) ?? DateOnly.MaxValue, note ?? "", http.Actor().Person.Id, cancel);
            return Go.To($"{Urls.CareCauses}?cause={Uri.EscapeDataString(fix.Cause)}", CareText.FixSaved);
        }
        catch (ArgumentException)
        {
            return Pages.Show<CareCausesPage>(http, new
            {
                Errors = (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { [""] = CareText.FixWrong },
                Cause = cause, Day = day, Note = note,
            });
        }
    }

    private static async Task<IResult> RemoveFixAsync(HttpContext http, CareReports reports, long id, CancellationToken cancel)
    {
        await reports.RemoveFixAsync(id, http.Actor().Person.Id, cancel);
        return Go.To(Urls.CareCauses, CareText.FixRemoved);
    }

    private static async Task<IResult> ExportAsync(
        HttpContext http, CareReports reports, SourceRunner sources, Roster roster, string? format, CancellationToken cancel)
    {
        if (ExportFile.Format(format) is not { } wanted) return TypedResults.NotFound();
        var address = CareAddress.Read(http.Request.Query, reports.Today);
        var names = await CareNames.ReadAsync(sources, roster, cancel);
        return new CareFile(address.Question(names.Within(address.Department)), wanted);
    }

    private static async Task<IResult> ConfirmAsync(HttpContext http, Roster roster, CancellationToken cancel)
    {
        try
        {
            await roster.ConfirmAgentFiguresAsync(http.Actor(), cancel);
            return Go.To(Urls.AgentFigures, CareText.SwitchedOn);
        }
        catch (RosterException)
        {
            return Go.Refused(Urls.AgentFigures, CareText.NotYours);
        }
    }

    private static async Task<IResult> SwitchAsync(
        HttpContext http, Roster roster, [FromForm] string? on, [FromForm] string? agreement, CancellationToken cancel)
    {
        try
        {
            await roster.SetAgentFiguresAsync(http.Actor(), on is "1" ? agreement ?? "" : null, cancel);
            return Go.To(Urls.AgentFigures, on is "1" ? CareText.Asked : CareText.SwitchedOff);
        }
        catch (RosterException wrong)
        {
            return Pages.Show<AgentFiguresPage>(
                http, new { Errors = (IReadOnlyDictionary<string, string>)wrong.Errors(), Agreement = agreement });
        }
    }
}
