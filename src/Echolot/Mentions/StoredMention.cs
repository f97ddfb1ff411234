namespace Echolot.Mentions;

/// <summary>A kept mention as lists and pages show it.</summary>
/// <param name="Source">Source it came from, as <see cref="SourceKey"/> writes itself.</param>
/// <param name="AuthorId">Id of the author at the network.</param>
/// <param name="DuplicateGroup">Mentions with the same words share it; a short text is a group of its own.</param>
/// <param name="DuplicateCount">Visible mentions of the group, this one included.</param>
public sealed record StoredMention(
    long Id,
    string Connector,
    string Source,
    string ExternalId,
    string Revision,
    int RevisionCount,
    ItemKind Kind,
    Visibility Visibility,
    DateTimeOffset PublishedAt,
    DateTimeOffset SeenAt,
    DateTimeOffset StoredAt,
    bool ClockSuspect,
    string? Title,
    string Text,
    string? Url,
    string? Site,
    string AuthorId,
    string? AuthorHandle,
    string? AuthorName,
    string? AuthorProfile,
    long? AuthorFollowers,
    Engagement? Engagement,
    decimal? Rating,
    Findings Findings,
    IReadOnlyList<MonitorMatch> Matches,
    IReadOnlyList<string> Tags,
    long DuplicateGroup,
    int DuplicateCount)
{
    /// <summary>What people and rules have made of it.</summary>
    public MentionWork Work { get; init; } = MentionWork.Untouched;

    /// <summary>The story it tells together with others; null where it stands alone.</summary>
    public StoryPlace? Story { get; init; }

    /// <summary>What the author writes about themselves, as last seen; null where nobody says it.</summary>
    public string? AuthorBio { get; init; }

    /// <summary>What <c>sourcetype:</c> asks for; null: unknown.</summary>
    public string? SourceType { get; init; }

    /// <summary>The class of its site or source now; null where neither has one.</summary>
    public SourceClass? SourceClass { get; init; }

    /// <summary>What it answers, as the network names it; null where it answers nothing.</summary>
    public string? ParentId { get; init; }

    /// <summary>What it quotes, as the network names it.</summary>
    public string? QuotedId { get; init; }

    /// <summary>BCP 47 tag that the source states; null where it states none.</summary>
    public string? LanguageDeclared { get; init; }

    /// <summary>Where the source says that it comes from; null where it states nothing.</summary>
    public StatedPlace? Place { get; init; }

    /// <summary>What <c>country:</c> asks for: as the source states it, else as the address ends; null: unknown.</summary>
    public string? Country => Place?.Country
        ?? AsPost.CountryOf(Uri.TryCreate(Url, UriKind.Absolute, out var address) ? address : null);

    /// <summary>Pictures, videos, links and files that belong to it; they stay where they are.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>Set by hand, else the machine's; <see cref="Findings"/> keeps the machine's.</summary>
    public Sentiment Sentiment => Work.Sentiment ?? Findings.Sentiment;
}
