using Echolot.Teams;

namespace Echolot.Conversations;

/// <summary>Somebody to whom a conversation could be given, as it is at that moment.</summary>
/// <param name="Load">Points on the desk.</param>
/// <param name="Capacity">Most points; null: any number.</param>
/// <param name="GivenAt">When routing gave them something of this department last.</param>
/// <param name="BusyAt">When they were given something or answered last; null: not for a day.</param>
/// <param name="AbsentUntil">Away until then; null: there.</param>
public sealed record Candidate(
    long PersonId, int Load, int? Capacity, DateTimeOffset? GivenAt, DateTimeOffset? BusyAt, DateTimeOffset? AbsentUntil,
    IReadOnlyList<string> Skills, IReadOnlyList<string> Languages);

/// <summary>What a conversation asks of whoever gets it.</summary>
/// <param name="Weight">Points that it takes.</param>
/// <param name="Words">Folded words of what it is about, with a space before and behind.</param>
/// <param name="LastAgent">Who answered this person before.</param>
/// <param name="NotTo">Who gave it back last, or had it taken back.</param>
public sealed record Wanted(int Weight, string Language, string Words, long? LastAgent, long? NotTo)
{
    /// <summary>Where nobody else is free, whoever had it last may have it again.</summary>
    public bool Again { get; init; }
}

/// <summary>Why somebody was not given it.</summary>
public enum PassedBecause { Absent, Full, HadIt }

public sealed record PassedOver(long PersonId, PassedBecause Why);

/// <summary>Who is given a conversation, and why.</summary>
/// <param name="PersonId">Null: nobody can be given it now.</param>
/// <param name="By">The strategy that found them; another one than that of the department where it found nobody.</param>
/// <param name="Known">Skills or the language that decided.</param>
/// <param name="Load">Points on their desk before.</param>
/// <param name="Instead">Strategy of the department that found nobody.</param>
public sealed record Choice(
    long? PersonId, Strategy By, IReadOnlyList<string> Known, int Load, int? Capacity, Strategy? Instead,
    IReadOnlyList<PassedOver> PassedOver);

/// <summary>Decides who is given a conversation: a pure function, the same live and for a day that has passed.</summary>
public static class Routing
{
    public static Choice Choose(Strategy strategy, Strategy otherwise, Wanted wanted, IReadOnlyList<Candidate> candidates)
    {
        var passed = new List<PassedOver>();
        var free = new List<Candidate>();
        Candidate? had = null;
        foreach (var one in candidates.OrderBy(c => c.PersonId))
        {
            if (one.AbsentUntil is not null) passed.Add(new(one.PersonId, PassedBecause.Absent));
            else if (one.PersonId == wanted.NotTo && !wanted.Again) passed.Add(new(one.PersonId, PassedBecause.HadIt));
            else if (one.Capacity is { } most && one.Load + wanted.Weight > most)
                passed.Add(new(one.PersonId, PassedBecause.Full));
            else if (one.PersonId == wanted.NotTo) had = one;
            else free.Add(one);
        }
        // Rather to them again than to nobody.
        if (had is not null && free.Count == 0) free.Add(had);
        else if (had is not null) passed.Insert(passed.Count(p => p.PersonId < had.PersonId), new(had.PersonId, PassedBecause.HadIt));
        if (free.Count == 0) return new(null, strategy, [], 0, null, null, passed);
        return strategy switch
        {
            Strategy.LastAgent when free.Find(c => c.PersonId == wanted.LastAgent) is { } known => Of(known, strategy, []),
            Strategy.Skill when Best(c => [.. c.Skills.Where(s => Knows(wanted.Words, s))]) is { } able =>
                Of(able.Who, strategy, able.Known),
            Strategy.Language when Best(c => c.Languages.Contains(wanted.Language) ? [wanted.Language] : []) is { } speaks =>
                Of(speaks.Who, strategy, speaks.Known),
            Strategy.LastAgent or Strategy.Skill or Strategy.Language => Of(Plain(otherwise), otherwise, [], strategy),
            _ => Of(Plain(strategy), strategy, []),
        };

        Choice Of(Candidate who, Strategy by, IReadOnlyList<string> known, Strategy? instead = null) =>
            new(who.PersonId, by, known, who.Load, who.Capacity, instead, passed);

        Candidate Plain(Strategy by) => by switch
        {
            Strategy.InTurn => Next(candidates, free),
            Strategy.LongestIdle => Idle(free),
            _ => Least(free),
        };

        (Candidate Who, IReadOnlyList<string> Known)? Best(Func<Candidate, IReadOnlyList<string>> known)
        {
            var most = free.Max(c => known(c).Count);
            if (most == 0) return null;
            var who = Least(free.Where(c => known(c).Count == most));
            return (who, known(who));
        }
    }

    /// <summary>Whether a skill, word for word, is in the folded words.</summary>
    private static bool Knows(string words, string skill)
    {
        var folded = Matching.Folding.Words(skill);
        return folded.Length > 0 && words.Contains($" {folded} ", StringComparison.Ordinal);
    }

    /// <summary>Whoever comes after the one who got the last one, also where that one is away now.</summary>
    private static Candidate Next(IReadOnlyList<Candidate> all, List<Candidate> free)
    {
        var last = all.Where(c => c.GivenAt is not null).OrderByDescending(c => c.GivenAt).ThenBy(c => c.PersonId).FirstOrDefault();
        return last is null ? free[0] : free.Find(c => c.PersonId > last.PersonId) ?? free[0];
    }

    private static Candidate Idle(IEnumerable<Candidate> free) =>
        free.OrderBy(c => c.BusyAt ?? DateTimeOffset.MinValue).ThenBy(c => c.Load).ThenBy(c => c.PersonId).First();

    private static Candidate Least(IEnumerable<Candidate> free) =>
        free.OrderBy(c => c.Load).ThenBy(c => c.BusyAt ?? DateTimeOffset.MinValue).ThenBy(c => c.PersonId).First();
}
