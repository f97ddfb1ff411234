using Dapper;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Contacts;

/// <summary>An account of somebody on a network.</summary>
public sealed record Identity(
    long Id, long ContactId, string Connector, ExternalId ExternalId, string? Handle, string? Name, Uri? Profile,
    long? Followers, DateTimeOffset SeenAt)
{
    /// <summary>Stands for somebody whose account is no longer kept.</summary>
    public static Identity Unknown(long id, long contact, string connector) =>
        new(id, contact, connector, new(""), null, null, null, null, DateTimeOffset.UnixEpoch);

    /// <summary>What to call the person: name, else handle, else id; empty where nothing is known any more.</summary>
    public string Display => Name is { Length: > 0 } ? Name : Handle is { Length: > 0 } ? "@" + Handle.TrimStart('@') : ExternalId.Value;
}

/// <summary>A person outside with all accounts we know to be theirs.</summary>
public sealed record Contact(long Id, string Name, DateTimeOffset CreatedAt, IReadOnlyList<Identity> Identities);

/// <summary>People outside: one person over many channels.</summary>
/// <remarks>Thread-safe. Only people whom we speak with are in it; authors whom we merely hear are in the archive.</remarks>
public sealed partial class AddressBook(EcholotDb db, TimeProvider clock)
{
    /// <summary>The contact that has an account, or null.</summary>
    public Task<long?> ContactOfAsync(WriteScope scope, string connector, ExternalId account, CancellationToken cancel) =>
        scope.Connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select contact_id from identity where connector = @connector and external_id = @Value",
            new { connector, account.Value }, scope.Transaction, cancellationToken: cancel));

    /// <summary>The identity of an author, with what is newest about it; one that is new gets a contact of its own.</summary>
    /// <param name="contact">A contact whose account a new one is.</param>
    public async Task<Identity> KeepAsync(
        WriteScope scope, string connector, AuthorRef author, CancellationToken cancel, long? contact = null)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new
        {
            connector, externalId = author.Id.Value, author.Handle, name = author.DisplayName,
            profile = author.Profile?.OriginalString, author.Followers, now, handleKey = Plain(author.Handle),
            nameKey = author.DisplayName?.Trim().ToLowerInvariant(),
            bot = author.IsBot is { } bot ? bot ? 1L : 0L : (long?)null,
        };
        var known = await scope.Connection.QuerySingleOrDefaultAsync<IdentityRow>(new CommandDefinition(
            $"""
            update identity set handle = coalesce(@Handle, handle), name = coalesce(@name, name),
                profile = coalesce(@profile, profile), followers = coalesce(@Followers, followers), seen_at = @now,
                bot = coalesce(@bot, bot), handle_key = coalesce(@handleKey, handle_key), name_key = coalesce(@nameKey, name_key)
            where connector = @connector and external_id = @externalId returning {IdentityRow.Columns}
            """, row, scope.Transaction, cancellationToken: cancel));
        if (known is not null) return known.AsIdentity();
        contact ??= await scope.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "insert into contact (name, created_at) values (@name, @now) returning id",
            new { name = author.DisplayName ?? author.Handle ?? "", now }, scope.Transaction, cancellationToken: cancel));
        return (await scope.Connection.QuerySingleAsync<IdentityRow>(new CommandDefinition(
            $"""
            insert into identity (contact_id, connector, external_id, handle, name, profile, followers, seen_at,
                handle_key, name_key, bot)
            values ({contact}, @connector, @externalId, @Handle, @name, @profile, @Followers, @now, @handleKey, @nameKey, @bot)
            returning {IdentityRow.Columns}
            """, row, scope.Transaction, cancellationToken: cancel))).AsIdentity();
    }

    /// <summary>A contact, or null where there is none (any more).</summary>
    public async Task<Contact?> FindAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<ContactRow>(
            "select id, name, created_at from contact where id = @id", new { id });
        return row is null ? null : new(
            row.Id, row.Name, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            [.. (await connection.QueryAsync<IdentityRow>(
                $"select {IdentityRow.Columns} from identity where contact_id = @id order by id", new { id }))
                .Select(i => i.AsIdentity())]);
    }

    /// <summary>Identities by their ids; unknown ones are left out.</summary>
    public async Task<IReadOnlyDictionary<long, Identity>> IdentitiesAsync(
        IEnumerable<long> ids, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<IdentityRow>(
            $"select {IdentityRow.Columns} from identity where {Sql.In(db.Engine, "id", "ids")}",
            new { ids = Sql.List(db.Engine, ids.Distinct()) })).ToDictionary(r => r.Id, r => r.AsIdentity());
    }
}
