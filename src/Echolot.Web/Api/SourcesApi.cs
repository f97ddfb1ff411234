using Echolot.Intake;
using Echolot.Sources;
using Echolot.Sources.Imports;
using Echolot.Sources.Subscriptions;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>A kind of source and the settings it takes.</summary>
internal sealed record ApiConnector(
    string Name, string Title, LocalText Summary, LocalText LegalBasis, bool SeesEdits, bool SeesDeletions,
    double? ReplaySeconds,
    IReadOnlyList<SettingField> Settings)
{
    public static ApiConnector Of(ConnectorDescription d) => new(
        d.Name, d.Title, d.Summary, d.LegalBasis, d.SeesEdits, d.SeesDeletions, d.ReplayHorizon?.TotalSeconds,
        d.Settings);
}

/// <summary>A configured source; its secrets are never shown.</summary>
internal sealed record ApiSource(
    Id Id, string Connector, string Instance, string Account, string Name, IReadOnlyDictionary<string, string> Settings,
    bool Paused,
    DateTimeOffset CreatedAt)
{
    public static ApiSource Of(Source s) =>
        new(s.Id, s.Key.Connector, s.Key.Instance, s.Key.Account, s.Name, s.Settings, s.Paused, s.CreatedAt);
}

/// <summary>A source that was just added, with the secrets that were drawn for it; they are shown this once.</summary>
internal sealed record AddedSource(ApiSource Source, IReadOnlyDictionary<string, string> Secrets);

/// <summary>A source to add.</summary>
internal sealed record ApiSourceDraft(string Connector, Dictionary<string, string> Settings, string? Name = null);

/// <summary>Other settings of a source; a secret left out stays as it is.</summary>
internal sealed record ApiSourceChange(string Name, Dictionary<string, string> Settings);

internal sealed record Pause(bool Paused);

/// <summary>How a source is doing; lags are seen minus published over the last 24 hours, in seconds.</summary>
/// <param name="Refused">What of the things that it reads it is refused, with the reason of each.</param>
internal sealed record ApiHealth(
    Id SourceId, SourceState State, DateTimeOffset? LastItemAt, DateTimeOffset? LastContactAt,
    DateTimeOffset? NextContactAt,
    double? LagP50, double? LagP95, long Items24h, long Kept24h, int Errors24h, string? LastError,
    DateTimeOffset? LastErrorAt,
    IReadOnlyList<KnownGap> Gaps, IReadOnlyDictionary<string, string> Refused)
{
    public static ApiHealth Of(SourceHealth h) => new(
        h.SourceId, h.State, h.LastItemAt, h.LastContactAt, h.NextContactAt, h.LagP50?.TotalSeconds,
        h.LagP95?.TotalSeconds, h.Items24h,
        h.Kept24h, h.Errors24h, h.LastError, h.LastErrorAt, h.Gaps, h.Refused);
}

/// <summary>What is seen of a network, and what is not.</summary>
internal sealed record ApiCoverage(
    string Connector, LocalText Sees, LocalText? Misses, LocalText? Cost, LocalText LegalBasis,
    IReadOnlyList<ApiCoveredSource> Sources)
{
    public static ApiCoverage Of(Coverage c) => new(
        c.Network.Name, c.Network.Sees ?? c.Network.Summary, c.Network.Misses, c.Network.Cost, c.Network.LegalBasis,
        [.. c.Sources.Select(s => new ApiCoveredSource(
            ApiHealth.Of(s.Health), [.. s.Gaps.Select(ApiGap.Of)], s.Budget, s.Reservations, s.LookedAt, s.Unknown,
            s.CanFill))]);
}

/// <summary>What is known of a source for the map of coverage.</summary>
/// <param name="Unknown">Why the publisher could not be looked at for reservations, and since when; null: it could.</param>
internal sealed record ApiCoveredSource(
    ApiHealth Health, IReadOnlyList<ApiGap> Gaps, SourceBudget? Budget, IReadOnlyList<FoundReservation> Reservations,
    DateTimeOffset? LookedAt, UnknownReservations? Unknown, bool CanFill);

/// <summary>From when to when something of a source is missing.</summary>
internal sealed record ApiGap(
    Id Id, Id SourceId, DateTimeOffset From, DateTimeOffset To, GapReason Why, FillState Fill, long Items,
        string? Problem)
{
    public static ApiGap Of(StoredGap g) => new(g.Id, g.SourceId, g.From, g.To, g.Why, g.Fill, g.Items, g.Problem);
}

/// <summary>How far a list of feeds has been taken over.</summary>
internal sealed record ApiTakeOver(int Total, int Done, IReadOnlyList<ApiTakenFeed> Feeds)
{
    public static ApiTakeOver Of(TakeOver t) => new(
        t.Total, t.Done,
        [.. t.Results.Select(r => new ApiTakenFeed(r.Feed.Title, r.Feed.Written, r.Feed.Folder, r.As, r.Why?.En))]);
}

/// <summary>A line of a list and what became of it.</summary>
internal sealed record ApiTakenFeed(string? Title, string Address, string? Folder, TakenOver As, string? Problem);

/// <summary>An item that could not be taken, with the reason.</summary>
internal sealed record ApiPoison(Id Id, Id SourceId, string Problem, string Excerpt, DateTimeOffset At);

internal static class SourcesApi
{
    public static void MapSources(this RouteGroupBuilder api)
    {
        api.MapGet("/connectors", Connectors)
            .RequirePermission(Permission.ReadSources)
            .WithTags("Sources").Named("listConnectors", "List kinds of sources",
            "Each with the settings it takes.");
        var sources = api.MapGroup("/sources").WithTags("Sources");
        sources.MapGet("", ListAsync)
            .RequirePermission(Permission.ReadSources).Named("listSources", "List sources", "");
        sources.MapGet("/{id}", FindAsync)
            .RequirePermission(Permission.ReadSources).Named("getSource", "Read a source", "");
        sources.MapPost("", AddAsync).RequirePermission(Permission.EditSources).Named("addSource", "Add a source",
            "The connector checks the settings; what is wrong is answered by field. Secrets that were drawn are in "
            + "the answer, this once.");
        sources.MapPut("/{id}", ChangeAsync)
            .RequirePermission(Permission.EditSources).Named("changeSource", "Change a source", "");
        sources.MapPut("/{id}/pause", PauseAsync)
            .RequirePermission(Permission.EditSources).Named("pauseSource", "Pause a source or go on", "");
        sources.MapDelete("/{id}", RemoveAsync)
            .RequirePermission(Permission.EditSources).Named("removeSource", "Remove a source", "Its mentions stay.");
        sources.MapGet("/health", HealthAsync)
            .RequirePermission(Permission.ReadSources).Named("listSourceHealth", "How sources are doing", "");
        api.MapGet("/coverage", CoverageAsync)
            .RequirePermission(Permission.ReadSources).WithTags("Sources")
                .Named("getCoverage", "What is seen of each network",
            "And what is not; with lags, budgets, gaps of 30 days and reservations of publishers.");
        var gaps = api.MapGroup("/gaps").WithTags("Sources");
        gaps.MapGet("", GapsAsync)
            .RequirePermission(Permission.ReadSources).Named("listGaps", "Gaps of sources",
            "Those that touch the span of time, newest first; at most a year.");
        gaps.MapPost("/{id}/fill", FillAsync)
            .RequirePermission(Permission.EditSources)
                .Named("fillGap", "Read a gap again", "Where the network allows it.");
        sources.MapPost("/{id}/reservations", LookAsync)
            .RequirePermission(Permission.EditSources).Named("lookForReservations", "Look for reservations now", "");
        sources.MapGet("/opml", ExportAsync)
            .RequirePermission(Permission.ReadSources).Named("exportFeeds", "Feeds as OPML", "Without credentials.")
            .Produces<string>(StatusCodes.Status200OK, "text/x-opml");
        sources.MapPost("/opml", TakeOverAsync)
            .RequirePermission(Permission.EditSources).Named("takeFeedsOver", "Take feeds of an OPML list over",
            "Each feed is fetched once and becomes a source; ask `/sources/opml/progress` how far it is.")
            .Accepts<string>("text/x-opml", "application/xml", "text/xml");
        sources.MapGet("/opml/progress", Progress)
            .RequirePermission(Permission.ReadSources).Named("takeOverProgress", "How far the last list is", "");
        sources.MapGet("/{id}/poison", PoisonAsync)
            .RequirePermission(Permission.EditSources).Named("listPoison", "Items put aside",
            "Items that could not be taken, newest first.");
    }

    private static Ok<Listed<ApiConnector>> Connectors(SourceRunner sources) =>
        TypedResults.Ok(Listed<ApiConnector>.All(sources.Connectors.Select(c => ApiConnector.Of(c.Description))));

    private static async Task<Ok<Listed<ApiSource>>> ListAsync(SourceRunner sources, CancellationToken cancel) =>
        TypedResults.Ok(Listed<ApiSource>.All((await sources.ListAsync(cancel)).Select(ApiSource.Of)));

    private static async Task<Results<Ok<ApiSource>, ProblemHttpResult>> FindAsync(
        Id id, SourceRunner sources, CancellationToken cancel) =>
        await sources.FindAsync(id, cancel) is { } source ? TypedResults.Ok(ApiSource.Of(source)) : Missing(id);

    private static async Task<Results<Created<AddedSource>, ProblemHttpResult>> AddAsync(
        ApiSourceDraft draft, HttpContext http, SourceRunner sources, CancellationToken cancel)
    {
        var connector = sources.Connectors.FirstOrDefault(c => c.Description.Name == draft.Connector);
        if (connector is null)
        {
            var known = string.Join(", ", sources.Connectors.Select(c => c.Description.Name));
            return Problems.Refused(
                "connector_unknown", $"There is no connector '{draft.Connector}'; choose one of {known}.");
        }
        var (source, check) = await sources.AddAsync(
            draft.Connector, draft.Name, draft.Settings, http.Actor().Person.Id, cancel);
        if (source is null)
            return Refused(check);
        var drawn = connector.Description.Settings
            .Where(
                field => field.Secret && !draft.Settings.ContainsKey(field.Key)
                && check.Settings.ContainsKey(field.Key))
            .ToDictionary(field => field.Key, field => check.Settings[field.Key]);
        return TypedResults.Created(
            $"{Urls.Api}/sources/{(Id)source.Id}", new AddedSource(ApiSource.Of(source), drawn));
    }

    private static async Task<Results<Ok<ApiSource>, ProblemHttpResult>> ChangeAsync(
        Id id, ApiSourceChange change, HttpContext http, SourceRunner sources, CancellationToken cancel)
    {
        if (await sources.FindAsync(id, cancel) is null)
            return Missing(id);
        var (source, check) = await sources.ChangeAsync(
            id, change.Name, change.Settings, http.Actor().Person.Id, cancel);
        return source is null ? Refused(check) : TypedResults.Ok(ApiSource.Of(source));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PauseAsync(
        Id id, Pause pause, HttpContext http, SourceRunner sources, CancellationToken cancel)
    {
        if (await sources.FindAsync(id, cancel) is null)
            return Missing(id);
        await sources.PauseAsync(id, pause.Paused, http.Actor().Person.Id, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> RemoveAsync(
        Id id, HttpContext http, SourceRunner sources, CancellationToken cancel)
    {
        if (await sources.FindAsync(id, cancel) is not null)
            await sources.RemoveAsync(id, http.Actor().Person.Id, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<Listed<ApiHealth>>> HealthAsync(SourceRunner sources, CancellationToken cancel) =>
        TypedResults.Ok(Listed<ApiHealth>.All((await sources.HealthAsync(cancel)).Select(ApiHealth.Of)));

    private static async Task<Ok<Listed<ApiCoverage>>> CoverageAsync(SourceRunner sources, CancellationToken cancel) =>
        TypedResults.Ok(Listed<ApiCoverage>.All((await sources.CoverageAsync(cancel)).Select(ApiCoverage.Of)));

    private static async Task<Results<Ok<Listed<ApiGap>>, ProblemHttpResult>> GapsAsync(
        DateTimeOffset from, DateTimeOffset to, bool? filled, SourceRunner sources, CancellationToken cancel) =>
        to < from || to - from > TimeSpan.FromDays(366)
            ? Problems.Refused("span_refused", "'to' must lie behind 'from', by a year at most.")
            : TypedResults.Ok(Listed<ApiGap>.All(
                (await sources.GapsAsync(from, to, filled ?? false, cancel)).Select(ApiGap.Of)));

    private static async Task<Results<Accepted, ProblemHttpResult>> FillAsync(
        Id id, HttpContext http, SourceRunner sources, CancellationToken cancel) =>
        await sources.FillAsync(id, http.Actor().Person.Id, cancel) ? TypedResults.Accepted((string?)null)
            : Problems.Refused("gap_not_fillable",
                "There is no such gap, or its network does not allow reading it again.");

    private static async Task<Results<NoContent, ProblemHttpResult>> LookAsync(
        Id id, SourceRunner sources, CancellationToken cancel) =>
        await sources.LookForReservationsAsync(id, cancel) ? TypedResults.NoContent()
            : Problems.Refused("not_lookable", "There is no such source, or its network states no reservations.");

    private static async Task<ContentHttpResult> ExportAsync(SubscriptionDesk desk, CancellationToken cancel) =>
        TypedResults.Text(await desk.ExportAsync(cancel), "text/x-opml", System.Text.Encoding.UTF8);

    private static async Task<Results<Accepted<ApiTakeOver>, ProblemHttpResult>> TakeOverAsync(
        HttpContext http, SubscriptionDesk desk, CancellationToken cancel)
    {
        using var file = new MemoryStream();
        await http.Request.Body.CopyToAsync(file, cancel);
        file.Position = 0;
        try
        {
            return TypedResults.Accepted(
                $"{Urls.Api}/sources/opml/progress", ApiTakeOver.Of(desk.Start(file, http.Actor().Person.Id)));
        }
        catch (FileProblem problem)
        {
            return Problems.Refused("opml_refused", $"The list was refused: {problem.Message}.");
        }
    }

    private static Results<Ok<ApiTakeOver>, ProblemHttpResult> Progress(SubscriptionDesk desk) =>
        desk.Current is { } current ? TypedResults.Ok(ApiTakeOver.Of(current)) : Problems.Missing("A list");

    private static async Task<Ok<Listed<ApiPoison>>> PoisonAsync(
        Id id, Id? cursor, int? size, Gate gate, CancellationToken cancel)
    {
        var most = Paging.Size(size);
        var found = await gate.PoisonAsync(id, cursor?.Value, most, cancel);
        return TypedResults.Ok(Paging.Listed(
            [.. found.Select(p => new ApiPoison(p.Id, p.SourceId, p.Problem, p.Excerpt, p.At))], most, p => p.Id));
    }

    private static ProblemHttpResult Refused(SourceCheck check) => Problems.Refused(
        "settings_refused", "The connector refused the settings; see 'fields'.",
        [.. check.Problems.Select(p => new FieldProblem(p.Key, p.Value.En))]);

    private static ProblemHttpResult Missing(Id id) => Problems.Missing($"Source {id}");
}
