using System.Globalization;
using Dapper;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>Conversations in whose field something stands now, such as a product.</summary>
/// <param name="Value">As it is kept; of several choices one.</param>
public sealed record FieldPart(long FieldId, string Value)
{
    /// <summary>Whether the field holds several choices, one a line.</summary>
    internal bool Several { get; init; }

    /// <summary>As addresses carry it: <c>12:Jacke</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{FieldId}:{Value}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is none.</summary>
    public static FieldPart? Parse(string? text) =>
        text?.IndexOf(':', StringComparison.Ordinal) is > 0 and var at && text.Length is > 2 and <= 1_020
            && long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && at + 1 < text.Length
            ? new(id, text[(at + 1)..]) : null;
}

public sealed partial class CareReports
{
    /// <summary>
    /// Who sees their own conversations alone. In what they are told, those count that are theirs now, whoever did what in
    /// them: the same that their inbox shows.
    /// </summary>
    private static bool IsOwn(Sight sight) => sight is { Departments.Count: 0, Unrouted: false };

    /// <summary>Whether the packs of days cannot tell it, because they know no single conversation.</summary>
    private static bool NeedsRows(CareQuestion question, Sight sight) => question.Field is not null || IsOwn(sight);

    private async Task<CareQuestion> WithFieldAsync(CareQuestion question, CancellationToken cancel)
    {
        if (question.Field is not { } field) return question;
        await using var connection = await db.ReadAsync(cancel);
        return question with
        {
            Field = field with
            {
                Several = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                    "select kind from field where id = @FieldId", field, cancellationToken: cancel)) == nameof(FieldKind.Choices),
            },
        };
    }

    /// <summary>Conditions on the conversation whose id stands in a column.</summary>
    private static void BindConversation(Where where, string id, CareQuestion question, Sight sight)
    {
        if (question.Field is { } field)
        {
            // Of several choices each has a line of its own.
            where.Add(
                field.Several
                    ? $"""
                    {id} in (select v.conversation_id from conversation_field v where v.field_id = @field
                        and replace(@line || v.value || @line, @line || @value || @line, '') <> @line || v.value || @line)
                    """
                    : $"{id} in (select v.conversation_id from conversation_field v where v.field_id = @field and v.value = @value)",
                "field", (long?)field.FieldId);
            where.Values.Add("value", field.Value);
            where.Values.Add("line", "\n");
        }
        if (IsOwn(sight))
            where.Add($"{id} in (select o.id from conversation o where o.assignee_id = @own)", "own", (long?)(sight.PersonId ?? 0));
    }

    /// <summary>The same as the packs of days, made of the rows of the conversations that are asked for.</summary>
    private async Task WalkRowsAsync(
        CareQuestion question, Sight sight, CareDays days, long first, long last, Action<long, byte[]> each,
        CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var outcomes = (await RowsAsync<OutcomeRow>("clock_outcome", OutcomeRow.Columns, "ended_at")).ToLookup(o => days.Of(o.EndedAt));
        var steps = (await RowsAsync<StepRow>("care_step", StepRow.Columns, "at")).ToLookup(s => days.Of(s.At));
        foreach (var day in outcomes.Select(o => o.Key).Concat(steps.Select(s => s.Key)).Distinct().Order())
            each(day, DayPack.Of(outcomes[day], steps[day]));

        async Task<IEnumerable<T>> RowsAsync<T>(string table, string columns, string at)
        {
            var where = new Where($"f.{at} >= @from", $"f.{at} < @to");
            where.Values.Add("from", days.Start(first));
            where.Values.Add("to", days.Start(last + 1));
            BindConversation(where, "f.conversation_id", question, sight);
            return await connection.QueryAsync<T>(new CommandDefinition(
                $"select {columns} from {table} f where {where}", where.Values, cancellationToken: cancel));
        }
    }

    /// <summary>The conversations <c>c</c> of a part as they are now: where they lie, how pressing they are, whose they are.</summary>
    private Where BelongingNow(CareQuestion question, Sight sight)
    {
        var where = new Where("c.merged_into is null", sight.Condition(db.Engine));
        sight.Bind(where.Values, db.Engine);
        where.Add("c.connector = @connector", "connector", question.Connector);
        where.Add("coalesce(c.priority_set, c.priority) = @priority", "priority", (long?)question.Priority);
        where.Add("c.assignee_id = @person", "person", question.PersonId);
        if (question.Departments is { } wanted)
            where.Add(Sql.In(db.Engine, "c.department_id", "wanted"), "wanted", Sql.List(db.Engine, wanted));
        if (question.Field is not null) BindConversation(where, "c.id", question, Sight.Everything);
        return where;
    }

    private async Task<long> BacklogAsync(CareQuestion question, Sight sight, CancellationToken cancel)
    {
        var where = BelongingNow(question, sight);
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"select count(*) from conversation c where c.active = 1 and {where}", where.Values, cancellationToken: cancel));
    }

    /// <summary>
    /// By how many open conversations a part grew in each column, and after the last one. Of a part those count that belong
    /// to it now: what moved in the meantime has always been there.
    /// </summary>
    private async Task<(long[] Columns, long Since)> GrowthAsync(
        IReadOnlyList<CareColumn> columns, CareQuestion question, Sight sight, CareDays days, CancellationToken cancel)
    {
        var ends = columns.Select(c => days.Start(CareDays.Of(c.To) + 1)).ToArray();
        var (grown, since) = (new long[columns.Count], 0L);
        await using var connection = await db.ReadAsync(cancel);
        foreach (var (kind, by) in new[] { (CareStep.Opened, 1), (CareStep.Reopened, 1), (CareStep.Closed, -1), (CareStep.Ignored, -1) })
        {
            var where = BelongingNow(question, sight);
            where.Add("f.kind = @kind", "kind", (long?)kind);
            where.Add("f.at >= @from", "from", (long?)days.Start(CareDays.Of(columns[0].From)));
            foreach (var at in await connection.QueryAsync<long>(new CommandDefinition(
                $"select f.at from care_step f join conversation c on c.id = f.conversation_id where {where}", where.Values,
                cancellationToken: cancel)))
            {
                var place = Array.BinarySearch(ends, at + 1);
                if (place < 0) place = ~place;
                if (place < grown.Length) grown[place] += by;
                else since += by;
            }
        }
        return (grown, since);
    }
}
