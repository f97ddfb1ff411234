using System.Globalization;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Conversations;

/// <summary>Conversations that somebody of ours writes down.</summary>
internal static class ByHandRoutes
{
    public static void MapByHand(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<NewTalkPage>(Urls.NewConversation, Permission.WorkConversations);
        routes.MapAction(Urls.NewConversation, Permission.WorkConversations, WriteAsync);
    }

    private static async Task<IResult> WriteAsync(HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var (written, at) = (form["at"].ToString(), (DateTimeOffset?)null);
        var heard = new HeardByHand(
            form["channel"].ToString(), form["name"].ToString(), form["text"].ToString(), form["subject"].ToString(),
            form["mail"].ToString(), form["phone"].ToString(), form["answer"].ToString(), null, form["mine"] == "true",
            form["key"].ToString());
        try
        {
            if (written.Length > 0)
                at = DateTime.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
                    ? Moments.At(moment, http.Actor().Person.TimeZone)
                    : throw new InboxException(InboxRefusal.TimeToCome, "Say when it was.");
            return Go.To(Urls.Conversation(
                await inbox.WriteDownAsync(heard with { At = at }, InboxRoutes.SightOf(http.Actor()), cancel)));
        }
        catch (InboxException wrong)
        {
            return Pages.Show<NewTalkPage>(
                http,
                new
                {
                    Heard = heard, At = written, Errors = (IReadOnlyDictionary<string, string>)new Dictionary<string, string>
                    {
                        [FieldOf(wrong.Why)] = InboxText.Refusal(wrong),
                    },
                });
        }
    }

    private static string FieldOf(InboxRefusal why) => why switch
    {
        InboxRefusal.PersonNameMissing => "name",
        InboxRefusal.TextMissing or InboxRefusal.TextTooLong => "text",
        InboxRefusal.MailInvalid => "mail",
        InboxRefusal.FieldWrong => "phone",
        InboxRefusal.TimeToCome => "at",
        _ => "",
    };
}
