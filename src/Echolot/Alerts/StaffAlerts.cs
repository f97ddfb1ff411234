using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Alerts;

/// <summary>
/// What the alert desk knows about our own staff: alerts, notifications, and where they were sent.
/// </summary>
internal sealed class StaffAlerts(EcholotDb db, TimeProvider clock) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["notification", "alert_rule", "alert_version", "delivery", "link_mail", "firing", "push_device", "handed_way"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (StaffId(subject) is not { } person)
            return 0;
        var touched = 0;
        foreach (var sql in new[]
        {
            """
            delete from delivery
            where rule_id in (select id from alert_rule where person_id = @person)
                or notification_id in (select id from notification where person_id = @person)
            """,
            "delete from heard_mention where rule_id in (select id from alert_rule where person_id = "
            + "@person)",
            "delete from notification where person_id = @person",
            "delete from firing where rule_id in (select id from alert_rule where person_id = @person)",
            "delete from alert_mute where rule_id in (select id from alert_rule where person_id = @person)",
            "delete from alert_version where rule_id in (select id from alert_rule where person_id = @person)",
            "delete from alert_rule where person_id = @person",
            "update alert_version set person_id = null where person_id = @person",
            "update alert_version set escalate_to = null where escalate_to = @person",
            "update alert_version set changed_by = null where changed_by = @person",
            "update alert_rule set escalate_to = null where escalate_to = @person",
            "update alert_rule set muted_by = null where muted_by = @person",
            "update firing set acknowledged_by = null where acknowledged_by = @person",
            "update firing set verdict_by = null where verdict_by = @person",
            "update firing set escalated_to = null where escalated_to = @person",
            "delete from push_device where person_id = @person",
            "delete from handed_way where person_id = @person",
            "delete from link_mail where person_id = @person or asked_by = @person",
        })
        {
            touched += await scope.Connection.ExecuteAsync(
                new CommandDefinition(sql, new { person }, scope.Transaction, cancellationToken: cancel));
        }
        return touched + await AlertDesk.TellNoMoreAsync(scope, person, cancel);
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (StaffId(subject) is not { } person)
            yield break;
        await using var read = await db.ReadAsync(cancel);
        foreach (var s in await read.QueryAsync<AlertRuleRow>(
            $"select {AlertRuleRow.Columns} from alert_rule where person_id = @person order by id",
            new { person }))
        {
            yield return Record(
                "alert_rule", s.Id, ("name", s.Name), ("monitor", s.MonitorId), ("kind", s.Kind), ("channels", s.Channels),
                ("digest_at", s.DigestAt), ("quiet_from", s.QuietFrom), ("quiet_to", s.QuietTo),
                ("digest_on", s.DigestOn), ("quiet_days", s.QuietDays), ("quiet_outside", s.OutsideName),
                ("created_at", s.CreatedAt.At()));
        }
        foreach (var (id, name, people) in await read.QueryAsync<(long, string?, string)>(
            "select id, name, also_people from alert_rule where also_people <> '' order by id"))
        {
            if (Stored.Ids(people).Contains(person)) yield return Record("alert_rule", id, ("name", name), ("told_as_well", true));
        }
        foreach (var (id, name, until) in await read.QueryAsync<(long, string?, long?)>(
            "select id, name, muted_until from alert_rule where muted_by = @person order by id", new { person }))
        {
            yield return Record("alert_rule", id, ("name", name), ("muted_until", until.At()));
        }
        foreach (var (id, version, at) in await read.QueryAsync<(long, long, long)>(
            "select rule_id, version, changed_at from alert_version where changed_by = @person order by rule_id, version", new { person }))
        {
            yield return Record("alert_version", id, ("version", version), ("changed_at", at.At()));
        }
        foreach (var n in await read.QueryAsync<NotificationRow>(
            $"select {NotificationRow.Columns} from notification where person_id = @person order by id",
            new { person }))
        {
            yield return Record("notification", n.Id, ("title", n.Title), ("body", n.Body), ("why", n.Why),
                ("at", n.At.At()), ("read_at", n.ReadAt.At()));
        }
        foreach (var d in await read.QueryAsync<DeliveryRow>(
            $"""
            select {DeliveryRow.Columns} from delivery
            where rule_id in (select id from alert_rule where person_id = @person)
                or notification_id in (select id from notification where person_id = @person)
            order by id
            """,
            new { person }))
        {
            yield return Record("delivery", d.Id, ("channel", d.Channel), ("target", d.Target), ("state", d.State),
                ("created_at", d.CreatedAt.At()));
        }
        foreach (var f in await read.QueryAsync<FiringRow>(
            $"""
            select {FiringRow.Columns} from firing
            where acknowledged_by = @person or verdict_by = @person or escalated_to = @person order by id
            """,
            new { person }))
        {
            yield return Record(
                "firing", f.Id, ("alert", f.RuleId), ("fired_at", f.FiredAt.At()),
                ("acknowledged_at", f.AcknowledgedBy == person ? f.AcknowledgedAt.At() : null),
                ("verdict", f.VerdictBy == person ? f.Verdict : null));
        }
        foreach (var d in await read.QueryAsync<PushDeviceRow>(
            $"select {PushDeviceRow.Columns} from push_device where person_id = @person order by id", new { person }))
        {
            yield return Record("push_device", d.Id, ("device", d.Device), ("created_at", d.CreatedAt.At()));
        }
        foreach (var w in await read.QueryAsync<HandedWayRow>(
            "select person_id as PersonId, push as Push, mail as Mail from handed_way where person_id = @person", new { person }))
        {
            yield return Record("handed_way", w.PersonId, ("push", w.Push == 1), ("mail", w.Mail == 1));
        }
        foreach (var m in await read.QueryAsync<LinkMailRow>(
            $"select {LinkMailRow.Columns} from link_mail where person_id = @person order by kind", new { person }))
        {
            yield return Record(
                "link_mail", m.PersonId, ("kind", m.Kind), ("state", m.State), ("asked_at", m.AskedAt.At()),
                ("done_at", m.DoneAt.At()));
        }
    }

    /// <summary>
    /// Alerts stay until removed; what was heard goes after 30 days, because nothing older is told, and so does
    /// what became of a mail with a password link.
    /// </summary>
    public async Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        var args = new
        {
            before = before.ToUnixTimeMilliseconds(),
            heard = (clock.GetUtcNow() - TimeSpan.FromDays(30)).ToUnixTimeMilliseconds(),
        };
        var removed = 0;
        foreach (var sql in new[]
        {
            "delete from heard_mention where heard_at < @heard",
            "delete from link_mail where done_at < @heard",
            "delete from outside_mail where done_at < @heard",
            "delete from delivery where created_at < @before and next_attempt_at is null and claimed_at is null",
            "delete from firing where fired_at < @before",
            "delete from alert_mute where ends < @before",
            "delete from notification where at < @before and not exists (select 1 from delivery where notification_id "
            + "= notification.id)",
        })
        {
            removed += await scope.Connection.ExecuteAsync(
                new CommandDefinition(sql, args, scope.Transaction, cancellationToken: cancel));
        }
        return removed;
    }

    private static long? StaffId(DataSubject subject) =>
        subject.Connector is null
            && long.TryParse(subject.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static PersonalRecord Record(string table, long id, params (string Key, object? Value)[] fields) =>
        new(table, id.ToString(CultureInfo.InvariantCulture), fields.ToDictionary(f => f.Key, f => f.Value));
}
