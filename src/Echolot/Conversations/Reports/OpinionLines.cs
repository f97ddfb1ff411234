using System.Data.Common;
using System.Globalization;
using Dapper;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>A question about satisfaction as figures count it; the priority is that of its conversation now.</summary>
internal sealed record OpinionLine
{
    public long ConversationId { get; init; }
    public long Position { get; init; }
    public string Connector { get; init; } = "";
    public long? DepartmentId { get; init; }
    public long? PersonId { get; init; }
    public long Priority { get; init; }
    public long At { get; init; }
    public long? Score { get; init; }
}

/// <summary>Questions or answers of one part in one time.</summary>
internal sealed record OpinionSum
{
    public long Span { get; init; }
    public string Connector { get; init; } = "";
    public long? DepartmentId { get; init; }
    public long? PersonId { get; init; }
    public long Priority { get; init; }

    /// <summary>0 where they are summed over all.</summary>
    public long ConversationId { get; init; }

    public long Number { get; init; }
    public long Satisfied { get; init; }
    public long Scores { get; init; }
}

public sealed partial class CareReports
{
    private const string OpinionRows =
        """
        (select o.conversation_id, o.id as position, o.connector, o.department_id, o.person_id, o.asked_at, o.answered_at, o.score,
            coalesce(c.priority_set, c.priority, 1) as priority
        from opinion o left join conversation c on c.id = o.conversation_id)
        """;

    /// <summary>A page of what was asked or answered between two moments, by the column of the moment that counts.</summary>
    private async Task<IReadOnlyList<OpinionLine>> OpinionsAsync(
        DbConnection connection, CareQuestion question, Sight sight, string at, long from, long to, Place? before, int most,
        CancellationToken cancel)
    {
        var where = new Where($"f.{at} >= @from", $"f.{at} < @to");
        Bind(where, question, sight);
        where.Values.Add("from", from);
        where.Values.Add("to", to);
        where.Values.Add("most", most);
        if (before is { } place)
        {
            where.Add($"(f.{at}, f.conversation_id, f.position) < (@at, @id, @position)", "at", (long?)place.At);
            where.Values.Add("id", place.Id);
            where.Values.Add("position", place.Position);
        }
        return (await connection.QueryAsync<OpinionLine>(new CommandDefinition(
            $"""
            select f.conversation_id, f.position, f.connector, f.department_id, f.person_id, f.priority, f.{at} as at, f.score
            from {OpinionRows} f where {where} order by f.{at} desc, f.conversation_id desc, f.position desc limit @most
            """, where.Values, cancellationToken: cancel))).AsList();
    }

    /// <summary>
    /// Counts questions by the time in which they went out, and answers by the time in which they came. The database sums:
    /// however many there are, what comes here has one line for each time and part.
    /// </summary>
    /// <param name="spans">From the first moment of one day to the first of another.</param>
    /// <param name="into">Tallies of a part in one of the spans, named by its place.</param>
    /// <param name="of">Only of these conversations, each for itself; null: of all.</param>
    private async Task CountOpinionsAsync(
        CareQuestion question, Sight sight, IReadOnlyList<(long From, long To)> spans,
        Func<int, OpinionSum, IEnumerable<CareTally>> into, CancellationToken cancel, IReadOnlyList<long>? of = null)
    {
        await using var connection = await db.ReadAsync(cancel);
        foreach (var sum in await SumsAsync("asked_at"))
            foreach (var tally in into((int)sum.Span, sum)) tally.Opinions.Ask(sum.Number);
        foreach (var sum in await SumsAsync("answered_at"))
            foreach (var tally in into((int)sum.Span, sum)) tally.Opinions.Answer(sum.Number, sum.Satisfied, sum.Scores);

        async Task<IEnumerable<OpinionSum>> SumsAsync(string at)
        {
            var where = new Where($"f.{at} >= s.since", $"f.{at} < s.until");
            Bind(where, question, sight);
            if (of is not null) where.Add(Sql.In(db.Engine, "f.conversation_id", "of"), "of", Sql.List(db.Engine, of));
            var by = $"s.number, f.connector, f.department_id, f.person_id, f.priority{(of is null ? "" : ", f.conversation_id")}";
            var times = string.Join(", ", spans.Select((s, i) =>
                string.Create(CultureInfo.InvariantCulture, $"(cast({i} as bigint), cast({s.From} as bigint), cast({s.To} as bigint))")));
            return await connection.QueryAsync<OpinionSum>(new CommandDefinition(
                $"""
                with s (number, since, until) as (values {times})
                select s.number as span, f.connector, f.department_id, f.person_id, f.priority,
                    {(of is null ? "cast(0 as bigint)" : "f.conversation_id")} as conversation_id, count(*) as number,
                    cast(sum(case when f.score >= {OpinionTally.FromSatisfied} then 1 else 0 end) as bigint) as satisfied,
                    cast(coalesce(sum(f.score), 0) as bigint) as scores
                from s cross join {OpinionRows} f where {where} group by {by}
                """, where.Values, cancellationToken: cancel));
        }
    }

    private async Task<FigurePage> OpinionLinesAsync(
        CareQuestion question, OpinionFigure figure, SmallGroups small, Sight sight, Place? before, int limit, CancellationToken cancel)
    {
        var days = new CareDays(Zone);
        List<OpinionLine> rows;
        await using (var connection = await db.ReadAsync(cancel))
            rows = [.. await OpinionsAsync(
                connection, question, sight, figure is OpinionFigure.Asked ? "asked_at" : "answered_at",
                days.Start(CareDays.Of(question.From)), days.Start(CareDays.Of(question.To) + 1), before, limit + 1, cancel)];
        var more = rows.Count > limit;
        if (more) rows.RemoveAt(limit);
        var talks = await ConversationsAsync([.. rows.Select(r => r.ConversationId).Distinct()], sight, cancel);
        return new(
            [.. rows.Select(r => new FigureLine(
                r.ConversationId, (int)r.Position, Stored.Time(r.At), null, null, null, null, null, null, r.Connector, small.Told(r.DepartmentId),
                (Priority)r.Priority, small.Agents ? r.PersonId : null, talks.GetValueOrDefault(r.ConversationId), null)
            {
                Score = (int?)r.Score,
            })],
            more ? new Place(rows[^1].At, rows[^1].ConversationId, rows[^1].Position).ToString() : null);
    }
}
