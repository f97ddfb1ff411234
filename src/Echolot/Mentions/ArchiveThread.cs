using Dapper;

namespace Echolot.Mentions;

public sealed partial class Archive
{
    /// <summary>What a mention answers and what it quotes, where that is stored and to be seen.</summary>
    public async Task<(StoredMention? Parent, StoredMention? Quoted)> AroundAsync(
        StoredMention mention, CancellationToken cancel)
    {
        string[] names = [.. new[] { mention.ParentId, mention.QuotedId }.OfType<string>().Distinct()];
        if (names.Length == 0) return (null, null);
        var known = (await KnownAsync(mention.Connector, [.. names.Select(n => new ExternalId(n))], cancel))
            .ToDictionary(k => k.Key.Value, k => k.Value.Id);
        // Some networks name what is answered by an id that only one instance knows.
        await using (var connection = await db.ReadAsync(cancel))
            foreach (var name in names.Where(n => !known.ContainsKey(n)))
                if (await connection.QueryFirstOrDefaultAsync<long?>(
                    """
                    select m.id from mention m join channel c on c.id = m.channel_id
                    where m.local_id = @name and c.connector = @Connector limit 1
                    """,
                    new { name, mention.Connector }) is { } id)
                    known[name] = id;
        var found = (await FindAsync([.. known.Values.Distinct()], cancel)).ToDictionary(m => m.Id);
        return (Of(mention.ParentId), Of(mention.QuotedId));

        StoredMention? Of(string? name) =>
            name is not null && known.TryGetValue(name, out var id) ? found.GetValueOrDefault(id) : null;
    }
}
