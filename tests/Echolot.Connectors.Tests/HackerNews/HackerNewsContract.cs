using System.Globalization;
using System.Text.Json.Nodes;
using Echolot.Connectors.HackerNews;
using Echolot.Connectors.Http;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.HackerNews;

public sealed class HackerNewsContract : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await HackerNewsPlay.OpenAsync();

    [Fact]
    public async Task Stories_comments_and_what_moderators_took_away_are_told_apart()
    {
        await using var play = await HackerNewsPlay.OpenAsync();
        var story = play.Api.Publish("Ask: which jacket &amp; why?<p>Thanks", "Ask HN: Jacket");
        play.Api.Add(id => new JsonObject { ["id"] = id, ["type"] = "pollopt", ["by"] = "x", ["time"] = 1, ["text"] =
            "no" });
        play.Api.Publish("The red one", parent: story);
        var dead = play.Api.Publish("spam");
        play.Api.Change(dead, item => item["dead"] = true);
        play.Api.Add(_ => null);
        play.Api.Publish("behind the hole");
        var heard = new List<SourceEvent>();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await foreach (var e in play.ReadAsync(play.Beginning, late.Token))
            {
                heard.Add(e);
                // A moment more for what must not come.
                if (e is Upserted && heard.OfType<Upserted>().Count() == 2) late.CancelAfter(TimeSpan.FromMilliseconds(500));
            }
        }
        catch (OperationCanceledException)
        {
            // Heard.
        }
        var posts = heard.OfType<Upserted>().Select(u => u.Mention).ToList();
        posts.Select(p => (p.Kind, p.Title, p.Text)).ShouldBe(
            [(ItemKind.Post, "Ask HN: Jacket", "Ask: which jacket & why?\n\nThanks"),
                (ItemKind.Comment, null, "The red one")],
            "a number without an item is waited for, two minutes long");
        posts[1].ParentId.ShouldBe(posts[0].Id);
        heard.OfType<Deleted>().ShouldAllBe(d => d.Why == DeleteReason.TakenDown);
    }
}

internal sealed class HackerNewsPlay() : ListedPlay<HackerNewsApi, HackerNewsConnector>(new HackerNewsApi())
{
    public static async Task<HackerNewsPlay> OpenAsync()
    {
        var play = new HackerNewsPlay();
        await play.StartAsync(
            () => new HackerNewsConnector(
                play.Http, TimeProvider.System, play.Api.Address, TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(80)),
            []);
        return play;
    }

    public override string? Beginning => new HackerNewsConnector.Place(100, []).ToString();

    public override bool CanOutrun => false;

    public override Task<ExternalId> PublishAsync(string text) => Task.FromResult(new ExternalId(
        "https://news.ycombinator.com/item?id=" + Api.Publish($"<p>{text}</p>", "Ask")
            .ToString(CultureInfo.InvariantCulture)));

    public override Task EditAsync(ExternalId id, string text)
    {
        Api.Change(Number(id), item => item["text"] = text);
        return Task.CompletedTask;
    }

    public override Task DeleteAsync(ExternalId id)
    {
        Api.Change(Number(id), item => item["deleted"] = true);
        return Task.CompletedTask;
    }

    public override Task BreakAsync()
    {
        Api.Add(id => new JsonObject { ["id"] = id, ["type"] = "story", ["time"] = "yesterday" });
        return Task.CompletedTask;
    }

    public override Task OutrunAsync() => throw new NotSupportedException("Numbers do not end.");

    private static long Number(ExternalId id) => long.Parse(id.Value.Split('=')[1], CultureInfo.InvariantCulture);
}
