using Dapper;
using Echolot.Alerts;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public abstract partial class JudgingContract
{
    [Fact]
    public async Task An_alert_that_tells_somebody_else_or_more_is_told_although_the_cause_is_known()
    {
        var (ana, ben) = (await InviteAsync("ana@example.org", "Ana"), await InviteAsync("ben@example.org", "Ben"));
        var hook = (await Desk.SaveAsync(
            new Webhook(0, "Ops", new("https://hooks.example/ops"), WebhookFormat.Echolot, true, noon), Cancel)).Webhook.Id;
        await Rota.SaveShiftAsync(
            null, new("Tag", ShiftKind.Evening, noon.AddHours(-1), noon.AddHours(8), [ben], []), _person.Id, Cancel);
        var plain = Rule() with
        {
            AlsoPeople = [ana], EscalateTo = ana, EscalateAfter = TimeSpan.FromMinutes(20), Crisis = 1,
            Channels = [DeliveryChannel.Screen, DeliveryChannel.Email],
        };
        var quiet = plain with { QuietFrom = new(12, 0), QuietTo = new(14, 0) };
        (AlertRule Less, AlertRule More)[] pairs =
        [
            (plain, plain with { AlsoPeople = [ana, ben] }),
            (plain, plain with { AlsoRoles = [Role.Analyst] }),
            (plain, plain with { AlsoOnDuty = true }),
            (plain, plain with { Channels = [.. plain.Channels, DeliveryChannel.Push] }),
            (plain, plain with { Channels = [.. plain.Channels, DeliveryChannel.Webhook], WebhookIds = [hook] }),
            (plain, plain with { Addresses = ["presse@example.org"] }),
            (plain with { EscalateTo = null }, plain),
            (plain, plain with { EscalateAfter = TimeSpan.FromMinutes(10) }),
            (plain, plain with { Crisis = 2 }),
            (quiet, plain),
        ];
        foreach (var (less, more) in pairs)
        {
            (await IsToldAfterAsync(less, more)).ShouldBeTrue($"{more}");
            (await IsToldAfterAsync(more, less)).ShouldBeFalse($"{less}");
        }
        var chain = plain with { EscalateTo = null, EscalateOnDuty = true };
        // Who is called instead of somebody else is told in either order.
        foreach (var (one, other) in new[] { (plain, plain with { EscalateTo = ben }), (plain with { EscalateTo = null }, chain) })
        {
            (await IsToldAfterAsync(one, other)).ShouldBeTrue($"{other}");
            (await IsToldAfterAsync(other, one)).ShouldBeTrue($"{one}");
        }

        async Task<bool> IsToldAfterAsync(AlertRule first, AlertRule then)
        {
            var monitor = await MonitorAsync($"Marke {++_posts}");
            await SaveAsync(first with { MonitorId = monitor });
            var second = await SaveAsync(then with { MonitorId = monitor });
            for (var i = 0; i < 5; i++) await PostAsync(monitors: monitor);
            await JudgeAsync();
            var fired = (await FiredAsync()).Single(f => f.RuleId == second.Id);
            (fired.CauseId is null).ShouldBe(fired.Told);
            (fired.EscalateAt is not null).ShouldBe(fired.Told && then.EscalateTo is not null);
            return fired.Told;
        }
    }

    [Fact]
    public async Task A_firing_of_the_past_waits_for_quiet_hours_and_is_told_by_the_alert_that_told_its_cause()
    {
        var quiet = Rule() with { QuietFrom = new(22, 0), QuietTo = new(6, 0) };
        // In the winter of Berlin the quiet hours end at 5:00 UTC.
        var night = new DateTimeOffset(noon.Year, noon.Month, noon.Day, 23, 30, 0, TimeSpan.Zero);
        (await Desk.DeliveredAsync(quiet, [Over(noon.AddHours(-5)), Over(night)], Cancel))
            .ShouldBe([new(noon.AddHours(-5), null), new(new DateTimeOffset(night.Date.AddDays(1).AddHours(5), TimeSpan.Zero), null)]);
        // noon is a Monday.
        var working = Rule() with { QuietFrom = new(18, 0), QuietTo = new(8, 0), QuietDays = [NodaTime.IsoDayOfWeek.Saturday, NodaTime.IsoDayOfWeek.Sunday] };
        (await Desk.DeliveredAsync(working, [Over(noon.AddDays(-3)), Over(noon.AddDays(-2))], Cancel))
            .ShouldBe([new(noon.AddDays(-3), null), new(noon.AddHours(-5), null)]);

        var first = await SaveAsync(Rule());
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        var told = (await FiredAsync()).Single(f => f.RuleId == first.Id);
        told.Told.ShouldBeTrue();
        var after = told.At.AddMinutes(10);
        (await Desk.DeliveredAsync(Rule(), [Over(after), Over(after.AddHours(2))], Cancel))
            .Select(d => (d.At, d.ToldWith?.Id)).ShouldBe([(null, told.Id), (after.AddHours(2), null)]);
        // It tells on a way on which the other one did not.
        (await Desk.DeliveredAsync(Rule() with { Channels = [DeliveryChannel.Screen, DeliveryChannel.Email] }, [Over(after)], Cancel))
            .ShouldBe([new(after, null)]);
        // Of another monitor, and where what was told was a false alarm, nothing was told with it.
        (await Desk.DeliveredAsync(Rule() with { MonitorId = await MonitorAsync("Andere") }, [Over(after)], Cancel)).ShouldBe([new(after, null)]);
        await Desk.JudgeFiringAsync(told.Id, FiringVerdict.FalseAlarm, _person.Id, Cancel);
        (await Desk.DeliveredAsync(Rule(), [Over(after)], Cancel)).ShouldBe([new(after, null)]);
    }

    private static PastFiring Over(DateTimeOffset at) =>
        new(at.AddMinutes(-10), at, at, new(true, true, 5, 0, 0, 4, null, 5), null);

    [Fact]
    public async Task A_webhook_that_is_switched_off_does_not_keep_alerts_apart()
    {
        var hook = (await Desk.SaveAsync(
            new Webhook(0, "Ops", new("https://hooks.example/ops"), WebhookFormat.Echolot, false, noon), Cancel)).Webhook.Id;
        var rule = Rule() with { Channels = [DeliveryChannel.Screen, DeliveryChannel.Webhook], WebhookIds = [hook] };
        await SaveAsync(rule);
        await SaveAsync(rule);
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        (await FiredAsync()).Count(f => f.Told).ShouldBe(1);
    }

    [Fact]
    public async Task What_did_not_arrive_and_an_alert_that_cannot_be_read_spare_nobody_a_note()
    {
        var rule = Rule() with { Channels = [DeliveryChannel.Screen, DeliveryChannel.Email] };
        var first = await SaveAsync(rule);
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        (await NextAsync(6)).ShouldBeFalse("the mail is about to leave");
        await Db.WriteAsync(s => s.Connection.ExecuteAsync(
            "update delivery set state = 'Failed', attempts = 5 where channel = 'Email'", transaction: s.Transaction), Cancel);
        (await NextAsync(7)).ShouldBeTrue();
        // The one that told now is the only one that can be read.
        await BreakAsync(first);
        (await NextAsync(8)).ShouldBeFalse();

        async Task<bool> NextAsync(int count)
        {
            var next = await SaveAsync(rule with { Count = count });
            await PostAsync();
            await JudgeAsync();
            return (await FiredAsync()).Single(f => f.RuleId == next.Id).Told;
        }
    }

    [Fact]
    public async Task A_post_by_a_listed_author_does_not_silence_a_storm()
    {
        await SaveAsync(Rule() with { Kind = AlertKind.Authors, Authors = ["kunde"] });
        await SaveAsync(Rule());
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        (await FiredAsync()).Single(f => f.Kind is AlertKind.Threshold).ShouldSatisfyAllConditions(
            f => f.Told.ShouldBeTrue(), f => f.CauseId.ShouldBeNull());
    }

    [Fact]
    public async Task A_false_alarm_is_no_cause_and_neither_is_what_was_long_before()
    {
        await SaveAsync(Rule());
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        await Desk.JudgeFiringAsync((await FiredAsync()).Single().Id, FiringVerdict.FalseAlarm, _person.Id, Cancel);
        var sixth = await SaveAsync(Rule() with { Count = 6 });
        await PostAsync();
        await JudgeAsync();
        (await FiredAsync()).Single(f => f.RuleId == sixth.Id).Told.ShouldBeTrue();
        // A feed that was away brings a storm of five hours ago: that is another one, although it is noticed now.
        foreach (var rule in await Desk.RulesAsync(null, Cancel)) await SaveAsync(rule with { Active = false });
        var late = await SaveAsync(Rule() with { Count = 7 });
        for (var i = 0; i < 7; i++) await PostAsync(published: noon.AddHours(-5));
        await JudgeAsync();
        (await FiredAsync()).Single(f => f.RuleId == late.Id).Told.ShouldBeTrue();
    }
}
