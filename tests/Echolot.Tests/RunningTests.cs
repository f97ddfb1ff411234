using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Echolot.Tests;

/// <summary>What runs in the background from the start of the host to its end.</summary>
public sealed class RunningTests
{
    [Fact]
    public async Task What_failed_begins_again_also_where_somebody_else_cancelled()
    {
        var begun = 0;
        var there = new TaskCompletionSource();
        using var running = new Running("work", async cancel =>
        {
            if (Interlocked.Increment(ref begun) == 1) throw new InvalidOperationException("once");
            if (begun == 2) throw new OperationCanceledException();
            there.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        }, new HurriedClock(), NullLogger<Running>.Instance);
        await running.StartAsync(TestContext.Current.CancellationToken);
        await there.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        begun.ShouldBe(3);
        await running.StopAsync(TestContext.Current.CancellationToken);
        running.ExecuteTask!.Status.ShouldBeOneOf(TaskStatus.RanToCompletion, TaskStatus.Canceled);
    }

    [Fact]
    public async Task Recurring_work_comes_back_after_it_failed()
    {
        var done = 0;
        using var recurring = new Recurring("work", TimeSpan.FromMinutes(1), _ =>
            Interlocked.Increment(ref done) < 3 ? throw new OperationCanceledException() : Task.CompletedTask, new HurriedClock(),
            NullLogger<Recurring>.Instance);
        await recurring.StartAsync(TestContext.Current.CancellationToken);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Volatile.Read(ref done) < 3) await Task.Delay(5, late.Token);
        await recurring.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_cannot_begin_again_ends_the_host()
    {
        using var once = new RunningOnce(_ => throw new InvalidOperationException("lost"));
        await once.StartAsync(TestContext.Current.CancellationToken);
        await Should.ThrowAsync<InvalidOperationException>(() => once.ExecuteTask!);
    }

    /// <summary>A second takes a millisecond.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, Hurried(dueTime), Hurried(period));

        private static TimeSpan Hurried(TimeSpan time) =>
            time == Timeout.InfiniteTimeSpan ? time : TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds / 1000));
    }
}
