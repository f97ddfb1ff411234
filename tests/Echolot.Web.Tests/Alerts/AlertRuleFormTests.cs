using System.Globalization;
using Echolot.Alerts;
using Echolot.Web.Alerts;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Alerts;

/// <summary>An alert as the form has it, and back.</summary>
public sealed class AlertRuleFormTests
{
    private static readonly AlertRule rule = new(
        1, 7, 3, AlertKind.Threshold, [DeliveryChannel.Screen], [], 20, TimeSpan.FromHours(1), TimeSpan.FromHours(1), null, null,
        true, default);

    [Fact]
    public void People_on_call_stand_where_a_person_could_and_come_back()
    {
        var inTurn = rule with { AlsoOnDuty = true, EscalateOnDuty = true, EscalateAfter = TimeSpan.FromMinutes(15) };
        var form = AlertRuleForm.Of(inTurn);
        (form.EscalateTo, form.EscalateAfter).ShouldBe(("duty", "15"));
        form.Also.ShouldBe(["duty"]);
        var back = Parse(form)!;
        (back.AlsoOnDuty, back.EscalateOnDuty, back.EscalateAfter).ShouldBe((true, true, TimeSpan.FromMinutes(15)));
        back.AlsoRoles.ShouldBeEmpty();
    }

    [Fact]
    public void A_kind_that_does_not_fire_calls_nobody_in_turn()
    {
        var form = AlertRuleForm.Of(rule with { EscalateOnDuty = true, EscalateAfter = TimeSpan.FromMinutes(15) });
        Parse(form with { Kind = nameof(AlertKind.EachMention) })!.EscalateOnDuty.ShouldBeFalse();
    }

    [Fact]
    public void Days_come_back_and_every_day_of_a_digest_is_no_choice()
    {
        var digest = rule with { Kind = AlertKind.Digest, DigestAt = [new(17, 0)] };
        AlertRuleForm.Of(digest).DigestOn.ShouldBe(["1", "2", "3", "4", "5", "6", "7"]);
        Parse(AlertRuleForm.Of(digest))!.DigestOn.ShouldBeEmpty();
        var weekly = digest with { DigestOn = [IsoDayOfWeek.Monday], QuietDays = [IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday] };
        var back = Parse(AlertRuleForm.Of(weekly))!;
        back.DigestOn.ShouldBe([IsoDayOfWeek.Monday]);
        back.QuietDays.ShouldBe([IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday]);
        var problems = new Dictionary<string, string>();
        (AlertRuleForm.Of(digest) with { DigestOn = [] }).Parse(1, 7, problems).ShouldBeNull();
        problems.Keys.ShouldBe(["digestOn"]);
        Parse(AlertRuleForm.Of(rule) with { DigestOn = [] })!.DigestOn.ShouldBeEmpty("another kind has none");
    }

    [Fact]
    public void A_quiet_time_that_is_none_is_told_at_its_field()
    {
        var problems = new Dictionary<string, string>();
        (AlertRuleForm.Of(rule) with { QuietFrom = "25:99", QuietTo = "" }).Parse(1, 7, problems).ShouldBeNull();
        problems.Keys.ShouldBe(["quietFrom"]);
    }

    [Theory]
    [InlineData("en-GB", "Mon–Fri at 17:00", "quiet all day Sat, Sun", "quiet 18:00–08:00 and all day Sat, Sun")]
    [InlineData("de-DE", "Mo–Fr um 17:00", "Ruhe Sa, So ganztägig", "Ruhezeit 18:00–08:00 und Sa, So ganztägig")]
    public void The_sentence_of_an_alert_names_its_days(string culture, string digests, string quietDays, string both)
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo(culture), CultureInfo.GetCultureInfo(culture));
        var digest = rule with { Kind = AlertKind.Digest, DigestAt = [new(17, 0)] };
        AlertSentence.Full(digest).ShouldNotContain(digests);
        AlertSentence.Full(digest with { DigestOn = [.. Weekdays.All.Take(5)] }).ShouldEndWith(digests);
        var quiet = rule with { QuietDays = [IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday] };
        AlertSentence.Full(quiet).ShouldEndWith(quietDays);
        AlertSentence.Full(quiet with { QuietFrom = new(18, 0), QuietTo = new(8, 0) }).ShouldEndWith(both);
    }

    private static AlertRule? Parse(AlertRuleForm form) => form.Parse(1, 7, []);
}
