using Echolot.Storage;

namespace Echolot.Privacy;

/// <summary>One line of the audit log: who did what to which thing. Names things by id, never by personal text.</summary>
/// <param name="ActorId">Staff member, null for the system itself or the command line.</param>
/// <param name="What">Lower-case verb with its noun, such as <c>source.added</c>.</param>
/// <param name="Target">Kind and id of the thing, such as <c>source:12</c>.</param>
/// <param name="Detail">Numbers and setting names, no text about people.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, long? ActorId, string What, string Target, string? Detail);

/// <summary>How long records of one kind are kept. <paramref name="Days"/> null: until they are deleted by hand.</summary>
/// <param name="Kind">First table of the <see cref="IHoldsPersonalData"/> implementation that the setting is for.</param>
public sealed record Retention(string Kind, int? Days);

/// <summary>Why we may process what a source brings (GDPR Art. 6), for the record of processing (Art. 30).</summary>
public sealed record LegalBasis(long SourceId, string Basis, string Purpose, DateTimeOffset ChangedAt, long? ChangedBy);

/// <summary>What an erasure or an expiry did.</summary>
public sealed record Erased(int Rows, IReadOnlyDictionary<string, int> ByKind);

/// <summary>Legal basis, retention, erasure, access export and the audit log.</summary>
public sealed class PrivacyOffice
{
    /// <summary>Appends to the audit log inside the caller's transaction; entries are never changed.</summary>
    public Task RecordAsync(
        WriteScope scope, long? actorId, string what, string target, string? detail, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Newest first; <paramref name="beforeId"/> continues a page.</summary>
    public Task<IReadOnlyList<AuditEntry>> AuditAsync(long? beforeId, int size, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>
    /// Erases everything about a person in one transaction over every slice, notes it in the audit log, and remembers a
    /// keyed hash so that the next crawl does not bring the person back.
    /// </summary>
    public Task<Erased> EraseAsync(DataSubject subject, long? actorId, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Everything stored about a person, over every slice; the access is noted in the audit log.</summary>
    public IAsyncEnumerable<PersonalRecord> ExportAsync(DataSubject subject, long? actorId, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Removes what is older than its retention; runs once a day.</summary>
    public Task<Erased> ExpireAsync(CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<Retention>> RetentionsAsync(CancellationToken cancel) => throw new NotImplementedException();

    /// <exception cref="ArgumentException">No such kind, or less than one day.</exception>
    public Task SetRetentionAsync(string kind, int? days, long? actorId, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task<LegalBasis?> LegalBasisAsync(long sourceId, CancellationToken cancel) => throw new NotImplementedException();

    public Task SetLegalBasisAsync(long sourceId, string basis, string purpose, long? actorId, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Whether this author was erased and must not come back. Cheap: asked for every item that comes in.</summary>
    public bool Objected(string connector, string authorId) => throw new NotImplementedException();
}
