using Dapper;
using Echolot.Storage;

namespace Echolot.Contacts;

/// <summary>Why two contacts may be one person; screens translate it.</summary>
public enum SameBecause
{
    /// <summary>The same handle on another network.</summary>
    Handle,

    /// <summary>The same full name.</summary>
    Name,

    /// <summary>The same profile page.</summary>
    Profile,
}

/// <summary>Somebody who may be the same person, with the reasons. Nothing is ever made one by itself.</summary>
public sealed record Namesake(Contact Contact, IReadOnlyList<SameBecause> Because);

public sealed partial class AddressBook
{
    // A first name alone says nothing, and one that hundreds share says little.
    private const int MostNamesakes = 5;
    private const int ShortestHandle = 4;

    /// <summary>Contacts that may be the same person as this one, those with most reasons first.</summary>
    public async Task<IReadOnlyList<Namesake>> NamesakesAsync(long contact, CancellationToken cancel)
    {
        if (await FindAsync(contact, cancel) is not { } known) return [];
        var handles = known.Identities.Select(i => Plain(i.Handle)).OfType<string>()
            .Where(h => h.Length >= ShortestHandle).Distinct().ToList();
        var names = known.Identities.Select(i => i.Name?.Trim().ToLowerInvariant()).OfType<string>()
            .Where(n => n.Contains(' ', StringComparison.Ordinal)).Distinct().ToList();
        var profiles = known.Identities.Select(i => i.Profile?.OriginalString).OfType<string>().Distinct().ToList();
        if (handles.Count + names.Count + profiles.Count == 0) return [];
        await using var connection = await db.ReadAsync(cancel);
        var values = new DynamicParameters(new { contact, most = MostNamesakes * 4 });
        values.Add("handles", Sql.List(db.Engine, handles));
        values.Add("names", Sql.List(db.Engine, names));
        values.Add("profiles", Sql.List(db.Engine, profiles));
        var rows = await connection.QueryAsync<IdentityRow>(new CommandDefinition(
            $"""
            select {IdentityRow.Columns} from identity where contact_id <> @contact and (
                {Sql.In(db.Engine, "handle_key", "handles")} or {Sql.In(db.Engine, "name_key", "names")}
                or {Sql.In(db.Engine, "profile", "profiles")}) limit @most
            """, values, cancellationToken: cancel));
        var found = new List<Namesake>();
        foreach (var group in rows.GroupBy(r => r.ContactId))
        {
            var because = new HashSet<SameBecause>();
            foreach (var row in group)
            {
                if (Plain(row.Handle) is { } handle && handles.Contains(handle)) because.Add(SameBecause.Handle);
                if (row.Name?.Trim().ToLowerInvariant() is { } name && names.Contains(name)) because.Add(SameBecause.Name);
                if (row.Profile is { } profile && profiles.Contains(profile)) because.Add(SameBecause.Profile);
            }
            if (await FindAsync(group.Key, cancel) is { } other) found.Add(new(other, [.. because.Order()]));
        }
        return [.. found.OrderByDescending(f => f.Because.Count).ThenBy(f => f.Contact.Id).Take(MostNamesakes)];
    }

    /// <summary>
    /// Makes one contact of two: the accounts of the second go to the first, whose name stays. Each account remembers
    /// where it was, so that it can go back.
    /// </summary>
    /// <returns>The accounts that moved.</returns>
    public async Task<IReadOnlyList<long>> JoinAsync(WriteScope scope, long into, long from, CancellationToken cancel)
    {
        var moved = (await scope.Connection.QueryAsync<long>(new CommandDefinition(
            """
            update identity set home_id = coalesce(home_id, contact_id), contact_id = @into
            where contact_id = @from and @into <> @from returning id
            """, new { into, from }, scope.Transaction, cancellationToken: cancel))).AsList();
        if (moved.Count > 0) await JoinFactsAsync(scope, into, from);
        return moved;
    }

    /// <summary>
    /// Takes an account out of a contact again: it goes back to where it was, or becomes a contact of its own.
    /// </summary>
    /// <returns>The contact that it belongs to now; null where it is the only one of its contact.</returns>
    public async Task<long?> PartAsync(WriteScope scope, long identity, CancellationToken cancel)
    {
        var row = await scope.Connection.QuerySingleOrDefaultAsync<(long Contact, long? Home, string? Name, string? Handle, long Others)>(
            new CommandDefinition(
                """
                select i.contact_id, i.home_id, i.name, i.handle,
                    (select count(*) from identity o where o.contact_id = i.contact_id and o.id <> i.id)
                from identity i where i.id = @identity
                """, new { identity }, scope.Transaction, cancellationToken: cancel));
        if (row.Others == 0) return null;
        var home = row.Home is { } before && before != row.Contact
            ? before
            : await scope.Connection.ExecuteScalarAsync<long>(
                "insert into contact (name, created_at) values (@name, @now) returning id",
                new { name = row.Name ?? row.Handle ?? "", now = clock.GetUtcNow().ToUnixTimeMilliseconds() }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "update identity set contact_id = @home, home_id = null where id = @identity", new { home, identity },
            scope.Transaction);
        await PartFactsAsync(scope, home, row.Contact);
        return home;
    }

    private static string? Plain(string? handle) => handle?.Trim().TrimStart('@').ToLowerInvariant() is { Length: > 0 } plain
        // The server of a handle says where, not who.
        ? plain.Split('@', 2)[0]
        : null;
}
