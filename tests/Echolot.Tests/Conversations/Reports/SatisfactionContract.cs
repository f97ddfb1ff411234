using System.Text;
using System.Text.Json;
using Dapper;
using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Tables;
using Echolot.Tests.Storage;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Reports;

public sealed class SatisfactionOnSqlite() : SatisfactionContract(Engine.Sqlite);

public sealed class SatisfactionOnPostgres() : SatisfactionContract(Engine.Postgres);

/// <summary>Satisfaction is a figure like every other: with its formula, its rows and its columns in the export.</summary>
public abstract class SatisfactionContract(Engine engine) : DatabaseContract(engine)
{
    private static readonly CareQuestion week = new(new(2026, 9, 7), new(2026, 9, 13));
    private CareHouse _house = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _house = await CareHouse.OpenAsync(Db);
    }

    public override async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Share_and_mean_are_of_the_answers_that_came_in_the_time_and_lead_to_them()
    {
        var talks = await SayAsync(5, 4, 1, null);
        _house.Pass(24 * 7);
        var later = await _house.AskAsync();
        await _house.OpineAsync(later, 2);
        var report = await _house.Reports.LookAsync(week, Sight.Everything, CareHouse.Cancel);
        Values(report.Total).ShouldBe([4, 3, 2 / 3.0, 10 / 3.0]);
        var next = await _house.Reports.LookAsync(week with { From = week.To.AddDays(1), To = week.To.AddDays(7) }, Sight.Everything, CareHouse.Cancel);
        Values(next.Total).ShouldBe([1, 1, 0, 2]);
        Values(next.Before).ShouldBe([4, 3, 2 / 3.0, 10 / 3.0]);

        var share = CareMetrics.Find("satisfied_share")!;
        var (scores, cursor) = (new List<int?>(), (string?)null);
        do
        {
            var page = await _house.Reports.LinesAsync(week, share, null, Sight.Everything, cursor, 2, CareHouse.Cancel);
            scores.AddRange(page.Lines.Select(l => l.Score));
            cursor = page.Next;
        }
        while (cursor is not null);
        scores.ShouldBe([1, 4, 5], "the newest first, and no question without an answer");
        (await _house.Reports.LinesAsync(week, CareMetrics.Find("opinions_asked")!, null, Sight.Everything, null, 9, CareHouse.Cancel))
            .Lines.Select(l => l.ConversationId).ShouldBe(talks.AsEnumerable().Reverse());
    }

    [Fact]
    public async Task The_export_has_the_newest_rating_of_each_conversation_also_where_nothing_else_happened_in_the_time()
    {
        var talks = await SayAsync(5, null);
        _house.Pass(24 * 7);
        await _house.OpineAsync(talks[1], 3);
        var day = week.To.AddDays(1);
        var rows = await ExportAsync(new(day, day.AddDays(6)));
        var only = rows.ShouldHaveSingleItem();
        only.GetProperty("id").GetString().ShouldBe($"{talks[1]}");
        only.GetProperty("satisfaction_score").GetInt64().ShouldBe(3);
        only.GetProperty("opinions_answered").GetInt64().ShouldBe(1);
        (await ExportAsync(week)).Sum(r => r.GetProperty("opinions_asked").GetInt64()).ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_answered_is_no_satisfaction_and_not_nought()
    {
        await SayAsync((int?)null);
        var report = await _house.Reports.LookAsync(week, Sight.Everything, CareHouse.Cancel);
        Values(report.Total).ShouldBe([1, 0, null, null]);
    }

    [Fact]
    public async Task What_the_database_sums_is_what_one_counts_by_hand()
    {
        var talks = await SayAsync(null, null, null, null);
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync("delete from opinion", transaction: scope.Transaction), CareHouse.Cancel);
        var berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
        var random = new Random(4711);
        var said = new List<(DateOnly Asked, DateOnly? Answered, int? Score, string Connector, long? Department)>();
        await Db.WriteAsync(async scope =>
        {
            // Around the night in October that has an hour more, over the borders of days, weeks and months.
            for (var i = 0; i < 600; i++)
            {
                var asked = Instant.FromUtc(2026, 9, 20, 0, 0) + Duration.FromMinutes(random.Next(60 * 24 * 50));
                var answered = random.Next(3) == 0 ? (Instant?)null : asked + Duration.FromMinutes(random.Next(60 * 24 * 5));
                var (score, connector, department) = (
                    answered is null ? (int?)null : random.Next(1, 6), random.Next(2) == 0 ? "talking" : "chat",
                    random.Next(3) is > 0 and var d ? d : (long?)null);
                said.Add((DayOf(asked), answered is { } then ? DayOf(then) : null, score, connector, department));
                await scope.Connection.ExecuteAsync(
                    """
                    insert into opinion (conversation_id, contact_id, source_id, connector, department_id, asked_at, month, expires_at,
                        answered_at, score)
                    values (@talk, 1, 1, @connector, @department, @asked, 202610, 0, @answered, @score)
                    """, new
                    {
                        talk = talks[i % talks.Count], connector, department, asked = asked.ToUnixTimeMilliseconds(),
                        answered = answered?.ToUnixTimeMilliseconds(), score = (long?)score,
                    }, scope.Transaction);
            }
        }, CareHouse.Cancel);
        foreach (var (from, to) in new (DateOnly, DateOnly)[]
        {
            (new(2026, 10, 24), new(2026, 10, 26)), (new(2026, 10, 1), new(2026, 10, 31)), (new(2026, 8, 1), new(2026, 11, 20)),
        })
            foreach (var department in new long?[] { null, 2 })
            {
                var report = await _house.Reports.LookAsync(
                    new CareQuestion(from, to, Departments: department is { } only ? [only] : null), Sight.Everything, CareHouse.Cancel);
                var mine = said.Where(s => department is null || s.Department == department).ToList();
                Values(report.Total).ShouldBe(Naive(mine, from, to));
                Values(report.Before).ShouldBe(Naive(mine, report.FromBefore, report.ToBefore));
                foreach (var column in report.Course) Values(column.Count).ShouldBe(Naive(mine, column.From, column.To));
                foreach (var part in report.Channels)
                    Values(part.Count).ShouldBe(Naive([.. mine.Where(s => s.Connector == part.Key)], from, to));
                foreach (var part in report.Departments)
                    Values(part.Count).ShouldBe(Naive([.. mine.Where(s => $"{s.Department}" == (part.Key ?? ""))], from, to));
            }
        (await ExportAsync(new(new(2026, 10, 1), new(2026, 10, 31)))).Sum(r => r.GetProperty("opinions_answered").GetInt64())
            .ShouldBe(said.Count(s => s.Answered is { Year: 2026, Month: 10 }));

        DateOnly DayOf(Instant at) => at.InZone(berlin).Date.ToDateOnly();

        static IReadOnlyList<double?> Naive(
            IReadOnlyList<(DateOnly Asked, DateOnly? Answered, int? Score, string, long?)> said, DateOnly from, DateOnly to)
        {
            var scores = said.Where(s => s.Answered >= from && s.Answered <= to).Select(s => s.Score!.Value).ToList();
            return
            [
                said.Count(s => s.Asked >= from && s.Asked <= to), scores.Count,
                scores.Count == 0 ? null : scores.Count(s => s >= 4) / (double)scores.Count, scores.Count == 0 ? null : scores.Sum() / (double)scores.Count,
            ];
        }
    }

    private async Task<List<long>> SayAsync(params int?[] scores)
    {
        var talks = new List<long>();
        foreach (var score in scores)
        {
            var talk = await _house.AskAsync();
            await _house.OpineAsync(talk, score);
            talks.Add(talk);
            _house.Pass(1);
        }
        return talks;
    }

    private static IReadOnlyList<double?> Values(CareTally tally) =>
        [.. CareMetrics.All.Where(m => m.Opinion is not null).Select(m => m.Of(tally))];

    private async Task<IReadOnlyList<JsonElement>> ExportAsync(CareQuestion question)
    {
        using var file = new MemoryStream();
        await _house.Reports.ExportAsync(question, ExportFormat.Ndjson, file, Sight.Everything, CareHouse.Cancel);
        return [.. Encoding.UTF8.GetString(file.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
