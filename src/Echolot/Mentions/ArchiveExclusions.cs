using Dapper;

namespace Echolot.Mentions;

public sealed partial class Archive
{
    private const int LongestExclusion = 500;

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
    public async Task LoadExclusionsAsync(CancellationToken cancel) =>
        _exclusions = new Exclusions(await ExclusionsAsync(cancel));

    /// <summary>Follows changes that other processes make; returns when cancelled.</summary>
    public async Task FollowExclusionsAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var _ in bus.WatchAsync<ExclusionsChanged>(cancel)) await LoadExclusionsAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The server stops; nothing comes in any more.
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
                insert into exclusion (kind, mode, connector, value, name, person_id, at)
                values (@kind, @mode, @connector, @value, @name, @by, @now)
                on conflict (kind, coalesce(connector, ''), value)
                    do update set mode = excluded.mode, person_id = excluded.person_id, at = excluded.at
                returning {ExclusionRow.Columns}
                """,
                new
                {
                    kind = draft.Kind.ToString(), mode = draft.Mode.ToString(),
                    connector = draft.Kind is ExclusionKind.Author ? draft.Connector!.Trim() : null, value,
                    name = draft.Name, by, now = clock.GetUtcNow().ToUnixTimeMilliseconds(),
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
