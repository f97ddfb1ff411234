using Echolot.Sources;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Sources;

/// <summary>What the runner makes of a source that says itself that it cannot be read.</summary>
public sealed class TroubleTests() : DatabaseContract(Echolot.Storage.Engine.Sqlite)
{
    [Fact]
    public async Task A_source_that_is_gone_for_good_is_stopped_and_says_why()
    {
        var health = await AfterAsync(new SourceTrouble("gone for good (410)", final: true), began: 1);
        health.State.ShouldBe(SourceState.Stopped);
        health.LastError.ShouldBe("gone for good (410)");
        health.NextContactAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_source_that_asked_for_time_is_left_alone_that_long()
    {
        var health = await AfterAsync(new SourceTrouble("not now", TimeSpan.FromHours(1)), began: 1);
        health.State.ShouldBe(SourceState.Failing);
        (health.NextContactAt - health.LastErrorAt).ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromMinutes(59));
    }

    private async Task<SourceHealth> AfterAsync(SourceTrouble trouble, int began)
    {
        await using var household = new Household(Db);
        await household.OpenGateAsync();
        using var stop = new CancellationTokenSource();
        var running = household.Sources.RunAsync(stop.Token);
        var source = await household.AddSourceAsync("a");
        household.Network.Trouble(trouble);
        SourceHealth health;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        do
        {
            await Task.Delay(50, late.Token);
            health = (await household.Sources.HealthAsync(late.Token)).Single(h => h.SourceId == source.Id);
        }
        while (health.LastError is null);
        household.Network.Began.Count.ShouldBe(began);
        await stop.CancelAsync();
        await running;
        return health;
    }
}
