using Echolot.Conversations;
using Echolot.Teams;
using Echolot.Tests.Teams;
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

    /// <param name="Hours">Of first response and resolution.</param>
    /// <param name="Others">Of next response: another house in another zone; update counts day and night.</param>
    private sealed record Case(
        MinuteCalendar Hours, MinuteCalendar Others, Instant Start, IReadOnlyList<Happening> Then, int Minutes)
    {
        public override string ToString() => $"{Hours} / {Others} {Start}+{Minutes}: {string.Join("; ", Then)}";

        public MinuteCalendar HoursOf(ClockKind kind) => kind switch
        {
            ClockKind.NextResponse => Others,
            ClockKind.Update => MinuteCalendar.Always,
            _ => Hours,
        };
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

    private static Gen<Case> Cases(string region) =>
        from start in MinuteCalendar.Days()
        from hours in MinuteCalendar.Around(start, region)
        from others in MinuteCalendar.Around(start)
        from count in Gen.Choose(0, 12)
        from kinds in Gen.Choose(0, 9).ArrayOf(count)
        from states in Gen.Elements(States).ArrayOf(count)
        from offsets in Gen.Choose(0, 3 * 288).ArrayOf(count)
        from merged in Gen.Choose(0, 9)
        from minutes in Gen.Choose(1, 4 * 1440)
        select Of(hours, others, start, kinds, states, offsets, merged == 0, minutes);

    private static Case Of(
        MinuteCalendar hours, MinuteCalendar others, LocalDate day, int[] kinds, ConversationState[] states, int[] offsets,
        bool merged, int minutes)
    {
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
        return new(hours, others, start, then, minutes);
    }

    private static IReadOnlyList<ClockTarget> Targets(Case sample) =>
    [
        Target(sample, ClockKind.FirstResponse, 240),
        Target(sample, ClockKind.NextResponse, 90),
        Target(sample, ClockKind.Update, 120) with { PausedIn = new HashSet<ConversationState> { ConversationState.WaitingForCustomer } },
        Target(sample, ClockKind.Resolution, 600),
    ];

    private static ClockTarget Target(Case sample, ClockKind kind, int minutes) =>
        new(kind, Duration.FromMinutes(minutes), sample.HoursOf(kind).Calendar);

    /// <summary>Goes from minute to minute: first what happens in it, then whether it counts.</summary>
    private static List<Mark> Watch(Case sample)
    {
        var targets = Targets(sample).ToDictionary(t => t.Kind);
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
                if (target.PausedIn.Contains(state) || !sample.HoursOf(mark.Kind).IsOpen(at)) continue;
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

    public static TheoryData<string> Regions => HolidayTable.Regions;

    [Theory]
    [MemberData(nameof(Regions))]
    public void Clocks_show_what_marks_minute_by_minute_show(string region) => Prop.ForAll(Cases(region).ToArbitrary(), sample =>
    {
        var now = sample.Start + Duration.FromMinutes(sample.Minutes);
        var clocks = ResponseClocks.Read([new TargetsChanged(sample.Start, Targets(sample)), .. sample.Then], now);
        var marks = Watch(sample);
        Describe(clocks).ShouldBe(Describe(marks, sample), sample.ToString());
        foreach (var clock in clocks)
        {
            // The explanation is the figure.
            clock.Stretches.Where(s => s.Counts).Aggregate(Duration.Zero, (sum, s) => sum + s.Length).ShouldBe(clock.Elapsed);
            clock.Stretches.Zip(clock.Stretches.Skip(1)).ShouldAllBe(pair => pair.First.To == pair.Second.From);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private static string[] Describe(IEnumerable<ClockReading> clocks) =>
    [
        .. clocks.Select(c => $"{c.Kind} {c.Elapsed.TotalMinutes} ended {c.EndedAt} {(
            c.Outcome is ClockOutcome.Dropped ? "dropped" : c.Elapsed > c.Target.Within ? "late" : "")} reached {(
            c.Elapsed >= c.Target.Within ? c.DueAt : null)}").Order(),
    ];

    private static string[] Describe(IEnumerable<Mark> marks, Case sample)
    {
        var targets = Targets(sample).ToDictionary(t => t.Kind);
        return
        [
            .. marks.Select(m => $"{m.Kind} {(double)m.Count} ended {m.Ended} {(
                m.Dropped ? "dropped" : Duration.FromMinutes(m.Count) > targets[m.Kind].Within ? "late" : "")} reached {m.Reached}").Order(),
        ];
    }
}
