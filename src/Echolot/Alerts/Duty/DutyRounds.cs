using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Echolot.Alerts;

/// <summary>Sends to people on call in the host. It listens from its making on, before the bus hands out the first fact.</summary>
internal sealed class DutyRounds : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    private readonly DutyPost _post;
    private readonly TimeProvider _clock;
    private readonly ILogger<DutyRounds> _log;

    public DutyRounds(DutyPost post, TimeProvider clock, ILogger<DutyRounds> log)
    {
        (_post, _clock, _log) = (post, clock, log);
        post.Listen();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, _clock);
        try
        {
            do
            {
                try
                {
                    await _post.SendAsync(stoppingToken);
                }
                catch (Exception wrong) when (!stoppingToken.IsCancellationRequested)
                {
                    _log.LogError(wrong, "Telling people on call failed; tried again in {Seconds} s", Round.TotalSeconds);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _log.LogDebug("Telling people on call stops");
        }
    }
}

/// <summary>Whom of ours we told while they were on call, and how.</summary>
internal sealed class StaffDuty(EcholotDb db) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["duty_message"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel) =>
        subject.StaffId is not { } person ? 0 : await scope.Connection.ExecuteAsync(new CommandDefinition(
            """
            delete from duty_message where person_id = @person;
            update duty_message set by_id = null where by_id = @person
            """, new { person }, scope.Transaction, cancellationToken: cancel));

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.StaffId is not { } person) yield break;
        await using var read = await db.ReadAsync(cancel);
        foreach (var row in await read.QueryAsync<DutyMessageRow>(new CommandDefinition(
            $"select {DutyMessageRow.Columns} from duty_message where person_id = @person order by id", new { person },
            cancellationToken: cancel)))
            yield return new("duty_message", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["channel"] = row.Channel, ["state"] = row.State, ["done_at"] = row.DoneAt.At(),
            });
    }

    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            "delete from duty_message where done_at < @before", new { before = before.ToUnixTimeMilliseconds() },
            scope.Transaction, cancellationToken: cancel));
}
