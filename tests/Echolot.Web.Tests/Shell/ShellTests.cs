using System.Net;
using Echolot.Teams;
using Echolot.Web.Shell;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Shell;

/// <summary>One server that is set up, for tests that only look.</summary>
public sealed class SetUpHost : IAsyncLifetime
{
    public AppHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await AppHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

public sealed class ShellTests(SetUpHost shared) : IClassFixture<SetUpHost>
{
    private readonly AppHost host = shared.Host;

    /// <summary>Pages without values in their address; the shell around them is what is tested here.</summary>
    private IEnumerable<(string Path, PageRoute Page)> PlainPages() =>
        host.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<PageRoute>() is not null && route.RoutePattern.Parameters.Count == 0)
        .Select(route => (route.RoutePattern.RawText!, route.Metadata.GetRequiredMetadata<PageRoute>()))
        .Where(route => route.Item1 is not Urls.SetUp);

    [Theory]
    [InlineData("de")]
    [InlineData("en")]
    public async Task Every_page_opens_with_title_language_and_one_main_heading(string language)
    {
        using var visitor = await host.SignedInAsync(Role.Administrator, language);
        foreach (var (path, page) in PlainPages())
        {
            var answer = await visitor.GetAsync(path);
            answer.Status.ShouldBe(HttpStatusCode.OK, path);
            answer.Title.ShouldEndWith(" · Echolot", Case.Sensitive, path);
            answer.Title.Length.ShouldBeGreaterThan(" · Echolot".Length, path);
            answer.Document.DocumentElement.GetAttribute("lang").ShouldBe(language, path);
            answer.Document.QuerySelectorAll("h1").Length.ShouldBe(1, path);
            answer.Document.QuerySelectorAll("main").Length.ShouldBe(1, path);
            answer.Document.QuerySelectorAll("[style], style, script:not([src]), [onclick]").ShouldBeEmpty(
                $"{path}: the Content-Security-Policy forbids it");
            (page.Surround is Surround.Shell).ShouldBe(answer.Find("nav.rail") is not null, path);
        }
    }

    [Fact]
    public async Task What_breaks_is_told_with_a_number_to_people_and_without_a_trace_to_programs()
    {
        using var visitor = await host.SignedInAsync(Role.Analyst, "de");
        var page = await visitor.GetAsync(Urls.Failure);
        page.Status.ShouldBe(HttpStatusCode.InternalServerError);
        page.Find("h1")!.TextContent.ShouldBe("Da ist etwas schiefgegangen");
        page.Find("main code")!.TextContent.Length.ShouldBe(32);
        page.Find("nav.rail").ShouldNotBeNull();
        page.Document.Body!.TextContent.ShouldNotContain("InvalidOperationException");
        using var program = new HttpClient { BaseAddress = host.Address };
        program.DefaultRequestHeaders.Add("Cookie", string.Join("; ",
            visitor.Cookies.Select(c => $"{c.Name}={c.Value}")));
        program.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        using var answer = await program.GetAsync(Urls.Failure);
        var told = await answer.Content.ReadAsStringAsync();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        told.ShouldContain("\"code\":\"failed\"");
        told.ShouldNotContain("InvalidOperationException");
        told.ShouldNotContain("Somebody asked");
    }

    [Fact]
    public void Each_place_has_a_key_of_its_own() => Place.Main.Concat(Place.Settings).Where(place =>
        place.Key is not null)
        .GroupBy(place => place.Key).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();

    [Fact]
    public async Task The_sheet_of_keys_tells_those_of_pages_that_one_may_use()
    {
        using var lead = await host.SignedInAsync(Role.Lead, "de");
        var keys = (await lead.GetAsync(Urls.Today)).Find("#keys")!;
        keys.QuerySelectorAll("h3").Select(h => h.TextContent).ShouldContain("Zuhören");
        keys.QuerySelectorAll("kbd").Select(k => k.TextContent).ShouldContain("v");
        keys.QuerySelectorAll("h3").Select(h => h.TextContent).ShouldContain("Postfach");
        using var reader = await host.SignedInAsync(Role.ReadOnly, "de");
        (await reader.GetAsync(Urls.Today)).Find("#keys")!.QuerySelectorAll("h3").Select(h => h.TextContent)
            .ShouldNotContain("Stichprobe eines Monitors");
    }

    [Fact]
    public async Task Every_page_demands_a_permission_or_is_public_on_purpose()
    {
        using var visitor = host.Visitor();
        foreach (var (path, page) in PlainPages())
        {
            var answer = await visitor.GetAsync(path);
            if (page.Surround is Surround.Shell) answer.Location.ShouldBe(Urls.SignInThen(path), path);
        }
        string[] open = [Urls.SignIn, Urls.SetUp, Urls.Components, Urls.Accept, Urls.Forgotten, Urls.ChatTalkPattern, Urls.OpinionPattern, Urls.ApprovalLinkPattern, Urls.EnquiryLinkPattern];
        host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<PageRoute>() is not null
                && route.Metadata.GetMetadata<Web.Shell.SignIn.Demands>() is null
                    && !open.Contains(route.RoutePattern.RawText))
            .Select(route => route.RoutePattern.RawText).ShouldBeEmpty("map it with MapPage and a permission");
    }

    [Fact]
    public async Task People_see_only_the_places_they_may_go_to()
    {
        using var reader = await host.SignedInAsync(Role.ReadOnly);
        var links = (await reader.GetAsync(Urls.Own)).Document.QuerySelectorAll("nav.rail a.rail-link").Select(
            link => link.GetAttribute("href")).ToList();
        links.ShouldContain(Urls.Listening);
        var may = Roles.PermissionsOf(Role.ReadOnly);
        foreach (var place in Place.Main.Concat(Place.Settings))
            links.Contains(place.Address).ShouldBe(may.HasFlag(place.Permission), place.Address);
    }

    [Fact]
    public async Task A_page_nobody_knows_says_so_in_the_language_of_the_reader()
    {
        using var visitor = await host.SignedInAsync(Role.Administrator, "de");
        var answer = await visitor.GetAsync("/nirgendwo");
        answer.Status.ShouldBe(HttpStatusCode.NotFound);
        answer.Text.ShouldContain("Diese Seite gibt es nicht");
        answer.Find("nav.rail").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_program_gets_problem_details_instead_of_a_page()
    {
        using var visitor = host.Visitor();
        var answer = await visitor.GetAsync(Urls.Api + "/nowhere", ("Accept", "application/json"));
        answer.Status.ShouldBe(HttpStatusCode.NotFound);
        answer.Response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_part_of_a_page_comes_without_the_shell()
    {
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.GetAsync(Urls.Own, ("HX-Request", "true"), ("HX-Target", "div#main"));
        answer.Text.ShouldNotContain("<html");
        answer.Text.ShouldContain("<h1");
    }

    [Fact]
    public async Task An_error_in_a_part_is_told_in_a_toast_and_leaves_the_page_alone()
    {
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.GetAsync("/nirgendwo", ("HX-Request", "true"));
        answer.Response.Headers.GetValues("HX-Reswap").ShouldBe(["none"]);
        answer.Response.Headers.GetValues("HX-Trigger").Single().ShouldContain("echo:toast");
    }

    [Theory]
    [InlineData("de-AT,de;q=0.9,en;q=0.5", "de")]
    [InlineData("fr,en;q=0.3,de;q=0.8", "de")]
    [InlineData("fr", "en")]
    [InlineData("de;q=0,en", "en")]
    public async Task A_stranger_reads_what_the_browser_prefers(string preferred, string language)
    {
        using var visitor = host.Visitor(preferred);
        (await visitor.GetAsync(Urls.SignIn)).Document.DocumentElement.GetAttribute("lang").ShouldBe(language);
    }

    [Fact]
    public async Task The_theme_of_the_person_is_in_the_document_from_the_start()
    {
        using var visitor = await host.SignedInAsync(Role.Lead);
        (await visitor.GetAsync(Urls.Own)).Document.DocumentElement.GetAttribute("data-theme").ShouldBe("system");
        await visitor.PostAsync(Urls.Own, Urls.OwnTheme, ("theme", "dark"));
        (await visitor.GetAsync(Urls.Own)).Document.DocumentElement.GetAttribute("data-theme").ShouldBe("dark");
    }

    [Fact]
    public async Task Own_settings_are_stored_and_mistakes_marked()
    {
        using var visitor = await host.SignedInAsync(Role.Agent);
        var wrong = await visitor.PostAsync(
            Urls.Own, Urls.Own, ("name", " "), ("language", "en"), ("zone", "Europe/Berlin"), ("theme", "dark"));
        wrong.Find("#f-name-error").ShouldNotBeNull();
        var right = await visitor.PostAsync(
            Urls.Own, Urls.Own, ("name", "Jo Brandt"), ("language", "de"), ("zone", "Asia/Tokyo"), ("theme", "light"));
        right.Location.ShouldBe(Urls.Own);
        var page = await visitor.GetAsync(Urls.Own);
        page.Find("#f-name")!.GetAttribute("value").ShouldBe("Jo Brandt");
        page.Document.DocumentElement.GetAttribute("lang").ShouldBe("de");
        page.Find(".toast")!.TextContent.ShouldContain("Saved");
        (await visitor.GetAsync(Urls.Own)).Find(".toast").ShouldBeNull("a message is shown once");
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        using var visitor = host.Visitor();
        foreach (var path in new[] { Urls.SignIn, "/nirgendwo", Bundle.Of("app.js") })
        {
            var headers = (await visitor.GetAsync(path)).Response.Headers;
            var policy = headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldStartWith("default-src 'none'");
            policy.ShouldNotContain("unsafe");
            policy.ShouldContain("frame-ancestors 'none'");
            headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], path);
            headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"], path);
            headers.Contains("Server").ShouldBeFalse(path);
        }
    }

    [Fact]
    public async Task The_first_load_of_a_page_is_at_most_150_kB_compressed()
    {
        using var visitor = await host.SignedInAsync();
        var page = await visitor.GetAsync(Urls.Own, ("Accept-Encoding", "br"));
        var total = (await page.Response.Content.ReadAsByteArrayAsync()).Length;
        foreach (var name in new[] { "app.js", "styles.css", "favicon.svg", "inter-latin-wght-normal.woff2" })
        {
            var file = await visitor.GetAsync(Bundle.Of(name), ("Accept-Encoding", "br"));
            file.Response.Headers.CacheControl!.ToString().ShouldContain("immutable");
            total += (await file.Response.Content.ReadAsByteArrayAsync()).Length;
        }
        total.ShouldBeLessThanOrEqualTo(150 * 1024);
    }

    [Fact]
    public async Task The_palette_offers_places_and_commands_the_person_may_use()
    {
        using var reader = await host.SignedInAsync(Role.ReadOnly);
        var offered = (await reader.GetAsync(Urls.Palette)).Text;
        offered.ShouldContain(Urls.Listening);
        offered.ShouldNotContain(Urls.NewMonitor);
    }
}
