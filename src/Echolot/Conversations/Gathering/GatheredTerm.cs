using Echolot.Mentions;

namespace Echolot.Conversations;

/// <summary>A conversation in which a term was said, and when first in the time that is looked at.</summary>
internal readonly record struct SaidAt(long Conversation, long At);

/// <summary>A term that far more customers use than did before.</summary>
/// <param name="Term">Folded; a pair has one space.</param>
/// <param name="Written">As it is written most often.</param>
/// <param name="Beside">What most of them say as well.</param>
internal sealed record GatheredTerm(
    string Term, string Written, IReadOnlyList<string> Beside, IReadOnlyList<SaidAt> Now, IReadOnlyList<SaidAt> Before)
{
    private const int MostTerms = 20, MostBeside = 4;

    /// <summary>Terms that share so much of the smaller one's conversations are about the same.</summary>
    private const double Same = 0.6;

    /// <summary>Each about something of its own, complaints first, then what is furthest beyond chance.</summary>
    /// <param name="now">Of conversations that belong to no incident yet.</param>
    /// <param name="customers">All who said anything in that time, also those of an incident.</param>
    public static IReadOnlyList<GatheredTerm> Of(SaidWords now, int customers, IEnumerable<Said> past)
    {
        var terms = now.UsedBy(Gathering.FewestForms).ToList();
        var before = new SaidWords(terms.Where(t => t.Contains(' ', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal));
        foreach (var said in past) before.Add(said);
        var kept = new List<(string Term, HashSet<int> Said, List<string> Beside)>();
        foreach (var (term, said) in terms.Select(term => (Term: term, Said: now.Of(term)))
            .Select(t => (t.Term, t.Said, Now: now.CustomersOf(t.Said), Before: before.CustomersOf(before.Of(t.Term))))
            .Where(t => Gathering.IsFar(t.Now, customers, t.Before, before.Contacts))
            .Select(t => (t.Term, t.Said, Complaints: now.CustomersOf(t.Said.Where(i => now[i].Complaint)) * 2 >= t.Now,
                Score: Math.Round(LogLikelihood.Of(t.Now, customers, t.Before, before.Contacts), 6)))
            .OrderByDescending(t => t.Complaints).ThenByDescending(t => t.Score)
            // Of a pair and its words the word finds more from tomorrow on; a long word says more than a short one.
            .ThenBy(t => t.Term.Contains(' ', StringComparison.Ordinal)).ThenByDescending(t => t.Term.Length)
            .ThenBy(t => t.Term, StringComparer.Ordinal)
            .Select(t => (t.Term, t.Said)))
        {
            var same = kept.FindIndex(k => k.Said.Count(said.Contains) >= Same * Math.Min(k.Said.Count, said.Count));
            if (same < 0 && kept.Count < MostTerms) kept.Add((term, [.. said], []));
            else if (same >= 0 && kept[same].Beside.Count < MostBeside && IsOther(term, kept[same].Term)
                && kept[same].Beside.TrueForAll(b => IsOther(term, b)))
                kept[same].Beside.Add(term);
        }
        return [.. kept.Select(k => new GatheredTerm(
            k.Term, now.Written(k.Term), [.. k.Beside.Select(now.Written)], FirstOf(now, k.Said), FirstOf(before, before.Of(k.Term))))];
    }

    private static bool IsOther(string one, string other) =>
        !one.Contains(other, StringComparison.Ordinal) && !other.Contains(one, StringComparison.Ordinal)
        && !one.Split(' ').Intersect(other.Split(' ')).Any();

    private static IReadOnlyList<SaidAt> FirstOf(SaidWords words, IEnumerable<int> said) =>
        [.. said.Select(i => words[i]).GroupBy(s => s.Conversation).Select(g => new SaidAt(g.Key, g.Min(s => s.At)))];
}
