using Echolot.Enrichment;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;

namespace Echolot.Intake;

/// <summary>
/// Everything that needs no transaction: language? who wants it? how does it sound? how is it stored? and if nobody
/// wants it: is it there already?
/// </summary>
/// <remarks>
/// One batch at a time, in order. What somebody wants is not looked up here, because the archive does so anyway under
/// its lock; matching a post again that is known costs less than a look into the database.
/// </remarks>
internal sealed class Preparation(Archive archive, Watchlist watchlist, Enrichers enrichers)
{
    // Small enough that all cores share one transaction's posts evenly, large enough to amortise renting a matcher.
    private const int AtOnce = 32;

    // One core stays free for the batch that is being stored meanwhile, which everything waits for in the end.
    private static readonly ParallelOptions AllButOne =
        new() { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1) };

    // Batches that may be prepared or committed but not yet visible to a reader: one in each stage, and one between.
    private const int NotYetVisible = 3;

    private readonly Queue<HashSet<(string Connector, ExternalId Id)>> _underWay = new();

    public async Task PrepareAsync(IReadOnlyList<Arrived> batch)
    {
        using var measure = Measures.Stage("prepare", batch.Count);
        var items = batch.Where(a => a.Event is Upserted).ToList();
        Parallel.For(0, (items.Count + AtOnce - 1) / AtOnce, AllButOne, chunk =>
        {
            var from = chunk * AtOnce;
            Sift(items.GetRange(from, Math.Min(AtOnce, items.Count - from)));
        });
        _underWay.Enqueue([.. items.Where(i => i.Keep is not null).Select(KeyOf)]);
        await LookUpAsync([.. items.Where(i => i is { Keep: null, Problem: null, Verdict: null })]);
        if (_underWay.Count > NotYetVisible) _underWay.Dequeue();
    }

    /// <summary>
    /// Decides about what nobody wants: an edit of something stored is taken all the same, everything else is
    /// forgotten.
    /// </summary>
    private async Task LookUpAsync(IReadOnlyList<Arrived> unwanted)
    {
        foreach (var group in unwanted.GroupBy(i => KeyOf(i).Connector))
        {
            var known = await archive.KnownAsync(
                group.Key, [.. group.Select(i => KeyOf(i).Id).Distinct()], CancellationToken.None);
            foreach (var item in group)
            {
                var stored = known.TryGetValue(KeyOf(item).Id, out var there);
                if (stored && there.Revision == MentionOf(item).Revision)
                    item.Verdict = new Taken(TakenAs.AlreadyKnown, there.Id);
                // The archive decides under its lock, so a guess that it may be there soon does no harm.
                else if (stored || _underWay.Any(u => u.Contains(KeyOf(item)))) Analyse(item, [], LanguageOf(item));
                else item.Verdict = new Taken(TakenAs.NotWanted);
            }
        }
    }

    private void Sift(List<Arrived> items)
    {
        var (told, languages) = (
            new List<Arrived>(items.Count), new List<(string Language, float Confidence)>(items.Count));
        foreach (var item in items)
        {
            if (archive.Excluded.Of(MentionOf(item)) is ExclusionMode.Never)
            {
                item.Verdict = new Taken(TakenAs.NotWanted);
                continue;
            }
            try
            {
                languages.Add(LanguageOf(item));
                told.Add(item);
            }
            catch (Exception wrong)
            {
                item.Problem = Problems.Of("telling the language", wrong);
            }
        }
        var wanted = Match(told, [.. languages.Select(l => l.Language)]);
        for (var i = 0; i < told.Count; i++)
            if (wanted[i] is { } matches && (matches.Count > 0 || told[i].Event is Upserted { Anyway: true })) Analyse(told[i], matches, languages[i]);
    }

    private IReadOnlyList<IReadOnlyList<MonitorMatch>?> Match(List<Arrived> items, List<string> languages)
    {
        try
        {
            return watchlist.Match([.. items.Select(MentionOf)], languages);
        }
        catch (Exception wrong) when (items.Count == 1)
        {
            items[0].Problem = Problems.Of("matching", wrong);
            return [null];
        }
        catch (Exception)
        {
            // One of them breaks the matcher: one by one, so that only that one is put aside.
            return [.. items.Select((item, i) => Match([item], [languages[i]])[0])];
        }
    }

    private void Analyse(
        Arrived item, IReadOnlyList<MonitorMatch> matches, (string Language, float Confidence) language)
    {
        var mention = MentionOf(item);
        try
        {
            item.Keep = Archive.Prepare(
                new Keep(mention, matches, enrichers.Judge(mention.Text, mention.Title, language))
                {
                    PutAside = archive.Excluded.Of(mention) is ExclusionMode.Hide,
                    Anyway = item.Event is Upserted { Anyway: true },
                });
        }
        catch (Exception wrong)
        {
            item.Problem = Problems.Of("analysing", wrong);
        }
    }

    private (string Language, float Confidence) LanguageOf(Arrived item)
    {
        var mention = MentionOf(item);
        return enrichers.Language(mention.Text, mention.Title, mention.LanguageDeclared);
    }

    private static Mention MentionOf(Arrived item) => ((Upserted)item.Event).Mention;

    private static (string Connector, ExternalId Id) KeyOf(Arrived item) =>
        (MentionOf(item).Source.Connector, MentionOf(item).Id);
}

/// <summary>Texts for the poison list, bounded.</summary>
internal static class Problems
{
    private const int Longest = 500;

    public static string Of(string doing, Exception wrong) =>
        Bounded($"{wrong.GetType().Name} while {doing}: {wrong.Message}", Longest);

    public static string Bounded(string text, int longest)
    {
        if (text.Length <= longest) return text;
        // Half a surrogate pair cannot be stored.
        return char.IsHighSurrogate(text[longest - 1]) ? text[..(longest - 1)] : text[..longest];
    }
}
