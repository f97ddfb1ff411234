using System.Net;
using Echolot.Monitors;
using Echolot.Teams;
using Echolot.Web.Shell.SetUp;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Shell;

public sealed class SetUpTests
{
    [Fact]
    public async Task Every_page_of_a_new_server_leads_to_the_set_up()
    {
        await using var host = await AppHost.StartAsync(setUp: false);
        using var visitor = host.Visitor();
        foreach (var path in new[] { Urls.Today, Urls.SignIn, Urls.Own })
        {
            var answer = await visitor.GetAsync(path);
            answer.Status.ShouldBe(HttpStatusCode.SeeOther);
            answer.Location.ShouldBe(Urls.SetUp);
        }
    }

    [Fact]
    public async Task The_steps_store_administrator_and_monitor_and_sign_in()
    {
        await using var host = await AppHost.StartAsync(setUp: false);
        using var visitor = host.Visitor();

        var first = await FillAsync(visitor, "Mira Albrecht", "mira@example.org", AppHost.Password);
        first.Location.ShouldBe(Urls.SetUpMonitor);
        visitor.Cookies.ShouldContain(cookie => cookie.Name == "echolot-session" && cookie.HttpOnly);

        var second = await visitor.PostAsync(
            Urls.SetUpMonitor, Urls.SetUpMonitor, ("name", "Fjellrev"), ("query", "fjellrev OR \"fjell rev\""));
        second.Location.ShouldBe(Urls.SetUpSource);

        var roster = host.Services.GetRequiredService<Roster>();
        (await roster.WorkspaceAsync(CancellationToken.None))!.TimeZone.ShouldBe("Europe/Vienna");
        var person = (await roster.PeopleAsync(CancellationToken.None)).ShouldHaveSingleItem();
        (person.Role, person.Language, person.Name).ShouldBe((Role.Administrator, "de", "Mira Albrecht"));
        var monitor = (await host.Services.GetRequiredService<Watchlist>().ListAsync(CancellationToken.None))
            .ShouldHaveSingleItem();
        (monitor.Name, monitor.OwnerId).ShouldBe(("Fjellrev", person.Id));
    }

    [Fact]
    public async Task A_name_nobody_could_read_is_refused_at_its_field()
    {
        await using var host = await AppHost.StartAsync(setUp: false);
        using var visitor = host.Visitor();
        var endless = new string('x', 121);
        (await FillAsync(visitor, endless, "mira@example.org", AppHost.Password)).Find("#f-name-error").ShouldNotBeNull();
        await FillAsync(visitor, "Mira Albrecht", "mira@example.org", AppHost.Password);
        var answer = await visitor.PostAsync(Urls.SetUpMonitor, Urls.SetUpMonitor, ("name", endless), ("query", "fjellrev"));
        answer.Find("#f-name-error").ShouldNotBeNull();
        answer.Find("#f-query")!.HasAttribute("aria-invalid").ShouldBeFalse();
    }

    [Fact]
    public async Task Who_has_no_source_yet_is_led_to_one_before_any_numbers()
    {
        await using var host = await AppHost.StartAsync(setUp: false);
        using var visitor = host.Visitor();
        await FillAsync(visitor, "Mira Albrecht", "mira@example.org", AppHost.Password);
        await visitor.PostAsync(Urls.SetUpMonitor, Urls.SetUpMonitor, ("name", "Fjellrev"), ("query", "fjellrev"));
        var today = await visitor.GetAsync(Urls.Today);
        today.Find(".empty a.primary")!.GetAttribute("href").ShouldBe(Urls.NewSource);
        today.Document.QuerySelectorAll(".kpi").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_query_is_marked_and_not_stored()
    {
        await using var host = await AppHost.StartAsync(setUp: false);
        using var visitor = host.Visitor();
        await FillAsync(visitor, "Mira Albrecht", "mira@example.org", AppHost.Password);

        var answer = await visitor.PostAsync(
            Urls.SetUpMonitor, Urls.SetUpMonitor, ("name", "Fjellrev"), ("query", "fjellrev AND ("));

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Find("#f-query")!.GetAttribute("aria-invalid").ShouldBe("true");
        answer.Find("#f-query")!.TextContent.ShouldBe("fjellrev AND (");
        (await host.Services.GetRequiredService<Watchlist>().ListAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Mira", "mira", "a short sentence", "email")]
    [InlineData("Mira", "mira@", "short", "email")]
    [InlineData("Mira", "mira@example.org", "short", "password")]
    [InlineData("", "mira@example.org", "a short sentence", "name")]
    public async Task What_is_missing_or_wrong_is_said_at_its_field(
        string name, string email, string password, string field)
    {
        await using var host = await AppHost.StartAsync(setUp: false);
        using var visitor = host.Visitor();

        var answer = await FillAsync(visitor, name, email, password);

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Find($"#f-{field}-error").ShouldNotBeNull();
        answer.Find("#f-email")!.GetAttribute("value").ShouldBe(email);
        answer.Find("#f-password")!.HasAttribute("value").ShouldBeFalse();
        (await host.Services.GetRequiredService<Roster>().WorkspaceAsync(CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData("Nordlicht Versand GmbH", "Nordlicht Versand", "\"Nordlicht Versand\"")]
    [InlineData("Fjellrev AG", "Fjellrev", "Fjellrev")]
    [InlineData("Bäckerei Müller GmbH & Co. KG", "Bäckerei Müller", "\"Bäckerei Müller\"")]
    [InlineData("Hilfe e. V.", "Hilfe", "Hilfe")]
    [InlineData("Hilfe e.V.", "Hilfe", "Hilfe")]
    [InlineData("„Zur Post“ UG (haftungsbeschränkt)", "Zur Post", "\"Zur Post\"")]
    [InlineData("Acme, Inc.", "Acme", "Acme")]
    [InlineData("Co", "Co", "Co")]
    [InlineData("C&A", "C&A", "\"C&A\"")]
    [InlineData("AND", "AND", "\"AND\"")]
    public void The_first_query_is_what_people_call_the_firm(string firm, string name, string query) =>
        FirstQuery.Of(firm).ShouldBe((name, query));

    [Theory]
    [InlineData("\"\"")]
    [InlineData("!!!")]
    public void A_name_without_a_word_makes_no_query(string firm) => FirstQuery.Of(firm).Query.ShouldBeNull();

    [Fact]
    public async Task A_server_that_is_set_up_shows_no_set_up()
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = host.Visitor();
        (await visitor.GetAsync(Urls.SetUp)).Location.ShouldBe(Urls.Today);
    }

    private static Task<Answer> FillAsync(Visitor visitor, string name, string email, string password) =>
        visitor.PostAsync(
        Urls.SetUp, Urls.SetUpAdministrator, ("firm", "Fjellrev"), ("name", name), ("email", email),
        ("password", password), ("language", "de"),
        ("zone", "Europe/Vienna"));
}
