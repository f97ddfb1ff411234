using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>Writes down from when to when an alert is muted; what was planned before ends now.</summary>
    /// <param name="until">Null: it speaks again.</param>
    private async Task NoteSpanAsync(WriteScope scope, long ruleId, DateTimeOffset? until)
    {
        var values = new { ruleId, now = Now, until = until?.ToUnixTimeMilliseconds() };
        await scope.Connection.ExecuteAsync(
            "update alert_mute set ends = @now where rule_id = @ruleId and ends > @now", values, scope.Transaction);
        if (values.until > values.now)
            await scope.Connection.ExecuteAsync(
                "insert into alert_mute (rule_id, begins, ends) values (@ruleId, @now, @until)", values, scope.Transaction);
    }

    /// <summary>When an alert was muted.</summary>
    private async Task<IReadOnlyList<MutedRow>> MutedAsync(long ruleId, CancellationToken cancel)
    {
        if (ruleId == 0) return [];
        await using var read = await _db.ReadAsync(cancel);
        return [.. await read.QueryAsync<MutedRow>(
            $"select {MutedRow.Columns} from alert_mute where rule_id = @ruleId", new { ruleId })];
    }
}

/// <summary>A stretch of time in which an alert was muted; who did it stands in the audit log.</summary>
[NotPersonal("alert_mute")]
internal sealed record MutedRow(long Begins, long Ends)
{
    public const string Columns = "begins as Begins, ends as Ends";

    public bool Holds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() is var moment && Begins <= moment && moment < Ends;
}
