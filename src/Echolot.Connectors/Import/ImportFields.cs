using Echolot.Connectors.Push;

namespace Echolot.Connectors.Import;

/// <summary>What a column can be: a field of a post, or one of two things that only exports of other tools have.</summary>
internal static class ImportFields
{
    /// <summary>Time of day that belongs to the date in another column.</summary>
    public const string Time = "published.time";

    /// <summary>Words somebody put on the post in the other tool.</summary>
    public const string Tags = PostFields.Tags;

    /// <summary>Everything a column can be taken for, in the order a person chooses from.</summary>
    public static readonly IReadOnlyList<string> All = [.. PostFields.Scalars, Time, Tags];

    /// <summary>The field of that name, or with that other name; null where there is none.</summary>
    public static string? Of(string name) => All.Contains(name) ? name : PostFields.FromAlias(name);

    public static bool IsCount(string field) => field is PostFields.Likes or PostFields.Replies or PostFields.Shares
        or PostFields.Quotes or PostFields.Views or PostFields.Reach;
}
