using Dapper;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Mentions;

/// <summary>A label that was removed or merged and can come back for a while.</summary>
/// <param name="Path">What it was called, with the names above.</param>
/// <param name="Into">Path of what it was merged into; null: it was removed.</param>
/// <param name="Labels">How many labels went with it.</param>
/// <param name="Mentions">On how many places it and those below it stood.</param>
public sealed record LabelRemoval(long Id, string Path, string? Into, int Labels, long Mentions, DateTimeOffset At);

/// <summary>What carries a label or one below it, told before it is removed or merged.</summary>
/// <param name="Label">The label, or the one that it was merged into.</param>
/// <param name="Ids">Every id that means it or one below it, with those that were merged into them.</param>
/// <param name="Labels">How many labels go with it, itself among them.</param>
public sealed record LabelUse(Label Label, IReadOnlyList<long> Ids, int Labels, long Mentions);

/// <summary>A removal of a label, as it is stored; who did it stands in the audit log.</summary>
[NotPersonal("label_removal")]
internal sealed record LabelRemovalRow
{
    public long Id { get; init; }
    public string Path { get; init; } = "";
    public string? IntoPath { get; init; }
    public long Labels { get; init; }
    public long Mentions { get; init; }
    public long At { get; init; }

    public LabelRemoval AsRemoval() => new(Id, Path, IntoPath, (int)Labels, Mentions, DateTimeOffset.FromUnixTimeMilliseconds(At));
}

/// <summary>A label as it was before it was removed or merged.</summary>
[NotPersonal("label_before")]
internal sealed record LabelBeforeRow
{
    public long RemovalId { get; init; }
    public long LabelId { get; init; }
    public long Category { get; init; }
    public long? ParentId { get; init; }
    public string Name { get; init; } = "";
    public string Color { get; init; } = "";
}

/// <summary>A mention on which a label stood, or (<c>added</c>) on which only the merging put the other one.</summary>
[NotPersonal("label_before_mention")]
internal readonly record struct LabelBeforeMentionRow(long RemovalId, long LabelId, long MentionId, long Added);

public sealed partial class Archive
{
    /// <summary>So long a label that was removed or merged can be taken back.</summary>
    public static readonly TimeSpan LabelsComeBackWithin = TimeSpan.FromDays(30);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What carries a label or one below it; null where it is gone.</summary>
    public async Task<LabelUse?> LabelUseAsync(long id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var labels = await Labels.ReadAsync(connection);
        if (labels.Resolve(id) is not { } label) return null;
        var within = labels.Within(id).ToList();
        return new(label, [.. labels.Meaning(id)], within.Count, await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"select count(distinct mention_id) from mention_label where {Sql.In(db.Engine, "label_id", "ids")}",
            new { ids = Sql.List(db.Engine, within) }, cancellationToken: cancel)));
    }

    /// <summary>What was removed or merged and can still be taken back, the latest first.</summary>
    public async Task<IReadOnlyList<LabelRemoval>> LabelRemovalsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<LabelRemovalRow>(new CommandDefinition(
            "select id, path, into_path, labels, mentions, at from label_removal where at >= @since order by id desc",
            new { since = Now - (long)LabelsComeBackWithin.TotalMilliseconds }, cancellationToken: cancel))).Select(r => r.AsRemoval())];
    }

    /// <summary>Takes a removal or merging of a label back: the labels, and what they stood on as far as it is still there.</summary>
    /// <returns>Path of what is back; null where that is too long ago or was done already.</returns>
    internal static async Task<string?> RestoreLabelAsync(WriteScope scope, long id, long now)
    {
        await Labels.TakeTurnAsync(scope);
        var args = new { id, since = now - (long)LabelsComeBackWithin.TotalMilliseconds };
        var path = await scope.Connection.ExecuteScalarAsync<string?>(
            "delete from label_removal where id = @id and at >= @since returning path", args, scope.Transaction);
        if (path is null) return null;
        await new Restoring(scope, id, now).RestoreAsync();
        return path;
    }

    /// <summary>Keeps what labels were and what they stood on, before they go.</summary>
    /// <param name="labels">Those that are changed or removed.</param>
    /// <param name="target">Path of what they are merged into; null: they are removed.</param>
    /// <returns>The number of the removal.</returns>
    private static async Task<long> KeepLabelsAsync(
        WriteScope scope, long now, IReadOnlyList<long> labels, string path, string? target)
    {
        await ForgetRemovalsAsync(scope, now);
        var ids = Sql.List(scope.Engine, labels);
        var within = Sql.In(scope.Engine, "label_id", "ids");
        var id = await scope.Connection.ExecuteScalarAsync<long>(
            $"""
            insert into label_removal (at, path, into_path, labels, mentions)
            select @now, @path, @target, @count, (select count(*) from mention_label where {within}) returning id
            """,
            new { now, path, target, count = (long)labels.Count, ids }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            $"""
            insert into label_before (removal_id, label_id, category, parent_id, name, color)
            select @id, id, category, parent_id, name, color from label where {Sql.In(scope.Engine, "id", "ids")}
            """, new { id, ids }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            $"""
            insert into label_before_mention (removal_id, label_id, mention_id, added)
            select @id, label_id, mention_id, 0 from mention_label where {within}
            """, new { id, ids }, scope.Transaction);
        return id;
    }

    /// <summary>Forgets what can no longer be taken back.</summary>
    public Task ForgetRemovalsAsync(CancellationToken cancel) => db.WriteAsync(scope => ForgetRemovalsAsync(scope, Now), cancel);

    private static async Task ForgetRemovalsAsync(WriteScope scope, long now)
    {
        var old = new { before = now - (long)LabelsComeBackWithin.TotalMilliseconds };
        foreach (var table in new[] { "label_before_mention", "label_before" })
            await scope.Connection.ExecuteAsync(
                $"delete from {table} where removal_id in (select id from label_removal where at < @before)", old, scope.Transaction);
        await scope.Connection.ExecuteAsync("delete from label_removal where at < @before", old, scope.Transaction);
    }
}
