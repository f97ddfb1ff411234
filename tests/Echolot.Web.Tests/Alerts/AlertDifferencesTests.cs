using System.Reflection;
using Echolot.Alerts;
using Echolot.Web.Alerts;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Alerts;

/// <summary>Who saves an alert over somebody else's change sees all of it.</summary>
public sealed class AlertDifferencesTests
{
    private static readonly AlertNames names =
        new([("7", "Nordlicht")], [("8", "Forum")], [("9", "Chat")], [("3", "Ana")], [("4", "Mira"), ("duty", "On call")], [("5", "Jo")]);

    [Fact]
    public void Every_field_of_the_form_that_differs_is_shown_for_the_kinds_that_use_it()
    {
        var before = AlertRuleForm.Fresh with { Level = nameof(Sensitivity.Own), EscalateTo = "3" };
        foreach (var field in typeof(AlertRuleForm).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(f => f.CanWrite && f.Name is not nameof(AlertRuleForm.Seen)))
        {
            var shown = Enum.GetValues<AlertKind>().Any(kind =>
            {
                var (theirs, mine) = (before with { Kind = kind.ToString() }, before with { Kind = kind.ToString() });
                field.SetValue(theirs, field.PropertyType == typeof(bool) ? false
                    : field.PropertyType == typeof(string)
                        ? field.Name is nameof(AlertRuleForm.Kind) ? kind is AlertKind.Digest ? "Silence" : "Digest" : "17"
                    : new[] { field.Name is nameof(AlertRuleForm.Channels) ? nameof(DeliveryChannel.Email) : "4" });
                return AlertDifferences.Of(theirs, mine, names).Count > 0;
            });
            shown.ShouldBeTrue(field.Name);
        }
        AlertDifferences.Of(before, before with { Seen = "4711" }, names).ShouldBeEmpty();
    }

    [Fact]
    public void What_was_chosen_is_told_by_its_name()
    {
        var theirs = AlertRuleForm.Fresh with
        {
            Kind = nameof(AlertKind.Silence), Monitor = "7", Source = "8", Webhooks = ["9"], EscalateTo = "3", Also = ["4", "duty"], Owner = "5",
        };
        var mine = AlertRuleForm.Fresh with { Kind = nameof(AlertKind.Silence) };
        AlertDifferences.Of(theirs, mine, names).Select(d => d.Theirs).ShouldBe(
            ["Nordlicht", "Forum", "Chat", "Jo", "Mira, On call", "Ana", "15"]);
    }
}
