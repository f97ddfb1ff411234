using System.Text.RegularExpressions;
using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Play.Networks;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>
/// A trainee answers somebody who threatens with a lawyer, and nothing leaves before a lead has changed it and legal, who have
/// no account, agreed by a link that works once: in real browsers, against a Mastodon instance and a mail server over real
/// connections, by a clock that is put forward.
/// </summary>
[Collection(InChromium.Name)]
public sealed class FourEyesJourney(Chromium chromium)
{
    private const float Patience = 30_000;
    private const string Site = "https://listen.example";
    private const string Draft = "Ihre rechtlichen Schritte sind uns egal.";
    private const string OfLead = "Ihre rechtlichen Hinweise nehmen wir ernst.";
    private const string OfLegal = "Ihre rechtlichen Hinweise nehmen wir ernst und prüfen sie.";

    private static readonly LocatorAssertionsToContainTextOptions soon = new() { Timeout = Patience };

    [Fact]
    public async Task An_answer_to_a_threat_of_a_lawyer_goes_out_as_lead_and_legal_have_changed_it()
    {
        var clock = new ForwardClock();
        await using var mail = new MailServer();
        await using var desk = await MastodonHost.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(new AlertOptions
            {
                PublicUrl = new(Site),
                Mail = new() { Host = "127.0.0.1", Port = mail.Port, Tls = false, From = "echolot@example.org" },
            }));
        var (host, instance) = (desk.App, desk.Instance);
        var inbox = desk.Inbox;
        var ruled = new ApprovalTier([], [Role.Lead], [], 60);
        await inbox.SaveApprovalRuleAsync(
            null, new("Rechtlich", ApprovalWhen.Always with { Words = ["rechtlich"] },
            [
                ruled, ruled with { Roles = [], Outside = [new("Dr. Sommer", "sommer@recht.example")] },
                ruled with { Roles = [], Outside = [new("Kanzlei Winter", "winter@recht.example")] },
            ]), 1, CancellationToken.None);
        await using var trainees = await chromium.OpenAsync(host, await host.SessionAsync(Role.Trainee, "de"), language: "de");
        await using var leads = await chromium.OpenAsync(host, await host.SessionAsync(Role.Lead, "de"), language: "de");
        await using var outside = await chromium.OpenAsync(host, language: "de");
        var (lena, jonas) = (trainees.Page, leads.Page);

        // 1: the trainee can only ask, also by the key.
        await instance.PublishAsync("<p>@nordlicht ich gehe zum Anwalt, wenn das Paket nicht kommt!</p>", [MastodonInstance.Notifications]);
        await Eventually.HoldsAsync(async () => (await inbox.CountAsync(Sight.Everything, CancellationToken.None)).ToDo == 1);
        await lena.GotoAsync(Urls.Inbox);
        await lena.Locator("[data-talk]").First.ClickAsync();
        await lena.ClickAsync("[data-text]");
        await lena.FillAsync("[data-text]", Draft);
        await lena.Keyboard.PressAsync("Control+Enter");
        await Expect(lena.Locator(".approval-notice")).ToContainTextAsync("wartet auf Freigabe", soon);
        var talk = lena.Url;
        var approval = (await inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem().Id;
        await lena.GotoAsync(Urls.Approval(approval));
        await Expect(lena.Locator(".approval-words")).ToHaveTextAsync(Draft, new() { Timeout = Patience });
        await Expect(lena.Locator("[name=decision]")).ToHaveCountAsync(0);
        await Expect(lena.Locator(".reasons")).ToContainTextAsync("Rechtlich: rechtlichen");

        // 2: the lead changes it, and the trainee sees what.
        await jonas.GotoAsync(Urls.Inbox);
        await jonas.ClickAsync(".approvals-link");
        await jonas.GotoAsync(Urls.Approval(approval));
        (await Axe.SeriousAsync(jonas)).ShouldBeEmpty();
        await jonas.FillAsync("[name=text]", OfLead);
        await jonas.ClickAsync("[name=decision][value=approve]");
        await Expect(jonas).ToHaveURLAsync(new Regex(Urls.Approvals + "$"), new() { Timeout = Patience });
        await lena.ReloadAsync();
        await Expect(lena.Locator(".approval-history ins").First).ToBeVisibleAsync(new() { Timeout = Patience });
        (await lena.Locator(".approval-history ins").AllTextContentsAsync()).ShouldContain(t => t.Contains("ernst", StringComparison.Ordinal));
        (await lena.Locator(".approval-history del").AllTextContentsAsync()).ShouldContain(t => t.Contains("egal", StringComparison.Ordinal));

        // 3 and 4: legal has a mail and does not look at it; after an hour others of them are asked, and the old link is dead.
        await Eventually.HoldsAsync(() => mail.Mails.Count == 1);
        var first = LinkOf(mail, 0);
        await outside.Page.GotoAsync(first);
        await Expect(outside.Page.Locator("[name=text]")).ToHaveValueAsync(OfLead, new() { Timeout = Patience });
        (await Axe.SeriousAsync(outside.Page)).ShouldBeEmpty();
        instance.Said.ShouldBeEmpty();
        clock.Forward(TimeSpan.FromMinutes(61));
        await Eventually.HoldsAsync(() => mail.Mails.Count == 2);
        await outside.Page.GotoAsync(first);
        await Expect(outside.Page.Locator("h1")).ToHaveTextAsync("Dieser Link gilt nicht mehr", new() { Timeout = Patience });
        var second = LinkOf(mail, 1);
        await outside.Page.GotoAsync(second);
        await outside.Page.FillAsync("[name=text]", OfLegal);
        await outside.Page.FillAsync("[name=remark]", "ok mit Änderung");
        instance.Said.ShouldBeEmpty("nothing has left in all that time");
        await outside.Page.ClickAsync("[name=decision][value=approve]");
        await Expect(outside.Page.Locator("h1")).ToContainTextAsync("Danke", soon);
        await outside.Page.GotoAsync(second);
        await Expect(outside.Page.Locator("h1")).ToHaveTextAsync("Dieser Link gilt nicht mehr", new() { Timeout = Patience });

        // 5: it goes out under the name of whoever wrote it, and every version stands there.
        clock.Forward(Inbox.TakeBackTime);
        await Eventually.HoldsAsync(() => instance.Said.Count == 1);
        instance.Said[0].Text.ShouldContain(OfLegal);
        await lena.GotoAsync(talk);
        var trainee = (await host.Services.GetRequiredService<Roster>().PeopleAsync(CancellationToken.None)).Single(p => p.Role is Role.Trainee);
        await Expect(lena.Locator(".said.ours b").First).ToHaveTextAsync(trainee.Name, new() { Timeout = Patience });
        await jonas.GotoAsync(Urls.Approval(approval));
        var history = jonas.Locator(".approval-history");
        foreach (var step in new[] { "geschrieben", "geändert", "freigegeben", "Frist um", "Kanzlei Winter", "ok mit Änderung" })
            await Expect(history).ToContainTextAsync(step, soon);
        await Expect(history.Locator("> li")).ToHaveCountAsync(6);
        trainees.Problems.ShouldBeEmpty();
        leads.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Short_in_public_and_on_in_private_is_asked_for_changed_and_approved_as_one()
    {
        var clock = new ForwardClock();
        await using var mail = new MailServer();
        await using var desk = await MastodonHost.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(new AlertOptions
            {
                PublicUrl = new(Site),
                Mail = new() { Host = "127.0.0.1", Port = mail.Port, Tls = false, From = "echolot@example.org" },
            }));
        var (host, instance, inbox) = (desk.App, desk.Instance, desk.Inbox);
        await inbox.SaveApprovalRuleAsync(
            null, new("Rechtlich", ApprovalWhen.Always with { Words = ["rechtlich"] },
                [new([], [Role.Lead], [], 60), new([], [], [new("Dr. Sommer", "sommer@recht.example")], 60)]), 1, CancellationToken.None);
        await using var agents = await chromium.OpenAsync(host, await host.SessionAsync(Role.Agent, "de"), language: "de");
        await using var leads = await chromium.OpenAsync(host, await host.SessionAsync(Role.Lead, "de"), language: "de");
        await using var outside = await chromium.OpenAsync(host, language: "de");
        var (lena, jonas) = (agents.Page, leads.Page);
        await desk.HearAsync("ich gehe zum Anwalt, wenn das Paket nicht kommt!");

        // Asked for: nothing of it leaves, also not the half that no rule asks about.
        await lena.GotoAsync(Urls.Inbox);
        await lena.Locator("[data-talk]").First.ClickAsync();
        await lena.FillAsync("[data-text]", Draft);
        await lena.ClickAsync("[data-hand-over]");
        await lena.FillAsync("#hand-over [name=hint]", "Wir schreiben Ihnen privat.");
        await lena.Locator("#hand-over button[type=submit]").ClickAsync();
        await Expect(lena.Locator(".approval-notice")).ToContainTextAsync("wartet auf Freigabe", soon);
        var approval = (await inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem().Id;

        // Sent back, both parts stand in the dialog again.
        await jonas.GotoAsync(Urls.Approval(approval));
        await Expect(jonas.Locator("[name=text]")).ToHaveValueAsync("Wir schreiben Ihnen privat.", new() { Timeout = Patience });
        await Expect(jonas.Locator("[name=private]")).ToHaveValueAsync(Draft);
        (await Axe.SeriousAsync(jonas)).ShouldBeEmpty();
        await jonas.FillAsync("[name=remark]", "freundlicher");
        await jonas.ClickAsync("[name=decision][value=back]");
        await Expect(jonas).ToHaveURLAsync(new Regex(Urls.Approvals + "$"), new() { Timeout = Patience });
        await lena.ReloadAsync();
        await Expect(lena.Locator("[data-text]")).ToHaveValueAsync(Draft, new() { Timeout = Patience });
        await lena.FillAsync("[data-text]", OfLead);
        await lena.ClickAsync("[data-hand-over]");
        await Expect(lena.Locator("#hand-over [name=hint]")).ToHaveValueAsync("Wir schreiben Ihnen privat.");
        await lena.Locator("#hand-over button[type=submit]").ClickAsync();
        await Expect(lena.Locator(".approval-notice")).ToContainTextAsync("wartet auf Freigabe", soon);
        approval = (await inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem().Id;
        await jonas.GotoAsync(Urls.Approvals);
        await Expect(jonas.Locator(".approval-list")).ToContainTextAsync(OfLead, soon);

        // The lead changes one part, legal the other one by a link that shows both.
        await jonas.GotoAsync(Urls.Approval(approval));
        await jonas.FillAsync("[name=text]", "Wir melden uns privat bei Ihnen.");
        await jonas.ClickAsync("[name=decision][value=approve]");
        await Eventually.HoldsAsync(() => mail.Mails.Count == 1);
        await outside.Page.GotoAsync(LinkOf(mail, 0));
        await Expect(outside.Page.Locator("[name=text]")).ToHaveValueAsync("Wir melden uns privat bei Ihnen.", new() { Timeout = Patience });
        (await Axe.SeriousAsync(outside.Page)).ShouldBeEmpty();
        clock.Forward(Inbox.TakeBackTime);
        instance.Said.ShouldBeEmpty("nothing has left in all that time");
        await outside.Page.FillAsync("[name=private]", OfLegal);
        await outside.Page.ClickAsync("[name=decision][value=approve]");
        await Expect(outside.Page.Locator("h1")).ToContainTextAsync("Danke", soon);
        clock.Forward(Inbox.TakeBackTime);
        await desk.SaidAsync(2);
        instance.Said.Select(s => s.Visibility).ShouldBe(["public", "direct"]);
        instance.Said[0].Text.ShouldContain("Wir melden uns privat bei Ihnen.");
        instance.Said[1].Text.ShouldContain(OfLegal);
        await lena.ReloadAsync();
        await Expect(lena.Locator(".said.ours.as-public a.leg")).ToContainTextAsync("privat weitergeführt", soon);
        agents.Problems.ShouldBeEmpty();
        leads.Problems.ShouldBeEmpty();
    }

    private static string LinkOf(MailServer mail, int number) => Regex.Match(
        MailServer.TextOf(mail.Mails[number]), Regex.Escape(Site) + "(/approve/[A-Za-z0-9_-]{43})").Groups[1].Value;
}
