using System.Globalization;
using System.Text.Json;
using Dapper;
using Echolot.Storage;
using Echolot.Tables;

namespace Echolot.Conversations;

/// <summary>A conversation as it goes into a file: what it is, and what is counted of it in the time.</summary>
/// <param name="Talk">Null where it has gone with its retention or these eyes may not see it.</param>
/// <param name="Steps">All of its life.</param>
/// <param name="Outcomes">All of its life.</param>
/// <param name="Count">What is counted in the time and part that was asked for.</param>
internal sealed record ExportedConversation(
    long Id, Conversation? Talk, IReadOnlyList<StepRow> Steps, IReadOnlyList<OutcomeRow> Outcomes, CareTally Count,
    MessageCounts Messages, IReadOnlyList<string> Labels, IReadOnlyDictionary<long, string> Fields)
{
    /// <summary>The newest question about satisfaction of all its life.</summary>
    public Opinion? Opinion { get; init; }
}

/// <summary>How often who said something.</summary>
internal sealed record MessageCounts
{
    public long ConversationId { get; init; }
    public long Theirs { get; init; }
    public long Ours { get; init; }
    public long Bots { get; init; }
    public long Notes { get; init; }
}

public sealed partial class CareReports
{
    private const int ExportedAtOnce = 500;

    /// <summary>
    /// Writes one row for each conversation of which something is counted in the time, without a limit and in constant
    /// memory. The columns named like metrics add up to what the report says. Who exported what stands in the audit log
    /// before the first row is written.
    /// </summary>
    /// <returns>How many conversations were written.</returns>
    /// <exception cref="ArgumentException">The days are none, or too many; nothing has been written.</exception>
    /// <exception cref="InboxException">Figures of colleagues are asked for and off; nothing has been written.</exception>
    public async Task<long> ExportAsync(
        CareQuestion question, ExportFormat format, Stream target, Sight sight, CancellationToken cancel)
    {
        Check(question);
        (var small, question) = await AllowAsync(question, sight, cancel);
        var agents = small.Agents;
        await db.WriteAsync(scope => privacy.RecordAsync(
            scope, sight.PersonId, "conversations.exported", $"conversations:{format.ToString().ToLowerInvariant()}",
            string.Create(CultureInfo.InvariantCulture, $"from {question.From:yyyy-MM-dd} to {question.To:yyyy-MM-dd}"), cancel),
            cancel);
        var people = agents ? (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Id, p => p.Name) : null;
        List<(long Id, string Name)> fields;
        await using (var connection = await db.ReadAsync(cancel))
            fields = (await connection.QueryAsync<(long Id, string Name)>(new CommandDefinition(
                "select id, name from field order by position, id", cancellationToken: cancel))).AsList();
        // Whoever adds up the rows of a department must not learn what the report does not tell.
        var departments = (await roster.DepartmentsAsync(cancel)).All.Where(d => small.Told(d.Id) is not null)
            .ToDictionary(d => d.Id, d => d.Path);
        await using var table = TableFile.Open(
            format, target, ConversationColumns.All(people, fields, departments), archive.Zone);
        await table.BeginAsync(cancel);
        var (written, after) = (0L, 0L);
        while (true)
        {
            var rows = await ExportedAsync(question, sight, after, cancel);
            if (rows.Count == 0) break;
            await table.WriteAsync(rows, cancel);
            written += rows.Count;
            after = rows[^1].Id;
        }
        await table.EndAsync(cancel);
        return written;
    }

    private async Task<IReadOnlyList<ExportedConversation>> ExportedAsync(
        CareQuestion question, Sight sight, long after, CancellationToken cancel)
    {
        var days = new CareDays(Zone);
        var (from, to) = (days.Start(CareDays.Of(question.From)), days.Start(CareDays.Of(question.To) + 1));
        await using var connection = await db.ReadAsync(cancel);
        var ids = (await IdsAsync("care_step", "at")).Concat(await IdsAsync("clock_outcome", "ended_at"))
            .Concat(await IdsAsync(OpinionRows, "asked_at")).Concat(await IdsAsync(OpinionRows, "answered_at")).Distinct().Order()
            .Take(ExportedAtOnce).ToList();
        if (ids.Count == 0) return [];
        var list = new { ids = Sql.List(db.Engine, ids) };
        var which = Sql.In(db.Engine, "conversation_id", "ids");
        var steps = (await connection.QueryAsync<StepRow>(new CommandDefinition(
            $"select {StepRow.Columns} from care_step where {which} order by conversation_id, position", list,
            cancellationToken: cancel))).ToLookup(s => s.ConversationId);
        var outcomes = (await connection.QueryAsync<OutcomeRow>(new CommandDefinition(
            $"select {OutcomeRow.Columns} from clock_outcome where {which} order by conversation_id, position", list,
            cancellationToken: cancel))).ToLookup(s => s.ConversationId);
        var messages = (await connection.QueryAsync<MessageCounts>(new CommandDefinition(
            $"""
            select conversation_id, {Sum($"leg <> {(int)MessageKind.Note} and direction = {(int)Direction.Theirs}")} as theirs,
                {Sum($"leg <> {(int)MessageKind.Note} and direction = {(int)Direction.Ours} and bot is null")} as ours,
                {Sum("bot is not null")} as bots, {Sum($"leg = {(int)MessageKind.Note}")} as notes
            from message where {which} group by conversation_id
            """, list, cancellationToken: cancel))).ToDictionary(m => m.ConversationId);
        var opinions = (await connection.QueryAsync<OpinionRow>(new CommandDefinition(
            $"select {OpinionRow.Columns} from opinion where {which} order by id", list, cancellationToken: cancel)))
            .ToLookup(o => o.ConversationId, o => o.AsOpinion());
        var counted = ids.ToDictionary(id => id, id => Counted(steps[id], outcomes[id]));
        await CountOpinionsAsync(
            question, sight, [(days.Start(CareDays.Of(question.From)), days.Start(CareDays.Of(question.To) + 1))],
            (_, part) => [counted[part.ConversationId]], cancel, ids);
        var talks = await ConversationsAsync(ids, sight, cancel);
        var given = (await connection.QueryAsync<(long LabelId, long ConversationId)>(new CommandDefinition(
            $"select label_id, conversation_id from conversation_label where {which}", list, cancellationToken: cancel))).AsList();
        var meant = await archive.LabelsMeantAsync(given.Select(l => l.LabelId).Distinct(), cancel);
        var labels = given.Where(l => meant.ContainsKey(l.LabelId)).ToLookup(l => l.ConversationId, l => meant[l.LabelId].Path);
        var filled = (await connection.QueryAsync<(long ConversationId, long FieldId, string Value)>(new CommandDefinition(
            $"select conversation_id, field_id, value from conversation_field where {which}", list, cancellationToken: cancel)))
            .ToLookup(f => f.ConversationId);
        // What these eyes may not see is told in figures alone.
        return [.. ids.Select(id => talks.TryGetValue(id, out var talk)
            ? new ExportedConversation(
                id, talk, [.. steps[id]], [.. outcomes[id]], counted[id],
                messages.GetValueOrDefault(id) ?? new MessageCounts(),
                [.. labels[id].Distinct().Order(StringComparer.CurrentCultureIgnoreCase)],
                filled[id].ToDictionary(f => f.FieldId, f => f.Value))
            {
                Opinion = opinions[id].LastOrDefault(o => o.Score is not null) ?? opinions[id].LastOrDefault(),
            }
            : new ExportedConversation(
                id, null, [.. steps[id]], [.. outcomes[id]], counted[id], new MessageCounts(), [],
                new Dictionary<long, string>()))];

        async Task<IEnumerable<long>> IdsAsync(string table, string at)
        {
            var where = new Where("f.conversation_id > @after", $"f.{at} >= @from", $"f.{at} < @to");
            Bind(where, question, sight);
            where.Values.Add("after", after);
            where.Values.Add("from", from);
            where.Values.Add("to", to);
            where.Values.Add("most", ExportedAtOnce);
            return await connection.QueryAsync<long>(new CommandDefinition(
                $"select distinct f.conversation_id from {table} f where {where} order by f.conversation_id limit @most",
                where.Values, cancellationToken: cancel));
        }

        CareTally Counted(IEnumerable<StepRow> all, IEnumerable<OutcomeRow> clocks)
        {
            var tally = new CareTally();
            var packed = DayPack.Of(
                clocks.Where(o => o.EndedAt >= from && o.EndedAt < to), all.Where(s => s.At >= from && s.At < to));
            DayPack.Read(packed, part => Fits(part, question, sight) ? [tally] : []);
            return tally;
        }

        static string Sum(string condition) => $"cast(sum(case when {condition} then 1 else 0 end) as bigint)";
    }
}

/// <summary>Columns of exported conversations.</summary>
internal static class ConversationColumns
{
    /// <summary>Every column in its order.</summary>
    /// <param name="people">Names of colleagues; null leaves out every column that tells of one.</param>
    /// <param name="fields">Fields of the workspace with their names.</param>
    public static IReadOnlyList<TableColumn<ExportedConversation>> All(
        IReadOnlyDictionary<long, string>? people, IReadOnlyList<(long Id, string Name)> fields,
        IReadOnlyDictionary<long, string> departments) =>
    [
        // A spreadsheet keeps 15 digits of a number.
        new("id", c => c.Id.ToString(CultureInfo.InvariantCulture)),
        new("kind", c => Word(c.Talk?.Kind)),
        new("connector", c => c.Talk?.Connector ?? c.Steps.Select(s => s.Connector).FirstOrDefault()),
        new("source_id", c => Number(c.Talk?.SourceId)),
        new("contact_id", c => Number(c.Talk?.With.ContactId)),
        new("contact_name", c => c.Talk?.With.Name),
        new("contact_handle", c => c.Talk?.With.Handle),
        new("subject", c => c.Talk?.Subject),
        new("newest_words", c => c.Talk?.Snippet),
        new("language", c => c.Talk?.Language),
        new("sentiment", c => Word(c.Talk?.Sentiment)),
        new("state", c => Word(c.Talk?.State)),
        new("priority", c => Word(c.Talk?.Priority)),
        new("priority_set", c => c.Talk is { } t ? t.PrioritySet ? 1L : 0L : null),
        new("crisis", c => (long?)c.Talk?.Crisis),
        new("department_id", c => c.Talk?.DepartmentId is { } id && departments.ContainsKey(id) ? Number(id) : null),
        new("department", c => Name(departments, c.Talk?.DepartmentId)),
        .. people is null
            ? []
            : new TableColumn<ExportedConversation>[]
            {
                new("assignee", c => c.Talk?.AssigneeId is { } who ? people.GetValueOrDefault(who) : null),
                new("first_answer_by", c => Name(people, First(c)?.PersonId)),
                new("closed_by", c => Name(people, c.Steps.LastOrDefault(s => s is { Kind: (long)CareStep.Closed, Lasts: 1 })?.PersonId)),
            },
        new("cause", c => c.Talk?.Cause),
        new("labels", c => c.Labels),
        new("incident_id", c => Number(c.Talk?.IncidentId)),
        .. fields.Select(f => new TableColumn<ExportedConversation>($"field: {f.Name}", c => c.Fields.GetValueOrDefault(f.Id))),
        new("opened_at", c => c.Talk?.OpenedAt ?? Stored.Time(c.Steps.FirstOrDefault()?.At)),
        new("first_answer_at", c => Stored.Time(First(c)?.At)),
        new("last_in_at", c => c.Talk?.LastInAt),
        new("last_out_at", c => c.Talk?.LastOutAt),
        new("due_at", c => c.Talk?.DueAt),
        new("snoozed_until", c => c.Talk?.SnoozedUntil),
        new("closed_at", c => c.Talk?.ClosedAt),
        new("messages_in", c => c.Messages.Theirs),
        new("messages_out", c => c.Messages.Ours),
        new("messages_bot", c => c.Messages.Bots),
        new("notes", c => c.Messages.Notes),
        new("minutes_to_first_answer", c => MinutesToFirstAnswer(c)),
        new("satisfaction_asked_at", c => c.Opinion?.AskedAt),
        new("satisfaction_answered_at", c => c.Opinion?.AnsweredAt),
        new("satisfaction_score", c => (long?)c.Opinion?.Score),
        new("satisfaction_comment", c => c.Opinion?.Comment),
        .. Enum.GetValues<ClockKind>().SelectMany(OfClock),
        .. CareMetrics.All.Where(m => m is { HasLines: true, Unit: MetricUnit.Number })
            .Select(m => new TableColumn<ExportedConversation>(m.Key, c => (long?)m.Of(c.Count))),
    ];

    /// <summary>The newest clock of a kind: how it ended, open minutes, minutes on the wall, and the target.</summary>
    private static IEnumerable<TableColumn<ExportedConversation>> OfClock(ClockKind kind)
    {
        var name = Word<ClockKind>(kind);
        yield return new($"{name}_outcome", c => Newest(c) is { } o ? Word<ClockOutcome>((ClockOutcome)o.Outcome) : null);
        yield return new($"{name}_business_minutes", c => Newest(c) is { } o ? Minutes(o.Counted) : null);
        yield return new($"{name}_wall_minutes", c => Newest(c) is { } o ? Minutes(o.EndedAt - o.StartedAt) : null);
        yield return new($"{name}_target_minutes", c => Newest(c) is { } o ? Minutes(o.Within) : null);

        OutcomeRow? Newest(ExportedConversation c) => c.Outcomes.LastOrDefault(o => o.Kind == (long)kind);
    }

    /// <summary>
    /// On the wall, from the word that waited for it: where a bot or nobody answered and it was opened again later, from
    /// there, as the clock of the first response counts.
    /// </summary>
    private static double? MinutesToFirstAnswer(ExportedConversation c) => First(c) is not { } answer ? null
        : c.Steps.LastOrDefault(s => s.Kind is (long)CareStep.Opened or (long)CareStep.Reopened && s.At <= answer.At) is { } began
            ? Minutes(answer.At - began.At) : null;

    private static StepRow? First(ExportedConversation c) =>
        c.Steps.FirstOrDefault(s => s is { Kind: (long)CareStep.Answered, Number: 1 });

    private static string? Name(IReadOnlyDictionary<long, string> names, long? id) =>
        id is { } one ? names.GetValueOrDefault(one) : null;

    private static double? Minutes(long milliseconds) => Math.Round(milliseconds / 60_000.0, 2);

    private static string? Number(long? id) => id?.ToString(CultureInfo.InvariantCulture);

    private static string? Word<T>(T? value) where T : struct, Enum =>
        value is { } there ? JsonNamingPolicy.SnakeCaseLower.ConvertName(there.ToString()) : null;
}
