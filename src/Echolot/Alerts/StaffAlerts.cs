using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Alerts;

/// <summary>
/// What the alert desk knows about our own staff: subscriptions, notifications, and where they were sent.
/// </summary>
internal sealed class StaffAlerts(EcholotDb db, TimeProvider clock) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["notification", "subscription", "delivery", "link_mail"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (StaffId(subject) is not { } person)
            return 0;
        var touched = 0;
        foreach (var sql in new[]
        {
            """
            delete from delivery
            where subscription_id in (select id from subscription where person_id = @person)
                or notification_id in (select id from notification where person_id = @person)
            """,
            "delete from heard_mention where subscription_id in (select id from subscription where person_id = "
            + "@person)",
            "delete from notification where person_id = @person",
            "delete from subscription where person_id = @person",
            "delete from link_mail where person_id = @person or asked_by = @person",
        })
        {
            touched += await scope.Connection.ExecuteAsync(
                new CommandDefinition(sql, new { person }, scope.Transaction, cancellationToken: cancel));
        }
        return touched;
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (StaffId(subject) is not { } person)
            yield break;
        await using var read = await db.ReadAsync(cancel);
        foreach (var s in await read.QueryAsync<SubscriptionRow>(
            $"select {SubscriptionRow.Columns} from subscription where person_id = @person order by id",
            new { person }))
        {
            yield return Record(
                "subscription", s.Id, ("monitor", s.MonitorId), ("when", s.Kind), ("channels", s.Channels),
                ("digest_at", s.DigestAt), ("quiet_from", s.QuietFrom), ("quiet_to", s.QuietTo),
                ("created_at", s.CreatedAt.At()));
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
            where subscription_id in (select id from subscription where person_id = @person)
                or notification_id in (select id from notification where person_id = @person)
            order by id
            """,
            new { person }))
        {
            yield return Record("delivery", d.Id, ("channel", d.Channel), ("target", d.Target), ("state", d.State),
                ("created_at", d.CreatedAt.At()));
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
    /// Subscriptions stay until removed; what was heard goes after 30 days, because nothing older is told, and so does
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
            "delete from delivery where created_at < @before and next_attempt_at is null and claimed_at is null",
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
