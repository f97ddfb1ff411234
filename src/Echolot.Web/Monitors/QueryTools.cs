using System.Globalization;
using Echolot.Matching;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Mentions;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Monitors;

/// <summary>What the query editor asks the server while somebody types: there is one parser, and it is here.</summary>
internal static class QueryTools
{
    /// <summary>Values of a field that are offered; more nobody reads.</summary>
    private const int MostValues = 50;

    /// <summary>No value that is looked up begins longer.</summary>
    private const int LongestTyped = 200;

    /// <summary>Verdicts a form carries: twenty samples, judged one by one.</summary>
    private const int MostJudged = 1000;

    public static void MapQueryTools(this IEndpointRouteBuilder routes)
    {
        const Permission reads = Permission.ReadMonitors;
        routes.MapAction(Urls.MonitorCheck, reads, Check);
        routes.MapAction(Urls.MonitorLists, reads, OfLists);
        routes.MapGet(Urls.MonitorVocabulary, VocabularyAsync)
            .RequirePermission(reads | Permission.ReadMentions).ExcludeFromDescription();
        routes.MapGet(Urls.MonitorValues, ValuesAsync)
            .RequirePermission(reads | Permission.ReadMentions).ExcludeFromDescription();
        routes.MapAction(
            Urls.MonitorPreview, reads | Permission.ReadMentions,
            (HttpContext http, [AsParameters] StudyForm form) => Show(http, form));
        routes.MapAction(
            Urls.MonitorUnsavedAlertsPattern, reads | Permission.ReadNotifications,
            (HttpContext http, long id, [FromForm] string? query, [FromForm] string? forms) => Pages.Show<VersionAlertsPage>(
                http, new { Id = id, Query = Lines(query), Forms = MonitorForm.FormsOf(forms) }, StatusCodes.Status200OK));
        routes.MapAction(Urls.MonitorTranslate, reads, Translate);
        routes.MapAction(Urls.MonitorWrite, reads, Write);
        routes.MapAction(Urls.MonitorVerdictPattern, Permission.EditMonitors, JudgeAsync);
        routes.MapAction(
            Urls.MonitorDraftVerdicts, Permission.EditMonitors | Permission.ReadMentions,
            (HttpContext http, [AsParameters] VerdictForm form) => JudgeDraft(http, form));
    }

    /// <summary>Line ends as the editor counts them; browsers send two signs.</summary>
    public static string Lines(string? text) => (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal);

    private static IResult Show(HttpContext http, StudyForm form) => Pages.Show<PreviewPage>(
        http,
        new
        {
            Query = Lines(form.Query), Forms = MonitorForm.FormsOf(form.Forms), form.Study,
            MonitorId = NumberOf(form.Monitor),
            Seed = int.TryParse(form.Seed, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 1,
            Judged = JudgedOf(form.Judged),
        }, StatusCodes.Status200OK);

    private static long? NumberOf(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>
    /// What somebody said of hits of a query that is no monitor yet, as the form carries it: <c>12:1,15:0</c>.
    /// </summary>
    public static IReadOnlyDictionary<long, bool> JudgedOf(string? text)
    {
        var judged = new Dictionary<long, bool>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).TakeLast(MostJudged))
            if (part.Split(':') is [var mention, "0" or "1"] and [_, var relevant] && NumberOf(mention) is { } id)
                judged[id] = relevant == "1";
        return judged;
    }

    /// <summary>A problem as the editor underlines it: code units from and to, and what mends it.</summary>
    private sealed record Squiggle(int From, int To, string Severity, string Text, Mending? Fix);

    private sealed record Mending(int From, int To, string Text);

    private sealed record Checked(IReadOnlyList<Squiggle> Problems, QueryLists? Lists);

    private static IResult Check([FromForm] string? query, [FromForm] string? forms)
    {
        var options = new QueryOptions(Forms: MonitorForm.FormsOf(forms));
        var text = Lines(query);
        if (string.IsNullOrWhiteSpace(text)) return TypedResults.Ok(new Checked([], new([], [], [])));
        return TypedResults.Ok(Query.TryParse(text, options, out var parsed, out var errors)
            ? new Checked([.. parsed.Lint().Select(Of)], QueryLists.Of(parsed))
            : new Checked([.. errors.Select(Of)], null));
    }

    private static Squiggle Of(QueryError error) => new(
        error.Start, error.Start + error.Length, error.IsWarning ? "warning" : "error",
        $"{QueryText.Message(error)} {QueryText.Remedy(error)}",
        error.Fix is { } fix ? new(fix.Start, fix.Start + fix.Length, fix.Text) : null);

    private static IResult OfLists(
        [FromForm] string? all, [FromForm] string? any, [FromForm] string? none, [FromForm] string? forms) =>
        TypedResults.Ok(new
        {
            query = new QueryLists(Entries(all), Entries(any), Entries(none))
                .ToText(new(Forms: MonitorForm.FormsOf(forms))),
        });

    private static string[] Entries(string? lines) =>
        Lines(lines).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static async Task<IResult> VocabularyAsync(Archive archive, CancellationToken cancel)
    {
        var known = (await archive.FacetsAsync(new MentionFilter(), cancel)).ToDictionary(
            facet => facet.Field, facet => facet.Values.Select(v => v.Value).Take(MostValues).ToList());
        var places = await archive.PlacesAsync(cancel);
        known["city"] = [.. places.Cities];
        return TypedResults.Ok(new
        {
            operators = QueryVocabulary.Operators,
            fields = QueryVocabulary.Fields.Select(field => new
            {
                name = field.Name,
                more = Archive.LookedUp.Contains(field.Name),
                detail = StudyText.FieldName(field.Name).ToString(),
                note = field.Name is "city" && known[field.Name].Count == 0
                    ? StudyText.NotKnown(field.Name)?.ToString() : null,
                values = field.Name switch
                {
                    "lang" => Languages(known.GetValueOrDefault("language")),
                    "class" => field.Values.Select(v => new OfferedValue(v, SourceClassText.Name(SourceClassText.OfWord(v)!.Value))),
                    "country" => field.Values.Select(Places.Country),
                    "region" => Places.Regions(places.Regions),
                    "city" => Plain(places.Cities),
                    "source" => Plain(known.GetValueOrDefault("connector")),
                    "channel" => Plain(known.GetValueOrDefault("source")),
                    _ => Plain(field.Values),
                },
            }),
        });
    }

    /// <summary>Values of a field that begin as somebody types; sources are found by their names as well.</summary>
    private static async Task<IResult> ValuesAsync(
        Archive archive, SourceRunner runner, string? field, string? beginning, CancellationToken cancel)
    {
        var typed = (beginning ?? "").Trim();
        if (typed.Length > LongestTyped || field is null) return TypedResults.Ok(Array.Empty<OfferedValue>());
        var found = await archive.ValuesAsync(field, typed, MostValues, cancel);
        if (field == "region")
            return TypedResults.Ok(Places.Regions(found.Select(v => v.Value))
                .Where((v, at) => at < found.Count || Places.Begins(v, typed)).Take(MostValues));
        if (field != "channel") return TypedResults.Ok(found.Select(v => new OfferedValue(v.Value, v.Name)));
        var names = (await runner.ListAsync(cancel)).ToDictionary(s => s.Key.ToString(), s => s.Name);
        return TypedResults.Ok(found.Select(v => v.Value)
            .Union(names.Where(n => n.Value.Contains(typed, StringComparison.OrdinalIgnoreCase)).Select(n => n.Key).Order(StringComparer.Ordinal))
            .Take(MostValues).Select(key => new OfferedValue(key, names.GetValueOrDefault(key))));
    }

    private static IEnumerable<OfferedValue> Languages(List<string>? found) =>
        (found ?? []).Where(code => code.Length == 2).Union(["de", "en"]).Select(Places.Language);

    private static IEnumerable<OfferedValue> Plain(IEnumerable<string>? values) =>
        (values ?? []).Select(value => new OfferedValue(value));

    private static IResult Translate(HttpContext http, [FromForm] string? text, [FromForm] string? dialect) =>
        Pages.Show<TranslationPage>(
            http,
            new { Text = Lines(text), From = Enum.TryParse<Dialect>(dialect, out var from) ? from : (Dialect?)null },
            StatusCodes.Status200OK);

    private static IResult Write(HttpContext http, [FromForm] string? query, [FromForm] string? forms) =>
        Pages.Show<WritingPage>(
            http, new { Text = Lines(query), Forms = MonitorForm.FormsOf(forms) }, StatusCodes.Status200OK);

    private static async Task<IResult> JudgeAsync(
        HttpContext http, Watchlist watchlist, long id, [AsParameters] VerdictForm form)
    {
        if (NumberOf(form.Mention) is not { } mention) return TypedResults.NotFound();
        try
        {
            await watchlist.JudgeAsync(
                id, mention, bool.TryParse(form.Relevant, out var relevant) ? relevant : null, http.Actor().Person.Id,
                http.RequestAborted);
        }
        catch (KeyNotFoundException)
        {
            return Go.Refused(MonitorsText.Gone);
        }
        return Noise(http, form, id);
    }

    private static IResult JudgeDraft(HttpContext http, VerdictForm form) => Noise(http, form, null);

    private static IResult Noise(HttpContext http, VerdictForm form, long? monitor)
    {
        var sample = (form.Sample ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Take(200)
            .Select(NumberOf).OfType<long>().ToHashSet();
        return Pages.Show<NoisePage>(
            http,
            new
            {
                MonitorId = monitor, Query = Lines(form.Query), Forms = MonitorForm.FormsOf(form.Forms),
                Sample = (IReadOnlyList<long>)[.. sample],
                Judged = (IReadOnlyDictionary<long, bool>)JudgedOf(form.Judged)
                    .Where(j => sample.Contains(j.Key)).ToDictionary(),
            }, StatusCodes.Status200OK);
    }
}

/// <summary>What the panes beside the editor send.</summary>
internal sealed record StudyForm(
    [property: FromForm] string? Query, [property: FromForm] string? Forms, [property: FromForm] string? Study,
    [property: FromForm] string? Monitor, [property: FromForm] string? Seed, [property: FromForm] string? Judged);

/// <summary>What was said of a hit, and of which sample and query it is a part.</summary>
internal sealed record VerdictForm(
    [property: FromForm] string? Mention, [property: FromForm] string? Relevant, [property: FromForm] string? Sample,
    [property: FromForm] string? Query, [property: FromForm] string? Forms, [property: FromForm] string? Judged);
