using Echolot.Evidence;
using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Mentions;

/// <summary>Authors and sites that are left out, and mentions kept as evidence.</summary>
internal static class ListRoutes
{
    public static void MapLists(this IEndpointRouteBuilder routes)
    {
        routes.MapClasses();
        routes.MapScreenshots();
        routes.MapPage<ListsPage>(Urls.Lists, Permission.ReadMentions);
        routes.MapAction(Urls.Lists, Permission.EditMonitors, ExcludeAsync);
        routes.MapAction(Urls.ListRemovePattern, Permission.EditMonitors, IncludeAsync);
        routes.MapPage<EvidencePage>(Urls.Evidence, Permission.ExportMentions);
        routes.MapAction(Urls.MentionEvidencePattern, Permission.TagMentions, TakeAsync);
        routes.MapAction(Urls.EvidenceRemovePattern, Permission.EditMonitors, RemoveAsync);
        routes.MapGet(Urls.EvidenceFilePattern, OpenAsync).RequirePermission(Permission.ExportMentions)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> ExcludeAsync(
        HttpContext http, TriageDesk desk, Archive archive, [FromForm] string? kind, [FromForm] string? mode,
        [FromForm] string? connector, [FromForm] string? value, [FromForm] string? name)
    {
        var what = Enum.TryParse<ExclusionKind>(kind, out var known) ? known : ExclusionKind.Site;
        var draft = new ExclusionDraft(
            what, Enum.TryParse<ExclusionMode>(mode, out var how) ? how : ExclusionMode.Hide, connector, value ?? "",
            string.IsNullOrWhiteSpace(name) ? null : name);
        try
        {
            // The detail of a mention sends id and name; on the page somebody types what they know.
            var typed = what is ExclusionKind.Author && draft.Name is null;
            if (typed) draft = await TypedAsync(archive, draft, http.RequestAborted);
            await desk.ExcludeAsync(draft, http.Actor().Person.Id, http.RequestAborted);
            return Go.To(Urls.Lists, typed && draft.Name is null ? ListsText.SavedUnseen : ListsText.Saved);
        }
        catch (ArgumentException)
        {
            return Pages.Show<ListsPage>(http, new
            {
                Kind = what, Value = value, Connector = connector,
                Errors = (IReadOnlyDictionary<string, string>)new Dictionary<string, string>
                {
                    ["value"] = what is ExclusionKind.Author ? ListsText.WrongAuthor : ListsText.Wrong,
                },
            });
        }
    }

    /// <summary>Who is meant: one we know, or an id that nobody has been seen under yet.</summary>
    /// <exception cref="ArgumentException">A name of an account that nobody stored has, or several; only ids are certain.</exception>
    private static async Task<ExclusionDraft> TypedAsync(Archive archive, ExclusionDraft draft, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(draft.Connector) || string.IsNullOrWhiteSpace(draft.Value)) return draft;
        return await archive.AuthorsAsync(draft.Connector, draft.Value, cancel) switch
        {
            [var author] => draft with { Value = author.Id, Name = author.Name ?? author.Handle ?? author.Id },
            [] when !draft.Value.TrimStart().StartsWith('@') => draft,
            _ => throw new ArgumentException("Nobody stored has this name, or several; write the id at the network.", nameof(draft)),
        };
    }

    private static async Task<IResult> IncludeAsync(HttpContext http, TriageDesk desk, long id)
    {
        await desk.IncludeAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Lists, ListsText.TakenOut);
    }

    private static async Task<IResult> TakeAsync(HttpContext http, EvidenceRoom room, long id)
    {
        if (await room.TakeAsync(id, http.Actor().Person.Id, http.RequestAborted) is null)
            return Go.Refused(WorkText.GoneNow);
        return WorkRoutes.Again(http, id);
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, EvidenceRoom room, long id)
    {
        await room.RemoveAsync(id, http.Actor().Person.Id, http.RequestAborted);
        return Go.To(Urls.Evidence, ListsText.EvidenceRemoved);
    }

    private static async Task<IResult> OpenAsync(HttpContext http, EvidenceRoom room, Roster roster, long id) =>
        await room.OpenAsync(id, http.Actor().Person.Id, http.RequestAborted, await NamesAsync(roster, http.RequestAborted)) is { } opened
            ? TypedResults.File(opened.File, "application/zip", NameOf(opened.Item))
            : TypedResults.NotFound();

    internal static async Task<Func<long, string?>> NamesAsync(Roster roster, CancellationToken cancel)
    {
        var names = (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Id, p => p.Name);
        return id => names.GetValueOrDefault(id);
    }

    internal static string NameOf(EvidenceItem item) =>
        FormattableString.Invariant($"echolot-evidence-{item.Id}-{item.Sha256[..12]}.zip");
}
