using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Teams;

/// <summary>Personal data of our own staff: erased by pseudonym, because what they did stays accountable.</summary>
internal sealed class StaffRecords(EcholotDb db, Bus bus, TimeProvider clock) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["person", "session", "api_token", "password_link",
        "sign_in_failure", "agent_figures_request", "smallest_group_request"];

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (StaffId(subject) is not { } id)
            return 0;
        await Roster.SerialiseAsync(scope);
        var row = await scope.Connection.QuerySingleOrDefaultAsync<PersonRow>(
            $"select {PersonRow.Columns} from person where id = @id", new { id }, scope.Transaction);
        if (row is null)
            return 0;
        var others = await scope.Connection.ExecuteScalarAsync<long>(
            "select count(*) from person where id <> @id and active = 1 and role = @role and password_hash is not null",
            new { id, role = nameof(Role.Administrator) },
            scope.Transaction);
        if (Roster.LastAdministrator(row.ToPerson(), Role.ReadOnly, false, others) is { } refusal)
            throw refusal;

        var args = new
        {
            id, name = "–", email = string.Create(CultureInfo.InvariantCulture, $"erased-{id}@invalid"),
            role = nameof(Role.ReadOnly),
            account = Throttle.AccountKey(row.Email), asked = Throttle.AccountKey(row.Email, Throttle.Asking),
        };
        var touched = await scope.Connection.ExecuteAsync(
            "delete from session where person_id = @id", args, scope.Transaction);
        touched += await scope.Connection.ExecuteAsync(
            "delete from api_token where person_id = @id", args, scope.Transaction);
        touched += await scope.Connection.ExecuteAsync(
            "delete from password_link where person_id = @id", args, scope.Transaction);
        touched += await scope.Connection.ExecuteAsync(
            "delete from agent_figures_request where asked_by = @id", args, scope.Transaction);
        touched += await scope.Connection.ExecuteAsync(
            "delete from smallest_group_request where asked_by = @id", args, scope.Transaction);
        touched += await scope.Connection.ExecuteAsync(
            "delete from sign_in_failure where key in (@account, @asked)", args, scope.Transaction);
        touched += await scope.Connection.ExecuteAsync(
            """
            update person set name = @name, email = @email, email_key = @email, password_hash = null, active = 0,
                role = @role,
                last_seen_at = null
            where id = @id
            """,
            args,
            scope.Transaction);
        await bus.PublishAsync(scope, new PersonChanged(id, PersonEvent.Erased, null, clock.GetUtcNow()), cancel);
        return touched;
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (StaffId(subject) is not { } id)
            yield break;
        await using var read = await db.ReadAsync(cancel);
        // Secrets and their hashes stay out: they say nothing about the person and could only be misused.
        foreach (var p in await read.QueryAsync<PersonRow>(
            $"select {PersonRow.Columns} from person where id = @id", new { id }))
        {
            yield return Record(
                "person", p.Id, ("email", p.Email), ("name", p.Name), ("role", p.Role), ("language", p.Language),
                ("time_zone", p.TimeZone), ("theme", p.Theme), ("compact_lists", p.CompactLists != 0), ("keys_off", p.KeysOff != 0), ("desk_keys", p.DeskKeys),
                ("active", p.Active != 0),
                ("created_at", p.CreatedAt.At()),
                ("last_seen_at", p.LastSeenAt.At()));
        }
        foreach (var s in await read.QueryAsync<SessionRow>(
            $"select {SessionRow.Columns} from session where person_id = @id order by id", new { id }))
        {
            yield return Record("session", s.Id, ("device", s.Device), ("created_at", s.CreatedAt.At()),
                ("last_seen_at", s.LastSeenAt.At()));
        }
        foreach (var t in await read.QueryAsync<TokenRow>(
            $"select {TokenRow.Columns} from api_token where person_id = @id order by id", new { id }))
        {
            yield return Record(
                "api_token", t.Id, ("name", t.Name), ("permissions", ((Permission)t.Permissions).ToString()),
                ("created_at", t.CreatedAt.At()), ("expires_at", t.ExpiresAt.At()),
                ("last_used_at", t.LastUsedAt.At()));
        }
        foreach (var l in await read.QueryAsync<PasswordLinkRow>(
            $"select {PasswordLinkRow.Columns} from password_link where person_id = @id order by id", new { id }))
        {
            yield return Record("password_link", l.Id, ("purpose", l.Purpose), ("created_at", l.CreatedAt.At()),
                ("expires_at", l.ExpiresAt.At()), ("used_at", l.UsedAt.At()));
        }
    }

    /// <summary>
    /// People stay until erased. What has an end of its own goes a day (failed tries) or two weeks (ended sessions,
    /// used links, run-out tokens) after it, also when <paramref name="before"/> would keep it longer.
    /// </summary>
    public async Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var args = new
        {
            now = now.ToUnixTimeMilliseconds(),
            idle = (now - Roster.SessionIdle).ToUnixTimeMilliseconds(),
            longest = (now - Roster.SessionLongest).ToUnixTimeMilliseconds(),
            ended = (now - TimeSpan.FromDays(14)).ToUnixTimeMilliseconds(),
            forgotten = (now - ThrottleLimits.Address.ForgottenAfter).ToUnixTimeMilliseconds(),
        };
        var removed = 0;
        foreach (var sql in new[]
        {
            "delete from session where last_seen_at <= @idle or created_at <= @longest",
            "delete from api_token where expires_at <= @ended",
            "delete from password_link where expires_at <= @ended or used_at <= @ended",
            "delete from sign_in_failure where last_at <= @forgotten",
        })
        {
            removed += await scope.Connection.ExecuteAsync(
                new CommandDefinition(sql, args, scope.Transaction, cancellationToken: cancel));
        }
        return removed;
    }

    private static long? StaffId(DataSubject subject) =>
        subject.Connector is null
            && long.TryParse(subject.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static PersonalRecord Record(string table, long id, params (string Key, object? Value)[] fields) =>
        new(table, id.ToString(CultureInfo.InvariantCulture), fields.ToDictionary(f => f.Key, f => f.Value));
}
