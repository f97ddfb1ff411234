using System.Globalization;
using Echolot.Storage;

namespace Echolot.Privacy;

/// <summary>Whose data: an author on a network, or a person of our own staff.</summary>
/// <param name="Connector">Connector of the identity, such as <c>bluesky</c>; null for staff.</param>
/// <param name="Id">Global id of the author, or the id of the staff member.</param>
/// <param name="Handle">Handle without <c>@</c>, where known.</param>
public sealed record DataSubject(string? Connector, string Id, string? Handle = null)
{
    /// <summary>Id of the staff member; null where the subject is an author on a network.</summary>
    public long? StaffId =>
        Connector is null && long.TryParse(Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}

/// <summary>One stored record about a person, ready for an access export (GDPR Art. 15).</summary>
public sealed record PersonalRecord(string Table, string Id, IReadOnlyDictionary<string, object?> Fields);

/// <summary>
/// Implemented by each slice that stores data about people. The privacy office calls every implementation, so a
/// stored type marked <see cref="PersonalAttribute"/> must be named by one of them (a test holds the two together).
/// </summary>
public interface IHoldsPersonalData
{
    /// <summary>Tables this implementation reaches, as named in the marks.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>
    /// Erases or pseudonymises everything about the person; person-free counts stay. Returns rows touched.
    /// </summary>
    Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel);

    /// <summary>Everything stored about the person.</summary>
    IAsyncEnumerable<PersonalRecord> ExportAsync(DataSubject subject, CancellationToken cancel);

    /// <summary>Removes what is older than its retention. Returns rows removed.</summary>
    Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel);
}
