using Echolot.Teams;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>One clock while happenings are gone through.</summary>
internal sealed class Clock
{
    /// <summary>A stretch with one state and one target; the last one has no end yet.</summary>
    private readonly record struct Leg(Instant From, Instant? To, ConversationState State, ClockTarget Target);

    private readonly List<Leg> _legs = [];
    private readonly List<Leg> _before = [];
    private bool _dropped;

    /// <param name="target">By which it is measured.</param>
    /// <param name="since">When what it measures began.</param>
    /// <param name="states">States of the conversation and since when, in order; the first one holds at the start.</param>
    public Clock(ClockTarget target, Instant since, IReadOnlyList<(Instant At, ConversationState State)> states)
    {
        StartedAt = since;
        Target = target;
        // Most begin at the end of a long course.
        var first = states.Count - 1;
        while (first > 0 && states[first].At > since) first--;
        for (var i = first; i < states.Count; i++)
        {
            Instant? until = i + 1 < states.Count ? states[i + 1].At : null;
            if (until <= since) continue;
            _legs.Add(new Leg(Instant.Max(states[i].At, since), until, states[i].State, target));
        }
    }

    public ClockKind Kind => Target.Kind;

    public ClockTarget Target { get; private set; }

    public Instant StartedAt { get; private set; }

    public Instant? EndedAt { get; private set; }

    public ClockOutcome? Outcome => _dropped ? ClockOutcome.Dropped : null;

    public void Enter(Instant at, ConversationState state)
    {
        Cut(at);
        _legs.Add(new Leg(at, null, state, Target));
    }

    public void Change(Instant at, ClockTarget target, bool afresh, bool whole)
    {
        Cut(at);
        Target = target;
        var state = _legs[^1].State;
        if (afresh)
        {
            _before.AddRange(_legs);
            _legs.Clear();
            StartedAt = at;
        }
        else if (whole && _before.Count > 0)
        {
            _legs.InsertRange(0, _before);
            _before.Clear();
            StartedAt = _legs[0].From;
        }
        _legs.Add(new Leg(at, null, state, target));
    }

    public void End(Instant at)
    {
        Cut(at);
        EndedAt = at;
    }

    public void Drop(Instant at)
    {
        End(at);
        _dropped = true;
    }

    /// <summary>Goes on after it had ended.</summary>
    public void Resume(Instant at, ConversationState state)
    {
        _legs.Add(new Leg(EndedAt!.Value, at, ConversationState.Done, Target));
        EndedAt = null;
        _legs.Add(new Leg(at, null, state, Target));
    }

    private void Cut(Instant at) => _legs[^1] = _legs[^1] with { To = at };

    public ClockReading Read(Instant now)
    {
        var stretches = new List<ClockStretch>();
        var elapsed = Duration.Zero;
        Instant? due = null;
        foreach (var leg in _legs)
        {
            var to = leg.To ?? now;
            if (IsPaused(leg))
            {
                if (to > leg.From) stretches.Add(new(leg.From, to, leg.State, null, null, null));
                continue;
            }
            // By the target of now: whoever lengthens it takes a breach back.
            if (due is null && Target.Within > elapsed
                && OpenTime.After(leg.Target.Calendar, leg.From, Target.Within - elapsed) is { } reached
                && (leg.To is null || reached <= leg.To)) due = reached;
            else if (due is null && elapsed >= Target.Within) due = leg.From;
            foreach (var open in OpenTime.Stretches(leg.Target.Calendar, leg.From, to))
            {
                stretches.Add(new(open.From, open.To, null, open.Closed, open.Holiday, open.Note));
                if (open.IsOpen) elapsed += open.Length;
            }
        }
        if (EndedAt is { } ended && due > ended) due = null;
        return new(Kind, StartedAt, Target, elapsed, due, WarnAt(due), EndedAt, OutcomeOf(elapsed), stretches);
    }

    // What is over is nobody's turn, whatever the target says.
    private static bool IsPaused(Leg leg) =>
        leg.State is ConversationState.Done or ConversationState.Ignored || leg.Target.PausedIn.Contains(leg.State);

    private ClockOutcome OutcomeOf(Duration elapsed)
    {
        if (_dropped) return ClockOutcome.Dropped;
        if (EndedAt is not null) return elapsed <= Target.Within ? ClockOutcome.Met : ClockOutcome.Missed;
        if (elapsed > Target.Within) return ClockOutcome.Overdue;
        return IsPaused(_legs[^1]) ? ClockOutcome.Paused : ClockOutcome.Running;
    }

    /// <summary>When so much open time is left: found forwards from the start of the last stretch that counts.</summary>
    private Instant? WarnAt(Instant? due)
    {
        if (due is null || Target.WarnBefore is not { } before || EndedAt is not null) return null;
        var until = Target.Within - before;
        var elapsed = Duration.Zero;
        foreach (var leg in _legs.Where(leg => !IsPaused(leg)))
        {
            if (until <= elapsed) return leg.From;
            if (OpenTime.After(leg.Target.Calendar, leg.From, until - elapsed) is { } at && (leg.To is null || at <= leg.To))
                return at;
            elapsed += OpenTime.Between(leg.Target.Calendar, leg.From, leg.To ?? due.Value);
        }
        return due;
    }
}
