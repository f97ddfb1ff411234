using Dapper;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>
    /// Messages on their way at the same time; a slow receiver holds one place, not the others' messages.
    /// </summary>
    private const int AtOnce = 16;

    /// <summary>
    /// A try that is out longer than this was cut off by a crash: every try ends by itself much earlier.
    /// </summary>
    private static readonly TimeSpan lostAfter = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan longestSleep = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Decides what the clock makes due, and sends what waits; returns when cancelled and nothing is on its way.
    /// </summary>
    public Task RunAsync(CancellationToken cancel) => Task.WhenAll(
        LoopAsync(_due, RoundAsync, "deciding about alerts", cancel),
        LoopAsync(_judge, JudgeInTurnAsync, "judging alerts", cancel), SendLoopAsync(cancel));

    /// <summary>Under a stream of posts a round a second is enough; what rings meanwhile is in the next one.</summary>
    private async Task<DateTimeOffset?> JudgeInTurnAsync(CancellationToken cancel)
    {
        var next = await JudgeRoundAsync(cancel);
        await Task.Delay(TimeSpan.FromSeconds(1), _clock, cancel);
        return next;
    }

    /// <summary>Decides about every alert that is due. Returns when the next one is.</summary>
    internal async Task<DateTimeOffset?> RoundAsync(CancellationToken cancel)
    {
        IReadOnlyList<long> due;
        await using (var read = await _db.ReadAsync(cancel))
            due = [.. await read.QueryAsync<long>(
                "select id from alert_rule where due_at <= @now and active = 1 order by id", new { now = Now })];
        var failed = false;
        foreach (var id in due) failed |= !await LookInTurnAsync(id, cancel);
        await using var again = await _db.ReadAsync(cancel);
        var next = (await again.ExecuteScalarAsync<long?>("select min(due_at) from alert_rule where active = 1")).At();
        // What failed stays due.
        var soon = _clock.GetUtcNow() + TimeSpan.FromSeconds(1);
        return failed && next < soon ? soon : next;
    }

    /// <summary>Decides about one alert; false: that failed, and it stays due.</summary>
    private Task<bool> LookInTurnAsync(long ruleId, CancellationToken cancel) => _failures.TryAsync(
        "Deciding about alert", ruleId, () => _db.WriteAsync(scope => LookAsync(scope, ruleId, cancel), cancel), cancel);

    private async Task SendLoopAsync(CancellationToken cancel)
    {
        using var places = new SemaphoreSlim(AtOnce);
        await LoopAsync(
            _post,
            async stop =>
            {
                await GiveUpLostAsync(stop);
                foreach (var batch in await ClaimAsync(stop))
                {
                    await places.WaitAsync(stop);
                    _ = SendInPlaceAsync(() => SendAsync(batch, CancellationToken.None), places);
                }
                foreach (var row in await ClaimLinksAsync(stop))
                {
                    await places.WaitAsync(stop);
                    _ = SendInPlaceAsync(() => SendLinkAsync(row, CancellationToken.None), places);
                }
                foreach (var row in await ClaimOutsideAsync(stop))
                {
                    await places.WaitAsync(stop);
                    _ = SendInPlaceAsync(() => SendOutsideAsync(row, CancellationToken.None), places);
                }
                foreach (var row in await ClaimCallsAsync(stop))
                {
                    await places.WaitAsync(stop);
                    _ = SendInPlaceAsync(() => SendCallAsync(row, CancellationToken.None), places);
                }
                await using var read = await _db.ReadAsync(stop);
                return (await read.ExecuteScalarAsync<long?>(
                    """
                    select min(at) from (
                        select min(next_attempt_at) as at from delivery where next_attempt_at is not null
                        union all select min(next_attempt_at) from link_mail
                        union all select min(next_attempt_at) from outside_mail
                        union all select min(next_attempt_at) from workflow_call where next_attempt_at is not null) due
                    """)).At();
            },
            "sending notifications",
            cancel);
        // What is on its way is waited for: its outcome belongs into the log, not into doubt.
        for (var i = 0; i < AtOnce; i++)
            await places.WaitAsync(CancellationToken.None);
    }

    private async Task SendInPlaceAsync(Func<Task> send, SemaphoreSlim places)
    {
        try
        {
            await send();
        }
        catch (Exception wrong)
        {
            // The rows stay claimed and are taken up as lost after a while.
            _log.LogError(wrong, "Could not note the outcome of a delivery");
        }
        finally
        {
            places.Release();
        }
    }

    private async Task LoopAsync(
        Bell bell, Func<CancellationToken, Task<DateTimeOffset?>> round, string what, CancellationToken cancel)
    {
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                DateTimeOffset? next = null;
                try
                {
                    next = await round(cancel);
                }
                catch (Exception wrong) when (!cancel.IsCancellationRequested)
                {
                    _log.LogError(wrong, "A round of {What} failed and is repeated", what);
                    await Task.Delay(TimeSpan.FromSeconds(1), _clock, cancel);
                }
                var sleep = next - _clock.GetUtcNow() ?? longestSleep;
                await bell.WaitAsync(sleep < longestSleep ? sleep : longestSleep, _clock, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _log.LogDebug("Stopped {What}", what);
        }
    }

    /// <summary>
    /// Takes what is due. What is due at once for one alert and channel travels as one message, so that the end
    /// of quiet hours brings one summary; held notifications appear on the screen in this very transaction.
    /// </summary>
    internal Task<IReadOnlyList<IReadOnlyList<DeliveryRow>>> ClaimAsync(CancellationToken cancel) =>
        _db.WriteAsync<IReadOnlyList<IReadOnlyList<DeliveryRow>>>(
            async scope =>
            {
                // The condition is repeated in the update: two processes on one PostgreSQL may look at the same moment.
                var claimed = (await scope.Connection.QueryAsync<DeliveryRow>(
                    $"""
                    update delivery set claimed_at = @now, next_attempt_at = null, attempts = attempts + 1
                    where next_attempt_at <= @now and id in (
                        select id from delivery where next_attempt_at <= @now order by id limit 200)
                    returning {DeliveryRow.Columns}
                    """,
                    new { now = Now },
                    scope.Transaction)).OrderBy(d => d.Id).ToList();
                var batches = claimed
                    .GroupBy(
                        d => (d.RuleId, d.Channel,
                        Target: d.Channel == nameof(DeliveryChannel.Webhook) ? "" : d.Target, d.DeviceId, d.WebhookId,
                        d.BatchId))
                    .Select(g => (IReadOnlyList<DeliveryRow>)[.. g])
                    .ToList();
                foreach (var batch in batches)
                {
                    if (batch[0].BatchId is null)
                    {
                        await scope.Connection.ExecuteAsync(
                            $"update delivery set batch_id = @batch where id in "
                            + $"({Stored.List(batch.Select(d => d.Id))})",
                            new { batch = batch[0].Id },
                            scope.Transaction);
                    }
                    if (batch[0].On == DeliveryChannel.Screen)
                        await ShowAsync(scope, batch, cancel);
                }
                return [.. batches.Where(b => b[0].On != DeliveryChannel.Screen)];
            },
            cancel);

    /// <summary>Sends everything that is due now and waits for the outcomes.</summary>
    internal async Task SendDueAsync(CancellationToken cancel)
    {
        await GiveUpLostAsync(cancel);
        await Task.WhenAll((await ClaimAsync(cancel)).Select(batch => SendAsync(batch, cancel)));
        await Task.WhenAll((await ClaimLinksAsync(cancel)).Select(row => SendLinkAsync(row, cancel)));
        await Task.WhenAll((await ClaimOutsideAsync(cancel)).Select(row => SendOutsideAsync(row, cancel)));
        while (await ClaimCallsAsync(cancel) is { Count: > 0 } calls)
            await Task.WhenAll(calls.Select(row => SendCallAsync(row, cancel)));
    }

    /// <summary>Sends one message and notes what became of it.</summary>
    private async Task<Outcome> SendAsync(IReadOnlyList<DeliveryRow> batch, CancellationToken cancel)
    {
        Outcome outcome;
        try
        {
            outcome = await _sender.SendAsync(batch, cancel);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            // Composing failed, before anything left the house.
            _log.LogError(wrong, "Delivery {Delivery} could not be composed", batch[0].Id);
            outcome = new(Ended.NotArrived, "The message could not be composed; the server's log tells why.");
        }
        await FinishAsync(batch, outcome);
        return outcome;
    }

    /// <summary>Tries that a crash cut off: what is known of them is that nothing is known.</summary>
    private async Task GiveUpLostAsync(CancellationToken cancel)
    {
        IReadOnlyList<DeliveryRow> lost;
        await using (var read = await _db.ReadAsync(cancel))
        {
            lost = [.. await read.QueryAsync<DeliveryRow>(
                $"select {DeliveryRow.Columns} from delivery where claimed_at < @before",
                new { before = Now - (long)lostAfter.TotalMilliseconds })];
        }
        foreach (var one in lost)
            await FinishAsync([one],
                new(Ended.Unclear, "The server stopped while this was on its way; whether it arrived is not known."));
    }

    private Task FinishAsync(IReadOnlyList<DeliveryRow> batch, Outcome outcome) => _db.WriteAsync(
        async scope =>
        {
            var verdict = Retry.After(batch[0].On, outcome, (int)batch[0].Attempts, _clock.GetUtcNow());
            await scope.Connection.ExecuteAsync(
                $"""
                update delivery set state = @state, next_attempt_at = @next, claimed_at = null, done_at = @done,
                    problem = @problem
                where claimed_at is not null and id in ({Stored.List(batch.Select(d => d.Id))})
                """,
                new
                {
                    state = verdict.State.ToString(), next = verdict.NextAttemptAt?.ToUnixTimeMilliseconds(),
                    done = verdict.NextAttemptAt is null ? Now : (long?)null, problem = outcome.Problem,
                },
                scope.Transaction);
            scope.AfterCommit(() =>
            {
                _post.Ring();
                tried.Add(1, new("channel", batch[0].Channel), new("outcome", outcome.Ended.ToString()));
                _log.LogInformation(
                    "Delivery {Delivery} on {Channel}: {Outcome} at try {Try}, now {State}", batch[0].Id,
                    batch[0].Channel, outcome.Ended,
                    batch[0].Attempts, verdict.State);
            });
        },
        CancellationToken.None);

    private async Task ShowAsync(WriteScope scope, IReadOnlyList<DeliveryRow> batch, CancellationToken cancel)
    {
        await scope.Connection.ExecuteAsync(
            $"update delivery set state = @sent, claimed_at = null, done_at = @now where id in "
            + $"({Stored.List(batch.Select(d => d.Id))})",
            new { sent = nameof(DeliveryState.Sent), now = Now },
            scope.Transaction);
        var notifications = (await scope.Connection.QueryAsync<NotificationRow>(
            $"select {NotificationRow.Columns} from notification where id in "
            + $"({Stored.List(batch.Select(d => d.NotificationId ?? 0))}) order by id desc",
            transaction: scope.Transaction)).ToList();
        if (notifications.FirstOrDefault() is not { } newest)
            return;
        var title = newest.Title;
        if (notifications.Count > 1 && await _roster.FindAsync(newest.PersonId, cancel) is { } person)
            title = Wording.In(person.Language).Summary(notifications.Count);
        await _bus.PublishAsync(scope, new Notified(newest.Id, newest.PersonId, title, newest.Link), cancel);
    }
}
