using Echolot.Privacy;

namespace Echolot.Mentions;

/// <summary>A mention as it is stored.</summary>
/// <remarks>
/// Id, channel, time of storing and hiding are set inside the transaction that stores a new one: a copy of forty
/// columns for each post costs more than looking it up.
/// </remarks>
[Personal("mention")]
internal sealed record MentionRow
{
    public long Id { get; set; }
    public long Key { get; init; }
    public long ChannelId { get; set; }
    public string ExternalId { get; init; } = "";
    public string? LocalId { get; init; }
    public string Revision { get; init; } = "";
    public long RevisionSeenAt { get; init; }
    public long RevisionCount { get; init; }
    public long Kind { get; init; }
    public long Visibility { get; init; }
    public long Origin { get; init; }
    public long PublishedAt { get; init; }
    public long? EditedAt { get; init; }
    public long SeenAt { get; init; }
    public long StoredAt { get; set; }
    public long ClockSuspect { get; init; }
    public string? Title { get; init; }
    public string Text { get; init; } = "";
    public string? Url { get; init; }
    public string? Site { get; init; }
    public long AuthorId { get; init; }
    public string? ParentId { get; init; }
    public string? RootId { get; init; }
    public string? QuotedId { get; init; }
    public string? LanguageDeclared { get; init; }
    public string? Attachments { get; init; }
    public string? Engagement { get; init; }
    public double? Rating { get; init; }
    public string Language { get; init; } = "und";
    public double LanguageConfidence { get; init; }
    public long Sentiment { get; init; }
    public double Score { get; init; }
    public double Confidence { get; init; }
    public string? Because { get; init; }
    public string Matches { get; init; } = "[]";
    public long? DuplicateGroup { get; init; }
    public long Hidden { get; set; }
    public long? SentimentSet { get; init; }
    public string? Country { get; init; }
    public string? Region { get; init; }
    public string? City { get; init; }

    /// <summary>Set by hand, else the machine's: what lists and counts go by.</summary>
    public long Tone => SentimentSet ?? Sentiment;

    /// <summary>Folded words, while they are at hand; not read back.</summary>
    public string? Words { get; init; }

    /// <summary>Monitors among the matches, each once, while they are at hand; not read back.</summary>
    public IReadOnlyList<long>? Monitors { get; init; }

    /// <summary>Columns in the order of this record, for reading.</summary>
    public const string Columns =
        """
        m.id, m.key, m.channel_id, m.external_id, m.local_id, m.revision, m.revision_seen_at, m.revision_count, m.kind,
        m.visibility, m.origin, m.published_at, m.edited_at, m.seen_at, m.stored_at, m.clock_suspect, m.title, m.text, m.url,
        m.site, m.author_id, m.parent_id, m.root_id, m.quoted_id, m.language_declared, m.attachments, m.engagement, m.rating,
        m.language, m.language_confidence, m.sentiment, m.score, m.confidence, m.because, m.matches, m.duplicate_group, m.hidden,
        m.sentiment_set, m.country, m.region, m.city
        """;
}

/// <summary>An author as it is stored.</summary>
[Personal("author")]
internal sealed record AuthorRow
{
    public long Id { get; init; }
    public string Connector { get; init; } = "";
    public string ExternalId { get; init; } = "";
    public string? Handle { get; init; }
    public string? Name { get; init; }
    public string? Profile { get; init; }
    public long? Followers { get; init; }
    public long? Verified { get; init; }
    public long? IsBot { get; init; }
    public string? Bio { get; init; }
    public long Hidden { get; init; }
    public string? HiddenReason { get; init; }
    public long SeenAt { get; init; }
}

/// <summary>An older text of a mention as it is stored.</summary>
[Personal("mention_revision")]
internal sealed record RevisionRow
{
    public long MentionId { get; init; }
    public string Revision { get; init; } = "";
    public long SeenAt { get; init; }
    public long? EditedAt { get; init; }
    public string? Title { get; init; }
    public string Text { get; init; } = "";
}

/// <summary>Why a mention is not among the visible ones; bits, because both may be so at once.</summary>
internal static class Hiding
{
    /// <summary>The author is away: nobody may see it.</summary>
    public const long AuthorGone = 1;

    /// <summary>Somebody, a rule or a list put it aside: it can be looked at where hidden ones are asked for.</summary>
    public const long PutAside = 2;
}

/// <summary>What the source sent, as it is stored.</summary>
[Personal("mention_raw")]
internal sealed record RawRow(long MentionId, long At, string? Html, string? Json);

/// <summary>A connector and one source of it.</summary>
[NotPersonal("channel")]
internal sealed record ChannelRow
{
    public long Id { get; init; }
    public string Connector { get; init; } = "";
    public string Source { get; init; } = "";

    /// <summary>The source as it was written. An instance with a colon in it is cut there: only the whole of a key is compared.</summary>
    public SourceKey Key => Source.Split(':', 3) is [var connector, var instance, var account]
        ? new(connector, instance, account) : new(Connector, Source, "");
}

/// <summary>A visible mention under a monitor, or under <see cref="All"/>.</summary>
[NotPersonal("listing")]
internal static class ListingRow
{
    /// <summary>Number under which every visible mention is listed; monitors begin with 1.</summary>
    public const long All = 0;

    /// <summary>
    /// Where a mention is listed that somebody hid: every number has its counterpart below zero, so that hidden
    /// mentions are looked through as fast as the others and are counted nowhere among them.
    /// </summary>
    public static long HiddenUnder(long monitor) => -1 - monitor;
}

/// <summary>How many listings with the same properties a UTC day has.</summary>
[NotPersonal("tally")]
internal sealed record TallyRow
{
    public long MonitorId { get; init; }
    public long Day { get; init; }
    public long ChannelId { get; init; }
    public string Language { get; init; } = "";
    public long Sentiment { get; init; }
    public long Kind { get; init; }
    public long Count { get; init; }
}

/// <summary>How many listings a monitor has on a UTC day; every change of them brings another stamp.</summary>
[NotPersonal("tally_total")]
internal sealed record TallyTotalRow(long MonitorId, long Day, long Count, long Stamp);

/// <summary>How many listings a monitor has in an hour counted from 1970, and how many of them are negative.</summary>
[NotPersonal("tally_hour")]
internal sealed record TallyHourRow(long MonitorId, long Hour, long Count, long Negative);

/// <summary>Something that must stay away, as a keyed hash; <paramref name="Until"/> null: for good.</summary>
[NotPersonal("tombstone")]
internal sealed record TombstoneRow(string Hash, long At, long? Until, string Reason);

/// <summary>A key of the archive, made at its first use.</summary>
[NotPersonal("archive_key")]
internal sealed record ArchiveKeyRow(string Name, string Value);
