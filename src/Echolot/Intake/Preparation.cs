using Echolot.Enrichment;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;

namespace Echolot.Intake;

/// <summary>Everything that needs no transaction: known? language? who wants it? how does it sound?</summary>
/// <remarks>One batch at a time, in order.</remarks>
internal sealed class Preparation(Archive archive, Watchlist watchlist, Enrichers enrichers)
{
    // A third of a transaction's posts for each core, and still enough of them to amortise renting a matcher.
    private const int AtOnce = 32;

    // Batches that may be prepared or committed but not yet visible to a reader: one in each stage, and one between.
    private const int NotYetVisible = 3;

    private readonly Queue<HashSet<(string Connector, ExternalId Id)>> _underWay = new();

    public async Task PrepareAsync(IReadOnlyList<Arrived> batch)
    {
        using var measure = Measures.Stage("prepare", batch.Count);
        var items = new List<Arrived>(batch.Count);
        foreach (var arrived in batch)
            if (arrived.Event is Upserted) items.Add(arrived);
        var stored = await KnownAsync(items);
        items.RemoveAll(i => i.Verdict is not null);

        var wanted = new IReadOnlyList<MonitorMatch>?[items.Count];
        var languages = new (string Language, float Confidence)[items.Count];
        Parallel.For(0, (items.Count + AtOnce - 1) / AtOnce, chunk =>
        {
            var from = chunk * AtOnce;
            Match(items, from, Math.Min(AtOnce, items.Count - from), languages, wanted);
        });

        var keep = new List<int>(items.Count);
        var kept = new HashSet<(string, ExternalId)>();
        for (var i = 0; i < items.Count; i++)
        {
            if (wanted[i] is not { } matches) continue;
            var key = KeyOf(items[i]);
            // An edit that nobody wants any more still changes what is stored; the archive decides under its lock.
            if (matches.Count > 0 || stored.Contains(key) || kept.Contains(key) || _underWay.Any(u => u.Contains(key)))
            {
                keep.Add(i);
                kept.Add(key);
            }
            else items[i].Verdict = new Taken(TakenAs.NotWanted);
        }
        Parallel.For(0, (keep.Count + AtOnce - 1) / AtOnce, chunk =>
        {
            var end = Math.Min(keep.Count, (chunk + 1) * AtOnce);
            for (var k = chunk * AtOnce; k < end; k++) Analyse(items[keep[k]], wanted[keep[k]]!, languages[keep[k]]);
        });
        _underWay.Enqueue(kept);
        if (_underWay.Count > NotYetVisible) _underWay.Dequeue();
    }

    private static (string, ExternalId) KeyOf(Arrived item)
    {
        var mention = ((Upserted)item.Event).Mention;
        return (mention.Source.Connector, mention.Id);
    }

    /// <summary>Sets aside what is stored in this very revision; returns what is stored in another one.</summary>
    private async Task<HashSet<(string, ExternalId)>> KnownAsync(List<Arrived> items)
    {
        var others = new HashSet<(string, ExternalId)>();
        foreach (var group in items.GroupBy(i => ((Upserted)i.Event).Mention.Source.Connector))
        {
            var known = await archive.KnownAsync(group.Key, [.. group.Select(i => ((Upserted)i.Event).Mention.Id).Distinct()], CancellationToken.None);
            if (known.Count == 0) continue;
            foreach (var item in group)
            {
                var mention = ((Upserted)item.Event).Mention;
                if (!known.TryGetValue(mention.Id, out var there)) continue;
                if (there.Revision == mention.Revision) item.Verdict = new Taken(TakenAs.AlreadyKnown, there.Id);
                else others.Add((group.Key, mention.Id));
            }
        }
        return others;
    }

    private void Match(
        List<Arrived> items, int from, int count, (string Language, float Confidence)[] languages, IReadOnlyList<MonitorMatch>?[] wanted)
    {
        var (mentions, tongues, places) = (new List<Mention>(count), new List<string>(count), new List<int>(count));
        for (var i = from; i < from + count; i++)
        {
            var mention = ((Upserted)items[i].Event).Mention;
            try
            {
                languages[i] = enrichers.Language(mention.Text, mention.Title, mention.LanguageDeclared);
                mentions.Add(mention);
                tongues.Add(languages[i].Language);
                places.Add(i);
            }
            catch (Exception wrong)
            {
                items[i].Problem = Problems.Of("telling the language", wrong);
            }
        }
        try
        {
            var found = watchlist.Match(mentions, tongues);
            for (var k = 0; k < places.Count; k++) wanted[places[k]] = found[k];
        }
        catch (Exception)
        {
            // One of them breaks the matcher: one by one, so that only that one is put aside.
            for (var k = 0; k < places.Count; k++) wanted[places[k]] = MatchAlone(items[places[k]], mentions[k], tongues[k]);
        }
    }

    private IReadOnlyList<MonitorMatch>? MatchAlone(Arrived item, Mention mention, string language)
    {
        try
        {
            return watchlist.Match([mention], [language])[0];
        }
        catch (Exception wrong)
        {
            item.Problem = Problems.Of("matching", wrong);
            return null;
        }
    }

    private void Analyse(Arrived item, IReadOnlyList<MonitorMatch> matches, (string Language, float Confidence) language)
    {
        var mention = ((Upserted)item.Event).Mention;
        try
        {
            item.Keep = new Keep(mention, matches, enrichers.Judge(mention.Text, mention.Title, language));
        }
        catch (Exception wrong)
        {
            item.Problem = Problems.Of("analysing", wrong);
        }
    }
}

/// <summary>Texts for the poison list, bounded.</summary>
internal static class Problems
{
    private const int Longest = 500;

    public static string Of(string doing, Exception wrong) => Bounded($"{wrong.GetType().Name} while {doing}: {wrong.Message}", Longest);

    public static string Bounded(string text, int longest)
    {
        if (text.Length <= longest) return text;
        // Half a surrogate pair cannot be stored.
        return char.IsHighSurrogate(text[longest - 1]) ? text[..(longest - 1)] : text[..longest];
    }
}
