using Dapper;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>What somebody fills in of a scenario.</summary>
/// <param name="Connector">Network on which it speaks; null: every one with private words.</param>
/// <param name="SourceId">Account for which it speaks; null: every one.</param>
/// <param name="CalendarId">By which its hours go; null only where it speaks always.</param>
/// <param name="Source">Its text; see <see cref="Scenario"/>.</param>
public sealed record ScenarioDraft(
    string Name, string? Connector, long? SourceId, AutoReplyHours Hours, long? CalendarId, string Source, bool Active = false);

/// <summary>A scenario that is kept.</summary>
public sealed record KeptScenario(long Id, ScenarioDraft Draft);

/// <summary>How a run of a scenario stands; the names are stored.</summary>
public enum ScenarioRunState { Running, Answered, HandedOver, Stopped }

/// <summary>How often a scenario ran and how it ended.</summary>
public sealed record ScenarioCounts(long ScenarioId, IReadOnlyDictionary<ScenarioRunState, int> Runs);

public sealed partial class Inbox
{
    private const int MostScenarios = 20;

    /// <summary>Every scenario by name.</summary>
    public async Task<IReadOnlyList<KeptScenario>> ScenariosAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<ScenarioRow>(new CommandDefinition(
            $"select {ScenarioRow.Columns} from scenario order by lower(name), id", cancellationToken: cancel)))
            .Select(s => s.AsScenario())];
    }

    /// <summary>How runs of the last thirty days ended.</summary>
    public async Task<IReadOnlyList<ScenarioCounts>> ScenarioCountsAsync(CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return [.. (await connection.QueryAsync<(long Scenario, string State, long Count)>(new CommandDefinition(
            "select scenario_id, state, count(*) from scenario_run where started_at >= @since group by scenario_id, state",
            new { since = Now - (long)TimeSpan.FromDays(30).TotalMilliseconds }, cancellationToken: cancel)))
            .GroupBy(c => c.Scenario).Select(g => new ScenarioCounts(
                g.Key, g.ToDictionary(c => Enum.Parse<ScenarioRunState>(c.State), c => (int)c.Count)))];
    }

    /// <summary>Adds or changes a scenario; one that runs goes on as it began.</summary>
    /// <param name="id">Null: a new one.</param>
    /// <exception cref="InboxException">Something is missing, or the text is no scenario.</exception>
    public async Task<long> SaveScenarioAsync(long? id, ScenarioDraft draft, long? by, CancellationToken cancel)
    {
        var name = WellFormed.Of(draft.Name.Trim());
        if (name.Length is 0 or > LongestFieldName)
            throw new InboxException(
                InboxRefusal.FieldWrong, $"A scenario needs a name of 1 to {LongestFieldName} characters.", $"1–{LongestFieldName}");
        var source = WellFormed.Of(draft.Source.ReplaceLineEndings("\n"));
        if (source.Length > Scenario.LongestSource)
            throw new InboxException(
                InboxRefusal.TextTooLong, $"The text has {source.Length} characters; {Scenario.LongestSource} are the most.");
        if (Scenario.Parse(source) is { Scenario: null, Problems: [var first, ..] })
            throw new InboxException(
                InboxRefusal.FieldWrong, $"Line {first.Line}: {first.Fault} {first.Detail}", $"{first.Line}: {first.Detail}");
        if (draft.Hours is not AutoReplyHours.Always && (await roster.CalendarsAsync(cancel)).All(c => c.Id != draft.CalendarId))
            throw new InboxException(InboxRefusal.FieldWrong, "Choose the business hours by which it goes.", name);
        return await db.WriteAsync(async scope =>
        {
            if (id is null && await scope.Connection.ExecuteScalarAsync<long>(
                "select count(*) from scenario", transaction: scope.Transaction) >= MostScenarios)
                throw new InboxException(
                    InboxRefusal.FieldWrong, $"There are {MostScenarios} scenarios already; remove one first.", $"{MostScenarios}");
            var saved = await scope.Connection.ExecuteScalarAsync<long?>(
                id is null
                    ? """
                    insert into scenario (name, connector, source_id, hours, calendar_id, source, active, changed_at, changed_by)
                    values (@name, @Connector, @SourceId, @hours, @calendar, @source, @active, @Now, @by) returning id
                    """
                    : """
                    update scenario set name = @name, connector = @Connector, source_id = @SourceId, hours = @hours,
                        calendar_id = @calendar, source = @source, active = @active, changed_at = @Now, changed_by = @by
                    where id = @id returning id
                    """,
                new
                {
                    id, name, draft.Connector, draft.SourceId, hours = draft.Hours.ToString(), source,
                    calendar = draft.Hours is AutoReplyHours.Always ? null : draft.CalendarId, active = draft.Active ? 1L : 0L, Now, by,
                }, scope.Transaction)
                ?? throw new InboxException(InboxRefusal.NotFound, "This scenario is gone; reload the page.");
            await privacy.RecordAsync(scope, by, "scenario.changed", $"scenario:{saved}", name, cancel);
            return saved;
        }, cancel);
    }

    /// <summary>Removes a scenario; what runs by it goes to people at the next word.</summary>
    public Task RemoveScenarioAsync(long id, long? by, CancellationToken cancel) => db.WriteAsync(async scope =>
    {
        await scope.Connection.ExecuteAsync("delete from scenario where id = @id", new { id }, scope.Transaction);
        await privacy.RecordAsync(scope, by, "scenario.removed", $"scenario:{id}", null, cancel);
    }, cancel);
}

/// <summary>A scenario as it is stored. Names who changed it.</summary>
[Personal("scenario")]
internal sealed record ScenarioRow
{
    public const string Columns = "id, name, connector, source_id, hours, calendar_id, source, active";

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string? Connector { get; init; }
    public long? SourceId { get; init; }
    public string Hours { get; init; } = nameof(AutoReplyHours.Always);
    public long? CalendarId { get; init; }
    public string Source { get; init; } = "";
    public long Active { get; init; }

    public KeptScenario AsScenario() => new(
        Id, new(Name, Connector, SourceId, Enum.Parse<AutoReplyHours>(Hours), CalendarId, Source, Active != 0));
}

/// <summary>Where somebody stands in a scenario as it is stored: with what they answered.</summary>
[Personal("scenario_run")]
internal sealed record ScenarioRunRow
{
    public const string Columns =
        "id, conversation_id, scenario_id, source, node, misses, answers, labels, state, heard_id, asked_id, started_at, german, keeper_id, cause";

    public long Id { get; init; }
    public long ConversationId { get; init; }
    public long ScenarioId { get; init; }
    public string Source { get; init; } = "";
    public string Node { get; init; } = "";
    public long Misses { get; init; }
    public string Answers { get; init; } = "[]";
    public string Labels { get; init; } = "[]";
    public string State { get; init; } = nameof(ScenarioRunState.Running);

    /// <summary>Cause of the last node that names one.</summary>
    public string? Cause { get; init; }

    /// <summary>Newest words of theirs that were heard.</summary>
    public long HeardId { get; init; }

    /// <summary>Message with the last question.</summary>
    public long AskedId { get; init; }

    public long StartedAt { get; init; }
    public long German { get; init; }

    /// <summary>Whose conversation it was when somebody started it by hand.</summary>
    public long? KeeperId { get; init; }

    public ScenarioProgress AsProgress() => new(
        Node, (int)Misses, Stored.Read<List<ScenarioAnswer>>(Answers), Stored.Read<List<string>>(Labels)) { Cause = Cause };
}
