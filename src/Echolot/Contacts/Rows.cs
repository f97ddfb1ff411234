using Echolot.Mentions;
using Echolot.Privacy;

namespace Echolot.Contacts;

[Personal("contact")]
internal sealed record ContactRow
{
    public long Id { get; init; }
    public string Name { get; init; } = "";
    public long CreatedAt { get; init; }
}

[Personal("identity")]
internal sealed record IdentityRow
{
    public const string Columns =
        "id, contact_id, connector, external_id, handle, name, profile, followers, seen_at";

    public long Id { get; init; }
    public long ContactId { get; init; }
    public string Connector { get; init; } = "";
    public string ExternalId { get; init; } = "";
    public string? Handle { get; init; }
    public string? Name { get; init; }
    public string? Profile { get; init; }
    public long? Followers { get; init; }
    public long SeenAt { get; init; }

    public Identity AsIdentity() => new(
        Id, ContactId, Connector, new ExternalId(ExternalId), Handle, Name,
        Uri.TryCreate(Profile, UriKind.Absolute, out var profile) ? profile : null, Followers,
        DateTimeOffset.FromUnixTimeMilliseconds(SeenAt));
}
