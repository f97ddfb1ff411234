using System.Collections.Concurrent;
using System.Threading.Channels;
using Dapper;
using Echolot.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Echolot.Messaging;

/// <summary>
/// Something that happened, named in the past tense. Serialised as JSON; holds ids, never mention text.
/// </summary>
public interface IFact;

/// <summary>How a durable subscriber is doing. <paramref name="Behind"/>: facts it has not taken yet.</summary>
/// <param name="Failures">Failed tries of the fact it stands at; 0 when all is well.</param>
/// <param name="LastError">Type of the last error; the log has the whole of it.</param>
public sealed record SubscriberHealth(string Name, long Behind, long Failures, string? LastError);

/// <summary>
/// Facts from slice to slice over the outbox table: published inside the transaction that made them true, handed
/// to every durable subscriber at least once and in order, also after a crash.
/// </summary>
/// <remarks>
/// A subscriber is woken by the commit itself; a poll every five seconds is only the net below. Subscribers run side by
/// side, so one that fails or is slow stops nobody else; it is tried again with growing pauses and never skips a fact.
/// On PostgreSQL several processes may run: each subscriber lives in one of them at a time, and facts wake the others.
/// </remarks>
public sealed class Bus(EcholotDb db, TimeProvider clock, ILogger<Bus>? log = null)
{
    private const string Channel = "echolot_outbox", Whispers = "echolot_whispers";

    // Any number will do as long as nothing else in the database uses it.
    private const long PublishLock = 0x4563686F6C6F7402;

    private readonly ILogger _log = log ?? NullLogger<Bus>.Instance;
    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, Subscriber> _subscribers = new(StringComparer.Ordinal);
    private readonly Watchers _watchers = new();
    private volatile bool _running;

    /// <summary>
    /// Live facts that were thrown away because a screen read too slowly, since the start of this process.
    /// </summary>
    public long Dropped => _watchers.Dropped;

    /// <summary>Writes the fact to the outbox of this transaction.</summary>
    /// <remarks>
    /// The row is written as the last thing before the commit: on PostgreSQL publishers then hold the lock that puts
    /// their facts in order only for a moment, and cannot wait for each other in a circle.
    /// </remarks>
    public Task PublishAsync(WriteScope scope, IFact fact, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var facts = scope.Kept(this, () => new List<IFact>());
        facts.Add(fact);
        if (facts.Count > 1) return Task.CompletedTask;
        scope.BeforeCommit(stop => WriteAsync(scope, facts, stop));
        scope.AfterCommit(() =>
        {
            Wake();
            _watchers.Hand(facts);
        });
        return Task.CompletedTask;
    }

    /// <summary>
    /// Registers a durable subscriber before the host starts. Its position is stored under
    /// <paramref name="subscriber"/>; the handler must be idempotent.
    /// </summary>
    /// <remarks>
    /// One subscriber may take several types of facts: register each under the same name, and they come in one order.
    /// A subscriber seen for the first time begins with the oldest fact that is still there.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The bus runs already, or this subscriber takes this type
    /// already.</exception>
    public void Subscribe<TFact>(string subscriber, Func<TFact, CancellationToken, Task> handler) where TFact : IFact
    {
        if (_running)
            throw new InvalidOperationException(
                $"The bus runs already: subscribe {subscriber} to {typeof(TFact).Name} before the host starts.");
        _subscribers.GetOrAdd(subscriber, static name => new Subscriber(name)).Add(handler);
    }

    /// <summary>
    /// Live facts from now on, for screens; lossy when the reader is slow (oldest dropped, and counted).
    /// </summary>
    /// <remarks>Listens from the call on, not only from the first read; cancel to stop.</remarks>
    public IAsyncEnumerable<TFact> WatchAsync<TFact>(CancellationToken cancel) where TFact : IFact =>
        _watchers.Add<TFact>(cancel);

    /// <summary>
    /// Tells the screens of every process of something that is over within seconds. It is stored nowhere, no durable
    /// subscriber takes it, and whoever does not listen now never hears of it.
    /// </summary>
    public async Task WhisperAsync(IFact fact, CancellationToken cancel)
    {
        _watchers.Hand([fact]);
        if (db.Engine is Engine.Postgres)
            await db.CallAsync(Whispers, Whispered.Write(fact, _node), cancel);
    }

    /// <summary>How the durable subscribers of this process are doing.</summary>
    public async Task<IReadOnlyList<SubscriberHealth>> HealthAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var end = await connection.ExecuteScalarAsync<long>("select coalesce(max(seq), 0) from outbox");
        var stored = (await connection.QueryAsync<SubscriberRow>(
            "select name, position, failures, last_error as LastError from subscriber")).ToDictionary(r => r.Name, StringComparer.Ordinal);
        return [.. _subscribers.Keys.Order(StringComparer.Ordinal).Select(name =>
        {
            var row = stored.GetValueOrDefault(name);
            return new SubscriberHealth(
                name, Math.Max(0, end - (row?.Position ?? 0)), row?.Failures ?? 0, row?.LastError);
        })];
    }

    /// <summary>Hands facts to the subscribers until cancelled, then writes down how far they came.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        _running = true;
        var positions = new Positions(db, clock, _subscribers.Values);
        var work = _subscribers.Values
            .Select(s => Task.Run(
                () => new Delivery(db, clock, _log, s, positions).RunAsync(cancel), CancellationToken.None))
            .Append(Task.Run(() => positions.KeepAsync(_log, cancel), CancellationToken.None))
            .Append(Task.Run(
                () => new Pruning(db, clock, _log, [.. _subscribers.Keys]).RunAsync(cancel), CancellationToken.None));
        if (db.Engine is Engine.Postgres)
            work = work.Append(Task.Run(() => HearOthersAsync(cancel), CancellationToken.None));
        await Task.WhenAll(work);
        await positions.WriteAsync(CancellationToken.None);
        _running = false;
    }

    private void Wake()
    {
        foreach (var subscriber in _subscribers.Values) subscriber.Wake();
    }

    private async Task WriteAsync(WriteScope scope, IReadOnlyList<IFact> facts, CancellationToken cancel)
    {
        if (scope.Engine is Engine.Postgres)
            await scope.Connection.ExecuteAsync(
                $"select pg_advisory_xact_lock({PublishLock})", transaction: scope.Transaction);
        var at = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var fact in facts)
        {
            cancel.ThrowIfCancellationRequested();
            await scope.Connection.ExecuteAsync(
                "insert into outbox (type, json, node, at) values (@Type, @Json, @Node, @At)",
                new OutboxRow { Type = Facts.NameOf(fact.GetType()), Json = Facts.Write(
                    fact), Node = _node, At = at }, scope.Transaction);
        }
        if (scope.Engine is Engine.Postgres)
            await scope.Connection.ExecuteAsync($"notify {Channel}", transaction: scope.Transaction);
    }

    // Facts of other processes wake our subscribers and reach our screens.
    private async Task HearOthersAsync(CancellationToken cancel)
    {
        var bell = System.Threading.Channels.Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var screens = new ScreenTail(db, _node, _watchers);
        var listening = Task.WhenAll(
            ListenAsync(Channel, _ =>
            {
                Wake();
                bell.Writer.TryWrite(true);
            }, cancel),
            ListenAsync(Whispers, HearWhisper, cancel));
        try
        {
            await screens.StartAsync(cancel);
            while (await bell.Reader.WaitToReadAsync(cancel))
            {
                bell.Reader.TryRead(out _);
                try
                {
                    await screens.ReadAsync(cancel);
                }
                catch (Exception wrong) when (
                    wrong is System.Data.Common.DbException or StorageException or IOException)
                {
                    _log.LogWarning(wrong, "Facts of other processes could not be read for the screens; the next one brings them along");
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _log.LogDebug("Stopped listening to other processes");
        }
        await listening;
    }

    private void HearWhisper(string words)
    {
        try
        {
            if (Whispered.Read(words, _node, _watchers.Types) is { } fact) _watchers.Hand([fact]);
        }
        catch (System.Text.Json.JsonException wrong)
        {
            // A process of another version says it in another way.
            _log.LogDebug(wrong, "A whisper of another process was not understood");
        }
    }

    private async Task ListenAsync(string channel, Action<string> heard, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await db.ListenAsync(channel, heard, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception wrong) when (wrong is System.Data.Common.DbException or StorageException or IOException)
            {
                _log.LogWarning(
                    wrong, "Lost the connection that listens to other processes; trying again in two seconds");
                await Task.Delay(TimeSpan.FromSeconds(2), clock, CancellationToken.None);
            }
        }
    }
}
