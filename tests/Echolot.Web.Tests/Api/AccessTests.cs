using System.Net.Http.Json;
using Echolot.Teams;
using Echolot.Web.Api;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

[Collection("api")]
public sealed class AccessTests(ApiHost api)
{
    [Fact]
    public void Every_route_demands_a_permission()
    {
        var routes = Routes();
        routes.Count.ShouldBeGreaterThan(50);
        routes.Where(
            r => r.Metadata.GetMetadata<Demands>() is null && r.Metadata.GetMetadata<DemandsSignatureOr>() is null)
            .Select(Name).ShouldBeEmpty("map it with RequirePermission");
        routes.Where(r => r.Metadata.GetMetadata<DemandsSignatureOr>() is not null)
            .Select(Name).ShouldBe(["POST /api/v1/ingest/{source}"]);
        routes.Where(r => r.Metadata.GetMetadata<Demands>()?.Permission == Permission.None).Select(Name)
            .ShouldBe(["GET /api/v1/me", "GET /api/v1/workspace"], ignoreOrder: true,
                "whoever may do this must be said, except about oneself");
    }

    [Fact]
    public async Task Strangers_are_asked_for_a_token()
    {
        var answer = await api.Stranger().Http.GetAsync("/api/v1/mentions");
        var problem = await ApiCaller.ReadAsync(answer, 401);
        answer.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        problem.GetProperty("code").GetString().ShouldBe("not_signed_in");
        await new ApiCaller(api.Host.Address, "elt_wrong").GetAsync("mentions", 401);
    }

    [Fact]
    public async Task A_token_may_only_what_it_was_given()
    {
        var reader = await api.CallerAsync(Permission.ReadMonitors);
        await reader.GetAsync("monitors");
        (await reader.GetAsync("people", 403)).GetProperty("code").GetString().ShouldBe("not_allowed");
        await reader.PostAsync("monitors", new { name = "No", query = "no" }, 403);
        var me = await reader.GetAsync("me");
        me.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()).ShouldBe(["read_monitors"]);
    }

    [Fact]
    public async Task A_browser_session_reads_freely_and_changes_only_with_its_form_token()
    {
        using var browser = await api.Host.SignedInAsync();
        var page = await browser.GetAsync("/settings/me");
        var token = page.Find("input[name=_token]")!.GetAttribute("value")!;
        var cookies = string.Join("; ", browser.Cookies.Select(c => $"{c.Name}={c.Value}"));
        (await SendAsync(HttpMethod.Get, "monitors", null)).ShouldBe(200);
        (await SendAsync(HttpMethod.Post, "notifications/read", null)).ShouldBe(400);
        (await SendAsync(HttpMethod.Post, "notifications/read", token)).ShouldBe(204);

        async Task<int> SendAsync(HttpMethod method, string path, string? proof)
        {
            using var request = new HttpRequestMessage(method, "/api/v1/" + path);
            request.Headers.Add("Cookie", cookies);
            if (proof is not null)
                request.Headers.Add("X-Echolot-Token", proof);
            return (int)(await api.Stranger().Http.SendAsync(request)).StatusCode;
        }
    }

    [Fact]
    public async Task Mistyped_fields_and_wrong_ids_are_named()
    {
        var problem = await api.Administrator.PostAsync("monitors", new { name = "X", query = "x", qury = "y" }, 400);
        problem.GetProperty("code").GetString().ShouldBe("malformed");
        problem.GetProperty("detail").GetString()!.ShouldContain("qury");
        (await api.Administrator.GetAsync("monitors/abc", 400)).GetProperty("code").GetString().ShouldBe("malformed");
        (await api.Administrator.GetAsync("monitors/999999", 404))
            .GetProperty("code").GetString().ShouldBe("not_found");
        await api.Administrator.GetAsync("mentions?sentiment=cheerful", 400);
    }

    private List<RouteEndpoint> Routes() =>
        [.. api.Host.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(r => ("/" + r.RoutePattern.RawText!.TrimStart('/')).StartsWith("/api/v1", StringComparison.Ordinal))
                .Distinct()];

    private static string Name(RouteEndpoint route) =>
        $"{route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0]} /{route.RoutePattern.RawText!.Trim('/')}";
}
