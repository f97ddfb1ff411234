using Dapper;
using Echolot.Matching;
using Echolot.Sources;

namespace Echolot.Conversations;

/// <summary>A step of a scenario as a text for a reply.</summary>
/// <param name="First">It is the one with which the scenario begins.</param>
public sealed record ScenarioWords(KeptScenario Scenario, ScenarioNode Node, string Text, bool First);

/// <summary>Finds steps of scenarios by what is written in them. Pure functions.</summary>
public static class ScenarioSearch
{
    /// <summary>
    /// Steps in which every word begins a word of the scenario's name, the step's name or its text, those whose names do
    /// first; without words the first step of each.
    /// </summary>
    public static IReadOnlyList<ScenarioWords> Find(IEnumerable<KeptScenario> scenarios, string words, bool german, int most)
    {
        var asked = Folding.Words(words).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = new List<(int Points, ScenarioWords Step)>();
        foreach (var kept in scenarios)
        {
            if (Scenario.Parse(kept.Draft.Source).Scenario is not { } scenario) continue;
            var name = Folding.Words(kept.Draft.Name).Split(' ');
            foreach (var node in scenario.Nodes.Values)
            {
                var first = node.Name == scenario.Start;
                var text = ScenarioWalk.Question(node, german);
                var said = Folding.Words($"{node.Name} {text}").Split(' ');
                var named = asked.Count(word => name.Any(n => n.StartsWith(word, StringComparison.Ordinal)));
                var rest = asked.Where(word => !name.Any(n => n.StartsWith(word, StringComparison.Ordinal))).ToList();
                // A name alone means the scenario, not each of its steps.
                if (!first && rest.Count == 0
                    || !rest.TrueForAll(word => said.Any(s => s.StartsWith(word, StringComparison.Ordinal)))) continue;
                found.Add((named, new(kept, node, text, first)));
            }
        }
        return [.. found.OrderByDescending(f => f.Points).ThenByDescending(f => f.Step.First)
            .ThenBy(f => f.Step.Scenario.Draft.Name, StringComparer.CurrentCultureIgnoreCase).ThenBy(f => f.Step.Node.Line)
            .Select(f => f.Step).Take(most)];
    }
}

public sealed partial class Inbox
{
    /// <summary>Whether a bot speaks to customers of a conversation in German.</summary>
    public async Task<bool> SpeaksGermanAsync(Conversation talk, CancellationToken cancel) =>
        BotWords.In(new("de", "en"), talk.Language, (await AutoReplyPlanAsync(cancel)).Language).German;

    /// <summary>Scenarios that somebody may start in a conversation now, where the other side has written privately.</summary>
    public async Task<IReadOnlyList<KeptScenario>> StartableScenariosAsync(
        Conversation talk, IReadOnlyList<ReplyWay> ways, CancellationToken cancel)
    {
        if (talk.State is ConversationState.Ignored || talk.MergedInto is not null
            || ways.FirstOrDefault(w => w is { Leg: Leg.Private, Closed: false, To: null }) is not { } way
            || await RunAsync(talk.Id, cancel) is not null) return [];
        return [.. (await ScenariosAsync(cancel)).Where(s => s.Draft.Active
            && (s.Draft.Connector is null || s.Draft.Connector == way.Voice.Connector)
            && (s.Draft.SourceId is null || s.Draft.SourceId == way.Voice.SourceId))];
    }

    /// <summary>The scenario that speaks in a conversation now; null: none.</summary>
    public async Task<KeptScenario?> RunningScenarioAsync(long conversation, CancellationToken cancel) =>
        await RunAsync(conversation, cancel) is { } run
            ? (await ScenariosAsync(cancel)).FirstOrDefault(s => s.Id == run.ScenarioId)
                ?? new KeptScenario(run.ScenarioId, new("", null, null, AutoReplyHours.Always, null, run.Source))
            : null;

    /// <summary>
    /// Lets a scenario speak in a conversation from now on; what the customer writes next answers its first question. It
    /// ends when somebody of us writes, or the conversation is given to somebody else.
    /// </summary>
    /// <exception cref="InboxException">It may not speak here, or one speaks already.</exception>
    public async Task StartScenarioAsync(long conversation, long id, Sight sight, CancellationToken cancel)
    {
        if (!(await AuthorAsync(sight, cancel)).MaySend)
            throw new InboxException(InboxRefusal.OthersDecide, "Only who may send lets a bot speak.");
        var talk = await FindAsync(conversation, sight, cancel) ?? throw Gone(conversation);
        var kept = (await StartableScenariosAsync(talk, await WaysAsync(conversation, sight, cancel), cancel))
            .FirstOrDefault(s => s.Id == id) ?? throw new InboxException(
                InboxRefusal.ScenarioCannotSpeak, "This scenario cannot speak here: it is off, another one speaks, or nothing private was written.");
        var scenario = Scenario.Parse(kept.Draft.Source).Scenario!;
        var plan = await AutoReplyPlanAsync(cancel);
        var german = BotWords.In(new("de", "en"), talk.Language, plan.Language).German;
        var (voice, connector, abilities) = await SpeakingAsync(talk, new(Leg.Private, ""), cancel);
        var first = BotWords.Signed(plan.Name, german, ScenarioWalk.Begin(scenario, german, plan.Manner).Says);
        _ = Able(abilities, Leg.Private, first);
        await db.WriteAsync(async scope =>
        {
            var recording = await SeenAsync(scope, conversation, sight, cancel);
            await AllowedAsync(recording, new(Leg.Private, first), sight);
            if (await scope.Connection.ExecuteScalarAsync<long?>(
                "select 1 from scenario_run where conversation_id = @conversation and state = 'Running' limit 1", new { conversation },
                scope.Transaction) is not null)
                throw new InboxException(InboxRefusal.ScenarioCannotSpeak, "A scenario speaks here already.");
            if (recording.Row.AssigneeId is null && sight.PersonId is { } me) await recording.AssignAsync(me, Now, me);
            // A person decided that it speaks now; no other bot speaks to them within the window.
            await TakeTurnAsync(scope, recording.Row.IdentityId);
            await recording.NoteAsync(ConversationEventKind.ScenarioStarted, Now, sight.PersonId, after: kept.Draft.Name);
            var run = await scope.Connection.QuerySingleAsync<ScenarioRunRow>(
                $"""
                insert into scenario_run (conversation_id, scenario_id, source, node, misses, answers, labels, state, heard_id,
                    asked_id, started_at, german, keeper_id)
                values (@conversation, @Id, @Source, @Start, 0, '[]', '[]', 'Running',
                    (select coalesce(max(id), 0) from message where conversation_id = @conversation and direction = 1), 0, @Now, @german,
                    @AssigneeId)
                returning {ScenarioRunRow.Columns}
                """, new { conversation, kept.Id, kept.Draft.Source, scenario.Start, Now, german = german ? 1L : 0L, recording.Row.AssigneeId },
                scope.Transaction);
            await SayStepAsync(
                recording, run, ScenarioWalk.Begin(scenario, german, plan.Manner), new(voice, connector, abilities, plan, german), cancel);
            await recording.FinishAsync(cancel);
        }, cancel);
    }

    /// <summary>Silences the scenario that speaks in a conversation.</summary>
    public Task StopScenarioAsync(long conversation, Sight sight, CancellationToken cancel) =>
        ChangeAsync(conversation, sight, async recording =>
        {
            if (await recording.Scope.Connection.ExecuteAsync(
                "update scenario_run set state = 'Stopped' where conversation_id = @conversation and state = 'Running'",
                new { conversation }, recording.Scope.Transaction) > 0)
                await recording.NoteAsync(ConversationEventKind.ScenarioStopped, Now, sight.PersonId);
        }, cancel);
}
