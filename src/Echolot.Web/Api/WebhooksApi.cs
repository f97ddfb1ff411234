using Echolot.Alerts;
using Echolot.Teams;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Echolot.Web.Api;

/// <summary>
/// A webhook target; its secret signs every call and is never shown again. Of the address only its beginning is told to who may not
/// change it: of some programs the whole of it is the secret.
/// </summary>
internal sealed record ApiWebhook(
    Id Id, string Name, string Url, WebhookFormat Format, bool Active, DateTimeOffset CreatedAt)
{
    public static ApiWebhook Of(Webhook w) => Of(w, whole: true);

    public static ApiWebhook Of(Webhook w, bool whole) => new(
        w.Id, w.Name, whole ? w.Url.AbsoluteUri : w.Url.GetLeftPart(UriPartial.Authority), w.Format, w.Active, w.CreatedAt);
}

internal sealed record AddedWebhook(ApiWebhook Webhook, string Secret);

/// <summary>Whether a test call was taken; where it was not, what went wrong.</summary>
internal sealed record WebhookTried(bool Delivered, string? Problem);

internal sealed record ApiWebhookDraft(
    string Name, string Url, WebhookFormat Format = WebhookFormat.Echolot, bool Active = true)
{
    public Webhook ToWebhook(long id) => Uri.TryCreate(Url, UriKind.Absolute, out var url)
        ? new(id, Name, url, Format, Active, default)
        : throw new AlertException(
            AlertRefusal.WebhookAddress, "The address of a webhook starts with https:// or http://.");
}

internal static class WebhooksApi
{
    public static void MapWebhooks(this RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks");
        webhooks.MapGet("", ListAsync)
            .RequirePermission(Permission.EditNotifications).Named("listWebhooks", "List webhooks", "");
        webhooks.MapPost("", AddAsync)
            .RequirePermission(Permission.Administer)
            .Named("addWebhook", "Add a webhook", "The secret is in the answer, this once.");
        webhooks.MapPut("/{id}", ChangeAsync)
            .RequirePermission(Permission.Administer).Named("changeWebhook", "Change a webhook", "The secret stays.");
        webhooks.MapPost("/{id}/test", TestAsync)
            .RequirePermission(Permission.Administer).Named("testWebhook", "Send a test call",
            "One try, also where it is switched off; `problem` says what went wrong.");
        webhooks.MapPost("/{id}/secret", RenewAsync)
            .RequirePermission(Permission.Administer).Named("renewWebhookSecret", "Give a webhook another secret",
            "The secret is in the answer, this once; calls are signed with it alone from then on.");
        webhooks.MapDelete("/{id}", RemoveAsync)
            .RequirePermission(Permission.Administer).Named("removeWebhook", "Remove a webhook",
            "Alerts that used it keep their other channels.");
    }

    private static async Task<Ok<Listed<ApiWebhook>>> ListAsync(
        HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var whole = http.Actor().May(Permission.Administer);
        return TypedResults.Ok(Listed<ApiWebhook>.All((await desk.WebhooksAsync(cancel)).Select(w => ApiWebhook.Of(w, whole))));
    }

    private static async Task<Created<AddedWebhook>> AddAsync(
        ApiWebhookDraft draft, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var (webhook, secret) = await desk.SaveAsync(draft.ToWebhook(0), cancel, http.Actor().Person.Id);
        return TypedResults.Created(
            $"{Urls.Api}/webhooks/{(Id)webhook.Id}", new AddedWebhook(ApiWebhook.Of(webhook), secret!));
    }

    private static async Task<Ok<ApiWebhook>> ChangeAsync(
        Id id, ApiWebhookDraft draft, HttpContext http, AlertDesk desk, CancellationToken cancel) =>
        TypedResults.Ok(ApiWebhook.Of((await desk.SaveAsync(draft.ToWebhook(id), cancel, http.Actor().Person.Id)).Webhook));

    private static async Task<Ok<WebhookTried>> TestAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var problem = await desk.TestWebhookAsync(id, http.Actor().Person.Id, cancel);
        return TypedResults.Ok(new WebhookTried(problem is null, problem));
    }

    private static async Task<Ok<AddedWebhook>> RenewAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        var (webhook, secret) = await desk.RenewSecretAsync(id, cancel, http.Actor().Person.Id);
        return TypedResults.Ok(new AddedWebhook(ApiWebhook.Of(webhook), secret));
    }

    private static async Task<NoContent> RemoveAsync(
        Id id, HttpContext http, AlertDesk desk, CancellationToken cancel)
    {
        await desk.RemoveWebhookAsync(id, cancel, http.Actor().Person.Id);
        return TypedResults.NoContent();
    }
}
