using Dapper;
using Echolot.Conversations;
using Echolot.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class ThreadPartOnSqlite() : ThreadPartContract(Engine.Sqlite);

public sealed class ThreadPartOnPostgres() : ThreadPartContract(Engine.Postgres);

/// <summary>Long conversations are read in parts, on every engine.</summary>
public abstract class ThreadPartContract(Engine engine) : CareContract(engine)
{
    [Fact]
    public async Task The_newest_part_comes_first_and_each_earlier_one_follows_without_a_gap_or_anything_twice()
    {
        var (talk, all) = await LongAsync(250);
        var newest = await PartAsync(talk, new());
        Ids(newest).ShouldBe(all.TakeLast(100));
        (newest.HasEarlier, newest.HasLater).ShouldBe((true, false));
        newest.Beginning!.Id.ShouldBe(all[0]);
        var middle = await PartAsync(talk, new(Before: newest.Messages[0].Id));
        (middle.HasEarlier, middle.HasLater).ShouldBe((true, true));
        var first = await PartAsync(talk, new(Before: middle.Messages[0].Id));
        (first.HasEarlier, first.HasLater, first.Beginning).ShouldBe((false, true, null));
        Ids(first).Concat(Ids(middle)).Concat(Ids(newest)).ShouldBe(all);
        // What happened is in exactly one of them as well.
        var whole = await ThreadAsync(talk);
        new[] { first, middle, newest }.SelectMany(p => p.Events.Where(e => e.At >= p.From)).Select(e => e.Id).Order()
            .ShouldBe(whole.Events.Select(e => e.Id).Order());
        whole.HasEarlier.ShouldBeFalse();
        Ids(whole).ShouldBe(all);
    }

    [Fact]
    public async Task A_message_brings_the_part_that_it_is_in_and_what_came_since_it()
    {
        var (talk, all) = await LongAsync(250);
        var around = await PartAsync(talk, new(At: all[60]));
        Ids(around).ShouldBe(all.Skip(10).Take(100));
        (around.HasEarlier, around.HasLater).ShouldBe((true, true));
        Ids(await PartAsync(talk, new(At: all[0]))).ShouldBe(all.Take(50));
        (await PartAsync(talk, new(At: all[^1]))).HasLater.ShouldBeFalse();
        Ids(await PartAsync(talk, new(From: all[200]))).ShouldBe(all.Skip(200));
        (await PartAsync(talk, new(From: all[0]))).HasEarlier.ShouldBeFalse();
        // One of another conversation, or one that is gone: then the newest.
        var missed = await PartAsync(talk, new(At: 999_999));
        Ids(missed).ShouldBe(all.TakeLast(100));
        (missed.IsNamedThere, around.IsNamedThere, (await PartAsync(talk, new())).IsNamedThere).ShouldBe((false, true, true));
    }

    [Fact]
    public async Task The_first_unread_word_is_told_where_it_is_before_what_is_shown()
    {
        var (talk, all) = await LongAsync(250);
        (await PartAsync(talk, new())).FirstUnseen.ShouldBe(all[0]);
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update conversation set seen_at = (select at from message where id = @id) where id = @talk", new { talk, id = all[99] }, scope.Transaction), Cancel);
        (await PartAsync(talk, new())).FirstUnseen.ShouldBe(all[100]);
        (await PartAsync(talk, new(At: all[100]))).FirstUnseen.ShouldBeNull();
    }

    [Fact]
    public async Task The_clocks_of_a_part_that_run_are_those_of_the_whole()
    {
        var (talk, _) = await LongAsync(250);
        var (part, whole) = (await PartAsync(talk, new()), await ThreadAsync(talk));
        part.Clocks.Where(c => c.EndedAt is null).ShouldBe(whole.Clocks.Where(c => c.EndedAt is null), ignoreOrder: true);
        part.Clocks.Count.ShouldBeLessThanOrEqualTo(whole.Clocks.Count);
    }

    /// <summary>A conversation in which a customer and we speak in turns, a minute each.</summary>
    private async Task<(long Talk, IReadOnlyList<long> All)> LongAsync(int count)
    {
        var talk = await HearAsync("Paket seit neun Tagen weg", isPrivate: true);
        var start = Clock.Now.ToUnixTimeMilliseconds();
        await Db.WriteAsync(async scope =>
        {
            for (var i = 1; i < count; i++)
            {
                var ours = i % 2 == 1;
                await scope.Connection.ExecuteAsync(
                    """
                    insert into message (conversation_id, at, leg, direction, identity_id, person_id, connector, external_id, text, source_id)
                    select conversation_id, @at, 2, @direction, identity_id, null, connector, @name, @text, source_id from message
                    where conversation_id = @talk order by id limit 1
                    """, new { talk, at = start + i * 60_000L, direction = ours ? 2L : 1L, name = $"m{i}", text = $"Wort {i}" }, scope.Transaction);
                await scope.Connection.ExecuteAsync(
                    "insert into conversation_event (conversation_id, at, kind, revision) values (@talk, @at, @kind, 1)",
                    new { talk, at = start + i * 60_000L, kind = ours ? 3L : 2L }, scope.Transaction);
            }
            await scope.Connection.ExecuteAsync(
                "update conversation set last_in_at = @at, last_at = @at where id = @talk", new { talk, at = start + count * 60_000L }, scope.Transaction);
        }, Cancel);
        Clock.Now += TimeSpan.FromMinutes(count + 1);
        return (talk, Ids(await ThreadAsync(talk)));
    }

    private async Task<Echolot.Conversations.Thread> PartAsync(long talk, ThreadPart part) =>
        (await Inbox.ShowAsync(talk, Sight.Everything, part, Cancel)).ShouldNotBeNull();

    private static IReadOnlyList<long> Ids(Echolot.Conversations.Thread thread) => [.. thread.Messages.Select(m => m.Id)];
}
