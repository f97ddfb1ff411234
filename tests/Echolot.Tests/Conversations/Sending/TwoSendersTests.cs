using Dapper;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Conversations.AutoReplies;
using Echolot.Tests.Intake;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Sending;

/// <summary>Two servers over one PostgreSQL, and the one that sends loses its turn without dying.</summary>
public sealed class TwoSendersTests() : QuietDesk(Engine.Postgres)
{
    [Fact]
    public async Task Whoever_lost_the_turn_finishes_what_is_under_way_and_nothing_leaves_twice()
    {
        var talk = await SayAsync("1", "Paket weg!");
        var others = new List<long>();
        for (var i = 2; i < 6; i++) others.Add(await SayAsync($"{i}", "Hallo?", $"author{i}"));
        using var slow = new ManualResetEventSlim();
        var asked = new System.Collections.Concurrent.ConcurrentBag<string>();
        Network.Before = reply =>
        {
            asked.Add(reply.Key);
            if (reply.Text == "Wir sehen nach.") slow.Wait(Cancel);
            return null;
        };
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir sehen nach."), Mira, Cancel);
        await UntilAsync(() => Task.FromResult(!asked.IsEmpty));
        await using var second = new Household(Db, Clock, more: s => s.AddSingleton<IConnector>(Network));
        using var stop = new CancellationTokenSource();
        await TakeTurnAwayAsync();
        var sending = second.Get<Inbox>().SendAllAsync(stop.Token);
        await Task.Delay(300, Cancel);
        // Longer than any look at the network would wait, and while the first call still runs.
        Clock.Now += TimeSpan.FromMinutes(2);
        foreach (var other in others)
            await Inbox.SendReplyAsync(other, new(Leg.Private, "Wir auch."), Mira, Cancel);
        await PostedAsync(others.Count);
        slow.Set();
        await PostedAsync(others.Count + 1);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send!.State is SendState.Sent);
        (asked.Count, asked.Distinct().Count()).ShouldBe((5, 5));
        await stop.CancelAsync();
        await sending;
    }

    [Fact]
    public async Task What_a_process_left_that_died_is_looked_for_once_it_can_be_sending_no_longer()
    {
        var talk = await SayAsync("1", "Paket weg!");
        await Inbox.SendReplyAsync(talk, new(Leg.Private, "Wir sehen nach.", At: Clock.Now.AddDays(1)), Mira, Cancel);
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update send set state = 'Sending', attempts = 1, not_before = 0", transaction: scope.Transaction), Cancel);
        await Task.Delay(500, Cancel);
        (await ThreadAsync(talk)).Messages[^1].Send!.State.ShouldBe(SendState.Sending);
        Clock.Now += TimeSpan.FromMinutes(6);
        await PostedAsync(1);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages[^1].Send!.State is SendState.Sent);
    }

    private async Task TakeTurnAwayAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<bool>(
            """
            select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (
                select oid from pg_database where datname = current_database())
                and (classid::bigint << 32 | objid::bigint) = @Lock
            """, new { Lock = 0x4563686F6C6F5365 })).ShouldBe([true]);
    }
}
