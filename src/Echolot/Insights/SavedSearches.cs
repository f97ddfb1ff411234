using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Insights;

/// <summary>A search that somebody wants to come back to.</summary>
/// <param name="Filter">Query and filters as they stand behind the question mark of the search's address.</param>
/// <param name="OwnerId">Null where the owner has left.</param>
/// <param name="Shared">Everybody may use it; only the owner may change it, or whoever looks after the workspace.</param>
public sealed record SavedSearch(
    long Id, string Name, string Filter, string? Note, long? OwnerId, bool Shared, DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt);

/// <summary>What somebody fills in; <paramref name="Filter"/> may be empty for everything.</summary>
public sealed record SavedSearchDraft(string Name, string Filter, string? Note, bool Shared);

/// <summary>A saved search was changed while somebody edited it.</summary>
/// <param name="search">As it is stored now.</param>
public sealed class SearchChangedMeanwhileException(SavedSearch search) : Exception(
    $"The search {search.Id} was changed meanwhile. Read it again, and send the change with its changed_at.")
{
    public SavedSearch Search { get; } = search;
}

/// <summary>Somebody has saved as much as a person may.</summary>
public sealed class TooManySearches(string message) : ArgumentException(message);

public sealed partial class Analyst
{
    /// <summary>How many searches a person may save; everybody sees the shared ones.</summary>
    public const int MostSearches = 200;

    /// <summary>How long the filters of a person's searches may be together.</summary>
    public const int LongestTogether = 500_000;

    /// <summary>Longest name of a saved search.</summary>
    public const int LongestSearchName = 80;

    private const int LongestNote = 500;
    private const int LongestFilter = 100_000;

    /// <summary>A person's own searches and the shared ones, by name.</summary>
    public async Task<IReadOnlyList<SavedSearch>> SearchesAsync(long personId, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<SavedSearchRow>(new CommandDefinition(
            $"{SavedSearchRow.Select} where owner_id = @personId or shared = 1 order by lower(name), id",
            new { personId }, cancellationToken: cancel));
        return [.. rows.Select(r => r.AsSearch())];
    }

    /// <summary>One of a person's own searches or of the shared ones.</summary>
    public async Task<SavedSearch?> FindSearchAsync(long id, long personId, CancellationToken cancel) =>
        (await SearchesAsync(personId, cancel)).FirstOrDefault(s => s.Id == id);

    /// <summary>Saves a search for a person.</summary>
    /// <exception cref="ArgumentException">The name is empty or something is too long.</exception>
    /// <exception cref="TooManySearches">The person has saved too many, or too long ones.</exception>
    public async Task<SavedSearch> SaveSearchAsync(SavedSearchDraft draft, long personId, CancellationToken cancel)
    {
        var row = RowOf(draft) with { OwnerId = personId };
        var id = await db.WriteAsync(async scope =>
        {
            var (count, length) = await SavedByAsync(scope, personId, 0);
            if (count >= MostSearches) throw new TooManySearches($"You have {MostSearches} saved searches; remove one first.");
            if (length + row.Filter.Length > LongestTogether) throw TooLong();
            return await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into saved_search (name, filter, note, owner_id, shared, created_at, changed_at)
                values (@Name, @Filter, @Note, @OwnerId, @Shared, @CreatedAt, @ChangedAt) returning id
                """, row, scope.Transaction);
        }, cancel);
        return (row with { Id = id }).AsSearch();
    }

    private static Task<(long Count, long Length)> SavedByAsync(WriteScope scope, long personId, long without) =>
        scope.Connection.QuerySingleAsync<(long, long)>(
            """
            select count(*), cast(coalesce(sum(length(filter)), 0) as bigint) from saved_search
            where owner_id = @personId and id <> @without
            """, new { personId, without }, scope.Transaction);

    private static TooManySearches TooLong() => new("The filters of your saved searches are too long together; remove one first.");

    /// <summary>Changes a search; false where the person may not, or it is gone.</summary>
    /// <param name="any">The person looks after the workspace: shared searches of others too.</param>
    /// <inheritdoc cref="SaveSearchAsync" path="/exception"/>
    public Task<bool> ChangeSearchAsync(
        long id, SavedSearchDraft draft, long personId, bool any, CancellationToken cancel) =>
        ChangeSearchAsync(id, draft, personId, any, null, cancel);

    /// <param name="seen">
    /// <see cref="SavedSearch.ChangedAt"/> of what the change began with, so that nobody writes over what somebody else saved
    /// meanwhile; null: whatever is stored is changed.
    /// </param>
    /// <exception cref="SearchChangedMeanwhileException">It was changed since.</exception>
    /// <inheritdoc cref="ChangeSearchAsync(long, SavedSearchDraft, long, bool, CancellationToken)"/>
    public async Task<bool> ChangeSearchAsync(
        long id, SavedSearchDraft draft, long personId, bool any, DateTimeOffset? seen, CancellationToken cancel) =>
        await db.WriteAsync(async scope =>
        {
            var row = RowOf(draft) with { Id = id };
            // Where several may write at once, the second one waits here and reads what the first one saved.
            await scope.Connection.ExecuteAsync(
                $"update saved_search set name = name where {Changeable}", With(row, personId, any), scope.Transaction);
            var before = await scope.Connection.QuerySingleOrDefaultAsync<SavedSearchRow>(
                $"{SavedSearchRow.Select} where {Changeable}", With(row, personId, any), scope.Transaction);
            if (before is not null && seen is { } at && before.ChangedAt != at.ToUnixTimeMilliseconds())
                throw new SearchChangedMeanwhileException(before.AsSearch());
            row = row with { ChangedAt = Math.Max(row.ChangedAt, (before?.ChangedAt ?? 0) + 1) };
            if (before is { OwnerId: { } owner } && row.Filter.Length > before.Filter.Length
                && (await SavedByAsync(scope, owner, id)).Length + row.Filter.Length > LongestTogether) throw TooLong();
            return await scope.Connection.ExecuteAsync(
                $"""
                update saved_search set name = @Name, filter = @Filter, note = @Note, shared = @Shared, changed_at = @ChangedAt
                where {Changeable}
                """, With(row, personId, any), scope.Transaction);
        }, cancel) > 0;

    /// <summary>Removes a search; false where the person may not, or it is gone.</summary>
    public async Task<bool> RemoveSearchAsync(long id, long personId, bool any, CancellationToken cancel) =>
        await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            $"delete from saved_search where {Changeable}",
            With(new SavedSearchRow { Id = id }, personId, any), scope.Transaction), cancel) > 0;

    private const string Changeable = "id = @Id and (owner_id = @personId or (@any = 1 and shared = 1))";

    private static DynamicParameters With(SavedSearchRow row, long personId, bool any)
    {
        var values = new DynamicParameters(row);
        values.Add("personId", personId);
        values.Add("any", any ? 1L : 0L);
        return values;
    }

    private SavedSearchRow RowOf(SavedSearchDraft draft)
    {
        var name = draft.Name.Trim();
        if (name.Length is 0 or > LongestSearchName)
            throw new ArgumentException(
                $"A saved search needs a name of one to {LongestSearchName} characters.", nameof(draft));
        if (draft.Note?.Length > LongestNote || draft.Filter.Length > LongestFilter)
            throw new ArgumentException(
                $"A note has at most {LongestNote} characters, a filter {LongestFilter}; shorten it.", nameof(draft));
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new()
        {
            Name = name, Filter = draft.Filter.TrimStart('?'), Shared = draft.Shared ? 1 : 0, CreatedAt = now,
            ChangedAt = now, Note = string.IsNullOrWhiteSpace(draft.Note) ? null : draft.Note.Trim(),
        };
    }
}

/// <summary>Belongs to a staff member; its query may name anybody.</summary>
[Personal("saved_search")]
internal sealed record SavedSearchRow
{
    public const string Select =
        "select id, name, filter, note, owner_id, shared, created_at, changed_at from saved_search";

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Filter { get; init; } = "";
    public string? Note { get; init; }
    public long? OwnerId { get; init; }
    public long Shared { get; init; }
    public long CreatedAt { get; init; }
    public long ChangedAt { get; init; }

    public SavedSearch AsSearch() => new(
        Id, Name, Filter, Note, OwnerId, Shared != 0, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(ChangedAt));
}
