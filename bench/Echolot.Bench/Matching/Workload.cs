using System.Globalization;
using System.Text.Json;

namespace Echolot.Bench.Matching;

/// <summary>
/// Made-up posts and queries for measuring: names, topics and chatter in the shares of media monitoring. The seed decides
/// everything.
/// </summary>
internal sealed class Workload(int seed)
{
    private static readonly string[] Syllables =
        "ba ber dal del do fen gar hal in kan ko la len lo mar mi na nor o pa ra ri sa sel ta to ul va vi wen zo".Split(' ');

    private static readonly string[] Chatter = """
        ich du wir ihr die der das und oder nicht ist sind war hat mit von zu im auf für auch es so wie was noch schon mal
        heute gestern immer wieder leider endlich einfach echt total viel gut schlecht neu alt ganz jetzt hier da dann aber
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static readonly string[] Topics = """
        streik verspätung ausfall störung preis tarif vertrag kündigung rechnung beschwerde service hotline rückruf
        lieferung paket bestellung rabatt qualität garantie reparatur datenschutz update absturz konto gebühren zinsen
        versicherung schaden strom heizung ladesäule reichweite werkstatt filiale kasse angebot umtausch flug gepäck
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private readonly Random random = new(seed);
    private string[] names = [], words = [];

    public void Write(string folder, int posts, int queries)
    {
        Directory.CreateDirectory(folder);
        names = [.. Enumerable.Range(0, 200_000).Select(_ => Made(2, 5)).Distinct()];
        words = [.. Enumerable.Range(0, 30_000).Select(_ => Made(2, 6) + Pick("ung", "er", "en", "heit", "los", "")).Distinct()];
        File.WriteAllLines(Path.Combine(folder, "posts.ndjson"), Enumerable.Range(0, posts).Select(Post));
        File.WriteAllLines(Path.Combine(folder, "queries.ndjson"), Enumerable.Range(0, queries).Select(Query));
    }

    private string Post(int i)
    {
        var said = Enumerable.Range(0, random.Next(10, 45)).Select(_ => random.Next(100) switch
        {
            < 55 => Of(Chatter),
            < 65 => Of(Topics),
            < 68 => Of(Topics) + Of(Topics),
            < 73 => Name(),
            < 75 => $"{Name()} {Name()}",
            < 77 => "#" + Name(),
            < 78 => "😡",
            _ => Of(words),
        }).Select(word => random.Next(4) == 0 ? char.ToUpperInvariant(word[0]) + word[1..] : word);
        return JsonSerializer.Serialize(new
        {
            id = Number("p", i), text = string.Join(Pick(" ", " ", " ", ", ", ". "), said), lang = Pick("de", "de", "de", "en"),
            author = Made(2, 3) + random.Next(100).ToString(CultureInfo.InvariantCulture), platform = Pick("mastodon", "bluesky", "news"),
        });
    }

    private string Query(int i)
    {
        var (who, about) = (List(1, 6, Who), List(2, 9, () => Of(Topics)));
        var text = random.Next(10) switch
        {
            < 3 => List(3, 15, Who),
            < 6 => $"{who} AND {about}",
            6 => $"{Wanted()} NEAR/{random.Next(2, 9)} {about}",
            7 => $"{who} AND {List(1, 3, () => Pick($"{Of(Topics)[..4]}*", $"*{Of(Topics)}", $"*{Of(Topics)}*"))}",
            8 => $"{who} AND lang:{Pick("de", "en")}",
            _ => $"{about} AND {List(2, 6, () => Of(words))}",
        };
        if (random.Next(3) == 0) text = $"({text}) NOT {List(1, 4, () => Of(words))}";
        return JsonSerializer.Serialize(new { id = Number("q", i), q = text });
    }

    private string Who() => random.Next(4) == 0 ? $"\"{Name()} {Name()}\"" : Wanted();

    /// <summary>Everybody watches their own name, so none stands in many queries; people talk about a few of them.</summary>
    private string Wanted() => names[random.Next(names.Length)];

    private string List(int least, int most, Func<string> item)
    {
        var items = Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => item()).Distinct().ToArray();
        return items.Length == 1 ? items[0] : $"({string.Join(" OR ", items)})";
    }

    private string Name() => Of(names);

    /// <summary>The first far more often than the last.</summary>
    private string Of(string[] from) => from[(int)(from.Length * Math.Pow(random.NextDouble(), 3))];

    private string Made(int least, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => Pick(Syllables)));

    private string Pick(params string[] from) => from[random.Next(from.Length)];

    private static string Number(string kind, int i) => kind + i.ToString("D7", CultureInfo.InvariantCulture);
}
