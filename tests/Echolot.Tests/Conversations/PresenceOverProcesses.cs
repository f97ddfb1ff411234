using Echolot.Conversations;
using Echolot.Messaging;
using Echolot.Storage;
using Echolot.Tests.Storage;
using Echolot.Tests.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

/// <summary>Colleagues on several servers over one database see each other.</summary>
public sealed class PresenceOverProcesses() : DatabaseContract(Engine.Postgres)
{
    private static readonly IReadOnlySet<long> Talk = new HashSet<long> { 7 };

    [Fact]
    public async Task Who_looks_or_writes_on_one_server_is_seen_on_the_other_and_is_gone_by_itself()
    {
        await using var other = await EcholotDb.OpenAsync(Db.Options, Cancel);
        var clock = new SetClock(new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero));
        var (hereBus, thereBus) = (new Bus(Db, TimeProvider.System), new Bus(other, TimeProvider.System));
        var (here, there) = (new Presence(clock, hereBus), new Presence(clock, thereBus));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task[] running = [thereBus.RunAsync(stop.Token), there.HearAsync(stop.Token), hereBus.RunAsync(stop.Token), here.HearAsync(stop.Token)];

        // The page says it every few seconds; what is said before the ear is open is lost.
        for (var i = 0; i < 300 && (there.At(Talk, 0)[7].Count() < 2 || here.At(Talk, 0)[7].Count() < 2); i++)
        {
            clock.Now += TimeSpan.FromSeconds(6);
            await here.SeenAsync(7, 1, writing: false, Cancel);
            await there.SeenAsync(7, 3, writing: false, Cancel);
            await Task.Delay(100, Cancel);
        }
        there.At(Talk, 3)[7].ShouldBe([new Onlooker(1, false)]);

        // Writing is told at once, and both see each other.
        await here.SeenAsync(7, 1, writing: true, Cancel);
        (await SeesAsync(() => there.At(Talk, 3)[7].SequenceEqual([new Onlooker(1, true)]))).ShouldBeTrue();
        (await there.SeenAsync(7, 2, writing: false, Cancel)).ShouldBe([new Onlooker(1, true), new Onlooker(3, false)], ignoreOrder: true);
        (await SeesAsync(() => here.At(Talk, 1)[7].Contains(new Onlooker(2, false)))).ShouldBeTrue();

        clock.Now += TimeSpan.FromSeconds(21);
        there.At(Talk, 0).Count.ShouldBe(0);
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task What_is_whispered_is_stored_nowhere_and_said_again_only_after_a_while()
    {
        var clock = new SetClock(new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero));
        var bus = new Bus(Db, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var heard = bus.WatchAsync<LookedAt>(stop.Token).GetAsyncEnumerator(Cancel);
        var presence = new Presence(clock, bus);
        await presence.SeenAsync(7, 1, false, Cancel);
        await presence.SeenAsync(7, 1, false, Cancel);
        await presence.SeenAsync(7, 1, true, Cancel);
        clock.Now += TimeSpan.FromSeconds(7);
        await presence.SeenAsync(7, 1, true, Cancel);
        var told = new List<bool>();
        while (told.Count < 3 && await heard.MoveNextAsync()) told.Add(heard.Current.Writing);
        told.ShouldBe([false, true, true]);
        (await bus.HealthAsync(Cancel)).ShouldBeEmpty();
        await stop.CancelAsync();
    }

    private static async Task<bool> SeesAsync(Func<bool> seen)
    {
        for (var i = 0; i < 600 && !seen(); i++) await Task.Delay(50, Cancel);
        return seen();
    }
}
