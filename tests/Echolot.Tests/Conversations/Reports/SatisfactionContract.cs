using System.Text;
using System.Text.Json;
using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Tables;
using Echolot.Tests.Storage;
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
