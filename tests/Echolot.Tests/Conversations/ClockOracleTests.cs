using Echolot.Conversations;
using Echolot.Teams;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

/// <summary>The clocks against somebody who looks at the conversation every minute and makes a mark where it counts.</summary>
public sealed class ClockOracleTests
{
    private static readonly Duration Minute = Duration.FromMinutes(1);

    private static readonly ConversationState[] States = Enum.GetValues<ConversationState>();

    private sealed record Case(BusinessCalendar Calendar, Instant Start, IReadOnlyList<Happening> Then, int Minutes)
    {
        public override string ToString() => $"{Calendar.Zone.Id} {Start}+{Minutes}: {string.Join("; ", Then)}";
    }

    private sealed class Mark(ClockKind kind, Instant since)
    {
        public ClockKind Kind => kind;
        public Instant Since => since;
        public int Count { get; set; }
        public Instant? Reached { get; set; }
        public Instant? Ended { get; set; }
        public bool Dropped { get; set; }
    }

    private static Gen<Case> Cases() =>
        from zone in Gen.Elements("Europe/Berlin", "Europe/Zurich", "America/New_York", "UTC")
        from marks in Gen.Choose(0, 24).ArrayOf(28)
        from start in Gen.Elements(
            new LocalDate(2026, 3, 28), new LocalDate(2026, 10, 24), new LocalDate(2026, 12, 23), new LocalDate(2026, 11, 2))
        from count in Gen.Choose(0, 12)
        from kinds in Gen.Choose(0, 9).ArrayOf(count)
        from states in Gen.Elements(States).ArrayOf(count)
        from offsets in Gen.Choose(0, 3 * 288).ArrayOf(count)
        from merged in Gen.Choose(0, 9)
        from minutes in Gen.Choose(1, 4 * 1440)
        select Of(zone, marks, start, kinds, states, offsets, merged == 0, minutes);

    private static Case Of(
        string zone, int[] marks, LocalDate day, int[] kinds, ConversationState[] states, int[] offsets, bool merged, int minutes)
    {
        var week = Enumerable.Range(0, 7).ToDictionary(
            weekday => (IsoDayOfWeek)(weekday + 1),
            weekday => (IReadOnlyList<Opening>)[.. marks.Skip(weekday * 4).Take(4).Distinct().Order().Chunk(2)
                .Where(pair => pair.Length == 2).Select(pair => new Opening(pair[0] * 60, pair[1] * 60))]);
        var calendar = BusinessCalendar.Of(DateTimeZoneProviders.Tzdb[zone], week, "DE-HH", false, []);
        var start = day.AtMidnight().InUtc().ToInstant();
        var then = offsets.Order().Select((offset, i) =>
        {
            var at = start + Duration.FromMinutes(offset * 5);
            return (Happening)(kinds[i] switch
            {
                < 4 => new CustomerWrote(at),
                < 6 => new Replied(at, Replier.Person),
                6 => new Replied(at, Replier.Bot),
                _ => new StateChanged(at, states[i]),
            });
        }).ToList();
        if (merged && then.Count > 0) then.Add(new MergedAway(then[^1].At));
        return new(calendar, start, then, minutes);
    }

    private static IReadOnlyList<ClockTarget> Targets(BusinessCalendar calendar) =>
    [
        new(ClockKind.FirstResponse, Duration.FromMinutes(240), calendar),
        new(ClockKind.NextResponse, Duration.FromMinutes(90), calendar),
        new(ClockKind.Update, Duration.FromMinutes(120), calendar) { PausedIn = new HashSet<ConversationState> { ConversationState.WaitingForCustomer } },
        new(ClockKind.Resolution, Duration.FromMinutes(600), calendar),
    ];

    private static bool IsOpen(BusinessCalendar calendar, Instant at)
    {
        var local = at.InZone(calendar.Zone).LocalDateTime;
        var minute = local.Hour * 60 + local.Minute;
        return calendar.On(local.Date).Openings.Any(o => o.From <= minute && minute < o.To);
    }

    /// <summary>Goes from minute to minute: first what happens in it, then whether it counts.</summary>
    private static List<Mark> Watch(Case sample)
    {
        var targets = Targets(sample.Calendar).ToDictionary(t => t.Kind);
        var marks = new List<Mark>();
        var (state, begun, customerBegan, answered, owed, gone) = (ConversationState.New, false, false, false, false, false);
        for (var minute = 0; minute <= sample.Minutes; minute++)
        {
            var at = sample.Start + Duration.FromMinutes(minute);
            foreach (var happening in sample.Then.Where(h => h.At == at).OrderBy(
                h => h switch { CustomerWrote => 0, Replied => 1, StateChanged => 2, _ => 3 }))
            {
                if (gone) break;
                var closed = state is ConversationState.Done or ConversationState.Ignored;
                switch (happening)
                {
                    case CustomerWrote:
                        if (!begun) (begun, customerBegan) = (true, true);
                        owed = true;
                        break;
                    case Replied { By: Replier.Person }:
                        (begun, answered, owed) = (true, true, false);
                        foreach (var mark in marks.Where(m => m.Ended is null && m.Kind != ClockKind.Resolution)) mark.Ended = at;
                        if (!closed) marks.Add(new(ClockKind.Update, at));
                        break;
                    case Replied: begun = true; break;
                    case StateChanged changed:
                        state = changed.To;
                        if (!closed && state is ConversationState.Done or ConversationState.Ignored && !closed)
                        {
                            owed = false;
                            foreach (var mark in marks.Where(m => m.Ended is null))
                                (mark.Ended, mark.Dropped) = (at, !(mark.Kind == ClockKind.Resolution && state == ConversationState.Done));
                        }
                        else if (closed && state is not ConversationState.Done and not ConversationState.Ignored
                            && marks.LastOrDefault(m => m.Kind == ClockKind.Resolution) is { Dropped: false } solved)
                        {
                            solved.Ended = null;
                        }
                        break;
                    case MergedAway:
                        gone = true;
                        foreach (var mark in marks.Where(m => m.Ended is null)) (mark.Ended, mark.Dropped) = (at, true);
                        break;
                }
                if (!gone) Begin(at);
            }
            if (minute == sample.Minutes) break;
            foreach (var mark in marks.Where(m => m.Ended is null))
            {
                var target = targets[mark.Kind];
                if (target.PausedIn.Contains(state) || !IsOpen(sample.Calendar, at)) continue;
                if (Duration.FromMinutes(++mark.Count) == target.Within) mark.Reached = at + Minute;
            }
        }
        return marks;

        void Begin(Instant at)
        {
            if (state is ConversationState.Done or ConversationState.Ignored) return;
            if (begun && !marks.Exists(m => m.Kind == ClockKind.Resolution && (m.Ended is null || !m.Dropped)))
                marks.Add(new(ClockKind.Resolution, at));
            var waiting = customerBegan && !answered ? ClockKind.FirstResponse : ClockKind.NextResponse;
            if (owed && !marks.Exists(m => m.Kind == waiting && m.Ended is null)) marks.Add(new(waiting, at));
        }
    }

    [Fact]
    public void Clocks_show_what_marks_minute_by_minute_show() => Prop.ForAll(Cases().ToArbitrary(), sample =>
    {
        var now = sample.Start + Duration.FromMinutes(sample.Minutes);
        var clocks = ResponseClocks.Read([new TargetsChanged(sample.Start, Targets(sample.Calendar)), .. sample.Then], now);
        var marks = Watch(sample);
        Describe(clocks).ShouldBe(Describe(marks, sample), sample.ToString());
        foreach (var clock in clocks)
        {
            // The explanation is the figure.
            clock.Stretches.Where(s => s.Counts).Aggregate(Duration.Zero, (sum, s) => sum + s.Length).ShouldBe(clock.Elapsed);
            clock.Stretches.Zip(clock.Stretches.Skip(1)).ShouldAllBe(pair => pair.First.To == pair.Second.From);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static string[] Describe(IEnumerable<ClockReading> clocks) =>
    [
        .. clocks.Select(c => $"{c.Kind} {c.Elapsed.TotalMinutes} ended {c.EndedAt} {(
            c.Outcome is ClockOutcome.Dropped ? "dropped" : c.Elapsed > c.Target.Within ? "late" : "")} reached {(
            c.Elapsed >= c.Target.Within ? c.DueAt : null)}").Order(),
    ];

    private static string[] Describe(IEnumerable<Mark> marks, Case sample)
    {
        var targets = Targets(sample.Calendar).ToDictionary(t => t.Kind);
        return
        [
            .. marks.Select(m => $"{m.Kind} {(double)m.Count} ended {m.Ended} {(
                m.Dropped ? "dropped" : Duration.FromMinutes(m.Count) > targets[m.Kind].Within ? "late" : "")} reached {m.Reached}").Order(),
        ];
    }
}
