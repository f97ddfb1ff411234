using System.Net;
using Echolot.Teams;
using Echolot.Web.Shell;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Shell;

public sealed class RateLimitsTests : IDisposable
{
    private const int AMinute = 1200;
    private readonly RateLimits _limits = new(new());

    [Fact]
    public async Task An_office_behind_one_address_is_counted_by_person()
    {
        for (var n = 0; n < AMinute; n++) (await MayAsync(person: 1)).ShouldBeTrue();
        (await MayAsync(person: 1)).ShouldBeFalse();
        (await MayAsync(person: 2)).ShouldBeTrue();
        (await MayAsync(person: null)).ShouldBeTrue();
    }

    [Fact]
    public async Task Strangers_are_counted_by_address()
    {
        for (var n = 0; n < AMinute; n++) (await MayAsync(person: null)).ShouldBeTrue();
        (await MayAsync(person: null)).ShouldBeFalse();
        (await MayAsync(person: null, "203.0.113.9")).ShouldBeTrue();
        (await MayAsync(person: 1)).ShouldBeTrue();
    }

    private async Task<bool> MayAsync(long? person, string address = "203.0.113.8")
    {
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        if (person is { } id)
            http.Features.Set(new Actor(
                new(id, "a@example.org", "A", Role.Agent, "de", "Europe/Berlin", "light", true, default, null), Permission.ReadConversations, null));
        var passed = false;
        await _limits.InvokeAsync(http, _ =>
        {
            passed = true;
            return Task.CompletedTask;
        });
        if (!passed)
        {
            http.Response.StatusCode.ShouldBe(StatusCodes.Status429TooManyRequests);
            http.Response.Headers.RetryAfter.ToString().ShouldBe("10");
        }
        return passed;
    }

    public void Dispose() => _limits.Dispose();
}
