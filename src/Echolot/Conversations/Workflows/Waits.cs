using System.Globalization;
using Dapper;
using Echolot.Storage;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>A time in which one side waits for the other.</summary>
/// <param name="ForUs">The customer waits for an answer of a person; else we wait for the customer.</param>
/// <param name="Until">Null: it lasts.</param>
internal sealed record Wait(bool ForUs, long Since, long? Until)
{
    /// <summary>Every wait of a conversation, from what happened in it.</summary>
    public static IReadOnlyList<Wait> Of(IReadOnlyList<EventRow> happened)
    {
        var waits = new List<Wait>();
        Wait? now = null;
        foreach (var row in happened.OrderBy(e => e.At).ThenBy(e => e.Id))
        {
            switch ((ConversationEventKind)row.Kind)
            {
                case ConversationEventKind.CustomerWrote when now is not { ForUs: true }: Begin(true, row.At); break;
                case ConversationEventKind.Replied when row.After is not "bot": Begin(false, row.At); break;
                case ConversationEventKind.MergedAway: End(row.At); break;
                case ConversationEventKind.StateChanged when row.After is { } state
                    && (ConversationState)long.Parse(state, CultureInfo.InvariantCulture)
                        is ConversationState.Done or ConversationState.Ignored: End(row.At); break;
            }
        }
        if (now is not null) waits.Add(now);
        return waits;

        void Begin(bool forUs, long at)
        {
            End(at);
            now = new(forUs, at, null);
        }

        void End(long at)
        {
            if (now is not null) waits.Add(now with { Until = at });
            now = null;
        }
    }
}

/// <summary>A moment at which a workflow looks at a conversation because time has passed.</summary>
internal sealed record DueMoment(long At, Workflow Workflow)
{
    public string Occasion => OccasionOf(At);

    public static string OccasionOf(long at) => string.Create(CultureInfo.InvariantCulture, $"t{at}");

    /// <summary>Moments of waits and clocks that last, earliest first; what lay before a workflow was changed is none.</summary>
    /// <param name="calendars">Newest versions, by id.</param>
    public static IReadOnlyList<DueMoment> Of(
        IReadOnlyList<Workflow> clocked, IReadOnlyList<Wait> waits, IReadOnlyList<ClockReading> clocks,
        IReadOnlyDictionary<long, BusinessCalendar> calendars)
    {
        var moments = new List<DueMoment>();
        foreach (var workflow in clocked)
        {
            if (workflow.Draft.Trigger.NeedsMinutes())
            {
                foreach (var wait in waits.Where(w => w.Until is null)) Add(workflow, After(workflow.Draft, wait, calendars));
                continue;
            }
            foreach (var clock in clocks.Where(c => c.EndedAt is null))
                Add(workflow, (workflow.Draft.Trigger is WorkflowTrigger.ClockWarned ? clock.WarnAt : clock.DueAt)
                    ?.ToUnixTimeMilliseconds());
        }
        return [.. moments.Distinct().OrderBy(m => m.At).ThenBy(m => m.Workflow.Position)];

        void Add(Workflow workflow, long? at)
        {
            if (at is { } moment && moment >= workflow.ChangedAt.ToUnixTimeMilliseconds())
                moments.Add(new(moment, workflow));
        }
    }

    /// <summary>When a wait has lasted as long as a workflow asks; null: never, or another kind of wait.</summary>
    public static long? After(WorkflowDraft draft, Wait wait, IReadOnlyDictionary<long, BusinessCalendar> calendars)
    {
        if (draft.Minutes is not { } minutes || wait.ForUs != draft.Trigger is WorkflowTrigger.Unanswered) return null;
        var calendar = draft.CalendarId is { } id ? calendars.GetValueOrDefault(id) ?? BusinessCalendar.Always : BusinessCalendar.Always;
        return OpenTime.After(calendar, Instant.FromUnixTimeMilliseconds(wait.Since), Duration.FromMinutes(minutes))
            ?.ToUnixTimeMilliseconds();
    }

    /// <summary>Those that no workflow has looked at yet.</summary>
    public static async Task<IReadOnlyList<DueMoment>> UntriedAsync(
        WriteScope scope, long conversation, IReadOnlyList<DueMoment> moments, long now, CancellationToken cancel)
    {
        if (moments.Count == 0 || moments[0].At > now) return moments;
        var tried = (await scope.Connection.QueryAsync<string>(new CommandDefinition(
            $"select occasion from workflow_try where conversation_id = @conversation and {Sql.In(scope.Engine, "occasion", "occasions")}",
            new { conversation, occasions = Sql.List(scope.Engine, moments.Select(m => m.Occasion).Distinct()) },
            scope.Transaction, cancellationToken: cancel))).ToHashSet();
        return [.. moments.Where(m => !tried.Contains(m.Occasion))];
    }
}
