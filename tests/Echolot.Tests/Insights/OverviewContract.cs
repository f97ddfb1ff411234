using Echolot.Insights;
using Echolot.Insights.Rollups;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Tests.Intake;
using Echolot.Tests.Mentions;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Insights;

public sealed class OverviewOnSqlite() : OverviewContract(Engine.Sqlite);

public sealed class OverviewOnPostgres() : OverviewContract(Engine.Postgres);

public abstract class OverviewContract(Engine engine) : DatabaseContract(engine)
{
    // The week of the change to summer time in Berlin (29 March 2026).
    private static readonly DateTimeOffset Begin = new(2026, 3, 23, 0, 0, 0, TimeSpan.FromHours(1));
    private static readonly string[] Words = ["Jacke", "Lieferung", "Reißverschluss", "Umtausch", "Nachhaltigkeit"];

    private readonly SetClock _clock = new(new(2026, 3, 31, 13, 20, 0, TimeSpan.FromHours(2)));
    private Household _household = null!;
    private long[] _monitors = [];

    private Analyst Analyst => _household.Get<Analyst>();

    private Archive Archive => _household.Get<Archive>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await OpenAsync();
        _monitors = [await AddAsync("eins", null), await AddAsync("zwei", "Ordner"), await AddAsync("drei", "Ordner")];
    }

    public override async ValueTask DisposeAsync()
    {
        await _household.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task An_overview_agrees_with_counting_one_by_one_before_and_after_sums_are_made_and_while_things_change()
    {
        var all = Sample();
        foreach (var part in all.Chunk(150)) await KeepAsync(part);
        await CheckAsync("nothing summed yet");
        (await Analyst.RefreshAsync(Cancel)).ShouldBeGreaterThan(0);
        await CheckAsync("all summed");
        (await Analyst.RefreshAsync(Cancel)).ShouldBe(0);

        await Db.WriteAsync(scope => Archive.ForgetAsync(scope, "push", [new("m7"), new("m8")], "DeletedAtSource", Cancel), Cancel);
        await KeepAsync([.. all.Skip(50).Take(20).Select(k => k with
        {
            Mention = k.Mention with { Revision = "2", EditedAt = k.Mention.PublishedAt, ReceivedAt = k.Mention.ReceivedAt + TimeSpan.FromHours(1) },
            Findings = k.Findings with { Sentiment = Sentiment.Positive, Language = "nl" },
        })]);
        await CheckAsync("deleted and edited since");
        await Db.WriteAsync(scope => Archive.AuthorGoneAsync(scope, "push", new("u3"), hide: true, "x", Cancel), Cancel);
        await CheckAsync("an author hidden since");
        // A crash after some days were summed anew and before others were.
        await Analyst.RefreshAsync(Cancel);
        await _household.DisposeAsync();
        await Database.ReopenAsync();
        await OpenAsync();
        await CheckAsync("after a restart");
        await Db.WriteAsync(scope => Archive.AuthorGoneAsync(scope, "push", new("u3"), hide: null, "x", Cancel), Cancel);
        await CheckAsync("the author back");
    }

    [Fact]
    public async Task A_backfill_that_lists_old_mentions_under_a_monitor_is_counted_at_once()
    {
        var kept = await KeepAsync(Keep(At("a", "Jacke", 10), null, _monitors[0]));
        await Analyst.RefreshAsync(Cancel);
        await Db.WriteAsync(scope => Archive.AddMatchesAsync(
            scope, _monitors[1], 1, [new(kept[0].Id, [])], Cancel), Cancel);
        (await LookAsync([_monitors[1]])).Total.All.ShouldBe(1);
        await Analyst.RefreshAsync(Cancel);
        (await LookAsync([_monitors[1]])).Authors.Single().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Hours_of_the_week_are_those_of_the_workspaces_clock_also_when_clocks_change()
    {
        // 01:30 UTC is 02:30 on Saturday, 03:30 on the Sunday on which two o'clock is left out.
        await KeepAsync(
            Keep(Mention("a", "x", new DateTimeOffset(2026, 3, 28, 1, 30, 0, TimeSpan.Zero) - Start)),
            Keep(Mention("b", "x", new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero) - Start)),
            Keep(Mention("c", "x", new DateTimeOffset(2026, 3, 29, 21, 59, 0, TimeSpan.Zero) - Start)),
            Keep(Mention("d", "x", new DateTimeOffset(2026, 3, 29, 22, 1, 0, TimeSpan.Zero) - Start)));
        foreach (var _ in new[] { "counted", "summed" })
        {
            var week = (await LookAsync([], new(2026, 3, 23), new(2026, 3, 30))).Week;
            (week[5][2], week[6][3], week[6][23], week[0][0]).ShouldBe((1, 1, 1, 1));
            week.Sum(d => d.Sum()).ShouldBe(4);
            var sunday = (await LookAsync([], new(2026, 3, 29), new(2026, 3, 29)));
            (sunday.Bucket, sunday.Course.Count, sunday.Total.All).ShouldBe((Bucket.Hour, 23, 2));
            await Analyst.RefreshAsync(Cancel);
        }
    }

    [Fact]
    public async Task Today_is_compared_with_the_same_time_of_the_day_before_and_marked_as_unfinished()
    {
        // Now is 13:20 on 31 March; the quarter of an hour that runs counts on both days.
        await KeepAsync(
            Keep(Mention("a", "x", new DateTimeOffset(2026, 3, 30, 11, 29, 0, TimeSpan.Zero) - Start)),
            Keep(Mention("b", "x", new DateTimeOffset(2026, 3, 30, 11, 31, 0, TimeSpan.Zero) - Start)),
            Keep(Mention("c", "x", new DateTimeOffset(2026, 3, 31, 11, 0, 0, TimeSpan.Zero) - Start)));
        var look = await LookAsync([], new(2026, 3, 31), new(2026, 3, 31));
        (look.Total.All, look.Before.All, look.Partial, look.AuthorCountBefore).ShouldBe((1, 1, true, null));
        look.To.ShouldBe(_clock.Now);
        look.Course.Count(c => c.Partial).ShouldBe(1);
        look.Course.Single(c => c.Partial).From.Hour.ShouldBe(13);
        (await LookAsync([], new(2026, 3, 30), new(2026, 3, 30))).Total.All.ShouldBe(2);
    }

    [Fact]
    public async Task Columns_are_hours_days_weeks_or_months_and_add_up()
    {
        await KeepAsync(Sample());
        foreach (var (from, bucket, columns) in new[]
        {
            (new DateOnly(2026, 3, 31), Bucket.Hour, 24), (new DateOnly(2026, 3, 1), Bucket.Day, 31),
            (new DateOnly(2025, 10, 1), Bucket.Week, 27), (new DateOnly(2024, 3, 15), Bucket.Month, 25),
        })
        {
            var look = await LookAsync([], from, new(2026, 3, 31));
            (look.Bucket, look.Course.Count).ShouldBe((bucket, columns));
            look.Course.Sum(c => c.Count.All).ShouldBe(look.Total.All);
            look.Course.Zip(look.Course.Skip(1)).ShouldAllBe(p => p.First.To == p.Second.From);
        }
        await Should.ThrowAsync<ArgumentException>(() => LookAsync([], new(2026, 4, 1), new(2026, 4, 2)));
        await Should.ThrowAsync<ArgumentException>(() => LookAsync([], new(1990, 1, 1), new(2026, 3, 31)));
    }

    [Fact]
    public async Task Words_stand_out_that_the_rest_of_the_archive_does_not_say()
    {
        await KeepAsync([.. Enumerable.Range(0, 60).Select(i => Keep(
            At($"a{i}", i % 3 == 0 ? "Der Reißverschluss klemmt, die Jacke ist gut" : "Die Jacke ist gut", i), null, _monitors[0]))]);
        await KeepAsync([.. Enumerable.Range(0, 200).Select(i => Keep(
            At($"b{i}", "Die Jacke ist gut und die Lieferung auch https://klemmt.example @reißverschluss", 100 + i), null, _monitors[1]))]);
        (await LookAsync([_monitors[0]])).DaysPending.ShouldBe(1);
        await Analyst.RefreshAsync(Cancel);
        var look = await LookAsync([_monitors[0]]);
        (look.TermBasis, look.DaysPending, look.SumsAsOf).ShouldBe((TermBasis.Archive, 0, _clock.Now));
        look.Terms.Select(t => t.Term).ShouldBe(["klemmt", "Reißverschluss"], ignoreOrder: true);
        look.Terms[0].Documents.ShouldBe(20);
        look.Terms[0].Strength.ShouldBeGreaterThan(10.8);
        look.Terms[0].Expected.ShouldBe(60 * 20 / 260.0, 0.001);
        // Everything has only its own past to be compared with, and there is none.
        (await LookAsync([])).TermBasis.ShouldBe(TermBasis.Nothing);
    }

    [Fact]
    public async Task Shares_of_voice_count_each_monitor_in_both_periods()
    {
        await KeepAsync([.. Enumerable.Range(0, 5).Select(i => Keep(At($"a{i}", "x", i), null, _monitors[0]))]);
        await KeepAsync([.. Enumerable.Range(0, 2).Select(i => Keep(At($"b{i}", "x", i), null, _monitors[1], _monitors[2]))]);
        await KeepAsync(Keep(At("c", "x", -7 * 24 * 60), null, _monitors[1]));
        var look = await LookAsync([], rivals: _monitors);
        look.Voices.ShouldBe([new(_monitors[0], 5, 0), new(_monitors[1], 2, 1), new(_monitors[2], 2, 0)], ignoreOrder: true);
        (await LookAsync([_monitors[1], _monitors[2]])).Total.All.ShouldBe(2);
    }

    [Fact]
    public async Task Monitors_side_by_side_have_the_numbers_of_their_own_overviews()
    {
        foreach (var part in Sample().Chunk(150)) await KeepAsync(part);
        var (from, to) = (new DateOnly(2026, 3, 25), new DateOnly(2026, 3, 31));
        (await Analyst.CompareAsync(_monitors, from, to, Cancel)).Monitors.ShouldAllBe(m => m.AuthorCount == null);
        await Analyst.RefreshAsync(Cancel);
        var comparison = await Analyst.CompareAsync([_monitors[2], _monitors[0], _monitors[2]], from, to, Cancel);
        comparison.Monitors.Select(m => m.MonitorId).ShouldBe([_monitors[2], _monitors[0]]);
        foreach (var one in comparison.Monitors)
        {
            var look = await LookAsync([one.MonitorId], from, to);
            (one.Total, one.Before, one.AuthorCount).ShouldBe((look.Total, look.Before, look.AuthorCount));
            one.Course.ShouldBe(look.Course);
            one.Sources.ShouldBe(look.Sources);
            one.Terms.ShouldBe(look.Terms);
        }
        comparison.Monitors.Sum(comparison.ShareOf).ShouldBe(1, 1e-9);
        comparison.Monitors.Sum(m => comparison.ShareBeforeOf(m) ?? 0).ShouldBe(1, 1e-9);
        (comparison.Bucket, comparison.Partial, comparison.AsOf).ShouldBe((Bucket.Day, true, _clock.Now));
    }

    [Fact]
    public async Task A_comparison_of_nothing_or_of_too_many_is_refused_and_an_empty_one_has_no_shares()
    {
        var empty = await Analyst.CompareAsync(_monitors, new(2026, 3, 25), new(2026, 3, 31), Cancel);
        empty.ShareOf(empty.Monitors[0]).ShouldBe(0);
        empty.ShareBeforeOf(empty.Monitors[0]).ShouldBeNull();
        empty.Monitors[0].AuthorCount.ShouldBe(0);
        foreach (var wrong in new long[][] { [], [1, 2, 3, 4, 5, 6, 7] })
            await Should.ThrowAsync<ArgumentException>(
                () => Analyst.CompareAsync(wrong, new(2026, 3, 25), new(2026, 3, 31), Cancel));
        await Should.ThrowAsync<ArgumentException>(
            () => Analyst.CompareAsync(_monitors, new(2026, 4, 1), new(2026, 4, 2), Cancel));
    }

    [Fact]
    public async Task Sums_of_what_is_erased_are_dropped_in_the_same_transaction()
    {
        await KeepAsync(Keep(At("a", "Geheimnis Geheimnis", 0) with { Author = new(new("u1"), "anna") }));
        await KeepAsync(Keep(At("b", "Jacke", 24 * 60)));
        await Analyst.RefreshAsync(Cancel);
        (await LookAsync([])).Authors.Count.ShouldBe(2);
        await _household.Privacy.EraseAsync(new("push", "u1"), null, Cancel);
        var look = await LookAsync([]);
        look.Authors.Count.ShouldBe(1);
        look.Terms.Select(t => t.Term).ShouldNotContain("Geheimnis");
        look.Total.All.ShouldBe(1);
    }

    [Fact]
    public async Task Sums_of_a_monitor_that_is_gone_go_with_it()
    {
        await KeepAsync(Keep(At("a", "x", 0), null, _monitors[0]));
        await Analyst.RefreshAsync(Cancel);
        await _household.Watchlist.RemoveAsync(_monitors[0], Cancel);
        await Analyst.RefreshAsync(Cancel);
        await using var connection = await Db.ReadAsync(Cancel);
        (await Dapper.SqlMapper.QueryAsync<long>(connection, "select distinct scope from insight_day")).ShouldBe([0]);
    }

    private async Task OpenAsync()
    {
        _household = new Household(Db, _clock);
        Archive.Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        await Task.CompletedTask;
    }

    private async Task CheckAsync(string when)
    {
        var stored = new List<StoredMention>();
        string? cursor = null;
        do
        {
            var page = await Archive.ListAsync(new(), cursor, 1000, Cancel);
            stored.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        foreach (var monitors in new long[][] { [], [_monitors[0]], [_monitors[1], _monitors[2]], [_monitors[0], _monitors[2]] })
            foreach (var (from, to) in new[]
            {
                (new DateOnly(2026, 3, 23), new DateOnly(2026, 3, 29)), (new(2026, 3, 28), new(2026, 3, 31)),
                (new(2026, 3, 29), new(2026, 3, 29)),
            })
            {
                var look = await LookAsync(monitors, from, to);
                var fitting = stored.Where(m => (monitors.Length == 0 || m.Matches.Any(x => monitors.Contains(x.MonitorId)))
                    && DayOf(m) >= from && DayOf(m) <= to).ToList();
                var which = $"{when}: monitors {string.Join(' ', monitors)} from {from} to {to}";
                look.Total.All.ShouldBe(fitting.Count, which);
                look.Total.Negative.ShouldBe(fitting.Count(m => m.Findings.Sentiment is Sentiment.Negative), which);
                look.Course.Sum(c => c.Count.All).ShouldBe(fitting.Count, which);
                foreach (var column in look.Course)
                    column.Count.All.ShouldBe(
                        fitting.Count(m => m.PublishedAt >= column.From && m.PublishedAt < column.To), $"{which} {column.From}");
                look.Languages.ShouldBe(
                    [.. fitting.CountBy(m => m.Findings.Language).OrderByDescending(l => l.Value)
                        .ThenBy(l => l.Key, StringComparer.Ordinal).Select(l => new Part(l.Key, l.Value))], which);
                look.Sources.Sum(s => s.Count).ShouldBe(fitting.Count, which);
                look.Week.Sum(d => d.Sum()).ShouldBe(fitting.Count, which);
                var before = stored.Count(m => (monitors.Length == 0 || m.Matches.Any(x => monitors.Contains(x.MonitorId)))
                    && m.PublishedAt >= look.FromBefore && m.PublishedAt < look.ToBefore);
                look.Before.All.ShouldBe(before, which);
            }
    }

    private static DateOnly DayOf(StoredMention m) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(
        m.PublishedAt, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).DateTime);

    private Task<Overview> LookAsync(
        IReadOnlyList<long> monitors, DateOnly? from = null, DateOnly? to = null, IReadOnlyList<long>? rivals = null) =>
        Analyst.LookAsync(new(monitors, from ?? new(2026, 3, 23), to ?? new(2026, 3, 29), rivals ?? []), Cancel);

    [Fact]
    public async Task A_number_that_is_counted_again_says_why_it_is_another_one()
    {
        await KeepAsync([.. Enumerable.Range(0, 9).Select(i => Keep(At($"m{i}", "eins", i), null, _monitors[0]))]);
        var ids = (await Archive.ListAsync(new(), null, 10, Cancel)).Items.ToDictionary(m => m.ExternalId, m => m.Id);
        await Archive.WorkAsync([ids["m0"], ids["m1"]], [WorkChange.Hide(true)], new(null), Cancel);
        var look = await LookAsync([_monitors[0]]);
        var then = new CountedThen([_monitors[0]], look.From, look.To, _clock.Now, look.Total.All);
        var same = await Analyst.RecountAsync(then, Cancel);
        (same.Now, same.Since, same.Rest, same.Queries.Count).ShouldBe((7, new(0, 0, 0, true), 0, 0));

        _clock.Now += TimeSpan.FromMinutes(5);
        // Two late ones, one of which is hidden and shown again; three hidden, of which one comes back; one shown again; one deleted.
        await KeepAsync(Keep(At("late", "eins", 1), null, _monitors[0]), Keep(At("later", "eins", 2), null, _monitors[0]));
        ids = (await Archive.ListAsync(new(), null, 20, Cancel)).Items.ToDictionary(m => m.ExternalId, m => m.Id).Concat(ids)
            .DistinctBy(m => m.Key).ToDictionary();
        await Archive.WorkAsync([ids["m2"], ids["m3"], ids["m4"], ids["late"]], [WorkChange.Hide(true)], new(null), Cancel);
        await Archive.WorkAsync([ids["m0"], ids["m4"], ids["late"]], [WorkChange.Hide(false)], new(null), Cancel);
        await Db.WriteAsync(scope => Archive.ForgetAsync(scope, "push", [new("m8")], "DeletedAtSource", Cancel), Cancel);
        var again = await Analyst.RecountAsync(then, Cancel);
        (again.Now, again.Since, again.Rest).ShouldBe((7, new(2, 2, 1, true), -1));
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Analyst.RecountAsync(then, gone.Token));
        // Of another monitor, and of another time, nothing of it is told.
        (await Analyst.RecountAsync(then with { To = Begin, From = Begin.AddDays(-7), Mentions = 0 }, Cancel)).Since.ShouldBe(new(0, 0, 0, true));
        (await Analyst.RecountAsync(then with { Monitors = [_monitors[1]], Mentions = 0 }, Cancel)).Since.ShouldBe(new(0, 0, 0, true));

        await _household.Watchlist.ChangeAsync(_monitors[0], new("eins", "eins OR zwei", Purpose.Brand), null, null, Cancel);
        var changed = (await Analyst.RecountAsync(then, Cancel)).Queries.ShouldHaveSingleItem();
        (changed.MonitorId, changed.Then, changed.Now).ShouldBe((_monitors[0], 1, 2));
    }

    private async Task<long> AddAsync(string name, string? folder) => (await _household.Watchlist.AddAsync(
        new(name, name, Purpose.Brand, Folder: folder), null, Cancel)).Monitor!.Id;

    private Task<IReadOnlyList<Kept>> KeepAsync(params Keep[] batch) =>
        Db.WriteAsync(scope => Archive.KeepAsync(scope, batch, Cancel), Cancel);

    private static Mention At(string id, string text, int minutes) =>
        Mention(id, text, Begin - Start + TimeSpan.FromMinutes(minutes));

    private Keep[] Sample()
    {
        var random = new Random(9);
        return [.. Enumerable.Range(0, 600).Select(i =>
        {
            var mention = At($"m{i}", $"Die {Words[random.Next(Words.Length)]} ist da", i * 20) with
            {
                Author = new AuthorRef(new ExternalId($"u{random.Next(9)}")),
                Source = random.Next(3) == 0 ? new("feeds", "blog", "main") : new("push", "crm", "main"),
            };
            var findings = Neutral with
            {
                Language = random.Next(4) == 0 ? "en" : "de", Sentiment = (Sentiment)random.Next(4),
            };
            return Keep(mention, findings, [.. _monitors.Where(_ => random.Next(2) == 0).DefaultIfEmpty(_monitors[0])]);
        })];
    }
}
