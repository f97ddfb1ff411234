using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests;

public sealed class LazyRoutesTests
{
    [Fact]
    public async Task A_server_that_was_asked_something_is_forgotten_when_it_has_stopped()
    {
        var gone = await AskedAsync();
        for (var tries = 0; tries < 20 && gone.IsAlive; tries++)
        {
            await Task.Delay(100);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        gone.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task Every_handler_that_nobody_has_asked_for_compiles()
    {
        await using var host = await AppHost.StartAsync();
        var handlers = host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(route => (route.DisplayName, Handler: route.Metadata.GetMetadata<LazyHandler>())).Where(h => h.Handler is not null).ToList();
        handlers.Count.ShouldBeGreaterThan(600);
        handlers.ShouldAllBe(h => !h.Handler!.Compiled.IsValueCreated);
        foreach (var (name, handler) in handlers) Should.NotThrow(() => handler!.Compiled.Value, name);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> AskedAsync()
    {
        await using var host = await AppHost.StartAsync();
        using var visitor = host.Visitor();
        (await visitor.GetAsync("/health/live")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        return new(host.Services);
    }
}
