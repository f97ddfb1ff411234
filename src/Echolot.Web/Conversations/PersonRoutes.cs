using System.Globalization;
using Echolot.Contacts;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Notes on the person of a conversation, their labels, and why they are kept.</summary>
internal static class PersonRoutes
{
    public static void MapPersonFacts(this IEndpointRouteBuilder routes)
    {
        routes.MapAction(Urls.PersonNotePattern, Permission.WorkConversations, NoteAsync);
        routes.MapAction(Urls.PersonNoteRemovePattern, Permission.WorkConversations, RemoveNoteAsync);
        routes.MapAction(Urls.PersonLabelPattern, Permission.WorkConversations, LabelAsync);
        routes.MapAction(Urls.PersonUnlabelPattern, Permission.WorkConversations, UnlabelAsync);
        routes.MapAction(Urls.PersonBasisPattern, Permission.WorkConversations, KeepAsync);
    }

    private static Task<IResult> NoteAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? text, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.NotePersonAsync(id, text ?? "", sight, cancel));

    private static Task<IResult> RemoveNoteAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long note, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.RemovePersonNoteAsync(id, note, sight, cancel));

    private static Task<IResult> LabelAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long label, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.LabelPersonAsync(id, label, sight, cancel));

    private static Task<IResult> UnlabelAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] long label, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.UnlabelPersonAsync(id, label, sight, cancel));

    private static Task<IResult> KeepAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? basis, [FromForm] string? keeps, [FromForm] string? since,
        [FromForm] string? until, [FromForm] string? back, CancellationToken cancel) =>
        InboxRoutes.DoAsync(http, id, sight => inbox.KeepPersonAsync(
            id, back == "true" ? null : new(
                Enum.TryParse<KeepBasis>(basis, out var known) ? known : 0, keeps ?? "",
                DayOf(since) ?? throw new InboxException(InboxRefusal.TimeMissing, "Choose the first day."), DayOf(until)),
            sight, cancel));

    private static DateOnly? DayOf(string? written) =>
        DateOnly.TryParseExact(written, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
