using Echolot.Insights;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Api;

/// <summary>Counts by sentiment; <c>negative_share</c> is null where no sentiment is known.</summary>
internal sealed record ApiTally(
    long All, long Negative, long Neutral, long Positive, long Unknown, double? NegativeShare)
{
    public static ApiTally Of(Tally t) => new(t.All, t.Negative, t.Neutral, t.Positive, t.Unknown, t.NegativeShare);
}

/// <summary>One column of the course; <c>before</c> is the column at the same place of the period before.</summary>
internal sealed record ApiColumn(DateTimeOffset From, DateTimeOffset To, ApiTally Count, long Before, bool Partial)
{
    public static ApiColumn Of(Column c) => new(c.From, c.To, ApiTally.Of(c.Count), c.Before, c.Partial);
}

/// <summary>An author with their mentions.</summary>
internal sealed record ApiAuthorPart(string Connector, string Id, string? Handle, string? Name, long Count);

/// <summary>Mentions of a monitor in this period and the one before.</summary>
internal sealed record ApiVoice(Id MonitorId, long Count, double Share, long Before);

/// <summary>
/// What it takes to make the numbers again. Everything is exact as of <c>as_of</c>; authors and terms are at least as new
/// as <c>sums_as_of</c>, and <c>days_pending</c> days of the period lack them still. <c>program</c> is the version of
/// Echolot that counted.
/// </summary>
internal sealed record ApiRecipe(
    IReadOnlyList<ApiRecipeMonitor> Monitors, DateTimeOffset From, DateTimeOffset To, bool Partial,
    DateTimeOffset ComparedFrom, DateTimeOffset ComparedTo, string TimeZone, Bucket Bucket, DateTimeOffset AsOf,
    DateTimeOffset? SumsAsOf, int DaysPending, TermBasis TermBasis, string Program);

/// <summary>
/// A monitor whose mentions were counted, with the version of its query now in force, and how many of the mentions only
/// earlier versions found.
/// </summary>
internal sealed record ApiRecipeMonitor(Id Id, int Version, long LeftOver);

/// <summary>
/// An overview. <c>week</c> has seven rows, Monday first, of 24 hours; <c>other_gaps</c> are those of sources that never brought
/// anything to its monitors.
/// </summary>
internal sealed record ApiOverview(
    ApiTally Total, ApiTally Before, IReadOnlyList<ApiColumn> Course, IReadOnlyList<IReadOnlyList<long>> Week,
    IReadOnlyList<Part> Sources, IReadOnlyList<Part> Languages, long AuthorCount, long? AuthorCountBefore,
    IReadOnlyList<ApiAuthorPart> Authors, IReadOnlyList<TermPart> Terms, IReadOnlyList<ApiVoice> Voices,
    IReadOnlyList<ApiGap> Gaps, ApiRecipe Recipe, IReadOnlyList<ApiGap> OtherGaps)
{
    public static ApiOverview Of(
        Overview o, IReadOnlyDictionary<long, int> versions, IReadOnlyDictionary<long, long> leftovers)
    {
        var all = Math.Max(1, o.Voices.Sum(v => v.Count));
        return new(
            ApiTally.Of(o.Total), ApiTally.Of(o.Before),
            [.. o.Course.Select(ApiColumn.Of)], o.Week,
            o.Sources, o.Languages, o.AuthorCount, o.AuthorCountBefore,
            [.. o.Authors.Select(a => new ApiAuthorPart(a.Author.Connector, a.Author.Id, a.Author.Handle, a.Author.Name, a.Count))],
            o.Terms, [.. o.Voices.Select(v => new ApiVoice(v.MonitorId, v.Count, v.Count / (double)all, v.Before))],
            [.. o.Gaps.Select(ApiGap.Of)],
            new([.. o.Question.Monitors.Select(m => new ApiRecipeMonitor(
                    m, versions.GetValueOrDefault(m), leftovers.GetValueOrDefault(m)))], o.From, o.To,
                o.Partial, o.FromBefore, o.ToBefore, o.Zone.Id, o.Bucket, o.AsOf, o.SumsAsOf, o.DaysPending, o.TermBasis,
                Release.Version), [.. o.OtherGaps.Select(ApiGap.Of)]);
    }
}

/// <summary>
/// One of the monitors compared; <c>share</c> is its share of voice, <c>author_count</c> is null while it is counted, and
/// <c>left_over</c> of <c>total</c> only earlier versions of its query found.
/// </summary>
internal sealed record ApiCompared(
    Id MonitorId, int Version, long LeftOver, ApiTally Total, ApiTally Before, double Share, double? ShareBefore,
    IReadOnlyList<ApiColumn> Course, IReadOnlyList<Part> Sources, long? AuthorCount, IReadOnlyList<TermPart> Terms,
    DateTimeOffset? SumsAsOf);

/// <summary>
/// Monitors side by side; shares add up to 1, what two monitors want counts for both. <c>other_gaps</c> are those of sources that
/// never brought anything to any of them.
/// </summary>
internal sealed record ApiSideBySide(
    IReadOnlyList<ApiCompared> Monitors, DateTimeOffset From, DateTimeOffset To, bool Partial,
    DateTimeOffset ComparedFrom, DateTimeOffset ComparedTo, string TimeZone, Bucket Bucket, DateTimeOffset AsOf,
    IReadOnlyList<ApiGap> Gaps, string Program, IReadOnlyList<ApiGap> OtherGaps)
{
    public static ApiSideBySide Of(
        Comparison c, IReadOnlyDictionary<long, int> versions, IReadOnlyDictionary<long, long> leftovers) => new(
        [.. c.Monitors.Select(m => new ApiCompared(
            m.MonitorId, versions.GetValueOrDefault(m.MonitorId), leftovers.GetValueOrDefault(m.MonitorId),
            ApiTally.Of(m.Total), ApiTally.Of(m.Before), c.ShareOf(m), c.ShareBeforeOf(m),
            [.. m.Course.Select(ApiColumn.Of)], m.Sources, m.AuthorCount, m.Terms, m.SumsAsOf))],
        c.From, c.To, c.Partial, c.FromBefore, c.ToBefore, c.Zone.Id, c.Bucket, c.AsOf, [.. c.Gaps.Select(ApiGap.Of)],
        Release.Version, [.. c.OtherGaps.Select(ApiGap.Of)]);
}

/// <summary>A monitor whose query is another one than then; <c>then</c> null: it was not there yet.</summary>
internal sealed record ApiQueryChange(Id MonitorId, int? Then, int Now);

/// <summary>A number then and now, and why they differ.</summary>
internal sealed record ApiRecount(
    long Then, long Now, long Arrived, long ShownAgain, long Hidden, long? Rest, IReadOnlyList<ApiQueryChange> Queries)
{
    public static ApiRecount Of(Recount r) => new(
        r.Then.Mentions, r.Now, r.Since.Arrived, r.Since.ShownAgain, r.Since.Hidden, r.Rest,
        [.. r.Queries.Select(q => new ApiQueryChange(q.MonitorId, q.Then, q.Now))]);
}

internal static class InsightsApi
{
    public static void MapInsights(this RouteGroupBuilder api)
    {
        api.MapGet("/insights/overview", LookAsync).RequirePermission(Permission.ReadMentions).WithTags("Insights").Named(
            "getOverview", "Look over a period",
            "The numbers of the overview page for whole days of the workspace's clock, `from` and `to` "
            + "included: course, "
            + "sentiment, sources, languages, authors, terms that stand out, hours of the week, share of voice (of the "
            + "monitors in `rival`), gaps, and the recipe that makes the same numbers again. `monitor` may come often: "
            + "each mention counts once. Without it, everything stored.");
        api.MapGet("/insights/recount", RecountAsync).RequirePermission(Permission.ReadMentions).WithTags("Insights").Named(
            "recount", "Count again what was counted before",
            "`mentions` as they were counted at the moment `at`, of these monitors (`monitor`, once for each; none: everything stored) "
            + "from the moment `from` to before `to`. Answers the number of now and why it differs: what was stored later, hidden, shown "
            + "again, queries that changed, and the rest, which was deleted, expired or edited; `rest` is null where what changed since could not all "
            + "be counted in two seconds.");
        api.MapGet("/insights/comparison", CompareAsync).RequirePermission(Permission.ReadMentions)
            .WithTags("Insights").Named(
            "compareMonitors", "Compare monitors",
            $"1 to {Analyst.MostCompared} monitors (`monitor`, once for each) side by side over whole days of the "
            + "workspace's clock: their mentions over time, shares of voice in this period and the one before, "
            + "sentiment, sources, authors and words that stand out. Each has the numbers of its own overview.");
    }

    private static async Task<Results<Ok<ApiOverview>, ProblemHttpResult>> LookAsync(
        [FromQuery(Name = "monitor")] Id[]? monitors, [FromQuery(Name = "rival")] Id[]? rivals, DateOnly? from, DateOnly? to,
        Analyst analyst, Echolot.Monitors.Watchlist watchlist, Archive archive, TimeProvider clock, CancellationToken cancel)
    {
        var known = await VersionsAsync(watchlist, cancel);
        if (MissingOf(known, [.. monitors ?? [], .. rivals ?? []]) is { } missing) return missing;
        var today = TodayOf(archive, clock);
        try
        {
            var look = await analyst.LookAsync(
                new([.. (monitors ?? []).Select(m => m.Value)], from ?? today.AddDays(-6), to ?? today,
                    [.. (rivals ?? []).Select(m => m.Value)]), cancel);
            return TypedResults.Ok(ApiOverview.Of(
                look, known, await archive.LeftoversAsync(look.Question.Monitors, look.From, look.To, cancel)));
        }
        catch (ArgumentException wrong)
        {
            return Problems.Refused("period_invalid", wrong.Message);
        }
    }

    private static async Task<Results<Ok<ApiRecount>, ProblemHttpResult>> RecountAsync(
        [FromQuery(Name = "monitor")] Id[]? monitors, DateTimeOffset from, DateTimeOffset to, DateTimeOffset at, long mentions,
        Analyst analyst, Echolot.Monitors.Watchlist watchlist, CancellationToken cancel)
    {
        if (MissingOf(await VersionsAsync(watchlist, cancel), monitors ?? []) is { } missing) return missing;
        if (from >= to) return Problems.Refused("period_invalid", "The period ends before it begins; `from` is before `to`.");
        return TypedResults.Ok(ApiRecount.Of(await analyst.RecountAsync(
            new([.. (monitors ?? []).Select(m => m.Value)], from, to, at, mentions), cancel)));
    }

    private static async Task<Results<Ok<ApiSideBySide>, ProblemHttpResult>> CompareAsync(
        [FromQuery(Name = "monitor")] Id[]? monitors, DateOnly? from, DateOnly? to, Analyst analyst,
        Echolot.Monitors.Watchlist watchlist, Archive archive, TimeProvider clock, CancellationToken cancel)
    {
        var known = await VersionsAsync(watchlist, cancel);
        if (MissingOf(known, monitors ?? []) is { } missing) return missing;
        if ((monitors ?? []).Distinct().Count() is 0 or > Analyst.MostCompared)
            return Problems.Refused("monitors", $"Name 1 to {Analyst.MostCompared} monitors: ?monitor=1&monitor=2");
        var today = TodayOf(archive, clock);
        try
        {
            IReadOnlyList<long> asked = [.. monitors!.Select(m => m.Value)];
            var compared = await analyst.CompareAsync(asked, from ?? today.AddDays(-6), to ?? today, cancel);
            return TypedResults.Ok(ApiSideBySide.Of(
                compared, known, await archive.LeftoversAsync(asked, compared.From, compared.To, cancel)));
        }
        catch (ArgumentException wrong)
        {
            return Problems.Refused("period_invalid", wrong.Message);
        }
    }

    private static async Task<IReadOnlyDictionary<long, int>> VersionsAsync(
        Echolot.Monitors.Watchlist watchlist, CancellationToken cancel) =>
        (await watchlist.ListAsync(cancel)).ToDictionary(m => m.Id, m => m.Version);

    private static ProblemHttpResult? MissingOf(IReadOnlyDictionary<long, int> known, IEnumerable<Id> monitors)
    {
        foreach (var monitor in monitors)
            if (!known.ContainsKey(monitor)) return Problems.Missing($"Monitor {monitor}");
        return null;
    }

    private static DateOnly TodayOf(Archive archive, TimeProvider clock) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), archive.Zone).DateTime);
}
