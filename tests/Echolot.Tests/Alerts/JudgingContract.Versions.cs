using Echolot.Alerts;
using Echolot.Mentions;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

/// <summary>What alerts would have done under two versions of a monitor, and whom they would have called.</summary>
public abstract partial class JudgingContract
{
    [Theory]
    [InlineData(AlertKind.EachMention, false)]
    [InlineData(AlertKind.Digest, false)]
    [InlineData(AlertKind.Authors, false)]
    [InlineData(AlertKind.Threshold, false)]
    [InlineData(AlertKind.Threshold, true)]
    [InlineData(AlertKind.Percent, true)]
    [InlineData(AlertKind.Deviation, false)]
    [InlineData(AlertKind.Deviation, true)]
    [InlineData(AlertKind.Seasonal, true)]
    [InlineData(AlertKind.SentimentShare, false)]
    [InlineData(AlertKind.Silence, false)]
    public async Task A_version_fires_as_the_alert_does_and_nothing_is_sent_or_written(AlertKind kind, bool old)
    {
        // Old: there is more of the past than is looked at, as with a monitor that has been there for long.
        var weeks = old ? Enumerable.Range(1, 90).Select(day => noon.AddDays(-day).AddHours(day % 7)) : [];
        await KeepAsync([.. weeks.Select(at => Timely(at, Sentiment.Neutral, "kunde"))], []);
        await KeepAsync(
            [.. Stream(noon).Select(p => Timely(p.At, p.At.Hour == 9 ? Sentiment.Negative : Sentiment.Neutral, p.Author))], []);
        var rule = await SaveAsync(Telling(kind, 25) with
        {
            Count = 2, Bound = kind is AlertKind.SentimentShare or AlertKind.Percent ? 10 : 0.5, Window = TimeSpan.FromHours(1),
            Baseline = TimeSpan.FromHours(12), AlsoOnDuty = true,
        });
        await SaveAsync(Rule() with { Active = false });
        await SaveAsync(Rule() with { MonitorId = null });
        var before = await EverythingAsync();
        var month = TimeSpan.FromDays(30);
        var compared = await Desk.PastOfQueriesAsync(
            _monitor, ("jacke", default), ("jacke AND 7*", default), month, TimeSpan.FromSeconds(60), Cancel);
        (await EverythingAsync()).ShouldBe(before);
        (await Desk.PastOfQueriesAsync(_monitor + 99, ("jacke", default), ("zelt", default), month, month, Cancel)).Alerts.ShouldBeEmpty();

        compared.Complete.ShouldBeTrue();
        var one = compared.Alerts.ShouldHaveSingleItem();
        one.Rule.Id.ShouldBe(rule.Id);
        var past = await Desk.PastAsync(rule, noon - month, noon, Cancel);
        past.Firings.ShouldNotBeEmpty();
        one.First.Firings.ShouldBe(past.Firings);
        one.First.Course.ShouldBe(past.Course);
        one.First.AMonth.ShouldBe(past.AMonth);
        one.Second.Firings.ShouldNotBe(past.Firings);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task A_rehearsal_names_whoever_a_live_call_tells_step_by_step(bool chain, bool atOnce)
    {
        var (ana, ben) = await OnDutyAsync(noon.AddMinutes(15));
        var cem = await InviteAsync("cem@example.org", "Cem");
        await Rota.SaveShiftAsync(
            null, new("Nacht", ShiftKind.Evening, noon.AddMinutes(15), noon.AddHours(8), [cem, ana], []), _person.Id, Cancel);
        await Rota.SetSettingsAsync(new(Minutes: 7, Rounds: 1), _person.Id, Cancel);
        var rule = (chain ? InTurn() : Rule()) with { AlsoOnDuty = atOnce };
        var firing = await FireAsync(rule);
        var rehearsed = (await Rota.RehearseAsync([Chain.Of(rule, firing.At)], Cancel)).ShouldHaveSingleItem();
        for (var minute = 1; minute <= 60; minute++)
        {
            _clock.Now = noon.AddMinutes(minute);
            await Rota.EscalateAsync(Cancel);
        }
        rehearsed.Count.ShouldBeGreaterThan(1);
        rehearsed.Select(s => (s.PersonId, s.At)).ShouldBe((await StepsAsync(firing)).Select(s => (s.Person, s.At)));
    }

    [Fact]
    public async Task Two_versions_of_an_alert_on_authors_are_compared_by_what_those_wrote_and_say_what_was_cut()
    {
        // Somebody on the list spoke once, long before many others.
        await KeepAsync([Timely(noon.AddDays(-9), Sentiment.Neutral, "jona")], []);
        await KeepAsync([.. Enumerable.Range(0, 40).Select(i => Timely(noon.AddHours(-i - 1), Sentiment.Neutral, "kunde"))], []);
        await SaveAsync(Telling(AlertKind.Authors, 0));
        Desk.MostRehearsed = 10;
        var authors = await ComparedAsync();
        authors.Complete.ShouldBeTrue();
        authors.Alerts.ShouldHaveSingleItem().First.Firings.ShouldHaveSingleItem().Until.ShouldBe(noon.AddDays(-9));

        await SaveAsync(Telling(AlertKind.EachMention, 0));
        var each = await ComparedAsync();
        (each.InTime, each.Cut, each.Complete).ShouldBe((true, true, false));

        Task<ComparedAlerts> ComparedAsync() => Desk.PastOfQueriesAsync(
            _monitor, ("jacke", default), ("jacke AND kaputt", default), TimeSpan.FromDays(30), TimeSpan.FromSeconds(60), Cancel);
    }

    [Fact]
    public async Task Without_time_to_count_what_two_versions_find_the_comparison_says_so()
    {
        await KeepAsync([.. Enumerable.Range(0, 40).Select(i => Post(noon.AddHours(-i - 1), Sentiment.Neutral, "kunde"))], []);
        await SaveAsync(Rule());
        var compared = await Desk.PastOfQueriesAsync(
            _monitor, ("jacke", default), ("jacke", default), TimeSpan.FromDays(30), TimeSpan.Zero, Cancel);
        (compared.InTime, compared.Complete).ShouldBe((false, false));
        compared.From.ShouldBeGreaterThan(noon.AddDays(-1));
        var ids = await _services.GetRequiredService<Archive>().IdsAsync(_monitor, noon.AddDays(-30), noon, 100, Cancel);
        var (minutes, reached) = await _services.GetRequiredService<Archive>().MinutesOfAsync(
            [.. ids.Reverse()], 10, TimeSpan.FromTicks(-1), Cancel);
        (minutes.Count, reached).ShouldBe((0, ids[^1] + 1));
    }

    [Fact]
    public async Task Thousands_of_calls_are_rehearsed_as_each_one_alone_without_asking_the_rota_for_each()
    {
        var (ana, ben) = await OnDutyAsync();
        var random = new Random(20260304);
        for (var day = -60; day < 0; day++)
            await Rota.SaveShiftAsync(
                null, new("Nacht", ShiftKind.Evening, noon.AddDays(day), noon.AddDays(day).AddHours(random.Next(1, 30)),
                    random.Next(2) == 0 ? [ana, ben] : [ben], []), _person.Id, Cancel);
        await Rota.SetSettingsAsync(new(Minutes: 45, Rounds: 2), _person.Id, Cancel);
        List<RehearsedCall> calls =
        [
            .. Enumerable.Range(0, 20_000).Select(i => new RehearsedCall(
                noon.AddMinutes(-random.Next(60 * 24 * 60)), i % 2 == 0 ? null : random.Next(5, 400))),
        ];
        var started = TimeProvider.System.GetTimestamp();
        var rehearsed = await Rota.RehearseAsync(calls, Cancel);
        // One question to the database takes longer than 0.1 ms, and a call needs several.
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        rehearsed.Count(steps => steps.Count > 1).ShouldBeGreaterThan(1000);
        rehearsed.Count(steps => steps.Count == 0).ShouldBeGreaterThan(1000);
        for (var i = 0; i < calls.Count; i += 400)
            (await Rota.RehearseAsync([calls[i]], Cancel)).ShouldHaveSingleItem().ShouldBe(rehearsed[i]);
    }

    [Fact]
    public async Task The_past_of_an_alert_says_whom_it_would_have_called_and_calls_nobody()
    {
        var (ana, ben) = await OnDutyAsync();
        await Rota.SetSettingsAsync(new(Minutes: 5, Rounds: 1), _person.Id, Cancel);
        for (var i = 0; i < 5; i++) await PostAsync();
        var rule = InTurn() with { AlsoOnDuty = true };
        var past = await Desk.PastAsync(rule, noon.AddDays(-1), noon.AddMinutes(1), Cancel);
        var before = await EverythingAsync();
        var fired = past.Firings.ShouldHaveSingleItem().To;
        (await CalledAsync(rule)).ShouldBe([(ana, fired), (ben, fired.AddMinutes(10))]);
        (await CalledAsync(InTurn())).ShouldBe([(ana, fired.AddMinutes(10)), (ben, fired.AddMinutes(20))]);
        (await CalledAsync(Rule())).ShouldBe([(ana, fired), (ben, fired.AddMinutes(5))]);
        (await CalledAsync(rule with { Kind = AlertKind.Digest })).ShouldBeEmpty();
        (await EverythingAsync()).ShouldBe(before);
        // Nobody is on call before the shift.
        (await Rota.RehearseAsync([new(noon.AddDays(-2), null), new(noon.AddDays(-2), 5)], Cancel)).ShouldAllBe(c => c.Count == 0);

        async Task<IEnumerable<(long?, DateTimeOffset)>> CalledAsync(AlertRule of) =>
            (await Desk.CallsOfAsync(of, past.Firings, Cancel)).ShouldHaveSingleItem().Select(s => (s.PersonId, s.At));
    }
}
