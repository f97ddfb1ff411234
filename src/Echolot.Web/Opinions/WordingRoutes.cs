using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;

namespace Echolot.Web.Opinions;

/// <summary>How the house speaks where no person does.</summary>
internal static class WordingRoutes
{
    public static void MapWording(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<WordingPage>(Urls.Wording, Permission.ReadConversations);
        routes.MapAction(Urls.Wording, Permission.EditCare, SaveAsync);
    }

    private static async Task<IResult> SaveAsync(HttpContext http, Inbox inbox, CancellationToken cancel)
    {
        var form = await http.Request.ReadFormAsync(cancel);
        var written = new HouseWords(
            Enum.TryParse<Address>(form["manner"], out var manner) && Enum.IsDefined(manner) ? manner : Address.None,
            form["reset"] == "de" ? null : Of("de"), form["reset"] == "en" ? null : Of("en"));
        if (form["look"] == "1") return Pages.Show<WordingPage>(http, new { Written = written }, StatusCodes.Status200OK);
        try
        {
            await inbox.SaveHouseWordsAsync(written, http.Actor().Person.Id, cancel);
            return Go.To(Urls.Wording, form["reset"].Count > 0 ? WordingText.Back : WordingText.Saved);
        }
        catch (InboxException)
        {
            return Pages.Show<WordingPage>(http, new
            {
                Written = written,
                Errors = (IReadOnlyDictionary<string, string>)form.Where(f => f.Value.ToString().Trim().Length > Inbox.LongestSurveyWord)
                    .ToDictionary(f => f.Key, _ => WordingText.TooLong.With(Inbox.LongestSurveyWord)),
            });
        }

        SurveyWords Of(string language) => new(
            Word($"{language}_ask"), Word($"{language}_question"), Word($"{language}_comment"), Word($"{language}_thanks"),
            Word($"{language}_thanks_text"));

        string? Word(string field) => form[field].ToString().Trim() is { Length: > 0 } word ? word : null;
    }
}
