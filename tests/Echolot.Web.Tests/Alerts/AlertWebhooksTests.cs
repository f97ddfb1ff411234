using Echolot.Alerts;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Alerts;

/// <summary>An alert with several webhooks, through the form, its page and its log.</summary>
public sealed class AlertWebhooksTests
{
    [Fact]
    public async Task Webhooks_are_chosen_shown_tested_and_found_in_the_log()
    {
        await using var host = await AppHost.StartAsync();
        using var browser = await host.SignedInAsync();
        var desk = host.Services.GetRequiredService<AlertDesk>();
        // Nobody listens on port 9.
        var ids = new List<string>();
        foreach (var name in new[] { "Ops room", "Press <chat>", "Unused" })
        {
            var (hook, _) = await desk.SaveAsync(
                new Webhook(0, name, new($"http://127.0.0.1:9/{ids.Count}"), WebhookFormat.Slack, true, default), default);
            ids.Add($"{hook.Id}");
        }

        (string, string)[] draft = [("kind", "EachMention"), ("name", "Everything"), ("cooldown", "5"), ("active", "true"),
            ("channels", "Screen"), ("channels", "Webhook")];
        var refused = await browser.PostAsync(Urls.NewAlert, Urls.NewAlert, draft);
        refused.Find(".when-webhook .field-error")!.TextContent.ShouldContain("at least one webhook");
        var saved = await browser.PostAsync(
            Urls.NewAlert, Urls.NewAlert, [.. draft, ("webhooks", ids[0]), ("webhooks", ids[1])]);
        var page = await browser.GetAsync(saved.Location.ShouldNotBeNull());
        page.Document.QuerySelectorAll(".why .pill").Select(p => p.TextContent.Trim())
            .ShouldBe(["Screen", "Webhook", "Ops room", "Press <chat>"], ignoreOrder: true);

        var id = (await desk.RulesAsync(null, default)).Single().Id;
        (await browser.GetAsync(Urls.AlertEdit(id))).Document.QuerySelectorAll("input[name=webhooks][checked]")
            .Select(b => b.GetAttribute("value")).ShouldBe(ids.Take(2), ignoreOrder: true);
        var tested = await browser.PostAsync(Urls.Alert(id), Urls.AlertTest(id));
        var toast = (await browser.GetAsync(tested.Location!)).Find(".toast.bad")!;
        toast.TextContent.ShouldContain("2 of 3 tests not delivered");
        toast.QuerySelector("[lang=en]")!.TextContent.ShouldNotBeNullOrWhiteSpace("what another machine said");
        var log = await browser.GetAsync($"{Urls.Deliveries}?alert={id}");
        log.Document.QuerySelectorAll("tbody tr").Length.ShouldBe(3);
        log.Text.ShouldContain("Press &lt;chat&gt;");
        (await browser.GetAsync($"{Urls.Deliveries}?alert={id + 1}")).Document.QuerySelectorAll("tbody tr").ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_not_edit_an_alert_cannot_test_it()
    {
        await using var host = await AppHost.StartAsync();
        var roster = host.Services.GetRequiredService<Roster>();
        var owner = (await roster.PeopleAsync(default)).Single();
        var desk = host.Services.GetRequiredService<AlertDesk>();
        var rule = await desk.SaveAsync(
            new AlertRule(
                0, owner.Id, null, AlertKind.EachMention, [DeliveryChannel.Screen], [], 0, default, default, null, null,
                true, default), default);
        using var other = await host.SignedInAsync(Role.Analyst);
        await other.PostAsync(Urls.Alerts, Urls.AlertTest(rule.Id));
        (await desk.DeliveriesAsync(rule.Id, null, 9, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_not_edit_people_makes_new_alerts_for_themselves_only()
    {
        await using var host = await AppHost.StartAsync();
        var owner = (await host.Services.GetRequiredService<Roster>().PeopleAsync(default)).Single();
        using var other = await host.SignedInAsync(Role.Analyst);
        await other.PostAsync(
            Urls.NewAlert, Urls.NewAlert, ("kind", "EachMention"), ("name", "Everything"), ("cooldown", "5"), ("active", "true"),
            ("channels", "Screen"), ("owner", $"{owner.Id}"));
        (await host.Services.GetRequiredService<AlertDesk>().RulesAsync(null, default)).Single().PersonId.ShouldNotBe(owner.Id);
    }
}
