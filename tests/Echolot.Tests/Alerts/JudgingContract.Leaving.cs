using Echolot.Alerts;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

/// <summary>Alerts of people who leave.</summary>
public abstract partial class JudgingContract
{
    [Theory]
    [InlineData(AlertKind.Threshold)]
    [InlineData(AlertKind.EachMention)]
    public async Task When_the_owner_leaves_everybody_and_everything_else_is_told_as_before(AlertKind kind)
    {
        var (ana, ben) = (await InviteAsync("ana@example.org", "Ana"), await InviteAsync("ben@example.org", "Ben"));
        var hook = (await Desk.SaveAsync(
            new Webhook(0, "Ops", new("https://hooks.example/ops"), WebhookFormat.Echolot, true, noon), Cancel)).Webhook.Id;
        await SaveAsync(Rule() with
        {
            Kind = kind, PersonId = ben, AlsoPeople = [ana], Addresses = ["presse@example.org"], WebhookIds = [hook],
            Channels = [DeliveryChannel.Screen, DeliveryChannel.Email, DeliveryChannel.Webhook], Cooldown = TimeSpan.FromMinutes(1),
        });
        await LeaveAsync(ben);
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        (await BellAsync(ana)).ShouldHaveSingleItem();
        (await Desk.DeliveriesAsync(null, null, 50, Cancel)).Select(d => d.Target).Order(StringComparer.Ordinal)
            .ShouldBe(["Ops", "ana@example.org", "ana@example.org", "presse@example.org"]);
        if (kind is AlertKind.Threshold) (await FiredAsync()).Single().Told.ShouldBeTrue();
    }

    [Fact]
    public async Task Where_whoever_is_to_be_called_has_left_somebody_who_can_act_is_told()
    {
        var (ana, ben) = (await InviteAsync("ana@example.org", "Ana"), await InviteAsync("ben@example.org", "Ben"));
        await SaveAsync(Rule() with { PersonId = ana, EscalateTo = ben, EscalateAfter = TimeSpan.FromMinutes(5) });
        await LeaveAsync(ben);
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        _clock.Now = noon.AddMinutes(6);
        await JudgeAsync();
        (await BellAsync()).ShouldHaveSingleItem().Title.ShouldStartWith("Unbestätigt: ");
        (await FiredAsync()).Single().EscalatedTo.ShouldBe(_person.Id);
    }

    [Fact]
    public async Task Where_nobody_is_left_to_acknowledge_the_next_one_is_told_at_once_and_without_one_nobody()
    {
        var (ana, ben) = (await InviteAsync("ana@example.org", "Ana"), await InviteAsync("ben@example.org", "Ben"));
        var other = await MonitorAsync("Versand");
        await SaveAsync(Rule() with { PersonId = ben, EscalateTo = ana, EscalateAfter = TimeSpan.FromMinutes(5) });
        var nobodys = await SaveAsync(Rule() with { PersonId = ben, MonitorId = other });
        await LeaveAsync(ben);
        for (var i = 0; i < 5; i++) await PostAsync(monitors: [_monitor, other]);
        await JudgeAsync();
        (await BellAsync(ana)).ShouldHaveSingleItem();
        (await FiredAsync()).Single(f => f.RuleId == nobodys.Id).Told.ShouldBeFalse();
    }

    [Fact]
    public async Task Where_only_the_next_one_is_left_a_listed_author_is_told_to_them_at_once()
    {
        var (ana, ben) = (await InviteAsync("ana@example.org", "Ana"), await InviteAsync("ben@example.org", "Ben"));
        await SaveAsync(Rule() with
        {
            Kind = AlertKind.Authors, Authors = ["kunde"], PersonId = ben, EscalateTo = ana, EscalateAfter = TimeSpan.FromMinutes(5),
        });
        await LeaveAsync(ben);
        await PostAsync();
        await JudgeAsync();
        (await BellAsync(ana)).ShouldHaveSingleItem().Title.ShouldStartWith("Unbestätigt: ");
        (await FiredAsync()).ShouldHaveSingleItem().EscalatedTo.ShouldBe(ana);
    }

    [Fact]
    public async Task An_alert_is_handed_over_to_somebody_who_is_there()
    {
        var (ana, ben) = (await InviteAsync("ana@example.org", "Ana"), await InviteAsync("ben@example.org", "Ben"));
        var rule = await SaveAsync(Rule() with { PersonId = ben });
        await LeaveAsync(ben);
        (await SaveAsync(rule with { Name = "Sturm" })).PersonId.ShouldBe(ben);
        (await SaveAsync(rule with { PersonId = ana })).PersonId.ShouldBe(ana);
        (await Should.ThrowAsync<AlertException>(() => SaveAsync(rule with { PersonId = ben }))).Why.ShouldBe(AlertRefusal.Owner);
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        (await BellAsync(ana)).ShouldHaveSingleItem();
    }

    private async Task LeaveAsync(long person)
    {
        var roster = _services.GetRequiredService<Roster>();
        var actor = new Actor((await roster.FindAsync(_person.Id, Cancel))!, Roles.All, null);
        var leaving = (await roster.FindAsync(person, Cancel))!;
        await roster.ChangeAsync(
            actor, person, new(leaving.Email, leaving.Name, leaving.Role, leaving.Language, leaving.TimeZone), false, Cancel);
    }
}
