using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;
using Echolot.Messaging;
using Echolot.Storage;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Messaging;

public sealed class BusOnSqlite() : BusContract(Engine.Sqlite);

public sealed class BusOnPostgres() : BusContract(Engine.Postgres);

public sealed record Counted(int Number) : IFact;

public sealed record Noted(string What) : IFact;

public abstract class BusContract(Engine engine) : DatabaseContract(engine)
{
    [Fact]
    public async Task Facts_reach_each_subscriber_in_order()
    {
        var bus = NewBus();
        var (a, b) = (Collect(bus, "a"), Collect(bus, "b"));
        await Publish(bus, 1, 2, 3);
        await using var running = Run(bus);
        await Publish(bus, 4);
        await Until(() => a.Count == 4 && b.Count == 4);
        a.ShouldBe([1, 2, 3, 4]);
        b.ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public async Task A_fact_of_a_transaction_that_failed_never_happened()
    {
        var bus = NewBus();
        var seen = Collect(bus, "a");
        await using var running = Run(bus);
        await Should.ThrowAsync<ArithmeticException>(() => Db.WriteAsync(async scope =>
        {
            await bus.PublishAsync(scope, new Counted(1), Cancel);
            throw new ArithmeticException();
        }, Cancel));
        await Publish(bus, 2);
        await Until(() => seen.Count == 1);
        seen.ShouldBe([2]);
    }

    [Fact]
    public async Task A_crash_between_commit_and_delivery_loses_nothing()
    {
        // Published, and the process ends before anybody ran.
        await Publish(NewBus(), 1, 2);
        await Database.ReopenAsync();
        var bus = NewBus();
        var seen = Collect(bus, "a");
        await using var running = Run(bus);
        await Until(() => seen.Count == 2);
        seen.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_crash_while_a_subscriber_works_hands_it_the_fact_again()
    {
        var bus = NewBus();
        var started = new TaskCompletionSource();
        bus.Subscribe<Counted>("a", async (_, cancel) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        });
        await using (Run(bus))
        {
            await Publish(bus, 1);
            await started.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        }
        await Database.ReopenAsync();
        var next = NewBus();
        var seen = Collect(next, "a");
        await using var running = Run(next);
        await Until(() => seen.Count == 1);
    }

    [Fact]
    public async Task What_was_taken_is_not_handed_out_again_after_an_orderly_restart()
    {
        var bus = NewBus();
        var seen = Collect(bus, "a");
        await using (Run(bus))
        {
            await Publish(bus, 1, 2);
            await Until(() => seen.Count == 2);
        }
        await Database.ReopenAsync();
        var next = NewBus();
        var later = Collect(next, "a");
        await using var running = Run(next);
        await Publish(next, 3);
        await Until(() => later.Count == 1);
        later.ShouldBe([3]);
    }

    [Fact]
    public async Task A_subscriber_that_fails_is_tried_again_in_order_and_stops_nobody_else()
    {
        var bus = NewBus();
        var tries = 0;
        var slow = new ConcurrentQueue<int>();
        bus.Subscribe<Counted>("poison", (fact, _) =>
        {
            if (fact.Number == 1 && ++tries < 3) throw new InvalidOperationException("not yet");
            slow.Enqueue(fact.Number);
            return Task.CompletedTask;
        });
        var healthy = Collect(bus, "healthy");
        await using var running = Run(bus);
        await Publish(bus, 1, 2);
        await Until(() => healthy.Count == 2);
        await Until(() => slow.Count == 2);
        slow.ShouldBe([1, 2]);
        tries.ShouldBe(3);
    }

    [Fact]
    public async Task A_subscriber_that_stands_still_is_seen_with_its_error_and_its_distance()
    {
        var bus = NewBus();
        bus.Subscribe<Counted>("poison", (_, _) => throw new InvalidOperationException("a secret"));
        await using var running = Run(bus);
        await Publish(bus, 1, 2);
        IReadOnlyList<SubscriberHealth> health = [];
        await Until(async () => (health = await bus.HealthAsync(Cancel))[0].Failures > 0);
        health[0].ShouldSatisfyAllConditions(
            h => h.Name.ShouldBe("poison"), h => h.Behind.ShouldBe(2), h => h.LastError.ShouldBe(
                nameof(InvalidOperationException)));
    }

    [Fact]
    public async Task A_subscriber_takes_several_types_in_one_order()
    {
        var bus = NewBus();
        var seen = new ConcurrentQueue<string>();
        bus.Subscribe<Counted>("a", (f, _) => { seen.Enqueue($"{f.Number}"); return Task.CompletedTask; });
        bus.Subscribe<Noted>("a", (f, _) => { seen.Enqueue(f.What); return Task.CompletedTask; });
        await using var running = Run(bus);
        await Db.WriteAsync(async scope =>
        {
            await bus.PublishAsync(scope, new Counted(1), Cancel);
            await bus.PublishAsync(scope, new Noted("two"), Cancel);
            await bus.PublishAsync(scope, new Counted(3), Cancel);
        }, Cancel);
        await Until(() => seen.Count == 3);
        seen.ShouldBe(["1", "two", "3"]);
    }

    [Fact]
    public async Task The_same_subscriber_and_type_twice_is_a_mistake()
    {
        var bus = NewBus();
        Collect(bus, "a");
        Should.Throw<InvalidOperationException>(() => Collect(bus, "a")).Message.ShouldContain("another name");
        await using var running = Run(bus);
        Should.Throw<InvalidOperationException>(() => Collect(bus, "b")).Message.ShouldContain(
            "before the host starts");
    }

    [Fact]
    public async Task From_commit_to_subscriber_takes_milliseconds()
    {
        var bus = NewBus();
        var arrived = new ConcurrentQueue<long>();
        bus.Subscribe<Counted>(
            "a", (_, _) => { arrived.Enqueue(Stopwatch.GetTimestamp()); return Task.CompletedTask; });
        await using var running = Run(bus);
        var waits = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            await Publish(bus, i);
            var committed = Stopwatch.GetTimestamp();
            await Until(() => arrived.Count == i + 1);
            waits.Add(Math.Max(0, Stopwatch.GetElapsedTime(committed, arrived.Last()).TotalMilliseconds));
        }
        waits.Order().ElementAt(19).ShouldBeLessThan(500);
    }

    [Fact]
    public async Task Screens_hear_facts_from_now_on_and_a_slow_one_loses_the_oldest_counted()
    {
        var bus = NewBus();
        await Publish(bus, 1);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var live = bus.WatchAsync<Counted>(leave.Token);
        for (var i = 0; i < 300; i += 100) await Publish(bus, [.. Enumerable.Range(i + 2, 100)]);
        var heard = new List<int>();
        await foreach (var fact in live)
        {
            heard.Add(fact.Number);
            if (fact.Number == 301) break;
        }
        heard.ShouldBe(Enumerable.Range(46, 256));
        bus.Dropped.ShouldBe(44);
    }

    [Fact]
    public async Task Facts_that_everybody_took_are_removed_and_numbers_are_never_used_again()
    {
        var clock = new ShiftedClock();
        var bus = new Bus(Db, clock);
        var seen = Collect(bus, "a");
        await using (Run(bus))
        {
            await Publish(bus, 1, 2, 3);
            await Until(() => seen.Count == 3);
        }
        await Publish(bus, 4);
        clock.Shift = TimeSpan.FromMinutes(2);
        (await new Pruning(Db, clock, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, ["a"]).PruneAsync(
            Cancel)).ShouldBe(3);
        var again = new Bus(Db, clock);
        var rest = Collect(again, "a");
        await using var running = Run(again);
        await Publish(again, 5);
        await Until(() => rest.Count == 2);
        rest.ShouldBe([4, 5]);
    }

    [Fact]
    public async Task Nothing_is_removed_that_a_subscriber_has_not_taken()
    {
        var clock = new ShiftedClock();
        var bus = new Bus(Db, clock);
        await Publish(bus, 1);
        clock.Shift = TimeSpan.FromMinutes(2);
        (await new Pruning(Db, clock, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, ["new"]).PruneAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public void Pauses_grow_to_five_minutes()
    {
        Delivery.PauseAfter(1).ShouldBe(TimeSpan.FromMilliseconds(100));
        Delivery.PauseAfter(5).ShouldBe(TimeSpan.FromMilliseconds(1600));
        Delivery.PauseAfter(1000).ShouldBe(TimeSpan.FromMinutes(5));
    }

    protected Bus NewBus() => new(Db, TimeProvider.System);

    protected static ConcurrentQueue<int> Collect(Bus bus, string name)
    {
        var seen = new ConcurrentQueue<int>();
        bus.Subscribe<Counted>(name, (fact, _) => { seen.Enqueue(fact.Number); return Task.CompletedTask; });
        return seen;
    }

    protected Task Publish(Bus bus, params int[] numbers) => Db.WriteAsync(async scope =>
    {
        foreach (var number in numbers) await bus.PublishAsync(scope, new Counted(number), Cancel);
    }, Cancel);

    protected static Running Run(Bus bus) => new(bus);

    protected static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    private static async Task Until(Func<Task<bool>> condition)
    {
        var waiting = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waiting.Elapsed > TimeSpan.FromSeconds(20)) Assert.Fail("Waited 20 seconds in vain.");
            await Task.Delay(2, Cancel);
        }
    }

    protected sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _work;

        public Running(Bus bus) => _work = bus.RunAsync(_stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _work;
            _stop.Dispose();
        }
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}

/// <summary>What only several processes on one database have to promise.</summary>
public sealed class BusOverProcesses() : DatabaseContract(Engine.Postgres)
{
    [Fact]
    public async Task A_fact_of_one_process_reaches_subscribers_and_screens_of_another_at_once()
    {
        await using var other = await EcholotDb.OpenAsync(Db.Options, Cancel);
        var (here, there) = (new Bus(Db, TimeProvider.System), new Bus(other, TimeProvider.System));
        var taken = new TaskCompletionSource<int>();
        there.Subscribe<Counted>("a", (fact, _) => { taken.TrySetResult(fact.Number); return Task.CompletedTask; });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var live = there.WatchAsync<Counted>(stop.Token).GetAsyncEnumerator(Cancel);
        var running = there.RunAsync(stop.Token);
        // Published until the ear is open: what came before a screen listened is not for it.
        var shown = live.MoveNextAsync().AsTask();
        for (var i = 1; !shown.IsCompleted; i++)
        {
            await Db.WriteAsync(s => here.PublishAsync(s, new Counted(i), Cancel), Cancel);
            await Task.WhenAny(shown, Task.Delay(100, Cancel));
        }
        (await taken.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel)).ShouldBe(1);
        live.Current.Number.ShouldBeGreaterThan(0);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_subscriber_lives_in_one_process_at_a_time()
    {
        await using var other = await EcholotDb.OpenAsync(Db.Options, Cancel);
        var seen = new ConcurrentQueue<int>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = new List<Task>();
        foreach (var db in new[] { Db, other })
        {
            var bus = new Bus(db, TimeProvider.System);
            bus.Subscribe<Counted>("a", (fact, _) => { seen.Enqueue(fact.Number); return Task.CompletedTask; });
            running.Add(bus.RunAsync(stop.Token));
        }
        var publisher = new Bus(Db, TimeProvider.System);
        for (var i = 0; i < 50; i++)
            await Db.WriteAsync(s => publisher.PublishAsync(s, new Counted(i), Cancel), Cancel);
        while (seen.Count < 50) await Task.Delay(5, Cancel);
        await Task.Delay(300, Cancel);
        seen.ShouldBe(Enumerable.Range(0, 50));
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task Facts_published_by_many_at_once_are_all_taken()
    {
        var bus = new Bus(Db, TimeProvider.System);
        var seen = new ConcurrentQueue<int>();
        bus.Subscribe<Counted>("a", (fact, _) => { seen.Enqueue(fact.Number); return Task.CompletedTask; });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = bus.RunAsync(stop.Token);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(
            () => Db.WriteAsync(s => bus.PublishAsync(s, new Counted(i), Cancel), Cancel))));
        while (seen.Count < 200) await Task.Delay(5, Cancel);
        seen.Order().ShouldBe(Enumerable.Range(0, 200));
        await stop.CancelAsync();
        await running;
    }
}
