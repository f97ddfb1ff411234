using System.Globalization;
using Dapper;
using Echolot.Storage;

namespace Echolot.Answers;

public sealed partial class AnswerLibrary
{
    /// <summary>
    /// Adds an item, or gives it a new version; the one that is approved stays in use until the new one is.
    /// </summary>
    /// <param name="id">Item; null: a new one.</param>
    /// <param name="seen">Version that was looked at; refused where there is a newer one. Null: not compared.</param>
    /// <exception cref="AnswerException">It cannot be kept so; see <see cref="AnswerRefusal"/>.</exception>
    public Task<long> SaveAsync(
        long? id, AnswerContent content, long? folder, long? owner, int? seen, long? by, CancellationToken cancel)
    {
        content = Checked(content);
        return db.WriteAsync(async scope =>
        {
            if (folder is { } place && await ExistsAsync(scope, "answer_folder", place) is false) throw Gone("folder", place);
            var now = Now;
            if (id is not { } known)
            {
                known = await scope.Connection.ExecuteScalarAsync<long>(
                    """
                    insert into answer_item (folder_id, title, version, owner_id, created_at, changed_at, changed_by)
                    values (@folder, @Title, 1, @owner, @now, @now, @by) returning id
                    """, new { folder, content.Title, owner, now, by }, scope.Transaction);
                await InsertAsync(scope, known, 1, content, now, by);
            }
            else
            {
                var row = await RowAsync(scope, known);
                if (seen is { } version && row.Version != version)
                    throw new AnswerException(
                        AnswerRefusal.ChangedMeanwhile, "Somebody has changed it meanwhile; reload the page and look again.");
                var newest = await scope.Connection.QuerySingleAsync<VersionRow>(
                    $"select {VersionRow.Columns} from answer_version where item_id = @known and version = @Version",
                    new { known, row.Version }, scope.Transaction);
                var same = newest.Content.SaysTheSameAs(content);
                if (!same) await InsertAsync(scope, known, row.Version + 1, content, now, by);
                await scope.Connection.ExecuteAsync(
                    """
                    update answer_item set folder_id = @folder, title = @Title, version = @version, owner_id = @owner,
                        changed_at = @now, changed_by = @by where id = @known
                    """,
                    new { known, folder, content.Title, version = row.Version + (same ? 0 : 1), owner, now, by },
                    scope.Transaction);
            }
            await ChangedAsync(scope);
            return known;
        }, cancel);
    }

    /// <summary>Lets the newest version be used.</summary>
    public Task ApproveAsync(long id, int version, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        var row = await RowAsync(scope, id);
        if (row.Version != version)
            throw new AnswerException(
                AnswerRefusal.ChangedMeanwhile, "There is a newer version than the one that you have looked at; look at it first.");
        await ApproveAsync(scope, id, version, by);
        await privacy.RecordAsync(
            scope, by, "answer.approved", string.Create(CultureInfo.InvariantCulture, $"answer:{id}"),
            string.Create(CultureInfo.InvariantCulture, $"version {version}"), cancel);
    }, cancel);

    /// <summary>Takes the approval back: nobody may use it until it is approved again.</summary>
    public Task WithdrawAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await RowAsync(scope, id);
        await scope.Connection.ExecuteAsync(
            "update answer_item set approved_version = null, changed_at = @Now, changed_by = @by where id = @id",
            new { id, Now, by }, scope.Transaction);
        await ChangedAsync(scope);
        await privacy.RecordAsync(
            scope, by, "answer.withdrawn", string.Create(CultureInfo.InvariantCulture, $"answer:{id}"), null, cancel);
    }, cancel);

    /// <summary>Takes an item away with its versions and files; that it was used stays counted nowhere.</summary>
    public Task RemoveAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await RowAsync(scope, id);
        foreach (var table in new[] { "answer_version", "answer_file" })
            await scope.Connection.ExecuteAsync($"delete from {table} where item_id = @id", new { id }, scope.Transaction);
        await scope.Connection.ExecuteAsync("delete from answer_item where id = @id", new { id }, scope.Transaction);
        await ChangedAsync(scope);
        await privacy.RecordAsync(
            scope, by, "answer.removed", string.Create(CultureInfo.InvariantCulture, $"answer:{id}"), null, cancel);
    }, cancel);

    /// <summary>Adds a folder, or renames and moves it.</summary>
    public Task<long> SaveFolderAsync(long? id, string name, long? parent, CancellationToken cancel)
    {
        name = Name(name, 60);
        return db.WriteAsync(async scope =>
        {
            var above = new Dictionary<long, long?>();
            foreach (var row in await scope.Connection.QueryAsync<FolderRow>(
                "select id, parent_id, name from answer_folder", transaction: scope.Transaction)) above[row.Id] = row.ParentId;
            if (id is { } known && !above.ContainsKey(known)) throw Gone("folder", known);
            if (parent is { } asked && !above.ContainsKey(asked)) throw Gone("folder", asked);
            var depth = 1;
            for (var at = parent; at is { } place; at = above[place], depth++)
                if (place == id || depth >= DeepestFolder)
                    throw new AnswerException(
                        AnswerRefusal.TooDeep, $"A folder lies at most {DeepestFolder} deep, and never in itself.");
            await ChangedAsync(scope);
            var values = new { id = id ?? 0, name, parent };
            return id is null
                ? await scope.Connection.ExecuteScalarAsync<long>(
                    "insert into answer_folder (parent_id, name) values (@parent, @name) returning id", values, scope.Transaction)
                : await scope.Connection.ExecuteScalarAsync<long>(
                    "update answer_folder set parent_id = @parent, name = @name where id = @id returning id", values,
                    scope.Transaction);
        }, cancel);
    }

    /// <summary>Takes an empty folder away.</summary>
    public Task RemoveFolderAsync(long id, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        if (await scope.Connection.ExecuteScalarAsync<long>(
            """
            select (select count(*) from answer_item where folder_id = @id)
                + (select count(*) from answer_folder where parent_id = @id)
            """, new { id }, scope.Transaction) > 0)
            throw new AnswerException(AnswerRefusal.FolderNotEmpty, "There is something in this folder; move it first.");
        await scope.Connection.ExecuteAsync("delete from answer_folder where id = @id", new { id }, scope.Transaction);
        await ChangedAsync(scope);
    }, cancel);

    private async Task ApproveAsync(WriteScope scope, long id, long version, long? by)
    {
        var values = new { id, version, Now, by };
        await scope.Connection.ExecuteAsync(
            "update answer_version set approved_at = @Now, approved_by = @by where item_id = @id and version = @version",
            values, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            "update answer_item set approved_version = @version, changed_at = @Now where id = @id", values, scope.Transaction);
        await ChangedAsync(scope);
    }

    private static Task InsertAsync(
        WriteScope scope, long item, long version, AnswerContent content, long now, long? by) =>
        scope.Connection.ExecuteAsync(
            """
            insert into answer_version (item_id, version, body, made_at, made_by)
            values (@item, @version, @body, @now, @by)
            """, new { item, version, body = Stored.Write(content), now, by }, scope.Transaction);

    private static async Task<ItemRow> RowAsync(WriteScope scope, long id) =>
        await scope.Connection.QuerySingleOrDefaultAsync<ItemRow>(
            $"select {ItemRow.Columns} from answer_item where id = @id{(scope.Engine is Engine.Postgres ? " for update" : "")}",
            new { id }, scope.Transaction) ?? throw Gone("answer", id);

    private static async Task<bool> ExistsAsync(WriteScope scope, string table, long id) =>
        await scope.Connection.ExecuteScalarAsync<long?>(
            $"select 1 from {table} where id = @id", new { id }, scope.Transaction) is not null;

    private static AnswerContent Checked(AnswerContent content)
    {
        if (content.ValidUntil < content.ValidFrom)
            throw new AnswerException(AnswerRefusal.DatesCrossed, "It would end before it begins; change one of the dates.");
        var variants = content.Variants.Select(v => v with { Text = Text(v.Text, mayBeEmpty: true) })
            .Where(v => v.Text.Length > 0).ToList();
        if (variants.Count == 0) throw new AnswerException(AnswerRefusal.TextMissing, "Write the text of the answer.");
        var keywords = content.Keywords.Select(k => k.Trim()).Where(k => k.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase).Select(k => Name(k, 60)).ToList();
        if (variants.Count > MostVariants || keywords.Count > MostKeywords)
            throw new AnswerException(
                AnswerRefusal.TooMany, $"An answer has at most {MostVariants} wordings and {MostKeywords} keywords.");
        return content with
        {
            Title = Name(content.Title), Question = Text(content.Question, mayBeEmpty: true), Keywords = keywords,
            Variants = variants,
        };
    }
}
