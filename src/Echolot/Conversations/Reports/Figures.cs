using System.Globalization;

namespace Echolot.Conversations;

/// <summary>Tells from what happened in a conversation what is counted of it. A pure function.</summary>
/// <remarks>
/// A conversation that was merged into another one counts nowhere: everything said in it counts there. A clock counts where
/// the conversation lay, and by the priority it had, when the clock ended; an opening where it lies now.
/// </remarks>
internal static class Figures
{
    private readonly record struct Place(long At, long? Department, long Priority);

    public static (IReadOnlyList<OutcomeRow> Outcomes, IReadOnlyList<StepRow> Steps) Of(
        ConversationRow row, IReadOnlyList<EventRow> happened, IReadOnlyList<ClockReading> clocks)
    {
        if (row.MergedInto is not null) return ([], []);
        var places = Places(row, happened);
        return (Outcomes(row, happened, clocks, places), Steps(row, happened, places));
    }

    private static List<OutcomeRow> Outcomes(
        ConversationRow row, IReadOnlyList<EventRow> happened, IReadOnlyList<ClockReading> clocks, List<Place> places)
    {
        var outcomes = new List<OutcomeRow>();
        for (var i = 0; i < clocks.Count; i++)
        {
            if (clocks[i] is not { EndedAt: { } end } clock) continue;
            var ended = end.ToUnixTimeMilliseconds();
            var place = At(places, ended);
            outcomes.Add(new OutcomeRow
            {
                ConversationId = row.Id, Position = i, Kind = (long)clock.Kind, Outcome = (long)clock.Outcome,
                StartedAt = clock.StartedAt.ToUnixTimeMilliseconds(), EndedAt = ended,
                Counted = (long)clock.Elapsed.TotalMilliseconds, Within = (long)clock.Target.Within.TotalMilliseconds,
                Connector = row.Connector, DepartmentId = place.Department, Priority = place.Priority,
                PersonId = happened.FirstOrDefault(e => e.At == ended && Ends(e, clock.Kind))?.PersonId,
            });
        }
        return outcomes;
    }

    private static bool Ends(EventRow happened, ClockKind kind) => kind is ClockKind.Resolution
        ? StateOf(happened) is ConversationState.Done
        : happened is { Kind: (long)ConversationEventKind.Replied, After: not "bot" };

    private static List<StepRow> Steps(ConversationRow row, IReadOnlyList<EventRow> happened, List<Place> places)
    {
        var opened = new StepRow
        {
            ConversationId = row.Id, Kind = (long)CareStep.Opened, At = row.OpenedAt, Connector = row.Connector,
            DepartmentId = row.DepartmentId, Priority = row.PrioritySet ?? row.Priority, 
            Cause = row.Cause is { } cause && CausePath.Clean(cause) is { Length: > 0 } path ? path : null,
        };
        var steps = new List<StepRow> { opened };
        var (answers, over) = (0, false);
        foreach (var one in happened)
        {
            if ((ConversationEventKind)one.Kind is ConversationEventKind.Replied)
                Add(one, one.After is "bot" ? CareStep.BotAnswered : CareStep.Answered, one.After is "bot" ? 0 : ++answers);
            else if (StateOf(one) is { } state)
            {
                var ends = state is ConversationState.Done or ConversationState.Ignored;
                if (ends && !over) Add(one, state is ConversationState.Done ? CareStep.Closed : CareStep.Ignored, answers);
                else if (!ends && over) Reopen(one);
                over = ends;
            }
        }
        return steps;

        void Add(EventRow by, CareStep kind, long number)
        {
            var place = At(places, by.At);
            steps.Add(new StepRow
            {
                ConversationId = row.Id, Position = steps.Count, Kind = (long)kind, At = by.At, Number = number,
                Lasts = kind is CareStep.Closed ? 1 : 0, Connector = row.Connector, DepartmentId = place.Department,
                Priority = place.Priority, PersonId = by.PersonId,
            });
        }

        void Reopen(EventRow by)
        {
            if (steps.FindLastIndex(s => s.Lasts == 1) is >= 0 and var last) steps[last] = steps[last] with { Lasts = 0 };
            Add(by, CareStep.Reopened, answers);
        }
    }

    private static ConversationState? StateOf(EventRow happened) =>
        (ConversationEventKind)happened.Kind is ConversationEventKind.StateChanged
            ? (ConversationState)long.Parse(happened.After!, CultureInfo.InvariantCulture)
            : null;

    /// <summary>Where it lay and how pressing it was, from each change on.</summary>
    private static List<Place> Places(ConversationRow row, IReadOnlyList<EventRow> happened)
    {
        var score = Number(happened.FirstOrDefault(Is(ConversationEventKind.PriorityScored))?.Before) ?? row.Priority;
        long? set = null;
        var moved = happened.FirstOrDefault(Is(ConversationEventKind.DepartmentChanged));
        var place = new Place(long.MinValue, moved is null ? row.DepartmentId : Number(moved.Before), score);
        var places = new List<Place> { place };
        foreach (var one in happened)
        {
            switch ((ConversationEventKind)one.Kind)
            {
                case ConversationEventKind.PriorityScored: score = Number(one.After) ?? score; break;
                case ConversationEventKind.PriorityChanged: set = Number(one.After); break;
                case ConversationEventKind.DepartmentChanged: place = place with { Department = Number(one.After) }; break;
                default: continue;
            }
            places.Add(place = place with { At = one.At, Priority = set ?? score });
        }
        return places;

        static Func<EventRow, bool> Is(ConversationEventKind kind) => e => e.Kind == (long)kind;
    }

    private static Place At(List<Place> places, long at) => places.FindLast(p => p.At <= at);

    private static long? Number(string? text) => text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);
}
