using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor = Echolot.Monitors.Monitor;

namespace Echolot.Web.Api;

/// <summary>A monitor as programs read it.</summary>
/// <param name="Forms">In which forms words are found where the query does not say so itself.</param>
internal sealed record ApiMonitor(
    Id Id, string Name, string Query, Purpose Purpose, Id? OwnerId, string? Folder, bool Paused, int Version,
    string Color, DateTimeOffset CreatedAt, DateTimeOffset ChangedAt, WordForms Forms, ApiMonitorLock? Lock)
{
    public static ApiMonitor Of(Monitor m) => new(
        m.Id, m.Name, m.QueryText, m.Purpose, m.OwnerId is { } owner ? owner : null, m.Folder, m.Paused, m.Version,
        m.Color, m.CreatedAt, m.ChangedAt, m.Forms,
        m.Lock is { } held ? new ApiMonitorLock(held.At, held.By is { } by ? by : null) : null);
}

/// <summary>Somebody keeps a monitor as it is; others than <c>by</c> and administrators may not change it.</summary>
internal sealed record ApiMonitorLock(DateTimeOffset At, Id? By);

/// <summary>A monitor to add or to change.</summary>
/// <param name="Forms">
/// In which forms words are found where the query does not say so itself; as typed when left out.
/// </param>
/// <param name="ChangedAt">
/// <c>changed_at</c> of the monitor as it was read: a change is refused with 409 where somebody changed it since. Left
/// out, whatever is stored is changed.
/// </param>
internal sealed record ApiMonitorDraft(
    string Name, string Query, Purpose Purpose = Purpose.Brand, Id? OwnerId = null, string? Folder = null,
    bool Paused = false, string? Color = null, string? Note = null, WordForms Forms = WordForms.AsTyped,
    DateTimeOffset? ChangedAt = null)
{
    public MonitorDraft ToDraft() => new(Name.Trim(), Query, Purpose, OwnerId?.Value, Folder, Paused, Color, Forms);
}

/// <summary>An earlier query of a monitor.</summary>
internal sealed record ApiMonitorVersion(
    int Version, string Query, WordForms Forms, DateTimeOffset ChangedAt, Id? ChangedBy, string? Note);

/// <summary>How the query of a monitor changed from one version to another, word by word.</summary>
internal sealed record ApiVersionDiff(
    int From, int To, IReadOnlyList<DiffPiece> Pieces, WordForms FormsFrom, WordForms FormsTo);

/// <summary>Why an earlier version is put in force again.</summary>
internal sealed record RestoreNote(string? Note = null, DateTimeOffset? ChangedAt = null);

/// <summary>How far a monitor has been matched against what was stored before it.</summary>
/// <param name="Looked">Mentions that lie in the part already looked through, of <paramref name="Total"/>.</param>
/// <param name="Found">Mentions that were not under the monitor before.</param>
/// <param name="LeftOver">Mentions under it that only earlier versions found; null while that is looked for.</param>
/// <param name="TakenOut">Those of them that were taken out and can be put back.</param>
internal sealed record ApiBackfill(
    int Version, BackfillState State, double Share, long Looked, long Total, long Found, string? Problem,
    DateTimeOffset AskedAt, DateTimeOffset ChangedAt, long? LeftOver, long? TakenOut, LeftoverWork Moving)
{
    public static ApiBackfill Of(Backfill b) => new(
        b.Version, b.State, b.Share, b.Looked, b.Total, b.Found, b.Problem, b.AskedAt, b.ChangedAt, b.LeftOver?.Listed,
        b.LeftOver?.TakenOut, b.Moving);
}

/// <summary>A query to try.</summary>
/// <param name="Days">How far back, 1 to 365; 30 when left out.</param>
/// <param name="Hits">How many examples, 0 to 100; 20 when left out.</param>
/// <param name="Forms">As a monitor would have them; as typed when left out.</param>
internal sealed record QueryTrial(
    string Query, int? Days = null, int? Hits = null, WordForms Forms = WordForms.AsTyped)
{
    public QueryOptions Options => new(Forms: Forms);
}

/// <summary>
/// What a query would bring. Where <c>complete</c> is false, only <c>scanned</c> mentions of the range were looked at.
/// </summary>
/// <param name="PerDay">Hits to expect a day.</param>
/// <param name="Terms">What each term brings among the newest hits.</param>
internal sealed record ApiPreview(
    long Count, long Scanned, bool Complete, double Seconds, IReadOnlyList<DayCount> Daily, double PerDay,
    IReadOnlyList<TermYield> Terms, PreviewCost Cost, IReadOnlyList<ApiPreviewHit> Hits);

internal sealed record ApiPreviewHit(ApiMention Mention, IReadOnlyList<ApiSpan> Spans)
{
    public static IReadOnlyList<ApiPreviewHit> Of(
        IEnumerable<(StoredMention Mention, IReadOnlyList<MatchSpan> Spans)> hits) =>
        [.. hits.Select(h => new ApiPreviewHit(
            ApiMention.Of(h.Mention), [.. h.Spans.Select(s => new ApiSpan(s.Field, s.Start, s.Length))]))];
}

/// <summary>A checked query: its canonical text, or its errors; warnings in both cases.</summary>
/// <param name="Lists">The same as lists; null where lists cannot say it.</param>
internal sealed record QueryCheck(
    bool Valid, string? Canonical, IReadOnlyList<QueryProblem> Errors, IReadOnlyList<QueryProblem> Warnings,
    QueryLists? Lists);

internal static class MonitorsApi
{
    public static void MapMonitors(this RouteGroupBuilder api)
    {
        var monitors = api.MapGroup("/monitors").WithTags("Monitors");
        monitors.MapGet("", ListAsync)
            .RequirePermission(Permission.ReadMonitors)
            .Named("listMonitors", "List monitors", "All, or those with a `purpose` or in a `folder`.");
        monitors.MapGet("/{id}", FindAsync)
            .RequirePermission(Permission.ReadMonitors).Named("getMonitor", "Read a monitor", "");
        monitors.MapPost("", AddAsync).RequirePermission(Permission.EditMonitors).Named("addMonitor", "Add a monitor",
            "In force for the next item that comes in. A wrong query is answered with its errors, their places and "
            + "remedies.");
        monitors.MapPut("/{id}", ChangeAsync)
            .RequirePermission(Permission.EditMonitors).Named("changeMonitor", "Change a monitor",
            "A new query text, or other `forms`, make a new version; `note` says why. With the `changed_at` that was read, "
            + "nobody writes over what somebody else saved meanwhile: 409 `changed_meanwhile` then.");
        monitors.MapDelete("/{id}", RemoveAsync)
            .RequirePermission(Permission.EditMonitors)
            .Named("removeMonitor", "Remove a monitor", "Its mentions stay.");
        monitors.MapGet("/{id}/versions", VersionsAsync)
            .RequirePermission(Permission.ReadMonitors)
            .Named("listMonitorVersions", "List versions of a monitor", "Newest first.");
        monitors.MapGet("/{id}/versions/{version:int}/diff", DiffAsync)
            .RequirePermission(Permission.ReadMonitors)
            .Named("diffMonitorVersions", "Compare two versions of a monitor",
                "Word by word, from the version `from` (the one before when left out) to this one.");
        monitors.MapVersionAlerts();
        monitors.MapPost("/{id}/versions/{version:int}/restore", RestoreAsync)
            .RequirePermission(Permission.EditMonitors)
            .Named("restoreMonitorVersion", "Put an earlier version in force again",
                "It becomes a new version. With `changed_at` of the monitor refused with 409 where somebody changed it since.");
        monitors.MapPut("/{id}/lock", LockAsync)
            .RequirePermission(Permission.EditMonitors)
            .Named("lockMonitor", "Lock a monitor",
                "Others than whoever locked it and administrators are refused with `monitor_locked` then.");
        monitors.MapDelete("/{id}/lock", UnlockAsync)
            .RequirePermission(Permission.EditMonitors).Named("unlockMonitor", "Unlock a monitor", "");
        monitors.MapGet("/{id}/backfill", BackfillAsync)
            .RequirePermission(Permission.ReadMonitors)
            .Named("getBackfill", "How far a monitor has been matched against the archive",
                "Starts by itself for a new monitor, a new query text and a monitor that was resumed.");
        monitors.MapPost("/{id}/backfill", StartBackfillAsync)
            .RequirePermission(Permission.EditMonitors)
            .Named("startBackfill", "Match a monitor against the archive",
                "Runs in the background, newest mentions first; what it finds notifies nobody.");
        monitors.MapDelete("/{id}/backfill", CancelBackfillAsync)
            .RequirePermission(Permission.EditMonitors)
            .Named("cancelBackfill", "Stop matching a monitor against the archive", "What was found stays.");
        monitors.MapPost("/{id}/leftovers/take-out", (
                Id id, HttpContext http, BackfillDesk backfills, Watchlist watchlist, CancellationToken cancel) =>
                LeftoversAsync(id, http, backfills, watchlist, backfills.TakeOutAsync, cancel))
            .RequirePermission(Permission.EditMonitors)
            .Named("takeOutLeftovers", "Take out what the present version no longer finds",
                "Runs in the background; lists and numbers follow, the mentions stay stored. `getBackfill` says how many there are.");
        monitors.MapPost("/{id}/leftovers/put-back", (
                Id id, HttpContext http, BackfillDesk backfills, Watchlist watchlist, CancellationToken cancel) =>
                LeftoversAsync(id, http, backfills, watchlist, backfills.PutBackAsync, cancel))
            .RequirePermission(Permission.EditMonitors)
            .Named("putBackLeftovers", "Put back what was taken out", "As it stood under the monitor before.");
        monitors.MapPost("/preview", PreviewAsync)
            .RequirePermission(Permission.ReadMonitors | Permission.ReadMentions)
            .Named("previewQuery", "Try a query over the archive", "");
        monitors.MapStudy();
        monitors.MapPost("/check", Check)
            .RequirePermission(Permission.ReadMonitors)
            .Named("checkQuery", "Check a query",
                "Errors and warnings with position, remedy and fix; and the query as lists.");
    }

    private static async Task<Ok<Listed<ApiMonitor>>> ListAsync(
        Word<Purpose>? purpose, string? folder, Watchlist watchlist, CancellationToken cancel) =>
        TypedResults.Ok(Listed<ApiMonitor>.All((await watchlist.ListAsync(cancel))
            .Where(m => (purpose is not { } word || m.Purpose == word.Value) && (folder is null || m.Folder == folder))
            .Select(ApiMonitor.Of)));

    private static async Task<Results<Ok<ApiMonitor>, ProblemHttpResult>> FindAsync(
        Id id, Watchlist watchlist, CancellationToken cancel) =>
        await watchlist.FindAsync(id, cancel) is { } monitor ? TypedResults.Ok(ApiMonitor.Of(monitor)) : Missing(id);

    private static async Task<Results<Created<ApiMonitor>, ProblemHttpResult>> AddAsync(
        ApiMonitorDraft draft, HttpContext http, Watchlist watchlist, CancellationToken cancel)
    {
        if (NameMissing(draft) is { } refusal)
            return refusal;
        var saved = await watchlist.AddAsync(draft.ToDraft(), http.Actor().Person.Id, draft.Note, cancel);
        return saved.Monitor is { } monitor
            ? TypedResults.Created($"{Urls.Api}/monitors/{(Id)monitor.Id}", ApiMonitor.Of(monitor))
            : Problems.OfQuery(saved.Errors);
    }

    private static async Task<Results<Ok<ApiMonitor>, ProblemHttpResult>> ChangeAsync(
        Id id, ApiMonitorDraft draft, HttpContext http, Watchlist watchlist, CancellationToken cancel)
    {
        if (NameMissing(draft) is { } refusal)
            return refusal;
        if (await watchlist.FindAsync(id, cancel) is null)
            return Missing(id);
        var saved = await watchlist.ChangeAsync(id, draft.ToDraft(), http.Actor().Person.Id, draft.Note, draft.ChangedAt, cancel);
        return saved.Monitor is { } monitor ? TypedResults.Ok(ApiMonitor.Of(monitor)) : Problems.OfQuery(saved.Errors);
    }

    private static async Task<NoContent> RemoveAsync(
        Id id, HttpContext http, Watchlist watchlist, CancellationToken cancel)
    {
        await watchlist.RemoveAsync(id, http.Actor().Person.Id, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Listed<ApiMonitorVersion>>, ProblemHttpResult>> VersionsAsync(
        Id id, Watchlist watchlist, CancellationToken cancel) =>
        await watchlist.FindAsync(id, cancel) is null
            ? Missing(id)
            : TypedResults.Ok(Listed<ApiMonitorVersion>.All((await watchlist.VersionsAsync(id, cancel)).Select(v =>
                new ApiMonitorVersion(
                    v.Version, v.QueryText, v.Forms, v.ChangedAt, v.ChangedBy is { } by ? by : null, v.Note))));

    private static async Task<Results<Ok<ApiVersionDiff>, ProblemHttpResult>> DiffAsync(
        Id id, int version, int? from, Watchlist watchlist, CancellationToken cancel)
    {
        var (older, newer) = (await watchlist.FindVersionAsync(id, from ?? version - 1, cancel),
            await watchlist.FindVersionAsync(id, version, cancel));
        return older is null || newer is null
            ? Problems.Missing($"Version {(newer is null ? version : from ?? version - 1)} of monitor {id}")
            : TypedResults.Ok(new ApiVersionDiff(
                older.Version, newer.Version, VersionDiff.Of(older.QueryText, newer.QueryText), older.Forms,
                newer.Forms));
    }

    private static async Task<Results<Ok<ApiMonitor>, ProblemHttpResult>> RestoreAsync(
        Id id, int version, RestoreNote why, HttpContext http, Watchlist watchlist, CancellationToken cancel)
    {
        if (await watchlist.FindVersionAsync(id, version, cancel) is null)
            return Problems.Missing($"Version {version} of monitor {id}");
        var saved = await watchlist.RestoreAsync(id, version, http.Actor().Person.Id, why.Note, why.ChangedAt, cancel);
        return saved.Monitor is { } monitor ? TypedResults.Ok(ApiMonitor.Of(monitor)) : Problems.OfQuery(saved.Errors);
    }

    private static async Task<Results<Ok<ApiMonitor>, ProblemHttpResult>> LockAsync(
        Id id, HttpContext http, Watchlist watchlist, CancellationToken cancel) =>
        await watchlist.FindAsync(id, cancel) is null
            ? Missing(id)
            : TypedResults.Ok(ApiMonitor.Of(await watchlist.LockAsync(id, http.Actor().Person.Id, cancel)));

    private static async Task<Results<Ok<ApiMonitor>, ProblemHttpResult>> UnlockAsync(
        Id id, HttpContext http, Watchlist watchlist, CancellationToken cancel) =>
        await watchlist.FindAsync(id, cancel) is null
            ? Missing(id)
            : TypedResults.Ok(ApiMonitor.Of(await watchlist.UnlockAsync(id, http.Actor().Person.Id, cancel)));

    private static async Task<Results<Ok<ApiBackfill>, ProblemHttpResult>> BackfillAsync(
        Id id, BackfillDesk backfills, CancellationToken cancel) =>
        await backfills.FindAsync(id, cancel) is { } backfill
            ? TypedResults.Ok(ApiBackfill.Of(backfill))
            : Problems.Missing($"Backfill of monitor {id}");

    private static async Task<Results<Accepted<ApiBackfill>, ProblemHttpResult>> StartBackfillAsync(
        Id id, HttpContext http, BackfillDesk backfills, Watchlist watchlist, CancellationToken cancel)
    {
        if (await watchlist.FindAsync(id, cancel) is not { } monitor) return Missing(id);
        if (!Watchlist.MayChange(monitor, http.Actor().Person)) throw new MonitorLockedException(monitor);
        await backfills.StartAsync(id, cancel);
        return await backfills.FindAsync(id, cancel) is { } backfill
            ? TypedResults.Accepted($"{Urls.Api}/monitors/{id}/backfill", ApiBackfill.Of(backfill))
            : Missing(id);
    }

    private static async Task<Results<Accepted<ApiBackfill>, ProblemHttpResult>> LeftoversAsync(
        Id id, HttpContext http, BackfillDesk backfills, Watchlist watchlist,
        Func<long, long?, CancellationToken, Task<bool>> move, CancellationToken cancel)
    {
        if (await watchlist.FindAsync(id, cancel) is not { } monitor) return Missing(id);
        if (!Watchlist.MayChange(monitor, http.Actor().Person)) throw new MonitorLockedException(monitor);
        if (!await move(id, http.Actor().Person.Id, cancel) || await backfills.FindAsync(id, cancel) is not { } backfill)
            return Problems.Refused(
                "leftovers_unknown", "The monitor is still being compared with the archive. Try again in a moment.");
        return TypedResults.Accepted($"{Urls.Api}/monitors/{id}/backfill", ApiBackfill.Of(backfill));
    }

    private static async Task<NoContent> CancelBackfillAsync(
        Id id, HttpContext http, BackfillDesk backfills, Watchlist watchlist, CancellationToken cancel)
    {
        if (await watchlist.FindAsync(id, cancel) is { } monitor && !Watchlist.MayChange(monitor, http.Actor().Person))
            throw new MonitorLockedException(monitor);
        await backfills.CancelAsync(id, cancel);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ApiPreview>> PreviewAsync(
        QueryTrial trial, Watchlist watchlist, CancellationToken cancel)
    {
        var preview = await watchlist.PreviewAsync(
            trial.Query, trial.Options, Math.Clamp(trial.Hits ?? 20, 0, 100),
            TimeSpan.FromDays(Math.Clamp(trial.Days ?? 30, 1, 365)), TimeSpan.FromSeconds(5), cancel);
        return TypedResults.Ok(new ApiPreview(
            preview.Count, preview.Scanned, preview.Complete, preview.Took.TotalSeconds,
            [.. preview.Daily.Select(d => new DayCount(d.Day, d.Count))], preview.PerDay, preview.Terms, preview.Cost,
            ApiPreviewHit.Of(preview.Hits)));
    }

    private static Ok<QueryCheck> Check(QueryTrial trial) => TypedResults.Ok(
        Query.TryParse(trial.Query, trial.Options, out var query, out var errors)
            ? new QueryCheck(
                true, query.ToString(), [], [.. query.Lint().Select(QueryProblem.Of)], QueryLists.Of(query))
            : new QueryCheck(false, null, [.. errors.Where(e => !e.IsWarning).Select(QueryProblem.Of)],
                [.. errors.Where(e => e.IsWarning).Select(QueryProblem.Of)], null));

    private static ProblemHttpResult Missing(Id id) => Problems.Missing($"Monitor {id}");

    private static ProblemHttpResult? NameMissing(ApiMonitorDraft draft) =>
        string.IsNullOrWhiteSpace(draft.Name) || draft.Name.Trim().Length > Watchlist.LongestName
            ? Problems.Refused(
                "name_missing", $"Write what the monitor watches, in at most {Watchlist.LongestName} characters.")
            : null;
}
