using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Tables;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Conversations.Reports;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Api;

/// <summary>A text in both languages.</summary>
internal sealed record ApiText(string De, string En)
{
    public static ApiText Of(LocalText text) => new(text.De, text.En);
}

/// <summary>A figure of the care desk; <c>key</c> is its name in reports and exports.</summary>
internal sealed record ApiMetric(
    string Key, ApiText Name, ApiText Formula, ApiText Counts, ApiText Leaves, MetricUnit Unit, bool HasRows);

/// <summary>Every figure of the care desk, and by which clock all of them go.</summary>
internal sealed record ApiMetrics(IReadOnlyList<ApiMetric> Items, ApiText Clock, ApiText Parts, string TimeZone);

/// <summary>One column of the course; <c>values</c> by the keys of metrics, without times.</summary>
internal sealed record ApiCareColumn(
    DateOnly From, DateOnly To, IReadOnlyDictionary<string, double?> Values, long? Backlog, bool Partial);

/// <summary>
/// A part: name of a connector, id of a department or person, number of a priority (0 low … 3 urgent). Of too few people
/// nothing is told while figures of single people are off.
/// </summary>
internal sealed record ApiCarePart(string? Key, IReadOnlyDictionary<string, double?> Values, bool TooFewPeople);

/// <summary>A report. Shares are 0 to 1, times are seconds; null: nothing to tell it from. <c>people</c> is null while
/// figures of single people are off.</summary>
internal sealed record ApiCareReport(
    DateOnly From, DateOnly To, DateOnly ComparedFrom, DateOnly ComparedTo, IReadOnlyDictionary<string, double?> Total,
    IReadOnlyDictionary<string, double?> Before, long Backlog, CareBucket Bucket, IReadOnlyList<ApiCareColumn> Course,
    IReadOnlyList<ApiCarePart> Channels, IReadOnlyList<ApiCarePart> Departments, IReadOnlyList<ApiCarePart> Priorities,
    IReadOnlyList<ApiCarePart>? People, string TimeZone, DateTimeOffset AsOf);

/// <summary>A row behind a number; times in seconds. <c>person_id</c> is null while figures of single people are off.</summary>
internal sealed record ApiFigureLine(
    Id ConversationId, DateTimeOffset At, CareStep? Step, ClockKind? Clock, ClockOutcome? Outcome, DateTimeOffset? StartedAt,
    double? CountedSeconds, double? WithinSeconds, double? PausedSeconds, string Connector, Id? DepartmentId,
    Priority Priority, Id? PersonId, int? Score);

/// <summary>A cause with the conversations opened for it; <c>cumulated</c>: share of this and all before it.</summary>
internal sealed record ApiCauseCount(string Cause, long Count, long Before, double? Cumulated, IReadOnlyList<long> Course, bool Deeper);

/// <summary>
/// What was observed in the whole weeks since a fix ÷ what was expected, less 1, with its 95 % interval; null: too few. Expected
/// are the eight weeks before times the <c>factor</c> of the <c>season</c>.
/// </summary>
internal sealed record ApiEffect(
    int Weeks, long Observed, long Before, double Expected, double? Change, double? Low, double? High, double Spread,
    EffectSeason Season)
{
    public static ApiEffect Of(FixEffect e) =>
        new(e.Weeks, e.Observed, e.Before, e.Expected, e.Change, e.Low, e.High, e.Spread, e.Season);
}

/// <summary>Something was done about a cause; <c>others</c> is how the other causes went on.</summary>
internal sealed record ApiFix(Id Id, string Cause, DateOnly Day, string Note, DateTimeOffset MadeAt, ApiEffect? Effect, ApiEffect? Others)
{
    public static ApiFix Of(CauseFix f) => new(f.Id, f.Cause, f.Day, f.Note, f.MadeAt, null, null);
}

/// <summary>Why customers had to speak with us.</summary>
internal sealed record ApiCauses(long Opened, long WithoutCause, IReadOnlyList<ApiCauseCount> Causes, IReadOnlyList<ApiFix> Fixes);

/// <summary>A fix to mark; it counts for the cause and all below it.</summary>
internal sealed record FixOrder(string Cause, DateOnly Day, string Note);

/// <summary>Whether figures of single people are told, since when and under which agreement.</summary>
internal sealed record ApiAgentFigures(
    bool On, DateTimeOffset? Since, string? Agreement, int SmallestGroup, ApiAgentFiguresRequest? Asked,
    ApiSmallestGroupRequest? SmallestGroupAsked);

/// <summary>That they be switched on, which somebody with another role confirms.</summary>
internal sealed record ApiAgentFiguresRequest(DateTimeOffset At, Id By, Role ByRole, string Agreement);

/// <summary>That the smallest group be lowered, which somebody with another role confirms.</summary>
internal sealed record ApiSmallestGroupRequest(DateTimeOffset At, Id By, Role ByRole, int People);

/// <summary>How many people a department needs before its figures are told while those of single people are off.</summary>
internal sealed record SmallestGroupChange(int People);

/// <summary>The agreement that allows figures of single people; null switches them off.</summary>
internal sealed record AgentFiguresChange(string? Agreement = null);

/// <summary>
/// Days of a report, both included, and its part; <c>field</c>: id of a field and what stands in it now, such as <c>12:Jacke</c>.
/// </summary>
internal sealed record CareQuery(
    DateOnly? From, DateOnly? To, string? Connector, [property: FromQuery(Name = "department")] Id? Department,
    Word<Priority>? Priority, [property: FromQuery(Name = "person")] Id? Person, string? Field = null)
{
    public async Task<CareQuestion> QuestionAsync(HttpContext http)
    {
        var services = http.RequestServices;
        var names = await CareNames.ReadAsync(
            services.GetRequiredService<SourceRunner>(), services.GetRequiredService<Roster>(), http.RequestAborted);
        var today = services.GetRequiredService<CareReports>().Today;
        return new(
            From ?? today.AddDays(-29), To ?? today, Connector, names.Within(Department?.Value), Priority?.Value, Person?.Value)
        {
            Field = FieldOf(Field),
        };
    }

    /// <exception cref="InboxException">It is written otherwise.</exception>
    public static FieldPart? FieldOf(string? written) => written is null ? null : FieldPart.Parse(written) ?? throw new InboxException(
        InboxRefusal.FieldWrong, "A field is written as its id and its value, such as 12:Jacke.", "field");
}

internal static class CareApi
{
    public static void MapCare(this RouteGroupBuilder api)
    {
        var care = api.MapGroup("/care/reports").WithTags("Care reports");
        care.MapGet("/metrics", (Echolot.Mentions.Archive archive) => TypedResults.Ok(new ApiMetrics(
                [.. CareMetrics.All.Select(m => new ApiMetric(
                    m.Key, ApiText.Of(m.Name), ApiText.Of(m.Formula), ApiText.Of(m.Counts), ApiText.Of(m.Leaves), m.Unit, m.HasLines))],
                ApiText.Of(CareMetrics.Clock), ApiText.Of(CareMetrics.Parts), archive.Zone.Id)))
            .RequirePermission(Permission.ReadConversations)
            .Named("listCareMetrics", "The catalogue of metrics", "Each figure of the care desk with its definition.");
        care.MapGet("", LookAsync).RequirePermission(Permission.ReadConversations).Named(
            "getCareReport", "Look over the care desk", "Figures of whole days beside those of as many days before, by the keys of metrics.");
        care.MapGet("/rows", LinesAsync).RequirePermission(Permission.ReadConversations).Named(
            "listCareRows", "The rows behind a figure", "Newest first, as many as the figure of `metric` says; `cause` narrows openings.");
        care.MapGet("/causes", CausesAsync).RequirePermission(Permission.ReadConversations).Named(
            "getCareCauses", "Causes and fixes", "Conversations by cause, the most frequent first; below `above`. Fixes with their effect.");
        care.MapPost("/fixes", async (FixOrder fix, HttpContext http, CareReports reports, CancellationToken cancel) =>
                await AddAsync(fix, http, reports, cancel))
            .RequirePermission(Permission.EditCare).Named("addFix", "Mark a fix", "Something was done about a cause on a day.");
        care.MapDelete("/fixes/{id}", async (Id id, HttpContext http, CareReports reports, CancellationToken cancel) =>
            {
                await reports.RemoveFixAsync(id, http.Actor().Person.Id, cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.EditCare).Named("removeFix", "Take the mark of a fix away", "");
        care.MapGet("/export", async ([AsParameters] CareQuery query, Word<ExportFormat> format, HttpContext http) =>
                (IResult)new CareFile(await query.QuestionAsync(http), format.Value))
            .RequirePermission(Permission.ExportConversations)
            .Named("exportConversations", "Export conversations", "One row per conversation of which something is counted; columns named like metrics add up to the report.");
        care.MapGet("/agent-figures", async (Roster roster, CancellationToken cancel) => Told(await roster.AgentFiguresAsync(cancel)))
            .RequirePermission(Permission.ReadConversations).Named("getAgentFigures", "Whether figures of single people are told", "");
        care.MapPut("/agent-figures", async (AgentFiguresChange change, HttpContext http, Roster roster, CancellationToken cancel) =>
            {
                await roster.SetAgentFiguresAsync(http.Actor(), change.Agreement, cancel);
                return Told(await roster.AgentFiguresAsync(cancel));
            })
            .RequirePermission(Permission.Administer).Named("setAgentFigures", "Switch figures of single people", "With an agreement: asks that somebody with another role confirms it. Without: off at once. Both stand in the audit log.");
        care.MapPost("/agent-figures/confirmation", async (HttpContext http, Roster roster, CancellationToken cancel) =>
            {
                await roster.ConfirmAgentFiguresAsync(http.Actor(), cancel);
                return Told(await roster.AgentFiguresAsync(cancel));
            })
            .RequirePermission(Permission.EditCare).Named("confirmAgentFigures", "Confirm figures of single people", "By a second person who had another role than whoever asked already then.");
        care.MapPut("/agent-figures/smallest-group", SetGroupAsync).RequirePermission(Permission.Administer)
            .Named("setSmallestGroup", "Set the smallest group", "Below it figures of a department are not told; 1 to 50. A smaller one is asked for, and somebody with another role confirms it.");
        care.MapPost("/agent-figures/smallest-group/confirmation", async (HttpContext http, Roster roster, CancellationToken cancel) =>
            {
                await roster.ConfirmSmallestGroupAsync(http.Actor(), cancel);
                return Told(await roster.AgentFiguresAsync(cancel));
            })
            .RequirePermission(Permission.EditCare).Named("confirmSmallestGroup", "Confirm a smaller smallest group", "By a second person who had another role than whoever asked already then.");
    }

    private static async Task<Results<Ok<ApiAgentFigures>, ProblemHttpResult>> SetGroupAsync(
        SmallestGroupChange change, HttpContext http, Roster roster, CancellationToken cancel)
    {
        if (change.People is < 1 or > Roster.LargestGroup) return Problems.Refused("group_invalid", "A group has 1 to 50 people.");
        await roster.SetSmallestGroupAsync(http.Actor(), change.People, cancel);
        return Told(await roster.AgentFiguresAsync(cancel));
    }

    private static async Task<Results<Ok<ApiCareReport>, ProblemHttpResult>> LookAsync(
        [AsParameters] CareQuery query, HttpContext http, CareReports reports, CancellationToken cancel)
    {
        try
        {
            var r = await reports.LookAsync(await query.QuestionAsync(http), InboxRoutes.SightOf(http.Actor()), cancel);
            return TypedResults.Ok(new ApiCareReport(
                r.Question.From, r.Question.To, r.FromBefore, r.ToBefore, Values(r.Total), Values(r.Before), r.Backlog, r.Bucket,
                [.. r.Course.Select(c => new ApiCareColumn(c.From, c.To, Values(c.Count, times: false), c.Backlog, c.Partial))],
                Parts(r.Channels), Parts(r.Departments), Parts(r.Priorities), r.Agents is { } a ? Parts(a) : null, r.Zone, r.AsOf));
        }
        catch (ArgumentException wrong)
        {
            return Problems.Refused("period_invalid", wrong.Message);
        }
    }

    private static async Task<Results<Ok<Listed<ApiFigureLine>>, ProblemHttpResult>> LinesAsync(
        [AsParameters] CareQuery query, string metric, string? cause, string? cursor, int? size, HttpContext http,
        CareReports reports, CancellationToken cancel)
    {
        if (CareMetrics.Find(metric) is not { } known) return Problems.Missing($"The metric {metric}");
        try
        {
            var page = await reports.LinesAsync(
                await query.QuestionAsync(http), known, cause, InboxRoutes.SightOf(http.Actor()), cursor, Paging.Size(size), cancel);
            return TypedResults.Ok(new Listed<ApiFigureLine>(
                [.. page.Lines.Select(l => new ApiFigureLine(
                    l.ConversationId, l.At, l.Step, l.Clock, l.Outcome, l.StartedAt, l.Counted?.TotalSeconds,
                    l.Within?.TotalSeconds, l.Reading?.Stretches.Where(s => !s.Counts).Sum(s => s.Length.TotalSeconds),
                    l.Connector, ApiConversation.IdOf(l.DepartmentId), l.Priority, ApiConversation.IdOf(l.PersonId), l.Score))], page.Next));
        }
        catch (ArgumentException wrong)
        {
            return Problems.Refused("question_invalid", wrong.Message);
        }
    }

    private static async Task<Results<Ok<ApiCauses>, ProblemHttpResult>> CausesAsync(
        [AsParameters] CareQuery query, string? above, HttpContext http, CareReports reports, CancellationToken cancel)
    {
        try
        {
            var r = await reports.CausesAsync(
                await query.QuestionAsync(http), above ?? "", InboxRoutes.SightOf(http.Actor()), cancel);
            return TypedResults.Ok(new ApiCauses(
                r.Opened, r.WithoutCause,
                [.. r.Causes.Select(c => new ApiCauseCount(c.Cause, c.Count, c.Before, c.Cumulated, c.Course, c.Deeper))],
                [.. r.Fixes.Select(f => ApiFix.Of(f.Fix) with { Effect = ApiEffect.Of(f.Effect), Others = ApiEffect.Of(f.Others) })]));
        }
        catch (ArgumentException wrong)
        {
            return Problems.Refused("period_invalid", wrong.Message);
        }
    }

    private static async Task<Results<Ok<ApiFix>, ProblemHttpResult>> AddAsync(
        FixOrder fix, HttpContext http, CareReports reports, CancellationToken cancel)
    {
        try
        {
            return TypedResults.Ok(ApiFix.Of(await reports.AddFixAsync(
                fix.Cause, fix.Day, fix.Note, http.Actor().Person.Id, cancel)));
        }
        catch (ArgumentException wrong)
        {
            return Problems.Refused("fix_invalid", wrong.Message);
        }
    }

    private static Ok<ApiAgentFigures> Told(AgentFigures figures) =>
        TypedResults.Ok(new ApiAgentFigures(figures.On, figures.Since, figures.Agreement, figures.SmallestGroup,
            figures.Asked is { } asked ? new(asked.At, asked.By, asked.ByRole, asked.Agreement) : null,
            figures.GroupAsked is { } smaller ? new(smaller.At, smaller.By, smaller.ByRole, smaller.People) : null));

    private static IReadOnlyList<ApiCarePart> Parts(IReadOnlyList<CarePart> parts) =>
        [.. parts.Select(p => new ApiCarePart(p.Key, p.TooFew ? new Dictionary<string, double?>() : Values(p.Count), p.TooFew))];

    private static Dictionary<string, double?> Values(CareTally tally, bool times = true) => CareMetrics.All
        .Where(m => m.HasLines && (times || m.Unit is not MetricUnit.Time)).ToDictionary(m => m.Key, m => m.Of(tally));
}
