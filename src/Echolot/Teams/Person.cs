using Echolot.Messaging;

namespace Echolot.Teams;

public enum Role { Administrator, Lead, Agent, Trainee, Analyst, ReadOnly, PublicRelations, Sales, DataProtection, LegalFeedback }

/// <summary>What somebody may do. Each page and API route demands one.</summary>
[Flags]
public enum Permission
{
    None = 0,
    ReadMentions = 1,
    TagMentions = 2,
    ReadMonitors = 4,
    EditMonitors = 8,
    ReadSources = 16,
    EditSources = 32,
    PushMentions = 64,
    ReadNotifications = 128,
    EditNotifications = 256,
    ReadPeople = 512,
    EditPeople = 1024,
    EditOwnTokens = 2048,
    Administer = 4096,
    ExportMentions = 8192,
    HandlePrivacy = 16384,
    ReadConversations = 32768,
    WorkConversations = 65536,
    SendReplies = 131072,
    EditCare = 262144,
    EditAnswers = 1 << 21,
    ApproveAnswers = 1 << 22,
    ApproveReplies = 1 << 23,
    ExportConversations = 1 << 26,
    WriteNotes = 1 << 27,
}

/// <summary>A member of our staff.</summary>
public sealed record Person(
    long Id, string Email, string Name, Role Role, string Language, string TimeZone, string Theme, bool Active,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt)
{
    public Permission Permissions => Roles.PermissionsOf(Role);

    /// <summary>Work lists show more rows and less of each.</summary>
    public bool CompactLists { get; init; }

    /// <summary>Single keys do nothing on pages; those with Ctrl or Cmd work.</summary>
    public bool KeysOff { get; init; }

    /// <summary>Keys of the care desk that they have put elsewhere, as JSON: the key as it is shipped, and theirs; null: none.</summary>
    public string? DeskKeys { get; init; }

    /// <summary>Since when they have their role, are active and have the password that they set last by a link.</summary>
    public DateTimeOffset RoleSince { get; init; }
}

/// <summary>What an administrator fills in about a person.</summary>
/// <param name="Language"><c>de</c> or <c>en</c>.</param>
/// <param name="TimeZone">IANA name, such as <c>Europe/Berlin</c>.</param>
public sealed record PersonDraft(string Email, string Name, Role Role, string Language, string TimeZone);

/// <summary>Workspace-wide settings made at set-up.</summary>
public sealed record Workspace(string Name, string TimeZone, string Language, DateTimeOffset CreatedAt)
{
    /// <summary>Nobody sees figures about single people, not even leads; holds until an agreement allows them.</summary>
    public bool WorksCouncil { get; init; }
}

/// <summary>Result of signing in: a session secret to put into the cookie, or why not.</summary>
public sealed record SignIn(Person? Person, string? SessionSecret, SignInRefusal? Refusal, TimeSpan? RetryAfter);

public enum SignInRefusal { WrongCredentials, Throttled, Inactive }

/// <summary>An API token without its secret.</summary>
/// <param name="Hint">Last four characters of the secret, to tell tokens apart.</param>
public sealed record ApiToken(
    long Id, long PersonId, string Name, Permission Permissions, string Hint, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>A device somebody is signed in on.</summary>
public sealed record SignedInDevice(
    long Id, long PersonId, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);

/// <summary>Who a request acts for.</summary>
public sealed record Actor(Person Person, Permission Permissions, long? TokenId)
{
    /// <summary>Departments whose conversations they see beside their own; null: everything.</summary>
    public IReadOnlyList<long>? Sees { get; init; }

    /// <summary>Whether every permission of <paramref name="demanded"/> is there.</summary>
    public bool May(Permission demanded) => (Permissions & demanded) == demanded;
}

/// <summary>What happened to a person; the audit log listens.</summary>
public enum PersonEvent
{
    SetUp, Invited, Changed, RoleChanged, Deactivated, Reactivated, SettingsChanged, SignedIn, SignedOut, SignInRefused,
    PasswordLinkMade, PasswordSet, PasswordChanged, TokenIssued, TokenRevoked, Erased,
}

/// <summary>
/// Something about a person changed; <paramref name="By"/> did it, null for the person without a sign-in.
/// </summary>
/// <param name="Subject">Id of what it is about besides the person, such as the token.</param>
public sealed record PersonChanged(long PersonId, PersonEvent What, long? By, DateTimeOffset At, long? Subject = null)
    : IFact;

/// <summary>Why the roster refused; screens translate it.</summary>
public enum RosterRefusal
{
    NotAllowed, NotFound, AlreadySetUp, NotSetUp, LastAdministrator, EmailInvalid, EmailTaken, NameMissing,
    PasswordTooShort, PasswordTooLong,
    PasswordIsEmail, UnknownTimeZone, UnknownLanguage, UnknownTheme, TokenNameMissing, TokenTooStrong, TokenLifetime,
    DepartmentPlace, TimeInvalid, CapacityInvalid, SkillInvalid, SubstituteInvalid,
    AgreementMissing,
}

/// <summary>The roster refused; <see cref="Why"/> says which rule, the message what to do.</summary>
public sealed class RosterException(RosterRefusal why, string message) : Exception(message)
{
    public RosterRefusal Why { get; } = why;
}
