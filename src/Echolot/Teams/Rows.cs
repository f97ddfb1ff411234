using Echolot.Privacy;

namespace Echolot.Teams;

/// <summary>Times in the database: 64-bit Unix milliseconds.</summary>
internal static class Stamps
{
    public static DateTimeOffset At(this long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? At(this long? milliseconds) => milliseconds?.At();
}

[NotPersonal("workspace")]
internal sealed class WorkspaceRow
{
    public const string Columns =
        "name as Name, time_zone as TimeZone, language as Language, created_at as CreatedAt, "
        + "cast(case when agent_figures_at is null then 1 else 0 end as bigint) as WorksCouncil";

    public required string Name { get; init; }
    public required string TimeZone { get; init; }
    public required string Language { get; init; }
    public long CreatedAt { get; init; }
    public long WorksCouncil { get; init; }

    public Workspace ToWorkspace() =>
        new(Name, TimeZone, Language, CreatedAt.At()) { WorksCouncil = WorksCouncil != 0 };
}

[Personal("person")]
internal sealed class PersonRow
{
    public const string Columns =
        "id as Id, email as Email, name as Name, role as Role, language as Language, time_zone as TimeZone, "
        + "theme as Theme, active as Active, password_hash as PasswordHash, created_at as CreatedAt, "
        + "last_seen_at as LastSeenAt, compact_lists as CompactLists, keys_off as KeysOff, desk_keys as DeskKeys, role_since as RoleSince";

    public long Id { get; init; }
    public required string Email { get; init; }
    public required string Name { get; init; }
    public required string Role { get; init; }
    public required string Language { get; init; }
    public required string TimeZone { get; init; }
    public required string Theme { get; init; }
    public long Active { get; init; }
    public string? PasswordHash { get; init; }
    public long CreatedAt { get; init; }
    public long? LastSeenAt { get; init; }
    public long CompactLists { get; init; }
    public long KeysOff { get; init; }
    public string? DeskKeys { get; init; }
    public long RoleSince { get; init; }

    public Person ToPerson() => new(
        Id, Email, Name, Enum.Parse<Role>(Role), Language, TimeZone, Theme, Active != 0, CreatedAt.At(),
        LastSeenAt.At())
    {
        CompactLists = CompactLists != 0, KeysOff = KeysOff != 0, DeskKeys = DeskKeys, RoleSince = RoleSince.At(),
    };
}

[Personal("session")]
internal sealed class SessionRow
{
    public const string Columns =
        "id as Id, person_id as PersonId, device as Device, created_at as CreatedAt, last_seen_at as LastSeenAt";

    public long Id { get; init; }
    public long PersonId { get; init; }
    public required string Device { get; init; }
    public long CreatedAt { get; init; }
    public long LastSeenAt { get; init; }

    public SignedInDevice ToDevice() => new(Id, PersonId, Device, CreatedAt.At(), LastSeenAt.At());
}

[Personal("api_token")]
internal sealed class TokenRow
{
    public const string Columns =
        "id as Id, person_id as PersonId, name as Name, permissions as Permissions, hint as Hint, "
        + "created_at as CreatedAt, expires_at as ExpiresAt, last_used_at as LastUsedAt";

    public long Id { get; init; }
    public long PersonId { get; init; }
    public required string Name { get; init; }
    public long Permissions { get; init; }
    public required string Hint { get; init; }
    public long CreatedAt { get; init; }
    public long? ExpiresAt { get; init; }
    public long? LastUsedAt { get; init; }

    public ApiToken ToToken() => new(
        Id, PersonId, Name, (Permission)Permissions, Hint, CreatedAt.At(), ExpiresAt.At(), LastUsedAt.At());
}

/// <summary>An invitation or a password reset, usable once.</summary>
[Personal("password_link")]
internal sealed class PasswordLinkRow
{
    public const string Columns =
        "id as Id, person_id as PersonId, purpose as Purpose, created_at as CreatedAt, expires_at as ExpiresAt, "
        + "used_at as UsedAt";

    public long Id { get; init; }
    public long PersonId { get; init; }
    public required string Purpose { get; init; }
    public long CreatedAt { get; init; }
    public long ExpiresAt { get; init; }
    public long? UsedAt { get; init; }
}

[Personal("sign_in_failure")]
internal sealed class TriesRow
{
    public required string Key { get; init; }
    public long Failures { get; init; }
    public long LastAt { get; init; }

    public Tries ToTries() => new((int)Failures, LastAt.At());
}
