using Dapper;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>Writing down who wrote something.</summary>
internal static class Authors
{
    // What a source does not say never wipes out what is known, and an old post that comes late brings no old name
    // back.
    private static readonly BulkInsert<AuthorRow> Upsert = new("author",
    [
        new("id", a => a.Id),
        new("connector", a => a.Connector),
        new("external_id", a => a.ExternalId),
        new("handle", a => a.Handle),
        new("name", a => a.Name),
        new("profile", a => a.Profile),
        new("followers", a => a.Followers),
        new("verified", a => a.Verified),
        new("is_bot", a => a.IsBot),
        new("bio", a => a.Bio),
        new("seen_at", a => a.SeenAt),
    ],
    """
    on conflict (id) do update set
        handle = coalesce(excluded.handle, author.handle), name = coalesce(excluded.name, author.name),
        profile = coalesce(excluded.profile, author.profile), followers = coalesce(excluded.followers, author.followers),
        verified = coalesce(excluded.verified, author.verified), is_bot = coalesce(excluded.is_bot, author.is_bot),
        bio = coalesce(excluded.bio, author.bio), seen_at = excluded.seen_at
    where excluded.seen_at >= author.seen_at
        and (excluded.handle, excluded.name, excluded.profile, excluded.followers, excluded.verified, excluded.is_bot, excluded.bio)
        is distinct from (author.handle, author.name, author.profile, author.followers, author.verified, author.is_bot, author.bio)
    """);

    /// <summary>Writes authors down; tells for each whether everything of theirs is hidden.</summary>
    public static async Task<IReadOnlyDictionary<long, bool>> KeepAsync(
        WriteScope scope, IReadOnlyList<AuthorRow> authors, KnownAuthors known, CancellationToken cancel)
    {
        var hidden = new Dictionary<long, bool>();
        // Nearly all of them say what is known; of the others everything they say counts, whatever its order.
        HashSet<long> different = [];
        foreach (var row in authors)
        {
            if (known.Find(scope, row.Id) is { } stored && SaysNothingNew(stored, row)) hidden[row.Id] = stored.Hidden == 1;
            else different.Add(row.Id);
        }
        if (different.Count == 0) return hidden;
        var rows = new Dictionary<long, AuthorRow>();
        foreach (var row in authors.Where(a => different.Contains(a.Id)))
            rows[row.Id] = rows.TryGetValue(row.Id, out var earlier) ? Merge(earlier, row) : row;
        await WriteAsync(scope, [.. rows.Values], hidden, known, cancel);
        return hidden;
    }

    private static async Task WriteAsync(
        WriteScope scope, List<AuthorRow> open, Dictionary<long, bool> hidden, KnownAuthors known,
        CancellationToken cancel)
    {
        var there = (await scope.Connection.QueryAsync<AuthorRow>(
            $"""
            select id, handle, name, profile, followers, verified, is_bot, bio, hidden from author
            where {Sql.In(scope.Engine, "id", "ids")}
            """,
            new { ids = Sql.List(scope.Engine, open.Select(r => r.Id)) }, scope.Transaction)).ToDictionary(r => r.Id);
        var (write, changed, learned) = (new List<AuthorRow>(), new List<long>(), new List<AuthorRow>());
        foreach (var row in open)
        {
            var stored = there.GetValueOrDefault(row.Id);
            hidden[row.Id] = stored?.Hidden == 1;
            if (stored is not null && SaysNothingNew(stored, row))
            {
                learned.Add(stored);
                continue;
            }
            write.Add(row);
            // The database merges what it has with what comes; what results is read the next time.
            if (stored is null) learned.Add(row);
            else changed.Add(row.Id);
        }
        if (changed.Count > 0) known.Forget(changed);
        write.Sort((a, b) => a.Id.CompareTo(b.Id));
        await Upsert.RunAsync(scope, write, cancel);
        known.Learn(scope, learned);
    }

    // Exactly where the upsert would change nothing.
    private static bool SaysNothingNew(AuthorRow stored, AuthorRow row) =>
        (row.Handle, row.Name, row.Profile, row.Followers, row.Verified, row.IsBot, row.Bio)
        == (stored.Handle, stored.Name, stored.Profile, stored.Followers, stored.Verified, stored.IsBot, stored.Bio);

    /// <summary>Takes over what changed about an author we know; returns rows changed.</summary>
    public static Task<int> ChangeAsync(WriteScope scope, string connector, AuthorRef author) =>
        scope.Connection.ExecuteAsync(
        """
        update author set handle = coalesce(@Handle, handle), name = coalesce(@Name, name), profile = coalesce(@Profile, profile),
            followers = coalesce(@Followers, followers), verified = coalesce(@Verified, verified), is_bot = coalesce(@IsBot, is_bot),
            bio = coalesce(@Bio, bio)
        where id = @Id
        """,
        RowOf(connector, author, DateTimeOffset.UnixEpoch), scope.Transaction);

    /// <summary>The author as a source names it, seen at a moment.</summary>
    public static AuthorRow RowOf(string connector, AuthorRef author, DateTimeOffset seen) => new()
    {
        Id = MentionIds.KeyOf(connector, author.Id.Value),
        Connector = connector,
        ExternalId = author.Id.Value,
        Handle = author.Handle,
        Name = author.DisplayName,
        Profile = author.Profile?.ToString(),
        Followers = author.Followers,
        Verified = Flag(author.Verified),
        IsBot = Flag(author.IsBot),
        Bio = author.Bio,
        SeenAt = seen.ToUnixTimeMilliseconds(),
    };

    private static AuthorRow Merge(AuthorRow earlier, AuthorRow later) => earlier.SeenAt > later.SeenAt
        ? Merge(later, earlier)
        : later with
        {
            Handle = later.Handle ?? earlier.Handle, Name = later.Name ?? earlier.Name, Profile = later.Profile ?? earlier.Profile,
            Followers = later.Followers ?? earlier.Followers, Verified = later.Verified ?? earlier.Verified, IsBot = later.IsBot ?? earlier.IsBot,
            Bio = later.Bio ?? earlier.Bio,
        };

    private static long? Flag(bool? value) => value is null ? null : value.Value ? 1 : 0;
}
