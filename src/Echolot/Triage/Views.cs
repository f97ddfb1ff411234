using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Triage;

/// <summary>Filters of the list under a name: one's own, or shared with everybody.</summary>
/// <param name="PersonId">Who made it; null where that person is erased.</param>
/// <param name="Filters">As they stand in the address of the list, without the question mark.</param>
public sealed record SavedView(long Id, long? PersonId, string Name, string Filters, bool Shared, int Position);

/// <summary>A view as it is stored. Names who made it.</summary>
[Personal("saved_view")]
internal sealed record ViewRow
{
    public const string Columns = "id, person_id, name, filters, shared, position";

    public long Id { get; init; }
    public long? PersonId { get; init; }
    public string Name { get; init; } = "";
    public string Filters { get; init; } = "";
    public long Shared { get; init; }
    public long Position { get; init; }

    public SavedView AsView() => new(Id, PersonId, Name, Filters, Shared != 0, (int)Position);
}

public sealed partial class TriageDesk
{
    private const int MostViews = 100;
    private const int LongestFilters = 100_000;
    private const int LongestTogether = 500_000;

    /// <summary>Views of a person and those that others share, each group in the order they were made.</summary>
    public async Task<IReadOnlyList<SavedView>> ViewsAsync(long personId, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<ViewRow>(
            $"""
            select {ViewRow.Columns} from saved_view where person_id = @personId or shared = 1
            order by case when person_id = @personId then 0 else 1 end, position, id
            """, new { personId })).Select(v => v.AsView())];
    }

    /// <summary>Keeps filters under a name.</summary>
    /// <exception cref="TriageException">The name is empty or too long, or there are a hundred already, or they are too long together.</exception>
    public Task<SavedView> AddViewAsync(
        long personId, string name, string filters, bool shared, CancellationToken cancel)
    {
        name = Named(name);
        Fitting(filters);
        return db.WriteAsync(async scope =>
        {
            var (count, length) = await ViewsOfAsync(scope, personId, 0);
            if (length + filters.Length > LongestTogether) throw TooLong();
            if (count >= MostViews)
                throw new TriageException(TriageRefusal.TooManyViews, $"You have {MostViews} views; remove one first.");
            return (await scope.Connection.QuerySingleAsync<ViewRow>(
                $"""
                insert into saved_view (person_id, name, filters, shared, position)
                values (@personId, @name, @filters, @shared, @count) returning {ViewRow.Columns}
                """, new { personId, name, filters, shared = shared ? 1L : 0L, count }, scope.Transaction)).AsView();
        }, cancel);
    }

    /// <summary>Renames, shares or fills a view of one's own anew.</summary>
    /// <exception cref="TriageException">The name is empty or too long, or the view is not this person's.</exception>
    public Task<SavedView> ChangeViewAsync(
        long personId, long id, string name, string filters, bool shared, CancellationToken cancel)
    {
        name = Named(name);
        Fitting(filters);
        return db.WriteAsync(async scope =>
        {
            if (await scope.Connection.QuerySingleOrDefaultAsync<ViewRow>(
                $"select {ViewRow.Columns} from saved_view where id = @id and person_id = @personId", new { id, personId },
                scope.Transaction) is not { } before)
                throw new TriageException(TriageRefusal.NotYours, "Only who made a view changes it; save one of your own.");
            if (filters.Length > before.Filters.Length && (await ViewsOfAsync(scope, personId, id)).Length + filters.Length > LongestTogether)
                throw TooLong();
            return (await scope.Connection.QuerySingleAsync<ViewRow>(
                $"""
                update saved_view set name = @name, filters = @filters, shared = @shared
                where id = @id returning {ViewRow.Columns}
                """, new { id, name, filters, shared = shared ? 1L : 0L }, scope.Transaction)).AsView();
        }, cancel);
    }

    private static Task<(long Count, long Length)> ViewsOfAsync(WriteScope scope, long personId, long without) =>
        scope.Connection.QuerySingleAsync<(long, long)>(
            """
            select count(*), cast(coalesce(sum(length(filters)), 0) as bigint) from saved_view
            where person_id = @personId and id <> @without
            """, new { personId, without }, scope.Transaction);

    private static TriageException TooLong() =>
        new(TriageRefusal.TooManyViews, "The filters of your views are too long together; remove a view first.");

    private static void Fitting(string filters)
    {
        if (filters.Length > LongestFilters)
            throw new TriageException(TriageRefusal.NameTooLong, "These are too many filters for one view; leave some out.");
    }

    /// <summary>Removes a view of one's own; false where there is none.</summary>
    public async Task<bool> RemoveViewAsync(long personId, long id, CancellationToken cancel) => await db.WriteAsync(
        scope => scope.Connection.ExecuteAsync(
            "delete from saved_view where id = @id and person_id = @personId", new { id, personId }, scope.Transaction),
        cancel) > 0;
}
