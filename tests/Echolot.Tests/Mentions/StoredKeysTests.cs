using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class StoredKeysTests() : ArchiveContract(Engine.Sqlite)
{
    [Fact]
    public async Task No_stored_key_is_ever_denied_and_few_others_are_granted()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var keys = new StoredKeys(Db);
        var chance = new Random(1);
        var (before, during, never) = (Some(20_000), Some(20_000), Some(20_000));
        keys.May(never[0]).ShouldBeTrue("nothing has been read yet");
        await AddAsync(before);
        var running = keys.RunAsync(stop.Token);
        // Some of these are written while the keys are read, wherever the reading stands.
        foreach (var part in during.Chunk(500))
            await Db.WriteAsync(async scope =>
            {
                keys.Add(scope, part);
                await Lookups.AddAsync(scope, [.. part.Select(Row)], Cancel);
            }, Cancel);
        while (keys.May(never[0]) && keys.May(never[1])) await Task.Delay(10, Cancel);

        before.Concat(during).ShouldAllBe(key => keys.May(key));
        never.Count(keys.May).ShouldBeLessThan(200, "a false answer for one in a hundred at most");
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);

        long[] Some(int count) => [.. Enumerable.Range(0, count).Select(_ => chance.NextInt64(long.MinValue, long.MaxValue))];

        Task AddAsync(long[] some) => Db.WriteAsync(scope => Lookups.AddAsync(scope, [.. some.Select(Row)], Cancel), Cancel);

        static LookupRow Row(long key) => new((long)LookupKind.Identity, key, 1);
    }

    [Fact]
    public async Task A_post_that_came_before_is_known_by_the_keys_alone_and_an_edit_of_it_is_one()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = Archive.KeepKeysAsync(stop.Token);
        var first = await KeepOneAsync(Keep("a", "Die Naht ist offen"));
        await Db.WriteAsync(_ => Task.CompletedTask, Cancel);
        (await KeepOneAsync(Keep("a", "Die Naht ist offen"))).ShouldBe(new Kept(first.Id, KeepOutcome.AlreadyKnown));
        (await Archive.KnownAsync(Keep("a", "").Mention.Source.Connector, [new("a"), new("b")], Cancel)).Keys.ShouldBe([new ExternalId("a")]);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }
}
