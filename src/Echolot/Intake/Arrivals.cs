using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Dapper;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;

namespace Echolot.Intake;

/// <summary>What is said to us and waits to become part of a conversation; deletions come along.</summary>
/// <param name="Message">Null: the item <paramref name="ExternalId"/> was deleted.</param>
/// <param name="Ours">Written by our own account.</param>
public sealed record ArrivedMessage(
    long Id, long SourceId, string Connector, ExternalId ExternalId, Mention? Message, bool Ours);

/// <summary>Something was said to us; taken from <see cref="Arrivals"/> by whoever keeps conversations.</summary>
public sealed record MessagesArrived(long UpTo) : IFact;

/// <summary>
/// The way from the gate to the conversations: what is addressed to us, and every answer in a thread that somebody
/// follows, is stored in the same transaction as the cursor, whether or not a monitor wants it.
/// </summary>
/// <remarks>Thread-safe. Looking whether a thread is followed costs two hashes and no database.</remarks>
public sealed class Arrivals(EcholotDb db, Bus bus) : IHoldsPersonalData
{
    private const int Portion = 200;
    private readonly ConcurrentDictionary<long, bool> _followed = [];

    /// <summary>What came from some id on, oldest first; at most a portion.</summary>
    public async Task<IReadOnlyList<ArrivedMessage>> WaitingAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<ArrivalRow>(new CommandDefinition(
            $"{ArrivalRow.Select} order by id limit {Portion}", cancellationToken: cancel))).Select(r => r.AsArrived())];
    }

    /// <summary>They become part of conversations in this transaction.</summary>
    /// <returns>Those that still waited: who was erased meanwhile is not heard any more.</returns>
    public static async Task<IReadOnlySet<long>> TakeAsync(WriteScope scope, IReadOnlyList<long> ids) =>
        (await scope.Connection.QueryAsync<long>(
            $"delete from arrival where {Sql.In(scope.Engine, "id", "ids")} returning id",
            new { ids = Sql.List(scope.Engine, ids) }, scope.Transaction)).ToHashSet();

    /// <summary>From now on answers to these items arrive, until <paramref name="until"/>.</summary>
    public async Task FollowAsync(
        WriteScope scope, string connector, IReadOnlyList<ExternalId> ids, DateTimeOffset until)
    {
        // At once: the commit is seen before whatever comes after it, and one that is followed in vain does no harm.
        Follow(connector, ids);
        foreach (var key in ids.Select(id => KeyOf(connector, id.Value)).Distinct())
            await scope.Connection.ExecuteAsync(
                """
                insert into followed (key, until) values (@key, @until)
                on conflict (key) do update set until = excluded.until where excluded.until > followed.until
                """, new { key, until = until.ToUnixTimeMilliseconds() }, scope.Transaction);
    }

    private void Follow(string connector, IEnumerable<ExternalId> ids)
    {
        foreach (var id in ids) _followed[KeyOf(connector, id.Value)] = true;
    }

    /// <summary>Every name by which answers and deletions may speak of an item.</summary>
    public static IReadOnlyList<ExternalId> NamesOf(ExternalId id, string? local) =>
        local is null ? [id] : [id, new(local)];

    /// <summary>Reads what is followed, before the gate opens.</summary>
    internal async Task LoadAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        foreach (var key in await connection.QueryAsync<long>(
            new CommandDefinition("select key from followed", cancellationToken: cancel)))
            _followed[key] = true;
        foreach (var (connector, id) in await connection.QueryAsync<(string, string)>(
            new CommandDefinition("select connector, external_id from arrival", cancellationToken: cancel)))
            _followed[KeyOf(connector, id)] = true;
    }

    /// <summary>Whether this is an answer in a thread that somebody follows.</summary>
    internal bool Concerns(Mention mention)
    {
        if (mention.ParentId is null && mention.RootId is null) return false;
        var connector = mention.Source.Connector;
        return mention.ParentId is { } parent && Concerns(connector, parent)
            || mention.RootId is { } root && Concerns(connector, root);
    }

    /// <summary>Whether the item itself is part of a thread that somebody follows.</summary>
    internal bool Concerns(string connector, ExternalId id) => _followed.ContainsKey(KeyOf(connector, id.Value));

    /// <summary>Stores what a batch says to us; what is stored already under its revision is left alone.</summary>
    internal async Task AddAsync(WriteScope scope, IReadOnlyList<Arrived> batch, CancellationToken cancel)
    {
        long last = 0;
        foreach (var arrived in batch)
        {
            var (connector, source) = (arrived.Source.Key.Connector, arrived.Source.Id);
            var row = arrived.Event switch
            {
                Addressed said => Row(said.Message, said.Ours),
                Upserted kept when Concerns(kept.Mention) => Row(kept.Mention, false),
                Deleted gone when Concerns(connector, gone.Id) => new ArrivalRow
                {
                    SourceId = source, Connector = connector, ExternalId = gone.Id.Value, Revision = "deleted",
                    At = gone.ReceivedAt.ToUnixTimeMilliseconds(),
                },
                _ => null,
            };
            if (row is null || arrived.Problem is not null) continue;
            // An answer may come before somebody has heard what it answers.
            if (arrived.Event is Addressed { Message: var heard }) Follow(connector, NamesOf(heard.Id, heard.LocalId));
            last = await scope.Connection.ExecuteScalarAsync<long?>(new CommandDefinition(
                """
                insert into arrival (source_id, connector, external_id, revision, author_id, message, ours, at)
                values (@SourceId, @Connector, @ExternalId, @Revision, @AuthorId, @Message, @Ours, @At)
                on conflict (connector, external_id, revision) do nothing returning id
                """, row, scope.Transaction, cancellationToken: cancel)) ?? last;

            ArrivalRow Row(Mention message, bool ours) => new()
            {
                SourceId = source, Connector = connector, ExternalId = message.Id.Value, Revision = message.Revision,
                AuthorId = message.Author.Id.Value, Ours = ours ? 1 : 0,
                Message = JsonSerializer.Serialize(message with { Raw = null, Html = null }, JsonSerializerOptions.Web),
                At = message.ReceivedAt.ToUnixTimeMilliseconds(),
            };
        }
        if (last > 0) await bus.PublishAsync(scope, new MessagesArrived(last), cancel);
    }

    public IReadOnlyList<string> Tables { get; } = ["arrival"];

    public Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            "delete from arrival where connector = @Connector and author_id = @Id",
            new { subject.Connector, subject.Id }, scope.Transaction, cancellationToken: cancel));

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<ArrivalRow>(new CommandDefinition(
            $"{ArrivalRow.Select} where connector = @Connector and author_id = @Id order by id",
            new { subject.Connector, subject.Id }, cancellationToken: cancel)))
            yield return new("arrival", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["external_id"] = row.ExternalId, ["text"] = row.AsArrived().Message?.Text,
            });
    }

    /// <summary>What still waits is never too old; what is no longer followed goes.</summary>
    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(new CommandDefinition(
            "delete from followed where until < @before", new { before = before.ToUnixTimeMilliseconds() },
            scope.Transaction, cancellationToken: cancel));

    private static long KeyOf(string connector, string id) => MentionIds.KeyOf(connector, id);
}

/// <summary>A message between gate and conversation as it is stored.</summary>
[Personal("arrival")]
internal sealed record ArrivalRow
{
    public const string Select =
        "select id, source_id, connector, external_id, revision, author_id, message, ours, at from arrival";

    public long Id { get; init; }
    public long SourceId { get; init; }
    public string Connector { get; init; } = "";
    public string ExternalId { get; init; } = "";
    public string Revision { get; init; } = "";
    public string? AuthorId { get; init; }
    public string? Message { get; init; }
    public long Ours { get; init; }
    public long At { get; init; }

    public ArrivedMessage AsArrived() => new(
        Id, SourceId, Connector, new(ExternalId),
        Message is null ? null : JsonSerializer.Deserialize<Mention>(Message, JsonSerializerOptions.Web), Ours != 0);
}

/// <summary>A thread whose answers arrive; a hash and nothing else.</summary>
[NotPersonal("followed")]
internal sealed record FollowedRow(long Key, long Until);
