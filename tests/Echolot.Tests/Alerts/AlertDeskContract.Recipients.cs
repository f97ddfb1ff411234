using Dapper;
using Echolot.Alerts;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public abstract partial class AlertDeskContract
{
    [Fact]
    public async Task Each_webhook_of_an_alert_is_called_once_and_has_its_own_line_in_the_log()
    {
        await using var chat = new Receiver();
        await SubscribeAsync(Each() with
        {
            Channels = [DeliveryChannel.Screen, DeliveryChannel.Webhook],
            WebhookIds = [await WebhookAsync(), await WebhookAsync("Chat", chat)],
            AlsoRoles = [Role.Administrator], AlsoPeople = [(await JoinAsync("ana")).Id],
        });
        chat.Answers.Enqueue(500);
        await HearAsync(1);
        await PostAsync();
        _receiver.Calls.Count.ShouldBe(1, "two people are told, and a program hears it once");
        (await WebhooksOfLogAsync()).ShouldBe([("Chat", DeliveryState.Waiting, 1), ("Ops", DeliveryState.Sent, 1)]);

        _clock.Now = noon.AddSeconds(10);
        await PostAsync();
        (await WebhooksOfLogAsync()).ShouldBe([("Chat", DeliveryState.Sent, 2), ("Ops", DeliveryState.Sent, 1)]);
        _receiver.Calls.Count.ShouldBe(1, "one that failed is no reason to call the other again");
        chat.Calls.Select(c => c.Delivery).Distinct().ShouldHaveSingleItem();
        chat.Calls.First().Delivery.ShouldNotBe(_receiver.Calls.First().Delivery);
    }

    [Fact]
    public async Task What_quiet_hours_held_back_travels_as_one_message_for_each_webhook()
    {
        await using var chat = new Receiver();
        await SubscribeAsync(Each() with
        {
            Kind = AlertKind.EachMention, Channels = [DeliveryChannel.Webhook], QuietFrom = new(12, 0), QuietTo = new(15, 0),
            WebhookIds = [await WebhookAsync(), await WebhookAsync("Chat", chat)],
        });
        await HearAsync(1);
        _clock.Now = noon.AddMinutes(5);
        await HearAsync(2);
        _clock.Now = noon.AddHours(2).AddMinutes(1);
        await Desk.RoundAsync(Cancel);
        await PostAsync();
        _receiver.Calls.Count.ShouldBe(1);
        chat.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_that_is_removed_or_switched_off_leaves_the_others_alone()
    {
        await using var chat = new Receiver();
        var (ops, second) = (await WebhookAsync(), await WebhookAsync("Chat", chat));
        var saved = await SubscribeAsync(
            Each() with { Channels = [DeliveryChannel.Webhook], WebhookIds = [ops, second, ops] });
        saved.WebhookIds.ShouldBe([ops, second]);
        await HearAsync(1);
        await Desk.RemoveWebhookAsync(ops, Cancel);
        await PostAsync();
        (await WebhooksOfLogAsync()).ShouldBe([("Chat", DeliveryState.Sent, 1), ("Ops", DeliveryState.Failed, 1)]);
        (await Desk.FindRuleAsync(saved.Id, Cancel))!.WebhookIds.ShouldBe([second]);
        _receiver.Calls.ShouldBeEmpty();

        await Desk.SaveAsync(new Webhook(second, "Chat", chat.Url, WebhookFormat.Slack, false, noon), Cancel);
        (await Desk.TestAsync(saved.Id, Cancel)).ShouldHaveSingleItem().Problem!.ShouldContain("switched off");
        await Desk.RemoveWebhookAsync(second, Cancel);
        (await Desk.TestAsync(saved.Id, Cancel)).ShouldHaveSingleItem().Problem!.ShouldContain("removed");
    }

    [Fact]
    public async Task A_webhook_that_is_removed_makes_a_new_version_of_its_alerts_and_their_owner_is_told()
    {
        var (ops, chat) = (await WebhookAsync(), await WebhookAsync("Chat"));
        var only = await SubscribeAsync(Each() with { Name = "Nur Ops", Channels = [DeliveryChannel.Webhook], WebhookIds = [ops] });
        var both = await SubscribeAsync(
            Each() with { Name = "Beide", Channels = [DeliveryChannel.Screen, DeliveryChannel.Webhook], WebhookIds = [ops, chat] });
        var other = await SubscribeAsync(Each() with { Name = "Chat", Channels = [DeliveryChannel.Webhook], WebhookIds = [chat] });
        var ana = await JoinAsync("ana");
        await Desk.RemoveWebhookAsync(ops, Cancel, ana.Id);

        foreach (var (rule, left) in new (AlertRule, long[])[] { (only, []), (both, [chat]) })
        {
            var version = (await Desk.VersionsAsync(rule.Id, Cancel))[0];
            (version.Version, version.ChangedBy).ShouldBe((2, ana.Id));
            version.Rule.WebhookIds.ShouldBe(left);
            (await Desk.FindRuleAsync(rule.Id, Cancel))!.ChangedAt.ShouldBeGreaterThan(rule.ChangedAt);
        }
        (await Desk.VersionsAsync(other.Id, Cancel)).Count.ShouldBe(1);
        var told = (await Desk.ForPersonAsync(only.PersonId, false, null, 9, Cancel)).ShouldHaveSingleItem();
        told.Title.ShouldContain("Ops");
        told.Why.ShouldContain("Nur Ops");
        told.Why.ShouldContain("Beide");
        await using var read = await Db.ReadAsync(Cancel);
        (await read.QueryAsync<string>("select detail from audit where what = 'alert.changed' order by id")).ShouldBe(
            ["Nur Ops, version 2: webhook_ids", "Beide, version 2: webhook_ids"]);
    }

    [Fact]
    public async Task The_test_button_reaches_everybody_and_everything_that_the_alert_tells()
    {
        await using var chat = new Receiver();
        var (ana, lead) = (await JoinAsync("ana"), await JoinAsync("lea", Role.Lead));
        var saved = await SubscribeAsync(Each() with
        {
            Channels = [DeliveryChannel.Screen, DeliveryChannel.Email, DeliveryChannel.Webhook],
            AlsoPeople = [ana.Id], AlsoRoles = [Role.Lead], Addresses = ["presse@example.org"],
            WebhookIds = [await WebhookAsync(), await WebhookAsync("Chat", chat)],
            QuietFrom = new(0, 0), QuietTo = new(23, 59),
        });
        chat.Answers.Enqueue(503);
        var outcome = await Desk.TestAsync(saved.Id, Cancel);
        outcome.Where(d => d.Channel == DeliveryChannel.Email).Select(d => (d.Target, d.State)).ShouldBe(
            new[] { "ana", "kim", "lea", "presse" }.Select(n => ($"{n}@example.org", DeliveryState.Sent)), true);
        outcome.Where(d => d.Channel == DeliveryChannel.Webhook).Select(d => (d.Target, d.State)).ShouldBe(
            [("Ops", DeliveryState.Sent), ("Chat", DeliveryState.Failed)], true);
        outcome.Count(d => d.Channel == DeliveryChannel.Screen).ShouldBe(3);
        _mail.Mails.Count.ShouldBe(4);
        _receiver.Calls.Count.ShouldBe(1);
        (await Desk.ForPersonAsync(lead.Id, false, null, 9, Cancel)).Single().Title.ShouldBe("Test notification");
        (await Desk.DeliveriesAsync(saved.Id, null, 50, Cancel)).Select(d => d.Id)
            .ShouldBe(outcome.Select(d => d.Id), ignoreOrder: true);

        _clock.Now = noon.AddHours(2);
        await PostAsync();
        chat.Calls.Count.ShouldBe(1, "a test is tried once");
    }

    private async Task<IReadOnlyList<(string Target, DeliveryState State, int Attempts)>> WebhooksOfLogAsync() =>
        [.. (await Desk.DeliveriesAsync(null, null, 50, Cancel)).Where(d => d.Channel == DeliveryChannel.Webhook)
            .Select(d => (d.Target, d.State, d.Attempts)).OrderBy(d => d.Target, StringComparer.Ordinal)];

    private async Task<Person> JoinAsync(string name, Role role = Role.Agent)
    {
        var (person, secret) = await Roster.InviteAsync(
            await AdministratorAsync(), new($"{name}@example.org", name, role, "en", "Europe/Berlin"), Cancel);
        (await Roster.AcceptInviteAsync(secret, "a new password", Cancel)).ShouldBeTrue();
        return (await Roster.FindAsync(person.Id, Cancel))!;
    }
}
