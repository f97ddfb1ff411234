using Echolot.Connectors.Bluesky;
using Echolot.Connectors.Http;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Bluesky;

/// <summary>
/// People with accounts on a real PDS post, answer, edit, delete and leave; runs where <c>play/bluesky</c> is installed.
/// </summary>
public sealed class Bluesky_against_a_real_PDS : IAsyncLifetime
{
    private readonly GuardedHttp guarded = new(new NetworkOptions { AllowPrivate = true }, TimeProvider.System);
    private readonly CancellationTokenSource stop = new(TimeSpan.FromMinutes(2));
    private readonly List<SourceEvent> heard = [];
    private readonly RealPds pds = new();

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Posts_answers_edits_deletions_and_leaving_are_heard(bool onlyV1)
    {
        await pds.StartAsync(onlyV1);
        var reading = ReadAsync(null);
        await UntilAsync(() => heard.OfType<Progress>().Any());

        var anna = await pds.AccountAsync("anna");
        var karl = await pds.AccountAsync("karl");
        var post = await anna.PostAsync("Der Zug fällt schon wieder aus 😤 #bahn");
        var answer = await karl.PostAsync("Bei mir auch", post);
        await anna.EditAsync(post, "Der Zug fällt aus, jetzt mit Ersatzbus");
        await karl.DeleteAsync(answer);
        await karl.LeaveAsync();
        await UntilAsync(() => heard.OfType<AuthorGone>().Any(gone => gone.Author.Value == karl.Did && !gone.Back));
        await stopReading!.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading);

        var first = Mention(post.Uri);
        first.Text.ShouldBe("Der Zug fällt schon wieder aus 😤 #bahn");
        first.Revision.ShouldBe(post.Cid);
        first.LanguageDeclared.ShouldBe("de");
        first.Author.Id.Value.ShouldBe(anna.Did);
        first.Author.Handle.ShouldBe("anna.test", "the identity event came with the account");
        (first.ReceivedAt - first.PublishedAt).ShouldBeLessThan(TimeSpan.FromSeconds(60));
        Mention(answer.Uri).ParentId.ShouldBe(new ExternalId(post.Uri));
        Mention(answer.Uri).Kind.ShouldBe(ItemKind.Reply);
        var edits = heard.OfType<Upserted>().Where(one => one.Mention.Id.Value == post.Uri).Select(one => one.Mention).ToList();
        edits[^1].Text.ShouldBe("Der Zug fällt aus, jetzt mit Ersatzbus");
        edits[^1].Revision.ShouldNotBe(first.Revision);
        heard.OfType<Deleted>().ShouldContain(gone => gone.Id.Value == answer.Uri);
        heard.OfType<Unreadable>().ShouldBeEmpty();
        heard.OfType<Gap>().ShouldBeEmpty();

        // A bare PDS has no AppView; it still knows who lives there.
        var asked = new SourceConfig(1, new SourceKey("bluesky", "test", "stream"), new Dictionary<string, string> { ["profiles"] = pds.Xrpc });
        var named = await new BlueskyConnector(guarded, TimeProvider.System).NameAsync(asked, [new(anna.Did), new("did:plc:nobody")], stop.Token);
        named.ShouldHaveSingleItem().Handle.ShouldBe("anna.test");

        // While nobody reads.
        var cursor = heard[^1].Cursor;
        heard.Clear();
        var later = await anna.PostAsync("Danke, der Bus war da");
        reading = ReadAsync(cursor);
        await UntilAsync(() => heard.OfType<Upserted>().Any());
        heard.OfType<Upserted>().ShouldHaveSingleItem().Mention.Id.Value.ShouldBe(later.Uri);
        await stopReading.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
    }

    private CancellationTokenSource? stopReading;

    private Task ReadAsync(string? cursor)
    {
        var connector = new BlueskyConnector(guarded, TimeProvider.System);
        var source = new SourceConfig(1, new SourceKey("bluesky", "test", "stream"), new Dictionary<string, string> { ["hosts"] = pds.Jetstream });
        stopReading = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var cancel = stopReading.Token;
        return Task.Run(async () =>
        {
            await foreach (var one in connector.ReadAsync(source, cursor, cancel))
                lock (heard) heard.Add(one);
        });
    }

    private Mention Mention(string uri) =>
        heard.OfType<Upserted>().First(one => one.Mention.Id.Value == uri).Mention;

    private async Task UntilAsync(Func<bool> done)
    {
        while (true)
        {
            lock (heard)
                if (done()) return;
            await Task.Delay(20, stop.Token);
        }
    }

    public ValueTask InitializeAsync()
    {
        RealPds.SkipWhereMissing();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await pds.DisposeAsync();
        guarded.Dispose();
    }
}
