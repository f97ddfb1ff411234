using System.Globalization;
using System.Text.Json;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Components;
using Echolot.Web.Mentions;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace Echolot.Web.Triage;

/// <summary>Rules, runs over many mentions, saved views, columns.</summary>
internal static class TriageRoutes
{
    public static void MapTriage(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<RulesPage>(Urls.Rules, Permission.ReadMonitors);
        routes.MapPage<RulePage>(Urls.NewRule, Permission.EditMonitors);
        routes.MapPage<RulePage>(Urls.RulePattern, Permission.ReadMonitors);
        routes.MapAction(Urls.Rules, Permission.EditMonitors, AddAsync);
        routes.MapAction(Urls.RulePattern, Permission.EditMonitors, ChangeAsync);
        routes.MapAction(Urls.RulePreview, Permission.EditMonitors | Permission.ReadMentions, PreviewAsync);
        routes.MapAction(Urls.RuleMovePattern, Permission.EditMonitors, MoveAsync);
        routes.MapAction(Urls.RuleSwitchPattern, Permission.EditMonitors, SwitchAsync);
        routes.MapAction(Urls.RuleRemovePattern, Permission.EditMonitors, RemoveAsync);
        routes.MapAction(Urls.RuleRunPattern, Permission.EditMonitors, RunAsync);
        routes.MapRuleHits();
        routes.MapPage<RunsPage>(Urls.Runs, Permission.ReadMentions);
        routes.MapPart<RunBarPage>(Urls.RunBar, Permission.ReadMentions);
        routes.MapAction(Urls.RunUndoPattern, Permission.TagMentions | Permission.ReadMentions, UndoAsync);
        routes.MapAction(Urls.RunGoOnPattern, Permission.TagMentions | Permission.ReadMentions, GoOnAsync);
        routes.MapAction(Urls.RunStopPattern, Permission.TagMentions | Permission.ReadMentions, StopAsync);
        routes.MapAction(Urls.MentionBulk, Permission.TagMentions, BulkAsync);
        routes.MapPart<ViewsPage>(Urls.Views, Permission.ReadMentions);
        routes.MapAction(Urls.Views, Permission.ReadMentions, AddViewAsync);
        routes.MapAction(Urls.ViewPattern, Permission.ReadMentions, ChangeViewAsync);
        routes.MapGet(Urls.BulkCount, CountAsync).RequirePermission(Permission.TagMentions).ExcludeFromDescription();
        routes.MapAction(Urls.ViewRemovePattern, Permission.ReadMentions, RemoveViewAsync);
        routes.MapPage<SplitPage>(Urls.Split, Permission.ReadMentions);
    }

    private static Task<IResult> AddAsync(HttpContext http, TriageDesk desk, Archive archive) =>
        SaveAsync(http, desk, archive, null);

    private static Task<IResult> ChangeAsync(HttpContext http, TriageDesk desk, Archive archive, long id) =>
        SaveAsync(http, desk, archive, id);

    private static async Task<IResult> SaveAsync(
        HttpContext http, TriageDesk desk, Archive archive, long? id)
    {
        var form = await RuleForm.ReadAsync(http);
        var (by, cancel) = (http.Actor().Person.Id, http.RequestAborted);
        var draft = form.Draft();
        try
        {
            if (form.NewLabel?.Trim() is { Length: > 0 and <= Label.LongestName } name)
                draft = draft with
                {
                    Changes = [.. draft.Changes, WorkChange.Label((await archive.FreeLabelAsync(name, cancel)).Id)],
                };
            var rule = await desk.SaveRuleAsync(id, draft, by, form.Seen, cancel);
            if (form.Then is not "run") return Go.To(Urls.Rules, TriageText.Saved);
            await desk.StartRuleAsync(rule.Id, by, cancel);
            return Go.To(Urls.Runs, TriageText.Started);
        }
        catch (TriageException refused) when (refused.Why is TriageRefusal.ChangedMeanwhile)
        {
            return Pages.Show<RulePage>(http, new { Id = id, Draft = draft, Changed = true }, StatusCodes.Status409Conflict);
        }
        catch (TriageException refused)
        {
            var field = refused.Why switch
            {
                TriageRefusal.NameMissing or TriageRefusal.NameTooLong => "name",
                TriageRefusal.ConditionMissing => "query",
                _ => "",
            };
            return Pages.Show<RulePage>(http, new { Id = id, Draft = draft, form.Seen, Errors = Errors(field, TriageText.Refusal(refused.Why)) });
        }
        catch (QueryException wrong)
        {
            return Pages.Show<RulePage>(http, new { Id = id, Draft = draft, form.Seen, QueryErrors = wrong.Errors });
        }
    }

    private static IReadOnlyDictionary<string, string> Errors(string field, string text) =>
        new Dictionary<string, string> { [field] = text };

    private static async Task<IResult> PreviewAsync(HttpContext http) => Pages.Show<RulePreviewPage>(
        http, new { Condition = (await RuleForm.ReadAsync(http)).Condition() }, StatusCodes.Status200OK);

    private static Task<IResult> MoveAsync(HttpContext http, TriageDesk desk, long id, [FromForm] int position) =>
        ToRulesAsync(() => desk.MoveRuleAsync(id, position, http.Actor().Person.Id, http.RequestAborted), TriageText.Moved);

    private static async Task<IResult> SwitchAsync(HttpContext http, TriageDesk desk, long id, [FromForm] string? active) =>
        await desk.SwitchRuleAsync(id, active is not null, http.Actor().Person.Id, http.RequestAborted)
            ? Go.To(Urls.Rules, TriageText.Saved)
            : Go.Refused(Urls.Rules, TriageText.Gone);

    private static async Task<IResult> RemoveAsync(HttpContext http, TriageDesk desk, long id)
    {
        await desk.RemoveRuleAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Rules, TriageText.Removed);
    }

    private static async Task<IResult> RunAsync(HttpContext http, TriageDesk desk, long id)
    {
        try
        {
            await desk.StartRuleAsync(id, http.Actor().Person.Id, http.RequestAborted);
            return Go.To(Urls.Runs, TriageText.Started);
        }
        catch (TriageException)
        {
            return Go.Refused(Urls.Rules, TriageText.Gone);
        }
    }

    private static async Task<IResult> ToRulesAsync(Func<Task> work, Phrase done)
    {
        try
        {
            await work();
            return Go.To(Urls.Rules, done);
        }
        catch (Exception gone) when (gone is TriageException or QueryException)
        {
            return Go.Refused(Urls.Rules, TriageText.Gone);
        }
    }

    private static Task<IResult> UndoAsync(HttpContext http, TriageDesk desk, long id) => DoAsync(http, desk, id, desk.UndoAsync);

    private static Task<IResult> GoOnAsync(HttpContext http, TriageDesk desk, long id) => DoAsync(http, desk, id, desk.GoOnAsync);

    private static async Task<IResult> DoAsync(
        HttpContext http, TriageDesk desk, long id, Func<long, long, CancellationToken, Task> work)
    {
        if (await desk.RunAsync(id, http.RequestAborted) is { } run && !http.Actor().MayEnd(run)) return Closed(http);
        try
        {
            await work(id, http.Actor().Person.Id, http.RequestAborted);
        }
        catch (TriageException refused)
        {
            return http.IsFragment()
                ? Go.Refused(TriageText.Refusal(refused.Why))
                : Go.Refused(Urls.Runs, TriageText.Refusal(refused.Why));
        }
        return http.IsFragment() ? Bar(http) : Go.To(Urls.Runs, TriageText.Started);
    }

    private static async Task<IResult> StopAsync(HttpContext http, TriageDesk desk, long id)
    {
        if (await desk.RunAsync(id, http.RequestAborted) is { } run && !http.Actor().MayEnd(run)) return Closed(http);
        await desk.CancelRunAsync(id, http.RequestAborted);
        return http.IsFragment() ? Bar(http) : Go.To(Urls.Runs);
    }

    /// <summary>
    /// What a rule or the list of left-out authors and sites did, it did for everybody: whoever may change these stops it
    /// and takes it back.
    /// </summary>
    public static bool MayEnd(this Actor actor, Run run) =>
        actor.May(Permission.TagMentions) && (!run.OfSettings || actor.May(Permission.EditMonitors));

    private static IResult Closed(HttpContext http) => http.IsFragment()
        ? Go.Refused(TriageText.RunClosed)
        : Go.Refused(Urls.Runs, TriageText.RunClosed);

    private static IResult Bar(HttpContext http) =>
        Pages.Show<RunBarPage>(http, new { }, StatusCodes.Status200OK);

    /// <summary>Changes what was chosen one by one, or everything that fits the filters in the address.</summary>
    private static async Task<IResult> BulkAsync(
        HttpContext http, TriageDesk desk, Archive archive, TimeProvider clock, [AsParameters] WorkForm form)
    {
        var (by, ids) = (http.Actor().Person.Id, form.Mentions());
        if (form.TooMany) return Go.Refused(WorkText.TooMany);
        try
        {
            var filter = FilterAddress.Read(http.Request.Query).Filter(Instant.FromDateTimeOffset(clock.GetUtcNow()), by);
            if (form.Ids is not null) filter = new MentionFilter { Ids = ids, Hidden = filter.Hidden };
            // The next tone differs from mention to mention.
            if (form is { What: "tone", Value: null, Ids: null }) return Go.Refused(TriageText.ChooseTone);
            if (form.Ids is not null && ids.Count == 0
                || await WorkRoutes.ChangeAsync(http, archive, form, ids) is not { } change)
                return TypedResults.StatusCode(StatusCodes.Status422UnprocessableEntity);
            await desk.StartAsync(filter, [change], by, http.RequestAborted);
        }
        catch (QueryException)
        {
            return TypedResults.StatusCode(StatusCodes.Status422UnprocessableEntity);
        }
        http.Response.Headers["HX-Trigger"] = JsonSerializer.Serialize(
            new Dictionary<string, object> { ["echo:run"] = new { } });
        return TypedResults.NoContent();
    }

    private static async Task<IResult> AddViewAsync(
        HttpContext http, TriageDesk desk, [FromForm] string? name, [FromForm] string? shared)
    {
        // The filters as they stand in the address of the page that the form is on.
        var address = FilterAddress.Read(http.Request.Query);
        var filters = address.To("").TrimStart('?');
        try
        {
            address.Sound();
            await desk.AddViewAsync(http.Actor().Person.Id, name ?? "", filters, shared is not null, http.RequestAborted);
            return Go.To(address.To(Urls.Listening), TriageText.ViewSaved);
        }
        catch (QueryException)
        {
            return Go.Refused(address.To(Urls.Listening), TriageText.Unreadable);
        }
        catch (TriageException refused)
        {
            return Go.Refused(address.To(Urls.Listening), TriageText.Refusal(refused.Why));
        }
    }

    /// <summary>A view under another name, shared or not, and filled anew with the filters in the address.</summary>
    private static async Task<IResult> ChangeViewAsync(
        HttpContext http, TriageDesk desk, long id, [FromForm] string? name, [FromForm] string? shared,
        [FromForm] string? filled)
    {
        var person = http.Actor().Person.Id;
        var here = FilterAddress.Read(http.Request.Query);
        try
        {
            var before = (await desk.ViewsAsync(person, http.RequestAborted)).FirstOrDefault(v => v.Id == id);
            var filters = filled is not null || before is null ? here.Sound().To("").TrimStart('?') : before.Filters;
            await desk.ChangeViewAsync(person, id, name ?? "", filters, shared is not null, http.RequestAborted);
            return Go.To(here.To(Urls.Listening), TriageText.ViewSaved);
        }
        catch (QueryException)
        {
            return Go.Refused(here.To(Urls.Listening), TriageText.Unreadable);
        }
        catch (TriageException refused)
        {
            return Go.Refused(here.To(Urls.Listening), TriageText.Refusal(refused.Why));
        }
    }

    /// <summary>What the bar for many says of everything that fits, as of now.</summary>
    private static async Task<IResult> CountAsync(HttpContext http, Archive archive, TimeProvider clock)
    {
        try
        {
            var filter = FilterAddress.Read(http.Request.Query)
                .Filter(Instant.FromDateTimeOffset(clock.GetUtcNow()), http.Actor().Person.Id);
            var count = await archive.CountInTimeAsync(filter with { Grouping = Grouping.None }, http.RequestAborted);
            return TypedResults.Text(TriageText.Everything(count));
        }
        catch (QueryException)
        {
            return TypedResults.StatusCode(StatusCodes.Status422UnprocessableEntity);
        }
    }

    private static async Task<IResult> RemoveViewAsync(HttpContext http, TriageDesk desk, long id)
    {
        var removed = await desk.RemoveViewAsync(http.Actor().Person.Id, id, http.RequestAborted);
        return removed ? Go.To(Urls.Listening, TriageText.ViewRemoved)
            : Go.Refused(Urls.Listening, TriageText.Refusal(TriageRefusal.NotYours));
    }
}

/// <summary>A rule as the browser sends it.</summary>
internal sealed class RuleForm(IFormCollection form)
{
    public string? NewLabel => Word("newLabel");

    /// <summary>When the rule was changed that the form began with; null for a new one.</summary>
    public DateTimeOffset? Seen => Moments.OfForm(form["seen"]);

    /// <summary><c>run</c> where the rule is to look at what is stored as well.</summary>
    public string? Then => Word("then");

    public static async Task<RuleForm> ReadAsync(HttpContext http) =>
        new(await http.Request.ReadFormAsync(http.RequestAborted));

    public RuleDraft Draft() => new(
        form["name"].ToString(), Condition(), [.. Changes()], form.ContainsKey("active"), form.ContainsKey("stops"))
    {
        Opens = form.ContainsKey("opens"), VoiceId = Number(form["voice"]),
    };

    public Condition Condition() => new()
    {
        Query = Word("query"),
        Monitors = [.. Values("monitor").Select(Number).OfType<long>()],
        Sources = [.. Values("source")],
        Languages = [.. Values("language")],
        Sentiments = [.. Values("tone").Select(Parsed<Sentiment>).OfType<Sentiment>()],
        Kinds = [.. Values("kind").Select(Parsed<ItemKind>).OfType<ItemKind>()],
        AuthorId = Word("author"), Network = Word("network"),
        Site = Word("site")?.ToLowerInvariant(),
    };

    private IEnumerable<WorkChange> Changes()
    {
        if (Parsed<Verdict>(form["verdict"]) is { } verdict) yield return WorkChange.Judge(verdict);
        if (Parsed<Sentiment>(form["setTone"]) is { } tone) yield return WorkChange.Tone(tone);
        if (form.ContainsKey("flag")) yield return WorkChange.Flag(true);
        if (Number(form["assign"]) is { } person) yield return WorkChange.Assign(person);
        foreach (var label in Values("label").Select(Number).OfType<long>()) yield return WorkChange.Label(label);
        if (form.ContainsKey("hide")) yield return WorkChange.Hide(true);
    }

    private IEnumerable<string> Values(string name) => form[name].OfType<string>().Where(v => v.Length > 0).Distinct();

    private string? Word(string name) => string.IsNullOrWhiteSpace(form[name]) ? null : form[name].ToString().Trim();

    private static T? Parsed<T>(string? text) where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
