using Dapper;
using Echolot.Teams;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>
    /// Sends a test through the alert's channels, past quiet hours, and waits for the outcome.
    /// </summary>
    /// <remarks>One try a channel: what does not arrive at once is shown as failed.</remarks>
    /// <exception cref="AlertException">No such rule, or its person is gone.</exception>
    public async Task<IReadOnlyList<Delivery>> TestAsync(long ruleId, CancellationToken cancel)
    {
        var (notification, sent) = await _db.WriteAsync(
            async scope =>
            {
                var row = await scope.Connection.QuerySingleOrDefaultAsync<AlertRuleRow>(
                    $"select {AlertRuleRow.Columns} from alert_rule where id = @ruleId",
                    new { ruleId }, scope.Transaction)
                    ?? throw Missing($"There is no alert {ruleId}; reload the list.");
                var person = await _roster.FindAsync(row.PersonId, cancel)
                    ?? throw Missing("The person of this rule is gone; remove the rule.");
                return await HandOverTestAsync(scope, row.ToRule(), person, cancel);
            },
            cancel);
        await Task.WhenAll(sent.Select(delivery => SendAsync([delivery], cancel)));
        await GiveUpRetriesAsync(notification, cancel);
        await using var read = await _db.ReadAsync(cancel);
        var rows = await read.QueryAsync<DeliveryRow>(
            $"select {DeliveryRow.Columns} from delivery where notification_id = @notification order by id",
            new { notification });
        return [.. rows.Select(r => r.ToDelivery())];
    }

    private async Task<(long Notification, IReadOnlyList<DeliveryRow> Sent)> HandOverTestAsync(
        Storage.WriteScope scope, AlertRule rule, Person person, CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        var words = Wording.In(person.Language);
        var notification = await InsertAsync(
            scope,
            new Notification(
                0, person.Id, rule.MonitorId, rule.Kind, words.TestTitle, words.TestBody, [],
                Links.Settings, now, null,
                words.TestWhy),
            rule.Id);
        var sent = new List<DeliveryRow>();
        foreach (var channel in rule.Channels)
        {
            if (channel == DeliveryChannel.Screen)
            {
                await InsertAsync(
                    scope, notification.Id, rule.Id, channel, "", DeliveryState.Sent, now, now, null, null);
                await _bus.PublishAsync(
                    scope, new Notified(notification.Id, person.Id, notification.Title, notification.Link), cancel);
                continue;
            }
            if (channel == DeliveryChannel.Push)
            {
                sent.AddRange(await HandOverPushAsync(scope, notification.Id, rule.Id, person.Id, null, now, now));
                continue;
            }
            var (target, problem) = await TargetAsync(scope, channel, rule, person);
            if (problem is null)
                sent.Add(
                    await InsertAsync(scope, notification.Id, rule.Id, channel, target, DeliveryState.Waiting,
                    now, null, null, null, now));
            else
                await InsertAsync(scope, notification.Id, rule.Id, channel, target, DeliveryState.Failed, now,
                    now, null, problem);
        }
        return (notification.Id, sent);
    }

    private Task GiveUpRetriesAsync(long notification, CancellationToken cancel) => _db.WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            """
            update delivery set state = @failed, next_attempt_at = null, done_at = @now
            where notification_id = @notification and next_attempt_at is not null
            """,
            new { notification, failed = nameof(DeliveryState.Failed), now = Now },
            scope.Transaction),
        cancel);
}
