using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Tests.Architecture;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Shell;

public sealed partial class SignInTests
{
    [Fact]
    public async Task A_stranger_is_sent_to_sign_in_and_comes_back_to_the_page()
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = host.Visitor();

        var refused = await visitor.GetAsync(Urls.Own);
        refused.Location.ShouldBe(Urls.SignInThen(Urls.Own));

        var signed = await visitor.PostAsync(
            refused.Location!, Urls.SignIn, ("email", AppHost.AdministratorEmail), ("password", AppHost.Password),
            ("then", Urls.Own));
        signed.Location.ShouldBe(Urls.Own);
        (await visitor.GetAsync(Urls.Own)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Nobody_is_sent_to_another_site_after_signing_in(string then)
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = host.Visitor();
        var signed = await visitor.PostAsync(
            Urls.SignIn, Urls.SignIn, ("email", AppHost.AdministratorEmail), ("password", AppHost.Password),
            ("then", then));
        signed.Location.ShouldBe(Urls.Today);
    }

    [Fact]
    public async Task A_form_of_a_page_that_was_open_too_long_gives_back_what_was_written_but_no_secrets()
    {
        await using var host = await AppHost.StartAsync();
        using var mira = await host.SignedInAsync(language: "de");
        await mira.GetAsync(Urls.Own);

        var stale = await mira.PostRawAsync(
            Urls.Monitors, ("_token", "of another session"), ("name", "Zwei <b>Wörter</b>"), ("password", "my own words"), ("purpose", "Brand"));
        stale.Status.ShouldBe(HttpStatusCode.BadRequest);
        stale.Document.QuerySelectorAll("textarea").Select(t => t.TextContent).ShouldContain("Zwei <b>Wörter</b>");
        stale.Text.ShouldNotContain("my own words");

        // Whatever a page asks for as a password and whatever a connector keeps as a secret.
        var secrets = Directory.EnumerateFiles(Path.Combine(Code.Root, "src/Echolot.Web"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => PasswordField().Matches(File.ReadAllText(file))).Select(field => FieldName().Match(field.Value).Groups[1].Value)
            .Concat(host.Services.GetServices<IConnector>().SelectMany(c => c.Description.Settings).Where(s => s.Secret).Select(s => s.Key))
            .Distinct().ToList();
        secrets.ShouldBe(["current", "password", "key", "token", "secret"], ignoreOrder: true);
        (await mira.PostRawAsync(
            Urls.OwnPassword, [.. secrets.Append("unheard of").Select(name => (name, "correct horse battery staple")), ("_token", "of another session")]))
            .Text.ShouldNotContain("battery");

        // Who sends a form from elsewhere has no cookie of ours, and is not told back what it sent.
        using var stranger = host.Visitor();
        (await stranger.PostRawAsync(Urls.SignIn, ("email", "call this number"))).Text.ShouldNotContain("call this number");
    }

    [Fact]
    public async Task A_wrong_password_says_so_without_saying_which_part_was_wrong()
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = host.Visitor();
        var known = await visitor.PostAsync(
            Urls.SignIn, Urls.SignIn, ("email", AppHost.AdministratorEmail), ("password", "wrong wrong"));
        var unknown = await visitor.PostAsync(
            Urls.SignIn, Urls.SignIn, ("email", "nobody@example.org"), ("password", "wrong wrong"));
        known.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        known.Find(".banner.bad")!.TextContent.ShouldBe(unknown.Find(".banner.bad")!.TextContent);
        visitor.Cookies.ShouldNotContain(cookie => cookie.Name == "echolot-session");
    }

    [Fact]
    public async Task Guessing_is_slowed_down()
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = host.Visitor();
        Answer last = null!;
        // What comes while one has to wait is refused and not counted.
        for (var i = 0; i < 7 || i < 20 && last.Response.Headers.RetryAfter is null; i++)
            last = await visitor.PostAsync(
                Urls.SignIn, Urls.SignIn, ("email", AppHost.AdministratorEmail), ("password", "wrong " + i));
        last.Response.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task Signing_out_ends_the_session_for_good()
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = await host.SignedInAsync();
        var secret = visitor.Cookies.Single(cookie => cookie.Name == "echolot-session").Value;

        (await visitor.PostAsync(Urls.Own, Urls.SignOut)).Location.ShouldBe(Urls.SignIn);

        visitor.SetCookie("echolot-session", secret);
        (await visitor.GetAsync(Urls.Own)).Location.ShouldBe(Urls.SignInThen(Urls.Own));
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_and_people_are_told_to_reload()
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.PostRawAsync(Urls.OwnTheme, ("theme", "dark"));
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldContain("Reload the previous page");
    }

    [Fact]
    public async Task A_token_of_somebody_else_does_not_send_my_form()
    {
        await using var host = await AppHost.StartAsync();
        using var mine = await host.SignedInAsync();
        using var other = await host.SignedInAsync(Role.Analyst);
        var token = (await other.GetAsync(Urls.Own)).Find("input[name=_token]")!.GetAttribute("value")!;
        await mine.GetAsync(Urls.Own);
        (
            await mine.PostRawAsync(
                Urls.OwnTheme, ("theme", "dark"), ("_token", token))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_invited_person_chooses_a_password_once()
    {
        await using var host = await AppHost.StartAsync();
        var roster = host.Services.GetRequiredService<Roster>();
        var admin = (await roster.FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!;
        var draft = new PersonDraft("ida@example.org", "Ida", Role.Agent, "de", "Europe/Berlin");
        var (_, secret) = await roster.InviteAsync(new(admin, admin.Permissions, null), draft, CancellationToken.None);
        using var visitor = host.Visitor();

        (await visitor.PostAsync(Urls.AcceptOf(secret), Urls.AcceptOf(secret), ("password", "short")))
            .Find("#f-password-error").ShouldNotBeNull();
        (
            await visitor.PostAsync(
                Urls.AcceptOf(secret), Urls.AcceptOf(secret),
                ("password", AppHost.Password))).Location.ShouldBe(Urls.SignIn);
        (await visitor.PostAsync(Urls.AcceptOf(secret), Urls.AcceptOf(secret), ("password", "another sentence")))
            .Find("h1")!.TextContent.ShouldContain("no longer valid");
        (
            await visitor.PostAsync(
                Urls.SignIn, Urls.SignIn, ("email", "ida@example.org"),
                ("password", AppHost.Password))).Location.ShouldBe(Urls.Today);
    }

    [Fact]
    public async Task A_program_is_known_by_its_token_and_told_how_without_one()
    {
        await using var host = await AppHost.StartAsync();
        var roster = host.Services.GetRequiredService<Roster>();
        var admin = (await roster.FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!;
        var (_, secret) = await roster.IssueTokenAsync(
            new(admin, admin.Permissions, null), "test", Permission.ReadMentions, null, CancellationToken.None);
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "elt_wrong");
        var refused = await client.GetAsync(Urls.Palette);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");

        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        (await client.GetAsync(Urls.Palette)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [GeneratedRegex("<(Field|input)[^>]*[Tt]ype=\"password\"[^>]*>")]
    private static partial Regex PasswordField();

    [GeneratedRegex("[Nn]ame=\"([^\"]*)\"")]
    private static partial Regex FieldName();
}
