using System.Data.Common;
using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>A word that people put on mentions. Renaming, moving and merging never change what carries it.</summary>
/// <param name="IsCategory">Part of the tree of categories; a free label has no place in it.</param>
/// <param name="ParentId">Category above; null on top.</param>
/// <param name="Path">Name with the names of the categories above, such as <c>Lieferung › Verspätung</c>.</param>
/// <param name="Color">One of <see cref="Colors"/>.</param>
public sealed record Label(long Id, bool IsCategory, long? ParentId, string Name, string Path, string Color)
{
    public const int LongestName = 60;

    /// <summary>When it was renamed, moved or coloured last; 1970 where that was before it was kept.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Deepest place in the tree, counted from 1: deeper ones nobody finds again.</summary>
    public const int DeepestLevel = 5;

    /// <summary>Whether these words name the label of this path: they are its name, its path, or what lies above it.</summary>
    public static bool IsNamed(string path, string words) =>
        path.Equals(words, StringComparison.OrdinalIgnoreCase)
        || path.EndsWith($"› {words}", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith($"{words} ›", StringComparison.OrdinalIgnoreCase);

    /// <summary>Names of colours of the design system.</summary>
    public static IReadOnlyList<string> Colors { get; } =
        ["teal", "violet", "amber", "green", "blue", "pink", "orange", "slate", "lime", "indigo"];
}

/// <summary>A label with the number of mentions that carry it.</summary>
public sealed record LabelCount(Label Label, long Count);

/// <summary>A label was changed while somebody edited it.</summary>
/// <param name="label">As it is stored now.</param>
public sealed class LabelChangedMeanwhileException(Label label) : Exception(
    $"The label {label.Id} was changed meanwhile. Read it again, and send the change with its changed_at.")
{
    public Label Label { get; } = label;
}

/// <summary>What somebody fills in about a label.</summary>
/// <param name="Color">Null: one is chosen, or stays.</param>
public sealed record LabelDraft(string Name, bool IsCategory = false, long? ParentId = null, string? Color = null);

/// <summary>Every label there is, with those that were merged into others.</summary>
internal sealed class Labels
{
    private const string Between = " › ";
    private readonly Dictionary<long, Label> _labels = [];
    private readonly Dictionary<long, long> _merged = [];

    public IReadOnlyCollection<Label> All => _labels.Values;

    public static async Task<Labels> ReadAsync(DbConnection connection, DbTransaction? transaction = null)
    {
        var rows = (await connection.QueryAsync<LabelRow>(
            "select id, category, parent_id, name, color, merged_into, changed_at from label", transaction: transaction)).ToDictionary(r => r.Id);
        // A category that lies below itself stands on top: every way up ends.
        foreach (var row in rows.Values.Where(LiesBelowItself).ToList()) rows[row.Id] = row with { ParentId = null };
        var labels = new Labels();
        foreach (var row in rows.Values)
        {
            if (row.MergedInto is { } into) labels._merged.Add(row.Id, into);
            else labels._labels.Add(row.Id, new Label(
                row.Id, row.Category != 0, row.ParentId, row.Name, PathOf(row), row.Color)
                {
                    ChangedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.ChangedAt),
                });
        }
        return labels;

        bool LiesBelowItself(LabelRow row)
        {
            var (above, steps) = (row.ParentId, 0);
            while (above is { } id && id != row.Id && steps++ < rows.Count && rows.TryGetValue(id, out var parent))
                above = parent.ParentId;
            return above == row.Id;
        }

        string PathOf(LabelRow row)
        {
            var path = row.Name;
            for (var above = row.ParentId; above is { } id && rows.TryGetValue(id, out var parent); above = parent.ParentId)
                path = parent.Name + Between + path;
            return path;
        }
    }

    // Any number will do as long as nothing else in the database uses it.
    private const long TreeLock = 0x4563686F6C6F7404;

    /// <summary>
    /// One transaction at a time changes labels: on PostgreSQL two that move or merge them would else each see the tree
    /// without what the other does, and close a circle. Held until the commit.
    /// </summary>
    public static async Task TakeTurnAsync(WriteScope scope)
    {
        if (scope.Engine is Engine.Postgres)
            await scope.Connection.ExecuteAsync($"select pg_advisory_xact_lock({TreeLock})", transaction: scope.Transaction);
    }

    /// <summary>The label, or the one it was merged into; null where it was removed.</summary>
    public Label? Resolve(long id)
    {
        // Merging never makes a circle, so this ends.
        while (_merged.TryGetValue(id, out var into)) id = into;
        return _labels.GetValueOrDefault(id);
    }

    /// <summary>Every id that means a label, with those that were merged into others.</summary>
    public IReadOnlyDictionary<long, Label> Meant => _labels.Keys.Concat(_merged.Keys)
        .Select(id => (Id: id, Label: Resolve(id))).Where(l => l.Label is not null).ToDictionary(l => l.Id, l => l.Label!);

    /// <summary>The label and everything below it.</summary>
    public IEnumerable<long> Within(long id)
    {
        if (Resolve(id) is not { } label) yield break;
        yield return label.Id;
        foreach (var below in _labels.Values.Where(l => l.ParentId == label.Id))
            foreach (var deeper in Within(below.Id))
                yield return deeper;
    }

    /// <summary>Everything that means this label or one below it, with those that were merged into them.</summary>
    public IEnumerable<long> Meaning(long id)
    {
        var within = Within(id).ToHashSet();
        return within.Concat(_merged.Keys.Where(m => Resolve(m) is { } label && within.Contains(label.Id)));
    }

    /// <summary>Everything of this name or path, free or in the tree, with what lies below.</summary>
    public IEnumerable<long> Named(string name) => _labels.Values
        .Where(l => string.Equals(l.Name, name, StringComparison.OrdinalIgnoreCase)
            || string.Equals(l.Path, name, StringComparison.OrdinalIgnoreCase))
        .SelectMany(l => Within(l.Id));

    /// <summary>Level in the tree, counted from 1.</summary>
    public int LevelOf(long id)
    {
        var level = 1;
        for (var label = Resolve(id); label?.ParentId is { } above; label = Resolve(above)) level++;
        return level;
    }

    /// <summary>Levels that a label takes with what lies below it, itself included.</summary>
    public int HeightOf(long id) => 1 + All.Where(l => l.ParentId == id).Select(l => HeightOf(l.Id)).DefaultIfEmpty().Max();

    /// <summary>A free label by its name: letter for letter, else whatever the case.</summary>
    public Label? Free(string name) =>
        _labels.Values.FirstOrDefault(l => !l.IsCategory && l.Name == name)
        ?? _labels.Values.FirstOrDefault(
            l => !l.IsCategory && string.Equals(l.Name, name, StringComparison.OrdinalIgnoreCase));
}

public sealed partial class Archive
{
    /// <summary>Every label: free ones first, then the tree, each by name.</summary>
    public async Task<IReadOnlyList<Label>> LabelsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return Sorted((await Labels.ReadAsync(connection)).All);
    }

    /// <summary>What every id that ever named a label means now: the label itself or the one it was merged into.</summary>
    public async Task<IReadOnlyDictionary<long, Label>> LabelsMeantAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return (await Labels.ReadAsync(connection)).Meant;
    }

    /// <summary>What each of these ids means now: the label itself or the one it was merged into; gone ones are left out.</summary>
    public async Task<IReadOnlyDictionary<long, Label>> LabelsMeantAsync(IEnumerable<long> ids, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var labels = await Labels.ReadAsync(connection);
        return ids.Distinct().Select(id => (Id: id, Label: labels.Resolve(id))).Where(l => l.Label is not null)
            .ToDictionary(l => l.Id, l => l.Label!);
    }

    /// <summary>Every id that means a label or one below it, also of those that were merged into them.</summary>
    public async Task<IReadOnlyList<long>> LabelIdsAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await Labels.ReadAsync(connection)).Meaning(id)];
    }

    /// <summary>Every label with the number of mentions that carry it, hidden ones too.</summary>
    public async Task<IReadOnlyList<LabelCount>> LabelCountsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var counts = (await connection.QueryAsync<(long Label, long Count)>(
            "select label_id, count(*) from mention_label group by label_id")).ToDictionary(c => c.Label, c => c.Count);
        return [.. Sorted((await Labels.ReadAsync(connection)).All).Select(
            l => new LabelCount(l, counts.GetValueOrDefault(l.Id)))];
    }

    /// <summary>Adds a label.</summary>
    /// <exception cref="ArgumentException">The name is empty, too long or taken, or the place is not there.</exception>
    public Task<Label> AddLabelAsync(LabelDraft draft, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await Labels.TakeTurnAsync(scope);
        var labels = await Labels.ReadAsync(scope.Connection, scope.Transaction);
        var name = CheckedName(labels, draft, null);
        var color = ColorOf(draft.Color)
            ?? Label.Colors.MinBy(c => labels.All.Count(l => l.Color == c))!;
        var id = await scope.Connection.ExecuteScalarAsync<long>(
            "insert into label (category, parent_id, name, color, changed_at) values (@category, @ParentId, @name, @color, @Now) returning id",
            new { category = draft.IsCategory ? 1L : 0L, draft.ParentId, name, color, Now }, scope.Transaction);
        return (await Labels.ReadAsync(scope.Connection, scope.Transaction)).Resolve(id)!;
    }, cancel);

    /// <summary>Renames, moves or colours a label; what carries it stays.</summary>
    /// <returns>Null where it is gone.</returns>
    /// <exception cref="ArgumentException">The name is empty, too long or taken, or the place is not there.</exception>
    public Task<Label?> ChangeLabelAsync(long id, LabelDraft draft, CancellationToken cancel) =>
        ChangeLabelAsync(id, draft, null, cancel);

    /// <param name="seen">
    /// <see cref="Label.ChangedAt"/> of what the change began with, so that nobody writes over what somebody else saved
    /// meanwhile; null: whatever is stored is changed.
    /// </param>
    /// <exception cref="LabelChangedMeanwhileException">It was changed since.</exception>
    /// <inheritdoc cref="ChangeLabelAsync(long, LabelDraft, CancellationToken)"/>
    public Task<Label?> ChangeLabelAsync(long id, LabelDraft draft, DateTimeOffset? seen, CancellationToken cancel) =>
        db.WriteAsync(async scope =>
        {
            // Where several may write at once, the second one waits here and reads what the first one saved.
            await Labels.TakeTurnAsync(scope);
            var labels = await Labels.ReadAsync(scope.Connection, scope.Transaction);
            if (labels.Resolve(id) is not { } before) return null;
            if (seen is { } at && before.ChangedAt.ToUnixTimeMilliseconds() != at.ToUnixTimeMilliseconds())
                throw new LabelChangedMeanwhileException(before);
            var asBefore = draft with { IsCategory = before.IsCategory };
            var name = CheckedName(labels, asBefore, before.Id);
            await scope.Connection.ExecuteAsync(
                "update label set name = @name, parent_id = @ParentId, color = @color, changed_at = @changed where id = @Id",
                new
                {
                    name, draft.ParentId, color = ColorOf(draft.Color) ?? before.Color, before.Id,
                    changed = Math.Max(Now, before.ChangedAt.ToUnixTimeMilliseconds() + 1),
                }, scope.Transaction);
            return (await Labels.ReadAsync(scope.Connection, scope.Transaction)).Resolve(id);
        }, cancel);

    /// <summary>
    /// Merges one label into another: mentions carry the other one, and whatever names the first one means the other
    /// from then on. False where one of them is gone.
    /// </summary>
    /// <exception cref="ArgumentException">They are the same, the other lies below the first, or the tree becomes too deep.</exception>
    public Task<bool> MergeLabelAsync(long id, long into, CancellationToken cancel) =>
        db.WriteAsync(async scope => await MergeLabelAsync(scope, id, into, Now) is not null, cancel);

    /// <inheritdoc cref="MergeLabelAsync(long, long, CancellationToken)"/>
    /// <returns>Path of what was merged, and of what it is now; null where one of them is gone.</returns>
    public static async Task<(string From, string Into)?> MergeLabelAsync(WriteScope scope, long id, long into, long now)
    {
        await Labels.TakeTurnAsync(scope);
        var labels = await Labels.ReadAsync(scope.Connection, scope.Transaction);
        if (labels.Resolve(id) is not { } from || labels.Resolve(into) is not { } target) return null;
        if (labels.Within(from.Id).Contains(target.Id))
            throw new ArgumentException(
                "A label cannot be merged into itself or into what lies below it; choose another one.", nameof(into));
        DemandRoom(labels.LevelOf(target.Id) + labels.HeightOf(from.Id) - 1);
        var removal = await KeepLabelsAsync(scope, now, [.. labels.Within(from.Id)], from.Path, target.Path);
        await new Merging(scope, labels, removal, now).MergeAsync(from.Id, target.Id);
        return (from.Path, target.Path);
    }

    /// <summary>Removes a label with everything below it; mentions lose them. Returns how many mentions did.</summary>
    public Task<int> RemoveLabelAsync(long id, CancellationToken cancel) =>
        db.WriteAsync(async scope => (await RemoveLabelAsync(scope, id, Now)).Mentions, cancel);

    /// <inheritdoc cref="RemoveLabelAsync(long, CancellationToken)"/>
    /// <returns>Paths of what is gone, and how many mentions carried it.</returns>
    public static async Task<(IReadOnlyList<string> Paths, int Mentions)> RemoveLabelAsync(WriteScope scope, long id, long now)
    {
        await Labels.TakeTurnAsync(scope);
        var labels = await Labels.ReadAsync(scope.Connection, scope.Transaction);
        var within = labels.Within(id).ToList();
        if (within.Count == 0) return ([], 0);
        await KeepLabelsAsync(scope, now, within, labels.Resolve(id)!.Path, null);
        var gone = new { ids = Sql.List(scope.Engine, within) };
        var touched = await scope.Connection.ExecuteAsync(
            $"delete from mention_label where {Sql.In(scope.Engine, "label_id", "ids")}", gone, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            $"delete from label where {Sql.In(scope.Engine, "id", "ids")}", gone, scope.Transaction);
        return ([.. within.Select(l => labels.Resolve(l)!.Path)], touched);
    }

    /// <summary>The free label of this name, made where there is none.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public async Task<Label> FreeLabelAsync(string name, CancellationToken cancel)
    {
        await using (var connection = await db.ReadAsync(cancel))
            if ((await Labels.ReadAsync(connection)).Free(name.Trim()) is { } known) return known;
        return await AddLabelAsync(new LabelDraft(name), cancel);
    }

    private static IReadOnlyList<Label> Sorted(IEnumerable<Label> labels) =>
        [.. labels.OrderBy(l => l.IsCategory).ThenBy(l => l.Path, StringComparer.CurrentCultureIgnoreCase)];

    private static string? ColorOf(string? color) => color is { } name && Label.Colors.Contains(name) ? name : null;

    private static void DemandRoom(int levels)
    {
        if (levels > Label.DeepestLevel)
            throw new ArgumentException($"The tree has at most {Label.DeepestLevel} levels; choose a place higher up.");
    }

    private static string CheckedName(Labels labels, LabelDraft draft, long? self)
    {
        var name = WellFormed.Of(draft.Name.Trim());
        if (name.Length is 0 or > Label.LongestName)
            throw new ArgumentException(
                $"A label has 1 to {Label.LongestName} characters; this one has {name.Length}. Choose a shorter name.");
        if (draft.ParentId is { } above)
        {
            if (!draft.IsCategory || labels.Resolve(above) is not { IsCategory: true } parent)
                throw new ArgumentException("Only a category can lie below a category that is there.");
            if (self is { } own && labels.Within(own).Contains(parent.Id))
                throw new ArgumentException("A category cannot lie below itself; choose another place.");
            DemandRoom(labels.LevelOf(parent.Id) + (self is { } moved ? labels.HeightOf(moved) : 1));
        }
        if (labels.All.Any(l => l.Id != self && l.IsCategory == draft.IsCategory && l.ParentId == draft.ParentId
            && string.Equals(l.Name, name, StringComparison.OrdinalIgnoreCase)))
            throw new ArgumentException($"There is a label \"{name}\" at this place already; choose another name.");
        return name;
    }
}
