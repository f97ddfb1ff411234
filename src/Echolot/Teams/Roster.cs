namespace Echolot.Teams;

public enum Role { Administrator, Lead, Agent, Analyst, ReadOnly }

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
}

/// <summary>A member of our staff.</summary>
public sealed record Person(
    long Id, string Email, string Name, Role Role, string Language, string TimeZone, string Theme, bool Active, DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt)
{
    public Permission Permissions => Roles.PermissionsOf(Role);
}

public sealed record PersonDraft(string Email, string Name, Role Role, string Language, string TimeZone);

/// <summary>Workspace-wide settings made at set-up.</summary>
public sealed record Workspace(string Name, string TimeZone, string Language, DateTimeOffset CreatedAt);

/// <summary>Result of signing in: a session secret to put into the cookie, or why not.</summary>
public sealed record SignIn(Person? Person, string? SessionSecret, SignInRefusal? Refusal, TimeSpan? RetryAfter);

public enum SignInRefusal { WrongCredentials, Throttled, Inactive }

/// <summary>An API token without its secret.</summary>
public sealed record ApiToken(
    long Id, long PersonId, string Name, Permission Permissions, string Hint, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>Who a request acts for.</summary>
public sealed record Actor(Person Person, Permission Permissions, long? TokenId);

public static class Roles
{
    /// <summary>Permissions of a role.</summary>
    public static Permission PermissionsOf(Role role) => throw new NotImplementedException();
}

/// <summary>People, roles, sessions, API tokens and the workspace itself.</summary>
public sealed class Roster
{
    /// <summary>Null until set-up is done.</summary>
    public Task<Workspace?> WorkspaceAsync(CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>First run: makes the workspace and its administrator in one transaction; fails when there is one already.</summary>
    public Task<Person> SetUpAsync(string workspaceName, string timeZone, PersonDraft administrator, string password, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Checks credentials with throttling per account and address (growing waits).</summary>
    public Task<SignIn> SignInAsync(string email, string password, string remoteAddress, string device, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>The actor of a session cookie, or null.</summary>
    public Task<Actor?> BySessionAsync(string sessionSecret, CancellationToken cancel) => throw new NotImplementedException();

    public Task SignOutAsync(string sessionSecret, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The actor of an API token, or null; rights are those of the token cut by those of its person today.</summary>
    public Task<Actor?> ByTokenAsync(string token, CancellationToken cancel) => throw new NotImplementedException();

    public Task<(ApiToken Token, string Secret)> IssueTokenAsync(
        Actor by, string name, Permission permissions, TimeSpan? lifetime, CancellationToken cancel) => throw new NotImplementedException();

    public Task RevokeTokenAsync(Actor by, long tokenId, CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<ApiToken>> TokensAsync(long? personId, CancellationToken cancel) => throw new NotImplementedException();

    public Task<IReadOnlyList<Person>> PeopleAsync(CancellationToken cancel) => throw new NotImplementedException();

    public Task<Person?> FindAsync(long id, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Adds a person and returns the one-time link secret with which they set their password.</summary>
    public Task<(Person Person, string InviteSecret)> InviteAsync(Actor by, PersonDraft draft, CancellationToken cancel) =>
        throw new NotImplementedException();

    /// <summary>Sets the password with an invitation or reset secret; false when it is used up or expired.</summary>
    public Task<bool> AcceptInviteAsync(string secret, string password, CancellationToken cancel) => throw new NotImplementedException();

    public Task ChangeAsync(Actor by, long id, PersonDraft draft, bool active, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>Own settings: name, language, time zone, theme (<c>light dark system</c>).</summary>
    public Task ChangeOwnAsync(Actor by, string name, string language, string timeZone, string theme, CancellationToken cancel) =>
        throw new NotImplementedException();

    public Task<bool> ChangePasswordAsync(Actor by, string current, string next, CancellationToken cancel) => throw new NotImplementedException();
}
