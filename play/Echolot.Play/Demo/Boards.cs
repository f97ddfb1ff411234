using System.Globalization;
using System.Net;
using Dapper;
using Echolot.Connectors.HackerNews;
using Echolot.Connectors.Reddit;
using Echolot.Connectors.YouTube;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Play.Worlds;
using Echolot.Sources;
using Echolot.Storage;

namespace Echolot.Play.Demo;

/// <summary>
/// Networks that stand at one address in the world: Hacker News, YouTube and Reddit. Their connectors are led to doubles
/// in this process, so that a demonstration never reads the real ones.
/// </summary>
internal sealed class Boards : IAsyncDisposable
{
    // YouTube counts 10,000 units a day: every 20 seconds a page and a look after deletions are 8,640.
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(5), Seldom = TimeSpan.FromSeconds(20);

    private readonly HackerNewsApi _hackerNews = new();
    private readonly YouTubeApi _youTube;
    private readonly RedditApi _reddit;
    private readonly NordlichtWorld _world;
    private long _story;

    private Boards(NordlichtWorld world, DateTimeOffset now)
    {
        _world = world;
        // What was written before a restart keeps its ids.
        (_youTube, _reddit) = (new(now.ToUnixTimeSeconds()), new(now.ToUnixTimeSeconds()));
    }

    public static async Task<Boards> StartAsync(NordlichtWorld world, DateTimeOffset now)
    {
        var boards = new Boards(world, now);
        foreach (var one in boards.All) await one.StartAsync();
        return boards;
    }

    /// <summary>Requests so far.</summary>
    public int Contacts => All.Sum(n => n.Contacts);

    private IReadOnlyList<PlayedNetwork> All => [_hackerNews, _youTube, _reddit];

    /// <summary>Puts connectors that lead here into the places of those that lead out.</summary>
    public void LeadHere(IServiceCollection services)
    {
        Replace(services, (http, clock) => new HackerNewsConnector(http, clock, _hackerNews.Address, Often, Seldom));
        Replace(services, (http, clock) => new YouTubeConnector(http, clock, _youTube.Address, Seldom));
        Replace(services, (http, clock) => new RedditConnector(http, clock, _reddit.Address, _reddit.Address, Seldom));
    }

    /// <summary>Hacker News numbers what is written: after a restart it goes on behind what was read.</summary>
    public async Task GoOnAsync(EcholotDb db, CancellationToken cancel)
    {
        await using var read = await db.ReadAsync(cancel);
        var cursor = await read.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select s.cursor from source_state s join source r on r.id = s.source_id where r.connector = @Name",
            new { HackerNewsConnector.Name }, cancellationToken: cancel));
        if (HackerNewsConnector.Place.Parse(cursor) is { } place) _hackerNews.GoOnFrom(place.Last);
    }

    /// <summary>Adds them as sources, with what was written in the hours before.</summary>
    public async Task AddAsync(SourceRunner runner, DateTimeOffset now, CancellationToken cancel)
    {
        for (var number = 0; number < 8; number++)
        {
            var at = now.AddMinutes(-23 * (8 - number));
            Comment(_world.Live(-1 - number, at), at);
            Post(_world.Live(-101 - number, at), at);
        }
        await Neighbours.AddAsync(runner, HackerNewsConnector.Name, "Hacker News", [], cancel);
        await Neighbours.AddAsync(runner, YouTubeConnector.Name, "YouTube Outdoor-Tests", new()
        {
            ["key"] = YouTubeApi.Key, ["targets"] = YouTubeApi.Channel, ["budget"] = "10000",
        }, cancel);
        await Neighbours.AddAsync(runner, RedditConnector.Name, "Reddit r/outdoor", new()
        {
            ["client"] = RedditApi.Client, ["secret"] = RedditApi.Secret, ["subreddits"] = RedditApi.Subreddit,
            ["rate"] = "60", ["approved"] = "true",
        }, cancel);
    }

    /// <summary>Whether the moment happens on one of them; then it does.</summary>
    public bool Publish(Moment moment, long number)
    {
        switch (moment.Channel.Name)
        {
            case "YouTube":
                Comment(moment, moment.Mention.PublishedAt);
                return true;
            case "Foren" when number % 2 == 0:
                Post(moment, moment.Mention.PublishedAt);
                return true;
            // Who writes English on Bluesky reads Hacker News here; nobody else plays Bluesky.
            case "Bluesky" when !moment.German:
                Discuss(number);
                return true;
            default:
                return false;
        }
    }

    /// <summary>What was said on Hacker News, in its order.</summary>
    public IReadOnlyList<string> Said => _hackerNews.Texts;

    /// <summary>Says something about the firm on Hacker News: now and then a story, else below the last one.</summary>
    public void Discuss(long number)
    {
        var dice = new Dice(0x4A11 ^ (ulong)number * 0x9E37);
        if (_story == 0 || number % 4 == 0)
        {
            var (title, text) = Techies.Story(dice);
            _story = _hackerNews.Publish(WebUtility.HtmlEncode(text), title, by: Techies.Name(dice));
        }
        else
        {
            _hackerNews.Publish(WebUtility.HtmlEncode(Techies.Remark(dice)), parent: _story, by: Techies.Name(dice));
        }
    }

    private void Comment(Moment moment, DateTimeOffset at) => _youTube.Publish(moment.Mention.Text, thread =>
    {
        var snippet = thread["snippet"]!["topLevelComment"]!["snippet"]!;
        var (author, when) = (moment.Mention.Author, at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        (snippet["authorDisplayName"], snippet["authorChannelUrl"]) =
            ("@" + author.Handle?.Split('.')[0], "https://www.youtube.example/@" + author.Handle);
        snippet["authorChannelId"]!["value"] = author.Id.Value;
        (snippet["publishedAt"], snippet["updatedAt"]) = (when, when);
    });

    private void Post(Moment moment, DateTimeOffset at) => _reddit.Publish(moment.Mention.Text, post =>
    {
        (post["title"], post["author"]) = (moment.Mention.Title ?? NordlichtWorld.Headline(moment.Mention.Text),
            moment.Mention.Author.Handle?.Split('.')[0]);
        (post["author_fullname"], post["created_utc"]) = (moment.Mention.Author.Id.Value, (double)at.ToUnixTimeSeconds());
    });

    private static void Replace<T>(IServiceCollection services, Func<IGuardedHttp, TimeProvider, T> make)
        where T : class, IConnector
    {
        var own = services.Single(s => s.ServiceType == typeof(IConnector) && s.ImplementationType == typeof(T));
        services[services.IndexOf(own)] = ServiceDescriptor.Singleton<IConnector>(
            all => make(all.GetRequiredService<IGuardedHttp>(), all.GetRequiredService<TimeProvider>()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in All) await one.DisposeAsync();
    }
}
