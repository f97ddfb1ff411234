namespace Echolot.Connectors.Listings;

internal sealed partial record ListingPlace
{
    // Of a listing: threads whose answers are all read, and threads whose answers are owed. What is above of the latter is counted.
    private const int MostRead = 300, MostOwed = 1_000;

    /// <summary>A listing showed these threads.</summary>
    public ListingPlace Shown(string target, IEnumerable<Thread> threads, bool before)
    {
        var below = new Dictionary<string, AnswersBelow>(Below);
        foreach (var thread in threads)
        {
            if (AnswersBelow.After(below.GetValueOrDefault(thread.Id), thread, target, before) is { } answers)
                below[thread.Id] = answers;
            else below.Remove(thread.Id);
        }
        var own = below.Where(b => b.Value.Target == target).ToLookup(b => b.Value.Unread > 0);
        foreach (var (id, _) in own[false].OrderByDescending(b => b.Value.Newest).Skip(MostRead)) below.Remove(id);
        var given = own[true].OrderByDescending(b => b.Value.Unread).Skip(MostOwed).ToList();
        foreach (var (id, _) in given) below.Remove(id);
        return this with { Below = below, GivenUp = GivenUp + given.Sum(g => g.Value.Unread) };
    }

    /// <summary>Answers of a thread were read; null: there is nothing to be read of it any more.</summary>
    public ListingPlace Read(string thread, AnswersBelow? answers)
    {
        var below = new Dictionary<string, AnswersBelow>(Below);
        if (answers is null) below.Remove(thread);
        else below[thread] = answers;
        return this with { Below = below };
    }

    /// <summary>Nothing is owed of what is not read any more.</summary>
    public ListingPlace Only(IReadOnlyList<string> targets) => this with
    {
        Below = Below.Where(b => targets.Contains(b.Value.Target)).ToDictionary(b => b.Key, b => b.Value),
    };
}
