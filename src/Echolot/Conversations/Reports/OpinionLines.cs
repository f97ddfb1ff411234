using System.Data.Common;
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

public sealed partial class CareReports
{
    private const string OpinionRows =
        """
        (select o.conversation_id, o.id as position, o.connector, o.department_id, o.person_id, o.asked_at, o.answered_at, o.score,
            coalesce(c.priority_set, c.priority, 1) as priority
        from opinion o left join conversation c on c.id = o.conversation_id)
        """;

    /// <summary>What was asked or answered between two moments, by the column of the moment that counts.</summary>
    private async Task<IReadOnlyList<OpinionLine>> OpinionsAsync(
        DbConnection connection, CareQuestion question, Sight sight, string at, long from, long to, CancellationToken cancel,
        Place? before = null, int? most = null, IReadOnlyList<long>? of = null)
    {
        var where = new Where($"f.{at} >= @from", $"f.{at} < @to");
        Bind(where, question, sight);
        where.Values.Add("from", from);
        where.Values.Add("to", to);
        if (before is { } place)
        {
            where.Add($"(f.{at}, f.conversation_id, f.position) < (@at, @id, @position)", "at", (long?)place.At);
            where.Values.Add("id", place.Id);
            where.Values.Add("position", place.Position);
        }
        if (of is not null) where.Add(Sql.In(db.Engine, "f.conversation_id", "of"), "of", Sql.List(db.Engine, of));
        if (most is { } limit) where.Values.Add("most", limit);
        return (await connection.QueryAsync<OpinionLine>(new CommandDefinition(
            $"""
            select f.conversation_id, f.position, f.connector, f.department_id, f.person_id, f.priority, f.{at} as at, f.score
            from {OpinionRows} f where {where}
            {(most is null ? "" : $"order by f.{at} desc, f.conversation_id desc, f.position desc limit @most")}
            """, where.Values, cancellationToken: cancel))).AsList();
    }

    /// <summary>Counts questions by the day on which they went out, and answers by the day on which they came.</summary>
    /// <param name="into">Tallies of a question or an answer on a day.</param>
    /// <param name="of">Only of these conversations; null: of all.</param>
    private async Task CountOpinionsAsync(
        CareQuestion question, Sight sight, CareDays days, long first, long last, Func<long, OpinionLine, IEnumerable<CareTally>> into,
        CancellationToken cancel, IReadOnlyList<long>? of = null)
    {
        var (from, to) = (days.Start(first), days.Start(last + 1));
        await using var connection = await db.ReadAsync(cancel);
        foreach (var asked in await OpinionsAsync(connection, question, sight, "asked_at", from, to, cancel, of: of))
            foreach (var tally in into(days.Of(asked.At), asked)) tally.Opinions.Ask();
        foreach (var answered in await OpinionsAsync(connection, question, sight, "answered_at", from, to, cancel, of: of))
            foreach (var tally in into(days.Of(answered.At), answered)) tally.Opinions.Answer(answered.Score ?? 0);
    }

    private async Task<FigurePage> OpinionLinesAsync(
        CareQuestion question, OpinionFigure figure, SmallGroups small, Sight sight, Place? before, int limit, CancellationToken cancel)
    {
        var days = new CareDays(Zone);
        List<OpinionLine> rows;
        await using (var connection = await db.ReadAsync(cancel))
            rows = [.. await OpinionsAsync(
                connection, question, sight, figure is OpinionFigure.Asked ? "asked_at" : "answered_at",
                days.Start(CareDays.Of(question.From)), days.Start(CareDays.Of(question.To) + 1), cancel, before, limit + 1)];
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
