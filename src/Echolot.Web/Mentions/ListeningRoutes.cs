using Echolot.Mentions;
using Echolot.Teams;
using Echolot.Web.Insights;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;
using NodaTime;

namespace Echolot.Web.Mentions;

/// <summary>The live list, its rows, a mention and its tags.</summary>
internal static class ListeningRoutes
{
    private const int LongestTag = 60;

    public static void MapListening(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<ListeningPage>(Urls.Listening, Permission.ReadMentions);
        routes.MapPart<RowsPage>(Urls.ListeningRows, Permission.ReadMentions);
        routes.MapPart<RowsPage>(Urls.ListeningArrived, Permission.ReadMentions);
        routes.MapPart<CountPage>(Urls.ListeningCount, Permission.ReadMentions);
        routes.MapGet(Urls.ListeningExport, Export).RequirePermission(Permission.ExportMentions)
            .ExcludeFromDescription();
        routes.MapPage<MentionDetailPage>(Urls.MentionPattern, Permission.ReadMentions);
        routes.MapAction(Urls.MentionTagPattern, Permission.TagMentions, TagAsync);
        routes.MapAction(Urls.MentionUntagPattern, Permission.TagMentions, UntagAsync);
    }

    private static IResult Export(HttpContext http, TimeProvider clock, string? format, bool? all) =>
        ExportFile.Format(format) is { } wanted
            ? new ExportFile(
                FilterAddress.Read(http.Request.Query, all is true ? Urls.Search : Urls.Listening)
                    .Filter(Instant.FromDateTimeOffset(clock.GetUtcNow())), wanted)
            : TypedResults.NotFound();

    private static async Task<IResult> TagAsync(HttpContext http, Archive archive, long id, [FromForm] string? tag)
    {
        var word = tag?.Trim() ?? "";
        if (word.Length is 0 or > LongestTag) return Go.Nowhere(ListeningText.TagTooLong);
        await archive.TagAsync([id], word, http.RequestAborted);
        return Again(http, id);
    }

    private static async Task<IResult> UntagAsync(HttpContext http, Archive archive, long id, [FromForm] string? tag)
    {
        if (tag is { Length: > 0 }) await archive.UntagAsync([id], tag, http.RequestAborted);
        return Again(http, id);
    }

    /// <summary>The mention as it is now: as a part for the list beside it, else as a page.</summary>
    private static IResult Again(HttpContext http, long id) => http.IsFragment()
        ? Pages.Show<MentionDetailPage>(http, new { Id = id }, StatusCodes.Status200OK)
        : Go.To(Urls.Mention(id));
}
