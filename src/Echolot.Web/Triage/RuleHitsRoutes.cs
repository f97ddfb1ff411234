using System.Globalization;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Components;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Triage;

/// <summary>What a rule did as mentions came in, and taking it back.</summary>
internal static class RuleHitsRoutes
{
    public static void MapRuleHits(this IEndpointRouteBuilder routes)
    {
        routes.MapPage<RuleHitsPage>(Urls.RuleHitsPattern, Permission.ReadMonitors | Permission.ReadMentions);
        routes.MapAction(
            Urls.RuleHitsUndoPattern, Permission.EditMonitors | Permission.TagMentions | Permission.ReadMentions, UndoAsync);
    }

    private static async Task<IResult> UndoAsync(
        HttpContext http, TriageDesk desk, long id, [FromForm] string? from, [FromForm] string? to)
    {
        var (person, cancel) = (http.Actor().Person, http.RequestAborted);
        if (Moment(from, person.TimeZone) is not { } begin || Moment(to, person.TimeZone) is not { } end
            || end <= begin)
            return Go.Refused(Urls.RuleHits(id), LiveHitsText.TimesWrong);
        try
        {
            await desk.UndoHitsAsync(id, begin, end, person.Id, cancel);
            return Go.To(Urls.Runs, TriageText.Started);
        }
        catch (TriageException refused)
        {
            return refused.Why is TriageRefusal.NothingToUndo
                ? Go.Refused(Urls.RuleHits(id), LiveHitsText.Nothing)
                : Go.Refused(Urls.Rules, TriageText.Refusal(refused.Why));
        }
    }

    // A moment as it is, or a time of day by the clock of whoever chose it.
    private static DateTimeOffset? Moment(string? text, string? zone) =>
        text is [.., 'Z'] ? DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var moment) ? moment : null
        : DateTime.TryParseExact(
            text, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? Moments.At(local, zone) : null;
}
