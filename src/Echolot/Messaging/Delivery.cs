using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Messaging;

/// <summary>Carries facts to one subscriber, in order, from where it stands.</summary>
internal sealed class Delivery(
    EcholotDb db, TimeProvider clock, ILogger log, Subscriber subscriber, Positions positions)
{
    private const int Batch = 200;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <summary>Pause before the next try: 100 ms, doubled up to five minutes.</summary>
    internal static TimeSpan PauseAfter(long failures) =>
        TimeSpan.FromMilliseconds(Math.Min(300_000, 100 * Math.Pow(2, Math.Min(failures - 1, 20))));

    public async Task RunAsync(CancellationToken cancel)
    {
        long lost = 0;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                // While this connection is open no other process delivers to the same subscriber.
                await using var connection = await db.HoldAsync(LockOf(subscriber.Name), cancel);
                if (connection is null)
                {
                    await Task.Delay(Rest, clock, cancel);
                    continue;
                }
                lost = 0;
                await DeliverAsync(connection, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception wrong) when (wrong is DbException or StorageException or IOException)
            {
                var pause = PauseAfter(++lost);
                log.LogError(wrong, "Facts for {Subscriber} cannot be read from the database; next try in {Pause}", subscriber.Name, pause);
                await Task.Delay(pause, clock, CancellationToken.None).WaitAsync(cancel).ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task DeliverAsync(DbConnection connection, CancellationToken cancel)
    {
        var position = await positions.LoadAsync(connection, subscriber.Name);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var rows = (await connection.QueryAsync<OutboxRow>(
                "select seq, type, json from outbox where seq > @position order by seq limit @Batch", new { position, Batch })).AsList();
            foreach (var row in rows)
            {
                await HandAsync(row, cancel);
                position = row.Seq;
                positions.Reached(subscriber.Name, position);
            }
            if (rows.Count < Batch) await subscriber.RestAsync(Rest, clock, cancel);
        }
    }

    private async Task HandAsync(OutboxRow row, CancellationToken cancel)
    {
        for (var failures = 1L; ; failures++)
        {
            try
            {
                await subscriber.HandleAsync(row, cancel);
                return;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception wrong)
            {
                var pause = PauseAfter(failures);
                positions.Failed(subscriber.Name, failures, wrong.GetType().Name);
                log.LogError(
                    wrong, "{Subscriber} failed at fact {Seq} ({Type}), try {Failures}; next try in {Pause}",
                    subscriber.Name, row.Seq, row.Type, failures, pause);
                await Task.Delay(pause, clock, cancel);
            }
        }
    }

    private static long LockOf(string name) =>
        BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes("subscriber " + name)));
}
