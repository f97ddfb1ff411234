using System.Globalization;
using Echolot.Contacts;
using Echolot.Mentions;
using NodaTime;

namespace Echolot.Conversations;

public sealed partial class Inbox
{
    /// <summary>A moment at which workflows would have looked.</summary>
    /// <param name="Occasion">By which live workflows look once.</param>
    /// <param name="Revision">What happened together; null: time had passed.</param>
    /// <param name="Until">What they waited for is over; null: it lasts.</param>
    /// <param name="Workflows">Those that look then, in their order.</param>
    private sealed record DryMoment(long At, string Occasion, long? Revision, long? Until, IReadOnlyList<Workflow> Workflows)
    {
        /// <summary>What came up while workflows were off comes up once they are on again, where it still waits.</summary>
        public DryMoment? OnceOnAgain(IReadOnlyList<EventRow> later) =>
            Revision is null && later.FirstOrDefault(e => e is { Kind: (long)ConversationEventKind.WorkflowsOff, After: null }) is { } on
                && (Until is null || on.At < Until) ? this with { At = on.At } : null;

        public bool IsLater(EventRow row) => Revision is { } revision ? row.Revision > revision : row.At > At;
    }

    /// <summary>When the workflow would have looked, and who else did, the earliest first.</summary>
    private async Task<IReadOnlyList<DryMoment>> MomentsAsync(
        Past past, IReadOnlyList<EventRow> events, CancellationToken cancel)
    {
        if (!past.Asked.Draft.Trigger.IsClocked())
            return
            [
                .. from e in events
                   where (ConversationEventKind)e.Kind is ConversationEventKind.Opened or ConversationEventKind.CustomerWrote
                       or ConversationEventKind.StateChanged
                   group e by e.Revision into together
                   let triggers = together.Select(e => TriggerOf((ConversationEventKind)e.Kind)).ToHashSet()
                   let at = together.Max(e => e.At)
                   where at >= past.Since && triggers.Contains(past.Asked.Draft.Trigger)
                   orderby at, together.Key
                   select new DryMoment(
                       at, string.Create(CultureInfo.InvariantCulture, $"r{together.Key}"), together.Key, null,
                       [.. past.InOrder.Where(w => triggers.Contains(w.Draft.Trigger))]),
            ];
        var looks = new List<(long At, long? Until, Workflow Workflow)>();
        var waits = Wait.Of(events);
        var clocks = past.InOrder.All(w => w.Draft.Trigger.NeedsMinutes()) ? [] : await ClocksOfAsync(events, cancel);
        foreach (var workflow in past.InOrder)
            looks.AddRange((workflow.Draft.Trigger.NeedsMinutes()
                ? waits.Select(w => (DueMoment.After(workflow.Draft, w, past.Calendars), w.Until))
                : clocks.Select(c => (workflow.Draft.Trigger is WorkflowTrigger.ClockWarned ? c.Warned : c.Due, c.Ended)))
                .Where(m => m.Item1 is { } at && (m.Item2 is not { } end || at < end) && at >= past.Since && at <= Now)
                .Select(m => (m.Item1!.Value, m.Item2, workflow)));
        return
        [
            .. looks.GroupBy(l => l.At).Where(g => g.Any(l => l.Workflow.Id == past.Asked.Id)).OrderBy(g => g.Key)
                .Select(g => new DryMoment(
                    g.Key, DueMoment.OccasionOf(g.Key), null, g.First(l => l.Workflow.Id == past.Asked.Id).Until,
                    [.. g.Select(l => l.Workflow).DistinctBy(w => w.Id)])),
        ];
    }

    /// <summary>When each clock warned and was due, and when it ended.</summary>
    private async Task<IReadOnlyList<(long? Warned, long? Due, long? Ended)>> ClocksOfAsync(
        IReadOnlyList<EventRow> events, CancellationToken cancel)
    {
        var all = new List<(long?, long?, long?)>();
        foreach (var clock in await Recording.ClocksAsync(events, roster, Instant.FromUnixTimeMilliseconds(Now), cancel))
        {
            // An ended clock says no more when it would have warned: read it as it was just before.
            var was = clock.EndedAt is { } ended
                ? (await Recording.ClocksAsync(
                    [.. events.Where(e => e.At < ended.ToUnixTimeMilliseconds())], roster, ended - Duration.FromMilliseconds(1), cancel))
                    .FirstOrDefault(c => c.Kind == clock.Kind && c.StartedAt == clock.StartedAt)
                : clock;
            all.Add((was?.WarnAt?.ToUnixTimeMilliseconds(), was?.DueAt?.ToUnixTimeMilliseconds(), clock.EndedAt?.ToUnixTimeMilliseconds()));
        }
        return all;
    }

    /// <summary>A conversation as it was: what changed later is as it was before that.</summary>
    private ConversationRow AsOf(
        Past past, ConversationRow row, IReadOnlyList<EventRow> until, IReadOnlyList<EventRow> later, MessageRow? last,
        MessageRow? newest, Identity? who)
    {
        var then = row with
        {
            State = Before(ConversationEventKind.StateChanged, row.State) ?? row.State,
            DepartmentId = Before(ConversationEventKind.DepartmentChanged, row.DepartmentId),
            AssigneeId = Before(ConversationEventKind.Assigned, row.AssigneeId),
            SourceId = Before(ConversationEventKind.SourceChosen, row.SourceId),
            Priority = Before(ConversationEventKind.PriorityScored, row.Priority) ?? row.Priority,
            // What was there before the first one set by hand is written beside it, and was not set itself.
            PrioritySet = Changed(ConversationEventKind.PriorityChanged) is null ? row.PrioritySet
                : until.LastOrDefault(e => e.Kind == (long)ConversationEventKind.PriorityChanged)?.After is { } set ? Number(set) : null,
            MergedInto = Changed(ConversationEventKind.MergedAway) is null ? row.MergedInto : null,
            // Switched on means that it was off before, and the other way round.
            WorkflowsOff = Changed(ConversationEventKind.WorkflowsOff) is { } turned ? turned.After is null ? 1 : 0 : row.WorkflowsOff,
        };
        if (Changed(ConversationEventKind.CrisisChanged) is { } crisis)
            then = then with
            {
                CrisisWhy = crisis.Before,
                Crisis = crisis.Before is null ? 0 : CrisisReason.LevelOf(Stored.Read<List<CrisisReason>>(crisis.Before)),
            };
        if (last is not null && last.Id != newest?.Id)
        {
            var language = enrichers.Language(last.Text, row.Subject, null);
            var findings = enrichers.Judge(last.Text, row.Subject, language);
            then = then with { Language = findings.Language, Sentiment = (long)findings.Sentiment };
        }
        // The points of then are not written down; the rules of today give those of the same words.
        if (last is not null && later.Any(e => e.Kind is (long)ConversationEventKind.PriorityScored or (long)ConversationEventKind.CustomerWrote
            or (long)ConversationEventKind.CrisisChanged))
            then = then with
            {
                PriorityWhy = Stored.Write(Scoring.Of(past.Scoring, new(
                    last.Text, (Sentiment)then.Sentiment, who?.Followers, last.Leg == (long)MessageKind.Private, Unanswered(until),
                    (int)then.Crisis)).Because),
            };
        return then;

        EventRow? Changed(ConversationEventKind kind) => later.FirstOrDefault(e => e.Kind == (long)kind);

        long? Before(ConversationEventKind kind, long? now) =>
            Changed(kind) is not { } changed ? now : changed.Before is { } before ? Number(before) : null;

        static long Number(string written) => long.Parse(written, CultureInfo.InvariantCulture);

        static int Unanswered(IEnumerable<EventRow> events) => events.Reverse()
            .TakeWhile(e => e.Kind != (long)ConversationEventKind.Replied).Count(e => e.Kind == (long)ConversationEventKind.CustomerWrote);
    }

    /// <summary>The labels that a conversation had before something happened to it.</summary>
    private static IEnumerable<long> LabelsBefore(Past past, IEnumerable<Label> now, IReadOnlyList<EventRow> later)
    {
        var had = now.Select(l => l.Id).ToHashSet();
        foreach (var change in later.Reverse())
        {
            if ((ConversationEventKind)change.Kind is not (ConversationEventKind.Labelled or ConversationEventKind.Unlabelled) ||
                past.Tree.Values.FirstOrDefault(l => l.Path == change.After) is not { } label) continue;
            if (change.Kind == (long)ConversationEventKind.Labelled) had.Remove(label.Id);
            else had.Add(label.Id);
        }
        return had;
    }
}
