using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Echolot.Network;
using Echolot.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;

namespace Echolot.Sources.Hubs;

/// <summary>What became of a call of a hub.</summary>
public enum HubAnswer
{
    /// <summary>Handed on, or dropped because its signature does not fit: the hub must not learn which.</summary>
    Taken,
    /// <summary>Nobody subscribes here any more; the hub should forget us.</summary>
    Gone,
}

/// <summary>
/// Subscribes sources at the hubs their feeds name (WebSub, W3C Recommendation of 2018), renews, takes what hubs send,
/// and unsubscribes what is removed, paused or has another hub. Asking goes on all the while, only more seldom: a hub
/// that falls silent costs time, no news.
/// </summary>
/// <remarks>Thread-safe. Does nothing where <see cref="HubOptions.PublicUrl"/> is not set.</remarks>
public sealed partial class HubDesk
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private readonly EcholotDb _db;
    private readonly IGuardedHttp _http;
    private readonly HubOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<HubDesk> _log;
    private readonly IDataProtector _protector;
    private readonly IReadOnlyDictionary<string, IHearsHubs> _connectors;

    // As of the last look: what is missing since then has been removed with its source.
    private IReadOnlyList<SubscriptionRow> _before = [];

    public HubDesk(
        EcholotDb db, IEnumerable<IConnector> connectors, IGuardedHttp http, HubOptions options,
        IDataProtectionProvider protection, TimeProvider time, ILogger<HubDesk> log)
    {
        (_db, _http, _options, _time, _log) = (db, http, options, time, log);
        // The purpose is part of every stored secret and must never change.
        _protector = protection.CreateProtector("Echolot.Sources.Hubs");
        _connectors = connectors.OfType<IHearsHubs>().ToDictionary(c => c.Description.Name);
    }

    /// <summary>Subscribes and renews until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (_options.PublicUrl is null) return;
        using var timer = new PeriodicTimer(LookEvery, _time);
        try
        {
            do
            {
                try
                {
                    await LookAsync(cancel);
                }
                catch (Exception wrong) when (!cancel.IsCancellationRequested)
                {
                    _log.LogError(wrong, "Looking after hubs failed; tried again in {Seconds} s",
                        (int)LookEvery.TotalSeconds);
                }
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _log.LogInformation("Hubs are left alone");
        }
    }

    /// <summary>How a source stands with its hub; null where it has none.</summary>
    public async Task<HubState?> StateAsync(long sourceId, CancellationToken cancel)
    {
        await using var connection = await _db.ReadAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<SubscriptionRow>(new CommandDefinition(
            $"{SubscriptionRow.Select} where h.source_id = @sourceId", new { sourceId }, cancellationToken: cancel));
        return row is null ? null : new(
            new Uri(row.Hub), row.Verified != 0 && row.LeaseUntil > _time.GetUtcNow().ToUnixTimeMilliseconds(),
            At(row.LeaseUntil), At(row.LastAt), row.Problem);
    }

    /// <summary>
    /// Answers a hub that asks whether we meant it: the challenge to echo, or null for "no" (404).
    /// </summary>
    public async Task<string?> VerifyAsync(
        string token, string? mode, string? topic, string? challenge, string? leaseSeconds, string? reason,
        CancellationToken cancel)
    {
        var row = await FindAsync(token, cancel);
        // Who is not known here is asked to be forgotten; unsubscribing is agreed to only then.
        if (row is null) return mode == "unsubscribe" && challenge is { Length: > 0 and <= 1_000 } ? challenge : null;
        if (topic != row.Topic) return null;
        if (mode == "denied")
        {
            var why = reason is { Length: > 0 } ? reason[..Math.Min(reason.Length, 200)] : "no reason given";
            await NoteAsync(row, verified: 0, leaseUntil: null, tries: row.Tries, $"The hub refused: {why}.", cancel);
            return null;
        }
        if (mode != "subscribe" || challenge is not { Length: > 0 and <= 1_000 }) return null;
        var seconds = long.TryParse(leaseSeconds, NumberStyles.None, CultureInfo.InvariantCulture, out var said)
            ? Math.Clamp(said, 60, 365L * 86_400) : (long)Renewal.Lease.TotalSeconds;
        await NoteAsync(
            row, verified: 1, _time.GetUtcNow().AddSeconds(seconds).ToUnixTimeMilliseconds(), tries: 0, null, cancel);
        _log.LogInformation("Source {SourceId} is told of news for {Hours} h", row.SourceId, seconds / 3600);
        return challenge;
    }

    /// <summary>Takes content that a hub sends.</summary>
    public async Task<HubAnswer> TakeAsync(
        string token, string? signature, ReadOnlyMemory<byte> body, string? contentType, CancellationToken cancel)
    {
        if (await FindAsync(token, cancel) is not { } row) return HubAnswer.Gone;
        await using var connection = await _db.ReadAsync(cancel);
        var source = await connection.QuerySingleOrDefaultAsync<SourceRow>(new CommandDefinition(
            $"{SourceRow.Select} where id = @id", new { id = row.SourceId }, cancellationToken: cancel));
        if (source is null || !_connectors.TryGetValue(source.Connector, out var connector)) return HubAnswer.Gone;
        // Whoever is paused will ask by itself when it goes on.
        if (source.Paused != 0) return HubAnswer.Taken;
        if (!HubSignature.Fits(signature, _protector.Unprotect(row.Secret), body.Span, _options.AllowSha1))
        {
            _log.LogWarning("A push for source {SourceId} was dropped: its signature does not fit", row.SourceId);
            await NoteAsync(
                row, row.Verified, row.LeaseUntil, row.Tries,
                "A push was dropped because its signature did not fit.", cancel);
            return HubAnswer.Taken;
        }
        connector.Deliver(row.SourceId, new HubNews(body, contentType));
        await _db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update source_hub set last_at = @now, problem = null where source_id = @SourceId",
            new { now = _time.GetUtcNow().ToUnixTimeMilliseconds(), row.SourceId }, scope.Transaction), cancel);
        return HubAnswer.Taken;
    }

    internal async Task LookAsync(CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        var named = (await NamedAsync(cancel)).ToDictionary(one => one.Id, one => one.Hub);
        var rows = (await RowsAsync(cancel)).ToDictionary(row => row.SourceId);
        // Removed sources take their rows along; paused ones and those without their hub keep them up to here.
        var left = _before.Where(row => rows.GetValueOrDefault(row.SourceId)?.Token != row.Token).ToList();
        left.AddRange(rows.Values.Where(row => !Is(row, named.GetValueOrDefault(row.SourceId))));
        await ForgetAsync(left, cancel);
        foreach (var row in left) rows.Remove(row.SourceId);
        foreach (var (id, hub) in named)
        {
            var row = rows.GetValueOrDefault(id);
            if (row is not null && !Renewal.IsDue(row, now)) continue;
            rows[id] = await PrepareAsync(id, hub, row, now, cancel);
            await SubscribeAsync(rows[id], cancel);
        }
        _before = [.. rows.Values];
        foreach (var row in left) await UnsubscribeAsync(row, cancel);
    }

    private static bool Is(SubscriptionRow row, Hub? hub) =>
        row.Hub == hub?.Address.AbsoluteUri && row.Topic == hub.Topic.AbsoluteUri;

    private async Task<IEnumerable<SubscriptionRow>> RowsAsync(CancellationToken cancel)
    {
        await using var connection = await _db.ReadAsync(cancel);
        return await connection.QueryAsync<SubscriptionRow>(
            new CommandDefinition(SubscriptionRow.Select, cancellationToken: cancel));
    }

    private async Task ForgetAsync(IReadOnlyList<SubscriptionRow> left, CancellationToken cancel)
    {
        if (left.Count == 0) return;
        await _db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "delete from source_hub where token = @Token", left, scope.Transaction), cancel);
    }

    private async Task<List<(long Id, Hub Hub)>> NamedAsync(CancellationToken cancel)
    {
        await using var connection = await _db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<(long Id, string Connector, string? Cursor)>(new CommandDefinition(
            $"""
            select r.id, r.connector, s.cursor from source r join source_state s on s.source_id = r.id
            where r.paused = 0 and {Sql.In(_db.Engine, "r.connector", "connectors")}
            """,
            new { connectors = Sql.List(_db.Engine, _connectors.Keys) }, cancellationToken: cancel));
        return [.. rows.Select(r => (r.Id, Hub: _connectors[r.Connector].HubOf(r.Cursor)))
            .Where(r => r.Hub is not null).Select(r => (r.Id, r.Hub!))];
    }

    /// <summary>Stores that the hub is asked before it is: it may ask back before our request has ended.</summary>
    private async Task<SubscriptionRow> PrepareAsync(
        long sourceId, Hub hub, SubscriptionRow? known, DateTimeOffset now, CancellationToken cancel)
    {
        var row = known is null
            ? new SubscriptionRow
            {
                SourceId = sourceId, Hub = hub.Address.AbsoluteUri, Topic = hub.Topic.AbsoluteUri,
                Token = RandomNumberGenerator.GetHexString(32, lowercase: true),
                Secret = _protector.Protect(RandomNumberGenerator.GetHexString(64, lowercase: true)),
                AskedAt = now.ToUnixTimeMilliseconds(), Tries = 1,
            }
            : known with { AskedAt = now.ToUnixTimeMilliseconds(), Tries = known.Tries + 1 };
        await _db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            insert into source_hub
                (source_id, hub, topic, token, secret, verified, asked_at, tries, lease_until, last_at, problem)
            select id, @Hub, @Topic, @Token, @Secret, @Verified, @AskedAt, @Tries, @LeaseUntil, @LastAt, @Problem
            from source where id = @SourceId
            on conflict (source_id) do update set hub = excluded.hub, topic = excluded.topic, token = excluded.token,
                secret = excluded.secret, verified = excluded.verified, asked_at = excluded.asked_at,
                tries = excluded.tries, lease_until = excluded.lease_until, last_at = excluded.last_at,
                problem = excluded.problem
            """, row, scope.Transaction), cancel);
        return row;
    }

    private async Task SubscribeAsync(SubscriptionRow row, CancellationToken cancel)
    {
        var problem = await AskAsync(
            row, "subscribe", cancel,
            ("hub.lease_seconds", ((long)Renewal.Lease.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
            ("hub.secret", _protector.Unprotect(row.Secret)));
        if (problem is null) return;
        _log.LogInformation("The hub of source {SourceId} could not be asked; it is read as before", row.SourceId);
        await _db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update source_hub set problem = @problem where source_id = @SourceId", new { problem, row.SourceId },
            scope.Transaction), cancel);
    }

    // Once only: a hub that does not hear it is told by 410 when it calls. Its asking back finds no row: agreed to.
    private async Task UnsubscribeAsync(SubscriptionRow row, CancellationToken cancel)
    {
        if (row.Verified == 0) return;
        var problem = await AskAsync(row, "unsubscribe", cancel);
        if (problem is not null)
            _log.LogInformation("The hub of source {SourceId} was left without its knowing", row.SourceId);
    }

    /// <summary>Asks a hub for something; null, or why it could not be asked.</summary>
    private async Task<string?> AskAsync(
        SubscriptionRow row, string mode, CancellationToken cancel,
        params IEnumerable<(string Name, string Value)> more)
    {
        (string Name, string Value)[] form =
        [
            ("hub.mode", mode), ("hub.topic", row.Topic),
            ("hub.callback", new Uri(_options.PublicUrl!, HubOptions.Path + row.Token).AbsoluteUri), .. more,
        ];
        var body = string.Join('&', form.Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value)}"));
        try
        {
            var answer = await _http.SendAsync(new OutgoingRequest(new Uri(row.Hub))
            {
                Method = "POST", Body = Encoding.ASCII.GetBytes(body), MaxRedirects = 0, MaxBytes = 64 * 1024,
                ContentType = "application/x-www-form-urlencoded", Timeout = TimeSpan.FromSeconds(20),
            }, cancel);
            return answer.Success ? null
                : $"The hub answered with status {answer.Status.ToString(CultureInfo.InvariantCulture)}.";
        }
        catch (NetworkRefused refused)
        {
            return refused.Message;
        }
    }

    private async Task<SubscriptionRow?> FindAsync(string token, CancellationToken cancel)
    {
        if (token.Length != 32) return null;
        await using var connection = await _db.ReadAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<SubscriptionRow>(new CommandDefinition(
            $"{SubscriptionRow.Select} where h.token = @token", new { token }, cancellationToken: cancel));
    }

    private Task NoteAsync(
        SubscriptionRow row, long verified, long? leaseUntil, long tries, string? problem, CancellationToken cancel) =>
        _db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            update source_hub set verified = @verified, lease_until = @leaseUntil, tries = @tries, problem = @problem
            where source_id = @SourceId
            """, new { verified, leaseUntil, tries, problem, row.SourceId }, scope.Transaction), cancel);

    private static DateTimeOffset? At(long? ms) =>
        ms is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
