using Dapper;
using Echolot.Storage;

namespace Echolot.Teams;

public sealed partial class Roster
{
    /// <summary>A session ends when it was not used for so long.</summary>
    internal static readonly TimeSpan SessionIdle = TimeSpan.FromDays(14);

    /// <summary>A session ends so long after signing in, used or not.</summary>
    internal static readonly TimeSpan SessionLongest = TimeSpan.FromDays(90);

    /// <summary>Last-seen times are this coarse: a write on every request would buy nothing.</summary>
    private static readonly TimeSpan seenGrain = TimeSpan.FromMinutes(5);

    /// <summary>Checks credentials with throttling per account and address (growing waits).</summary>
    /// <param name="remoteAddress">Network address of the caller; only a hash of it is kept, for a day.</param>
    /// <param name="device">What the browser calls itself, for the list of signed-in devices.</param>
    public async Task<SignIn> SignInAsync(
        string email, string password, string remoteAddress, string device, CancellationToken cancel)
    {
        string account = Throttle.AccountKey(email), address = Throttle.AddressKey(remoteAddress);
        // The try is counted before the password is looked at, else a hundred parallel tries would all be the first
        // one.
        var wait = await db.WriteAsync(
            scope => CountTryAsync(scope, (account, ThrottleLimits.Account), (address, ThrottleLimits.Address)),
            cancel);
        if (wait > TimeSpan.Zero)
            return new(null, null, SignInRefusal.Throttled, wait);

        PersonRow? row;
        await using (var read = await db.ReadAsync(cancel))
            row = await RowAsync(read, null, email);
        if (!await Passwords.CheckAsync(password, row?.PasswordHash, cancel) || row is null)
            return await RefusedAsync(row, SignInRefusal.WrongCredentials, cancel);
        if (row.Active == 0)
            return await RefusedAsync(row, SignInRefusal.Inactive, cancel);

        var better = Passwords.IsOutdated(row.PasswordHash!)
            ? await Task.Run(() => Passwords.Hash(password), cancel)
            : null;
        var secret = Secrets.New();
        await db.WriteAsync(
            async scope =>
            {
                await scope.Connection.ExecuteAsync(
                    """
                    insert into session (person_id, secret_hash, device, created_at, last_seen_at)
                    values (@id, @fingerprint, @device, @now, @now)
                    """,
                    new { id = row.Id, fingerprint = Secrets.Fingerprint(secret), device = Shorten(device, 200),
                        now = Now },
                    scope.Transaction);
                // Only while the hash is still the one that was checked: a password set meanwhile wins.
                await scope.Connection.ExecuteAsync(
                    """
                    update person set last_seen_at = @now,
                        password_hash = case when password_hash = @old then coalesce(@better, password_hash)
                            else password_hash end
                    where id = @id
                    """,
                    new { id = row.Id, now = Now, old = row.PasswordHash, better },
                    scope.Transaction);
                await scope.Connection.ExecuteAsync(
                    "delete from session where person_id = @id and (last_seen_at <= @idle or created_at <= @longest)",
                    new
                    {
                        id = row.Id, idle = Now - (long)SessionIdle.TotalMilliseconds,
                        longest = Now - (long)SessionLongest.TotalMilliseconds,
                    },
                    scope.Transaction);
                await scope.Connection.ExecuteAsync(
                    "delete from sign_in_failure where key = @account", new { account }, scope.Transaction);
                await scope.Connection.ExecuteAsync(
                    "update sign_in_failure set failures = failures - 1 where key = @address and failures > 0",
                    new { address },
                    scope.Transaction);
                await TellAsync(scope, row.Id, PersonEvent.SignedIn, row.Id, cancel);
            },
            cancel);
        return new(row.ToPerson() with { LastSeenAt = Now.At() }, secret, null, null);
    }

    /// <summary>The actor of a session cookie, or null.</summary>
    public async Task<Actor?> BySessionAsync(string sessionSecret, CancellationToken cancel)
    {
        var fingerprint = Secrets.Fingerprint(sessionSecret);
        SessionRow? session;
        PersonRow? person;
        IReadOnlyList<long>? sees;
        await using (var read = await db.ReadAsync(cancel))
        {
            session = await read.QuerySingleOrDefaultAsync<SessionRow>(
                $"select {SessionRow.Columns} from session where secret_hash = @fingerprint", new { fingerprint });
            if (session is null || !IsAlive(session.CreatedAt.At(), session.LastSeenAt.At(), clock.GetUtcNow()))
                return null;
            person = await RowAsync(read, null, session.PersonId);
            sees = await SeesAsync(read, session.PersonId);
        }
        if (person is not { Active: not 0 })
            return null;
        if (clock.GetUtcNow() - session.LastSeenAt.At() >= seenGrain)
            await SeenAsync(session, cancel);
        var known = person.ToPerson();
        return new(known, known.Permissions, null) { Sees = sees };
    }

    /// <summary>Whether a session still counts: sliding and absolute end.</summary>
    internal static bool IsAlive(DateTimeOffset createdAt, DateTimeOffset lastSeenAt, DateTimeOffset now) =>
        now - lastSeenAt < SessionIdle && now - createdAt < SessionLongest;

    public Task SignOutAsync(string sessionSecret, CancellationToken cancel) => db.WriteAsync(
        async scope =>
        {
            var person = await scope.Connection.ExecuteScalarAsync<long?>(
                "delete from session where secret_hash = @fingerprint returning person_id",
                new { fingerprint = Secrets.Fingerprint(sessionSecret) },
                scope.Transaction);
            if (person is { } id)
                await TellAsync(scope, id, PersonEvent.SignedOut, id, cancel);
        },
        cancel);

    /// <summary>Where the person is signed in, last used first.</summary>
    public async Task<IReadOnlyList<SignedInDevice>> DevicesAsync(Actor by, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var rows = await read.QueryAsync<SessionRow>(
            $"select {SessionRow.Columns} from session where person_id = @id order by last_seen_at desc, id desc",
            new { id = by.Person.Id });
        return [.. rows.Where(r => IsAlive(r.CreatedAt.At(), r.LastSeenAt.At(), clock.GetUtcNow()))
            .Select(r => r.ToDevice())];
    }

    /// <summary>Signs one of the person's own devices out.</summary>
    public Task SignOutDeviceAsync(Actor by, long deviceId, CancellationToken cancel) => db.WriteAsync(
        async scope =>
        {
            var gone = await scope.Connection.ExecuteAsync(
                "delete from session where id = @deviceId and person_id = @id", new { deviceId, id = by.Person.Id },
                scope.Transaction);
            if (gone > 0)
                await TellAsync(scope, by.Person.Id, PersonEvent.SignedOut, by.Person.Id, cancel, deviceId);
        },
        cancel);

    private async Task<SignIn> RefusedAsync(PersonRow? row, SignInRefusal why, CancellationToken cancel)
    {
        // Known and unknown accounts take the same path, so that the time does not tell them apart.
        await db.WriteAsync(
            scope => row is null
                ? Task.CompletedTask
                : TellAsync(scope, row.Id, PersonEvent.SignInRefused, null, cancel), cancel);
        return new(null, null, why, null);
    }

    private Task SeenAsync(SessionRow session, CancellationToken cancel) => db.WriteAsync(
        async scope =>
        {
            var seen = new { session.Id, session.PersonId, now = Now };
            await scope.Connection.ExecuteAsync(
                "update session set last_seen_at = @now where id = @Id", seen, scope.Transaction);
            await scope.Connection.ExecuteAsync(
                "update person set last_seen_at = @now where id = @PersonId", seen, scope.Transaction);
        },
        cancel);

    /// <summary>Counts a try under each key, or under none and says how long to wait.</summary>
    private async Task<TimeSpan> CountTryAsync(
        WriteScope scope, params (string Key, ThrottleLimits Limits)[] counted)
    {
        // What is forgotten anyway goes first, so that the table never holds more than a day.
        await scope.Connection.ExecuteAsync(
            "delete from sign_in_failure where last_at > 0 and last_at <= @forgotten",
            new { forgotten = (clock.GetUtcNow() - ThrottleLimits.Address.ForgottenAfter).ToUnixTimeMilliseconds() },
            scope.Transaction);
        var now = clock.GetUtcNow();
        var wait = TimeSpan.Zero;
        var tries = new List<(string Key, Tries Before, ThrottleLimits Limits)>();
        // In one order, so that two tries never wait for each other's rows on PostgreSQL.
        foreach (var (key, limits) in counted.OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            // The no-op update takes the row's lock there.
            var row = await scope.Connection.QuerySingleAsync<TriesRow>(
                """
                insert into sign_in_failure (key, failures, last_at) values (@key, 0, 0)
                on conflict (key) do update set failures = sign_in_failure.failures
                returning key as Key, failures as Failures, last_at as LastAt
                """,
                new { key },
                scope.Transaction);
            tries.Add((key, row.ToTries(), limits));
            var own = Throttle.Wait(row.ToTries(), now, limits);
            wait = own > wait ? own : wait;
        }
        if (wait > TimeSpan.Zero)
            return wait;
        foreach (var (key, before, limits) in tries)
        {
            var after = Throttle.Failed(before, now, limits);
            await scope.Connection.ExecuteAsync(
                "update sign_in_failure set failures = @failures, last_at = @lastAt where key = @key",
                new { key, failures = after.Failures, lastAt = after.LastAt.ToUnixTimeMilliseconds() },
                scope.Transaction);
        }
        return TimeSpan.Zero;
    }

    private static string Shorten(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
