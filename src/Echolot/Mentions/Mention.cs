using System.Text.Json;

namespace Echolot.Mentions;

/// <summary>Account of ours at an instance of a network: <c>mastodon, mastodon.social, @marke</c>.</summary>
public readonly record struct SourceKey(string Connector, string Instance, string Account)
{
    public override string ToString() => $"{Connector}:{Instance}:{Account}";
}

/// <summary>Opaque id in its global form (at-uri, ActivityPub uri, feed item id …).</summary>
public readonly record struct ExternalId(string Value)
{
    public override string ToString() => Value;
}

public enum ItemKind { Post, Comment, Reply, Quote, Repost, DirectMessage, Review, Article, Email, ChatMessage }

public enum Visibility { Public, Unlisted, Followers, Direct, OwnedInbox }

/// <summary>How the item reached us.</summary>
public enum Origin { Stream, Webhook, Poll, Search, Backfill, Import, Manual }

/// <summary>An item as a connector read it. Known by (connector, <see cref="Id"/>, <see cref="Revision"/>).</summary>
public sealed record Mention
{
    public required SourceKey Source { get; init; }
    public required ExternalId Id { get; init; }
    /// <summary>Id that only this instance knows, where deletions name that one.</summary>
    public string? LocalId { get; init; }
    /// <summary>Changes with the content: cid, edit id, etag or content hash.</summary>
    public required string Revision { get; init; }
    public required ItemKind Kind { get; init; }
    public Visibility Visibility { get; init; } = Visibility.Public;
    public required Origin Origin { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    public DateTimeOffset? EditedAt { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    /// <summary>The source's clock is not to be believed; <see cref="PublishedAt"/> was clamped.</summary>
    public bool ClockSuspect { get; init; }
    /// <summary>Plain text that is matched and shown; offsets everywhere are UTF-16 code units.</summary>
    public required string Text { get; init => field = WellFormed.Of(value); }
    /// <summary>Original HTML, not sanitised; never shown as it is.</summary>
    public string? Html { get; init => field = WellFormed.OfOptional(value); }
    public string? Title { get; init => field = WellFormed.OfOptional(value); }
    public Uri? Url { get; init; }
    /// <summary>BCP 47 tag that the source states; null where it states none.</summary>
    public string? LanguageDeclared { get; init; }
    /// <summary>Where the source says that it comes from; null where it states nothing.</summary>
    public StatedPlace? Place { get; init; }
    public ExternalId? ParentId { get; init; }
    public ExternalId? RootId { get; init; }
    public ExternalId? QuotedId { get; init; }
    public required AuthorRef Author { get; init; }
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];
    public Engagement? Engagement { get; init; }
    /// <summary>Stars of a review, 0 to 5.</summary>
    public decimal? Rating { get; init; }
    public JsonElement? Raw { get; init; }
    /// <summary>How whoever brings it has judged it; stands like one set by hand. Null where nobody has.</summary>
    public Sentiment? SentimentGiven { get; init; }
}

/// <summary>Author as the source names it; null means unknown, never zero.</summary>
public sealed record AuthorRef(
    ExternalId Id,
    string? Handle = null,
    string? DisplayName = null,
    Uri? Profile = null,
    long? Followers = null,
    bool? Verified = null,
    bool? IsBot = null)
{
    public string? Handle { get; init => field = WellFormed.OfOptional(value); } = WellFormed.OfOptional(Handle);
    public string? DisplayName { get; init => field = WellFormed.OfOptional(value); } = WellFormed.OfOptional(DisplayName);

    /// <summary>What they write about themselves, plain; empty where they write nothing. Its beginning where it is very long.</summary>
    public string? Bio { get; init => field = WellFormed.OfOptional(value is { Length: > LongestBio } ? value[..LongestBio] : value); }

    private const int LongestBio = 2_000;
}

/// <summary>A place as a source states it; null means unknown. Region and city are in its own words.</summary>
/// <param name="Country">ISO 3166-1 code of two lower-case letters.</param>
/// <param name="Region">State, county or another part of the country.</param>
public sealed record StatedPlace(string? Country, string? Region = null, string? City = null)
{
    public string? Region { get; init => field = WellFormed.OfOptional(value); } = WellFormed.OfOptional(Region);
    public string? City { get; init => field = WellFormed.OfOptional(value); } = WellFormed.OfOptional(City);

    /// <summary>The place of these parts; null where none is known.</summary>
    public static StatedPlace? Of(string? country, string? region, string? city) =>
        country is null && region is null && city is null ? null : new(country, region, city);
}

/// <summary>Reactions at a moment; null means unknown, never zero.</summary>
public sealed record Engagement(
    long? Likes, long? Replies, long? Shares, long? Quotes, long? Views, DateTimeOffset ObservedAt)
{
    /// <summary>How many people it may have reached, as another tool has measured.</summary>
    public long? Reach { get; init; }
}

/// <summary>Image, video, audio, link or file that belongs to an item.</summary>
public sealed record Attachment(string Kind, Uri? Remote, string? Mime = null, string? AltText = null);
