using Echolot.Storage;

namespace Echolot.Privacy;

/// <summary>What an erasure or an expiry did, by kind of record.</summary>
public sealed record Erased(int Rows, IReadOnlyDictionary<string, int> ByKind);

public sealed partial class PrivacyOffice
{
    /// <summary>
    /// Erases everything about a person in one transaction over every slice, notes it in the audit log, and remembers a
    /// keyed hash so that the next crawl does not bring the person back (GDPR Art. 17 and 21).
    /// </summary>
    public async Task<Erased> EraseAsync(DataSubject subject, long? actorId, CancellationToken cancel)
    {
        await LoadAsync(cancel);
        var hash = HashOf(subject.Connector, subject.Id);
        var erased = await db.WriteAsync(async scope =>
        {
            var byKind = new Dictionary<string, int>();
            foreach (var holder in _holders.Value)
                byKind[KindOf(holder)] = await holder.EraseAsync(scope, subject, cancel);
            if (subject.Connector is not null) await RememberAsync(scope, hash, cancel);
            var rows = byKind.Values.Sum();
            await RecordAsync(scope, actorId, "person.erased", Target(hash), $"{Number(rows)} rows", cancel);
            return new Erased(rows, byKind);
        }, cancel);
        if (subject.Connector is not null) Remembered(hash);
        return erased;
    }

    // The audit log must not keep the name of somebody who asked to be forgotten; the hash proves that it was done.
    private static string Target(string hash) => $"person:{hash[..16]}";
}
