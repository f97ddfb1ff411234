using System.Net;
using System.Text.Json.Nodes;
using Echolot.Play.Networks;
using Echolot.Play.Worlds;
using Echolot.Sources;

namespace Echolot.Play.Demo;

/// <summary>
/// Networks of the world that are read as outside, by their own connectors: a Mastodon instance, a paper with a forum and
/// one with a hub, on the ports behind the papers'. They begin empty with each start; what was read before is in the
/// archive.
/// </summary>
internal sealed class Neighbours : IAsyncDisposable
{
    private const string Hashtag = "nordlicht";

    private readonly MastodonInstance _mastodon = new();
    private readonly NewsSite _site =
        new() { Robots = "User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nDisallow: /intern/\n" };
    private readonly WebSubPaper _paper = new("Handelsblick", DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    /// <summary>
    /// Starts them; null where their ports are taken, because the demonstration goes without them too.
    /// </summary>
    public static async Task<Neighbours?> StartAsync(string press)
    {
        var neighbours = new Neighbours();
        var at = new Uri(press);
        try
        {
            await neighbours._mastodon.StartAsync($"http://127.0.0.1:{at.Port + 1}");
            await neighbours._site.StartAsync($"http://127.0.0.1:{at.Port + 2}");
            await neighbours._paper.StartAsync($"http://127.0.0.1:{at.Port + 3}");
            neighbours._site.PublishPost("Herzlich willkommen im Forum!");
            return neighbours;
        }
        catch (IOException)
        {
            await neighbours.DisposeAsync();
            return null;
        }
    }

    /// <summary>Adds them as sources, with a gap of yesterday that can be read again.</summary>
    public async Task AddAsync(
        SourceRunner runner, ITakesEvents gate, NordlichtWorld world, DateTimeOffset now, CancellationToken cancel)
    {
        for (var number = 0; number < 4; number++)
        {
            var at = now.AddMinutes(-50 * (4 - number));
            var article = world.Live(-201 - number, at).Mention;
            _paper.Add(article.Title ?? NordlichtWorld.Headline(article.Text), article.Text, at);
        }
        await AddAsync(runner, "feeds", "Handelsblick (WebSub)", new() { ["address"] = _paper.Feed.AbsoluteUri }, cancel);
        var mastodon = await AddAsync(runner, "mastodon", "Mastodon #nordlicht", new()
        {
            ["instance"] = _mastodon.Address.AbsoluteUri, ["token"] = MastodonInstance.Token, ["hashtags"] = Hashtag,
            ["answers"] = "true",
        }, cancel);
        await AddAsync(runner, "pages", "Outdoorforum", new()
        {
            ["address"] = new Uri(_site.Address, "/forum").AbsoluteUri, ["entry"] = "div.post", ["text"] = ".content",
        }, cancel);
        await _mastodon.ListenedToAsync(cancel);
        var (from, to) = (now.AddHours(-22), now.AddHours(-21));
        await _mastodon.PublishAsync("<p>Beim Nordlicht Versand hakt gerade die Sendungsverfolgung.</p>",
            ["hashtag/" + Hashtag], from.AddMinutes(20));
        var complaint = await _mastodon.PublishAsync(
            "<p>@nordlicht Seit drei Tagen keine Antwort auf meine Reklamation. Das Paket kam völlig durchnässt an, die Jacke ist hin. Was ist los bei euch?</p>",
            [MastodonInstance.Notifications], now.AddMinutes(-20), From("amelie", "Amelie Winter"));
        await TalkUnderAsync(complaint, now);
        await _mastodon.PublishAsync(
            "<p>@nordlicht Meine Bestellnummer endet auf 4471. Bekomme ich jetzt Ersatz oder das Geld zurück?</p>",
            [MastodonInstance.Notifications], now.AddMinutes(-6), status =>
            {
                From("theo", "Theo Peters")(status);
                status["visibility"] = "direct";
            });
        await gate.TakeAsync(
            await runner.ConfigAsync(mastodon.Id, cancel), [new Gap(from, to, GapReason.SourceOutage, null, now)],
                cancel);
    }

    /// <summary>Others join in under a complaint, and answer each other.</summary>
    private async Task TalkUnderAsync(string complaint, DateTimeOffset now)
    {
        var jonte = await UnderAsync(
            complaint, -18, "jonte", "Jonte Harms", "Bei mir genauso, der Karton war aufgeweicht und die Jacke nass bis auf das Futter.");
        var asks = await UnderAsync(jonte, -16, "amelie", "Amelie Winter", "Hast du schon Ersatz bekommen?");
        var no = await UnderAsync(asks, -15, "jonte", "Jonte Harms", "Nein, seit einer Woche nichts. Nicht einmal eine Eingangsbestätigung.");
        await UnderAsync(
            no, -13, "tilda", "Tilda Kröger", "Schreibt mit Bestellnummer in den Chat, da hatte ich nach zwei Tagen eine neue.");
        var mette = await UnderAsync(
            complaint, -14, "mette", "Mette Sörensen", "Meins kam heil an. Liegt das vielleicht am Zusteller in Kiel?");
        await UnderAsync(mette, -11, "rune", "Rune Albers", "Kiel ist es hier auch. Das Depot dort hat wohl geschlossen.");
        await UnderAsync(complaint, -9, "isa", "Isa Brandt", "Wer haftet denn, wenn das Paket im Regen stand?");

        Task<string> UnderAsync(string above, int minutes, string handle, string name, string text) => _mastodon.PublishAsync(
            $"<p>@nordlicht {text}</p>", [MastodonInstance.Notifications], now.AddMinutes(minutes), status =>
            {
                From(handle, name)(status);
                status["in_reply_to_id"] = above[(above.LastIndexOf('/') + 1)..];
            });
    }

    /// <summary>Whether the moment happens on one of them; then it does.</summary>
    public async Task<bool> PublishAsync(Moment moment, long number)
    {
        var mention = moment.Mention;
        switch (moment.Channel.Name)
        {
            case "Mastodon":
                await _mastodon.PublishAsync($"<p>{WebUtility.HtmlEncode(mention.Text)}</p>", ["hashtag/" + Hashtag],
                    change: status =>
                {
                    From(mention.Author.Handle?.TrimStart('@').Split('@')[0] ?? "anna", mention.Author.DisplayName)(status);
                    status["language"] = mention.LanguageDeclared;
                });
                return true;
            case "Foren":
                _site.PublishPost(mention.Text);
                return true;
            case "Nachrichten" when number % 2 == 0:
                // Told by the hub at once; who did not subscribe finds it in the feed.
                await _paper.TellAsync(_paper.Add(mention.Title ?? NordlichtWorld.Headline(mention.Text), mention.Text));
                return true;
            default:
                return false;
        }
    }

    private static Action<JsonObject> From(string handle, string? name) => status =>
    {
        var account = status["account"]!;
        (account["username"], account["acct"], account["display_name"]) = (handle, $"{handle}@far.example", name);
        (account["uri"], account["url"]) =
            ($"https://far.example/users/{handle}", $"https://far.example/@{handle}");
    };

    public async ValueTask DisposeAsync()
    {
        await _mastodon.DisposeAsync();
        await _site.DisposeAsync();
        await _paper.DisposeAsync();
    }

    /// <summary>Adds a source; says what is wrong where its connector refuses it.</summary>
    internal static async Task<Source> AddAsync(
        SourceRunner runner, string connector, string name, Dictionary<string, string> settings,
            CancellationToken cancel)
    {
        var (source, check) = await runner.AddAsync(connector, name, settings, cancel);
        return source ?? throw new InvalidOperationException(
            $"The source “{name}” was refused: "
            + string.Join("; ", check.Problems.Select(p => $"{p.Key}: {p.Value.En}")));
    }
}
