using Dapper;
using Echolot.Storage;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>
    /// What more conversations have is met by walking a list; what fewer have is read and sorted. Labels and causes lie together in
    /// time (a batch, a campaign), so that a walk may pass nearly everything: reading so many costs less than that.
    /// </summary>
    internal int MostRead { get; set; } = 20_000;

    // What is open is walked through at most once, whoever has a label.
    private const int MostReadOfOpen = 2_000;

    /// <summary>The label and the cause that a filter asks for, with those below them.</summary>
    /// <param name="LabelOften">So many have the label that a list is walked through and each looked at.</param>
    /// <param name="CauseOften">Likewise for the cause.</param>
    private sealed record Described(IReadOnlyList<long>? Labels, bool LabelOften, IReadOnlyList<string>? Causes, bool CauseOften)
    {
        /// <summary>A list has few of all, which are found by their own index.</summary>
        public bool IsFew => Labels is not null && !LabelOften || Causes is not null && !CauseOften;

        /// <param name="values">Get what the conditions name.</param>
        public IEnumerable<string> Conditions(Engine engine, DynamicParameters values)
        {
            if (Labels is not null)
            {
                values.Add("labels", Sql.List(engine, Labels));
                yield return LabelOften
                    ? $"exists (select 1 from conversation_label l where l.conversation_id = c.id and {Sql.In(engine, "l.label_id", "labels")})"
                    : $"c.id in (select conversation_id from conversation_label where {Sql.In(engine, "label_id", "labels")})";
            }
            if (Causes is not null)
            {
                values.Add("causes", Sql.List(engine, Causes));
                var has = $"{Sql.In(engine, "c.cause", "causes")} and c.cause is not null";
                yield return CauseOften ? $"({has}) is true" : has;
            }
        }
    }

    /// <param name="counts">
    /// What is open is counted: a cause has an index of its own for that, whether many have it or few.
    /// </param>
    private async Task<Described> DescribedAsync(InboxFilter filter, bool counts, CancellationToken cancel)
    {
        if (filter is { LabelId: null, Cause: null }) return new(null, false, null, false);
        var labels = filter.LabelId is { } label ? await archive.LabelIdsAsync(label, cancel) : null;
        var ofOpen = counts || ByDue(filter);
        var most = ofOpen ? Math.Min(MostRead, MostReadOfOpen) : MostRead;
        // The oldest of all are seldom those that carry it, and of two that many have few may have both.
        var walks = ofOpen || filter.Order is not InboxOrder.OldestFirst && (labels is null || filter.Cause is null);
        await using var connection = await db.ReadAsync(cancel);
        IReadOnlyList<string>? causes = null;
        var (labelOften, causeOften) = (false, false);
        if (labels is not null) labelOften = walks && await OftenAsync("conversation_label", "label_id", Sql.List(db.Engine, labels));
        if (filter.Cause is { } cause)
        {
            causes = (await connection.QueryAsync<string>(new CommandDefinition(
                "select path from cause where path = @cause or substr(path, 1, length(@cause) + 3) = @cause || ' > '", new { cause },
                cancellationToken: cancel))).AsList();
            causeOften = !counts && walks && await OftenAsync("conversation", "cause", Sql.List(db.Engine, causes));
        }
        return new(labels, labelOften, causes, causeOften);

        async Task<bool> OftenAsync(string table, string column, object asked) =>
            await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"select count(*) from (select 1 from {table} where {Sql.In(db.Engine, column, "asked")} limit @most) counted",
                new { asked, most = most + 1 }, cancellationToken: cancel)) > most;
    }
}
