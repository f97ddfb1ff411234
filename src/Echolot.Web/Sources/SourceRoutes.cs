using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Sources;

/// <summary>The list of sources with their health, adding and changing one.</summary>
internal static class SourceRoutes
{
    public static void MapSources(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<SourcesPage>(Urls.Sources, Permission.ReadSources);
        routes.MapPage<NewSourcePage>(Urls.NewSource, Permission.EditSources);
        routes.MapPage<NewSourcePage>(Urls.NewSourceOf, Permission.EditSources);
        routes.MapPage<SourcePage>(Urls.SourcePattern, Permission.ReadSources);
        routes.MapAction(Urls.NewSourceOf, Permission.EditSources, AddAsync);
        routes.MapAction(Urls.SourcePattern, Permission.EditSources, ChangeAsync);
        routes.MapAction(Urls.SourcePausePattern, Permission.EditSources, PauseAsync);
        routes.MapAction(Urls.SourceRemovePattern, Permission.EditSources, RemoveAsync);
        routes.MapPage<CoveragePage>(Urls.Coverage, Permission.ReadSources);
        routes.MapAction(Urls.GapFillPattern, Permission.EditSources, FillAsync);
        routes.MapAction(Urls.SourceLookPattern, Permission.EditSources, LookAsync);
    }

    private static async Task<IResult> FillAsync(HttpContext http, SourceRunner runner, long id, [FromForm] long? before)
    {
        var back = Urls.CoverageBefore(CoveragePage.At(before));
        return await runner.FillAsync(id, http.Actor().Person.Id, http.RequestAborted)
            ? Go.To(back, CoverageText.FillStarted) : Go.Refused(back, CoverageText.CannotFill);
    }

    private static async Task<IResult> LookAsync(HttpContext http, SourceRunner runner, long id)
    {
        await runner.LookForReservationsAsync(id, http.RequestAborted);
        return Go.To(Urls.Coverage, CoverageText.Looked);
    }

    private static async Task<IResult> AddAsync(HttpContext http, SourceRunner runner, string connector)
    {
        if (runner.Connectors.FirstOrDefault(c => c.Description.Name == connector) is not { } kind)
            return TypedResults.NotFound();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var values = Values(form, kind.Description);
        var name = form["name"].ToString();
        var (source, check) = await runner.AddAsync(
            connector, name, values, http.Actor().Person.Id, http.RequestAborted);
        return source is null
            ? Pages.Show<NewSourcePage>(
                http, new { Connector = connector, Name = name, Values = values, Problems = Problems(check) })
            : Go.To(
                kind.Description.Settings.Any(f => f.OwnPage) ? Urls.SourceChat(source.Id) : Urls.Source(source.Id),
                SourcesText.Added);
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, SourceRunner runner, long id)
    {
        if (await runner.FindAsync(id, http.RequestAborted) is not { } before
            || runner.Connectors.FirstOrDefault(c => c.Description.Name == before.Key.Connector) is not { } kind)
            return Go.Refused(Urls.Sources, SourcesText.Gone);
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var values = Values(form, kind.Description);
        var name = form["name"].ToString();
        var (source, check) = await runner.ChangeAsync(id, name, values, http.Actor().Person.Id, http.RequestAborted);
        return source is null
            ? Pages.Show<SourcePage>(http, new { Id = id, Name = name, Values = values, Problems = Problems(check) })
            : Go.To(Urls.Source(id), SourcesText.Saved);
    }

    private static async Task<IResult> PauseAsync(
        HttpContext http, SourceRunner runner, long id, [FromForm] bool paused)
    {
        await runner.PauseAsync(id, paused, http.RequestAborted);
        return Go.To(Urls.Source(id), paused ? SourcesText.PausedNow : SourcesText.ResumedNow);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, SourceRunner runner, long id)
    {
        await runner.RemoveAsync(id, http.RequestAborted);
        return Go.To(Urls.Sources, SourcesText.Removed);
    }

    /// <summary>Only fields the connector knows; an unticked switch is sent as nothing and means false.</summary>
    private static Dictionary<string, string> Values(IFormCollection form, ConnectorDescription kind) =>
        kind.Settings.ToDictionary(
        field => field.Key,
        field => field.Kind is "switch" or "bool" ? form.ContainsKey(field.Key) ? "true"
            : "false"
            : form[field.Key].ToString().Trim());

    private static Dictionary<string, string> Problems(SourceCheck check) =>
        check.Problems.ToDictionary(p => p.Key, p => ((Phrase)p.Value).ToString());
}
