using Echolot.Privacy;

namespace Echolot.Evidence;

/// <summary>
/// A mention as it was at a moment: text, author, addresses, times, what the source sent, and the page where it could
/// be fetched, in one zip file.
/// </summary>
/// <param name="PersonId">Who took it; null where that person is erased.</param>
/// <param name="Url">Address that was asked for the page; null where the mention has none.</param>
/// <param name="Status">What the site answered; null where nothing was fetched.</param>
/// <param name="Problem">Why the page is not in it, in English; null where it is, or there is no address.</param>
/// <param name="Sha256">Of the zip file, in hexadecimal digits.</param>
/// <param name="Size">Bytes of the zip file.</param>
public sealed record EvidenceItem(
    long Id, long MentionId, long? PersonId, DateTimeOffset At, string? Url, int? Status, string? Problem, string Sha256,
    long Size)
{
    /// <summary>What people added to it, oldest first.</summary>
    public IReadOnlyList<Screenshot> Screenshots { get; init; } = [];
}

/// <summary>Evidence as it is stored. Holds what somebody wrote.</summary>
[Personal("evidence")]
internal sealed record EvidenceRow
{
    public const string Columns = "id, mention_id, person_id, at, url, status, problem, sha256, size";

    public long Id { get; init; }
    public long MentionId { get; init; }
    public long? PersonId { get; init; }
    public long At { get; init; }
    public string? Url { get; init; }
    public long? Status { get; init; }
    public string? Problem { get; init; }
    public string Sha256 { get; init; } = "";
    public long Size { get; init; }

    public EvidenceItem AsItem() => new(
        Id, MentionId, PersonId, DateTimeOffset.FromUnixTimeMilliseconds(At), Url, (int?)Status, Problem, Sha256, Size);
}
