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

    /// <summary>
    /// Removes a webhook. Alerts that used it keep their other ways and get a new version each; their owners are told which alerts
    /// do not reach it any more.
    /// </summary>
    public Task RemoveWebhookAsync(long id, CancellationToken cancel, long? by = null) => _db.WriteAsync(
        async scope =>
        {
            var name = await scope.Connection.ExecuteScalarAsync<string?>(
                "delete from webhook where id = @id returning name", new { id }, scope.Transaction);
            if (name is null) return;
            await LeaveOutAsync(scope, id, name, by, cancel);
            await NoteAsync(scope, by, "webhook.removed", id, null, cancel);
        },
        cancel);

    private async Task LeaveOutAsync(WriteScope scope, long webhook, string name, long? by, CancellationToken cancel)
    {
        var users = (await scope.Connection.QueryAsync<(long Id, string List)>(
            "select id, webhook_ids from alert_rule where webhook_ids <> '' order by id", transaction: scope.Transaction))
            .Where(r => Without(r.List, webhook) is not null).Select(r => r.Id).ToList();
        var changed = new List<AlertRuleRow>();
        foreach (var rule in users)
        {
            // Under the lock: somebody may save the alert at this moment.
            if (await StoredAsync(scope, rule) is not { } before || Without(before.WebhookIds, webhook) is not { } left) continue;
            var after = await scope.Connection.QuerySingleAsync<AlertRuleRow>(
                $"""
                update alert_rule set webhook_ids = @left, changed_at = @changed where id = @rule returning {AlertRuleRow.Columns}
                """, new { rule, left, changed = Changed(before.ChangedAt) }, scope.Transaction);
            var version = await NoteVersionAsync(scope, rule, by);
            await NoteAsync(scope, by, "alert.changed", after, Difference(before, after, version), cancel);
            await _bus.PublishAsync(scope, new AlertChanged(rule, null), cancel);
            changed.Add(after);
        }
        foreach (var theirs in changed.GroupBy(r => r.PersonId))
        {
            if (await _roster.FindAsync(theirs.Key, cancel) is not { Active: true } person) continue;
            var words = Wording.In(person.Language);
            var names = theirs.Select(r => r.Name).OfType<string>().ToList();
            var link = theirs.ToList() is [var only] ? Links.ToAlert(only.Id) : Links.Settings;
            var notification = await InsertAsync(
                scope, new Notification(
                    0, person.Id, null, AlertKind.EachMention, words.WebhookGoneTitle(name), "", [], link, _clock.GetUtcNow(), null,
                    words.WebhookGoneWhy(theirs.Count(), names, theirs.Count(r => ReachesNothing(r.ToRule()))), 1), null);
            await _bus.PublishAsync(scope, new Notified(notification.Id, person.Id, notification.Title, link), cancel);
        }
    }

    private static bool ReachesNothing(AlertRule rule) =>
        rule.WebhookIds.Count == 0 && rule.Channels.All(c => c is DeliveryChannel.Webhook);

    /// <summary>Where texts and authors of mentions are sent to is in the audit log.</summary>
    private Task NoteAsync(WriteScope scope, long? by, string what, long id, string? host, CancellationToken cancel) =>
        _privacy.RecordAsync(scope, by, what, FormattableString.Invariant($"webhook:{id}"), host, cancel);
}
