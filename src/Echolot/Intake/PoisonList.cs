using System.Globalization;
using System.Runtime.CompilerServices;
using Dapper;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;

namespace Echolot.Intake;

/// <summary>Events that could not be taken, so that somebody can look at them while everything else goes on.</summary>
internal sealed class PoisonList(EcholotDb db) : IHoldsPersonalData
{
    private const int LongestExcerpt = 1000;

    public IReadOnlyList<string> Tables { get; } = ["poison"];

    public Task AddAsync(WriteScope scope, Arrived arrived, string problem, DateTimeOffset at, CancellationToken cancel)
    {
        var (id, author, excerpt) = arrived.Event switch
        {
            Upserted u => (u.Mention.Id.Value, u.Mention.Author.Id.Value, u.Mention.Text),
            Addressed a => (a.Message.Id.Value, a.Message.Author.Id.Value, a.Message.Text),
            Deleted d => (d.Id.Value, null, ""),
            AuthorChanged c => (null, c.Author.Id.Value, ""),
            AuthorGone g => (null, g.Author.Value, ""),
            Unreadable r => ((string?)null, (string?)null, r.Excerpt),
            _ => (null, null, ""),
        };
        var row = new PoisonRow
        {
            SourceId = arrived.Source.Id,
            Connector = arrived.Source.Key.Connector,
            ExternalId = id is null ? null : Storable(id),
            AuthorId = author is null ? null : Storable(author),
            Problem = Storable(problem),
            Excerpt = Storable(excerpt),
            At = at.ToUnixTimeMilliseconds(),
        };
        return scope.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into poison (source_id, connector, external_id, author_id, problem, excerpt, at)
            values (@SourceId, @Connector, @ExternalId, @AuthorId, @Problem, @Excerpt, @At)
            """, row, scope.Transaction, cancellationToken: cancel));
    }

    public async Task<IReadOnlyList<PoisonItem>> ListAsync(
        long? sourceId, long? beforeId, int limit, CancellationToken cancel)
    {
        var theirs = sourceId is null ? "" : "and source_id = @sourceId";
        await using var connection = await db.ReadAsync(cancel);
        var rows = await connection.QueryAsync<PoisonRow>(new CommandDefinition(
            $"{PoisonRow.Select} where id < @before {theirs} order by id desc limit @limit",
            new { sourceId, before = beforeId ?? long.MaxValue, limit = (long)Math.Clamp(limit, 1, 1000) }, cancellationToken: cancel));
        return [.. rows.Select(r => r.AsItem())];
    }

    // What could not be read at all names nobody in a field, so its text is searched.
    private const string Theirs =
        """
        connector = @Connector and (author_id = @Id or (author_id is null and
            (excerpt like @idWithin escape '!' or excerpt like @handle escape '!')))
        """;

    public async Task<int> EraseAsync(WriteScope scope, DataSubject subject, CancellationToken cancel) =>
        subject.Connector is null
        ? 0
        : await scope.Connection.ExecuteAsync(new CommandDefinition(
            $"delete from poison where {Theirs}", Of(subject), scope.Transaction, cancellationToken: cancel));

    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (subject.Connector is null) yield break;
        await using var connection = await db.ReadAsync(cancel);
        foreach (var row in await connection.QueryAsync<PoisonRow>(
            new CommandDefinition(
                $"{PoisonRow.Select} where {Theirs} order by id", Of(subject), cancellationToken: cancel)))
            yield return new("poison", row.Id.ToString(CultureInfo.InvariantCulture), new Dictionary<string, object?>
            {
                ["at"] = row.AsItem().At, ["external_id"] = row.ExternalId, ["excerpt"] = row.Excerpt,
            });
    }

    public Task<int> ExpireAsync(WriteScope scope, DateTimeOffset before, CancellationToken cancel) =>
        scope.Connection.ExecuteAsync(
        new CommandDefinition(
            "delete from poison where at < @before", new { before = before.ToUnixTimeMilliseconds() },
            scope.Transaction, cancellationToken: cancel));

    private static DynamicParameters Of(DataSubject subject)
    {
        var values = new DynamicParameters();
        values.Add("Connector", subject.Connector);
        values.Add("Id", subject.Id);
        values.Add("idWithin", Within(subject.Id));
        values.Add("handle", subject.Handle is { Length: > 2 } handle ? Within(handle) : null);
        return values;
    }

    private static string Within(string text) =>
        "%" + text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace(
            "_", "!_", StringComparison.Ordinal) + "%";

    // The event may be here because of these very characters: PostgreSQL stores no NUL, and no half surrogate pair is
    // UTF-8.
    private static string Storable(string text)
    {
        var bounded = Problems.Bounded(text, LongestExcerpt).ToCharArray();
        for (var i = 0; i < bounded.Length; i++)
        {
            if (bounded[i] == '\0') bounded[i] = '\uFFFD';
            else if (char.IsHighSurrogate(bounded[i]) && i + 1 < bounded.Length && char.IsLowSurrogate(bounded[i + 1]))
                i++;
            else if (char.IsSurrogate(bounded[i])) bounded[i] = '\uFFFD';
        }
        return new string(bounded);
    }
}

[Personal("poison")]
internal sealed record PoisonRow
{
    public const string Select =
        """
        select id, source_id as SourceId, connector, external_id as ExternalId, author_id as AuthorId, problem,
               excerpt, at
        from poison
        """;

    public long Id { get; init; }
    public long SourceId { get; init; }
    public string Connector { get; init; } = "";
    public string? ExternalId { get; init; }
    public string? AuthorId { get; init; }
    public string Problem { get; init; } = "";
    public string Excerpt { get; init; } = "";
    public long At { get; init; }

    public PoisonItem AsItem() => new(Id, SourceId, Problem, Excerpt, DateTimeOffset.FromUnixTimeMilliseconds(At));
}
