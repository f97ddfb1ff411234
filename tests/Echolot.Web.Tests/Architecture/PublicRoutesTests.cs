using Echolot.Web.Api;
using Echolot.Web.Chat;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Echolot.Web.Tests.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Architecture;

/// <summary>Everything that strangers may ask, with the reason. Whoever adds to it has to say why.</summary>
public sealed class PublicRoutesTests(SetUpHost shared) : IClassFixture<SetUpHost>
{
    private static readonly Dictionary<string, string> Open = new()
    {
        ["GET /chat/widget.js"] = "pages of others include it",
        ["GET /chat/{key:length(16)}"] = "how the chat looks; pages of allowed origins ask",
        ["OPTIONS /chat/{key:length(16)}"] = "browsers ask first whether a page may ask",
        ["OPTIONS /chat/{key:length(16)}/{**rest}"] = "the same for what lies below",
        ["POST /chat/{key:length(16)}/visitors"] = "somebody agrees and gets a signed token",
        ["DELETE /chat/{key:length(16)}/visitors"] = "a visitor with a token takes their consent back",
        ["POST /chat/{key:length(16)}/join"] = "somebody opens a link that works once, agrees and gets a signed token",
        ["POST /chat/{key:length(16)}/messages"] = "a visitor with a token writes",
        ["POST /chat/{key:length(16)}/typing"] = "a visitor with a token is writing",
        ["GET /chat/{key:length(16)}/stream"] = "a visitor with a token reads along",
        ["POST /chat/{key:length(16)}/form"] = "the contact form outside of business hours",
        ["GET /chat/{key:length(16)}/transcript"] = "a visitor with a token takes the conversation along",
        ["POST /chat/{key:length(16)}/transcript"] = "the same by mail",
        ["GET /chat/{key:length(16)}/files/{file}"] = "a visitor takes a file that came along; its address is theirs alone",
        ["GET /approve/{secret}/files/{file:long}"] = "somebody without an account looks at what a reply carries before they decide",
        ["GET /rota/feed/{secret}.ics"] = "calendar programs read somebody's shifts by a secret address",
    };

    [Fact]
    public void What_strangers_may_ask_of_the_chat_is_listed_with_its_reason() =>
        shared.Host.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(r => r.Metadata.GetMetadata<OpenTo>() is not null).SelectMany(Names).Distinct()
            .ShouldBe(Open.Keys, ignoreOrder: true);

    [Fact]
    public void Whatever_demands_nothing_says_so()
    {
        // Pages before sign-in, bundled files, health and the description of the API are tested where they are made.
        string[] known = [Urls.Assets, "/favicon.ico", Urls.PushWorker, "/health", Urls.Metrics, "/openapi", "/hooks/websub", "/dev"];
        shared.Host.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(r => r.Metadata.GetMetadata<Demands>() is null && r.Metadata.GetMetadata<DemandsSignatureOr>() is null
                && r.Metadata.GetMetadata<OpenTo>() is null && r.Metadata.GetMetadata<PageRoute>() is null
                && r.Metadata.GetMetadata<PageAction>() is null)
            .SelectMany(Names).Distinct()
            .Where(name => !known.Any(k => name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..].StartsWith(k, StringComparison.Ordinal)))
            .ShouldBeEmpty("map it with RequirePermission, or say with OpenTo whom it is open to and list it here");
    }

    private static IEnumerable<string> Names(RouteEndpoint route) =>
        (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"])
            .Select(method => $"{method} /{route.RoutePattern.RawText!.Trim('/')}");
}
