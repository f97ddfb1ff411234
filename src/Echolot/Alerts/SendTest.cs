using Dapper;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>
    /// Sends a test to everybody and everything that the alert tells: the owner, people by name and role, addresses and
    /// webhooks, past quiet hours; waits for the outcomes.
    /// </summary>
    /// <remarks>One try each: what does not arrive at once is shown as failed.</remarks>
    /// <exception cref="AlertException">No such rule, or its person is gone.</exception>
    public async Task<IReadOnlyList<Delivery>> TestAsync(long ruleId, CancellationToken cancel)
    {
        var made = await _db.WriteAsync(
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
        await Parallel.ForEachAsync(
            made.Where(d => d.ClaimedAt is not null),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
            async (delivery, stop) => await SendAsync([delivery], stop));
        var ids = Stored.List(made.Select(d => d.Id));
        await GiveUpRetriesAsync(ids, cancel);
        await using var read = await _db.ReadAsync(cancel);
        var rows = await read.QueryAsync<DeliveryRow>(
            $"select {DeliveryRow.Columns} from delivery where id in ({ids}) order by id");
        return [.. rows.Select(r => r.ToDelivery())];
    }

    private async Task<IReadOnlyList<DeliveryRow>> HandOverTestAsync(
        WriteScope scope, AlertRule rule, Person person, CancellationToken cancel)
    {
        var now = _clock.GetUtcNow();
        var made = new List<DeliveryRow>();
        var notification = await InsertAsync(scope, Test(person), rule.Id);
        await HandOverAsync(scope, notification, rule, person, null, now, cancel, made);
        await TellOthersAsync(
            scope, rule, await OthersAsync(rule, cancel, test: true), notification, null, now, (other, _) => Test(other), cancel, made);
        return made;

        Notification Test(Person who)
        {
            var words = Wording.In(who.Language);
            return new(
                0, who.Id, rule.MonitorId, rule.Kind, words.TestTitle, words.TestBody, [], Links.Settings, now, null,
                words.TestWhy);
        }
    }

    private Task GiveUpRetriesAsync(string deliveries, CancellationToken cancel) => _db.WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            $"""
            update delivery set state = @failed, next_attempt_at = null, done_at = @now
            where id in ({deliveries}) and next_attempt_at is not null
            """,
            new { failed = nameof(DeliveryState.Failed), now = Now },
            scope.Transaction),
        cancel);
}
