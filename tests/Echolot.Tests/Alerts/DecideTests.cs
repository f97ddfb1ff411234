using Echolot.Alerts;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public sealed class DecideTests
{
    private static readonly DateTimeZone berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    private static readonly DateTimeOffset noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly AlertRule each = new(
        1, 1, 7, AlertKind.EachMention, [DeliveryChannel.Screen], [], 5, TimeSpan.FromMinutes(10), TimeSpan.Zero, null,
        null, true, noon);

    [Fact]
    public void The_first_mention_is_told_at_once() => Turn(each, null, noon).ShouldBe(new(true, null));

    [Fact]
    public void A_burst_becomes_one_notification_a_second()
    {
        Turn(each, noon, noon.AddMilliseconds(300)).ShouldBe(new(false, noon.AddSeconds(1)));
        Turn(each, noon, noon.AddSeconds(1)).Open.ShouldBeTrue();
    }

    [Fact]
    public void The_pause_of_the_alert_is_kept()
    {
        var hourly = each with { Cooldown = TimeSpan.FromHours(1) };
        Turn(hourly, noon, noon.AddMinutes(59)).ShouldBe(new(false, noon.AddHours(1)));
        Turn(hourly, noon, noon.AddHours(1)).Open.ShouldBeTrue();
    }

    [Fact]
    public void Each_mention_waits_for_the_end_of_quiet_hours()
    {
        var quiet = each with { QuietFrom = new(12, 30), QuietTo = new(14, 0) };
        Turn(quiet, null, noon).ShouldBe(new(false, noon.AddHours(1)));
        Decide.HeldUntil(quiet, berlin, noon).ShouldBe(noon.AddHours(1));
        Decide.HeldUntil(quiet, berlin, noon.AddHours(1)).ShouldBeNull();
    }

    [Fact]
    public void A_pause_that_ends_in_quiet_hours_ends_with_them()
    {
        var quiet = each with { QuietFrom = new(12, 30), QuietTo = new(14, 0), Cooldown = TimeSpan.FromHours(1) };
        Turn(quiet, noon.AddMinutes(-50), noon.AddMinutes(-31)).ShouldBe(new(false, noon.AddHours(1)));
    }

    [Fact]
    public void A_digest_speaks_when_one_of_its_times_has_passed()
    {
        var digest = each with { Kind = AlertKind.Digest, DigestAt = [new(8, 0), new(17, 0)] };
        Decide.TurnOf(new(digest, berlin, null, noon), noon.AddHours(1)).ShouldBe(new(false, noon.AddHours(4)));
        Decide.TurnOf(new(digest, berlin, null, noon), noon.AddHours(4)).ShouldBe(new(true, null));
        // The server was off for three days: one digest, not six.
        Decide.TurnOf(new(digest, berlin, null, noon), noon.AddDays(3)).ShouldBe(new(true, null));
        Decide.TurnOf(new(digest, berlin, null, noon.AddDays(3)), noon.AddDays(3))
            .ShouldBe(new(false, noon.AddDays(3).AddHours(4)));
    }

    [Fact]
    public void Working_days_decide_when_a_digest_goes_out_and_when_the_quiet_ends()
    {
        var friday = noon.AddDays(4);
        var digest = each with
        {
            Kind = AlertKind.Digest, DigestAt = [new(17, 0)], DigestOn = [.. Weekdays.All.Take(5)],
        };
        Decide.TurnOf(new(digest, berlin, null, friday.AddHours(4)), friday.AddDays(2)).ShouldBe(new(false, friday.AddDays(3).AddHours(4)));
        var quiet = each with { QuietFrom = new(18, 0), QuietTo = new(8, 0), QuietDays = [.. Weekdays.All.Skip(5)] };
        Decide.HeldUntil(quiet, berlin, friday).ShouldBeNull();
        Decide.HeldUntil(quiet, berlin, friday.AddDays(1)).ShouldBe(friday.AddDays(3).AddHours(-5));
        Turn(quiet, null, friday.AddDays(1)).ShouldBe(new(false, friday.AddDays(3).AddHours(-5)));
        Decide.HeldUntil(each with { QuietDays = [.. Weekdays.All.Skip(5)] }, berlin, friday.AddDays(1))
            .ShouldBe(friday.AddDays(2).AddHours(11));
    }

    [Fact]
    public void Nothing_heard_means_nothing_told() => Decide.Tell([]).ShouldBeNull();

    [Fact]
    public void Each_mention_tells_everything_that_waits_newest_first()
    {
        var telling = Decide.Tell(Minutes(1, 2, 30))!;
        telling.Newest.Select(t => t.MentionId).ShouldBe([30L, 2, 1]);
        (telling.First, telling.Last).ShouldBe((noon.AddMinutes(1), noon.AddMinutes(30)));
    }

    [Fact]
    public void History_that_somebody_imports_notifies_nobody()
    {
        Decide.IsNews(noon.AddDays(-6), noon).ShouldBeTrue();
        Decide.IsNews(noon.AddDays(-8), noon).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 60)]
    [InlineData(5, 2400)]
    public void Tries_are_repeated_with_growing_pauses(int attempts, int seconds) =>
        Retry.After(DeliveryChannel.Webhook, new(Ended.NotArrived), attempts, noon)
            .ShouldBe(new(DeliveryState.Waiting, noon.AddSeconds(seconds)));

    [Fact]
    public void Six_tries_take_about_an_hour_and_then_it_has_failed()
    {
        var at = noon;
        for (var attempt = 1; attempt < Retry.Most; attempt++)
            at = Retry.After(DeliveryChannel.Webhook, new(Ended.NotArrived), attempt, at).NextAttemptAt!.Value;
        Retry.Most.ShouldBe(6);
        (at - noon).ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(70));
        Retry.After(DeliveryChannel.Webhook, new(Ended.NotArrived), 6, at).ShouldBe(new(DeliveryState.Failed, null));
    }

    [Fact]
    public void A_mail_that_may_have_arrived_is_not_sent_again_but_a_call_is()
    {
        Retry.After(DeliveryChannel.Email, new(Ended.Unclear), 1, noon).ShouldBe(new(DeliveryState.Unknown, null));
        Retry.After(DeliveryChannel.Email, new(Ended.NotArrived), 1, noon).State.ShouldBe(DeliveryState.Waiting);
        Retry.After(DeliveryChannel.Webhook, new(Ended.Unclear), 1, noon).State.ShouldBe(DeliveryState.Waiting);
        Retry.After(DeliveryChannel.Webhook, new(Ended.Unclear), 6, noon).ShouldBe(new(DeliveryState.Unknown, null));
        Retry.After(DeliveryChannel.Webhook, new(Ended.Refused), 1, noon).ShouldBe(new(DeliveryState.Failed, null));
    }

    [Fact]
    public void What_the_receiver_asks_us_to_wait_is_kept_up_to_an_hour()
    {
        Next(TimeSpan.FromMinutes(5)).ShouldBe(noon.AddMinutes(5));
        Next(TimeSpan.FromSeconds(1)).ShouldBe(noon.AddSeconds(10));
        Next(TimeSpan.FromDays(9)).ShouldBe(noon.AddHours(1));

        static DateTimeOffset? Next(TimeSpan asked) =>
            Retry.After(DeliveryChannel.Webhook, new(Ended.NotArrived, After: asked), 1, noon).NextAttemptAt;
    }

    [Fact]
    public void Rehearsing_tells_what_the_clock_and_the_pause_allow()
    {
        var hourly = each with { Cooldown = TimeSpan.FromHours(1), QuietFrom = new(15, 0), QuietTo = new(16, 0) };
        var told = Rehearse.Run(hourly, berlin, Minutes(0, 5, 50, 70, 130), noon, noon.AddHours(6));
        // At 12:00; at 13:00 what came until then; what came at 13:10 and in the quiet hour (14:00 to 15:00) after it.
        told.Select(t => (t.At - noon).TotalMinutes).ShouldBe([0.0, 60, 180]);
        told.Select(t => t.Telling.Count).ShouldBe([1, 2, 2]);
        var digest = each with { Kind = AlertKind.Digest, DigestAt = [new(14, 0), new(17, 0)] };
        Rehearse.Run(digest, berlin, Minutes(10, 20), noon, noon.AddDays(2))
            .Select(t => t.At).ShouldBe([noon.AddHours(1)]);
    }

    private static Turn Turn(AlertRule rule, DateTimeOffset? notifiedAt, DateTimeOffset now) =>
        Decide.TurnOf(new(rule, berlin, notifiedAt, noon), now);

    private static List<Heard> Minutes(params int[] minutes) =>
        [.. minutes.Select(m => new Heard(m, noon.AddMinutes(m), noon.AddMinutes(m)))];
}
