using NodaTime;

namespace Echolot.Conversations;

/// <summary>
/// Tells from what happened in a conversation how its clocks stand. A pure function: the same happenings give the same
/// readings, so that a change of rules can be tried on the past.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Only answers of a person count; a bot that answers neither stops a clock nor hides when the customer began to
/// wait.</item>
/// <item>The first response is asked for only where the customer wrote first, and only once: after opening again the next
/// response is.</item>
/// <item>Next response and update wait for the first response: a shorter target of theirs never overtakes it.</item>
/// <item>More words of the customer while we owe an answer do not set the clock back.</item>
/// <item>An answer and a change of state at the same moment: the answer counts first.</item>
/// </list>
/// </remarks>
public static class ResponseClocks
{
    /// <summary>All clocks of the conversation in the order in which they began, ended ones included.</summary>
    /// <param name="happenings">In the order of time.</param>
    /// <param name="now">The moment to tell for; what happens later is left out.</param>
    /// <exception cref="ArgumentException">The happenings are not in order.</exception>
    /// <param name="newest">So many of those that began last, beside those that run; null: all.</param>
    public static IReadOnlyList<ClockReading> Read(IReadOnlyList<Happening> happenings, Instant now, int? newest = null)
    {
        for (var i = 1; i < happenings.Count; i++)
            if (happenings[i].At < happenings[i - 1].At)
                throw new ArgumentException(
                    $"Happening {i} is earlier than the one before ({happenings[i].At}, {happenings[i - 1].At}); sort them.",
                    nameof(happenings));
        var conversation = new Course();
        foreach (var happening in happenings.TakeWhile(h => h.At <= now).OrderBy(h => h.At).ThenBy(Rank))
            conversation.Take(happening);
        var told = newest is { } most ? conversation.Clocks.Count - most : 0;
        return [.. conversation.Clocks.Where((clock, i) => i >= told || clock.EndedAt is null).Select(clock => clock.Read(now))];
    }

    // At one moment: targets first, then what was said, then what state that leads to.
    private static int Rank(Happening happening) => happening switch
    {
        TargetsChanged => 0,
        CustomerWrote => 1,
        Replied => 2,
        StateChanged => 3,
        _ => 4,
    };

    /// <summary>The conversation as it goes on.</summary>
    private sealed class Course
    {
        private readonly Dictionary<ClockKind, ClockTarget> _targets = [];
        private readonly List<(Instant At, ConversationState State)> _states = [(Instant.MinValue, ConversationState.New)];
        private Instant? _begun;
        private Instant? _waitingSince;
        private Instant? _answeredAt;
        private bool _customerFirst;
        private bool _over;

        public List<Clock> Clocks { get; } = [];

        /// <summary>Those that may run: in a long conversation thousands have ended.</summary>
        private readonly List<Clock> _running = [];

        public void Take(Happening happening)
        {
            if (_over) return;
            switch (happening)
            {
                case TargetsChanged changed: Change(changed); break;
                case CustomerWrote wrote: Hear(wrote.At); break;
                case Replied { By: Replier.Person } replied: Answer(replied.At); break;
                case Replied replied: Begin(replied.At); break;
                case StateChanged state: Enter(state.At, state.To); break;
                case MergedAway merged:
                    foreach (var clock in Open()) clock.Drop(merged.At);
                    _over = true;
                    break;
            }
        }

        private IEnumerable<Clock> Open()
        {
            _running.RemoveAll(clock => clock.EndedAt is not null);
            return [.. _running];
        }

        private Clock? Open(ClockKind kind) => Open().FirstOrDefault(clock => clock.Kind == kind);

        private bool IsClosed => _states[^1].State is ConversationState.Done or ConversationState.Ignored;

        private void Begin(Instant at)
        {
            if (_begun is not null) return;
            _begun = at;
            if (!IsClosed) Start(ClockKind.Resolution, at);
        }

        private void Hear(Instant at)
        {
            _customerFirst |= _begun is null;
            Begin(at);
            _waitingSince ??= at;
            StartWaiting();
        }

        /// <summary>What runs while the customer waits for us.</summary>
        private void StartWaiting()
        {
            if (_waitingSince is not { } since || IsClosed) return;
            Start(_customerFirst && _answeredAt is null ? ClockKind.FirstResponse : ClockKind.NextResponse, since);
        }

        private void Answer(Instant at)
        {
            Begin(at);
            _answeredAt = at;
            _waitingSince = null;
            foreach (var clock in Open())
                if (clock.Kind is not ClockKind.Resolution) clock.End(at);
            if (!IsClosed) Start(ClockKind.Update, at);
        }

        private void Enter(Instant at, ConversationState to)
        {
            var wasClosed = IsClosed;
            _states.Add((at, to));
            if (IsClosed && !wasClosed) Close(at, to);
            else if (!IsClosed && wasClosed) Reopen(at);
            else foreach (var clock in Open()) clock.Enter(at, to);
        }

        private void Close(Instant at, ConversationState to)
        {
            foreach (var clock in Open())
            {
                if (clock.Kind is ClockKind.Resolution && to is ConversationState.Done) clock.End(at);
                else clock.Drop(at);
            }
            // Whoever closes decides that nothing is owed; the next word of the customer begins a new wait.
            _waitingSince = null;
        }

        private void Reopen(Instant at)
        {
            if (Clocks.LastOrDefault(clock => clock.Kind is ClockKind.Resolution) is { Outcome: not ClockOutcome.Dropped } solved)
            {
                solved.Resume(at, _states[^1].State);
                if (!_running.Contains(solved)) _running.Add(solved);
            }
            else if (_begun is not null) Start(ClockKind.Resolution, at);
            // The customer's word that opened it again came before the change of state.
            StartWaiting();
        }

        private void Change(TargetsChanged changed)
        {
            _targets.Clear();
            foreach (var target in changed.Targets)
                if (!_targets.TryAdd(target.Kind, target))
                    throw new ArgumentException($"There are two targets for {target.Kind}; give one.", nameof(changed));
            foreach (var clock in Open())
            {
                if (!_targets.TryGetValue(clock.Kind, out var target)) clock.Drop(changed.At);
                else clock.Change(changed.At, target, changed.Afresh, changed.Whole);
            }
            if (_begun is not { } begun || IsClosed) return;
            Start(ClockKind.Resolution, begun);
            StartWaiting();
            if (_answeredAt is { } answered) Start(ClockKind.Update, answered);
        }

        /// <summary>Starts a clock where there is a target and no clock of the kind runs.</summary>
        /// <param name="kind">What it measures.</param>
        /// <param name="since">When that began, perhaps long before there was a target.</param>
        private void Start(ClockKind kind, Instant since)
        {
            if (Open(kind) is not null || !_targets.TryGetValue(kind, out var target)) return;
            var clock = new Clock(target, since, _states);
            Clocks.Add(clock);
            _running.Add(clock);
        }
    }
}
