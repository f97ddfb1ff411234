using System.Net;
using Dapper;
using Echolot.Alerts;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Alerts;

/// <summary>The list of alerts and the page of one.</summary>
public sealed class AlertPagesTests : IAsyncLifetime
{
    private AppHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await AppHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Firings_are_read_page_by_page_to_the_first()
    {
        var rule = await SaveAsync();
        await FireAsync(rule, 25);
        using var visitor = await _host.SignedInAsync();

        var page = await visitor.GetAsync(Urls.Alert(rule));
        Titles(page, "#firings").Count.ShouldBe(20);
        var older = await visitor.GetAsync(Links(page, "#firings").Single());
        Titles(older, "#firings").Count.ShouldBe(5);
        Titles(page, "#firings").Concat(Titles(older, "#firings")).Distinct().Count().ShouldBe(25);
        // On the last page only the way back is left.
        var newest = await visitor.GetAsync(Links(older, "#firings").Single());
        Titles(newest, "#firings").ShouldBe(Titles(page, "#firings"));

        var open = await visitor.GetAsync(Urls.Alerts);
        open.Find("#open header small")!.TextContent.ShouldEndWith("10 of 25");
        Titles(open, "#open").Count.ShouldBe(10);
        open = await visitor.GetAsync(Links(open, "#open").Single());
        Titles(open, "#open").Count.ShouldBe(10);
        open = await visitor.GetAsync(Links(open, "#open")[^1]);
        Titles(open, "#open").Count.ShouldBe(5);
    }

    [Fact]
    public async Task An_alert_is_muted_for_as_long_as_one_likes_and_speaks_again()
    {
        var rule = await SaveAsync();
        using var visitor = await _host.SignedInAsync();
        var page = await visitor.GetAsync(Urls.Alert(rule));
        page.Document.QuerySelectorAll("#mute button[name=for]").Select(b => b.GetAttribute("value")).ShouldBe(["hour", "today", "week"]);
        await visitor.PostAsync(Urls.Alert(rule), Urls.AlertMute(rule), ("for", "week"));
        var desk = _host.Services.GetRequiredService<AlertDesk>();
        var until = (await desk.FindRuleAsync(rule, CancellationToken.None))!.MutedUntil.ShouldNotBeNull();
        (until - TimeProvider.System.GetUtcNow()).TotalDays.ShouldBeInRange(6.9, 7.1);
        page = await visitor.GetAsync(Urls.Alert(rule));
        page.Find("#mute").ShouldBeNull();
        page.Document.QuerySelector($"form[action='{Urls.AlertMute(rule)}'] input[name=for]")!.GetAttribute("value").ShouldBe("none");
        await visitor.PostAsync(Urls.Alert(rule), Urls.AlertMute(rule), ("for", "none"));
        (await desk.FindRuleAsync(rule, CancellationToken.None))!.MutedUntil.ShouldBeNull();
        // From a page that is older than the end of the muting, whoever lets it speak again does not silence it.
        await visitor.PostAsync(Urls.Alert(rule), Urls.AlertMute(rule), ("for", "none"));
        await visitor.PostAsync(Urls.Alert(rule), Urls.AlertMute(rule));
        (await desk.FindRuleAsync(rule, CancellationToken.None))!.MutedUntil.ShouldBeNull();
        await visitor.PostAsync(Urls.Alert(rule), Urls.AlertMute(rule), ("for", "yesterday"));
        (await desk.FindRuleAsync(rule, CancellationToken.None))!.MutedUntil.ShouldBeNull();
    }

    [Fact]
    public async Task Where_texts_are_sent_to_is_for_administrators_and_stands_in_the_audit_log()
    {
        using var mira = await _host.SignedInAsync();
        await mira.PostAsync(Urls.AlertChannels, Urls.Webhooks, ("name", "Ops"), ("url", "https://hooks.example/T0/geheim"), ("format", "Slack"));
        var desk = _host.Services.GetRequiredService<AlertDesk>();
        var hook = (await desk.WebhooksAsync(CancellationToken.None)).Single();
        using var ida = await _host.SignedInAsync(Role.Agent);
        (await ida.GetAsync(Urls.AlertChannels)).Text.ShouldNotContain("geheim");
        (await ida.GetAsync(Urls.Api + "/webhooks", ("Accept", "application/json"))).Text.ShouldSatisfyAllConditions(
            t => t.ShouldContain("https://hooks.example"), t => t.ShouldNotContain("geheim"));
        foreach (var action in new[] { Urls.Webhooks, Urls.Webhook(hook.Id), Urls.WebhookTest(hook.Id), Urls.WebhookSecret(hook.Id), Urls.WebhookRemove(hook.Id) })
            (await ida.PostAsync(Urls.AlertChannels, action, ("name", "Meins"), ("url", "https://mine.example/"), ("format", "Slack"))).Status
                .ShouldBe(HttpStatusCode.Forbidden, action);
        (await desk.WebhooksAsync(CancellationToken.None)).Single().Url.Host.ShouldBe("hooks.example");
        (await _host.Services.GetRequiredService<PrivacyOffice>().AuditAsync(null, 20, CancellationToken.None))
            .Select(a => a.What).ShouldContain("webhook.added");
    }

    [Fact]
    public async Task A_webhook_is_changed_tried_and_given_another_secret()
    {
        using var visitor = await _host.SignedInAsync();
        var made = await visitor.PostAsync(
            Urls.AlertChannels, Urls.Webhooks, ("name", "Ops"), ("url", "http://127.0.0.1:9/a"), ("format", "Slack"));
        var secret = made.Find("pre code, code")!.TextContent.Trim();
        var desk = _host.Services.GetRequiredService<AlertDesk>();
        var hook = (await desk.WebhooksAsync(CancellationToken.None)).Single();

        var refused = await visitor.PostAsync(Urls.AlertChannels, Urls.Webhook(hook.Id), ("name", "Ops"), ("url", "not an address"));
        refused.Find($"#webhook-{hook.Id}[open] .field-error").ShouldNotBeNull();
        await visitor.PostAsync(
            Urls.AlertChannels, Urls.Webhook(hook.Id), ("name", "Bereitschaft"), ("url", "http://127.0.0.1:9/b"), ("format", "Teams"));
        (await desk.WebhooksAsync(CancellationToken.None)).Single().ShouldSatisfyAllConditions(
            w => w.Name.ShouldBe("Bereitschaft"), w => w.Url.AbsolutePath.ShouldBe("/b"), w => w.Format.ShouldBe(WebhookFormat.Teams),
            w => w.Active.ShouldBeFalse());

        // Nobody listens on port 9.
        await visitor.PostAsync(Urls.AlertChannels, Urls.WebhookTest(hook.Id));
        (await visitor.GetAsync(Urls.AlertChannels)).Find(".toast.bad")!.TextContent.ShouldContain("did not arrive");
        var renewed = await visitor.PostAsync(Urls.AlertChannels, Urls.WebhookSecret(hook.Id));
        renewed.Text.ShouldContain("whs_");
        renewed.Text.ShouldNotContain(secret);
        await visitor.PostAsync(Urls.AlertChannels, Urls.WebhookRemove(hook.Id));
        await visitor.PostAsync(Urls.AlertChannels, Urls.WebhookTest(hook.Id));
        (await visitor.GetAsync(Urls.AlertChannels)).Find(".toast.bad").ShouldNotBeNull();
    }

    private static List<string> Titles(Answer page, string card) =>
        [.. page.Document.QuerySelectorAll(card + " .note-head a").Select(a => a.GetAttribute("href")!)];

    private static List<string> Links(Answer page, string card) =>
        [.. page.Document.QuerySelectorAll(card + " .pager a").Select(a => a.GetAttribute("href")!)];

    private async Task<long> SaveAsync()
    {
        var person = (await _host.Services.GetRequiredService<Roster>().FindAsync(
            AppHost.AdministratorEmail, CancellationToken.None))!.Id;
        return (await _host.Services.GetRequiredService<AlertDesk>().SaveAsync(
            new AlertRule(
                0, person, null, AlertKind.Threshold, [DeliveryChannel.Screen], [], 100_000, TimeSpan.FromMinutes(10),
                TimeSpan.FromHours(1), null, null, true, default), CancellationToken.None)).Id;
    }

    private Task FireAsync(long rule, int times) => _host.Services.GetRequiredService<EcholotDb>().WriteAsync(
        async scope =>
        {
            // Of the last days: what is as old as the retention allows is deleted in the background.
            var first = (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60) - 10_000;
            for (var i = 0; i < times; i++)
                await scope.Connection.ExecuteAsync(
                    """
                    insert into firing (rule_id, kind, window_from, window_to, until, fired_at, observed, expected, spread,
                        bound, total, mention_ids, told, left_out)
                    values (@rule, 'Threshold', @from, @to, @to, @at, 5, 0, 0, 5, 5, '', 1, '')
                    """,
                    new { rule, from = first + i * 100, to = first + 10 + i * 100, at = (first + 10 + i * 100) * 60_000 },
                    scope.Transaction);
            return true;
        }, CancellationToken.None);
}
