using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Conversations;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Api;

/// <summary>What somebody without an account answered; <c>fix_on</c> is the promised day.</summary>
internal sealed record ApiEnquiryAnswer(EnquiryAnswerKind Kind, DateOnly? FixOn, string Words, DateTimeOffset? At);

/// <summary>Something about an incident that somebody without an account is asked.</summary>
internal sealed record ApiEnquiry(
    Id Id, Id IncidentId, string Name, string Mail, string Question, string? Cause, long? Customers, string Examples,
    DateTimeOffset AskedAt, Id? AskedBy, DateTimeOffset AnswerBy, ApiEnquiryAnswer? Answer, DateTimeOffset ExpiresAt,
    DateTimeOffset? EndedAt)
{
    public static ApiEnquiry Of(Enquiry e) => new(
        e.Id, e.IncidentId, e.Name, e.Mail, e.Question, e.Cause, e.Customers, e.Examples, e.AskedAt,
        ApiConversation.IdOf(e.AskedBy), e.AnswerBy,
        e.Answer is { } answer ? new(answer.Kind, answer.FixOn, answer.Words, e.AnsweredAt) : null, e.ExpiresAt, e.EndedAt);
}

/// <summary>Whom to ask what by mail; <c>examples</c> goes out as it is, <c>days</c> is until when an answer is wanted.</summary>
internal sealed record EnquiryOrder(
    string Name, string Mail, string Question, string Language = "de", int Days = 3, bool WithCause = true, bool WithCount = true,
    string Examples = "");

internal static class EnquiriesApi
{
    public static void MapEnquiries(this RouteGroupBuilder api)
    {
        var enquiries = api.MapGroup("/incidents/{id}/enquiries").WithTags("Incidents");
        enquiries.MapGet("", async (Id id, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await ConversationWorkApi.IncidentAsync(id, http, inbox, cancel);
                return TypedResults.Ok(Listed<ApiEnquiry>.All((await inbox.EnquiriesAsync(id, Sight(http), cancel)).Select(ApiEnquiry.Of)));
            })
            .RequirePermission(Permission.ReadConversations)
            .Named("listEnquiries", "List what others are asked about an incident", "People without an account, and what they answered.");
        enquiries.MapPost("", async (Id id, EnquiryOrder order, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                var made = await inbox.AskOutsideAsync(
                    id, new(order.Name, order.Mail, order.Language, order.Question, order.Days, order.WithCause, order.WithCount,
                        order.Examples), Sight(http), cancel);
                return TypedResults.Ok(ApiEnquiry.Of((await inbox.EnquiriesAsync(id, Sight(http), cancel)).First(e => e.Id == made)));
            })
            .RequirePermission(Permission.SendReplies)
            .Named("askOutside", "Ask somebody without an account", "They get a mail with a link and answer with a day, in words, or that it is not theirs.");
        enquiries.MapDelete("/{enquiry}", async (Id id, Id enquiry, HttpContext http, Inbox inbox, CancellationToken cancel) =>
            {
                await inbox.EndEnquiryAsync(id, enquiry, Sight(http), cancel);
                return TypedResults.NoContent();
            })
            .RequirePermission(Permission.SendReplies)
            .Named("endEnquiry", "End a question to others", "Its links lead nowhere from then on.");
    }

    private static Sight Sight(HttpContext http) => InboxRoutes.SightOf(http.Actor());
}
