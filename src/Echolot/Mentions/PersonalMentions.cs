using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>
/// What the archive holds about authors: erased with a tombstone, exported whole, expired by the time of publication.
/// </summary>
internal sealed class PersonalMentions(EcholotDb db, Archive archive) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["mention", "author", "mention_revision", "lookup", "story_mention", "story_mark"];

    /// <summary>
    /// Forgets the author and everything of theirs. A keyed hash stays, so that the next crawl does not bring them
    /// back.
    /// </summary>
    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        if (subject.Connector is not { } connector) return 0;
        var touched = 0;
        var known = await PersonalAuthors.FindAsync(scope.Connection, scope.Transaction, subject);
        foreach (var author in known)
            touched += 1 + await archive.ForgetAuthorAsync(scope, connector, author, "Erased", forGood: true, cancel);
        // Also where nothing is stored yet: who asks to be left alone has not to be found first.
        if (!known.Contains(subject.Id))
            await archive.ForgetAuthorAsync(scope, connector, subject.Id, "Erased", forGood: true, cancel);
        return touched;
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        foreach (var external in await PersonalAuthors.FindAsync(connection, null, subject))
        {
            var author = MentionIds.KeyOf(subject.Connector!, external);
            // Matches and the words that decided are our reading of the text and belong to what we hold about the
            // person.
            (string Table, string Sql, string Id)[] tables =
            [
                ("author", "select a.* from author a where a.id = @author", "id"),
                ("mention", $"select {MentionRow.Columns} from mention m where m.id in ({PersonalAuthors.Mentions}) order by m.id", "id"),
                ("mention_revision", $"select r.* from mention_revision r join mention m on m.id = r.mention_id where m.id in ({PersonalAuthors.Mentions}) order by m.id", "mention_id"),
            ];
            foreach (var (table, sql, id) in tables)
                foreach (var record in await PersonalAuthors.RecordsAsync(connection, table, sql, id, author))
                {
                    cancel.ThrowIfCancellationRequested();
                    yield return record;
                }
        }
    }

    /// <summary>
    /// Forgets mentions published before; raw data and the memory of strangers' deletions go by their own, shorter
    /// times.
    /// </summary>
    public async Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel)
    {
        await archive.ExpireTombstonesAsync(scope, cancel);
        return await archive.ExpireAsync(scope, before, cancel);
    }
}

/// <summary>
/// What sources sent, kept for proof and repair for a time of its own. Erased together with its mention.
/// </summary>
internal sealed class PersonalRaw(EcholotDb db, Archive archive) : IHoldsPersonalData
{
    public IReadOnlyList<string> Tables { get; } = ["mention_raw"];

    /// <summary>Removes what is left; with the mentions it goes by itself.</summary>
    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel)
    {
        var touched = 0;
        foreach (var external in await PersonalAuthors.FindAsync(scope.Connection, scope.Transaction, subject))
        {
            cancel.ThrowIfCancellationRequested();
            touched += await scope.Connection.ExecuteAsync(
                $"delete from mention_raw where mention_id in ({PersonalAuthors.Mentions})",
                new { author = MentionIds.KeyOf(subject.Connector!, external) }, scope.Transaction);
        }
        return touched;
    }

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var sql = $"select r.* from mention_raw r where r.mention_id in ({PersonalAuthors.Mentions}) order by r.mention_id";
        foreach (var external in await PersonalAuthors.FindAsync(connection, null, subject))
            foreach (var record in await PersonalAuthors.RecordsAsync(
                connection, "mention_raw", sql, "mention_id", MentionIds.KeyOf(subject.Connector!, external)))
            {
                cancel.ThrowIfCancellationRequested();
                yield return record;
            }
    }

    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        archive.ExpireRawAsync(scope, before, cancel);
}

/// <summary>Finds a person among the authors, and their rows.</summary>
internal static class PersonalAuthors
{
    /// <summary>Query for the ids of everything the author <c>@author</c> wrote.</summary>
    public static string Mentions { get; } = Lookups.Ids(LookupKind.Author, "hash = @author");

    /// <summary>External ids: the one that is given, and those whose handle the person gave.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(
        DbConnection connection, DbTransaction? transaction, DataSubject subject)
    {
        if (subject.Connector is not { } connector) return [];
        return (await connection.QueryAsync<string>(
            "select external_id from author where connector = @connector and (external_id = @Id or lower(handle) = @handle)",
            new { connector, subject.Id, handle = subject.Handle?.TrimStart(
                '@').ToLowerInvariant() }, transaction)).AsList();
    }

    public static async Task<IEnumerable<PersonalRecord>> RecordsAsync(
        DbConnection connection, string table, string sql, string id, long author) =>
        (await connection.QueryAsync(sql, new { author })).Cast<IDictionary<string, object?>>()
            .Select(row => new PersonalRecord(
                table, FormattableString.Invariant($"{row[id]}"), new Dictionary<string, object?>(row)));
}
