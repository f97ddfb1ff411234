using Dapper;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Monitors;
using Echolot.Network;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;

namespace Echolot.Alerts;

/// <summary>Alerts, what fired them, notifications, deliveries.</summary>
/// <remarks>
/// What a mention sets off is written in one transaction: the mention as heard, the notification, its deliveries and
/// the fact for open screens. A crash at any moment therefore loses nothing and tells nothing twice; only a message
/// that was on its way to another server can have arrived without our knowing, and then it says so.
/// </remarks>
public sealed partial class AlertDesk
{
    /// <summary>Most mentions that a notification names; its count is exact.</summary>
    public const int MostMentions = 100;

    private const string SubscriberName = "alerts";

    private readonly EcholotDb _db;
    private readonly Bus _bus;
    private readonly Roster _roster;
    private readonly Watchlist _watchlist;
    private readonly Archive _archive;
    private readonly SourceRunner _sources;
    private readonly Inbox _inbox;
    private readonly RotaDesk _rota;
    private readonly Pulse _pulse;
    private readonly TimeProvider _clock;
    private readonly ILogger<AlertDesk> _log;
    private readonly AlertOptions _options;
    private readonly IDataProtector _secrets;
    private readonly PushKey _pushKey;
    private readonly Sender _sender;
    private readonly PrivacyOffice _privacy;
    private readonly Failures _failures;
    private readonly Bell _due = new();
    private readonly Bell _post = new();

    public AlertDesk(
        EcholotDb db, Bus bus, Roster roster, Watchlist watchlist, Archive archive, SourceRunner sources,
        Inbox inbox, RotaDesk rota,
        IGuardedHttp http,
        IDataProtectionProvider protection,
        PrivacyOffice privacy,
        AlertOptions options, TimeProvider clock, ILogger<AlertDesk> log)
    {
        _privacy = privacy;
        (_db, _bus, _roster, _watchlist, _options, _clock, _log) = (db, bus, roster, watchlist, options, clock, log);
        (_archive, _sources, _inbox, _rota, _pulse) = (
            archive, sources, inbox, rota, new(archive, sources, watchlist, clock));
        _failures = new(clock, log);
        _secrets = protection.CreateProtector("Echolot.Alerts.Webhook");
        _pushKey = new(db, protection.CreateProtector("Echolot.Alerts.Push"));
        _sender = new(db, roster, watchlist, archive, http, _secrets, _pushKey, options, clock);
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A person's notifications, newest first; <paramref name="beforeId"/> continues a page.</summary>
    public async Task<IReadOnlyList<Notification>> ForPersonAsync(
        long personId, bool unreadOnly, long? beforeId, int size, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        var rows = await read.QueryAsync<NotificationRow>(
            $"""
            select {NotificationRow.Columns} from notification
            where person_id = @personId {(unreadOnly ? "and read_at is null" : "")} {Before(beforeId)}
            order by id desc limit @size
            """,
            new { personId, beforeId, size = Math.Clamp(size, 1, 500) });
        return [.. rows.Select(r => r.ToNotification())];
    }

    /// <summary>One notification of a person, or null.</summary>
    public async Task<Notification?> FindAsync(long personId, long notificationId, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        var row = await read.QuerySingleOrDefaultAsync<NotificationRow>(
            $"select {NotificationRow.Columns} from notification where person_id = @personId and id = @notificationId",
            new { personId, notificationId });
        return row?.ToNotification();
    }

    public async Task<int> UnreadAsync(long personId, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        return (int)await read.ExecuteScalarAsync<long>(
            "select count(*) from notification where person_id = @personId and read_at is null", new { personId });
    }

    /// <summary>Marks as read; null means all.</summary>
    public Task ReadAsync(long personId, long? notificationId, CancellationToken cancel) => _db.WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            $"""
            update notification set read_at = @now
            where person_id = @personId and read_at is null {(notificationId is null ? "" : "and id = @notificationId")}
            """,
            new { personId, notificationId, now = Now },
            scope.Transaction),
        cancel);

    /// <summary>The delivery log, newest first, of one alert or of all.</summary>
    /// <param name="ownerId">Only of this person's alerts; null: of everybody's.</param>
    public async Task<IReadOnlyList<Delivery>> DeliveriesAsync(
        long? ruleId, long? beforeId, int size, CancellationToken cancel, long? ownerId = null)
    {
        await using var read = await _db.ReadAsync(cancel);
        var rows = await read.QueryAsync<DeliveryRow>(
            $"""
            select {DeliveryRow.Columns} from delivery
            where 1 = 1 {(ruleId is null ? "" : "and rule_id = @ruleId")} {Before(beforeId)}
                {(ownerId is null ? "" : "and rule_id in (select id from alert_rule where person_id = @ownerId)")}
            order by id desc limit @size
            """,
            new { ruleId, beforeId, ownerId, size = Math.Clamp(size, 1, 500) });
        return [.. rows.Select(r => r.ToDelivery())];
    }

    private static string Before(long? id) => id is null ? "" : "and id < @beforeId";
}
