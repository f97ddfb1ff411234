using System.Text.Json;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class CountingOnSqlite() : CountingContract(Engine.Sqlite);

public sealed class CountingOnPostgres() : CountingContract(Engine.Postgres);

public abstract class CountingContract(Engine engine) : ArchiveContract(engine)
{
    private const int Many = 400;
    private static readonly string[] Languages = ["de", "de", "de", "en", "en", "tr", "fr"];

    [Fact]
    public async Task Counts_and_facets_agree_with_counting_one_by_one_under_every_filter()
    {
        var all = Sample();
        foreach (var part in all.Chunk(150)) await KeepAsync(part);
        // Change and delete some, so that the sums had to be kept right.
        await ForgetAsync("m7", "m8", "m9");
        await KeepAsync([.. all.Skip(50).Take(20).Select(k => k with
        {
            Mention = k.Mention with { Revision = "2", EditedAt = k.Mention.PublishedAt, ReceivedAt = k.Mention.ReceivedAt + TimeSpan.FromHours(1) },
            Findings = k.Findings with { Sentiment = Sentiment.Positive, Language = "nl" },
        })]);
        var stored = (await Archive.ListAsync(new(), null, 1000, Cancel)).Items;
        stored.Count.ShouldBe(Many - 3);

        foreach (var filter in Filters())
        {
            var fitting = stored.Where(m => Fits(m, filter)).ToList();
            (await Archive.CountAsync(filter, Cancel)).ShouldBe(fitting.Count, filter.ToString());
            (await Archive.CountInTimeAsync(filter, Cancel)).ShouldBe(new Counted(fitting.Count, true));
            var survey = await Archive.SurveyAsync(filter, hits: true, Cancel);
            survey.Count.ShouldBe(new Counted(fitting.Count, true));
            JsonSerializer.Serialize(survey.Facets).ShouldBe(JsonSerializer.Serialize<IEnumerable<Facet>>(
                [.. await Archive.FacetsAsync(filter, Cancel), .. await Archive.HitFacetsAsync(filter, Cancel)]));
            (await ListAsync(filter, 1000)).ShouldBe(fitting.Select(m => m.ExternalId), filter.ToString());
            (await FacetAsync("language", filter)).ShouldBe(
                Expected(stored, filter with { Languages = [] }, m => m.Findings.Language), filter.ToString());
            (await FacetAsync("connector", filter)).ShouldBe(
                Expected(stored, filter with { Connectors = [] }, m => m.Connector));
            (await FacetAsync("sentiment", filter)).ShouldBe(
                Expected(stored, filter with { Sentiments = [] }, m => m.Findings.Sentiment.ToString().ToLowerInvariant()), filter.ToString());
            (await FacetAsync("kind", filter)).ShouldBe(
                Expected(stored, filter with { Kinds = [] }, m => m.Kind.ToString().ToLowerInvariant()));
            (await FacetAsync("monitor", filter)).ShouldBe(
                Values(stored.Where(m => Fits(m, filter with { Monitors = [] })).SelectMany(m => m.Matches).Select(
                    m => $"{m.MonitorId}")), filter.ToString());
            var days = await Archive.DailyAsync(filter, Cancel);
            days.Sum(d => d.Count).ShouldBe(fitting.Count, filter.ToString());
            foreach (var (day, count) in days)
                count.ShouldBe(
                    fitting.Count(m => DateOnly.FromDateTime(m.PublishedAt.UtcDateTime) == day), $"{day} {filter}");
        }
    }

    [Fact]
    public async Task A_count_that_would_take_too_long_says_that_it_is_not_all()
    {
        await KeepAsync([.. Enumerable.Range(0, 1200).Select(i => Keep($"m{i}", "Jacke", i))]);
        var hasty = new Archive(Db, new Bus(Db, Clock), Clock) { InTime = TimeSpan.Zero };
        var filter = new MentionFilter { Search = "jacke" };
        var counted = await hasty.CountInTimeAsync(filter, Cancel);
        (counted.Complete, counted.Value is > 0 and < 1200).ShouldBe((false, true));
        (await hasty.FacetsAsync(filter, Cancel)).ShouldAllBe(f => !f.Complete);
        (await hasty.CountAsync(filter, Cancel)).ShouldBe(1200);
        // Also where everything has to be read and nothing is found.
        (await hasty.CountInTimeAsync(new() { Search = "*ose" }, Cancel)).ShouldBe(new Counted(0, false));
    }

    [Fact]
    public async Task Days_without_mentions_are_among_the_days()
    {
        await KeepAsync(Keep("a", "x"), Keep("b", "x", 3 * 24 * 60));
        Clock.Now = Start + TimeSpan.FromDays(4);
        (await Archive.DailyAsync(new(), Cancel)).Select(d => d.Count).ShouldBe([1, 0, 0, 1, 0]);
        (await Archive.DailyAsync(new() { From = Start + TimeSpan.FromDays(1), To = Start + TimeSpan.FromDays(2) }, Cancel)).Select(d => d.Count).ShouldBe([0, 0]);
        (await Archive.DailyAsync(new() { Monitors = [99] }, Cancel)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Asia/Kolkata")]
    [InlineData("America/St_Johns")]
    [InlineData("UTC")]
    public async Task Days_are_those_of_the_workspace_also_where_its_clock_changes(string zone)
    {
        Archive.Zone = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var begin = new DateTimeOffset(2026, 3, 6, 0, 10, 0, TimeSpan.Zero);
        // Four weeks with the nights in which clocks go forward in America and in Europe.
        var times = Enumerable.Range(0, 28 * 24).Select(i => begin.AddHours(i).AddMinutes(i % 5 * 10)).ToList();
        await KeepAsync([.. times.Select((at, i) => Keep(
            Mention($"m{i}", i % 3 == 0 ? "Jacke" : "Hose", at - Start), i % 4 == 0 ? Neutral : Neutral with { Language = "en" },
            i % 2 + 1))]);
        Clock.Now = times[^1].AddMinutes(5);
        var from = begin.AddDays(2).AddMinutes(20);
        await IsAsync(new(), (_, _) => true);
        await IsAsync(new() { Monitors = [1] }, (_, i) => i % 2 == 0);
        await IsAsync(new() { Languages = ["de"] }, (_, i) => i % 4 == 0);
        await IsAsync(new() { Search = "jacke", Monitors = [1, 2] }, (_, i) => i % 3 == 0);
        await IsAsync(new() { Monitors = [1], From = from }, (at, i) => i % 2 == 0 && at >= from);
        await IsAsync(new() { Monitors = [1, 2], From = from, To = from.AddDays(20) }, (at, _) => at >= from && at < from.AddDays(20));
        await IsAsync(new() { Monitors = [2], From = from, To = from.AddMinutes(30) }, (at, i) => i % 2 == 1 && at >= from && at < from.AddMinutes(30));

        var together = await Archive.DailyAsync([1, 2, 99], from, Cancel);
        foreach (var monitor in new long[] { 1, 2, 99 })
            together[monitor].ShouldBe(await Archive.DailyAsync(new MentionFilter { Monitors = [monitor], From = from }, Cancel));
        (await Archive.CountsSinceAsync([1, 2, 99], from, Cancel)).ShouldBe(
            new Dictionary<long, long>
            {
                [1] = times.Where((at, i) => i % 2 == 0 && at >= from).Count(), [2] = times.Where((at, i) => i % 2 == 1 && at >= from).Count(),
            }, ignoreOrder: true);
        Archive.BeginningOf(Archive.DayOf(from)).ShouldBeLessThanOrEqualTo(from);
        Archive.BeginningOf(Archive.DayOf(from).AddDays(1)).ShouldBeGreaterThan(from);

        async Task IsAsync(MentionFilter filter, Func<DateTimeOffset, int, bool> fits)
        {
            var counted = await Archive.DailyAsync(filter, Cancel);
            counted.Where(d => d.Count > 0).ShouldBe(
                times.Where(fits).GroupBy(at => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Archive.Zone).DateTime))
                    .Select(g => (g.Key, (long)g.Count())).OrderBy(d => d.Key), filter.ToString());
            counted.Select(d => d.Day).ShouldBe(Enumerable.Range(0, counted.Count).Select(i => counted[0].Day.AddDays(i)));
        }
    }

    [Fact]
    public async Task Newer_ones_are_counted_under_the_filter()
    {
        var kept = await KeepAsync(
            [.. Enumerable.Range(0, 10).Select(i => Keep($"m{i}", i % 2 == 0 ? "Jacke" : "Hose", i, null, i % 2 + 1))]);
        (await Archive.CountNewerAsync(new(), kept[3].Id, Cancel)).ShouldBe(6);
        (await Archive.CountNewerAsync(new() { Monitors = [1] }, kept[3].Id, Cancel)).ShouldBe(3);
        (await Archive.CountNewerAsync(new() { Search = "hose" }, kept[3].Id, Cancel)).ShouldBe(3);
        (await Archive.CountNewerAsync(new(), kept[9].Id, Cancel)).ShouldBe(0);
        (await Archive.CountNewerAsync(new() { Connectors = ["nobody"] }, 0, Cancel)).ShouldBe(0);
    }

    private static Keep[] Sample()
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, Many).Select(i =>
        {
            var feed = random.Next(3) == 0;
            var mention = Mention(
                $"m{i}", random.Next(4) == 0 ? $"Jacke {i}" : $"Hose {i}", TimeSpan.FromMinutes(
                    i * 17), feed ? "feeds" : "push", feed ? "blog" : "crm") with
            {
                Kind = (ItemKind)random.Next(3), Author = new AuthorRef(new ExternalId($"u{random.Next(9)}")),
            };
            var findings = Neutral with { Language = Languages[random.Next(Languages.Length)], Sentiment = (
                Sentiment)random.Next(4) };
            return Keep(
                mention, findings, [.. new long[] { 1, 2, 3 }.Where(_ => random.Next(2) == 0).DefaultIfEmpty(4)]);
        })];
    }

    private static IEnumerable<MentionFilter> Filters()
    {
        var day = Start.UtcDateTime.Date;
        MentionFilter[] some =
        [
            new(), new() { Monitors = [2] }, new() { Monitors = [1, 3] }, new() { Languages = [
                "tr", "nl"] }, new() { Connectors = ["feeds"] },
            new() { Sentiments = [Sentiment.Negative, Sentiment.Positive], Kinds = [
                ItemKind.Reply] }, new() { AuthorId = "u3" },
            new() { Search = "jacke" }, new() { Search = "jacke", Monitors = [1], Languages = [
                "de", "en"] }, new() { Monitors = [4], Connectors = ["push"], Languages = ["de"] },
        ];
        foreach (var filter in some)
        {
            yield return filter;
            yield return filter with { From = Start + TimeSpan.FromHours(7) };
            yield return filter with { From = Start + TimeSpan.FromHours(7), To = Start + TimeSpan.FromHours(9) };
            yield return filter with { From = day.AddDays(1), To = day.AddDays(3).AddHours(5) };
        }
    }

    private static bool Fits(StoredMention m, MentionFilter f) =>
        (f.Monitors.Count == 0 || m.Matches.Any(x => f.Monitors.Contains(x.MonitorId)))
            && (f.Connectors.Count == 0 || f.Connectors.Contains(m.Connector))
        && (f.Languages.Count == 0 || f.Languages.Contains(m.Findings.Language))
            && (f.Sentiments.Count == 0 || f.Sentiments.Contains(m.Findings.Sentiment))
        && (f.Kinds.Count == 0 || f.Kinds.Contains(m.Kind)) && (f.AuthorId is null || m.AuthorId == f.AuthorId)
        && (f.From is null || m.PublishedAt >= f.From) && (f.To is null || m.PublishedAt < f.To)
        && (f.Search is null || m.Text.Contains("Jacke", StringComparison.Ordinal));

    private static IReadOnlyList<string> Expected(
        IEnumerable<StoredMention> stored, MentionFilter filter, Func<StoredMention, string> value) =>
        Values(stored.Where(m => Fits(m, filter)).Select(value));

    private static IReadOnlyList<string> Values(IEnumerable<string> values) =>
        [.. values.CountBy(v => v).OrderByDescending(v => v.Value).ThenBy(v => v.Key, StringComparer.Ordinal).Select(
            v => $"{v.Key}={v.Value}")];
}
