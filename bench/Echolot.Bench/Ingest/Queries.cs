using System.Globalization;
using Echolot.Matching;

namespace Echolot.Bench.Ingest;

/// <summary>A thousand queries as people write them, made from the words of the posts themselves.</summary>
internal static class Queries
{
    /// <summary>
    /// The first query wants every post, the others a few each. The same texts give the same queries.
    /// </summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> texts, IEnumerable<string> connectors, int count)
    {
        var chance = new Random(7);
        var sample = texts.Take(20_000).Select(t => Folding.Words(t).Split(' ')).ToList();
        var words = sample.SelectMany(w => w.Distinct()).CountBy(w => w).Where(
            w => w.Key.Length > 3 && w.Key.All(char.IsAsciiLetter))
            .OrderByDescending(w => w.Value).Select(w => w.Key).ToList();
        // Words that nearly everybody uses make no query; those that only one post uses match nothing.
        var usual = words.Skip(words.Count / 50).Take(Math.Max(200, words.Count / 2)).ToList();
        var queries = new List<string> { string.Join(" OR ", connectors.Select(c => $"source:{c}")) };
        while (queries.Count < count) queries.Add(Next(queries.Count));
        return queries;

        string Next(int number)
        {
            var post = sample[chance.Next(sample.Count)].Where(w => w.All(char.IsAsciiLetter) && w.Length > 2).ToList();
            if (post.Count < 4) return $"{Word()} AND {Word()}";
            var at = chance.Next(post.Count - 2);
            return (number % 10) switch
            {
                < 4 => $"{Word()} AND {Word()}",
                4 or 5 => $"\"{post[at]} {post[at + 1]} {post[at + 2]}\"",
                6 or 7 => $"({Word()} OR {Word()}) AND {Word()} AND NOT {Word()}",
                8 => string.Create(CultureInfo.InvariantCulture, $"{post[at]} NEAR/{2 + number % 5} {Word()}"),
                _ => $"lang:{(number % 20 < 10 ? "de" : "en")} AND {Word()} AND ({Word()} OR {Word()[..3]}*)",
            };
        }

        string Word() => usual[chance.Next(usual.Count)];
    }
}
