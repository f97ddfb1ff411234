using Echolot.Storage;

namespace Echolot.Teams;

/// <summary>
/// A link to set a password was asked for, to be sent by mail; names the person and never the link, because facts lie
/// readable in the outbox.
/// </summary>
/// <param name="PersonId">
/// Null when nobody active has the address: written all the same, so that the time does not tell who works here.
/// </param>
/// <param name="By">Administrator who asked; null: somebody on the sign-in page.</param>
public sealed record PasswordLinkAsked(long? PersonId, long? By, DateTimeOffset At) : Messaging.IFact;

/// <summary>Why somebody gets a link to set a password.</summary>
public enum LinkPurpose { Invite, Reset, Forgotten }

/// <summary>A link secret made for a mail, with what the mail says.</summary>
/// <param name="By">Administrator who asked for it; null: somebody on the sign-in page.</param>
public sealed record AskedLink(
    Person Person, string Secret, LinkPurpose Purpose, DateTimeOffset ExpiresAt, Person? By, string Workspace);

public sealed partial class Roster
{
    /// <summary>
    /// Somebody forgot the password of this address: whoever owns it gets a mail, at most one in five minutes and
    /// fewer when it goes on. Nothing tells whether anybody does.
    /// </summary>
    /// <param name="remoteAddress">Network address of the caller; only a hash of it is kept, for a day.</param>
    /// <returns>How long this caller has to wait before asking again; null when it was taken.</returns>
    /// <exception cref="RosterException">This is no e-mail address.</exception>
    public Task<TimeSpan?> AskForPasswordAsync(string email, string remoteAddress, CancellationToken cancel)
    {
        if (!Emails.IsValid(email))
            Check(EmailInvalid());
        return db.WriteAsync<TimeSpan?>(
            async scope =>
            {
                var wait = await CountTryAsync(
                    scope, (Throttle.AddressKey(remoteAddress, Throttle.Asking), ThrottleLimits.AskingAddress));
                if (wait > TimeSpan.Zero)
                    return wait;
                var row = await RowAsync(scope.Connection, scope.Transaction, email);
                var asked = Throttle.AccountKey(email, Throttle.Asking);
                if (await CountTryAsync(scope, (asked, ThrottleLimits.AskedAccount)) == TimeSpan.Zero)
                    await AskAsync(scope, row is { Active: not 0 } ? row.Id : null, null, cancel);
                return null;
            },
            cancel);
    }

    /// <summary>
    /// Sends somebody a new link by mail: an invitation (7 days) while no password is set, else a reset (1 hour).
    /// </summary>
    public Task SendPasswordLinkAsync(Actor by, long personId, CancellationToken cancel)
    {
        Demand(by, Permission.EditPeople);
        return db.WriteAsync(
            async scope =>
            {
                Demand(by, (await ExistingAsync(scope, personId)).ToPerson().Permissions);
                await AskAsync(scope, personId, by.Person.Id, cancel);
            },
            cancel);
    }

    /// <summary>
    /// Makes the link that was asked for, at the moment its mail is sent, so that the secret is nowhere before and
    /// lives its whole time in the mailbox; null when the person is gone or may not sign in.
    /// </summary>
    public Task<AskedLink?> MakeAskedLinkAsync(long personId, long? askedBy, CancellationToken cancel) =>
        db.WriteAsync(
            async scope =>
            {
                var row = await RowAsync(scope.Connection, scope.Transaction, personId);
                if (row is not { Active: not 0 })
                    return null;
                var purpose = PurposeOf(row, asked: askedBy is null);
                var secret = await LinkAsync(scope, personId, purpose);
                await TellAsync(scope, personId, PersonEvent.PasswordLinkMade, askedBy, cancel);
                var by = askedBy is { } id ? await RowAsync(scope.Connection, scope.Transaction, id) : null;
                return new AskedLink(
                    row.ToPerson(), secret, purpose, clock.GetUtcNow() + LifetimeOf(purpose), by?.ToPerson(),
                    (await WorkspaceAsync(scope.Connection, scope.Transaction, cancel))?.Name ?? "");
            },
            cancel);

    private Task AskAsync(WriteScope scope, long? personId, long? by, CancellationToken cancel) =>
        bus.PublishAsync(scope, new PasswordLinkAsked(personId, by, clock.GetUtcNow()), cancel);
}
