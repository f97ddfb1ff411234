namespace Echolot.Privacy;

/// <summary>What an erasure or an expiry did, by kind of record.</summary>
public sealed record Erased(int Rows, IReadOnlyDictionary<string, int> ByKind);

public sealed partial class PrivacyOffice
{
    /// <summary>
    /// Erases everything about a person in one transaction over every slice and notes it in the audit log (GDPR Art.
    /// 17). The archive keeps a hash of an erased author, so the next crawl does not bring the person back (Art. 21).
    /// </summary>
    public async Task<Erased> EraseAsync(DataSubject subject, long? actorId, CancellationToken cancel)
    {
        var pseudonym = await PseudonymAsync(subject, cancel);
        return await db.WriteAsync(async scope =>
        {
            var byKind = new Dictionary<string, int>();
            foreach (var holder in _holders.Value)
                byKind[KindOf(holder)] = await holder.EraseAsync(scope, subject, cancel);
            var rows = byKind.Values.Sum();
            await RecordAsync(scope, actorId, "person.erased", pseudonym, $"{Number(rows)} rows", cancel);
            return new Erased(rows, byKind);
        }, cancel);
    }
}
