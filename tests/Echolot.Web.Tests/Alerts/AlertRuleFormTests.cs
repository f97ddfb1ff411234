using Echolot.Alerts;
using Echolot.Web.Alerts;
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

    private static AlertRule? Parse(AlertRuleForm form) => form.Parse(1, 7, []);
}
