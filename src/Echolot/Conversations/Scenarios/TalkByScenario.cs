using System.Globalization;
using System.Text;
using Dapper;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>So long after a scenario began it does not begin again in the same conversation.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromHours(24);

    /// <summary>Goes on with a scenario in a conversation, or begins one; idempotent.</summary>
    /// <returns>Whether it is a scenario that speaks here.</returns>
    internal async Task<bool> TalkByScenarioAsync(long conversation, AutoReplyPlan plan, CancellationToken cancel)
    {
        if (await RunAsync(conversation, cancel) is { } run) return await GoOnAsync(run, plan, cancel);
        var kept = (await ScenariosAsync(cancel)).Where(s => s.Draft.Active).ToList();
        if (kept.Count == 0 || plan.Settings.Paused || await NewestAsync(conversation, cancel) is not { } heard) return false;
        var words = heard.AsWords();
        var now = clock.GetUtcNow();
        if (words.Leg is not Leg.Private || words.FromBot || now - words.At > AutoReplyPlan.Freshness || words.AnsweredAt is not null
            || plan.Settings.PausesOn(words.Connector)
            || await FindAsync(conversation, Sight.Everything, cancel) is not { AssigneeId: null, State: ConversationState.New } talk
            || kept.FirstOrDefault(s => Speaks(s.Draft, words, plan, now)) is not { } scenario) return false;
        return await BeginAsync(talk, scenario, heard, plan, cancel);
    }

    private static bool Speaks(ScenarioDraft scenario, HeardWords words, AutoReplyPlan plan, DateTimeOffset now)
    {
        if (scenario.Connector is { } connector && connector != words.Connector
            || scenario.SourceId is { } source && source != words.SourceId) return false;
        if (scenario.Hours is AutoReplyHours.Always) return true;
        if (scenario.CalendarId is not { } id || !plan.Calendars.TryGetValue(id, out var calendar)) return false;
        var stretch = OpenTime.At(calendar, Instant.FromDateTimeOffset(now));
        return scenario.Hours switch
        {
            AutoReplyHours.Inside => stretch.IsOpen,
            AutoReplyHours.Outside => !stretch.IsOpen,
            _ => stretch.Closed is ClosedBecause.Holiday or ClosedBecause.SpecialDay,
        };
    }

    private async Task<bool> BeginAsync(
        Conversation talk, KeptScenario kept, HeardRow heard, AutoReplyPlan plan, CancellationToken cancel)
    {
        if (Scenario.Parse(kept.Draft.Source).Scenario is not { } scenario) return false;
        // Where no account answers, it does not begin.
        if (await SpeakingOrMuteAsync(talk, cancel) is not (var voice, var connector, { } abilities)) return false;
        // It stays with the language of the first words: a number or a name alone has none.
        var german = BotWords.In(new("de", "en"), talk.Language, plan.Language).German;
        return await db.WriteAsync(async scope =>
        {
            var recording = await RecordAsync(scope, talk.Id, cancel);
            // Merged, ignored or taken since it was read.
            if (recording.Row is not { MergedInto: null, AssigneeId: null } || recording.Row.At is not ConversationState.New) return false;
            var earlier = await scope.Connection.ExecuteScalarAsync<long?>(
                "select max(started_at) from scenario_run where conversation_id = @Id", recording.Row, scope.Transaction);
            if (earlier > Now - (long)Rest.TotalMilliseconds || await HadOneAsync(scope, heard, plan.Settings, cancel)) return false;
            await TakeTurnAsync(scope, heard.IdentityId);
            var begun = await scope.Connection.QuerySingleAsync<ScenarioRunRow>(
                $"""
                insert into scenario_run (conversation_id, scenario_id, source, node, misses, answers, labels, state, heard_id,
                    asked_id, started_at, german)
                values (@Id, @scenario, @Source, @Start, 0, '[]', '[]', 'Running', @heard, 0, @Now, @german)
                returning {ScenarioRunRow.Columns}
                """, new { talk.Id, scenario = kept.Id, kept.Draft.Source, scenario.Start, heard = heard.Id, Now, german = german ? 1L : 0L }, scope.Transaction);
            await SayStepAsync(
                recording, begun, ScenarioWalk.Begin(scenario, german, plan.Manner), new(voice, connector, abilities, plan, german), cancel);
            await recording.FinishAsync(cancel);
            return true;
        }, cancel);
    }

    /// <summary>Whose account speaks for a bot; without abilities where none does any more, so that people take over.</summary>
    private async Task<(long Voice, string Connector, ReplyAbilities? Abilities)> SpeakingOrMuteAsync(
        Conversation talk, CancellationToken cancel)
    {
        try
        {
            return await SpeakingAsync(talk, new(Leg.Private, ""), cancel);
        }
        catch (InboxException wrong)
        {
            log.LogInformation("No account speaks for the bot in conversation {Conversation}: {Why}", talk.Id, wrong.Why);
            return (0, talk.Connector, null);
        }
    }

    /// <summary>Hears everything that was said since, in its order, each once.</summary>
    private async Task<bool> GoOnAsync(ScenarioRunRow run, AutoReplyPlan plan, CancellationToken cancel)
    {
        if (await FindAsync(run.ConversationId, Sight.Everything, cancel) is not { } talk) return true;
        var (voice, connector, abilities) = await SpeakingOrMuteAsync(talk, cancel);
        var speaker = new BotVoice(voice, connector, abilities, plan, run.German != 0);
        return await db.WriteAsync(async scope =>
        {
            var recording = await RecordAsync(scope, run.ConversationId, cancel);
            // Read again under the lock of the conversation: somebody may have gone on meanwhile.
            run = await scope.Connection.QuerySingleAsync<ScenarioRunRow>(
                $"select {ScenarioRunRow.Columns} from scenario_run where id = @Id", run, scope.Transaction);
            if (run.State != nameof(ScenarioRunState.Running)) return false;
            // Merged in between: it goes on with the conversation that it is in now.
            if (run.ConversationId != recording.Row.Id) return true;
            var said = (await scope.Connection.QueryAsync<MessageRow>(
                $"""
                select {MessageRow.Columns} from message m where m.conversation_id = @ConversationId and m.id > @HeardId
                    and m.direction = 1 and m.leg = 2 and m.deleted_at is null order by m.id
                """, run, scope.Transaction)).AsList();
            if (said.Count == 0) return true;
            if (await TakenOverAsync(recording, run))
            {
                await EndRunAsync(scope, run, ScenarioRunState.Stopped);
                return false;
            }
            foreach (var message in said)
            {
                // What they say before they can have read the question is no answer to it.
                var (failed, open, asked) = await AskedAsync(scope, run);
                // Perhaps they have read the question already: heard once that is known.
                if (open) break;
                run = run with { HeardId = message.Id };
                if (!failed && (asked is null || message.At < asked))
                {
                    await KeepRunAsync(scope, run);
                    continue;
                }
                var step = !failed && Scenario.Parse(run.Source).Scenario is { } scenario
                    ? ScenarioWalk.Answer(scenario, run.AsProgress(), message.Text, speaker.German, plan.Manner)
                    : new("", run.AsProgress(), new(ScenarioEndKind.HandOver));
                run = await SayStepAsync(recording, run, step, speaker, cancel);
                if (run.State != nameof(ScenarioRunState.Running)) break;
            }
            await recording.FinishAsync(cancel);
            return true;
        }, cancel);
    }

    /// <summary>Says what comes next and writes down where they stand, in one transaction: neither is without the other.</summary>
    private async Task<ScenarioRunRow> SayStepAsync(
        Recording recording, ScenarioRunRow run, ScenarioStep step, BotVoice speaker, CancellationToken cancel)
    {
        var scope = recording.Scope;
        var ends = step.End;
        run = run with
        {
            Node = step.Progress.Node, Misses = step.Progress.Misses, Answers = Stored.Write(step.Progress.Answers),
            Labels = Stored.Write(step.Progress.Labels), Cause = step.Progress.Cause,
        };
        if (ends is not null) await DescribeAsync(recording, step.Progress, cancel);
        var missing = ends?.Kind is ScenarioEndKind.Answered ? await MissingAsync(recording, null, cancel) : null;
        var text = BotWords.Signed(speaker.Plan.Name, speaker.German, step.Says);
        if (step.Says.Length > 0)
        {
            try
            {
                var send = await PutOutAsync(
                    recording, new ReplyDraft(Leg.Private, text, NextState: ends?.Kind is ScenarioEndKind.Answered && missing is null ? ConversationState.Done : null)
                    {
                        Bot = BotWords.Signature(speaker.Plan.Name, speaker.German),
                    }, speaker.Voice, speaker.Connector, Able(speaker.Abilities, Leg.Private, text), Sight.Everything);
                run = run with
                {
                    AskedId = await scope.Connection.ExecuteScalarAsync<long>(
                        "select message_id from send where id = @send", new { send }, scope.Transaction),
                };
            }
            catch (InboxException wrong)
            {
                // It cannot speak here; people can, with what was learnt.
                if (ends is null) await DescribeAsync(recording, step.Progress, cancel);
                log.LogInformation("The scenario of conversation {Conversation} cannot speak: {Why}", run.ConversationId, wrong.Why);
                ends = new(ScenarioEndKind.HandOver);
            }
        }
        if (ends is null)
        {
            await KeepRunAsync(scope, run);
            return run;
        }
        // Closing asks a bot for the same as people; they can fill it in.
        if (ends.Kind is ScenarioEndKind.Answered && missing is not null)
            await recording.NoteAsync(ConversationEventKind.LeftOpen, Now, after: missing);
        var state = ends.Kind is ScenarioEndKind.Answered ? ScenarioRunState.Answered : ScenarioRunState.HandedOver;
        if (state is ScenarioRunState.HandedOver) await HandToPeopleAsync(recording, run, step, ends, speaker, cancel);
        return await EndRunAsync(scope, run, state);
    }

    /// <summary>Gives the conversation to people with everything that was learnt, and tells them, always.</summary>
    private async Task HandToPeopleAsync(
        Recording recording, ScenarioRunRow run, ScenarioStep step, ScenarioEnd end, BotVoice speaker, CancellationToken cancel)
    {
        var note = new StringBuilder(speaker.Plan.Language == "de" ? "Der Bot gibt weiter" : "The bot hands over");
        note.Append(speaker.Plan.Language == "de"
            ? step.Asked ? ": Ein Mensch wurde verlangt." : step.Lost ? ": Zweimal nicht verstanden." : "."
            : step.Asked ? ": a person was asked for." : step.Lost ? ": not understood twice." : ".");
        foreach (var answer in step.Progress.Answers)
            note.Append("\n– ").Append(answer.Field ?? answer.Node).Append(": ").Append(answer.Answer);
        var id = await recording.Scope.Connection.ExecuteScalarAsync<long>(MessageRow.Insert, new MessageRow
        {
            ConversationId = run.ConversationId, At = Now, Leg = (long)MessageKind.Note, Direction = (long)Direction.Ours,
            Bot = BotWords.Signature(speaker.Plan.Name, speaker.Plan.Language == "de"), Connector = recording.Row.Connector,
            Text = note.ToString(),
        }, recording.Scope.Transaction);
        await recording.NoteAsync(ConversationEventKind.NoteWritten, Now, after: Recording.Number(id));
        var people = (await roster.PeopleAsync(cancel)).Where(CanHave).ToList();
        var named = end.Kind is ScenarioEndKind.Person
            ? people.FirstOrDefault(p => string.Equals(p.Email, end.To, StringComparison.OrdinalIgnoreCase))?.Id
            : end.Kind is ScenarioEndKind.HandOver && people.Any(p => p.Id == run.KeeperId) ? run.KeeperId : null;
        if (end.Kind is ScenarioEndKind.Person && named is not null) await recording.AssignAsync(named, Now, null);
        if (end.Kind is ScenarioEndKind.Department
            && recording.Plan.Departments.All.FirstOrDefault(d => string.Equals(d.Name, end.To, StringComparison.OrdinalIgnoreCase)
                || string.Equals(d.Path, end.To, StringComparison.OrdinalIgnoreCase)) is { } department)
            await recording.MoveAsync(department.Id, Now, null);
        await bus.PublishAsync(recording.Scope, new HandedToPeople(
            await ToTellAsync(recording, named, people, cancel), run.ConversationId,
            string.Create(CultureInfo.InvariantCulture, $"bot-{run.Id}")), cancel);
    }

    /// <summary>
    /// Whom a bot tells that it hands over: whoever is named, else the people of the department; only those who see the conversation
    /// and are there. Nobody of them: whoever else is there and sees it, and rather all who see it than nobody.
    /// </summary>
    /// <param name="people">Those who may have conversations.</param>
    private async Task<IReadOnlyList<long>> ToTellAsync(
        Recording recording, long? named, IReadOnlyList<Person> people, CancellationToken cancel)
    {
        var seeing = (await SeeingAsync(recording, cancel)).Select(p => p.Id).Intersect(people.Select(p => p.Id)).ToList();
        var there = seeing.Where(p => !recording.Plan.Absent.ContainsKey(p)).ToList();
        var staff = recording.Row.DepartmentId is { } department ? recording.Plan.Departments.StaffOf(department) : seeing;
        IReadOnlyList<long>[] by = [[.. there.Where(p => p == named)], [.. there.Intersect(staff)], there, seeing];
        return by.FirstOrDefault(who => who.Count > 0) ?? [.. people.Select(p => p.Id)];
    }

    /// <summary>
    /// Fills in fields, gives labels and writes the cause down as the scenario says; what does not fit is left to people, and a cause
    /// that is there stays.
    /// </summary>
    private async Task DescribeAsync(Recording recording, ScenarioProgress progress, CancellationToken cancel)
    {
        var fields = await FieldsAsync(cancel);
        foreach (var answer in progress.Answers)
        {
            if (fields.FirstOrDefault(f => string.Equals(f.Name, answer.Field, StringComparison.OrdinalIgnoreCase)) is not { } field) continue;
            try
            {
                await SetFieldAsync(recording, field.Id, answer.Answer, null, cancel);
            }
            catch (InboxException wrong)
            {
                log.LogInformation("An answer does not fit field {Field}: {Why}", field.Id, wrong.Why);
            }
        }
        if (recording.Row.Cause is null) await SetCauseAsync(recording, progress.Cause, null);
        var labels = progress.Labels.Count == 0 ? [] : await archive.LabelsAsync(cancel);
        foreach (var name in progress.Labels.Distinct())
            if (labels.FirstOrDefault(l => string.Equals(l.Path, name, StringComparison.OrdinalIgnoreCase)
                || string.Equals(l.Name, name, StringComparison.OrdinalIgnoreCase)) is { } label)
                await LabelAsync(recording, label, carries: true, null);
    }

    /// <summary>Somebody of ours has taken it, answered in it, or it is over.</summary>
    private static async Task<bool> TakenOverAsync(Recording recording, ScenarioRunRow run) =>
        recording.Row.AssigneeId != run.KeeperId || recording.Row.MergedInto is not null || recording.Row.At is ConversationState.Ignored
        || await recording.Scope.Connection.ExecuteScalarAsync<long?>(
            """
            select 1 from message where conversation_id = @ConversationId and direction = 2 and leg <> 3 and bot is null
                and at >= @StartedAt limit 1
            """, run, recording.Scope.Transaction) is not null;

    /// <summary>
    /// Whether somebody answered a scenario while nobody knew whether its question was out: that is heard with the next
    /// change, which is what becomes of the question.
    /// </summary>
    private async Task<bool> IsHeardLaterAsync(long conversation, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            """
            select 1 from scenario_run r where r.conversation_id = @conversation and r.state = 'Running' and exists (
                select 1 from message m where m.conversation_id = r.conversation_id and m.id > r.heard_id and m.direction = 1
                    and m.leg = 2 and m.deleted_at is null) limit 1
            """, new { conversation }, cancellationToken: cancel)) is not null;
    }

    /// <summary>
    /// Whether the last question could not be sent or was taken back, whether nobody knows yet whether it is out, and when
    /// it left; null while it waits.
    /// </summary>
    private static async Task<(bool Failed, bool Open, long? At)> AskedAsync(WriteScope scope, ScenarioRunRow run)
    {
        var (state, at) = await scope.Connection.QuerySingleOrDefaultAsync<(string?, long)>(
            "select s.state, m.at from message m join send s on s.id = m.send_id where m.id = @AskedId", run, scope.Transaction);
        return (
            state is null or nameof(SendState.Failed), state is nameof(SendState.Sending) or nameof(SendState.Unknown),
            state == nameof(SendState.Sent) ? at : null);
    }

    private static Task KeepRunAsync(WriteScope scope, ScenarioRunRow run) => scope.Connection.ExecuteAsync(
        """
        update scenario_run set node = @Node, misses = @Misses, answers = @Answers, labels = @Labels, cause = @Cause, state = @State,
            heard_id = @HeardId, asked_id = @AskedId
        where id = @Id
        """, run, scope.Transaction);

    private static async Task<ScenarioRunRow> EndRunAsync(WriteScope scope, ScenarioRunRow run, ScenarioRunState state)
    {
        run = run with { State = state.ToString() };
        await KeepRunAsync(scope, run);
        return run;
    }

    private async Task<ScenarioRunRow?> RunAsync(long conversation, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        return await connection.QueryFirstOrDefaultAsync<ScenarioRunRow>(new CommandDefinition(
            $"""
            select {ScenarioRunRow.Columns} from scenario_run where conversation_id = @conversation and state = 'Running'
            order by id desc limit 1
            """, new { conversation }, cancellationToken: cancel));
    }

    /// <summary>Through whom a bot speaks, and how.</summary>
    private sealed record BotVoice(
        long Voice, string Connector, ReplyAbilities? Abilities, AutoReplyPlan Plan, bool German);
}
