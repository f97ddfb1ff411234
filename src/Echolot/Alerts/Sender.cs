using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Network;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;

namespace Echolot.Alerts;

/// <summary>Composes a message from what is stored now and sends it once; says what became of it.</summary>
internal sealed class Sender(
    EcholotDb db, Roster roster, Watchlist watchlist, Archive archive, IGuardedHttp http, IDataProtector secrets,
    PushKey pushKey, AlertOptions options,
    TimeProvider clock)
{
    /// <param name="batch">Deliveries of one alert on one channel that travel together.</param>
    public async Task<Outcome> SendAsync(IReadOnlyList<DeliveryRow> batch, CancellationToken cancel)
    {
        var first = batch[0];
        AlertRuleRow? rule;
        WebhookRow? webhook;
        List<Notification> parts;
        await using (var read = await db.ReadAsync(cancel))
        {
            rule = await read.QuerySingleOrDefaultAsync<AlertRuleRow>(
                $"select {AlertRuleRow.Columns} from alert_rule where id = @RuleId",
                new { first.RuleId });
            webhook = first.WebhookId is null ? null : await read.QuerySingleOrDefaultAsync<WebhookRow>(
                $"select {WebhookRow.Columns} from webhook where id = @WebhookId and active = 1",
                new { first.WebhookId });
            parts = [.. (await read.QueryAsync<NotificationRow>(
                $"select {NotificationRow.Columns} from notification where id in "
                + $"({Stored.List(batch.Select(d => d.NotificationId ?? 0))}) order by id desc"))
                .Select(n => n.ToNotification())];
        }
        if (rule is null || parts.Count == 0
            || await roster.FindAsync(parts[0].PersonId, cancel) is not { } person
            || !person.Active && !IsNobodys(first, rule))
            return new(Ended.Refused, "The rule or its person is gone.");
        var message = await ComposeAsync(first, parts, person, cancel);
        if (first.On == DeliveryChannel.Email)
        {
            // A person's address may have changed since; an address without an account stands in the alert.
            var to = IsNobodys(first, rule) ? first.Target : person.Email;
            return await Mail.SendAsync(Letter.Of(message), message.Id, to, options.Mail, cancel);
        }
        if (first.On == DeliveryChannel.Push) return await PushAsync(first, message, cancel);
        if (webhook is null)
            return new(
                Ended.Refused, "The webhook was removed or switched off; choose another one for this rule.");
        return await CallAsync(webhook, message, null, cancel);
    }

    /// <summary>Calls a webhook with one notification, whether or not it is switched on.</summary>
    public Task<Outcome> TestAsync(
        WebhookRow webhook, Notification notification, Person person, CancellationToken cancel) => CallAsync(
        webhook,
        new(
            string.Create(CultureInfo.InvariantCulture, $"test-{webhook.Id}-{clock.GetUtcNow().ToUnixTimeMilliseconds()}"),
            notification.Title, [notification], null, [], Wording.In(person.Language),
            DateTimeZoneProviders.Tzdb.GetZoneOrNull(person.TimeZone) ?? DateTimeZone.Utc, options.PublicUrl), null, cancel);

    /// <param name="body">Instead of what the format makes of the message.</param>
    public async Task<Outcome> CallAsync(WebhookRow webhook, Message message, byte[]? body, CancellationToken cancel)
    {
        string secret;
        try
        {
            secret = secrets.Unprotect(webhook.Secret);
        }
        catch (CryptographicException)
        {
            return new(Ended.Refused,
                "The webhook's secret cannot be read with the keys of this server; restore the folder keys, or give "
                + "the webhook a new secret.");
        }
        var now = clock.GetUtcNow();
        return await Call.SendAsync(
            http, new Uri(webhook.Url), message, Enum.Parse<WebhookFormat>(webhook.Format), secret, now, cancel, body);
    }

    /// <summary>Goes to a program or an address without an account, which stay when the owner of the alert leaves.</summary>
    private static bool IsNobodys(DeliveryRow delivery, AlertRuleRow rule) => delivery.On is DeliveryChannel.Webhook
        || delivery.On is DeliveryChannel.Email && rule.ToRule().Addresses.Contains(delivery.Target);

    private async Task<Outcome> PushAsync(DeliveryRow delivery, Message message, CancellationToken cancel)
    {
        PushDeviceRow? device;
        await using (var read = await db.ReadAsync(cancel))
        {
            device = await read.QuerySingleOrDefaultAsync<PushDeviceRow>(
                $"select {PushDeviceRow.Columns} from push_device where id = @DeviceId", new { delivery.DeviceId });
        }
        if (device is null) return new(Ended.Refused, "The browser was removed.");
        using var key = await pushKey.OwnAsync(cancel);
        var outcome = await Push.SendAsync(http, device, message, key, ContactOf(options), clock.GetUtcNow(), cancel);
        if (!Push.IsGone(outcome)) return outcome;
        await db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                "delete from push_device where id = @Id", new { device.Id }, scope.Transaction),
            cancel);
        return new(Ended.Refused, "The browser has ended its subscription; it was removed.");
    }

    /// <summary>Push services want to know whom to ask; some of them take only what looks like a real address.</summary>
    internal static string ContactOf(AlertOptions options) =>
        options.Mail.From is { Length: > 0 } from ? "mailto:" + from
        : options.PublicUrl is { Scheme: "https" } site ? site.AbsoluteUri
        : "mailto:echolot@example.org";

    private async Task<Message> ComposeAsync(
        DeliveryRow first, IReadOnlyList<Notification> parts, Person person, CancellationToken cancel)
    {
        var words = Wording.In(person.Language);
        var ids = parts.SelectMany(p => p.MentionIds).Distinct().OrderDescending().Take(Message.MostShown).ToList();
        var mentions = ids.Count == 0 ? [] : await archive.FindAsync(ids, cancel);
        var monitor = parts[0].MonitorId is { } monitorId ? (await watchlist.FindAsync(monitorId, cancel))?.Name : null;
        return new(
            string.Create(CultureInfo.InvariantCulture, $"delivery-{first.BatchId ?? first.Id}"),
            parts.Count == 1 ? parts[0].Title : words.Summary(parts.Count), parts,
            monitor, [.. mentions.OrderByDescending(m => m.Id)], words,
            DateTimeZoneProviders.Tzdb.GetZoneOrNull(person.TimeZone) ?? DateTimeZone.Utc,
            options.PublicUrl);
    }
}
