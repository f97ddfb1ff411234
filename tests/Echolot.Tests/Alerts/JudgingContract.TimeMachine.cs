using Dapper;
using Echolot.Alerts;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Storage;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public abstract partial class JudgingContract
{
    [Theory]
    [InlineData(AlertKind.EachMention, 0)]
    [InlineData(AlertKind.EachMention, 25)]
    [InlineData(AlertKind.Digest, 0)]
    [InlineData(AlertKind.Authors, 0)]
    [InlineData(AlertKind.Authors, 25)]
    [InlineData(AlertKind.EachMention, 25, IsoDayOfWeek.Tuesday)]
    [InlineData(AlertKind.Authors, 25, IsoDayOfWeek.Tuesday)]
    public async Task The_time_machine_tells_when_the_alert_told_live(AlertKind kind, int cooldown, params IsoDayOfWeek[] quiet)
    {
        var saved = await SaveAsync(Telling(kind, cooldown) with { QuietDays = quiet });
        saved.QuietDays.ShouldBe(quiet);
        var end = noon.AddHours(30);
        var posts = new Queue<(DateTimeOffset At, string Author)>(Stream(end));
        // As the host does: a post as it comes, and else whatever the desk wants to be woken for.
        var due = await Desk.RoundAsync(Cancel);
        while (true)
        {
            var isPost = posts.TryPeek(out var post) && (due is null || post.At < due);
            var next = isPost ? post.At : due;
            if (next is null || next >= end) break;
            _clock.Now = next.Value;
            if (isPost) await PostAsync(author: posts.Dequeue().Author);
            due = await Desk.RoundAsync(Cancel);
        }
        _clock.Now = end;

        var live = (await Desk.ForPersonAsync(_person.Id, false, null, 500, Cancel)).OrderBy(n => n.At)
            .Select(n => (n.At, (double)n.Count, MentionIds.TimeOf(n.MentionIds[0]))).ToList();
        live.Count.ShouldBeGreaterThan(2);
        live.Sum(told => told.Item2).ShouldBeGreaterThan(live.Count, "some were told together");
        var past = await Desk.PastAsync(saved with { Id = 0 }, noon, end, Cancel);
        past.Firings.Select(f => (f.To, f.Measurement.Observed, f.Until)).ShouldBe(live);
    }

    [Theory]
    [InlineData(AlertKind.EachMention)]
    [InlineData(AlertKind.Digest)]
    [InlineData(AlertKind.Authors)]
    public async Task The_time_machine_tells_what_was_news_when_it_was_seen_and_no_history(AlertKind kind)
    {
        var saved = await SaveAsync(Telling(kind, 0) with { QuietFrom = null, QuietTo = null });
        var due = await Desk.RoundAsync(Cancel);
        // An archive of two years, what came late, what came too late, and what came as it was written.
        TimeSpan[] late = [.. Enumerable.Range(1, 40).Select(i => TimeSpan.FromDays(18 * i)), TimeSpan.FromDays(6), TimeSpan.FromHours(30),
            TimeSpan.FromDays(7), TimeSpan.Zero];
        foreach (var (age, hour) in late.Select((age, i) => (age, i < 40 ? 1 : i - 38)))
        {
            await UntilAsync(noon.AddHours(hour));
            await PostAsync(_clock.Now - age, "lena");
            due = await Desk.RoundAsync(Cancel);
        }
        await UntilAsync(noon.AddDays(1));
        var live = (await Desk.ForPersonAsync(_person.Id, false, null, 500, Cancel)).OrderBy(n => n.At)
            .Select(n => (n.At, (double)n.Count)).ToList();
        live.Sum(told => told.Item2).ShouldBe(3);
        var past = await Desk.PastAsync(saved with { Id = 0 }, noon, _clock.Now, Cancel);
        past.Firings.Select(f => (f.To, f.Measurement.Observed)).ShouldBe(live);
        (await Desk.PastAsync(saved with { Id = 0 }, noon.AddDays(-60), noon, Cancel)).Firings.ShouldBeEmpty("nothing had been seen");

        async Task UntilAsync(DateTimeOffset end)
        {
            while (due is { } at && at < end)
            {
                _clock.Now = at;
                due = await Desk.RoundAsync(Cancel);
            }
            _clock.Now = end;
        }
    }

    [Theory]
    [InlineData(AlertKind.EachMention)]
    [InlineData(AlertKind.Digest)]
    [InlineData(AlertKind.Authors)]
    [InlineData(AlertKind.Threshold)]
    [InlineData(AlertKind.Percent)]
    [InlineData(AlertKind.Deviation)]
    [InlineData(AlertKind.Seasonal)]
    [InlineData(AlertKind.SentimentShare)]
    [InlineData(AlertKind.Silence)]
    public async Task A_rehearsal_sends_nothing_and_writes_nothing(AlertKind kind)
    {
        await KeepAsync(
            [.. Stream(noon).Select(p => Timely(p.At, p.At.Hour == 9 ? Sentiment.Negative : Sentiment.Neutral, p.Author))], []);
        await using var receiver = new Receiver();
        var (webhook, _) = await Desk.SaveAsync(
            new Webhook(0, "Raum", receiver.Url, WebhookFormat.Echolot, true, default), Cancel);
        var rule = Telling(kind, 0) with
        {
            Channels = [.. Enum.GetValues<DeliveryChannel>()], WebhookIds = [webhook.Id], Count = 2,
            Bound = kind is AlertKind.SentimentShare or AlertKind.Percent ? 10 : 0.5,
            Window = TimeSpan.FromHours(1), Baseline = TimeSpan.FromHours(12),
            Addresses = ["presse@example.org"],
            AlsoRoles = [Echolot.Teams.Role.Administrator], AlsoOnDuty = true,
        };
        var before = await EverythingAsync();
        var past = await Desk.PastAsync(rule, noon.AddHours(-20), noon, Cancel);
        await Desk.PastWithLevelsAsync(rule, null, noon.AddHours(-20), noon, Cancel);
        if (kind is not AlertKind.Seasonal) past.Firings.ShouldNotBeEmpty("or nothing could have been sent");

        (await EverythingAsync()).ShouldBe(before);
        // Nothing waits to be sent either.
        await Desk.RoundAsync(Cancel);
        (await EverythingAsync()).ShouldBe(before);
        receiver.Calls.ShouldBeEmpty();
    }

    private AlertRule Telling(AlertKind kind, int cooldown) => Rule() with
    {
        Kind = kind, Cooldown = TimeSpan.FromMinutes(cooldown),
        DigestAt = kind is AlertKind.Digest ? [new(7, 0), new(17, 0)] : [],
        Authors = kind is AlertKind.Authors ? ["@Jona", "lena"] : [],
        QuietFrom = kind is AlertKind.Digest ? null : new(22, 0), QuietTo = kind is AlertKind.Digest ? null : new(6, 30),
    };

    /// <summary>A post that was seen when it was written.</summary>
    private (Mention Mention, Findings Findings) Timely(DateTimeOffset at, Sentiment sentiment, string author)
    {
        var (mention, findings) = Post(at, sentiment, author);
        return (mention with { ReceivedAt = at }, findings);
    }

    /// <summary>Thirty hours: a post now and then, a burst within seconds, and a busy evening up to midnight.</summary>
    private static IEnumerable<(DateTimeOffset At, string Author)> Stream(DateTimeOffset end)
    {
        var random = new Random(20260303);
        var begin = end.AddHours(-30);
        return Enumerable.Range(0, 120).Select(number => number switch
        {
            < 60 => begin.AddMinutes(1 + random.Next(29 * 60)),
            < 80 => begin.AddHours(3).AddMilliseconds(random.Next(2500)),
            _ => begin.AddHours(7).AddMinutes(random.Next(240)),
        }).Select(at => at.AddMilliseconds(random.Next(1, 59_000))).Order().Distinct()
            .Select((at, number) => (at, (number % 3) switch { 0 => "jona", 1 => "kunde", _ => "Lena" }));
    }

    /// <summary>Every row of every table.</summary>
    private async Task<Dictionary<string, string>> EverythingAsync()
    {
        await using var read = await Db.ReadAsync(Cancel);
        var tables = (await read.QueryAsync<string>(Engine == Engine.Sqlite
            ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
            : "select table_name from information_schema.tables where table_schema = 'public'")).Order(StringComparer.Ordinal);
        var rows = new Dictionary<string, string>();
        foreach (var table in tables)
        {
            rows[table] = string.Join('\n', (await read.QueryAsync($"select * from {table}"))
                .Select(row => string.Join('|', ((IDictionary<string, object?>)row).Values.Select(Shown)))
                .Order(StringComparer.Ordinal));
        }
        return rows;

        static string Shown(object? value) => value is byte[] bytes ? Convert.ToHexString(bytes) : $"{value}";
    }
}
