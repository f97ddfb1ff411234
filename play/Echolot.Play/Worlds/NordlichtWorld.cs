using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Echolot.Mentions;

namespace Echolot.Play.Worlds;

/// <summary>What the maker of a post meant by it; known only to the world, for tests and figures.</summary>
internal sealed record Truth(Topic Topic, bool Storm = false, bool Coordinated = false, bool Copy = false);

/// <summary>A post of the world with its truth.</summary>
internal sealed record Moment(Mention Mention, Truth Truth, Channel Channel, bool German);

/// <summary>
/// "Nordlicht Versand", a fictional mail-order firm from Hamburg: 64 days of posts in German and English with the rhythm
/// of day and week, about a quarter noise (polar lights), press copies, one storm and one coordinated group. The same
/// seed and end give the same posts, to the last letter.
/// </summary>
internal sealed class NordlichtWorld
{
    public const int Days = 64;

    /// <summary>What the firm's people look for, without the polar lights of the same name.</summary>
    public const string Brand =
        "(Nordlicht OR @nordlicht OR #nordlicht OR #nordlichtgate) NOT (Polarlicht* OR aurora OR Ferienwohnung OR Kita OR "
        + "Gasthof OR Hotel OR Album OR Vorhersage OR \"northern lights\")";

    /// <summary>Mentions of an ordinary day.</summary>
    private const double PerDay = 830;

    /// <summary>Hour of day, from midnight; the evening peak and the night trough of German social networks.</summary>
    private static readonly double[] HourWeights =
        [.35, .2, .12, .1, .12, .25, .6, .95, 1.15, 1.2, 1.2, 1.25, 1.4, 1.3, 1.2, 1.2, 1.3, 1.45, 1.6, 1.75, 1.8, 1.6, 1.15, .7];

    /// <summary>From Sunday on.</summary>
    private static readonly double[] DayWeights = [1.0, 1.08, 1.02, 1.0, 1.05, .98, .87];

    /// <summary>An hour of an ordinary evening brings up to 80 of the brand.</summary>
    private const int WavePosts = 150;

    private static readonly (Topic Topic, double Weight)[] Ordinary =
    [
        (Topic.Delivery, 17), (Topic.Returns, 8), (Topic.Quality, 12), (Topic.Hotline, 6), (Topic.App, 5), (Topic.Price, 7),
        (Topic.Sustainability, 4), (Topic.Sizes, 5), (Topic.Shop, 4), (Topic.Intent, 7), (Topic.Praise, 6), (Topic.Competitor, 7),
        (Topic.Industry, 4), (Topic.Question, 4), (Topic.Noise, 27),
    ];

    private static readonly string[] Outlets =
    [
        "Küstenkurier", "Elbzeitung", "Nordblatt", "Tagesbote", "Handelsnachrichten", "Leineanzeiger", "Ostseepost", "Alpenkurier", "Rheinspiegel", "Mainzeiger",
        "Stadtanzeiger Nord", "Wirtschaft heute", "Morgenecho", "Abendecho", "Landbote", "Harzkurier", "Heideblatt", "Saalepost", "Neckarbote", "Donaukurier West",
    ];

    private readonly ulong _seed;
    private readonly Cast _cast;
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public NordlichtWorld(ulong seed, DateTimeOffset end)
    {
        _seed = seed;
        End = end;
        Start = end.AddDays(-Days);
        _cast = new Cast(new Dice(seed ^ 0xCA57), 6000);
        // The storm breaks on the last Saturday that lies at least five days back, at 21:40 local time.
        var day = TimeZoneInfo.ConvertTime(end, _zone).Date.AddDays(-5);
        while (day.DayOfWeek != DayOfWeek.Saturday) day = day.AddDays(-1);
        var local = day.AddHours(21).AddMinutes(40);
        StormAt = new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();
    }

    public DateTimeOffset Start { get; }

    public DateTimeOffset End { get; }

    /// <summary>The minute in which the storm breaks.</summary>
    public DateTimeOffset StormAt { get; }

    /// <summary>The whole past, hour by hour, in order of publication within each hour.</summary>
    public IEnumerable<Moment> Past()
    {
        for (var hour = Start; hour < End; hour = hour.AddHours(1))
        {
            var moments = Hour(hour);
            foreach (var moment in moments.Where(m => m.Mention.PublishedAt < End).OrderBy(m => m.Mention.PublishedAt))
                yield return moment;
        }
    }

    /// <summary>One post of the present, for the live part of the demonstration.</summary>
    public Moment Live(long number, DateTimeOffset now)
    {
        var dice = new Dice(_seed ^ 0x11FE ^ (ulong)number * 0x9E37);
        return Ordinarily(dice, now, $"live-{now.ToUnixTimeSeconds():x}-{number:x}");
    }

    /// <summary>
    /// Posts of the last half hour before a moment that swell like the storm: more than ever come in an hour of an
    /// ordinary day. Oldest first.
    /// </summary>
    public IReadOnlyList<Moment> Wave(DateTimeOffset now)
    {
        var dice = new Dice(_seed ^ 0x3A7E);
        var moments = new List<Moment>();
        for (var i = 0; i < WavePosts; i++)
        {
            var german = dice.Chance(0.9);
            var channel = Channel.All[dice.Weighted([.45, .22, .22, .02, .03, .06, 0, 0])];
            // The later, the denser.
            moments.Add(Make(
                dice, channel, now.AddMinutes(-30 * (1 - Math.Sqrt(dice.Unit()))), $"wave-{now.ToUnixTimeSeconds():x}-{i:x}",
                (german ? German.Book : English.Book).WritePost(Topic.Storm, dice), new Truth(Topic.Storm, Storm: true),
                _cast.Pick(dice, german), german));
        }
        return [.. moments.OrderBy(m => m.Mention.PublishedAt)];
    }

    private List<Moment> Hour(DateTimeOffset hour)
    {
        var number = hour.ToUnixTimeSeconds() / 3600;
        var dice = new Dice(_seed ^ (ulong)number * 0xD1B54A32D192ED03);
        var local = TimeZoneInfo.ConvertTime(hour, _zone);
        // Log-normal noise of 12 % on every hour, and a slow autumn rise of 15 % over the whole time.
        var mean = PerDay / HourWeights.Sum() * HourWeights[local.Hour] * DayWeights[(int)local.DayOfWeek]
            * Math.Exp(0.12 * (dice.Unit() + dice.Unit() + dice.Unit() - 1.5) * 2) * (1 + 0.15 * (hour - Start).TotalDays / Days);
        var moments = new List<Moment>();
        var count = dice.Poisson(mean);
        for (var i = 0; i < count; i++)
            moments.Add(Ordinarily(dice, hour.AddSeconds(dice.Unit() * 3600), $"{number:x}-{i:x}"));
        AddStorm(moments, dice, hour, number);
        AddPressCopies(moments, dice, hour, number, local);
        AddCoordinated(moments, hour, number);
        return moments;
    }

    private Moment Ordinarily(Dice dice, DateTimeOffset at, string id)
    {
        var topic = Ordinary[dice.Weighted(Ordinary.Select(o => o.Weight).ToArray())].Topic;
        var channel = Channel.All[dice.Weighted(Channel.All.Select(c => c.Share).ToArray())];
        if (topic == Topic.Industry) channel = Channel.News;
        if (channel.Kind == ItemKind.Review && topic is Topic.Noise or Topic.Question or Topic.Intent) channel = Channel.All[0];
        if (channel == Channel.News) return News(dice, at, id, topic);
        var german = dice.Chance(0.74);
        var book = german ? German.Book : English.Book;
        var text = book.WritePost(topic, dice);
        if (channel.Kind == ItemKind.Article) text = $"{text} {book.WritePost(topic, dice)}";
        return Make(dice, channel, at, id, text, new Truth(topic), _cast.Pick(dice, german), german);
    }

    /// <summary>Papers write about trade, rivals, prices and packaging, without small talk.</summary>
    private static Moment News(Dice dice, DateTimeOffset at, string id, Topic topic)
    {
        if (topic is not (Topic.Industry or Topic.Competitor or Topic.Sustainability)) topic = Topic.Industry;
        var text = $"{German.Book.Write(topic, dice).Trim()} {German.Book.Write(Topic.Industry, dice).Trim()}";
        return Make(dice, Channel.News, at, id, text, new Truth(topic), Outlet(dice.Below(Outlets.Length)), german: true);
    }

    private static Voice Outlet(int number) => new($"outlet{number}", Slug(Outlets[number]), Outlets[number], null, true);

    /// <summary>
    /// Extra posts with rate A·(1−e^(−t/10 min)) for two hours, then fading with a half-life of three hours: the ramp
    /// with which burst detectors are tested, at about eight times the usual volume of the hour.
    /// </summary>
    private void AddStorm(List<Moment> moments, Dice dice, DateTimeOffset hour, long number)
    {
        for (var minute = 0; minute < 60; minute++)
        {
            var since = (hour.AddMinutes(minute) - StormAt).TotalMinutes;
            if (since is < 0 or > 2400) continue;
            var rate = 6.5 * (1 - Math.Exp(-since / 10)) * (since < 120 ? 1 : Math.Pow(0.5, (since - 120) / 180));
            var count = dice.Poisson(rate);
            for (var i = 0; i < count; i++)
            {
                var channel = Channel.All[dice.Weighted([.45, .22, .22, .02, .03, .06, 0, 0])];
                var german = dice.Chance(0.9);
                var text = (german ? German.Book : English.Book).WritePost(Topic.Storm, dice);
                moments.Add(Make(
                    dice, channel, hour.AddMinutes(minute).AddSeconds(dice.Unit() * 60), $"{number:x}-s{minute:x}-{i:x}", text,
                    new Truth(Topic.Storm, Storm: true), _cast.Pick(dice, german), german));
            }
        }
    }

    /// <summary>Every ninth day a story of an agency that many papers print word for word.</summary>
    private void AddPressCopies(List<Moment> moments, Dice dice, DateTimeOffset hour, long number, DateTimeOffset local)
    {
        if (local.Hour != 9 || (int)(hour - Start).TotalDays % 9 != 4) return;
        var story = German.Book.Fill(
            "Nordlicht Versand [eröffnet Logistikzentrum in {town}|meldet Umsatzplus von {euro} Prozent|stellt bis 2028 auf Papierverpackung um]. Das teilte das "
            + "Unternehmen am {weekday} in Hamburg mit. Der Versandhändler beschäftigt nach eigenen Angaben rund 2.400 Menschen. Beobachter der Branche werten den Schritt als "
            + "[Antwort auf den Wettbewerber Bergkamm|Zeichen der Erholung im Onlinehandel]. {link}", dice);
        var copies = 14 + dice.Below(28);
        for (var i = 0; i < copies; i++)
        {
            moments.Add(Make(
                dice, Channel.News, hour.AddMinutes(12).AddSeconds(dice.Unit() * 5400), $"{number:x}-p{i:x}", story,
                new Truth(Topic.Industry, Copy: i > 0), Outlet(i % Outlets.Length), german: true, title: story[..story.IndexOf('.')]));
        }
    }

    /// <summary>Seventeen accounts that share the same link within ten seconds, 23 times in the week before the storm.</summary>
    private void AddCoordinated(List<Moment> moments, DateTimeOffset hour, long number)
    {
        for (var round = 0; round < 23; round++)
        {
            var dice = new Dice(_seed ^ 0xC00D ^ (ulong)round * 0xABCDEF);
            var at = StormAt.AddHours(-150 + round * 6.3 + dice.Unit());
            if (at < hour || at >= hour.AddHours(1)) continue;
            var text = German.Book.Fill(
                "[Schaut euch das an|Das verschweigt Nordlicht Versand|Wusstet ihr das?] https://enthuellt.example/akte-" + round.ToString(CultureInfo.InvariantCulture)
                + " #nordlicht", dice);
            for (var i = 0; i < 17; i++)
            {
                var voice = new Voice($"co{i:x2}", $"wahrheit_{i:00}x", $"Wahrheit {i}", 20 + i, true);
                moments.Add(Make(
                    dice, Channel.All[i % 3 == 0 ? 1 : 0], at.AddSeconds(dice.Unit() * 10), $"{number:x}-c{round:x}-{i:x}", text,
                    new Truth(Topic.Storm, Coordinated: true), voice, german: true));
            }
        }
    }

    private static Moment Make(
        Dice dice, Channel channel, DateTimeOffset at, string id, string text, Truth truth, Voice voice, bool german, string? title = null)
    {
        var seen = at.AddSeconds(channel.Lag * Math.Exp(0.6 * (dice.Unit() + dice.Unit() - 1)));
        var loud = truth.Storm ? 3 : 1;
        var mention = new Mention
        {
            Source = channel.Key,
            Id = new ExternalId(channel.Connector == "bluesky"
                ? $"at://did:plc:{voice.Id}/app.bsky.feed.post/{id}" : $"https://{channel.Host}/{id}"),
            Revision = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16],
            Kind = channel.Kind,
            Origin = channel.Connector switch { "bluesky" => Origin.Stream, "feeds" => Origin.Poll, _ => Origin.Webhook },
            PublishedAt = at,
            ReceivedAt = seen,
            Text = text,
            Title = channel.HasTitle ? title ?? Headline(text) : null,
            Url = new Uri($"https://{channel.Host}/{(channel.Connector == "bluesky" ? $"profile/{voice.Handle}/post/" : "")}{id}"),
            LanguageDeclared = dice.Chance(0.6) ? german ? "de" : "en" : null,
            Author = new AuthorRef(
                new ExternalId(channel.Connector == "bluesky" ? $"did:plc:{voice.Id}" : $"{channel.Instance}:{voice.Id}"),
                channel.Connector == "bluesky" ? $"{voice.Handle}.bsky.example" : voice.Handle, voice.Name,
                new Uri($"https://{channel.Host}/profile/{voice.Handle}"), channel.Kind == ItemKind.Article ? null : voice.Followers),
            Engagement = channel.Kind is ItemKind.Post or ItemKind.Comment
                ? new Engagement(dice.Rank(40, 1.6) * loud, dice.Rank(8, 1.6) * loud, dice.Rank(10, 1.6) * loud, null, null, seen) : null,
            Rating = channel.Kind == ItemKind.Review ? 1 + dice.Below(5) : null,
        };
        return new Moment(mention, truth, channel, german);
    }

    internal static string Headline(string text)
    {
        var end = text.IndexOfAny(['.', '?', '!']);
        var cut = Math.Min(text.Length, 70);
        if (char.IsHighSurrogate(text[cut - 1])) cut--;
        var title = end is > 12 and < 90 ? text[..end] : text[..cut];
        return title.Trim();
    }

    private static string Slug(string name) =>
        name.ToLowerInvariant().Replace(' ', '-').Replace("ü", "ue", StringComparison.Ordinal).Replace("ä", "ae", StringComparison.Ordinal);
}
