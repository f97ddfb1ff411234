using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Monitors;
using Echolot.Network;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Tests.Mentions;
using Echolot.Tests.Storage;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Clock = Echolot.Tests.Teams.SetClock;

namespace Echolot.Tests.Alerts;

public sealed class JudgingOnSqlite() : JudgingContract(Engine.Sqlite);

public sealed class JudgingOnPostgres() : JudgingContract(Engine.Postgres);

/// <summary>Alerts that go by counts: what fires them, who hears of it, and that the past tells the same.</summary>
public abstract partial class JudgingContract(Engine engine) : DatabaseContract(engine)
{
    // A Monday, in winter time.
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private readonly Clock _clock = new(noon);
    private ServiceProvider _services = null!;
    private Person _person = null!;
    private long _monitor;
    private int _posts;

    private AlertDesk Desk => _services.GetRequiredService<AlertDesk>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _services = Start();
        _person = await _services.GetRequiredService<Roster>().SetUpAsync(
            "Echowerk", "Europe/Berlin", new("kim@example.org", "Kim", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        _monitor = await MonitorAsync("Marke");
    }

    public override async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task An_alert_of_a_crisis_level_puts_conversations_of_its_mentions_into_it_as_long_as_it_holds()
    {
        var inbox = _services.GetRequiredService<Inbox>();
        var rule = await SaveAsync(Rule() with { Crisis = 2, Name = "Sturm" });
        for (var i = 0; i < 4; i++) await PostAsync();
        await JudgeAsync();
        (await inbox.CrisesAsync(Cancel)).ShouldBeEmpty();
        var first = await inbox.OpenAsync(await NewestAsync(), null, Sight.Everything, Cancel);
        await PostAsync();
        await JudgeAsync();
        (await inbox.CrisesAsync(Cancel)).ShouldHaveSingleItem().ShouldBe(
            new Crisis(rule.Id, _monitor, 2, "Sturm", noon.AddMinutes(-9)));
        var later = await inbox.OpenAsync(await NewestAsync(), null, Sight.Everything, Cancel);
        foreach (var talk in new[] { first, later })
        {
            var now = (await inbox.FindAsync(talk.Id, Sight.Everything, Cancel))!;
            (now.Crisis, now.DueAt).ShouldBe((2, noon.AddMinutes(15)));
        }
        // It lasts until the alert has been over for as long as it must be before it fires anew.
        _clock.Now = noon.AddMinutes(60);
        await JudgeAsync();
        (await inbox.CrisesAsync(Cancel)).Count.ShouldBe(1);
        _clock.Now = noon.AddMinutes(75);
        await JudgeAsync();
        (await inbox.CrisesAsync(Cancel)).ShouldBeEmpty();
        var calm = (await inbox.FindAsync(first.Id, Sight.Everything, Cancel))!;
        (calm.Crisis, calm.DueAt).ShouldBe((0, noon.AddHours(12)));
    }

    [Fact]
    public async Task Whoever_mutes_it_switches_it_off_removes_it_or_calls_it_a_false_alarm_ends_the_crisis()
    {
        var inbox = _services.GetRequiredService<Inbox>();
        var rule = await SaveAsync(Rule() with { Crisis = 1 });
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        (await inbox.CrisesAsync(Cancel)).Single().Name.ShouldBe("Marke");
        await Desk.MuteAsync(rule.Id, noon.AddHours(1), Cancel);
        await EndedAsync();
        await Desk.MuteAsync(rule.Id, null, Cancel);
        await JudgeAsync();
        (await inbox.CrisesAsync(Cancel)).Count.ShouldBe(1);
        await Desk.JudgeFiringAsync((await FiredAsync()).Single().Id, FiringVerdict.FalseAlarm, _person.Id, Cancel);
        await EndedAsync();
        await Desk.JudgeFiringAsync((await FiredAsync()).Single().Id, null, _person.Id, Cancel);
        await JudgeAsync();
        (await inbox.CrisesAsync(Cancel)).Count.ShouldBe(1);
        await Desk.RemoveAsync(rule.Id, Cancel);
        await EndedAsync();
        (await Should.ThrowAsync<AlertException>(() => SaveAsync(Rule() with { Crisis = 4 }))).Why.ShouldBe(AlertRefusal.Crisis);
        (await SaveAsync(Rule() with { Kind = AlertKind.EachMention, Crisis = 2 })).Crisis.ShouldBe(0);

        async Task EndedAsync()
        {
            await JudgeAsync();
            (await inbox.CrisesAsync(Cancel)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_threshold_fires_within_the_minute_and_once()
    {
        await SaveAsync(Rule());
        for (var i = 0; i < 4; i++) await PostAsync();
        await JudgeAsync();
        (await FiredAsync()).ShouldBeEmpty();
        await PostAsync();
        await JudgeAsync();
        var fired = (await FiredAsync()).ShouldHaveSingleItem();
        (fired.To, fired.Measurement.Observed, fired.Told).ShouldBe((noon.AddMinutes(1), 5, true));
        var told = (await BellAsync()).ShouldHaveSingleItem();
        (told.Title, told.Link, told.Count)
            .ShouldBe(("Schwelle erreicht: 5 Erwähnungen – Marke", $"/alerts/firings/{fired.Id}", 5));
        told.MentionIds.Count.ShouldBe(5);

        for (var minute = 1; minute < 40; minute++)
        {
            _clock.Now = noon.AddMinutes(minute);
            await PostAsync();
            await JudgeAsync();
        }
        (await FiredAsync()).ShouldHaveSingleItem().Until.ShouldBe(noon.AddMinutes(40));
        (await BellAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_is_killed_and_starts_again_does_not_fire_twice()
    {
        await SaveAsync(Rule());
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        // Nobody says goodbye to a process that is killed.
        _services = Start();
        // The facts of the outbox are handed out again, and the clock has gone on.
        await HandOutAsync();
        await JudgeAsync();
        _clock.Now = noon.AddMinutes(3);
        await JudgeAsync();
        (await FiredAsync()).ShouldHaveSingleItem();
        (await BellAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_happened_while_the_server_was_off_is_judged_afterwards()
    {
        await SaveAsync(Rule());
        await JudgeAsync();
        _clock.Now = noon.AddHours(2);
        for (var i = 0; i < 5; i++) await PostAsync(published: noon.AddMinutes(30));
        _clock.Now = noon.AddHours(3);
        await JudgeAsync();
        (await FiredAsync()).ShouldHaveSingleItem().To.ShouldBe(noon.AddMinutes(31));
    }

    [Fact]
    public async Task Posts_that_come_late_fire_the_window_they_belong_to()
    {
        await SaveAsync(Rule());
        for (var minute = 0; minute <= 120; minute += 10)
        {
            _clock.Now = noon.AddMinutes(minute);
            await JudgeAsync();
        }
        // A feed that is read every two hours brings a burst that is an hour old.
        for (var i = 0; i < 5; i++) await PostAsync(published: noon.AddMinutes(60));
        await JudgeAsync();
        (await FiredAsync()).ShouldHaveSingleItem().To.ShouldBe(noon.AddMinutes(61));
        // Older than a day is history.
        for (var i = 0; i < 5; i++) await PostAsync(published: noon.AddDays(-2));
        await JudgeAsync();
        (await FiredAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(AlertKind.Threshold)]
    [InlineData(AlertKind.Percent)]
    [InlineData(AlertKind.Deviation)]
    [InlineData(AlertKind.Seasonal)]
    [InlineData(AlertKind.SentimentShare)]
    [InlineData(AlertKind.Silence)]
    public async Task The_time_machine_fires_when_the_alert_fired_live(AlertKind kind)
    {
        // Two weeks and a half of everyday life: two an hour, six at lunch.
        await KeepAsync(Enumerable.Range(0, 18 * 24).SelectMany(hour => Enumerable.Range(0, hour % 24 == 12 ? 6 : 2)
            .Select(i => (noon.AddDays(-18).AddHours(hour).AddMinutes(3 + 9 * i), Sentiment.Neutral))));
        var rule = Rule() with
        {
            Kind = kind, Count = kind == AlertKind.Threshold ? 9 : 5, Window = TimeSpan.FromMinutes(kind switch
            {
                AlertKind.Deviation => 1440, AlertKind.Silence => 150, _ => 45,
            }),
            Baseline = TimeSpan.FromDays(7), Cooldown = TimeSpan.FromMinutes(20),
            Bound = kind switch { AlertKind.Percent => 200, AlertKind.SentimentShare => 40, AlertKind.Deviation => 1.5, _ => 3 },
        };
        var saved = await SaveAsync(rule);

        // Fourteen hours live, with two storms, a bad hour and a hole.
        var random = new Random(20260302);
        var stream = new List<(DateTimeOffset At, Sentiment Sentiment)>();
        for (var minute = 0; minute < 14 * 60; minute++)
        {
            var (chance, negative) = minute switch
            {
                >= 120 and < 170 => (0.9, 0.1), >= 300 and < 330 => (0.5, 0.9), >= 420 and < 640 => (0.0, 0.0),
                >= 700 and < 760 => (1.6, 0.5), _ => (0.05, 0.1),
            };
            for (; chance > 0; chance--)
            {
                if (random.NextDouble() < chance)
                    stream.Add((noon.AddMinutes(minute).AddSeconds(random.Next(60)),
                        random.NextDouble() < negative ? Sentiment.Negative : Sentiment.Neutral));
            }
        }
        var posts = new Queue<(DateTimeOffset At, Sentiment Sentiment)>(stream.OrderBy(p => p.At));
        for (var second = 20; second <= 14 * 3600; second += 60)
        {
            _clock.Now = noon.AddSeconds(second);
            var arrived = new List<(DateTimeOffset, Sentiment)>();
            while (posts.TryPeek(out var next) && next.At <= _clock.Now) arrived.Add(posts.Dequeue());
            await KeepAsync(arrived);
            await JudgeAsync();
        }
        _clock.Now = noon.AddHours(14).AddSeconds(10);
        await JudgeAsync();

        var live = (await FiredAsync()).OrderBy(f => f.To).Select(f => (f.To, f.Until)).ToList();
        live.Count.ShouldBeGreaterThan(0);
        var past = await Desk.PastAsync(saved with { Id = 0 }, noon, noon.AddHours(14), Cancel);
        past.Firings.Select(f => (f.To, f.Until)).ShouldBe(live);

        past.Course.Count.ShouldBe(14);
        // The time machine leaves no trace.
        (await FiredAsync()).Count.ShouldBe(live.Count);
        (await Desk.DeliveriesAsync(null, null, 500, Cancel)).Count.ShouldBe(live.Count);
    }

    [Fact]
    public async Task Two_alerts_of_one_cause_are_told_once()
    {
        await SaveAsync(Rule());
        await SaveAsync(Rule() with { Count = 6, Window = TimeSpan.FromMinutes(60) });
        var other = await MonitorAsync("Versand");
        await SaveAsync(Rule() with { MonitorId = other });
        for (var i = 0; i < 6; i++) await PostAsync(monitors: [_monitor, other]);
        await JudgeAsync();
        var fired = await FiredAsync();
        fired.Count.ShouldBe(3);
        var first = fired.Single(f => f.CauseId is null);
        fired.Where(f => f.CauseId is not null).ShouldAllBe(f => f.CauseId == first.Id && !f.Told);
        (await BellAsync()).ShouldHaveSingleItem();
        (await Desk.MergedAsync(first.Id, Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Everybody_whom_an_alert_names_is_told_once_in_their_own_language_and_nobody_after_leaving()
    {
        var ana = await InviteAsync("ana@example.org", "Ana", "en");
        var ben = await InviteAsync("ben@example.org", "Ben");
        await SaveAsync(Rule() with
        {
            AlsoPeople = [ana, ana, _person.Id, 4711], AlsoRoles = [Role.Analyst], Addresses = ["presse@example.org"],
            Channels = [DeliveryChannel.Screen, DeliveryChannel.Email],
        });
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        (await BellAsync()).ShouldHaveSingleItem().Title.ShouldStartWith("Schwelle erreicht");
        (await BellAsync(ana)).ShouldHaveSingleItem().Title.ShouldStartWith("Threshold reached");
        var told = await Desk.DeliveriesAsync(null, null, 50, Cancel);
        told.Where(d => d.Channel is DeliveryChannel.Email).Select(d => d.Target).Order(StringComparer.Ordinal)
            .ShouldBe(["ana@example.org", "ben@example.org", "kim@example.org", "presse@example.org"]);
        (await BellAsync(ben)).Count.ShouldBe(1);

        var holder = _services.GetServices<IHoldsPersonalData>().Single(h => h.Tables.Contains("alert_rule"));
        (await holder.ExportAsync(new(null, $"{ana}"), Cancel).ToListAsync(Cancel)).ShouldContain(r => r.Table == "alert_rule");
        await Db.WriteAsync(s => holder.EraseAsync(s, new(null, $"{ana}"), Cancel), Cancel);
        (await Desk.RulesAsync(null, Cancel)).Single().AlsoPeople.ShouldBe([4711]);
    }

    [Fact]
    public async Task Whoever_does_not_acknowledge_in_time_is_followed_by_the_next()
    {
        var ana = await InviteAsync("ana@example.org", "Ana");
        await SaveAsync(Rule() with { EscalateTo = ana, EscalateAfter = TimeSpan.FromMinutes(5) });
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        _clock.Now = noon.AddMinutes(4);
        await JudgeAsync();
        (await BellAsync(ana)).ShouldBeEmpty();
        _clock.Now = noon.AddMinutes(5);
        await JudgeAsync();
        (await BellAsync(ana)).ShouldHaveSingleItem().Title.ShouldStartWith("Unbestätigt: ");
        _clock.Now = noon.AddMinutes(20);
        await JudgeAsync();
        (await BellAsync(ana)).Count.ShouldBe(1);
        (await FiredAsync()).Single().EscalatedTo.ShouldBe(ana);
    }

    [Fact]
    public async Task Who_acknowledges_first_is_kept_and_nobody_else_is_called()
    {
        var ana = await InviteAsync("ana@example.org", "Ana");
        await SaveAsync(Rule() with { EscalateTo = ana, EscalateAfter = TimeSpan.FromMinutes(5) });
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        var id = (await FiredAsync()).Single().Id;
        (await Desk.StandingsAsync(null, Cancel)).Single().ShouldSatisfyAllConditions(
            s => s.State.ShouldBe(AlertState.Firing), s => s.Open.ShouldBe(1));
        await Desk.AcknowledgeAsync(id, _person.Id, Cancel);
        await Desk.AcknowledgeAsync(id, ana, Cancel);
        _clock.Now = noon.AddMinutes(30);
        await JudgeAsync();
        (await BellAsync(ana)).ShouldBeEmpty();
        (await FiredAsync()).Single().AcknowledgedBy.ShouldBe(_person.Id);
        (await Desk.StandingsAsync(null, Cancel)).Single().Open.ShouldBe(0);
    }

    [Fact]
    public async Task Verdicts_become_precision_and_stand_in_the_past()
    {
        var rule = await SaveAsync(Rule());
        for (var burst = 0; burst < 3; burst++)
        {
            _clock.Now = noon.AddHours(3 * burst);
            for (var i = 0; i < 5; i++) await PostAsync();
            await JudgeAsync();
        }
        var fired = await FiredAsync();
        await Desk.JudgeFiringAsync(fired[0].Id, FiringVerdict.Justified, _person.Id, Cancel);
        await Desk.JudgeFiringAsync(fired[1].Id, FiringVerdict.FalseAlarm, _person.Id, Cancel);
        await Desk.JudgeFiringAsync(fired[2].Id, FiringVerdict.FalseAlarm, _person.Id, Cancel);
        (await Desk.JudgeFiringAsync(fired[2].Id, null, _person.Id, Cancel))!.Verdict.ShouldBeNull();
        (await Desk.StandingsAsync(null, Cancel)).Single().Precision.ShouldBe(0.5);
        _clock.Now = noon.AddHours(10);
        var (past, levels, _) = await Desk.PastWithLevelsAsync(rule, null, noon.AddDays(-1), _clock.Now, Cancel);
        past.Firings.Select(f => f.Verdict).ShouldBe([null, FiringVerdict.FalseAlarm, FiringVerdict.Justified]);
        levels.Select(l => l.Level).ShouldBe([Sensitivity.Few, Sensitivity.Balanced, Sensitivity.Many]);
        // Six posts in the window never came, so one more than came is as many as a month of one firing allows.
        levels[0].Rule.Count.ShouldBe(6);
    }

    [Fact]
    public async Task The_past_has_the_numbers_of_the_level_and_says_how_often_the_saved_alert_spoke()
    {
        var rule = await SaveAsync(Rule());
        for (var i = 0; i < 5; i++) await PostAsync();
        _clock.Now = noon.AddHours(2);
        var (from, to) = (noon.AddDays(-1), noon.AddHours(1));
        var chosen = rule with { Sensitivity = Sensitivity.Few, Count = 1 };
        var (past, levels, saved) = await Desk.PastWithLevelsAsync(chosen, rule, from, to, Cancel);
        past.Firings.ShouldBeEmpty();
        past.Course.ShouldBe((await Desk.PastAsync(levels[0].Rule, from, to, Cancel)).Course);
        saved!.AMonth.ShouldBe((await Desk.PastAsync(rule, from, to, Cancel)).AMonth);
        saved.Firings.ShouldHaveSingleItem();
        foreach (var other in new[] { rule with { Window = TimeSpan.FromDays(1) }, rule with { MonitorId = null } })
            (await Desk.PastWithLevelsAsync(chosen, other, from, to, Cancel)).Saved!.AMonth
                .ShouldBe((await Desk.PastAsync(other, from, to, Cancel)).AMonth);
    }

    [Fact]
    public async Task A_firing_names_what_stands_in_its_window_more_than_in_the_week_before()
    {
        await SaveAsync(Rule() with { Count = 30 });
        await KeepAsync([.. Enumerable.Range(0, 60).Select(i => Post(noon.AddHours(-2 - i), Sentiment.Neutral,
            $"kunde{i}"))], []);
        await KeepAsync(
            [.. Enumerable.Range(0, 30).Select(i =>
            {
                var (mention, findings) = Post(_clock.Now, i < 20 ? Sentiment.Negative : Sentiment.Neutral,
                    i < 8 ? "laut" : $"neu{i}");
                return (mention with { Text = "Asbest in der Regenjacke " + i }, findings);
            })], []);
        await JudgeAsync();
        var firing = (await FiredAsync()).ShouldHaveSingleItem();
        var drove = (await Desk.DriversAsync(firing, Cancel)).ShouldNotBeNull();
        (drove.Total, drove.Before, drove.Looked, drove.Authors, drove.Loudest).ShouldBe((30, 60, 30, 23, 8));
        var part = drove.Parts.ShouldHaveSingleItem();
        (part.Field, part.Value, part.Count, part.Usual).ShouldBe(("sentiment", "negative", 20, 0));
        part.Share.ShouldBe(2 / 3.0, 1e-9);
        drove.Words.Select(w => w.Term).ShouldContain("Asbest");
        (await Desk.DriversAsync(firing with { Kind = AlertKind.Silence }, Cancel)).ShouldBeNull();
        (await Desk.DriversAsync(firing with { Kind = AlertKind.Authors }, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_muted_alert_notes_what_it_would_have_told()
    {
        await SaveAsync(Rule() with { MutedUntil = noon.AddHours(1) });
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        (await FiredAsync()).Single().Told.ShouldBeFalse();
        (await BellAsync()).ShouldBeEmpty();
        (await Desk.StandingsAsync(null, Cancel)).Single().State.ShouldBe(AlertState.Muted);
    }

    [Fact]
    public async Task An_alert_says_when_it_is_near_and_when_it_does_not_know_enough()
    {
        await SaveAsync(Rule());
        await SaveAsync(Rule() with { Kind = AlertKind.Seasonal, Bound = 3 });
        for (var i = 0; i < 4; i++) await PostAsync();
        await JudgeAsync();
        (await Desk.StandingsAsync(null, Cancel)).Select(s => s.State)
            .ShouldBe([AlertState.Near, AlertState.Learning]);
    }

    [Fact]
    public async Task Posts_by_listed_authors_are_told_and_nobody_elses()
    {
        await SaveAsync(Rule() with { Kind = AlertKind.Authors, Authors = ["@Jona"] });
        await PostAsync(author: "someone");
        await PostAsync(author: "jona");
        var fired = (await FiredAsync()).ShouldHaveSingleItem();
        (await BellAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            n => n.Title.ShouldBe("Beitrag von der Autorenliste: Marke"), n => n.MentionIds.ShouldBe(fired.MentionIds));
        var rule = (await Desk.RulesAsync(null, Cancel)).Single();
        (await Desk.PastAsync(rule, noon.AddHours(-1), noon.AddMinutes(1), Cancel)).Firings.Count.ShouldBe(0);
        _clock.Now = noon.AddMinutes(2);
        (await Desk.PastAsync(rule, noon.AddHours(-1), noon.AddMinutes(1), Cancel)).Firings.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Firings_name_staff_and_forget_them_with_the_person()
    {
        await SaveAsync(Rule());
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        var ana = await InviteAsync("ana@example.org", "Ana");
        var id = (await FiredAsync()).Single().Id;
        await Desk.AcknowledgeAsync(id, ana, Cancel);
        await Desk.JudgeFiringAsync(id, FiringVerdict.Justified, ana, Cancel);
        var holder = _services.GetServices<IHoldsPersonalData>().Single(h => h.Tables.Contains("firing"));
        var subject = new DataSubject(null, $"{ana}");
        (await holder.ExportAsync(subject, Cancel).ToListAsync(Cancel)).Count(r => r.Table == "firing").ShouldBe(1);
        await Db.WriteAsync(s => holder.EraseAsync(s, subject, Cancel), Cancel);
        (await FiredAsync()).Single().ShouldSatisfyAllConditions(
            f => f.AcknowledgedBy.ShouldBeNull(), f => f.VerdictBy.ShouldBeNull(),
            f => f.Verdict.ShouldBe(FiringVerdict.Justified), f => f.AcknowledgedAt.ShouldNotBeNull());
    }

    [Fact]
    public async Task Alerts_by_counts_that_cannot_work_are_refused()
    {
        (await Refused(Rule() with { Kind = AlertKind.Percent, Bound = 0, Baseline = TimeSpan.FromDays(7) }))
            .ShouldBe(AlertRefusal.Bound);
        (await Refused(Rule() with { Kind = AlertKind.Deviation, Bound = 2, Baseline = TimeSpan.FromMinutes(5) }))
            .ShouldBe(AlertRefusal.Baseline);
        (await Refused(Rule() with { Kind = AlertKind.SentimentShare, Bound = 101 })).ShouldBe(AlertRefusal.Bound);
        (await Refused(Rule() with { Kind = AlertKind.Seasonal, Bound = double.NaN })).ShouldBe(AlertRefusal.Bound);
        (await Refused(Rule() with { Window = TimeSpan.FromDays(8) })).ShouldBe(AlertRefusal.Window);
        (await Refused(Rule() with { Kind = AlertKind.Authors })).ShouldBe(AlertRefusal.NoAuthors);
        (await Refused(Rule() with { SourceId = 3 })).ShouldBe(AlertRefusal.SourceMissing);
        (await Refused(Rule() with { Kind = AlertKind.Silence, SourceId = 3, Window = TimeSpan.FromMinutes(90) }))
            .ShouldBe(AlertRefusal.SourceWindow);
        foreach (var address in new[] { "presse", "a@b.example,c@d.example", "a@b.example\nBcc: c@d.example", "<a@b.example>", "" })
            (await Refused(Rule() with { Addresses = [address] })).ShouldBe(AlertRefusal.Addresses);
        (await Refused(Rule() with { AlsoPeople = [.. Enumerable.Range(1, 51).Select(i => (long)i)] }))
            .ShouldBe(AlertRefusal.Recipients);
        (await Refused(Rule() with { EscalateTo = 99, EscalateAfter = TimeSpan.FromMinutes(5) }))
            .ShouldBe(AlertRefusal.EscalatePerson);
        (await Refused(Rule() with { EscalateTo = _person.Id })).ShouldBe(AlertRefusal.EscalateHalfSet);

        async Task<AlertRefusal> Refused(AlertRule rule) =>
            (await Should.ThrowAsync<AlertException>(() => Desk.SaveAsync(rule, Cancel))).Why;
    }

    private ServiceProvider Start() => new ServiceCollection()
        .AddLogging()
        .AddSingleton<TimeProvider>(_clock)
        .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
        .AddSingleton<IGuardedHttp, OpenHttp>()
        .AddSingleton(new AlertOptions())
        .AddEcholot(Db)
        .BuildServiceProvider();

    private AlertRule Rule() => new(
        0, _person.Id, _monitor, AlertKind.Threshold, [DeliveryChannel.Screen], [], 5, TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1), null, null, true, default);

    private Task<AlertRule> SaveAsync(AlertRule rule) => Desk.SaveAsync(rule, Cancel);

    private async Task<long> MonitorAsync(string name) =>
        (await _services.GetRequiredService<Watchlist>().AddAsync(new(name, name.ToLowerInvariant(), Purpose.Brand), null, Cancel))
        .Monitor!.Id;

    private async Task<long> InviteAsync(string email, string name, string language = "de")
    {
        var roster = _services.GetRequiredService<Roster>();
        var actor = new Actor((await roster.FindAsync(_person.Id, Cancel))!, Roles.All, null);
        return (await roster.InviteAsync(actor, new(email, name, language == "de" ? Role.Analyst : Role.Agent, language, "Europe/Berlin"), Cancel)).Person.Id;
    }

    private Task JudgeAsync() => Desk.JudgeRoundAsync(Cancel);

    private async Task<long> NewestAsync() =>
        (await _services.GetRequiredService<Archive>().ListAsync(new(), null, 10, Cancel)).Items.Max(m => m.Id);

    private Task<IReadOnlyList<Firing>> FiredAsync() => Desk.FiringsAsync(null, false, null, 100, Cancel);

    private Task<IReadOnlyList<Notification>> BellAsync(long? person = null) =>
        Desk.ForPersonAsync(person ?? _person.Id, false, null, 50, Cancel);

    /// <summary>Hands the desk every fact about mentions once more.</summary>
    private async Task HandOutAsync()
    {
        var ids = (await _services.GetRequiredService<Archive>().ListAsync(new(), null, 100, Cancel)).Items;
        await Desk.HearAsync(
            new([.. ids.Select(m => new KeptMention(m.Id, false, [_monitor], m.PublishedAt, m.SeenAt))]), Cancel);
    }

    private Task PostAsync(DateTimeOffset? published = null, string author = "kunde", params long[] monitors) =>
        KeepAsync([Post(published ?? _clock.Now, Sentiment.Neutral, author)], monitors);

    private Task KeepAsync(IEnumerable<(DateTimeOffset At, Sentiment Sentiment)> posts) =>
        KeepAsync([.. posts.Select(p => Post(p.At, p.Sentiment, "kunde"))], []);

    private (Mention Mention, Findings Findings) Post(DateTimeOffset at, Sentiment sentiment, string author) => (
        Samples.Mention($"post-{++_posts}", $"Jacke {_posts} ist kaputt") with
        {
            PublishedAt = at, ReceivedAt = _clock.Now, Author = new(new($"id-{author}"), author, author),
        },
        Samples.Neutral with { Sentiment = sentiment });

    private async Task KeepAsync(IReadOnlyList<(Mention Mention, Findings Findings)> posts, long[] monitors)
    {
        if (posts.Count == 0) return;
        var under = monitors.Length == 0 ? [_monitor] : monitors;
        var kept = await Db.WriteAsync(
            s => _services.GetRequiredService<Archive>().KeepAsync(
                s, [.. posts.Select(p => Samples.Keep(p.Mention, p.Findings, under))], Cancel),
            Cancel);
        await Desk.HearAsync(
            new([.. kept.Zip(posts, (k, p) => new KeptMention(
                k.Id, false, under, p.Mention.PublishedAt, p.Mention.ReceivedAt))]), Cancel);
    }
}
