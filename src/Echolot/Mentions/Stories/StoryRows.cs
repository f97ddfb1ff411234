using Echolot.Privacy;

namespace Echolot.Mentions.Stories;

/// <summary>A mention's place in a story as it is stored.</summary>
[Personal("story_mention")]
internal sealed record StoryRow(long MentionId, long Story, long Reason, long? WithId, double? Share);

/// <summary>A hash by which a story is recognised, and a mention that has it.</summary>
[Personal("story_mark")]
internal readonly record struct MarkRow(long Hash, long MentionId);

/// <summary>What a mention says about the story it belongs to, as the archive has it.</summary>
internal sealed record StoryDraftRow
{
    public long Id { get; init; }
    public string Connector { get; init; } = "";
    public string ExternalId { get; init; } = "";
    public long Kind { get; init; }
    public string? Title { get; init; }
    public string Text { get; init; } = "";
    public string? Url { get; init; }
    public string? ParentId { get; init; }
    public string? RootId { get; init; }
    public string? QuotedId { get; init; }
    public string? Attachments { get; init; }
}
