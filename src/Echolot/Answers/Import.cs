namespace Echolot.Answers;

public sealed partial class AnswerLibrary
{
    /// <summary>Most characters of a table that is read in.</summary>
    public const int LargestTable = 4 << 20;

    /// <summary>The library as a table that <see cref="ImportAsync"/> reads again.</summary>
    public async Task<string> ExportAsync(CancellationToken cancel) => AnswerTable.Write(await ShelfAsync(cancel));

    /// <summary>Reads a table in: new titles become items, known ones get a new version. What is missing stays.</summary>
    /// <param name="trial">Only says what would happen.</param>
    /// <param name="mayApprove">Whether rows that say so are approved; else they wait as drafts.</param>
    public async Task<ImportOutcome> ImportAsync(string table, bool trial, bool mayApprove, long? by, CancellationToken cancel)
    {
        if (table.Length > LargestTable)
            return new([], [], [], [new(1, "", $"The table has {table.Length} characters; {LargestTable} are the most.")]);
        var (rows, told) = AnswerTable.Read(table);
        var problems = told.ToList();
        var (fresh, changed, same) = (new List<string>(), new List<string>(), new List<string>());
        foreach (var row in rows)
        {
            AnswerContent content;
            try
            {
                content = Checked(row.Content);
            }
            catch (AnswerException wrong)
            {
                problems.Add(new(0, row.Content.Title, wrong.Message));
                continue;
            }
            var shelf = await ShelfAsync(cancel);
            var known = shelf.Items.FirstOrDefault(i => i.Title == content.Title && (shelf.PathOf(i) ?? "") == row.Folder);
            var list = known is null ? fresh : known.Content.SaysTheSameAs(content) ? same : changed;
            list.Add(content.Title);
            if (trial) continue;
            try
            {
                if (list != same)
                {
                    var folder = row.Folder.Length == 0 ? null : await FolderAsync(row.Folder, cancel);
                    var id = await SaveAsync(known?.Id, content, folder, known?.OwnerId ?? by, null, by, cancel);
                    known = await FindAsync(id, cancel);
                }
                if (row.Approved && mayApprove && known is { } item && item.ApprovedVersion != item.Version)
                    await ApproveAsync(item.Id, item.Version, by, cancel);
            }
            catch (AnswerException wrong)
            {
                problems.Add(new(0, content.Title, wrong.Message));
            }
        }
        return new(fresh, changed, same, problems);
    }

    /// <summary>The folder of a path, made where it is missing.</summary>
    private async Task<long?> FolderAsync(string path, CancellationToken cancel)
    {
        long? parent = null;
        foreach (var name in path.Split(" › "))
        {
            var known = (await ShelfAsync(cancel)).Folders.FirstOrDefault(
                f => f.ParentId == parent && f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            parent = known?.Id ?? await SaveFolderAsync(null, name, parent, cancel);
        }
        return parent;
    }
}
