using System.Diagnostics;
using System.Globalization;
using Dapper;
using Echolot.Mentions;
using Echolot.Storage;

namespace Echolot.Bench;

/// <summary>
/// Fills an archive with made-up posts and asks what screens ask. Prints p50/p95 of every kind of question beside a
/// plain count.
/// </summary>
internal static class ArchiveBench
{
    private const int Runs = 40;

    public static async Task<int> RunAsync(string[] args)
    {
        await using var filled = await FilledArchive.OpenAsync(args, 100_000);
        var desks = await Desks.OpenAsync(filled);
        await desks.MakeSumsAsync();
        await AskAsync(filled.Db, filled.Archive, filled.Clock.GetUtcNow(), desks, FilledArchive.Option(args, "--only"));
        return 0;
    }

    private static async Task AskAsync(EcholotDb db, Archive archive, DateTimeOffset now, Desks desks, string? only)
    {
        var random = new Random(3);
        var cancel = CancellationToken.None;
        MentionFilter Week(MentionFilter filter) => filter with { From = now - TimeSpan.FromDays(7) };
        Task Page(MentionFilter filter) => archive.ListAsync(filter, null, 50, cancel);
        var deep = (await archive.ListAsync(new() { To = now - TimeSpan.FromDays(30) }, null, 50, cancel)).Next;
        var sundays = new MentionFilter { Weekdays = [DayOfWeek.Sunday], Hours = [3] };
        (string Name, Func<Task> Ask)[] questions =
        [
            ("plain SQL: select count(*) from mention", async () =>
            {
                await using var connection = await db.ReadAsync(cancel);
                await connection.ExecuteScalarAsync<long>("select count(*) from mention");
            }),
            ("list, everything", () => Page(new())),
            ("list, everything, a page deep down", () => archive.ListAsync(new(), deep, 50, cancel)),
            ("list, one monitor", () => Page(new() { Monitors = [random.Next(1, 11)] })),
            ("list, three monitors", () => Page(new() { Monitors = [1, 4, 9] })),
            ("list, negative", () => Page(new() { Sentiments = [Sentiment.Negative] })),
            ("list, language + source + time", () => Page(
                Week(new() { Languages = ["en"], Sources = ["feeds:blog3:main"] }))),
            ("list, rare language", () => Page(new() { Languages = ["tr"] })),
            ("list, rare language + rare source", () => Page(
                new() { Languages = ["tr"], Sources = ["feeds:blog9:main"] })),
            ("list, monitor + negative + English", () => Page(
                new() { Monitors = [2], Sentiments = [Sentiment.Negative], Languages = ["en"] })),
            ("list, duplicates grouped", () => Page(new() { Grouping = Grouping.Duplicates })),
            ("list, unread", () => Page(new() { Read = false, Reader = 1 })),
            ("list, unread, one monitor", () => Page(new() { Read = false, Reader = 1, Monitors = [2] })),
            ("facets + count, unread", () => Facets(new() { Read = false, Reader = 1 })),
            ("list, Sundays at three", () => Page(sundays)),
            ("list, Sundays at three, rare language + rare source", () => Page(
                sundays with { Languages = ["tr"], Sources = ["feeds:blog9:main"] })),
            ("count, Sundays at three", () => archive.CountInTimeAsync(sundays, cancel)),
            ("facets + count, Sundays at three", () => Facets(sundays)),
            ("days, Sundays at three", () => archive.DailyAsync(sundays, cancel)),
            ("days, Sundays at three, negative", () => archive.DailyAsync(
                sundays with { Sentiments = [Sentiment.Negative] }, cancel)),
            ("list, one author", () => Page(new() { AuthorId = $"u{random.Next(1000)}" })),
            ("search, rare word", () => Page(new() { Search = $"seltenwort{random.Next(40)}" })),
            ("search, frequent word", () => Page(new() { Search = "lieferung" })),
            ("search, frequent word in one monitor", () => Page(
                new() { Search = "lieferung", Monitors = [random.Next(1, 11)] })),
            ("search, phrase", () => Page(new() { Search = "\"danke service\"" })),
            ("search, AND of two frequent words", () => Page(new() { Search = "lieferung AND kasse" })),
            ("search, AND of frequent and rare", () => Page(
                new() { Search = $"lieferung AND seltenwort{random.Next(40)}" })),
            ("search, prefix", () => Page(new() { Search = "liefer*" })),
            ("search, NOT and a field", () => Page(new() { Search = "paket NOT jacke lang:en" })),
            ("search page, rare word", () => SearchPage($"seltenwort{random.Next(40)}")),
            ("search page, frequent word", () => SearchPage("lieferung")),
            ("search page, phrase", () => SearchPage("\"danke service\"")),
            ("search page, AND of two frequent words", () => SearchPage("lieferung AND kasse")),
            ("search page, AND of frequent and rare", () => SearchPage($"lieferung AND seltenwort{random.Next(40)}")),
            ("search page, prefix", () => SearchPage("liefer*")),
            ("search page, NOT and a field", () => SearchPage("paket NOT jacke lang:en")),
            ("search page, no word to look up: *asse*", () => SearchPage("*asse*")),
            ("facets + count, 7 days", () => Facets(Week(new()))),
            ("facets + count, 30 days", () => Facets(new() { From = now - TimeSpan.FromDays(30) })),
            ("facets + count, all", () => Facets(new())),
            ("facets + count, one monitor, negative", () => Facets(
                new() { Monitors = [2], Sentiments = [Sentiment.Negative] })),
            ("facets + count, three monitors, 7 days", () => Facets(Week(new() { Monitors = [1, 4, 9] }))),
            ("facets + count, search rare word", () => Facets(new() { Search = $"seltenwort{random.Next(40)}" })),
            ("facets + count, search frequent word", () => Facets(new() { Search = "lieferung" })),
            ("daily, all", () => archive.DailyAsync(new(), cancel)),
            .. desks.Overviews(DateOnly.FromDateTime(now.UtcDateTime)), .. desks.Previews(), .. desks.Pasts(now),
            ("count of newer ones", () => archive.CountNewerAsync(
                new() { Monitors = [2] }, MentionIds.From(now - TimeSpan.FromHours(1)), cancel)),
        ];
        async Task Facets(MentionFilter filter)
        {
            await archive.SurveyAsync(filter, hits: false, cancel);
        }
        async Task SearchPage(string search)
        {
            var filter = new MentionFilter { Search = search };
            await Page(filter);
            await archive.SurveyAsync(filter, hits: true, cancel);
        }
        var chosen = questions.Where(q => only is null || q.Name.Contains(only, StringComparison.OrdinalIgnoreCase)
            || q == questions[0]);
        await Timing.PrintAsync(chosen, Runs);
    }
}
