using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Alerts;

/// <summary>An alert as somebody saved it, and what came of it as it was then.</summary>
/// <param name="Rule">Its settings; owner 0 where that person was erased. Whether it was muted belongs to no version.</param>
/// <param name="ChangedBy">Null where that person was erased, or the product did it.</param>
/// <param name="Firings">How often it fired under this version; as far back as firings are kept.</param>
/// <param name="Justified">Of these, those that somebody judged so.</param>
public sealed record AlertVersion(
    int Version, AlertRule Rule, DateTimeOffset ChangedAt, long? ChangedBy, int Firings, int Justified, int FalseAlarms);

public sealed partial class AlertDesk
{
    /// <summary>Every version of an alert, the newest first; empty where it is gone.</summary>
    public async Task<IReadOnlyList<AlertVersion>> VersionsAsync(long ruleId, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        var rows = await read.QueryAsync<AlertVersionRow>(
            $"select {AlertVersionRow.Columns} from alert_version where rule_id = @ruleId order by version desc", new { ruleId });
        var fired = (await read.QueryAsync<(long Version, string? Verdict, long Count)>(
            "select version, verdict, count(*) from firing where rule_id = @ruleId and version is not null group by 1, 2",
            new { ruleId })).ToLookup(f => f.Version);
        return [.. rows.Select(row => new AlertVersion(
            (int)row.Version, row.ToRule(), row.ChangedAt.At(), row.ChangedBy, (int)fired[row.Version].Sum(f => f.Count),
            Judged(row.Version, FiringVerdict.Justified), Judged(row.Version, FiringVerdict.FalseAlarm)))];

        int Judged(long version, FiringVerdict verdict) =>
            (int)fired[version].Where(f => f.Verdict == verdict.ToString()).Sum(f => f.Count);
    }

    /// <summary>An alert with the numbers under which a firing came to be; null where they are not kept.</summary>
    public async Task<AlertRule?> RuleThenAsync(Firing firing, CancellationToken cancel)
    {
        if (firing.Version is not { } version) return null;
        await using var read = await _db.ReadAsync(cancel);
        return (await read.QuerySingleOrDefaultAsync<AlertVersionRow>(
            $"select {AlertVersionRow.Columns} from alert_version where rule_id = @RuleId and version = @version",
            new { firing.RuleId, version }))?.ToRule();
    }

    /// <summary>The version in which an alert was when it was read.</summary>
    private const string VersionThen = "(select max(version) from alert_version where rule_id = @rule and changed_at <= @saved)";

    /// <summary>Writes down what is stored of an alert now; saving what was there already makes no version.</summary>
    /// <returns>The number of the new version; null: there is none.</returns>
    private static Task<long?> NoteVersionAsync(WriteScope scope, long ruleId, long? by) => scope.Connection.ExecuteScalarAsync<long?>(
        $"""
        insert into alert_version (rule_id, version, changed_at, changed_by, {AlertVersionRow.Settings})
        select id, coalesce((select max(v.version) from alert_version v where v.rule_id = @ruleId), 0) + 1, changed_at, @by,
            {AlertVersionRow.Settings}
        from alert_rule where id = @ruleId and not exists (
            select {AlertVersionRow.Settings} from alert_version
            where rule_id = @ruleId and version = (select max(v.version) from alert_version v where v.rule_id = @ruleId)
            intersect select {AlertVersionRow.Settings} from alert_rule where id = @ruleId)
        returning version
        """, new { ruleId, by }, scope.Transaction);

    private static readonly (string Name, Func<AlertRow, object?> Of)[] settings =
    [
        ("person_id", r => r.PersonId), ("monitor_id", r => r.MonitorId), ("kind", r => r.Kind), ("channels", r => r.Channels),
        ("digest_at", r => r.DigestAt), ("digest_on", r => r.DigestOn), ("count", r => r.Count), ("window", r => r.Window),
        ("cooldown", r => r.Cooldown), ("quiet_from", r => r.QuietFrom), ("quiet_to", r => r.QuietTo),
        ("quiet_days", r => r.QuietDays), ("quiet_outside", r => r.QuietOutside), ("webhook_ids", r => r.WebhookIds), ("active", r => r.Active), ("name", r => r.Name),
        ("source_id", r => r.SourceId), ("bound", r => r.Bound), ("baseline", r => r.Baseline), ("sensitivity", r => r.Sensitivity),
        ("authors", r => r.Authors), ("escalate_to", r => r.EscalateTo), ("escalate_after", r => r.EscalateAfter),
        ("also_people", r => r.AlsoPeople), ("also_roles", r => r.AlsoRoles), ("addresses", r => r.Addresses),
        ("crisis", r => r.Crisis), ("also_on_duty", r => r.AlsoOnDuty), ("escalate_on_duty", r => r.EscalateOnDuty),
    ];

    /// <summary>What the audit log says of a change: names of the settings, whose values stand in the versions.</summary>
    private static string? Difference(AlertRow? before, AlertRow after, long? version)
    {
        var off = after.Active == 0 ? "off" : null;
        if (before is null || version is null) return off;
        var changed = settings.Where(s => !Equals(s.Of(before), s.Of(after))).Select(s => s.Name);
        return FormattableString.Invariant($"version {version}: {string.Join(", ", changed)}{(off is null ? "" : $", {off}")}");
    }
}

/// <summary>A version of an alert as it is stored. Names whose it was, whom it told and who saved it.</summary>
[Personal("alert_version")]
internal sealed class AlertVersionRow : AlertRow
{
    /// <summary>Columns that an alert and its versions have in common: all that somebody can set, but for muting.</summary>
    public const string Settings =
        "person_id, monitor_id, kind, channels, digest_at, digest_on, threshold_count, threshold_window, cooldown, quiet_from, quiet_to, "
        + "quiet_days, quiet_outside, webhook_ids, active, name, source_id, bound, baseline, sensitivity, authors, escalate_to, escalate_after, "
        + "also_people, also_roles, addresses, crisis, also_on_duty, escalate_on_duty";

    public const string Columns =
        $"rule_id as id, version, changed_at, changed_by, threshold_count as count, threshold_window as Window, {OutsideColumns}, {Settings}";

    public long Version { get; init; }
    public long? ChangedBy { get; init; }
}
