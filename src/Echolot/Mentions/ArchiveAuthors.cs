using Dapper;

namespace Echolot.Mentions;

public sealed partial class Archive
{
    /// <summary>
    /// An author of a network by id, or by the name of the account as people write it, with or without <c>@</c>; none
    /// where nobody of that name wrote anything stored, two where several did.
    /// </summary>
    public async Task<IReadOnlyList<KnownAuthor>> AuthorsAsync(string connector, string idOrHandle, CancellationToken cancel)
    {
        var plain = idOrHandle.Trim().TrimStart('@');
        await using var connection = await db.ReadAsync(cancel);
        const string Columns = "id, connector, external_id, handle, name";
        var byId = await connection.QueryAsync<AuthorRow>(
            $"select {Columns} from author where id = @key",
            new { key = MentionIds.KeyOf(connector, idOrHandle.Trim()) });
        // Names of accounts have no index: a million authors take a fifth of a second, which an action may.
        var rows = byId.Any() ? byId : await connection.QueryAsync<AuthorRow>(
            $"""
            select {Columns} from author where connector = @connector and handle in (@plain, @at) limit 2
            """,
            new { connector, plain, at = "@" + plain });
        return [.. rows.Select(a => new KnownAuthor(a.Id, a.Connector, a.ExternalId, a.Handle, a.Name))];
    }
}
