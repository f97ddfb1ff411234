using Echolot.Mentions;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class WeekHoursOnSqlite() : WeekHoursContract(Engine.Sqlite);

public sealed class WeekHoursOnPostgres() : WeekHoursContract(Engine.Postgres);

/// <summary>Lists, counts and days under hours of the week are those that one finds by looking at each mention.</summary>
public abstract class WeekHoursContract(Engine engine) : ArchiveContract(engine)
{
    // Nights in which clocks change in Berlin, on Lord Howe (by half an hour) and in Newfoundland (in the middle of an hour of UTC).
    private static readonly DateTimeOffset[] Changes =
    [
        new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero), new(2026, 4, 4, 15, 0, 0, TimeSpan.Zero),
        new(2026, 3, 8, 5, 30, 0, TimeSpan.Zero),
    ];

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/St_Johns")]
    public async Task Of_every_clock(string zone)
    {
        Archive.Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var random = new Random(11);
        DateTimeOffset[] times =
        [
            .. Enumerable.Range(0, 350).Select(_ => Start + TimeSpan.FromMinutes(random.Next(60 * 24 * 60))),
            .. Changes.SelectMany(c => Enumerable.Range(-8, 16).Select(i => c.AddMinutes((i * 15) + 1))),
        ];
        var posts = times.Select((at, i) => (Id: $"m{i}", At: at, Local: TimeZoneInfo.ConvertTime(at, Archive.Zone).DateTime,
            English: i % 9 == 0, Monitor: (i % 3) + 1L)).OrderByDescending(p => p.At).ToList();
        await KeepAsync([.. posts.Select(p => Keep(
            Mention(p.Id, "Jacke", p.At - Start) with { ReceivedAt = p.At }, p.English ? Neutral with { Language = "en" } : Neutral, p.Monitor))]);
        Clock.Now = times.Max().AddMinutes(1);
        var (from, to) = (Start.AddDays(9).AddMinutes(17), Start.AddDays(40).AddMinutes(47));
        MentionFilter[] filters =
        [
            new() { Hours = [8] }, new() { Hours = [0, 23] }, new() { Weekdays = [DayOfWeek.Sunday] },
            new() { Weekdays = [DayOfWeek.Sunday], Hours = [2] }, new() { Weekdays = [DayOfWeek.Monday, DayOfWeek.Friday], Hours = [7, 8, 9] },
            new() { Hours = [8, 9], From = from, To = to }, new() { Hours = [1, 2, 3], Monitors = [2], From = from },
            new() { Hours = [12, 13, 14], Languages = ["en"] }, new() { Hours = [0, 1], Monitors = [1, 3] },
            new() { Hours = [0, 1], Monitors = [1, 3], Languages = ["en"], To = to }, new() { Hours = [5], Monitors = [99] },
        ];
        foreach (var filter in filters)
        {
            var fitting = posts.Where(p => (filter.Hours.Count == 0 || filter.Hours.Contains(p.Local.Hour))
                && (filter.Weekdays.Count == 0 || filter.Weekdays.Contains(p.Local.DayOfWeek))
                && (filter.Languages.Count == 0 || p.English) && (filter.Monitors.Count == 0 || filter.Monitors.Contains(p.Monitor))
                && !(p.At < filter.From) && !(p.At >= filter.To)).ToList();
            (await PagesAsync(filter)).ShouldBe(fitting.Select(p => p.Id), filter.ToString());
            (await PagesAsync(filter with { Search = "jac*" })).ShouldBe(fitting.Select(p => p.Id), filter.ToString());
            (await Archive.CountAsync(filter, Cancel)).ShouldBe(fitting.Count, filter.ToString());
            (await Archive.DailyAsync(filter, Cancel)).Where(d => d.Count > 0).ShouldBe(
                fitting.GroupBy(p => DateOnly.FromDateTime(p.Local)).Select(g => (g.Key, (long)g.Count())).OrderBy(d => d.Key),
                filter.ToString());
        }
        await Archive.WorkAsync(
            [(await Archive.ListAsync(filters[0], null, 1, Cancel)).Items[0].Id], [WorkChange.Hide(true)], new(null), Cancel);
        (await ListAsync(filters[0] with { Hidden = true })).ShouldHaveSingleItem();
        (await PagesAsync(filters[0])).Count.ShouldBe(posts.Count(p => p.Local.Hour == 8) - 1);
    }

    private async Task<List<string>> PagesAsync(MentionFilter filter)
    {
        var (found, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await Archive.ListAsync(filter, cursor, 7, Cancel);
            found.AddRange(page.Items.Select(m => m.ExternalId));
            cursor = page.Next;
        }
        while (cursor is not null);
        return found;
    }
}
