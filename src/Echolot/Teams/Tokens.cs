using Dapper;

namespace Echolot.Teams;

public sealed partial class Roster
{
    /// <summary>
    /// The actor of an API token, or null; rights are those of the token cut by those of its person today.
    /// </summary>
    public async Task<Actor?> ByTokenAsync(string token, CancellationToken cancel)
    {
        if (!token.StartsWith(Secrets.TokenPrefix, StringComparison.Ordinal))
            return null;
        TokenRow? row;
        PersonRow? person;
        IReadOnlyList<long>? sees;
        await using (var read = await db.ReadAsync(cancel))
        {
            row = await read.QuerySingleOrDefaultAsync<TokenRow>(
                $"select {TokenRow.Columns} from api_token where secret_hash = @fingerprint",
                new { fingerprint = Secrets.Fingerprint(token) });
            if (row is null || row.ExpiresAt <= Now)
                return null;
            person = await RowAsync(read, null, row.PersonId);
            sees = await SeesAsync(read, row.PersonId);
        }
        if (person is not { Active: not 0 })
            return null;
        if (row.LastUsedAt is not { } used || clock.GetUtcNow() - used.At() >= seenGrain)
        {
            await db.WriteAsync(
                scope => scope.Connection.ExecuteAsync(
                    "update api_token set last_used_at = @now where id = @Id", new { row.Id, now = Now },
                    scope.Transaction),
                cancel);
        }
        var known = person.ToPerson();
        return new(known, (Permission)row.Permissions & known.Permissions, row.Id) { Sees = sees };
    }

    /// <summary>Makes a token for the actor; the secret is shown this once.</summary>
    /// <param name="permissions">Never more than the actor has.</param>
    /// <param name="lifetime">Null: until it is revoked.</param>
    public async Task<(ApiToken Token, string Secret)> IssueTokenAsync(
        Actor by, string name, Permission permissions, TimeSpan? lifetime, CancellationToken cancel)
    {
        Demand(by, Permission.EditOwnTokens);
        if (string.IsNullOrWhiteSpace(name))
            throw new RosterException(RosterRefusal.TokenNameMissing, "The token has no name; write what it is for.");
        if (permissions == Permission.None || !by.May(permissions))
        {
            throw new RosterException(
                RosterRefusal.TokenTooStrong, "A token has at least one permission and none that its maker lacks; "
                    + "choose others.");
        }
        if (lifetime is { } life && (life <= TimeSpan.Zero || life > TimeSpan.FromDays(3660)))
            throw new RosterException(
                RosterRefusal.TokenLifetime, "A token lives between one moment and ten years, or until it is revoked.");

        var secret = Secrets.NewToken();
        var now = clock.GetUtcNow();
        var token = await db.WriteAsync(
            async scope =>
            {
                var made = await scope.Connection.QuerySingleAsync<TokenRow>(
                    $"""
                    insert into api_token (person_id, name, permissions, hint, secret_hash, created_at, expires_at)
                    values (@person, @name, @permissions, @hint, @fingerprint, @now, @expires)
                    returning {TokenRow.Columns}
                    """,
                    new
                    {
                        person = by.Person.Id, name = Shorten(name.Trim(), 100), permissions = (long)permissions,
                        hint = secret[^4..],
                        fingerprint = Secrets.Fingerprint(secret), now = now.ToUnixTimeMilliseconds(),
                        expires = (now + lifetime)?.ToUnixTimeMilliseconds(),
                    },
                    scope.Transaction);
                await TellAsync(scope, by.Person.Id, PersonEvent.TokenIssued, by.Person.Id, cancel, made.Id);
                return made.ToToken();
            },
            cancel);
        return (token, secret);
    }

    /// <summary>
    /// Revokes an own token, or with <see cref="Permission.Administer"/> anybody's. Nothing happens when it is gone.
    /// </summary>
    public Task RevokeTokenAsync(Actor by, long tokenId, CancellationToken cancel) => db.WriteAsync(
        async scope =>
        {
            var owner = await scope.Connection.ExecuteScalarAsync<long?>(
                "select person_id from api_token where id = @tokenId", new { tokenId }, scope.Transaction);
            if (owner is not { } person)
                return;
            Demand(by, person == by.Person.Id ? Permission.EditOwnTokens : Permission.Administer);
            await scope.Connection.ExecuteAsync(
                "delete from api_token where id = @tokenId", new { tokenId }, scope.Transaction);
            await TellAsync(scope, person, PersonEvent.TokenRevoked, by.Person.Id, cancel, tokenId);
        },
        cancel);

    /// <summary>Tokens of a person, or of everybody (null), newest first.</summary>
    public async Task<IReadOnlyList<ApiToken>> TokensAsync(long? personId, CancellationToken cancel)
    {
        var where = personId is null ? "" : "where person_id = @personId";
        await using var read = await db.ReadAsync(cancel);
        var rows = await read.QueryAsync<TokenRow>(
            $"select {TokenRow.Columns} from api_token {where} order by id desc", new { personId });
        return [.. rows.Select(r => r.ToToken())];
    }
}
