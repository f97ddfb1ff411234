using Dapper;
using Echolot.Storage;

namespace Echolot.Teams;

public sealed partial class Roster
{
    internal static readonly TimeSpan InviteLifetime = TimeSpan.FromDays(7);

    internal static readonly TimeSpan ResetLifetime = TimeSpan.FromHours(1);

    /// <summary>
    /// Adds a person and returns the one-time link secret with which they set their password within 7 days.
    /// </summary>
    public async Task<(Person Person, string InviteSecret)> InviteAsync(
        Actor by, PersonDraft draft, CancellationToken cancel)
    {
        var secret = "";
        var person = await AddAsync(
            by, draft, async (scope, id) => secret = await LinkAsync(scope, id, LinkPurpose.Invite), cancel);
        return (person, secret);
    }

    /// <summary>
    /// Adds a person whose invitation goes out by mail: nobody but the mailbox sees the link, which is made when it is
    /// sent (<see cref="MakeAskedLinkAsync"/>).
    /// </summary>
    public Task<Person> InviteByMailAsync(Actor by, PersonDraft draft, CancellationToken cancel) =>
        AddAsync(by, draft, (scope, id) => AskAsync(scope, id, by.Person.Id, cancel), cancel);

    /// <summary>
    /// A new one-time secret for somebody who lost theirs: an invitation (7 days) while no password is set, else a
    /// reset (1 hour). Earlier ones stop working.
    /// </summary>
    public Task<string> PasswordLinkAsync(Actor by, long personId, CancellationToken cancel)
    {
        Demand(by, Permission.EditPeople);
        return db.WriteAsync(
            async scope =>
            {
                var row = await ExistingAsync(scope, personId);
                Demand(by, row.ToPerson().Permissions);
                var secret = await LinkAsync(scope, personId, PurposeOf(row, asked: false));
                await TellAsync(scope, personId, PersonEvent.PasswordLinkMade, by.Person.Id, cancel);
                return secret;
            },
            cancel);
    }

    /// <summary>Whom a link secret belongs to, to greet them; null when it is used up or expired.</summary>
    public async Task<Person?> ByLinkAsync(string secret, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var id = await read.ExecuteScalarAsync<long?>(
            "select person_id from password_link where secret_hash = @fingerprint and used_at is null and expires_at "
            + "> @now",
            new { fingerprint = Secrets.Fingerprint(secret), now = Now });
        return id is null ? null : (await RowAsync(read, null, id.Value)) is { Active: not 0 } row
            ? row.ToPerson()
            : null;
    }

    /// <summary>
    /// Sets the password with an invitation or reset secret; false when it is used up or expired. Signs out everywhere.
    /// </summary>
    /// <exception cref="RosterException">The password is refused; the secret stays usable.</exception>
    public async Task<bool> AcceptInviteAsync(string secret, string password, CancellationToken cancel)
    {
        if (await ByLinkAsync(secret, cancel) is not { } person)
            return false;
        Check(Passwords.Refusal(password, person.Email));
        var hash = await Task.Run(() => Passwords.Hash(password), cancel);
        return await db.WriteAsync(
            async scope =>
            {
                var used = await scope.Connection.ExecuteAsync(
                    """
                    update password_link set used_at = @now
                    where secret_hash = @fingerprint and used_at is null and expires_at > @now
                    """,
                    new { fingerprint = Secrets.Fingerprint(secret), now = Now },
                    scope.Transaction);
                if (used == 0)
                    return false;
                await SetPasswordAsync(scope, person, hash);
                // Whoever made the link may have used it themselves: from now on it is somebody else's account again.
                await scope.Connection.ExecuteAsync(
                    "update person set role_since = @now where id = @id", new { id = person.Id, now = Now }, scope.Transaction);
                await TellAsync(scope, person.Id, PersonEvent.PasswordSet, person.Id, cancel);
                return true;
            },
            cancel);
    }

    private Task<Person> AddAsync(
        Actor by, PersonDraft draft, Func<WriteScope, long, Task> link, CancellationToken cancel)
    {
        Demand(by, Permission.EditPeople);
        Demand(by, Roles.PermissionsOf(draft.Role));
        Check(Refusal(draft));
        return db.WriteAsync(
            async scope =>
            {
                var id = await InsertPersonAsync(scope, draft, null);
                await link(scope, id);
                await TellAsync(scope, id, PersonEvent.Invited, by.Person.Id, cancel);
                return (await ExistingAsync(scope, id)).ToPerson();
            },
            cancel);
    }

    /// <param name="asked">Whether somebody asked on the sign-in page, where anybody can ask for anybody.</param>
    private static LinkPurpose PurposeOf(PersonRow row, bool asked) =>
        asked ? LinkPurpose.Forgotten : row.PasswordHash is null ? LinkPurpose.Invite : LinkPurpose.Reset;

    private static TimeSpan LifetimeOf(LinkPurpose purpose) =>
        purpose is LinkPurpose.Invite ? InviteLifetime : ResetLifetime;

    private async Task<string> LinkAsync(WriteScope scope, long personId, LinkPurpose purpose)
    {
        var secret = Secrets.New();
        var args = new
        {
            personId, purpose = purpose.ToString().ToLowerInvariant(), fingerprint = Secrets.Fingerprint(secret),
            now = Now, expires = Now + (long)LifetimeOf(purpose).TotalMilliseconds,
        };
        // What a stranger asks for must not end the link that an administrator gave.
        await scope.Connection.ExecuteAsync(
            "update password_link set used_at = @now where person_id = @personId and used_at is null "
            + "and (@purpose <> 'forgotten' or purpose = 'forgotten')",
            args, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            """
            insert into password_link (person_id, purpose, secret_hash, created_at, expires_at)
            values (@personId, @purpose, @fingerprint, @now, @expires)
            """,
            args, scope.Transaction);
        return secret;
    }

    /// <summary>A new password ends every session, open link and wait of the account.</summary>
    private async Task SetPasswordAsync(WriteScope scope, Person person, string hash)
    {
        var args = new { id = person.Id, hash, now = Now, account = Throttle.AccountKey(person.Email) };
        await scope.Connection.ExecuteAsync(
            "update person set password_hash = @hash where id = @id", args, scope.Transaction);
        await scope.Connection.ExecuteAsync("delete from session where person_id = @id", args, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "update password_link set used_at = @now where person_id = @id and used_at is null", args,
            scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "delete from sign_in_failure where key = @account", args, scope.Transaction);
    }
}
