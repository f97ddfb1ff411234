using System.Globalization;
using Dapper;
using Echolot.Storage;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>One row behind a number: a clock that ended, or something that was counted.</summary>
/// <param name="At">When the clock ended, or it happened.</param>
/// <param name="Step">What was counted; null: a clock.</param>
/// <param name="Clock">What was measured; null: no clock.</param>
/// <param name="Counted">Open time without pauses.</param>
/// <param name="PersonId">Who did it; null also while figures of colleagues are off.</param>
/// <param name="Conversation">Null where it has gone with its retention or these eyes may not see it.</param>
/// <param name="Reading">The clock with the reasons for all its time; null where the conversation is.</param>
public sealed record FigureLine(
    long ConversationId, int Position, DateTimeOffset At, CareStep? Step, ClockKind? Clock, ClockOutcome? Outcome,
    DateTimeOffset? StartedAt, TimeSpan? Counted, TimeSpan? Within, string Connector, long? DepartmentId, Priority Priority,
    long? PersonId, Conversation? Conversation, ClockReading? Reading)
{
    /// <summary>1 to 5, of an answer about satisfaction; null: none was given, or it is something else.</summary>
    public int? Score { get; init; }
}

/// <summary>A page of rows; <paramref name="Next"/> leads to the next one, null at the end.</summary>
public sealed record FigurePage(IReadOnlyList<FigureLine> Lines, string? Next);

public sealed partial class CareReports
{
    private const int LargestPage = 200;

    /// <summary>The rows behind a number, newest first; as many as the number says.</summary>
    /// <param name="metric">One that is counted in rows.</param>
    /// <param name="cause">Only conversations opened for this cause or one below it; "": without a cause; null: all.</param>
    /// <param name="cursor">As the page before gave it; null: from the beginning.</param>
    /// <exception cref="ArgumentException">The days, the metric or the cursor are none.</exception>
    /// <exception cref="InboxException">Figures of colleagues are asked for and off.</exception>
    public async Task<FigurePage> LinesAsync(
        CareQuestion question, CareMetric metric, string? cause, Sight sight, string? cursor, int limit,
        CancellationToken cancel)
    {
        Check(question);
        (var small, question) = await AllowAsync(question, sight, cancel);
        var agents = small.Agents;
        limit = Math.Clamp(limit, 1, LargestPage);
        if (!metric.HasLines)
            throw new ArgumentException($"“{metric.Key}” is counted of conversations; look at the inbox.", nameof(metric));
        var days = new CareDays(Zone);
        var before = cursor is null ? (Place?)null : Place.Read(cursor);
        if (metric.Opinion is { } told)
            return await OpinionLinesAsync(question, told, small, sight, before, limit, cancel);
        List<OutcomeRow> outcomes = [];
        List<StepRow> steps = [];
        foreach (var (first, last) in await StretchesAsync(question, metric, cause, sight, days, before, cancel))
        {
            if (outcomes.Count + steps.Count > limit) break;
            var (from, to) = (days.Start(first), days.Start(last + 1));
            await using var connection = await db.ReadAsync(cancel);
            if (metric.Clock is { } kind)
            {
                // One walk of the index for each outcome; together they are the newest.
                var found = new List<OutcomeRow>();
                foreach (var how in metric.Outcomes)
                    found.AddRange(await connection.QueryAsync<OutcomeRow>(Select(
                        "clock_outcome", OutcomeRow.Columns, "ended_at", $"f.kind = {(int)kind} and f.outcome = {(int)how}")));
                outcomes.AddRange(found.OrderByDescending(o => (o.EndedAt, o.ConversationId, o.Position)).Take(limit + 1 - outcomes.Count));
            }
            else
                steps.AddRange((await connection.QueryAsync<StepRow>(Select(
                    "care_step", StepRow.Columns, "at", metric.StepCondition))).Take(limit + 1 - steps.Count));

            CommandDefinition Select(string table, string columns, string at, string which)
            {
                var where = new Where(which, $"f.{at} >= @from", $"f.{at} < @to");
                Bind(where, question, sight);
                if (cause is not null && table == "care_step")
                    where.Add(
                        cause.Length == 0 ? "f.cause is null"
                            : "(f.cause = @cause or substr(f.cause, 1, length(@cause) + 3) = @cause || ' > ')",
                        "cause", CausePath.Clean(cause));
                where.Values.Add("from", from);
                where.Values.Add("to", to);
                where.Values.Add("most", limit + 1);
                if (before is { } place)
                {
                    where.Add($"(f.{at}, f.conversation_id, f.position) < (@at, @id, @position)", "at", (long?)place.At);
                    where.Values.Add("id", place.Id);
                    where.Values.Add("position", place.Position);
                }
                return new CommandDefinition(
                    $"select {columns} from {table} f where {where} order by f.{at} desc, f.conversation_id desc, f.position desc limit @most",
                    where.Values, cancellationToken: cancel);
            }
        }
        var lines = new List<FigureLine>();
        var ids = outcomes.Select(o => o.ConversationId).Concat(steps.Select(s => s.ConversationId)).Distinct().ToList();
        var talks = await ConversationsAsync(ids, sight, cancel);
        var clocks = outcomes.Count == 0 ? [] : await ReadingsAsync(talks.Keys, cancel);
        foreach (var o in outcomes)
            lines.Add(new(
                o.ConversationId, (int)o.Position, Stored.Time(o.EndedAt), null, (ClockKind)o.Kind, (ClockOutcome)o.Outcome,
                Stored.Time(o.StartedAt), TimeSpan.FromMilliseconds(o.Counted), TimeSpan.FromMilliseconds(o.Within),
                o.Connector, small.Told(o.DepartmentId), (Priority)o.Priority, agents ? o.PersonId : null,
                talks.GetValueOrDefault(o.ConversationId), clocks.GetValueOrDefault((o.ConversationId, (int)o.Position))));
        foreach (var s in steps)
            lines.Add(new(
                s.ConversationId, (int)s.Position, Stored.Time(s.At), (CareStep)s.Kind, null, null, null, null, null,
                s.Connector, small.Told(s.DepartmentId), (Priority)s.Priority, agents ? s.PersonId : null,
                talks.GetValueOrDefault(s.ConversationId), null));
        var more = lines.Count > limit;
        if (more) lines.RemoveAt(limit);
        return new(lines, more ? new Place(lines[^1].At.ToUnixTimeMilliseconds(), lines[^1].ConversationId, lines[^1].Position).ToString() : null);
    }

    /// <summary>
    /// Where to look for rows, the newest first: the whole time, or where a part of it is asked for the days that have some
    /// of it, so that nobody walks a year for three rows.
    /// </summary>
    private async Task<IReadOnlyList<(long First, long Last)>> StretchesAsync(
        CareQuestion question, CareMetric metric, string? cause, Sight sight, CareDays days, Place? before,
        CancellationToken cancel)
    {
        var (first, last) = (CareDays.Of(question.From), CareDays.Of(question.To));
        if (before is { } place) last = Math.Min(last, days.Of(place.At));
        if (cause is null && sight.Departments is null
            && question is { Connector: null, Departments: null, Priority: null, PersonId: null, Field: null })
            return first <= last ? [(first, last)] : [];
        var wanted = cause is null ? null : CausePath.Clean(cause);
        var found = new List<(long, long)>();
        await WalkAsync(question, sight, days, first, last, (day, packed) =>
        {
            var tally = new CareTally(times: false);
            var (named, meant) = (0L, 0L);
            DayPack.Read(packed, part => Fits(part, question, sight) ? [tally] : [], (_, path, number) =>
            {
                named += number;
                if (wanted is { Length: > 0 } && CausePath.IsWithin(path, wanted)) meant += number;
            });
            var all = metric.Clock is { } kind ? metric.Outcomes.Sum(how => tally[kind].Of(how)) : tally[metric.Count!.Value];
            if ((wanted is null || metric.Count is not CareCount.Opened ? all : wanted.Length == 0 ? all - named : meant) > 0)
                found.Add((day, day));
        }, cancel);
        found.Reverse();
        return found;
    }

    /// <summary>Conditions on a figure <c>f</c>: what is asked for, cut down to what these eyes may see.</summary>
    private void Bind(Where where, CareQuestion question, Sight sight)
    {
        where.Add("f.connector = @connector", "connector", question.Connector);
        where.Add("f.priority = @priority", "priority", (long?)question.Priority);
        where.Add("f.person_id = @person", "person", question.PersonId);
        if (question.Departments is { } wanted)
            where.Add(Sql.In(db.Engine, "f.department_id", "wanted"), "wanted", Sql.List(db.Engine, wanted));
        BindConversation(where, "f.conversation_id", question, sight);
        if (sight.Departments is { } seen && !IsOwn(sight))
            where.Add(
                $"({Sql.In(db.Engine, "f.department_id", "seen")}{(sight.Unrouted ? " or f.department_id is null" : "")})",
                "seen", Sql.List(db.Engine, seen));
    }

    private async Task<Dictionary<long, Conversation>> ConversationsAsync(
        IReadOnlyList<long> ids, Sight sight, CancellationToken cancel)
    {
        var values = new DynamicParameters();
        sight.Bind(values, db.Engine);
        values.Add("ids", Sql.List(db.Engine, ids));
        List<ConversationRow> rows;
        await using (var connection = await db.ReadAsync(cancel))
            rows = (await connection.QueryAsync<ConversationRow>(new CommandDefinition(
                $"select {ConversationRow.Columns} from conversation c where {Sql.In(db.Engine, "c.id", "ids")} and {sight.Condition(db.Engine)}",
                values, cancellationToken: cancel))).AsList();
        var identities = await contacts.IdentitiesAsync(rows.Select(r => r.IdentityId), cancel);
        return rows.ToDictionary(r => r.Id, r => r.AsConversation(identities));
    }

    /// <summary>The clocks of conversations with the reasons for all their time.</summary>
    private async Task<Dictionary<(long, int), ClockReading>> ReadingsAsync(IEnumerable<long> ids, CancellationToken cancel)
    {
        var read = new Dictionary<(long, int), ClockReading>();
        List<EventRow> happened;
        await using (var connection = await db.ReadAsync(cancel))
            happened = (await connection.QueryAsync<EventRow>(new CommandDefinition(
                $"select {EventRow.Columns} from conversation_event where {Sql.In(db.Engine, "conversation_id", "ids")} order by conversation_id, at, id",
                new { ids = Sql.List(db.Engine, ids) }, cancellationToken: cancel))).AsList();
        foreach (var one in happened.GroupBy(e => e.ConversationId))
            foreach (var (reading, i) in (await Recording.ClocksAsync(
                [.. one], roster, Instant.FromDateTimeOffset(clock.GetUtcNow()), cancel)).Select((r, i) => (r, i)))
                read[(one.Key, i)] = reading;
        return read;
    }

    /// <summary>Where a page ends.</summary>
    private readonly record struct Place(long At, long Id, long Position)
    {
        public static Place Read(string cursor) =>
            cursor.Split('.') is [var at, var id, var position] && Number(at) is { } a && Number(id) is { } i
            && Number(position) is { } p
                ? new(a, i, p)
                : throw new ArgumentException("The cursor is none; use the one that the page before gave.", nameof(cursor));

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At}.{Id}.{Position}");

        private static long? Number(string text) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
