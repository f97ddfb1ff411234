using System.Net;
using Echolot.Teams;
using Echolot.Web.Shell;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Shell;

public sealed class RateLimitsTests : IDisposable
{
    private const int AMinute = 1200;
    private readonly RateLimiterOptions _options = new();

    public RateLimitsTests() => RateLimits.Add(_options);

    [Fact]
    public void An_office_behind_one_address_is_counted_by_person()
    {
        for (var n = 0; n < AMinute; n++) May(person: 1).ShouldBeTrue();
        May(person: 1).ShouldBeFalse();
        May(person: 2).ShouldBeTrue();
        May(person: null).ShouldBeTrue();
    }

    [Fact]
    public void Strangers_are_counted_by_address()
    {
        for (var n = 0; n < AMinute; n++) May(person: null).ShouldBeTrue();
        May(person: null).ShouldBeFalse();
        May(person: null, "203.0.113.9").ShouldBeTrue();
        May(person: 1).ShouldBeTrue();
    }

    private bool May(long? person, string address = "203.0.113.8")
    {
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
        if (person is { } id)
            http.Features.Set(new Actor(
                new(id, "a@example.org", "A", Role.Agent, "de", "Europe/Berlin", "light", true, default, null), Permission.ReadConversations, null));
        using var lease = _options.GlobalLimiter!.AttemptAcquire(http);
        return lease.IsAcquired;
    }

    public void Dispose() => _options.GlobalLimiter?.Dispose();
}
