using System.Net;
using System.Text.RegularExpressions;
using Echolot.Alerts;
using Echolot.Play.Networks;
using Echolot.Teams;
using Echolot.Web.Tests.Api;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Shell;

/// <summary>New passwords and invitations, with a real mail server on loopback and without one.</summary>
public sealed class ForgottenTests
{
    private const string Site = "https://listen.example";

    [Fact]
    public async Task Whoever_forgot_the_password_gets_a_link_and_is_signed_out_everywhere()
    {
        await using var mail = new MailServer();
        await using var host = await WithMailAsync(mail);
        using var elsewhere = await host.SignedInAsync();
        using var visitor = host.Visitor();

        (await visitor.GetAsync(Urls.SignIn)).Find($"a[href='{Urls.Forgotten}']").ShouldNotBeNull();
        var known = await AskAsync(visitor, AppHost.AdministratorEmail);
        var unknown = await AskAsync(visitor, "nobody@example.org");
        known.ShouldBe(unknown);

        var link = await LinkAsync(mail, 0);
        mail.Mails.Count.ShouldBe(1);
        var page = await visitor.GetAsync(link);
        page.Find("h1")!.TextContent.ShouldBe("New password");
        page.Find("input[autocomplete=username]")!.GetAttribute("value").ShouldBe(AppHost.AdministratorEmail);
        (await visitor.PostAsync(link, link, ("password", "another sentence"))).Location.ShouldBe(Urls.SignIn);
        (await elsewhere.GetAsync(Urls.Own)).Location.ShouldBe(Urls.SignInThen(Urls.Own));
        (await visitor.PostAsync(
            Urls.SignIn, Urls.SignIn, ("email", AppHost.AdministratorEmail), ("password", "another sentence")))
            .Location.ShouldBe(Urls.Today);

        var used = await visitor.GetAsync(link);
        used.Status.ShouldBe(HttpStatusCode.NotFound);
        used.Find("h1")!.TextContent.ShouldContain("no longer valid");
        used.Find("input[name=password]").ShouldBeNull();
        used.Find($"a[href='{Urls.Forgotten}']").ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_no_address_is_said_and_asking_too_often_waits()
    {
        await using var mail = new MailServer();
        await using var host = await WithMailAsync(mail);
        using var visitor = host.Visitor("de");
        var wrong = await visitor.PostAsync(Urls.Forgotten, Urls.Forgotten, ("email", "mira"));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Find("#f-email-error")!.TextContent.ShouldContain("keine E-Mail-Adresse");
        for (var i = 0; i < 10; i++) await AskAsync(visitor, $"nobody{i}@example.org");
        var late = await visitor.PostAsync(Urls.Forgotten, Urls.Forgotten, ("email", AppHost.AdministratorEmail));
        var wait = late.Response.Headers.RetryAfter!.Delta!.Value;
        wait.ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60));
        late.Find(".banner.bad")!.TextContent.ShouldContain($"{wait.TotalSeconds:0} Sekunden");
    }

    [Fact]
    public async Task Without_mail_the_page_says_whom_to_ask_and_takes_nothing()
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = host.Visitor();
        var page = await visitor.GetAsync(Urls.Forgotten);
        page.Find(".sheet")!.TextContent.ShouldContain("Ask your administrator");
        page.Find(".sheet form").ShouldBeNull();
        (await visitor.PostAsync(Urls.SignIn, Urls.Forgotten, ("email", AppHost.AdministratorEmail)))
            .Location.ShouldBe(Urls.Forgotten);
    }

    [Fact]
    public async Task An_invitation_goes_out_by_mail_where_mail_is_set_up_and_is_shown_elsewhere()
    {
        (string, string)[] ida =
        [
            ("name", "Ida"), ("email", "ida@example.org"), ("role", "Agent"), ("language", "de"),
            ("zone", "Europe/Berlin"),
        ];
        await using var mail = new MailServer();
        await using var host = await WithMailAsync(mail);
        using var admin = await host.SignedInAsync();
        var mailed = await admin.PostAsync(Urls.People, Urls.People, ida);
        mailed.Find(".banner.good")!.TextContent.ShouldContain("ida@example.org");
        mailed.Text.ShouldNotContain("/welcome/");
        var link = await LinkAsync(mail, 0);
        MailServer.TextOf(mail.Mails[0]).ShouldContain("Mira Albrecht hat Sie zu Echolot eingeladen");
        using var visitor = host.Visitor();
        (await visitor.GetAsync(link)).Find("h1")!.TextContent.ShouldBe("Welcome to Echolot");

        var person = (await host.Services.GetRequiredService<Roster>().FindAsync("ida@example.org", default))!;
        await Eventually.HoldsAsync(
            async () => await host.Services.GetRequiredService<AlertDesk>().LinkMailAsync(person.Id, default)
                is { State: DeliveryState.Sent });
        (await admin.GetAsync(Urls.Person(person.Id))).Text.ShouldContain("E-mail with link sent");
        (await admin.PostAsync(Urls.Person(person.Id), Urls.PersonLink(person.Id), ("mail", "yes")))
            .Location.ShouldBe(Urls.Person(person.Id));
        await LinkAsync(mail, 1);
        (await visitor.GetAsync(link)).Status.ShouldBe(HttpStatusCode.NotFound, "a new link ends the earlier one");

        await using var without = await AppHost.StartAsync();
        using var other = await without.SignedInAsync();
        (await other.GetAsync(Urls.People)).Text.ShouldContain("Mail does not go out yet");
        (await other.PostAsync(Urls.People, Urls.People, ida)).Find(".code")!.TextContent.ShouldContain("/welcome/");
    }

    [Fact]
    public async Task A_program_chooses_whether_the_link_is_mailed_or_answered()
    {
        await using var mail = new MailServer();
        await using var host = await WithMailAsync(mail);
        var roster = host.Services.GetRequiredService<Roster>();
        var admin = (await roster.FindAsync(AppHost.AdministratorEmail, default))!;
        var (_, token) = await roster.IssueTokenAsync(new(admin, Roles.All, null), "test", Roles.All, null, default);
        var api = new ApiCaller(host.Address, token);
        var invited = await api.PostAsync(
            "people?mail=true", new { email = "ida@example.org", name = "Ida", role = "agent" }, 201);
        invited.TryGetProperty("link", out var none);
        none.ValueKind.ShouldBeOneOf(System.Text.Json.JsonValueKind.Null, System.Text.Json.JsonValueKind.Undefined);
        await LinkAsync(mail, 0);
        var id = invited.GetProperty("person").GetProperty("id").GetString();
        (await api.PostAsync($"people/{id}/password-link", new { })).GetProperty("link").GetString()!
            .ShouldContain("/welcome/");
        await api.PostAsync($"people/{id}/password-link?mail=true", new { });
        await LinkAsync(mail, 1);

        await using var without = await AppHost.StartAsync();
        var other = without.Services.GetRequiredService<Roster>();
        var mira = (await other.FindAsync(AppHost.AdministratorEmail, default))!;
        var (_, own) = await other.IssueTokenAsync(new(mira, Roles.All, null), "test", Roles.All, null, default);
        (await new ApiCaller(without.Address, own).PostAsync(
            "people?mail=true", new { email = "ida@example.org", name = "Ida", role = "agent" }, 409))
            .GetProperty("code").GetString().ShouldBe("mail_not_set_up");
        (await other.FindAsync("ida@example.org", default)).ShouldBeNull();
    }

    private static Task<AppHost> WithMailAsync(MailServer mail) => AppHost.StartAsync(
        configure: builder => builder.Services.AddSingleton(new AlertOptions
        {
            PublicUrl = new(Site),
            Mail = new() { Host = "127.0.0.1", Port = mail.Port, Tls = false, From = "echolot@example.org" },
        }));

    /// <summary>Asks, and returns what the visitor reads then.</summary>
    private static async Task<string> AskAsync(Visitor visitor, string email)
    {
        var asked = await visitor.PostAsync(Urls.Forgotten, Urls.Forgotten, ("email", email));
        asked.Status.ShouldBe(HttpStatusCode.SeeOther);
        return (await visitor.GetAsync(asked.Location!)).Find(".sheet")!.TextContent;
    }

    /// <summary>The link of the mail with this number, as a path; waits for the mail.</summary>
    private static async Task<string> LinkAsync(MailServer server, int number)
    {
        await Eventually.HoldsAsync(() => server.Mails.Count > number);
        var link = Regex.Match(
            MailServer.TextOf(server.Mails[number]), Regex.Escape(Site) + "(/welcome/[A-Za-z0-9_-]+)");
        link.Success.ShouldBeTrue();
        return link.Groups[1].Value;
    }
}
