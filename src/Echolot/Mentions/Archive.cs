using Dapper;
using Echolot.Messaging;
using Echolot.Storage;
using NodaTime;
using NodaTime.TimeZones;

namespace Echolot.Mentions;

/// <summary>Everything we keep: mentions, authors, revisions, duplicates, full text.</summary>
/// <remarks>
/// Thread-safe. Lists and counts show what is visible; hidden mentions (their author is away) count nowhere.
/// </remarks>
public sealed partial class Archive(EcholotDb db, Bus bus, TimeProvider clock)
{
    private readonly TombstoneKey _key = new();
    private readonly KnownAuthors _known = new();
    private readonly StoredKeys _keys = new(db);

    /// <summary>The workspace's clock, by which <c>hour:</c> asks; UTC until the workspace is known.</summary>
    public TimeZoneInfo Zone
    {
        get;
        set => (field, _days) = (value, BclDateTimeZone.FromTimeZoneInfo(value));
    } = TimeZoneInfo.Utc;

    private DateTimeZone _days = DateTimeZone.Utc;

    /// <summary>
    /// Works out everything about a mention to keep that needs no database; on any thread, before the transaction.
    /// </summary>
    public static PreparedKeep Prepare(Keep keep) => new(keep);

    /// <summary>
    /// Keeps in mind, until cancelled, what is stored, so that what is new needs no look into the database.
    /// </summary>
    public Task KeepKeysAsync(CancellationToken cancel) => _keys.RunAsync(cancel);

    /// <summary>
    /// Keeps a batch inside the caller's transaction; publishes <see cref="MentionsKept"/>. Idempotent by (connector,
    /// id, revision).
    /// </summary>
    /// <remarks>
    /// The same id may come twice in a batch and is taken in order. A revision without matches (an edit that no query
    /// wants any more) is stored all the same and keeps the monitors it had: somebody may have acted on the first text.
    /// Without matches and not stored yet, it is left out as <see cref="KeepOutcome.NotWanted"/> with id 0.
    /// An older text that arrives late is kept among the revisions (<see cref="KeepOutcome.AlreadyKnown"/>) and never
    /// replaces the newer one. Mentions of an author who is hidden are kept hidden.
    /// </remarks>
    public async Task<IReadOnlyList<Kept>> KeepAsync(
        WriteScope scope, IReadOnlyList<PreparedKeep> batch, CancellationToken cancel)
    {
        if (batch.Count == 0) return [];
        var tombstones = new Tombstones(scope, await _key.InAsync(scope));
        var keeping = new Keeping(scope, tombstones, _known, _keys, clock.GetUtcNow());
        var kept = await keeping.KeepAsync(batch, cancel);
        if (keeping.Facts.Count > 0) await bus.PublishAsync(scope, new MentionsKept([.. keeping.Facts]), cancel);
        return kept;
    }

    /// <inheritdoc cref="KeepAsync(WriteScope, IReadOnlyList{PreparedKeep}, CancellationToken)"/>
    public Task<IReadOnlyList<Kept>> KeepAsync(
        WriteScope scope, IReadOnlyList<Keep> batch, CancellationToken cancel) =>
        KeepAsync(scope, [.. batch.Select(Prepare)], cancel);

    /// <summary>
    /// Deletes mentions everywhere and leaves a tombstone, so that a post that comes later stays away.
    /// </summary>
    /// <param name="ids">Global ids, or the local ones by which this source names deleted items.</param>
    /// <returns>How many mentions vanished.</returns>
    public async Task<int> ForgetAsync(
        WriteScope scope, string connector, IReadOnlyList<ExternalId> ids, string reason, CancellationToken cancel)
    {
        if (ids.Count == 0) return 0;
        var forgetting = new Forgetting(scope);
        await forgetting.ItemsAsync(connector, ids, cancel);
        var tombstones = new Tombstones(scope, await _key.InAsync(scope));
        await tombstones.PutItemsAsync(
            connector, ids, forgetting.Forgotten.Count > 0, clock.GetUtcNow(), reason, cancel);
        return await TellAsync(scope, forgetting, reason, cancel);
    }

    /// <summary>
    /// Hides (reversible) or forgets everything of an author; <paramref name="hide"/> null means show again.
    /// </summary>
    /// <param name="hide">True: hide; false: forget for good, and leave a tombstone; null: show again.</param>
    /// <returns>How many mentions were touched.</returns>
    public async Task<int> AuthorGoneAsync(
        WriteScope scope, string connector, ExternalId author, bool? hide, string reason, CancellationToken cancel)
    {
        var id = MentionIds.KeyOf(connector, author.Value);
        if (hide is false)
            return await ForgetAuthorAsync(scope, connector, author.Value, reason, forGood: false, cancel);
        _known.Forget([id]);
        // Nothing is written down about people of whom we hold nothing.
        await scope.Connection.ExecuteAsync(
            "update author set hidden = @hidden, hidden_reason = @why where id = @id",
            new { id, hidden = hide is null ? 0L : 1L, why = hide is null ? null : reason }, scope.Transaction);
        return await new Forgetting(scope).HideAsync(id, hide is true, cancel);
    }

    /// <summary>
    /// Takes over a new name, handle, profile or follower count of an author we know; returns rows changed.
    /// </summary>
    public Task<int> AuthorChangedAsync(WriteScope scope, string connector, AuthorRef author, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        _known.Forget([MentionIds.KeyOf(connector, author.Id.Value)]);
        return Authors.ChangeAsync(scope, connector, author);
    }

    /// <summary>Forgets what was published before a moment, without tombstones; returns how many mentions.</summary>
    public async Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        var forgetting = new Forgetting(scope);
        await forgetting.BeforeAsync(before, cancel);
        return await TellAsync(scope, forgetting, "Expired", cancel);
    }

    /// <summary>Removes the memory of deleted items whose sources cannot send them again; returns how many.</summary>
    public Task<int> ExpireTombstonesAsync(WriteScope scope, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return scope.Connection.ExecuteAsync(
            "delete from tombstone where until < @now", new { now = clock.GetUtcNow().ToUnixTimeMilliseconds() }, scope.Transaction);
    }

    /// <summary>
    /// Removes what sources sent, kept for proof and repair, where it came before a moment; mentions stay.
    /// </summary>
    public Task<int> ExpireRawAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return scope.Connection.ExecuteAsync(
            "delete from mention_raw where at < @before", new { before = before.ToUnixTimeMilliseconds() }, scope.Transaction);
    }

    /// <param name="forGood">Keep the author away for ever, also where nothing of theirs was stored.</param>
    internal async Task<int> ForgetAuthorAsync(
        WriteScope scope, string connector, string author, string reason, bool forGood, CancellationToken cancel)
    {
        var id = MentionIds.KeyOf(connector, author);
        _known.Forget([id]);
        var forgetting = new Forgetting(scope);
        await forgetting.AuthorAsync(id, cancel);
        await scope.Connection.ExecuteAsync("delete from author where id = @id", new { id }, scope.Transaction);
        var tombstones = new Tombstones(scope, await _key.InAsync(scope));
        await tombstones.PutAuthorAsync(
            connector, author, forGood || forgetting.Forgotten.Count > 0, clock.GetUtcNow(), reason, cancel);
        return await TellAsync(scope, forgetting, reason, cancel);
    }

    private async Task<int> TellAsync(WriteScope scope, Forgetting forgetting, string reason, CancellationToken cancel)
    {
        if (forgetting.Forgotten.Count == 0) return 0;
        _known.Forget(forgetting.Authors);
        await bus.PublishAsync(scope, new MentionsForgotten([.. forgetting.Forgotten], reason), cancel);
        return forgetting.Forgotten.Count;
    }
}
