using Dapper;
using Echolot.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    public async Task<IReadOnlyList<Webhook>> WebhooksAsync(CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        var rows = await read.QueryAsync<WebhookRow>($"select {WebhookRow.Columns} from webhook order by name, id");
        return [.. rows.Select(r => r.ToWebhook())];
    }

    /// <summary>Adds (id 0) or changes a webhook; a new one gets a secret, returned once.</summary>
    /// <exception cref="AlertException">Name or address is refused, or there is no such webhook.</exception>
    public Task<(Webhook Webhook, string? Secret)> SaveAsync(
        Webhook webhook, CancellationToken cancel, long? by = null)
    {
        if (string.IsNullOrWhiteSpace(webhook.Name))
            throw new AlertException(AlertRefusal.WebhookName, "The webhook has no name; write where it goes.");
        if (!webhook.Url.IsAbsoluteUri || webhook.Url.Scheme is not ("https" or "http"))
            throw new AlertException(
                AlertRefusal.WebhookAddress, "The address of a webhook starts with https:// or http://.");
        var secret = webhook.Id == 0 ? NewSecret() : null;
        return _db.WriteAsync(
            async scope =>
            {
                var row = await scope.Connection.QuerySingleOrDefaultAsync<WebhookRow>(
                    webhook.Id == 0
                        ? $"""
                          insert into webhook (name, url, format, secret, active, created_at) values (@name, @url,
                              @format, @secret, @active, @now)
                          returning {WebhookRow.Columns}
                          """
                        : $"""
                          update webhook set name = @name, url = @url, format = @format, active = @active where id = @id
                          returning {WebhookRow.Columns}
                          """,
                    new
                    {
                        id = webhook.Id, name = webhook.Name.Trim(), url = webhook.Url.AbsoluteUri,
                        format = webhook.Format.ToString(),
                        secret = secret is null ? null : _secrets.Protect(secret), active = webhook.Active ? 1L : 0L,
                        now = Now,
                    },
                    scope.Transaction);
                if (row is null)
                    throw MissingWebhook(webhook.Id);
                await NoteAsync(scope, by, webhook.Id == 0 ? "webhook.added" : "webhook.changed", row.Id, webhook.Url.Host, cancel);
                return (row.ToWebhook(), secret);
            },
            cancel);
    }

    /// <summary>Removes a webhook; alerts that used it keep their other channels.</summary>
    public Task RemoveWebhookAsync(long id, CancellationToken cancel, long? by = null) => _db.WriteAsync(
        async scope =>
        {
            await StrikeAsync(scope, "webhook_ids", id, cancel);
            await scope.Connection.ExecuteAsync("delete from webhook where id = @id", new { id }, scope.Transaction);
            await NoteAsync(scope, by, "webhook.removed", id, null, cancel);
        },
        cancel);

    /// <summary>Where texts and authors of mentions are sent to is in the audit log.</summary>
    private Task NoteAsync(WriteScope scope, long? by, string what, long id, string? host, CancellationToken cancel) =>
        _privacy.RecordAsync(scope, by, what, FormattableString.Invariant($"webhook:{id}"), host, cancel);
}
