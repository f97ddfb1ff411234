using System.Globalization;
using Dapper;
using Echolot.Messaging;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>
/// Writes down what happens in one conversation inside a transaction: events, and at the end the row with its clocks and
/// the next revision.
/// </summary>
internal sealed class Recording(
    WriteScope scope, Bus bus, Roster roster, ConversationRow row, IReadOnlyList<TargetDraft> targets,
    IReadOnlyDictionary<long, long> newestCalendars, long now, DutyPlan plan, ScoringRules scoring)
{
    private readonly ConversationRow _before = row;
    private bool _customerWrote;
    private bool _happened;
    private long? _assignedBy;

    public ConversationRow Row { get; private set; } = row;

    /// <summary>As it was when it was opened for writing.</summary>
    public ConversationRow Before => _before;

    public WriteScope Scope => scope;

    public long Now => now;

    public DutyPlan Plan => plan;

    public ScoringRules Scoring => scoring;

    public void Change(Func<ConversationRow, ConversationRow> change) => Row = change(Row);

    /// <summary>Something changed that stands in no row of its own; open pages see it.</summary>
    public void Touch() => _happened = true;

    public async Task NoteAsync(
        ConversationEventKind kind, long at, long? person = null, string? before = null, string? after = null,
        long? rule = null)
    {
        _happened = true;
        _customerWrote |= kind is ConversationEventKind.CustomerWrote;
        await scope.Connection.ExecuteAsync(
            """
            insert into conversation_event (conversation_id, at, kind, revision, person_id, rule_id, before, after)
            values (@Id, @at, @kind, @revision, @person, @rule, @before, @after)
            """, new
            {
                Row.Id, at, kind = (long)kind, revision = Row.Revision + 1, person, rule, before, after,
            }, scope.Transaction);
    }

    /// <summary>Goes over to a state; the same one again is no news.</summary>
    public async Task EnterAsync(ConversationState state, long at, long? person = null, long? rule = null)
    {
        if (Row.At == state) return;
        await NoteAsync(ConversationEventKind.StateChanged, at, person, Number(Row.State), Number((long)state), rule);
        Row = Row with
        {
            State = (long)state,
            Active = IsOver(state) ? 0 : 1,
            ClosedAt = IsOver(state) ? at : null,
            SnoozedUntil = state is ConversationState.Snoozed ? Row.SnoozedUntil : null,
        };
    }

    /// <summary>The customer said something: what was laid aside or done is open again, what is ignored stays so.</summary>
    public async Task HearAsync(long at)
    {
        await NoteAsync(ConversationEventKind.CustomerWrote, at);
        Row = Row with { LastInAt = Math.Max(at, Row.LastInAt ?? 0), LastAt = Math.Max(at, Row.LastAt) };
        if (Row.At is ConversationState.Done or ConversationState.Snoozed or ConversationState.WaitingForCustomer)
            await EnterAsync(Row.AssigneeId is null ? ConversationState.New : ConversationState.Open, at);
    }

    /// <summary>Gives it to somebody, or to nobody; whoever takes a new one opens it.</summary>
    public async Task AssignAsync(long? person, long at, long? by, long? rule = null)
    {
        if (Row.AssigneeId == person) return;
        await NoteAsync(
            ConversationEventKind.Assigned, at, by, Number(Row.AssigneeId), Number(person), rule);
        Row = Row with { AssigneeId = person, AssignedAt = person is null ? null : at };
        _assignedBy = by;
        if (person is not null && Row.At is ConversationState.New) await EnterAsync(ConversationState.Open, at, by, rule);
    }

    /// <summary>Goes to a department, or to none; whoever does not work there has it no longer.</summary>
    public async Task MoveAsync(long? department, long at, long? by, long? rule = null)
    {
        if (Row.DepartmentId == department) return;
        await NoteAsync(
            ConversationEventKind.DepartmentChanged, at, by, Number(Row.DepartmentId), Number(department), rule);
        Row = Row with { DepartmentId = department };
        if (department is { } id && Row.AssigneeId is { } who && plan.Departments.Within(id).All(d => !d.Members.Contains(who)))
            await AssignAsync(null, at, by, rule);
    }

    /// <summary>Belongs to a crisis for these reasons from now on; its points and its clocks follow.</summary>
    public async Task SetCrisisAsync(IReadOnlyList<CrisisReason> because, long at, long? by, long? rule = null)
    {
        var before = Row.CrisisBecause;
        if (before.SequenceEqual(because)) return;
        await NoteAsync(
            ConversationEventKind.CrisisChanged, at, by, Stored.Write(before), Stored.Write(because), rule);
        var level = CrisisReason.LevelOf(because);
        var (priority, why) = Conversations.Scoring.In(scoring, level, Stored.Read<List<PriorityReason>>(Row.PriorityWhy));
        Row = Row with
        {
            Crisis = level, CrisisWhy = because.Count == 0 ? null : Stored.Write(because), Priority = (long)priority,
            PriorityWhy = Stored.Write(why),
        };
    }

    /// <summary>When routing looks at it next.</summary>
    /// <param name="happened">Everything that happened in it.</param>
    public async Task<long?> NextTurnAsync(IReadOnlyList<EventRow> happened, CancellationToken cancel)
    {
        if (Row.At is not (ConversationState.New or ConversationState.Open)) return null;
        var here = plan.Departments.Find(Row.DepartmentId);
        var routed = here is { Distribution.IsAutomatic: true } ? here : null;
        if (Row.AssigneeId is not { } who)
            return routed is null ? null
                : _before.AssigneeId is null && _before.DepartmentId == Row.DepartmentId ? Row.TurnAt ?? now : now;
        // Given on purpose to somebody who is away, it stays there.
        if (!plan.MayHave(who) || plan.Absent.GetValueOrDefault(who) is { } away && Row.AssignedAt < away.From.ToUnixTimeMilliseconds())
            return now;
        // Also where people give out by hand: then it is nobody's again.
        if (here?.Distribution.ReturnAfter is not { } minutes || Row.AssignedAt is not { } given
            || Row.LastInAt is not { } lastIn || lastIn <= Row.LastOutAt) return null;
        var since = Math.Max(given, WaitsSince(happened, lastIn));
        var calendar = await CalendarAsync(plan.Departments.CalendarOf(here.Id), cancel);
        return OpenTime.After(calendar, Instant.FromUnixTimeMilliseconds(since), Duration.FromMinutes(minutes))
            ?.ToUnixTimeMilliseconds();
    }

    /// <summary>Since when the customer waits for whoever has it: their first word after our last answer, or since it came back to work.</summary>
    private long WaitsSince(IReadOnlyList<EventRow> happened, long lastIn)
    {
        var first = happened.Where(e => e.Kind == (long)ConversationEventKind.CustomerWrote && e.At > (Row.LastOutAt ?? 0))
            .Select(e => e.At).DefaultIfEmpty(lastIn).Min();
        var back = happened.LastOrDefault(e => e.Kind == (long)ConversationEventKind.StateChanged
            && e.Before is { } before && !IsAtWork(before) && e.After is { } after && IsAtWork(after));
        return Math.Max(first, back?.At ?? 0);

        static bool IsAtWork(string state) =>
            (ConversationState)long.Parse(state, CultureInfo.InvariantCulture) is ConversationState.New or ConversationState.Open;
    }

    /// <summary>Writes the row, its clocks and the fact; nothing where nothing changed.</summary>
    public async Task FinishAsync(CancellationToken cancel)
    {
        await SetTargetsAsync();
        if (Row.Priority != _before.Priority)
            await NoteAsync(
                ConversationEventKind.PriorityScored, now, before: Number(_before.Priority), after: Number(Row.Priority));
        if (!_happened && Row == _before) return;
        var happened = await EventsAsync(scope, Row.Id, cancel);
        var clocks = await ClocksAsync(happened, roster, Instant.FromUnixTimeMilliseconds(now), cancel);
        var next = clocks.Where(c => c.DueAt is not null && c.Outcome is ClockOutcome.Running or ClockOutcome.Overdue)
            .MinBy(c => c.DueAt);
        Row = Row with
        {
            DueAt = next?.DueAt?.ToUnixTimeMilliseconds() ?? ConversationRow.NotDue,
            DueKind = (long?)next?.Kind,
            WarnAt = next?.WarnAt?.ToUnixTimeMilliseconds(),
            TurnAt = await NextTurnAsync(happened, cancel),
            LookAt = await NextLookAsync(happened, clocks, cancel),
            Revision = Row.Revision + 1,
        };
        await scope.Connection.ExecuteAsync(
            $"""
            update conversation set source_id = @SourceId, thread = @Thread, subject = @Subject, snippet = @Snippet,
                language = @Language, sentiment = @Sentiment, state = @State, active = @Active, priority = @Priority,
                priority_set = @PrioritySet, priority_why = @PriorityWhy, crisis = @Crisis,
                crisis_why = @CrisisWhy,
                department_id = @DepartmentId, assignee_id = @AssigneeId, assigned_at = @AssignedAt, last_at = @LastAt,
                last_in_at = @LastInAt, last_out_at = @LastOutAt, due_at = @DueAt, due_kind = @DueKind,
                warn_at = @WarnAt, snoozed_until = @SnoozedUntil, closed_at = @ClosedAt, cause = @Cause,
                merged_into = @MergedInto, incident_id = @IncidentId, revision = @Revision, turn_at = @TurnAt,
                look_at = @LookAt, workflows_off = @WorkflowsOff,
                unsent = case when exists (select 1 from send s where s.conversation_id = @Id and {Outbox.Stuck}) then 1 else 0 end
            where id = @Id
            """, Row, scope.Transaction);
        if (Row.AssigneeId != _before.AssigneeId)
            await HandedRow.NoteAsync(scope, Row.Id, Row.AssigneeId, _assignedBy, now);
        await FigureBook.WriteAsync(scope, Row, happened, clocks, now);
        await bus.PublishAsync(scope, new ConversationChanged(Row.Id, Row.Revision, _customerWrote)
        {
            Was = new(_before.DepartmentId, _before.AssigneeId), Is = new(Row.DepartmentId, Row.AssigneeId),
        }, cancel);
    }

    public static async Task<IReadOnlyList<EventRow>> EventsAsync(WriteScope scope, long id, CancellationToken cancel) =>
        (await scope.Connection.QueryAsync<EventRow>(new CommandDefinition(
            $"select {EventRow.Columns} from conversation_event where conversation_id = @id order by at, id",
            new { id }, scope.Transaction, cancellationToken: cancel))).AsList();

    /// <summary>When workflows look at it next because time has passed.</summary>
    public async Task<long?> NextLookAsync(
        IReadOnlyList<EventRow> happened, IReadOnlyList<ClockReading> clocks, CancellationToken cancel) =>
        plan.Clocked.Count == 0 || Row.Active == 0 || Row.WorkflowsOff != 0 ? null
            : (await DueMoment.UntriedAsync(scope, Row.Id, await MomentsAsync(happened, clocks, cancel), now, cancel))
                .Select(m => (long?)m.At).FirstOrDefault();

    /// <summary>Moments at which workflows look at it because time has passed, as things stand, the earliest first.</summary>
    public async Task<IReadOnlyList<DueMoment>> MomentsAsync(
        IReadOnlyList<EventRow> happened, IReadOnlyList<ClockReading> clocks, CancellationToken cancel)
    {
        var calendars = new Dictionary<long, BusinessCalendar>();
        foreach (var id in plan.Clocked.Select(w => w.Draft.CalendarId).OfType<long>().Distinct())
            calendars[id] = await CalendarAsync(id, cancel);
        return DueMoment.Of(plan.Clocked, Wait.Of(happened), clocks, calendars);
    }

    /// <summary>The newest version of a calendar; day and night where there is none.</summary>
    public Task<BusinessCalendar> CalendarAsync(long? id, CancellationToken cancel) => roster.CalendarAsync(
        id is { } calendar && newestCalendars.TryGetValue(calendar, out var version) ? version : null, cancel);

    /// <summary>How the clocks of a conversation stand, read from what is stored of it.</summary>
    /// <param name="newest">So many of those that have ended; null: all.</param>
    public static async Task<IReadOnlyList<ClockReading>> ClocksAsync(
        IReadOnlyList<EventRow> rows, Roster roster, Instant now, CancellationToken cancel, int? newest = null)
    {
        var happenings = new List<Happening>();
        foreach (var row in rows)
        {
            var at = Instant.FromUnixTimeMilliseconds(row.At);
            Happening? happening = (ConversationEventKind)row.Kind switch
            {
                ConversationEventKind.CustomerWrote => new CustomerWrote(at),
                ConversationEventKind.Replied => new Replied(at, row.After is "bot" ? Replier.Bot : Replier.Person),
                ConversationEventKind.StateChanged => new StateChanged(
                    at, (ConversationState)long.Parse(row.After!, CultureInfo.InvariantCulture)),
                ConversationEventKind.MergedAway => new MergedAway(at),
                ConversationEventKind.TargetsSet when Stored.Read<SetTargets>(row.After!) is var set =>
                    new TargetsChanged(at, set.By(await roster.CalendarAsync(set.Calendar, cancel)), set.Afresh, set.Whole),
                _ => null,
            };
            if (happening is not null) happenings.Add(happening);
        }
        return ResponseClocks.Read(happenings, now, newest);
    }

    /// <summary>Other targets hold since the priority, the channel or the list changed.</summary>
    private async Task SetTargetsAsync()
    {
        var held = await scope.Connection.ExecuteScalarAsync<string>(
            "select after from conversation_event where conversation_id = @Id and kind = @kind order by id desc limit 1",
            new { Row.Id, kind = (long)ConversationEventKind.TargetsSet }, scope.Transaction);
        var chosen = Inbox.Choose(
            targets, newestCalendars, (Priority)(Row.PrioritySet ?? Row.Priority), Row.Connector, (int)Row.Crisis)
            ?? new SetTargets("", null, []);
        if (held is not null && Stored.Read<SetTargets>(held) == chosen) return;
        // A crisis gives its minutes from its beginning on, not from a time when nobody knew of it.
        chosen = chosen with
        {
            Afresh = held is not null && Row.Crisis > _before.Crisis, Whole = Row.Crisis == 0 && _before.Crisis > 0,
        };
        // The first ones hold from the beginning on.
        await NoteAsync(
            ConversationEventKind.TargetsSet, held is null ? Math.Min(now, Row.OpenedAt) : now,
            after: Stored.Write(chosen));
    }

    public static bool IsOver(ConversationState state) => state is ConversationState.Done or ConversationState.Ignored;

    public static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}
