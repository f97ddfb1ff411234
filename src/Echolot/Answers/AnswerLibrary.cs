using System.Data.Common;
using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;

namespace Echolot.Answers;

/// <summary>What we know to answer: questions and modules in a tree, policies, and the goodwill that may be given.</summary>
/// <remarks>Thread-safe. What it refuses it throws as <see cref="AnswerException"/>.</remarks>
public sealed partial class AnswerLibrary(EcholotDb db, Bus bus, Roster roster, PrivacyOffice privacy, TimeProvider clock)
{
    public const int LongestTitle = 120;
    public const int LongestText = 10_000;
    public const int MostVariants = 40;
    public const int MostKeywords = 40;

    /// <summary>Deepest folder, counted from 1.</summary>
    public const int DeepestFolder = 5;

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile AnswerShelf? _shelf;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The whole library as it is now; kept in memory until something changes.</summary>
    public async Task<AnswerShelf> ShelfAsync(CancellationToken cancel)
    {
        await using (var connection = await db.ReadAsync(cancel))
            if (_shelf is { } kept && kept.Stamp == await StampAsync(connection, cancel)) return kept;
        await _reading.WaitAsync(cancel);
        try
        {
            return _shelf = await db.ReadAtOnceAsync(async now =>
                await StampAsync(now, cancel) is var stamp && _shelf is { } meanwhile && meanwhile.Stamp == stamp
                    ? meanwhile : await ShelfAsync(now, stamp, cancel), cancel);
        }
        finally
        {
            _reading.Release();
        }
    }

    private static Task<long> StampAsync(DbConnection connection, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition("select stamp from answer_stamp", cancellationToken: cancel));

    private static async Task<AnswerShelf> ShelfAsync(DbConnection connection, long stamp, CancellationToken cancel)
    {
        var folders = Folders([.. await connection.QueryAsync<FolderRow>(new CommandDefinition(
            "select id, parent_id, name from answer_folder", cancellationToken: cancel))]);
        var files = (await connection.QueryAsync<FileRow>(new CommandDefinition(
            $"select {FileRow.Columns} from answer_file order by id", cancellationToken: cancel)))
            .ToLookup(f => f.ItemId, f => f.AsFile());
        var bodies = (await connection.QueryAsync<VersionRow>(new CommandDefinition(
            """
            select v.item_id, v.version, v.body, v.made_at, v.made_by, v.approved_at, v.approved_by
            from answer_version v join answer_item i on i.id = v.item_id
            where v.version = i.version or v.version = i.approved_version
            """, cancellationToken: cancel))).ToDictionary(v => (v.ItemId, v.Version), v => v.Content);
        var items = (await connection.QueryAsync<ItemRow>(new CommandDefinition(
            $"select {ItemRow.Columns} from answer_item order by id", cancellationToken: cancel)))
            .Select(i => new AnswerItem(
                i.Id, i.FolderId, bodies[(i.Id, i.Version)], (int)i.Version,
                i.ApprovedVersion is { } approved ? bodies[(i.Id, approved)] : null, (int?)i.ApprovedVersion,
                i.OwnerId, Stored.Time(i.ChangedAt), i.ChangedBy, [.. files[i.Id]])).ToList();
        var policies = (await connection.QueryAsync<PolicyRow>(new CommandDefinition(
            $"select {PolicyRow.Columns} from policy order by position, id", cancellationToken: cancel)))
            .Select(p => p.AsPolicy()).ToList();
        return new(stamp, items, folders, policies);
    }

    /// <summary>An item, or null.</summary>
    public async Task<AnswerItem?> FindAsync(long id, CancellationToken cancel) => (await ShelfAsync(cancel)).Find(id);

    /// <summary>Today in the time zone of the workspace: validity ends with the day of its people.</summary>
    public Task<DateOnly> TodayAsync(CancellationToken cancel) => DayAsync(clock.GetUtcNow(), cancel);

    /// <summary>The day of a moment, by the same time zone.</summary>
    public async Task<DateOnly> DayAsync(DateTimeOffset at, CancellationToken cancel)
    {
        var zone = (await roster.WorkspaceAsync(cancel))?.TimeZone;
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(
            at, zone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime);
    }

    /// <summary>Every version of an item, the newest first.</summary>
    public async Task<IReadOnlyList<AnswerVersion>> VersionsAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<VersionRow>(new CommandDefinition(
            $"select {VersionRow.Columns} from answer_version where item_id = @id order by version desc", new { id },
            cancellationToken: cancel))).Select(v => v.AsVersion())];
    }

    private static List<AnswerFolder> Folders(IReadOnlyList<FolderRow> rows)
    {
        var byId = rows.ToDictionary(r => r.Id);
        return [.. rows.Select(row =>
        {
            var (path, depth) = (row.Name, 1);
            for (var above = row.ParentId; above is { } id && byId.TryGetValue(id, out var parent); above = parent.ParentId)
                (path, depth) = ($"{parent.Name} › {path}", depth + 1);
            return new AnswerFolder(row.Id, row.ParentId, row.Name, path, depth);
        }).OrderBy(f => f.Path, StringComparer.Create(CultureInfo.GetCultureInfo("de"), ignoreCase: true))];
    }

    private static Task ChangedAsync(WriteScope scope) => scope.Connection.ExecuteAsync(
        "update answer_stamp set stamp = stamp + 1", transaction: scope.Transaction);

    private static string Name(string text, int most = LongestTitle)
    {
        text = WellFormed.Of(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return text.Length switch
        {
            0 => throw new AnswerException(AnswerRefusal.NameMissing, "Give it a name."),
            _ when text.Length > most => throw new AnswerException(
                AnswerRefusal.NameTooLong, $"The name has {text.Length} characters; {most} are the most."),
            _ => text,
        };
    }

    private static string Text(string text, bool mayBeEmpty)
    {
        text = WellFormed.Of(text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim());
        return text.Length switch
        {
            0 when !mayBeEmpty => throw new AnswerException(AnswerRefusal.TextMissing, "Write the text of the answer."),
            > LongestText => throw new AnswerException(
                AnswerRefusal.TextTooLong, $"The text has {text.Length} characters; {LongestText} are the most."),
            _ => text,
        };
    }

    private static AnswerException Gone(string what, long id) => new(
        AnswerRefusal.NotFound, string.Create(CultureInfo.InvariantCulture, $"There is no {what} {id}; it may have been removed."));
}

/// <summary>The library at a moment, ready to be searched.</summary>
public sealed class AnswerShelf
{
    private readonly Dictionary<long, AnswerItem> _byId;
    private readonly Lock _turn = new();
    private (DateOnly Day, object? Asked, AnswerIndex Index)? _index;

    internal AnswerShelf(
        long stamp, IReadOnlyList<AnswerItem> items, IReadOnlyList<AnswerFolder> folders, IReadOnlyList<Policy> policies)
    {
        (Stamp, Items, Folders, Policies) = (stamp, items, folders, policies);
        _byId = items.ToDictionary(i => i.Id);
    }

    internal long Stamp { get; }

    public IReadOnlyList<AnswerItem> Items { get; }

    /// <summary>In the order of the tree.</summary>
    public IReadOnlyList<AnswerFolder> Folders { get; }

    /// <summary>In their order.</summary>
    public IReadOnlyList<Policy> Policies { get; }

    public AnswerItem? Find(long id) => _byId.GetValueOrDefault(id);

    public string? PathOf(AnswerItem item) => Folders.FirstOrDefault(f => f.Id == item.FolderId)?.Path;

    /// <summary>Items of a folder and of those below it; all where it is null.</summary>
    public IEnumerable<AnswerItem> In(long? folder)
    {
        if (folder is not { } top) return Items;
        var inside = new HashSet<long> { top };
        while (Folders.Where(f => f.ParentId is { } above && inside.Contains(above) && inside.Add(f.Id)).Any()) { }
        return Items.Where(i => i.FolderId is { } place && inside.Contains(place));
    }

    /// <summary>The index of what may be used on a day.</summary>
    /// <param name="day">Today.</param>
    /// <param name="asked">
    /// How people asked before, when an item was the answer. The same object again is the same index again.
    /// </param>
    public AnswerIndex IndexOn(DateOnly day, IReadOnlyList<AskedBefore> asked)
    {
        lock (_turn)
        {
            if (_index is { } kept && kept.Day == day && ReferenceEquals(kept.Asked, asked)) return kept.Index;
            var index = AnswerIndex.Of(
                Items.Select(i => (i.Id, Content: i.UsableOn(day))).Where(i => i.Content is not null)
                    .Select(i => (i.Id, i.Content!)), asked);
            _index = (day, asked, index);
            return index;
        }
    }
}
