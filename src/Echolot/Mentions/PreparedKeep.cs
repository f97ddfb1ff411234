namespace Echolot.Mentions;

/// <summary>
/// A mention to keep with everything about it that needs no database: ids, folded words, group of duplicates, columns.
/// Made by <see cref="Archive.Prepare"/>. Immutable.
/// </summary>
public sealed class PreparedKeep
{
    internal PreparedKeep(Keep keep)
    {
        var (mention, findings) = (keep.Mention, keep.Findings);
        var connector = mention.Source.Connector;
        var key = MentionIds.KeyOf(connector, mention.Id.Value);
        var words = FullText.Words(mention.Title, mention.Text);
        Keep = keep;
        RawJson = mention.Raw?.GetRawText();
        Author = Authors.RowOf(connector, mention.Author, mention.ReceivedAt);
        Row = new MentionRow
        {
            Id = MentionIds.Of(mention.PublishedAt, mention.ReceivedAt, key),
            Key = key,
            ExternalId = mention.Id.Value,
            LocalId = mention.LocalId,
            Revision = mention.Revision,
            RevisionSeenAt = mention.ReceivedAt.ToUnixTimeMilliseconds(),
            RevisionCount = 1,
            Kind = (long)mention.Kind,
            Visibility = (long)mention.Visibility,
            Origin = (long)mention.Origin,
            PublishedAt = mention.PublishedAt.ToUnixTimeMilliseconds(),
            EditedAt = mention.EditedAt?.ToUnixTimeMilliseconds(),
            SeenAt = mention.ReceivedAt.ToUnixTimeMilliseconds(),
            ClockSuspect = mention.ClockSuspect || mention.PublishedAt > mention.ReceivedAt ? 1 : 0,
            Title = mention.Title,
            Text = mention.Text,
            Url = mention.Url is { IsAbsoluteUri: true } url ? url.AbsoluteUri : mention.Url?.OriginalString,
            Site = AsPost.SiteOf(mention.Url),
            AuthorId = Author.Id,
            ParentId = mention.ParentId?.Value,
            RootId = mention.RootId?.Value,
            QuotedId = mention.QuotedId?.Value,
            LanguageDeclared = mention.LanguageDeclared,
            Attachments = Compact.Attachments(mention.Attachments),
            Engagement = Compact.Engagement(mention.Engagement),
            Rating = (double?)mention.Rating,
            Language = findings.Language,
            LanguageConfidence = findings.LanguageConfidence,
            Sentiment = (long)findings.Sentiment,
            SentimentSet = (long?)mention.SentimentGiven,
            Country = mention.Place?.Country,
            Region = mention.Place?.Region,
            City = mention.Place?.City,
            Score = findings.Score,
            Confidence = findings.Confidence,
            Because = Compact.Because(findings.Because),
            Matches = Compact.Matches(keep.Matches),
            DuplicateGroup = DuplicateText.GroupOf(mention.Text, mention.Title is null ? words : null),
            Words = words,
            Monitors = MonitorsOf(keep.Matches),
        };
    }

    // Few, and mostly in order already: comparing is cheaper than a set for each post.
    private static List<long> MonitorsOf(IReadOnlyList<MonitorMatch> matches)
    {
        var monitors = new List<long>(matches.Count);
        foreach (var match in matches)
            if ((monitors.Count == 0 || monitors[^1] != match.MonitorId) && !monitors.Contains(match.MonitorId))
                monitors.Add(match.MonitorId);
        return monitors;
    }

    /// <summary>What it was made of.</summary>
    public Keep Keep { get; }

    /// <summary>
    /// As it is stored when it is new, but for channel, time of storing and hiding; the id may be taken.
    /// </summary>
    internal MentionRow Row { get; }

    internal AuthorRow Author { get; }

    internal string? RawJson { get; }

    internal MentionIdentity Identity => new(Row.Key, Keep.Mention.Source.Connector, Keep.Mention.Id.Value);
}

/// <summary>Connector and external id with their hash, which is computed once.</summary>
internal readonly record struct MentionIdentity(long Key, string Connector, string ExternalId)
{
    public override int GetHashCode() => Key.GetHashCode();
}
