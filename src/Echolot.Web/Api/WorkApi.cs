using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>One change of mentions.</summary>
/// <param name="Field">What changes.</param>
/// <param name="On">For flag, hidden, read and label: put on or taken off; left out means on.</param>
/// <param name="Verdict">For verdict.</param>
/// <param name="Sentiment">For sentiment; left out goes back to the machine's.</param>
/// <param name="LabelId">For label.</param>
/// <param name="PersonId">For assignee; left out means nobody.</param>
internal sealed record ApiChange(
    WorkField Field, bool? On = null, Echolot.Mentions.Verdict? Verdict = null, Sentiment? Sentiment = null, Id? LabelId = null,
    Id? PersonId = null)
{
    /// <summary>Null where what the field needs is missing.</summary>
    public WorkChange? ToChange() => Field switch
    {
        WorkField.Flag => WorkChange.Flag(On ?? true),
        WorkField.Hidden => WorkChange.Hide(On ?? true),
        WorkField.Read => WorkChange.Read(On ?? true),
        WorkField.Verdict => Verdict is { } verdict ? WorkChange.Judge(verdict) : null,
        WorkField.Sentiment => WorkChange.Tone(Sentiment),
        WorkField.Label => LabelId is { } label ? WorkChange.Label(label, On ?? true) : null,
        WorkField.Assignee => WorkChange.Assign(PersonId?.Value),
        _ => null,
    };

    public static ApiChange Of(WorkChange change) => change.Field switch
    {
        WorkField.Verdict => new(change.Field, Verdict: (Echolot.Mentions.Verdict)(change.Value ?? 0)),
        WorkField.Sentiment => new(change.Field, Sentiment: (Sentiment?)change.Value),
        WorkField.Label => new(change.Field, !change.Off, LabelId: change.Value ?? 0),
        WorkField.Assignee => new(change.Field, PersonId: change.Value is { } person ? new Id(person) : null),
        _ => new(change.Field, change.Value == 1),
    };
}

/// <summary>Changes of mentions named one by one.</summary>
internal sealed record WorkOrder(IReadOnlyList<Id> Mentions, IReadOnlyList<ApiChange> Changes);

/// <summary>How many mentions are different now.</summary>
internal sealed record Worked(int Changed);

/// <summary>A line of a mention's history: who or what did what.</summary>
internal sealed record ApiStep(
    Id Id, DateTimeOffset At, WorkField Field, Id? Before, Id? After, Id? PersonId, Id? RuleId, Id? RunId)
{
    public static ApiStep Of(WorkStep s) =>
        new(s.Id, s.At, s.Field, IdOf(s.Before), IdOf(s.After), IdOf(s.PersonId), IdOf(s.RuleId), IdOf(s.RunId));

    private static Id? IdOf(long? value) => value is { } id ? new Id(id) : null;
}

/// <summary>A note on a mention.</summary>
internal sealed record ApiNote(Id Id, Id? PersonId, DateTimeOffset At, string Text)
{
    public static ApiNote Of(Note n) => new(n.Id, n.PersonId is { } person ? new Id(person) : null, n.At, n.Text);
}

/// <summary>Text of a new note, and whom it calls.</summary>
internal sealed record NoteDraft(string Text, IReadOnlyList<Id>? Calls = null);

/// <summary>A label or category.</summary>
internal sealed record ApiLabel(Id Id, string Name, string Path, bool Category, Id? ParentId, string Color, long Count,
    DateTimeOffset ChangedAt)
{
    public static ApiLabel Of(LabelCount l) => Of(l.Label, l.Count);

    public static ApiLabel Of(Label l, long count) =>
        new(l.Id, l.Name, l.Path, l.IsCategory, l.ParentId is { } above ? new Id(above) : null, l.Color, count, l.ChangedAt);
}

/// <summary>A label that a person or a conversation carries.</summary>
internal sealed record ApiGivenLabel(Id Id, string Name, string Path, bool Category)
{
    public static ApiGivenLabel Of(Label l) => new(l.Id, l.Name, l.Path, l.IsCategory);
}

/// <summary>What somebody fills in about a label.</summary>
/// <param name="ChangedAt">
/// <c>changed_at</c> of the label as it was read: a change is refused with 409 where somebody changed it since. Left out, whatever
/// is stored is changed.
/// </param>
internal sealed record ApiLabelDraft(
    string Name, bool Category = false, Id? ParentId = null, string? Color = null, DateTimeOffset? ChangedAt = null)
{
    public LabelDraft ToDraft() => new(Name, Category, ParentId?.Value, Color);
}

/// <summary>The label that another one becomes part of.</summary>
internal sealed record MergeOrder(Id Into);

internal static class WorkApi
{
    private const int MostAtOnce = 1000;

    public static void MapWork(this RouteGroupBuilder api)
    {
        var mentions = api.MapGroup("/mentions").WithTags("Work on mentions");
        mentions.MapPost("/work", WorkAsync).RequirePermission(Permission.TagMentions).Named("workOnMentions",
            "Change mentions",
            "Flag, verdict, sentiment by hand, label, assignee, hidden, and read for whom the token acts. Idempotent; "
            + "up to 1,000 mentions a call.");
        mentions.MapGet("/{id}/history", HistoryAsync).RequirePermission(Permission.ReadMentions).Named(
            "getHistory", "Read what became of a mention", "Newest first: which person, rule or run changed what.");
        mentions.MapGet("/{id}/notes", NotesAsync).RequirePermission(Permission.ReadMentions).Named(
            "listNotes", "List the notes on a mention", "Oldest first.");
        mentions.MapPost("/{id}/notes", AddNoteAsync).RequirePermission(Permission.TagMentions).Named(
            "addNote", "Write a note on a mention", "Who is called is told on screen.");
        mentions.MapDelete("/{id}/notes/{note}", RemoveNoteAsync).RequirePermission(Permission.TagMentions).Named(
            "removeNote", "Take back a note of one's own", "");
        var labels = api.MapGroup("/labels").WithTags("Work on mentions");
        labels.MapGet("", LabelsAsync).RequirePermission(Permission.ReadMentions).Named(
            "listLabels", "List labels and categories", "With the number of mentions that carry each.");
        labels.MapPost("", AddLabelAsync).RequirePermission(Permission.TagMentions).Named(
            "addLabel", "Add a label or category", "");
        labels.MapPut("/{id}", ChangeLabelAsync).RequirePermission(Permission.TagMentions).Named(
            "changeLabel", "Rename, move or colour a label",
            "What carries it stays. With `changed_at` refused with 409 where somebody changed it since.");
        labels.MapPost("/{id}/merge", MergeLabelAsync).RequirePermission(Permission.EditMonitors).Named(
            "mergeLabel", "Merge a label into another",
            "What names the first one by its id then means the other: rules, workflows, macros, views of the inbox. What names it by words "
            + "does not: approval rules, policies, scenarios, searches. It can be taken back for 30 days.");
        labels.MapDelete("/{id}", RemoveLabelAsync).RequirePermission(Permission.EditMonitors).Named(
            "removeLabel", "Remove a label", "With the categories below it; mentions lose them. It can be taken back for 30 days.");
        labels.MapLabelEnds();
    }

    private static async Task<Results<Ok<Worked>, ProblemHttpResult>> WorkAsync(
        WorkOrder order, HttpContext http, Archive archive, CancellationToken cancel)
    {
        if (order.Mentions.Count is 0 or > MostAtOnce)
            return Problems.Refused("mentions_count", $"Name between 1 and {MostAtOnce} mentions.");
        if (Changes(order.Changes) is not { } changes) return Incomplete();
        try
        {
            return TypedResults.Ok(new Worked(await archive.WorkAsync(
                [.. order.Mentions.Select(m => m.Value)], changes, new Doer(http.Actor().Person.Id), cancel)));
        }
        catch (ArgumentException wrong)
        {
            return Problems.Refused("label_gone", wrong.Message);
        }
    }

    /// <summary>The changes; null where one of them lacks what it needs.</summary>
    internal static IReadOnlyList<WorkChange>? Changes(IReadOnlyList<ApiChange> changes)
    {
        var made = changes.Select(c => c.ToChange()).OfType<WorkChange>().ToList();
        return made.Count > 0 && made.Count == changes.Count ? made : null;
    }

    internal static ProblemHttpResult Incomplete() => Problems.Refused(
        "change_incomplete", "Name at least one change, each with what its field needs: verdict, or label_id.");

    private static async Task<Results<Ok<Listed<ApiStep>>, ProblemHttpResult>> HistoryAsync(
        Id id, Archive archive, CancellationToken cancel) =>
        await archive.FindAsync(id, cancel) is null
            ? Problems.Missing($"Mention {id}")
            : TypedResults.Ok(Listed<ApiStep>.All((await archive.HistoryAsync(id, cancel)).Select(ApiStep.Of)));

    private static async Task<Results<Ok<Listed<ApiNote>>, ProblemHttpResult>> NotesAsync(
        Id id, Archive archive, CancellationToken cancel) =>
        await archive.FindAsync(id, cancel) is null
            ? Problems.Missing($"Mention {id}")
            : TypedResults.Ok(Listed<ApiNote>.All((await archive.NotesAsync(id, cancel)).Select(ApiNote.Of)));

    private static async Task<Results<Ok<ApiNote>, ProblemHttpResult>> AddNoteAsync(
        Id id, NoteDraft draft, HttpContext http, Archive archive, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(draft.Text) || draft.Text.Trim().Length > Archive.LongestNote)
            return Problems.Refused("note_length", $"A note has between 1 and {Archive.LongestNote} characters.");
        return await archive.AddNoteAsync(
            id, draft.Text, http.Actor().Person.Id, [.. (draft.Calls ?? []).Select(c => c.Value)], cancel) is { } note
            ? TypedResults.Ok(ApiNote.Of(note))
            : Problems.Missing($"Mention {id}");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveNoteAsync(
        Id id, Id note, HttpContext http, Archive archive, CancellationToken cancel) =>
        await archive.RemoveNoteAsync(id, note, http.Actor().Person.Id, cancel)
            ? TypedResults.NoContent()
            : Problems.Missing($"Note {note} of yours");

    private static async Task<Ok<Listed<ApiLabel>>> LabelsAsync(Archive archive, CancellationToken cancel) =>
        TypedResults.Ok(Listed<ApiLabel>.All((await archive.LabelCountsAsync(cancel)).Select(ApiLabel.Of)));

    private static Task<Results<Ok<ApiLabel>, ProblemHttpResult>> AddLabelAsync(
        ApiLabelDraft draft, Archive archive, CancellationToken cancel) =>
        LabelAsync(async () => await archive.AddLabelAsync(draft.ToDraft(), cancel), "label");

    private static Task<Results<Ok<ApiLabel>, ProblemHttpResult>> ChangeLabelAsync(
        Id id, ApiLabelDraft draft, Archive archive, CancellationToken cancel) =>
        LabelAsync(() => archive.ChangeLabelAsync(id, draft.ToDraft(), draft.ChangedAt, cancel), $"Label {id}");

    private static async Task<Results<Ok<ApiLabel>, ProblemHttpResult>> LabelAsync(
        Func<Task<Label?>> make, string what)
    {
        try
        {
            return await make() is { } label
                ? TypedResults.Ok(ApiLabel.Of(label, 0))
                : Problems.Missing(what);
        }
        catch (ArgumentException wrong)
        {
            return Problems.Refused("label_refused", wrong.Message);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> MergeLabelAsync(
        Id id, MergeOrder order, HttpContext http, TriageDesk desk, CancellationToken cancel)
    {
        try
        {
            return await desk.MergeLabelAsync(id, order.Into, http.Actor().Person.Id, cancel)
                ? TypedResults.NoContent()
                : Problems.Missing($"Label {id} or {order.Into}");
        }
        catch (ArgumentException wrong)
        {
            return Problems.Refused("label_refused", wrong.Message);
        }
    }

    private static async Task<NoContent> RemoveLabelAsync(
        Id id, HttpContext http, TriageDesk desk, CancellationToken cancel)
    {
        await desk.RemoveLabelAsync(id, http.Actor().Person.Id, cancel);
        return TypedResults.NoContent();
    }
}
