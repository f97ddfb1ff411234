using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

public sealed partial class Archive
{
    private const int LongestClassed = 500;

    /// <summary>So many sites and sources may have a class.</summary>
    public const int MostClassed = 50_000;

    private static readonly BulkInsert<ClassRow> PutClasses = new("source_class",
    [
        new("kind", c => c.Kind),
        new("value", c => c.Value),
        new("class", c => c.Class),
        new("at", c => c.At),
    ], "on conflict (kind, value) do update set class = excluded.class, at = excluded.at");

    private volatile SourceClasses _classes = SourceClasses.None;

    /// <summary>Classes of sites and sources as they are now.</summary>
    public SourceClasses Classes => _classes;

    /// <summary>What matching asks of the workspace now; live and stored mentions are asked the same.</summary>
    public Present Present => new(Zone, _classes);

    /// <summary>Every site and source that has a class, by kind and name.</summary>
    public async Task<IReadOnlyList<Classed>> ClassedAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<ClassRow>(new CommandDefinition(
            $"select {ClassRow.Columns} from source_class order by kind, value", cancellationToken: cancel)))
            .Select(c => c.AsClassed())];
    }

    /// <summary>Reads the classes; intake does so before it takes the first event.</summary>
    public Task LoadClassesAsync(CancellationToken cancel) =>
        _loading.InTurnAsync(async () => _classes = new SourceClasses(await ClassedAsync(cancel)), cancel);

    /// <summary>Follows changes that other processes make; returns when cancelled.</summary>
    public async Task FollowClassesAsync(CancellationToken cancel)
    {
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            var changes = bus.WatchAsync<ClassesChanged>(listening.Token);
            // What changed before somebody listened, as where this failed and begins again.
            await LoadClassesAsync(cancel);
            await foreach (var _ in changes) await LoadClassesAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The server stops; nothing is matched any more.
        }
        finally
        {
            await listening.CancelAsync();
        }
    }

    /// <summary>Whether this is a host, or the key of a source.</summary>
    public static bool CanBeClassed(ClassedKind kind, string value) => StoredAs(kind, value) is not null;

    private static string? StoredAs(ClassedKind kind, string value)
    {
        var stored = kind is ClassedKind.Site ? HostOf(value) : value.Trim();
        return stored is { Length: > 0 and <= LongestClassed }
            && (kind is ClassedKind.Site || stored.Count(c => c == ':') >= 2) ? stored : null;
    }

    /// <summary>The draft as it is stored: a host without <c>www.</c>, or a key.</summary>
    /// <exception cref="ArgumentException">No host, or no key of a source.</exception>
    internal static ClassDraft Checked(ClassDraft draft) => StoredAs(draft.Kind, draft.Value) is { } value
        ? draft with { Value = value }
        : throw new ArgumentException(draft.Kind is ClassedKind.Site
            ? "This is not a site; write a host such as news.example."
            : "This is not the key of a source; it looks like feeds:news.example:politics.", nameof(draft));

    /// <summary>Gives sites and sources their classes; one that has a class already gets the new one.</summary>
    /// <returns>How many are new, and how many changed.</returns>
    /// <exception cref="ArgumentException">One is no site and no source, or there would be too many.</exception>
    internal async Task<(int Added, int Changed)> ClassifyAsync(
        WriteScope scope, IReadOnlyList<ClassDraft> drafts, CancellationToken cancel)
    {
        var wanted = drafts.Select(Checked).GroupBy(d => (d.Kind, d.Value)).Select(g => g.Last()).ToList();
        var known = (await scope.Connection.QueryAsync<ClassRow>(
            $"select {ClassRow.Columns} from source_class", transaction: scope.Transaction)).Select(c => c.AsClassed())
            .ToDictionary(c => (c.Kind, c.Value), c => c.Class);
        var added = wanted.Count(d => !known.ContainsKey((d.Kind, d.Value)));
        if (known.Count + added > MostClassed)
            throw new ArgumentException($"At most {MostClassed} sites and sources have a class; remove some first.", nameof(drafts));
        var rows = wanted.Where(d => !known.TryGetValue((d.Kind, d.Value), out var before) || before != d.Class)
            .Select(d => new ClassRow { Kind = d.Kind.ToString(), Value = d.Value, Class = d.Class.ToString(), At = Now }).ToList();
        if (rows.Count == 0) return (0, 0);
        await PutClasses.RunAsync(scope, rows, cancel);
        await bus.PublishAsync(scope, new ClassesChanged(), cancel);
        return (added, rows.Count - added);
    }

    /// <summary>Takes the class away; null where it is gone.</summary>
    internal async Task<Classed?> UnclassifyAsync(WriteScope scope, long id, CancellationToken cancel)
    {
        var row = await scope.Connection.QuerySingleOrDefaultAsync<ClassRow>(
            $"delete from source_class where id = @id returning {ClassRow.Columns}", new { id }, scope.Transaction);
        if (row is null) return null;
        await bus.PublishAsync(scope, new ClassesChanged(), cancel);
        return row.AsClassed();
    }

    private IReadOnlyList<StoredMention> WithClasses(IReadOnlyList<StoredMention> mentions) =>
        _classes is var classes && !classes.Any ? mentions
            : [.. mentions.Select(m => m with
            {
                SourceClass = classes.Of(m.Site, new ChannelRow { Connector = m.Connector, Source = m.Source }.Key),
            })];
}
