using System.Text.Json;
using Echolot.Connectors.Http;
using Echolot.Connectors.Listings;
using Echolot.Connectors.Reddit;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Reddit;

public sealed class RedditContract : ConnectorContract
{
    protected override async Task<NetworkPlay> OpenAsync() => await RedditPlay.OpenAsync();

    [Fact]
    public async Task A_token_that_ran_out_is_renewed()
    {
        await using var play = await RedditPlay.OpenAsync();
        await play.PublishAsync("vorher");
        var cursor = (await OneAsync(play, null)).Cursor;
        play.Api.Expire();
        await play.PublishAsync("nachher");
        var trouble = await Should.ThrowAsync<SourceTrouble>(() => OneAsync(play, cursor));
        trouble.Final.ShouldBeFalse("only the token is old, not the access");
        (await OneAsync(play, cursor)).Post.Text.ShouldBe("nachher");
    }

    [Fact]
    public async Task No_more_requests_are_made_in_a_minute_than_allowed()
    {
        await using var play = await RedditPlay.OpenAsync(rate: "4");
        await play.PublishAsync("da");
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var reading = Task.Run(async () =>
        {
            await foreach (var _ in play.ReadAsync(null, late.Token))
            {
                // Only counted.
            }
        }, late.Token);
        while (Budget().Spent < 4 && !late.IsCancellationRequested) await Task.Delay(20, CancellationToken.None);
        // A moment more for what must not come.
        late.CancelAfter(TimeSpan.FromMilliseconds(500));
        await Should.ThrowAsync<OperationCanceledException>(() => reading);
        // The token was one, checking the settings another.
        play.Api.Contacts.ShouldBeLessThanOrEqualTo(5);
        (Budget().Limit, Budget().Spent).ShouldBe((4, 4));

        SourceBudget Budget() => ((IKeepsBudgets)play.Connector).BudgetOf(play.Source, null, TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Without_the_approval_of_Reddit_nothing_is_read()
    {
        await using var play = await RedditPlay.OpenAsync();
        (await play.CheckAsync("approved", "false")).ShouldBe(["approved"]);
        (await play.CheckAsync("secret", "another-secret-0002")).ShouldBe(["client"]);
        (await play.CheckAsync("subreddits", "r/gibtsnicht")).ShouldBe(["subreddits"]);
        (await play.CheckAsync("subreddits", "../etc")).ShouldBe(["subreddits"]);
        (await play.CheckAsync("rate", "101")).ShouldBe(["rate"]);
    }

    [Fact]
    public void Cut_or_bent_items_never_throw()
    {
        const string Good = """
            {"kind":"t3","data":{"name":"t3_1","title":"Jacke","selftext":"undicht","author":"wanderin","author_fullname":"t2_w","created_utc":1795255200.0,"edited":1795255300,"permalink":"/r/outdoor/comments/1/jacke/","score":1,"num_comments":2}}
            """;
        var (source, now) = (new SourceKey("x", "y", "z"), DateTimeOffset.UnixEpoch.AddYears(57));
        var random = new Random(7);
        var read = 0;
        for (var turn = 0; turn < 20_000; turn++)
        {
            var bent = Good.ToCharArray();
            for (var i = 0; i < turn % 4; i++) bent[random.Next(bent.Length)] = "0\"{}[],:ntu x"[random.Next(13)];
            try
            {
                using var json = JsonDocument.Parse(new string(bent));
                foreach (var item in new List<Listed> { ThingRecord.Read(json.RootElement, source, now) })
                {
                    read++;
                    item.Id.ShouldNotContain(' ');
                    (item.Post is null).ShouldBe(item.Problem is not null);
                }
            }
            catch (JsonException)
            {
                // No JSON at all is refused before anything is read of it.
            }
        }
        read.ShouldBeGreaterThan(5_000);
    }

    [Fact]
    public async Task A_closed_subreddit_holds_up_no_other_and_is_told_of_until_it_opens()
    {
        await using var play = await RedditPlay.OpenAsync();
        play.Api.Publish("offen");
        var source = play.Source with
        {
            Settings = new Dictionary<string, string>(play.Source.Settings)
            {
                ["subreddits"] = $"{RedditApi.Closed} gibtsnicht {RedditApi.Subreddit}",
            },
        };
        var heard = new List<string>();
        var told = new List<IReadOnlyDictionary<string, string>>();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var e in play.Connector.ReadAsync(source, null, late.Token))
        {
            if (e is Upserted u) heard.Add(u.Mention.Text);
            if (e is not TargetsRefused refused) continue;
            told.Add(refused.Problems);
            play.Api.IsClosed = false;
            if (told.Count == 2) break;
        }
        heard.ShouldBe(["offen"]);
        told[0].Keys.ShouldBe(["/r/gibtsnicht/comments", "/r/gibtsnicht/new", "/r/privat/comments", "/r/privat/new"]);
        told[0]["/r/privat/new"].ShouldContain("403");
        told[1].Keys.ShouldBe(["/r/gibtsnicht/comments", "/r/gibtsnicht/new"]);

        // Where everything is closed, the source has trouble; what of a gap can be read again is.
        play.Api.IsClosed = true;
        var closed = source with { Settings = new Dictionary<string, string>(source.Settings) { ["subreddits"] = RedditApi.Closed } };
        await Should.ThrowAsync<SourceTrouble>(async () =>
        {
            await foreach (var _ in play.Connector.ReadAsync(closed, null, late.Token))
            {
                // Only what it ends with counts.
            }
        });
        heard.Clear();
        (await Should.ThrowAsync<SourceTrouble>(async () =>
        {
            await foreach (var e in play.Connector.BackfillAsync(
                source, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), late.Token))
                if (e is Upserted u) heard.Add(u.Mention.Text);
        })).OfTarget.ShouldBeTrue();
        heard.ShouldBe(["offen"]);
    }

    private static async Task<(Mention Post, string? Cursor)> OneAsync(RedditPlay play, string? cursor)
    {
        Mention? post = null;
        await foreach (var e in play.ReadAsync(cursor, CancellationToken.None))
        {
            if (e is Upserted u) post = u.Mention;
            if (post is not null && e.Cursor is not null) return (post, e.Cursor);
        }
        throw new InvalidOperationException("nothing came");
    }
}

internal sealed class RedditPlay() : ListedPlay<RedditApi, RedditConnector>(new RedditApi())
{
    public static async Task<RedditPlay> OpenAsync(string rate = "100")
    {
        var play = new RedditPlay();
        // The contract reads again and again within seconds, so that its plays count seconds instead of minutes.
        await play.StartAsync(
            () => new RedditConnector(
                play.Http, TimeProvider.System, play.Api.Address, play.Api.Address, TimeSpan.FromMilliseconds(150),
                rate == "100" ? TimeSpan.FromSeconds(1) : null),
            new()
            {
                ["client"] = RedditApi.Client, ["secret"] = RedditApi.Secret, ["subreddits"] = "r/" + RedditApi.Subreddit,
                ["rate"] = rate, ["approved"] = "true",
            });
        return play;
    }

    public override Task<ExternalId> PublishAsync(string text) =>
        Task.FromResult(new ExternalId("reddit:" + Api.Publish(text)));

    public override Task EditAsync(ExternalId id, string text)
    {
        Api.Change(Name(id), post => (post["selftext"], post["edited"]) =
            (text, DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
        return Task.CompletedTask;
    }

    public override Task DeleteAsync(ExternalId id)
    {
        Api.Change(Name(id), post => (post["selftext"], post["author"]) = ("[deleted]", "[deleted]"));
        return Task.CompletedTask;
    }

    public override Task BreakAsync()
    {
        Api.Publish("x", post => post.Remove("created_utc"));
        return Task.CompletedTask;
    }

    public override Task OutrunAsync()
    {
        for (var i = 0; i < 205; i++) Api.Publish("schnell vorbei");
        return Task.CompletedTask;
    }

    private static string Name(ExternalId id) => id.Value.Split(':')[1];
}
