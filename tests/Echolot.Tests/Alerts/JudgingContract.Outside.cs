using Echolot.Alerts;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public abstract partial class JudgingContract
{
    [Fact]
    public async Task Outside_of_business_hours_an_alert_is_quiet_live_and_in_the_time_machine_alike()
    {
        // noon is 13:00 of a Monday in Berlin.
        var calendar = await CalendarAsync(null, new(14 * 60, 18 * 60));
        var outside = Rule() with { Outside = new(calendar.Id) };
        (await Desk.DeliveredAsync(outside, [Over(noon), Over(noon.AddHours(2))], Cancel))
            .ShouldBe([new(noon.AddHours(1), null), new(noon.AddHours(2), null)]);
        var rule = await SaveAsync(outside);
        rule.Outside!.Name.ShouldBe("Service");
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        (await FiredAsync()).Single().Told.ShouldBeTrue();
        var delivery = (await Desk.DeliveriesAsync(null, null, 50, Cancel)).ShouldHaveSingleItem();
        (delivery.State, delivery.NextAttemptAt).ShouldBe((DeliveryState.HeldByQuietHours, noon.AddHours(1)));

        // The calendar counts as it is now, with its exceptions.
        await CalendarAsync(calendar.Id, new(14 * 60, 18 * 60), new SpecialDay(new(2026, 3, 2), [], "Betriebsausflug"));
        (await Desk.DeliveredAsync(outside with { MonitorId = await MonitorAsync("Andere") }, [Over(noon)], Cancel))
            .ShouldBe([new(noon.AddDays(7).AddHours(1), null)]);
        (await Desk.VersionsAsync(rule.Id, Cancel))[0].Rule.Outside!.CalendarId.ShouldBe(calendar.Id);
    }

    [Fact]
    public async Task Business_hours_that_never_let_anything_through_or_are_not_there_are_refused()
    {
        var calendar = await CalendarAsync(null, new(9 * 60, 17 * 60));
        (await RefusedAsync(Rule() with { Outside = new(calendar.Id), QuietFrom = new(8, 0), QuietTo = new(18, 0) }))
            .ShouldBe(AlertRefusal.QuietAlways);
        (await RefusedAsync(Rule() with { Outside = new(4711) })).ShouldBe(AlertRefusal.Calendar);

        async Task<AlertRefusal> RefusedAsync(AlertRule rule) => (await Should.ThrowAsync<AlertException>(() => SaveAsync(rule))).Why;
    }

    private Task<NamedCalendar> CalendarAsync(long? id, Opening monday, params SpecialDay[] special) =>
        _services.GetRequiredService<Roster>().SaveCalendarAsync(
            id, "Service", BusinessCalendar.Of(
                DateTimeZoneProviders.Tzdb["Europe/Berlin"],
                new Dictionary<IsoDayOfWeek, IReadOnlyList<Opening>> { [IsoDayOfWeek.Monday] = [monday] }, null, false, special),
            null, Cancel);
}
