using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Makes mentions vanish: row, older texts, raw data, full text, matches, tags, counts.</summary>
internal sealed class Forgetting(WriteScope scope)
{
    private const int Portion = 1000;

    private static readonly string OfAuthor = Lookups.Ids(LookupKind.Author, "hash = @author");

    private readonly Tables _tables = new(scope);

    /// <summary>Ids of the mentions that vanished.</summary>
    public List<long> Forgotten { get; } = [];

    /// <summary>Authors of the mentions that vanished; those nothing is left of vanished with them.</summary>
    public HashSet<long> Authors { get; } = [];

    /// <summary>Forgets the mentions with these external or local ids.</summary>
    public async Task ItemsAsync(string connector, IReadOnlyList<ExternalId> ids, CancellationToken cancel)
    {
        await _tables.TakeTurnAsync();
        var wanted = ids.Select(i => i.Value).ToHashSet(StringComparer.Ordinal);
        var rows = await _tables.FindAsync(wanted.Select(id => MentionIds.KeyOf(connector, id)), wanted);
        var connectors = await Channels.ConnectorsAsync(scope, rows.Select(r => r.ChannelId).Distinct());
        await RowsAsync(rows.DistinctBy(r => r.Id).Where(r => connectors[r.ChannelId] == connector
            && (wanted.Contains(r.ExternalId) || (r.LocalId is { } local && wanted.Contains(local)))), cancel);
    }

    /// <summary>Forgets everything that an author wrote.</summary>
    public async Task AuthorAsync(long author, CancellationToken cancel)
    {
        await _tables.TakeTurnAsync();
        await AllAsync($"m.id in ({OfAuthor})", new { author }, cancel);
    }

    /// <summary>Forgets what was published before a moment.</summary>
    public async Task BeforeAsync(DateTimeOffset moment, CancellationToken cancel)
    {
        await _tables.TakeTurnAsync();
        await AllAsync("m.id < @before", new { before = MentionIds.From(moment) }, cancel);
    }

    /// <summary>
    /// Takes everything of an author out of lists and counts, or puts it back; returns how many mentions.
    /// </summary>
    public async Task<int> HideAsync(long author, bool hide, CancellationToken cancel)
    {
        await _tables.TakeTurnAsync();
        var rows = (await scope.Connection.QueryAsync<MentionRow>(
            $"select {MentionRow.Columns} from mention m where m.id in ({OfAuthor}) and (m.hidden & {Hiding.AuthorGone}) = @now",
            new { author, now = hide ? 0L : Hiding.AuthorGone }, scope.Transaction)).AsList();
        await _tables.HideAsync(rows);
        await _tables.ShowAsync([.. rows.Select(r => r with { Hidden = r.Hidden ^ Hiding.AuthorGone })], cancel);
        await scope.Connection.ExecuteAsync(
            $"update mention set hidden = hidden {(hide ? "+" : "-")} {Hiding.AuthorGone} where {Sql.In(scope.Engine, "id", "ids")}",
            new { ids = Sql.List(scope.Engine, rows.Select(r => r.Id)) }, scope.Transaction);
        await _tables.FinishAsync(cancel);
        return rows.Count;
    }

    private async Task AllAsync(string condition, object values, CancellationToken cancel)
    {
        while (true)
        {
            var rows = (await scope.Connection.QueryAsync<MentionRow>(
                $"select {MentionRow.Columns} from mention m where {condition} order by m.id limit {Portion}", values, scope.Transaction)).AsList();
            await RowsAsync(rows, cancel);
            if (rows.Count < Portion) return;
        }
    }

    private async Task RowsAsync(IEnumerable<MentionRow> found, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var rows = found.ToList();
        if (rows.Count == 0) return;
        await _tables.RemoveAsync(rows);
        await _tables.RemoveTracesAsync([.. rows.Select(r => r.Id)]);
        await _tables.FinishAsync(cancel);
        Forgotten.AddRange(rows.Select(r => r.Id));
        Authors.UnionWith(rows.Select(r => r.AuthorId));
        // Who is not heard of any more is nobody we know.
        await scope.Connection.ExecuteAsync(
            $"delete from author where {Sql.In(scope.Engine, "id", "ids")} and hidden = 0 and not exists ({Lookups.Ids(LookupKind.Author, "hash = author.id")})",
            new { ids = Sql.List(scope.Engine, rows.Select(r => r.AuthorId).Distinct()) }, scope.Transaction);
    }
}
