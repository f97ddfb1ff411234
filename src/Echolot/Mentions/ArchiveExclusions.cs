using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

public sealed partial class Archive
{
    private const int LongestExclusion = 500;

    // The mentions of several hosts are put in order for each portion of a walk; those of one host are in order already.
    private const int LargeHost = 10_000;
    private const int HostsTogether = 500;

    // Of two reads at one moment the one that began first must not have the last word.
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Exclusions _exclusions = Exclusions.None;

    /// <summary>Who and what is left out now; the intake asks for each post.</summary>
    public Exclusions Excluded => _exclusions;

    /// <summary>Every author and site that is left out, newest first.</summary>
    public async Task<IReadOnlyList<Exclusion>> ExclusionsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<ExclusionRow>(
            $"select {ExclusionRow.Columns} from exclusion order by id desc")).Select(e => e.AsExclusion())];
    }

    /// <summary>Reads what is left out; intake does so before it takes the first event.</summary>
    public Task LoadExclusionsAsync(CancellationToken cancel) =>
        _loading.InTurnAsync(async () => _exclusions = new Exclusions(await ExclusionsAsync(cancel)), cancel);

    /// <summary>Follows changes that other processes make; returns when cancelled.</summary>
    public async Task FollowExclusionsAsync(CancellationToken cancel)
    {
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            var changes = bus.WatchAsync<ExclusionsChanged>(listening.Token);
            // What changed before somebody listened, as where this failed and begins again.
            await LoadExclusionsAsync(cancel);
            await foreach (var _ in changes) await LoadExclusionsAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The server stops; nothing comes in any more.
        }
        finally
        {
            // Where it failed before the first fact was asked for, nobody else stops listening.
            await listening.CancelAsync();
        }
    }

    /// <summary>
    /// Leaves an author or a site out from the next post on; one that is left out already changes its mode. What is
    /// stored stays as it is.
    /// </summary>
    /// <exception cref="ArgumentException">No author of a network, or no host.</exception>
    public async Task<Exclusion> ExcludeAsync(ExclusionDraft draft, long? by, CancellationToken cancel)
    {
        var value = draft.Kind is ExclusionKind.Site ? HostOf(draft.Value) : draft.Value.Trim();
        if (value is not { Length: > 0 and <= LongestExclusion }
            || draft.Kind is ExclusionKind.Author && string.IsNullOrWhiteSpace(draft.Connector))
            throw new ArgumentException(draft.Kind is ExclusionKind.Site
                ? "This is not a site; write a host such as news.example."
                : "Name the network and the author's id there.", nameof(draft));
        var row = await db.WriteAsync(async scope =>
        {
            var saved = await scope.Connection.QuerySingleAsync<ExclusionRow>(
                $"""
                insert into exclusion (kind, mode, connector, value, name, person_id, at, hid)
                values (@kind, @mode, @connector, @value, @name, @by, @now, @hid)
                on conflict (kind, coalesce(connector, ''), value)
                    do update set mode = excluded.mode, person_id = excluded.person_id, at = excluded.at,
                        hid = case when excluded.hid = 1 then 1 else exclusion.hid end
                returning {ExclusionRow.Columns}
                """,
                new
                {
                    kind = draft.Kind.ToString(), mode = draft.Mode.ToString(),
                    connector = draft.Kind is ExclusionKind.Author ? draft.Connector!.Trim() : null, value,
                    name = draft.Name, by, now = clock.GetUtcNow().ToUnixTimeMilliseconds(),
                    hid = draft.Mode is ExclusionMode.Hide ? 1L : 0L,
                }, scope.Transaction);
            await bus.PublishAsync(scope, new ExclusionsChanged(), cancel);
            return saved;
        }, cancel);
        await LoadExclusionsAsync(cancel);
        return row.AsExclusion();
    }

    /// <summary>Takes an author or a site from the list; null where it is gone.</summary>
    public async Task<Exclusion?> IncludeAsync(long id, CancellationToken cancel)
    {
        var row = await db.WriteAsync(async scope =>
        {
            await bus.PublishAsync(scope, new ExclusionsChanged(), cancel);
            return await scope.Connection.QuerySingleOrDefaultAsync<ExclusionRow>(
                $"delete from exclusion where id = @id returning {ExclusionRow.Columns}", new { id }, scope.Transaction);
        }, cancel);
        await LoadExclusionsAsync(cancel);
        return row?.AsExclusion();
    }

    /// <summary>
    /// Filters that together find what is stored of an excluded author, or from a site and every host below it; each can
    /// be walked portion by portion without reading what lies behind again.
    /// </summary>
    public async Task<IReadOnlyList<MentionFilter>> StoredOfAsync(Exclusion exclusion, CancellationToken cancel)
    {
        if (exclusion.Kind is ExclusionKind.Author)
            return [new() { AuthorId = exclusion.Value, Connectors = [exclusion.Connector!] }];
        await using var connection = await db.ReadAsync(cancel);
        // From each host to the next one in the index; the mentions of a large one are not counted.
        var hosts = (await connection.QueryAsync<(string Host, long Mentions)>(
            """
            with recursive known(host) as (
                select min(site) from mention where site is not null
                union all
                select (select min(site) from mention where site is not null and site > known.host)
                from known where known.host is not null)
            select host, (select count(*) from (select 1 from mention m where m.site = known.host limit @large) x)
            from known where host = @host or host like @below escape '!'
            """,
            new { host = exclusion.Value, below = "%." + Escaped(exclusion.Value), large = LargeHost })).AsList();
        return
        [
            .. hosts.Where(h => h.Mentions >= LargeHost).Select(h => new MentionFilter { Site = h.Host }),
            .. hosts.Where(h => h.Mentions < LargeHost).Select(h => h.Host).Chunk(HostsTogether)
                .Select(h => new MentionFilter { Sites = h }),
        ];

        static string Escaped(string host) => host.Replace("_", "!_", StringComparison.Ordinal);
    }

    /// <summary>Those of them that no entry of the list keeps aside now, as the intake asks for each post.</summary>
    internal async Task<IReadOnlyList<long>> NotKeptAsideAsync(IReadOnlyList<long> ids, CancellationToken cancel)
    {
        // As it is stored: after a start runs go on before anything else has read the list.
        var excluded = new Exclusions(await ExclusionsAsync(cancel));
        await using var connection = await db.ReadAsync(cancel);
        var aside = (await connection.QueryAsync<(long Id, string Connector, string? Author, string? Site)>(
            $"""
            select m.id, c.connector, a.external_id, m.site from mention m join channel c on c.id = m.channel_id
                left join author a on a.id = m.author_id
            where {Sql.In(db.Engine, "m.id", "ids")}
            """, new { ids = Sql.List(db.Engine, ids) }))
            .Where(m => excluded.KeepAside(m.Connector, m.Author, m.Site)).Select(m => m.Id).ToHashSet();
        return [.. ids.Where(id => !aside.Contains(id))];
    }

    /// <summary>Host of an address or a host as somebody types it, without <c>www.</c>; null where it is none.</summary>
    private static string? HostOf(string text)
    {
        text = text.Trim();
        if (!Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "https://" + text, UriKind.Absolute, out var uri)
            || uri.IdnHost is not { Length: > 0 } host || !host.Contains('.')) return null;
        host = host.ToLowerInvariant().Trim('.');
        return host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
    }
}
