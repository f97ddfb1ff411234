using System.Diagnostics;
using System.Globalization;
using Dapper;
using Echolot.Conversations;
using Echolot.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Bench;

/// <summary>
/// <c>reports --rows 1000000</c>: p50/p95 of reports of the care desk over a year with so many conversations, four clocks and
/// five steps each, beside a plain count.
/// </summary>
internal static class ReportBench
{
    private const int Runs = 15;

    public static async Task<int> RunAsync(string[] args)
    {
        var at = Array.IndexOf(args, "--rows");
        var rows = at >= 0 ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : 1_000_000;
        var folder = Directory.CreateTempSubdirectory("echolot-reports-");
        try
        {
            var db = await EcholotDb.OpenAsync(new(Engine.Sqlite, Path.Combine(folder.FullName, "echolot.db")), default);
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddEcholot(db, folder);
            await using var all = services.BuildServiceProvider();
            await FillAsync(db, rows);
            var reports = all.GetRequiredService<CareReports>();
            var watch = Stopwatch.StartNew();
            await reports.PackAsync(default);
            await Console.Out.WriteLineAsync($"packed in {watch.Elapsed.TotalSeconds:N1} s");
            await AskAsync(db, reports, rows);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Writes figures as the inbox would have; each of forty colleagues works in one of twelve departments.</summary>
    private static Task FillAsync(EcholotDb db, long rows) => db.WriteAsync(async scope =>
    {
        const string Numbers = "with recursive n (i) as (select 1 union all select i + 1 from n where i < @rows)";
        const string Of =
            """
            case i % 4 when 0 then 'bluesky' when 1 then 'mail' when 2 then 'chat' else 'mastodon' end, i * 7 % 40 % 12, i * 13 % 10 / 3
            """;
        var values = new
        {
            rows, start = DateTimeOffset.UtcNow.AddDays(-365).ToUnixTimeMilliseconds(), step = 365L * 86_400_000 / rows,
        };
        foreach (var sql in new[]
        {
            $"""
            {Numbers} insert into clock_outcome (conversation_id, position, kind, outcome, started_at, ended_at, counted, within,
                connector, department_id, priority, person_id)
            select i, k, k, 3 + (i * 31 + k) % 7 / 6, @start + i * @step, @start + i * @step + i * 7919 % 9000 * 1000 * (1 + k),
                i * 7919 % 9000 * 1000 * (1 + k), 43200000, {Of}, i * 7 % 40
            from n, (select 0 as k union all select 1 union all select 2 union all select 3)
            """,
            $"""
            {Numbers} insert into care_step (conversation_id, position, kind, at, number, lasts, connector, department_id, priority,
                person_id, cause)
            select i, k, case k when 0 then 1 when 4 then 4 else 2 end, @start + i * @step + k * 600000, k, k = 4, {Of},
                case k when 0 then null else i * 7 % 40 end,
                case k when 0 then 'Lieferung > Zusteller > ' || i % 9 end
            from n, (select 0 as k union all select 1 union all select 2 union all select 3 union all select 4)
            """,
        })
            await scope.Connection.ExecuteAsync(new CommandDefinition(sql, values, scope.Transaction, commandTimeout: 3600));
    }, default);

    private static async Task AskAsync(EcholotDb db, CareReports reports, long rows)
    {
        await Console.Out.WriteLineAsync($"{rows} conversations in a year, {Environment.ProcessorCount} cores");
        var today = reports.Today;
        var (year, month) = (new CareQuestion(today.AddDays(-364), today), new CareQuestion(today.AddDays(-29), today));
        Task Lines(CareQuestion question, CareMetric metric) =>
            reports.LinesAsync(question, metric, null, Sight.Everything, null, 50, default);
        await Timing.PrintAsync(
            [
                ("plain SQL: select count(*) from clock_outcome", async () =>
                {
                    await using var connection = await db.ReadAsync(default);
                    await connection.ExecuteScalarAsync<long>("select count(*) from clock_outcome");
                }),
                ("report of a year, with the year before", () => reports.LookAsync(year, Sight.Everything, default)),
                ("report of a year, one department", () => reports.LookAsync(year with { Departments = [3] }, Sight.Everything, default)),
                ("report of 30 days", () => reports.LookAsync(month, Sight.Everything, default)),
                ("causes of a year", () => reports.CausesAsync(year, "", Sight.Everything, default)),
                ("rows of a year: missed first responses", () => Lines(year, CareMetrics.Of(ClockKind.FirstResponse, ClockFigure.Missed))),
                ("rows of a year: of one department and urgent", () => Lines(
                    year with { Departments = [3], Priority = Priority.Urgent }, CareMetrics.Of(ClockKind.FirstResponse, ClockFigure.MetShare))),
                ("rows of a year: closed", () => Lines(year, CareMetrics.Of(CareCount.Closed))),
            ], Runs);
    }
}
