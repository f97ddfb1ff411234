using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Conversations;

/// <summary>Asking people without an account about an incident, and their answers by link.</summary>
internal static class EnquiryRoutes
{
    public static void MapEnquiries(this IEndpointRouteBuilder routes)
    {
        routes.MapAction(Urls.IncidentAskPattern, Permission.SendReplies, AskAsync);
        routes.MapAction(Urls.EnquiryEndPattern, Permission.SendReplies, EndAsync);
        routes.MapPublicPage<EnquiryLinkPage>(Urls.EnquiryLinkPattern).RequireRateLimiting(RateLimits.Secrets);
        routes.MapPublicAction(Urls.EnquiryLinkPattern, AnswerAsync).RequireRateLimiting(RateLimits.Secrets);
    }

    private static async Task<IResult> AskAsync(
        HttpContext http, Inbox inbox, long id, [FromForm] string? name, [FromForm] string? mail, [FromForm] string? language,
        [FromForm] string? question, [FromForm] string? days, [FromForm] string? cause, [FromForm] string? count,
        [FromForm] string? examples, CancellationToken cancel)
    {
        var draft = new EnquiryDraft(
            name ?? "", mail ?? "", language ?? "de", question ?? "", (int)Math.Clamp(InboxRoutes.Number(days) ?? 0, 0, 1000),
            cause is not null, count is not null, examples ?? "");
        try
        {
            await inbox.AskOutsideAsync(id, draft, InboxRoutes.SightOf(http.Actor()), cancel);
            return Go.To(Urls.Incident(id), EnquiryText.Sent);
        }
        catch (InboxException wrong)
        {
            // An incident that is gone or fixed has no dialog to come back to.
            return wrong.Why switch
            {
                InboxRefusal.IncidentMissing => Go.Refused(Urls.Incidents, InboxText.Refusal(wrong)),
                InboxRefusal.TooLate => Go.Refused(Urls.Incident(id), EnquiryText.Refusal(wrong)),
                _ => Pages.Show<IncidentPage>(http, new { Id = id, Asking = draft, AskErrors = EnquiryText.AskErrors(wrong) }),
            };
        }
    }

    private static async Task<IResult> EndAsync(HttpContext http, Inbox inbox, long id, long enquiry, CancellationToken cancel)
    {
        try
        {
            await inbox.EndEnquiryAsync(id, enquiry, InboxRoutes.SightOf(http.Actor()), cancel);
        }
        catch (InboxException wrong) when (wrong.Why is InboxRefusal.NotFound)
        {
            // Somebody else ended it meanwhile; it is as it was to be.
        }
        catch (InboxException wrong)
        {
            return Go.Refused(Urls.Incidents, InboxText.Refusal(wrong));
        }
        return Go.To(Urls.Incident(id), EnquiryText.Ended);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext http, Inbox inbox, string secret, [FromForm] string? kind, [FromForm] string? day, [FromForm] string? words)
    {
        var written = Enum.TryParse<EnquiryAnswerKind>(kind, out var known) && Enum.IsDefined(known)
            ? new EnquiryAnswer(known, DayOf(day), words ?? "") : null;
        try
        {
            if (written is null) return Again(new Dictionary<string, string> { [""] = EnquiryText.Choose });
            await inbox.AnswerEnquiryAsync(secret, written, http.RequestAborted);
            return Pages.Show<EnquiryLinkPage>(
                http, new { Secret = secret, Done = true }, StatusCodes.Status200OK, Surround.Bare);
        }
        catch (InboxException wrong)
        {
            return Again(EnquiryText.AnswerErrors(wrong));
        }

        IResult Again(IReadOnlyDictionary<string, string> errors) => Pages.Show<EnquiryLinkPage>(
            http, new { Secret = secret, Written = written, WrittenDay = day, Errors = errors }, surround: Surround.Bare);
    }

    private static DateOnly? DayOf(string? written) =>
        DateOnly.TryParseExact(written, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
