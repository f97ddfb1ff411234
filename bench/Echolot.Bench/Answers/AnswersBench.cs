using System.Diagnostics;
using System.Globalization;
using Echolot.Answers;

namespace Echolot.Bench.Answers;

/// <summary>
/// <c>answers FILE [--asked 0,1,3]</c>: of how many questions the right answer is the first, or among the first three, of
/// those that the library suggests. A line of the file is an answer's name, how somebody asked, and what the answer says
/// (once is enough), between tabs; the first line of a name is the question of its item.
/// </summary>
/// <remarks>
/// Of the other askings the first few are learned, as uses would; the rest is asked. Of a file without answers
/// (<c>intents-en-banking77</c>) items have a question alone.
/// </remarks>
internal static class AnswersBench
{
    public static int Run(string[] args)
    {
        var askings = (FilledArchive.Option(args, "--asked") ?? "0,1,3").Split(',')
            .Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToList();
        var sets = File.ReadLines(args[0]).Select(l => l.Split('\t')).Where(l => l.Length >= 2 && l is not ["intent", ..])
            .GroupBy(l => l[0]).Select((g, i) => (Id: i + 1L, Lines: g.ToList())).ToList();
        var items = sets.Select(s => (s.Id, new AnswerContent(
            AnswerKind.Question, s.Lines[0][1], s.Lines[0][1], [],
            [.. s.Lines.Where(l => l.Length > 2).Select(l => new AnswerVariant(l[2])).DefaultIfEmpty(new(""))]))).ToList();
        Console.WriteLine($"{sets.Count} items, {sets.Sum(s => s.Lines.Count)} questions");
        Console.WriteLine($"{"learned of each",-18}{"compared by",-14}{"asked",8}{"first",8}{"of 3",8}{"made ms",10}{"ms each",10}");
        foreach (var learned in askings)
        {
            var asked = sets.SelectMany(s => s.Lines.Skip(1).Take(learned).Select(l => new AskedBefore(s.Id, l[1]))).ToList();
            var rest = sets.SelectMany(s => s.Lines.Skip(1 + learned).Select(l => (s.Id, Text: l[1]))).ToList();
            if (rest.Count == 0) continue;
            foreach (var byWords in new bool?[] { false, true, null })
            {
                var started = Stopwatch.GetTimestamp();
                var index = AnswerIndex.Of(items, asked, byWords);
                var made = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                started = Stopwatch.GetTimestamp();
                var places = rest.Select(r => index.Rank(r.Text, 3).Select(h => h.ItemId).ToList().IndexOf(r.Id)).ToList();
                var each = Stopwatch.GetElapsedTime(started).TotalMilliseconds / rest.Count;
                var by = (index.ByWords ? "words" : "letters") + (byWords is null ? ", chosen" : "");
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{learned,-18}{by,-16}{rest.Count,6}{places.Count(p => p == 0) / (double)rest.Count,8:F3}{places.Count(p => p >= 0) / (double)rest.Count,8:F3}{made,10:F0}{each,10:F2}"));
            }
        }
        return 0;
    }
}
