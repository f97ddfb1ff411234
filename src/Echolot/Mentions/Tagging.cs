using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

public sealed partial class Archive
{
    private const int LongestTag = 60;

    /// <summary>Puts a tag on mentions; ids of which nothing is stored are left out.</summary>
    /// <exception cref="ArgumentException">The tag is empty or longer than 60 characters.</exception>
    public Task TagAsync(IReadOnlyList<long> ids, string tag, CancellationToken cancel)
    {
        tag = Clean(tag);
        return db.WriteAsync(scope => TagAsync(scope, ids, tag), cancel);
    }

    /// <summary>Puts tags on mentions, as an import of another tool's export brings them.</summary>
    /// <exception cref="ArgumentException">As above; nothing was tagged.</exception>
    public Task TagAsync(IEnumerable<(long Id, string Tag)> tags, CancellationToken cancel)
    {
        var byTag = tags.GroupBy(one => Clean(one.Tag), one => one.Id).ToList();
        return byTag.Count == 0 ? Task.CompletedTask : db.WriteAsync(async scope =>
        {
            foreach (var group in byTag) await TagAsync(scope, [.. group.Distinct()], group.Key);
        }, cancel);
    }

    /// <summary>Takes a tag off mentions.</summary>
    public Task UntagAsync(IReadOnlyList<long> ids, string tag, CancellationToken cancel) =>
        db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            $"delete from mention_tag where tag = @tag and {Sql.In(db.Engine, "mention_id", "ids")}",
            new { tag = tag.Trim(), ids = Sql.List(db.Engine, ids) }, scope.Transaction), cancel);

    /// <summary>Tags in use, most used first.</summary>
    public async Task<IReadOnlyList<FacetValue>> TagsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<(string Tag, long Count)>(
            "select tag, count(*) from mention_tag group by tag order by count(*) desc, tag")).Select(t => new FacetValue(t.Tag, t.Count)).ToList();
    }

    private Task TagAsync(WriteScope scope, IReadOnlyList<long> ids, string tag) => scope.Connection.ExecuteAsync(
        $"insert into mention_tag (tag, mention_id) select @tag, id from mention where {Sql.In(db.Engine, "id", "ids")} on conflict (tag, mention_id) do nothing",
        new { tag, ids = Sql.List(db.Engine, ids) }, scope.Transaction);

    private static string Clean(string tag)
    {
        tag = tag.Trim();
        if (tag.Length is 0 or > LongestTag)
            throw new ArgumentException($"A tag has 1 to {LongestTag} characters; this one has {tag.Length}. Choose a shorter name.", nameof(tag));
        return tag;
    }
}
