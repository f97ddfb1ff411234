namespace Echolot.Mentions.Stories;

/// <summary>A mention that looks for its story, with the hashes that may lead it there.</summary>
internal sealed class Draft
{
    public Draft(StoryDraftRow row)
    {
        Id = row.Id;
        Pieces = Shingles.Of(row.Title, row.Text);
        Texts = [.. Pieces.Smallest.Select(p => unchecked((long)p))];
        Links = [.. Stories.Links.Of(
            (ItemKind)row.Kind, row.Text, row.Url, Compact.Attachments(row.Attachments))
            .Select(link => MentionIds.KeyOf("story link", link))];
        Ancestors = [.. new[] { row.ParentId, row.RootId, row.QuotedId }.OfType<string>().Distinct()
            .Where(id => id != row.ExternalId).Select(id => MentionIds.KeyOf(row.Connector, id))];
        Key = MentionIds.KeyOf(row.Connector, row.ExternalId);
    }

    public long Id { get; }

    public Pieces Pieces { get; }

    /// <summary>The smallest pieces of the text.</summary>
    public IReadOnlyList<long> Texts { get; }

    public IReadOnlyList<long> Links { get; }

    /// <summary>Hashes of identity of what it answers, the thread it stands in, and what it quotes.</summary>
    public IReadOnlyList<long> Ancestors { get; }

    /// <summary>Its own hash of identity: what answers it has this among its ancestors.</summary>
    public long Key { get; }

    /// <summary>What others find it by later.</summary>
    public IEnumerable<long> Marks => Texts.Concat(Links).Concat(Ancestors);

    /// <summary>What it finds others by.</summary>
    public IEnumerable<long> Looks => Marks.Append(Key);
}
