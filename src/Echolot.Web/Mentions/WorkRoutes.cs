using System.Globalization;
using System.Text.Json;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Mentions;

/// <summary>What people do with a mention: states, labels, notes. Keys, the detail and the bar for many end here.</summary>
internal static class WorkRoutes
{
    /// <summary>Mentions named one by one in a call; more are worked on by a run over a filter.</summary>
    public const int MostAtOnce = 1000;

    public static void MapWork(this IEndpointRouteBuilder routes)
    {
        routes.MapAction(Urls.MentionRead, Permission.ReadMentions, ReadAsync);
        routes.MapAction(Urls.MentionWork, Permission.TagMentions, WorkAsync);
        routes.MapAction(Urls.MentionWorkPattern, Permission.TagMentions, WorkOnOneAsync);
        routes.MapAction(Urls.MentionNotePattern, Permission.TagMentions, NoteAsync);
        routes.MapAction(Urls.MentionNoteRemovePattern, Permission.TagMentions, RemoveNoteAsync);
    }

    private static async Task<IResult> ReadAsync(HttpContext http, Archive archive, [AsParameters] WorkForm form)
    {
        if (form.TooMany) return Go.Refused(WorkText.TooMany);
        await archive.WorkAsync(
            form.Mentions(), [WorkChange.Read(form.Value != "0")], Doer(http), http.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> WorkAsync(HttpContext http, Archive archive, [AsParameters] WorkForm form)
    {
        var ids = form.Mentions();
        if (form.TooMany) return Go.Refused(WorkText.TooMany);
        if (await ChangeAsync(http, archive, form, ids) is not { } change)
            return TypedResults.StatusCode(StatusCodes.Status422UnprocessableEntity);
        try
        {
            await archive.WorkAsync(ids, [change], Doer(http), http.RequestAborted);
        }
        catch (ArgumentException)
        {
            return Go.Refused(LabelsText.Gone);
        }
        return TypedResults.NoContent();
    }

    private static async Task<IResult> WorkOnOneAsync(
        HttpContext http, Archive archive, long id, [AsParameters] WorkForm form)
    {
        try
        {
            if (await ChangeAsync(http, archive, form, [id]) is { } change)
                await archive.WorkAsync([id], [change], Doer(http), http.RequestAborted);
        }
        catch (ArgumentException)
        {
            return Go.Refused(ListeningText.TagTooLong);
        }
        return Again(http, id);
    }

    private static async Task<IResult> NoteAsync(
        HttpContext http, Archive archive, Roster roster, long id, [FromForm] string? text)
    {
        var called = Calls.In(
            text ?? "", await roster.PeopleAsync(http.RequestAborted), await roster.DepartmentsAsync(http.RequestAborted))
            .Where(p => p != http.Actor().Person.Id).ToList();
        try
        {
            var note = await archive.AddNoteAsync(id, text ?? "", http.Actor().Person.Id, called, http.RequestAborted);
            return note is null ? Go.Refused(WorkText.GoneNow) : Again(http, id);
        }
        catch (ArgumentException)
        {
            return Go.Refused(WorkText.NoteLength);
        }
    }

    private static async Task<IResult> RemoveNoteAsync(HttpContext http, Archive archive, long id, long note)
    {
        await archive.RemoveNoteAsync(id, note, http.Actor().Person.Id, http.RequestAborted);
        return Again(http, id);
    }

    /// <summary>
    /// What a form asks for. Without a value a key switches: what all of them have already is taken away, and the
    /// sentiment goes to the next one.
    /// </summary>
    internal static async Task<WorkChange?> ChangeAsync(
        HttpContext http, Archive archive, WorkForm form, IReadOnlyList<long> ids)
    {
        var cancel = http.RequestAborted;
        switch (form.What)
        {
            case "label" when form.Name is { Length: > 0 } name:
                return WorkChange.Label((await archive.FreeLabelAsync(name, cancel)).Id);
            case "label" when Number(form.Value) is { } label:
                return WorkChange.Label(label);
            case "unlabel" when Number(form.Value) is { } label:
                return WorkChange.Label(label, on: false);
            case "assign":
                return WorkChange.Assign(Number(form.Value));
            case "read":
                return WorkChange.Read(form.Value != "0");
            case "tone" when form.Value is "machine":
                return WorkChange.Tone(null);
            case "tone" when Enum.TryParse<Sentiment>(form.Value, true, out var tone) && Enum.IsDefined(tone):
                return WorkChange.Tone(tone);
        }
        var mentions = form.Value is null ? await archive.FindAsync(ids, cancel) : [];
        bool On(Func<StoredMention, bool> has) => form.Value is { } value ? value != "0" : mentions.Count == 0 || !mentions.All(has);
        return form.What switch
        {
            "flag" => WorkChange.Flag(On(m => m.Work.Flagged)),
            "relevant" => WorkChange.Judge(
                On(m => m.Work.Verdict is Verdict.Relevant) ? Verdict.Relevant : Verdict.None),
            "noise" => WorkChange.Judge(On(m => m.Work.Verdict is Verdict.Noise) ? Verdict.Noise : Verdict.None),
            "hide" => WorkChange.Hide(On(m => m.Work.Hidden)),
            "tone" => mentions.Count == 0 ? null : WorkChange.Tone(Next(mentions[0].Sentiment)),
            _ => null,
        };
    }

    private static Sentiment Next(Sentiment sentiment) => sentiment switch
    {
        Sentiment.Positive => Sentiment.Neutral,
        Sentiment.Neutral => Sentiment.Negative,
        _ => Sentiment.Positive,
    };

    /// <summary>The mention as it is now: as a part for the list beside it, else as a page.</summary>
    internal static IResult Again(HttpContext http, long id)
    {
        if (!http.IsFragment()) return Go.To(Urls.Mention(id));
        http.Response.Headers["HX-Trigger"] = JsonSerializer.Serialize(
            new Dictionary<string, object> { ["echo:worked"] = new { ids = new[] { Text(id) } } });
        return Pages.Show<MentionDetailPage>(http, new { Id = id }, StatusCodes.Status200OK);
    }

    internal static Doer Doer(HttpContext http) => new(http.Actor().Person.Id);

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What is to be done, as keys, buttons and the bar for many send it.</summary>
/// <param name="What">flag, relevant, noise, hide, tone, label, unlabel or assign.</param>
/// <param name="Value">What is set; without it a state is switched.</param>
/// <param name="Name">Name of a free label that may be new.</param>
/// <param name="Ids">Mentions, comma-separated.</param>
internal sealed record WorkForm(
    [property: FromForm] string? What, [property: FromForm] string? Value, [property: FromForm] string? Name,
    [property: FromForm] string? Ids)
{
    /// <summary>Nothing is done then: half of what somebody chose is worse than a word about it.</summary>
    public bool TooMany => Mentions().Count > WorkRoutes.MostAtOnce;

    public IReadOnlyList<long> Mentions() =>
    [
        .. (Ids ?? "").Split(',')
            .Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(id => id > 0).Distinct(),
    ];
}
