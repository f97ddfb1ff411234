using System.Globalization;
using Dapper;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>What a report is about: whole days of the workspace's clock, both included, and which part.</summary>
/// <param name="Departments">Any of these; null: all.</param>
/// <param name="PersonId">Only what this colleague did; refused while figures of colleagues are off.</param>
public sealed record CareQuestion(
    DateOnly From, DateOnly To, string? Connector = null, IReadOnlyList<long>? Departments = null,
    Priority? Priority = null, long? PersonId = null)
{
    /// <summary>Only conversations in whose field this stands now; null: all.</summary>
    public FieldPart? Field { get; init; }
}

/// <summary>How long a column of the course is.</summary>
public enum CareBucket { Day, Week, Month }

/// <summary>One column of the course.</summary>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="Backlog">
/// Conversations that were not over when the column ended; null before it is told. Of a department, priority, person or field those that
/// belong to it now.
/// </param>
public sealed record CareColumn(DateOnly From, DateOnly To, CareTally Count, long? Backlog, bool Partial);

/// <summary>A part of a report: a channel, a department, a priority, a colleague.</summary>
/// <param name="Key">Name of the connector, or the id or number; null: none.</param>
public sealed record CarePart(string? Key, CareTally Count)
{
    /// <summary>Of too few people to be told; the counts are empty.</summary>
    public bool TooFew { get; init; }
}

/// <summary>A report over the care desk.</summary>
/// <param name="Before">The same over as many days just before.</param>
/// <param name="Backlog">Conversations that are not over now.</param>
/// <param name="Agents">Null while figures of colleagues are off.</param>
/// <param name="Zone">IANA name of the clock that days go by.</param>
public sealed record CareReport(
    CareQuestion Question, CareTally Total, CareTally Before, DateOnly FromBefore, DateOnly ToBefore,
    IReadOnlyList<CareColumn> Course, CareBucket Bucket, long Backlog, IReadOnlyList<CarePart> Channels,
    IReadOnlyList<CarePart> Departments, IReadOnlyList<CarePart> Priorities, IReadOnlyList<CarePart>? Agents,
    string Zone, DateTimeOffset AsOf);

public sealed partial class CareReports
{
    private const int MostDaysByDay = 45;
    private const int MostDaysByWeek = 200;

    /// <summary>The figures of a time beside those of the time before.</summary>
    /// <exception cref="ArgumentException">The days are none, or too many.</exception>
    /// <exception cref="InboxException">Figures of colleagues are asked for and off.</exception>
    public async Task<CareReport> LookAsync(CareQuestion question, Sight sight, CancellationToken cancel)
    {
        Check(question);
        (var small, question) = await AllowAsync(question, sight, cancel);
        var agents = small.Agents;
        var days = new CareDays(Zone);
        var (first, last) = (CareDays.Of(question.From), CareDays.Of(question.To));
        var length = last - first + 1;
        var today = days.Of(Now);
        var columns = Columns(question, today, out var bucket);
        var (total, before) = (new CareTally(), new CareTally());
        var (channels, departments, priorities, people) = (new Parts(), new Parts(), new Parts(), new Parts());
        // What the backlog was is told from what it is now, backwards.
        var since = new CareTally(times: false);
        await WalkAsync(question, sight, days, first - length, Math.Max(last, today + 1), (day, packed) =>
        {
            if (day < first)
            {
                DayPack.Read(packed, part => Fits(part, question, sight) ? [before] : []);
                return;
            }
            if (day > last)
            {
                DayPack.Read(packed, part => Fits(part, question, sight) ? [since] : []);
                return;
            }
            var column = columns.First(c => day <= CareDays.Of(c.To)).Count;
            DayPack.Read(packed, part =>
            {
                if (!Fits(part, question, sight)) return [];
                var into = new List<CareTally>(6)
                {
                    total, column, channels.Of(part.Connector), departments.Of(Key(part.Department)),
                    priorities.Of(Key((long)part.Priority)),
                };
                if (agents && part.Person is { } who) into.Add(people.Of(Key(who)));
                return into;
            });
        }, cancel);
        IReadOnlyList<(long, long)> spans =
        [
            (days.Start(first - length), days.Start(first)),
            .. columns.Select(c => (days.Start(CareDays.Of(c.From)), days.Start(CareDays.Of(c.To) + 1))),
        ];
        await CountOpinionsAsync(question, sight, spans, (span, part) => span == 0 ? [before] : [
            total, columns[span - 1].Count, channels.Of(part.Connector),
            departments.Of(Key(part.DepartmentId)), priorities.Of(Key(part.Priority)),
            .. agents && part.PersonId is { } who ? [people.Of(Key(who))] : Array.Empty<CareTally>(),
        ], cancel);
        var backlog = await BacklogAsync(question, sight, cancel);
        var (grown, later) = IsPlain(question, sight)
            ? ([.. columns.Select(c => Growth(c.Count))], Growth(since))
            : await GrowthAsync(columns, question, sight, days, cancel);
        return new(
            question, total, before, question.From.AddDays(-(int)length), question.From.AddDays(-1),
            WithBacklog(columns, backlog, grown, later), bucket, backlog, channels.All,
            [.. departments.All.Select(d => small.IsTooFew(d.Key) ? d with { Count = new CareTally(), TooFew = true } : d)], priorities.All, agents ? people.All : null, Zone.Id, clock.GetUtcNow());
    }

    private static void Check(CareQuestion question)
    {
        if (question.To < question.From)
            throw new ArgumentException("The last day lies before the first one; exchange them.", nameof(question));
        if (question.To.DayNumber - question.From.DayNumber >= MostDays)
            throw new ArgumentException($"A report has {MostDays} days at most; choose fewer.", nameof(question));
    }

    /// <summary>Whether figures of colleagues may be told.</summary>
    private async Task<(SmallGroups Small, CareQuestion Question)> AllowAsync(
        CareQuestion question, Sight sight, CancellationToken cancel)
    {
        var small = await SmallGroups.ReadAsync(roster, sight, cancel);
        small.Demand(question, sight, IsOwn(sight));
        // One's own figures are nobody else's.
        if (!small.Agents && question.PersonId is { } person && person != sight.PersonId)
            throw new InboxException(
                InboxRefusal.AgentFiguresOff,
                "Figures of single colleagues are off in this workspace; an administrator switches them on under an agreement.");
        return (small, await WithFieldAsync(question, cancel));
    }

    private static bool Fits(Part part, CareQuestion question, Sight sight) =>
        (question.Connector is null || part.Connector == question.Connector)
        && (question.Priority is null || part.Priority == question.Priority)
        && (question.Departments is null || part.Department is { } there && question.Departments.Contains(there))
        && (question.PersonId is null || part.Person == question.PersonId)
        && (sight.Departments is null || IsOwn(sight)
            || (part.Department is { } own ? sight.Departments.Contains(own) : sight.Unrouted));

    /// <summary>Whether no part of it can have come from, or gone to, another one: then counts of days tell the backlog.</summary>
    private static bool IsPlain(CareQuestion question, Sight sight) =>
        question is { Departments: null, Priority: null, PersonId: null, Field: null } && sight.Departments is null;

    private static List<CareColumn> Columns(CareQuestion question, long today, out CareBucket bucket)
    {
        var length = question.To.DayNumber - question.From.DayNumber + 1;
        bucket = length <= MostDaysByDay ? CareBucket.Day : length <= MostDaysByWeek ? CareBucket.Week : CareBucket.Month;
        var columns = new List<CareColumn>();
        for (var from = question.From; from <= question.To;)
        {
            var next = bucket switch
            {
                CareBucket.Day => from.AddDays(1),
                // Weeks begin on Monday.
                CareBucket.Week => from.AddDays(7 - ((int)from.DayOfWeek + 6) % 7),
                _ => new DateOnly(from.Year, from.Month, 1).AddMonths(1),
            };
            var to = next.AddDays(-1) < question.To ? next.AddDays(-1) : question.To;
            columns.Add(new(from, to, new CareTally(times: false), null, CareDays.Of(to) >= today));
            from = next;
        }
        return columns;
    }

    private static List<CareColumn> WithBacklog(List<CareColumn> columns, long now, long[] grown, long since)
    {
        var told = new List<CareColumn>();
        var backlog = now - since;
        for (var i = columns.Count - 1; i >= 0; i--)
        {
            told.Insert(0, columns[i] with { Backlog = backlog });
            backlog -= grown[i];
        }
        return told;
    }

    private static long Growth(CareTally t) => t[CareCount.Opened] + t[CareCount.Reopened] - t[CareCount.Closed] - t[CareCount.Ignored];

    private static string? Key(long? id) => id?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Tallies by a key, the largest first.</summary>
    private sealed class Parts
    {
        private readonly Dictionary<string, CareTally> _byKey = new(StringComparer.Ordinal);

        public CareTally Of(string? key) =>
            _byKey.TryGetValue(key ?? "", out var there) ? there : _byKey[key ?? ""] = new CareTally();

        public IReadOnlyList<CarePart> All =>
        [
            .. _byKey.OrderByDescending(p => p.Value[CareCount.Opened] + p.Value[CareCount.Answers])
                .ThenBy(p => p.Key, StringComparer.Ordinal)
                .Select(p => new CarePart(p.Key.Length == 0 ? null : p.Key, p.Value)),
        ];
    }
}
