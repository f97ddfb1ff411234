using System.Collections;
using System.Globalization;
using Echolot.Mentions;

namespace Echolot.Bench;

/// <summary>
/// Posts that nobody wrote, the same every time: words by Zipf's law over 60 days, ten monitors, eight languages, 20
/// sources.
/// </summary>
internal sealed class MadeUpPosts(DateTimeOffset start, int rows) : IEnumerable<Keep>
{
    private static readonly string[] Frequent =
        ("die der und ist das nicht ein ich mit es auf für paket lieferung danke service heute jacke kasse app leider wieder " +
        "immer noch warten termin größe umtausch filiale antwort frage preis rabatt schuhe regen bestellung hotline werbung kunde " +
        "versand absturz update konto rechnung laden online shop schnell langsam super schlecht freundlich").Split(' ');

    private static readonly string[] Languages = [
        "de", "de", "de", "de", "de", "de", "de", "de", "en", "en", "en", "fr", "it", "es", "nl", "pl"];

    /// <summary>Time between two posts.</summary>
    public static TimeSpan Pace(int rows) => TimeSpan.FromDays(60) / rows;

    public IEnumerator<Keep> GetEnumerator()
    {
        var random = new Random(11);
        var pace = Pace(rows);
        for (var i = 0; i < rows; i++)
        {
            var published = start + pace * i;
            var source = random.Next(100) switch
            {
                < 55 => new SourceKey("bluesky", "jetstream", "main"),
                < 75 => new SourceKey("push", "crm", "main"),
                var other =>
                    new SourceKey("feeds", string.Create(
                        CultureInfo.InvariantCulture, $"blog{(other - 75) % 10 + (other == 99 ? 9 : 0)}"), "main"),
            };
            var author = random.Next(rows / 5 + 1);
            var words = new string[10 + random.Next(16)];
            for (var w = 0; w < words.Length; w++) words[w] = Word(random);
            var text = string.Join(' ', words);
            // One in twenty is a copy of something everybody passes on.
            if (random.Next(20) == 0) text = $"Meldung {random.Next(2000)} wird heute von allen weitergegeben";
            var language = random.Next(500) == 0 ? "tr" : Languages[random.Next(Languages.Length)];
            var sentiment = random.Next(
                10) switch { < 2 => Sentiment.Negative, < 4 => Sentiment.Positive, _ => Sentiment.Neutral };
            var mention = new Mention
            {
                Source = source,
                Id = new ExternalId(string.Create(
                    CultureInfo.InvariantCulture, $"at://did:plc:{author:x12}/app.bsky.feed.post/{i:x12}")),
                Revision = "1",
                Kind = source.Connector == "feeds" ? ItemKind.Article : random.Next(
                    4) == 0 ? ItemKind.Reply : ItemKind.Post,
                Origin = Origin.Stream,
                PublishedAt = published,
                ReceivedAt = published + TimeSpan.FromSeconds(1),
                Text = text,
                Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://{source.Instance}.example/{i}")),
                Author = new AuthorRef(new ExternalId(string.Create(CultureInfo.InvariantCulture, $"u{author}")), $"user{author}", $"User {author}", null, author),
            };
            var matches = new List<MonitorMatch> { Match(1 + (int)(10 * random.NextDouble() * random.NextDouble())) };
            if (random.Next(3) == 0 && Match(random.Next(1, 11)) is var second && second.MonitorId != matches[
                0].MonitorId) matches.Add(second);
            yield return new Keep(mention, matches, new Findings(
                language, 0.9f, sentiment, 0.1f, 0.7f, sentiment is Sentiment.Neutral
                    ? []
                    : [new Because(words[0], 0, words[0].Length, 0.4f)]));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static MonitorMatch Match(long monitor) =>
        new(monitor, 1, [new MatchSpan("text", 0, 5), new MatchSpan("text", 8, 4)]);

    private static string Word(Random random)
    {
        // Half of all words are among the fifty most frequent; the rest are spread over 30,000 and forty rare ones.
        if (random.Next(2) == 0) return Frequent[(int)(Frequent.Length * random.NextDouble() * random.NextDouble())];
        return random.Next(20_000) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"seltenwort{random.Next(40)}")
            : string.Create(CultureInfo.InvariantCulture, $"wort{(int)(30_000 * Math.Pow(random.NextDouble(), 3))}");
    }
}
