using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>A site, with everything below it, or a source that has a class.</summary>
/// <param name="Value">Host without <c>www.</c>, or the key of the source.</param>
internal sealed record ApiClassed(Id Id, ClassedKind Kind, string Value, SourceClass Class, DateTimeOffset At)
{
    public static ApiClassed Of(Classed c) => new(c.Id, c.Kind, c.Value, c.Class, c.At);
}

/// <summary>A class for a site or a source.</summary>
internal sealed record ApiClassDraft(ClassedKind Kind, string Value, SourceClass Class);

/// <summary>Classes of sites and sources; known ones get the new class, what is missing stays.</summary>
internal sealed record ApiClassOrder(IReadOnlyList<ApiClassDraft> Items);

/// <summary>How many are new, and how many have another class than before.</summary>
internal sealed record ApiClassOutcome(int Added, int Changed);

internal static class ClassesApi
{
    public static void MapClasses(this RouteGroupBuilder api)
    {
        var classes = api.MapGroup("/classes").WithTags("Work on mentions");
        classes.MapGet("", async (Archive archive, CancellationToken cancel) =>
                TypedResults.Ok(Listed<ApiClassed>.All((await archive.ClassedAsync(cancel)).Select(ApiClassed.Of))))
            .RequirePermission(Permission.ReadMentions).Named(
            "listClasses", "List sites and sources that have a class", "What `class:` of the query language asks for.");
        classes.MapPost("", async Task<Results<Ok<ApiClassOutcome>, ProblemHttpResult>> (
                ApiClassOrder order, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
            {
                if (order.Items.Count is 0 or > Archive.MostClassed)
                    return Problems.Refused("classes_count", $"Name between 1 and {Archive.MostClassed} sites or sources.");
                try
                {
                    var (added, changed) = await desk.ClassifyAsync(
                        [.. order.Items.Select(i => new ClassDraft(i.Kind, i.Value, i.Class))], http.Actor().Person.Id, cancel);
                    return TypedResults.Ok(new ApiClassOutcome(added, changed));
                }
                catch (ArgumentException wrong)
                {
                    return Problems.Refused("class_refused", wrong.Message);
                }
            })
            .RequirePermission(Permission.EditMonitors).Named(
            "setClasses", "Give sites and sources a class",
            "All or none. A site holds with everything below it and goes before a source. It holds at once, for stored mentions too.");
        classes.MapDelete("/{id}", async Task<Results<NoContent, ProblemHttpResult>> (
                Id id, HttpContext http, TriageDesk desk, CancellationToken cancel) =>
                await desk.UnclassifyAsync(id, http.Actor().Person.Id, cancel) ? TypedResults.NoContent() : Problems.Missing($"Class {id}"))
            .RequirePermission(Permission.EditMonitors).Named("removeClass", "Take the class from a site or a source", "");
    }
}
