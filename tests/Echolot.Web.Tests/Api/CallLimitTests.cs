using Echolot.Teams;
using Echolot.Web.Shell;
using Microsoft.Extensions.Configuration;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

public sealed class CallLimitTests : IAsyncLifetime
{
    private readonly ApiHost _api = new() { Allowances = new() { Calls = 30 } };

    public ValueTask InitializeAsync() => _api.InitializeAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Answers_say_how_many_calls_are_left_and_too_many_of_one_token_are_refused_while_others_go_on()
    {
        // Of a person of its own: the pages and programs of one person together have a limit as well.
        var busy = await _api.CallerAsync(Role.Agent);
        var first = await busy.Http.GetAsync("/api/v1/me");
        first.Headers.GetValues("RateLimit-Policy").Single().ShouldBe("\"calls\";q=30;w=60");
        first.Headers.GetValues("RateLimit").Single().ShouldStartWith("\"calls\";r=29;");

        var answers = new List<int>();
        for (var i = 0; i < 31 && !answers.Contains(429); i++)
            answers.Add((int)(await busy.Http.GetAsync("/api/v1/me")).StatusCode);
        answers[^1].ShouldBe(429);
        await _api.Administrator.GetAsync("me");
    }

    [Theory]
    [InlineData("Echolot:Limits:Calls")]
    [InlineData("Echolot:Limits:Requests")]
    public void A_limit_that_lets_nobody_ask_is_refused_at_the_start(string setting)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(setting, "0")]).Build();
        Should.Throw<InvalidOperationException>(() => Allowances.Of(settings)).Message.ShouldContain("at least 1");
    }
}
