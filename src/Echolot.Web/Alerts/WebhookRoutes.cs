using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Components;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace Echolot.Web.Alerts;

/// <summary>A webhook as it was sent and refused.</summary>
/// <param name="Id">0 for a new one.</param>
public sealed record RejectedWebhook(
    long Id, string? Name, string? Url, string? Format, bool Active, IReadOnlyDictionary<string, string> Errors);

/// <summary>Webhooks: made, changed, tried, given another secret, removed.</summary>
internal static class WebhookRoutes
{
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        routes.MapAction(
            Urls.Webhooks, Permission.Administer,
            (HttpContext http, AlertDesk desk, [AsParameters] WebhookForm form) => SaveAsync(http, desk, 0, form));
        routes.MapAction(Urls.WebhookPattern, Permission.Administer, SaveAsync);
        routes.MapAction(Urls.WebhookRemovePattern, Permission.Administer, RemoveAsync);
        routes.MapAction(Urls.WebhookTestPattern, Permission.Administer, TestAsync);
        routes.MapAction(Urls.WebhookSecretPattern, Permission.Administer, RenewAsync);
    }

    private static async Task<IResult> SaveAsync(
        HttpContext http, AlertDesk desk, long id, [AsParameters] WebhookForm form)
    {
        var problems = new Dictionary<string, string>();
        if (string.IsNullOrWhiteSpace(form.Name))
            problems[AlertsText.Field(AlertRefusal.WebhookName)] = AlertsText.Refusal(AlertRefusal.WebhookName);
        if (!Uri.TryCreate(form.Url?.Trim(), UriKind.Absolute, out var address))
            problems["url"] = AlertsText.Refusal(AlertRefusal.WebhookAddress);
        else if (problems.Count == 0)
        {
            try
            {
                var kind = Enum.TryParse<WebhookFormat>(form.Format, out var parsed) && Enum.IsDefined(parsed)
                    ? parsed
                    : WebhookFormat.Echolot;
                var (_, secret) = await desk.SaveAsync(
                    new Webhook(id, form.Name!, address, kind, id == 0 || form.Active is not null, default), http.RequestAborted,
                    http.Actor().Person.Id);
                return secret is null ? Go.To(Urls.AlertChannels, WebhooksText.Saved)
                    : Pages.Show<ChannelsPage>(http, new { Secret = secret }, StatusCodes.Status200OK);
            }
            catch (AlertException refused) when (refused.Why is not AlertRefusal.NotFound)
            {
                problems[AlertsText.Field(refused.Why)] = AlertsText.Refusal(refused.Why);
            }
            catch (AlertException gone)
            {
                return Go.Refused(Urls.AlertChannels, AlertsText.Refusal(gone.Why));
            }
        }
        return Pages.Show<ChannelsPage>(
            http, new { Rejected = new RejectedWebhook(id, form.Name, form.Url, form.Format, form.Active is not null, problems) });
    }

    private static async Task<IResult> TestAsync(HttpContext http, AlertDesk desk, long id)
    {
        try
        {
            var problem = await desk.TestWebhookAsync(id, http.Actor().Person.Id, http.RequestAborted);
            if (problem is null) return Go.To(Urls.AlertChannels, WebhooksText.Delivered);
            var said = ProblemWords.Of(problem).Said;
            return Phrase.InGerman ? Go.Refused(Urls.AlertChannels, new($"{WebhooksText.NotDelivered} {said}", problem))
                : Go.Refused(Urls.AlertChannels, WebhooksText.NotDelivered, said);
        }
        catch (AlertException gone)
        {
            return Go.Refused(Urls.AlertChannels, AlertsText.Refusal(gone.Why));
        }
    }

    private static async Task<IResult> RenewAsync(HttpContext http, AlertDesk desk, long id)
    {
        try
        {
            var (webhook, secret) = await desk.RenewSecretAsync(id, http.RequestAborted, http.Actor().Person.Id);
            return Pages.Show<ChannelsPage>(
                http, new { Secret = secret, SecretOf = webhook.Name }, StatusCodes.Status200OK);
        }
        catch (AlertException gone)
        {
            return Go.Refused(Urls.AlertChannels, AlertsText.Refusal(gone.Why));
        }
    }

    private static async Task<IResult> RemoveAsync(HttpContext http, AlertDesk desk, long id)
    {
        await desk.RemoveWebhookAsync(id, http.RequestAborted, http.Actor().Person.Id);
        return Go.To(Urls.AlertChannels, AlertsText.WebhookRemoved);
    }
}

/// <summary>The fields of a webhook as the browser sends them.</summary>
internal sealed record WebhookForm(
    [property: FromForm] string? Name, [property: FromForm] string? Url, [property: FromForm] string? Format,
    [property: FromForm] string? Active);
