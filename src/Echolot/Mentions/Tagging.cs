using Dapper;

namespace Echolot.Mentions;

public sealed partial class Archive
{
    /// <summary>Puts a free label on mentions by its name; ids of which nothing is stored are left out.</summary>
    /// <exception cref="ArgumentException">The name is empty or longer than 60 characters.</exception>
    public async Task TagAsync(IReadOnlyList<long> ids, string tag, CancellationToken cancel)
    {
        var label = await FreeLabelAsync(tag, cancel);
        await WorkAsync(ids, [WorkChange.Label(label.Id)], new Doer(null), cancel);
    }

    /// <summary>Puts free labels on mentions, as an import of another tool's export brings them.</summary>
    /// <exception cref="ArgumentException">As above; nothing was labelled.</exception>
    public async Task TagAsync(IEnumerable<(long Id, string Tag)> tags, CancellationToken cancel)
    {
        var byTag = tags.GroupBy(one => one.Tag.Trim(), one => one.Id).ToList();
        if (byTag.Find(g => g.Key.Length is 0 or > Label.LongestName) is { } wrong)
            throw new ArgumentException(
                $"A label has 1 to {Label.LongestName} characters; this one has {wrong.Key.Length}.", nameof(tags));
        foreach (var group in byTag) await TagAsync([.. group.Distinct()], group.Key, cancel);
    }

    /// <summary>Takes a free label off mentions by its name.</summary>
    public async Task UntagAsync(IReadOnlyList<long> ids, string tag, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        if ((await Labels.ReadAsync(connection)).Free(tag.Trim()) is not { } label) return;
        await WorkAsync(ids, [WorkChange.Label(label.Id, on: false)], new Doer(null), cancel);
    }

    /// <summary>Free labels in use, most used first.</summary>
    public async Task<IReadOnlyList<FacetValue>> TagsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<(string Name, long Count)>(
            """
            select l.name, count(*) from mention_label t join label l on l.id = t.label_id
            where l.category = 0 group by l.id, l.name order by count(*) desc, l.name
            """)).Select(t => new FacetValue(t.Name, t.Count)).ToList();
    }
}
