using Dapper;
using Echolot.Mentions;
using Echolot.Privacy;

namespace Echolot.Conversations;

/// <summary>A list of the inbox under a name: one's own, or shared with everybody.</summary>
/// <param name="Filters">As they stand in the address of the inbox, without the question mark.</param>
/// <param name="PersonId">Whose it is; null where they have left.</param>
public sealed record SavedInboxView(long Id, string Name, string Filters, long? PersonId, bool Shared);

public sealed partial class Inbox
{
    private const int LongestViewName = 60;
    private const int LongestFilters = 2000;

    /// <summary>Views of a person, then those that others share, by name.</summary>
    public async Task<IReadOnlyList<SavedInboxView>> ViewsAsync(long person, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<InboxViewRow>(new CommandDefinition(
            $"""
            select {InboxViewRow.Columns} from inbox_view where person_id = @person or shared = 1
            order by case when person_id = @person then 0 else 1 end, lower(name), id
            """, new { person }, cancellationToken: cancel))).Select(v => v.AsView())];
    }

    /// <summary>Keeps a list under a name.</summary>
    /// <exception cref="InboxException">The name is empty or too long.</exception>
    public Task<long> AddViewAsync(string name, string filters, bool shared, long person, CancellationToken cancel)
    {
        (name, filters) = Checked(name, filters);
        return db.WriteAsync(scope => scope.Connection.ExecuteScalarAsync<long>(
            """
            insert into inbox_view (person_id, name, filters, shared) values (@person, @name, @filters, @shared)
            returning id
            """, new { person, name, filters, shared = shared ? 1L : 0L }, scope.Transaction), cancel);
    }

    /// <summary>Renames a view, or puts another list in its place, where it may be removed.</summary>
    /// <param name="name">Null leaves it; so do the others.</param>
    /// <inheritdoc cref="RemoveViewAsync" path="/exception"/>
    public async Task ChangeViewAsync(
        long id, string? name, string? filters, bool? shared, long person, bool any, CancellationToken cancel)
    {
        var (named, filtered) = Checked(name ?? "–", filters ?? "");
        var changed = await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            $"""
            update inbox_view set name = case when @rename = 1 then @named else name end,
                filters = case when @refill = 1 then @filtered else filters end,
                shared = case when @share >= 0 then @share else shared end
            where {Theirs}
            """, new
            {
                id, person, any = any ? 1L : 0L, rename = name is null ? 0L : 1L, named, refill = filters is null ? 0L : 1L, filtered,
                share = shared is { } share ? share ? 1L : 0L : -1L,
            }, scope.Transaction), cancel);
        if (changed == 0) throw new InboxException(InboxRefusal.NotYours, "Only who made a view changes it.");
    }

    private static (string Name, string Filters) Checked(string name, string filters)
    {
        (name, filters) = (WellFormed.Of(name.Trim()), filters.TrimStart('?'));
        return name.Length is 0 or > LongestViewName || filters.Length > LongestFilters
            ? throw new InboxException(
                InboxRefusal.FieldWrong, $"A view needs a name of 1 to {LongestViewName} characters.", "1–60")
            : (name, filters);
    }

    private const string Theirs = "id = @id and (person_id = @person or (@any = 1 and shared = 1))";

    /// <summary>Removes a view of one's own, or, for whoever looks after the care desk, any shared one.</summary>
    /// <exception cref="InboxException">It is not theirs.</exception>
    public async Task RemoveViewAsync(long id, long person, bool any, CancellationToken cancel)
    {
        var removed = await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            $"delete from inbox_view where {Theirs}",
            new { id, person, any = any ? 1L : 0L }, scope.Transaction), cancel);
        if (removed == 0) throw new InboxException(InboxRefusal.NotYours, "Only who made a view removes it.");
    }
}

/// <summary>A view as it is stored. Names who made it.</summary>
[Personal("inbox_view")]
internal sealed record InboxViewRow
{
    public const string Columns = "id, name, filters, person_id, shared";

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Filters { get; init; } = "";
    public long? PersonId { get; init; }
    public long Shared { get; init; }

    public SavedInboxView AsView() => new(Id, Name, Filters, PersonId, Shared != 0);
}
