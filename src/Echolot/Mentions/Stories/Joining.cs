namespace Echolot.Mentions.Stories;

/// <summary>Decides which mentions tell one story; knows what is stored, and writes down what changes.</summary>
/// <param name="stored">Stories of the mentions that may be joined.</param>
internal sealed class Joining(IReadOnlyDictionary<long, long> stored)
{
    /// <summary>A story takes in what was published within a week of its beginning.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(7);

    private readonly Dictionary<long, StoryRow> _added = [];
    private readonly Dictionary<long, long> _merged = [];

    /// <summary>New places in stories.</summary>
    public IEnumerable<StoryRow> Added => _added.Values.Select(a => a with { Story = End(a.Story) });

    /// <summary>Stories that turned out to be part of another one.</summary>
    public IEnumerable<(long From, long To)> Merged => _merged.Keys.Select(from => (from, End(from)));

    /// <summary>The story a mention is in; null where it stands alone.</summary>
    public long? StoryOf(long mention) => _added.TryGetValue(mention, out var added) ? End(added.Story)
        : stored.TryGetValue(mention, out var story) ? End(story) : null;

    /// <summary>Whether joining would say anything new.</summary>
    public bool Together(long one, long other) => StoryOf(one) is { } story && story == StoryOf(other);

    /// <summary>Whether the story that a mention is in, or would begin, takes in another one.</summary>
    public bool Takes(long other, long mention) => Within(mention, StoryOf(other) ?? other);

    /// <summary>Puts a mention into the story of another one that was there before.</summary>
    /// <returns>False where the story has ended by the time the mention was published.</returns>
    public bool Join(long mention, long other, StoryReason reason, double? share = null)
    {
        var (mine, theirs) = (StoryOf(mention), StoryOf(other));
        if (mine is { } same && same == theirs) return true;
        if (!Takes(other, mention) || (mine is not null && !Takes(mention, other))) return false;
        switch (mine, theirs)
        {
            case (null, null):
                _added[other] = new StoryRow(other, other, (long)StoryReason.First, null, null);
                _added[mention] = new StoryRow(mention, other, (long)reason, other, share);
                break;
            case (null, { } story):
                _added[mention] = new StoryRow(mention, story, (long)reason, other, share);
                break;
            case ({ } story, null):
                _added[other] = new StoryRow(other, story, (long)reason, mention, share);
                break;
            case ({ } one, { } two):
                _merged[Math.Max(one, two)] = Math.Min(one, two);
                break;
        }
        return true;
    }

    private long End(long story)
    {
        while (_merged.TryGetValue(story, out var into)) story = into;
        return story;
    }

    private static bool Within(long mention, long story) =>
        (MentionIds.TimeOf(mention) - MentionIds.TimeOf(story)).Duration() <= Lasts;
}
