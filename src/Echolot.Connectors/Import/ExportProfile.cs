using System.Text;
using Echolot.Connectors.Push;

namespace Echolot.Connectors.Import;

/// <summary>How another tool writes its exports: by which columns it is known, and what they mean.</summary>
/// <param name="Name">Short lower-case name, as stored and as the command line takes it.</param>
/// <param name="Marks">Sets of columns; a header that has all of one set is this tool's.</param>
/// <param name="Columns">What each column means; of several for one field the first that is filled counts, of
/// reactions the largest.</param>
/// <param name="JoinsTexts">The text columns hold different stretches of one text.</param>
internal sealed record ExportProfile(
    string Name, string Title, string[][] Marks, IReadOnlyList<(string Field, string[] Columns)> Columns,
    bool JoinsTexts = false)
{
    /// <summary>Takes the columns by their usual names although the tool is known.</summary>
    public const string None = "none";

    // Names of columns are compared by letters and digits alone: tools change spaces, dots and case between versions.
    public static readonly IReadOnlyList<ExportProfile> All =
    [
        new("brandwatch", "Brandwatch",
            [["Query Id", "Resource Id"], ["Query Name", "Page Type"], ["Query Name", "Snippet", "Added"]],
            [
                (PostFields.Id, ["Resource Id", "Mention Id"]),
                (PostFields.Published, ["Date"]),
                (PostFields.Title, ["Title"]),
                (PostFields.Text, ["Full Text", "Snippet"]),
                (PostFields.Url, ["Url", "Original Url"]),
                (PostFields.Lang, ["Language"]),
                (PostFields.Country, ["Country Code", "Country"]),
                (PostFields.Region, ["Region", "State"]),
                (PostFields.City, ["City"]),
                (PostFields.Platform, ["Page Type", "Content Source", "Content Source Name"]),
                (PostFields.Kind, ["Thread Entry Type", "Engagement Type"]),
                (PostFields.AuthorHandle, ["Author"]),
                (PostFields.AuthorName, ["Full Name"]),
                (PostFields.AuthorId, ["Twitter Author ID", "Facebook Author ID"]),
                (PostFields.Verified, ["Twitter Verified"]),
                (PostFields.Followers,
                    ["Twitter Followers", "Instagram Followers", "Linkedin Followers", "Tiktok Followers"]),
                (PostFields.Likes, ["Twitter Likes", "Facebook Likes", "Instagram Likes", "Linkedin Likes",
                    "Tiktok Likes", "Youtube Likes", "Bluesky Likes", "Likes"]),
                (PostFields.Shares, ["Twitter Retweets", "Facebook Shares", "Linkedin Shares", "Tiktok Shares",
                    "Bluesky Reposts", "Shares"]),
                (PostFields.Replies, ["Twitter Reply Count", "Facebook Comments", "Instagram Comments",
                    "Linkedin Comments", "Reddit Comments", "Tiktok Comments", "Youtube Comments", "Bluesky Replies",
                    "Comments"]),
                (PostFields.Quotes, ["Bluesky Quotes"]),
                (PostFields.Reach, ["Reach (new)", "Reach"]),
                (PostFields.Rating, ["Rating"]),
                (PostFields.Sentiment, ["Sentiment"]),
                (ImportFields.Tags, ["Tags", "Tag Names"]),
            ]),
        new("talkwalker", "Talkwalker",
            [["search_indexed"], ["extra_author_attributes.name"], ["extra_source_attributes.name"],
                ["matched_profile", "published"], ["content_snippet", "published"]],
            [
                (PostFields.Published, ["published", "indexed"]),
                (PostFields.Title, ["title", "title_snippet"]),
                (PostFields.Text, ["content", "content_snippet"]),
                (PostFields.Url, ["url"]),
                (PostFields.Lang, ["lang", "language"]),
                // Where the source is, as its sourcecountry: asks; where that is empty, the country of the author.
                (PostFields.Country, ["extra_source_attributes.world_data.country_code",
                    "extra_source_attributes.world_data.country", "extra_author_attributes.world_data.country_code",
                    "extra_author_attributes.world_data.country"]),
                (PostFields.Region, ["extra_source_attributes.world_data.region"]),
                (PostFields.City, ["extra_source_attributes.world_data.city"]),
                (PostFields.Platform, ["source_type"]),
                (PostFields.AuthorId, ["extra_author_attributes.id"]),
                (PostFields.AuthorHandle, ["extra_author_attributes.short_name"]),
                (PostFields.AuthorName, ["extra_author_attributes.name", "extra_source_attributes.name"]),
                (PostFields.AuthorUrl, ["extra_author_attributes.url"]),
                (PostFields.Followers,
                    ["article_extended_attributes.twitter_followers", "extra_author_attributes.followers"]),
                (PostFields.Likes, ["article_extended_attributes.twitter_likes",
                    "article_extended_attributes.facebook_likes", "article_extended_attributes.instagram_likes",
                    "article_extended_attributes.linkedin_likes", "article_extended_attributes.youtube_likes",
                    "article_extended_attributes.tiktok_likes", "article_extended_attributes.likes"]),
                (PostFields.Shares, ["article_extended_attributes.twitter_retweets",
                    "article_extended_attributes.twitter_shares", "article_extended_attributes.facebook_shares",
                    "article_extended_attributes.linkedin_shares", "article_extended_attributes.tiktok_shares"]),
                (PostFields.Replies, ["article_extended_attributes.num_comments",
                    "article_extended_attributes.twitter_replies", "article_extended_attributes.facebook_comments",
                    "article_extended_attributes.instagram_comments"]),
                (PostFields.Views, ["article_extended_attributes.youtube_views",
                    "article_extended_attributes.tiktok_views"]),
                (PostFields.Reach, ["reach"]),
                (PostFields.Sentiment, ["sentiment"]),
                (ImportFields.Tags, ["tags_marking", "tags_customer"]),
            ]),
        new("crowdtangle", "CrowdTangle",
            [["Post Created", "Total Interactions"], ["Post Created Date", "Total Interactions"]],
            [
                (PostFields.Published, ["Post Created", "Post Created Date"]),
                (ImportFields.Time, ["Post Created Time"]),
                (PostFields.Title, ["Link Text", "Title"]),
                (PostFields.Text, ["Message", "Description", "Image Text"]),
                (PostFields.Url, ["URL"]),
                (PostFields.Country, ["Page Admin Top Country"]),
                (PostFields.AuthorId, ["Facebook Id"]),
                (PostFields.AuthorHandle, ["User Name"]),
                (PostFields.AuthorName, ["Page Name", "Group Name", "Account"]),
                (PostFields.Followers, ["Followers at Posting", "Likes at Posting"]),
                (PostFields.Likes, ["Likes"]),
                (PostFields.Shares, ["Shares"]),
                (PostFields.Replies, ["Comments"]),
                (PostFields.Views, ["Post Views", "Total Views", "Views"]),
            ]),
        new("meltwater", "Meltwater",
            [["Hit Sentence", "Opening Text"], ["Hit Sentence", "Input Name"], ["Document ID", "Input Name"]],
            [
                (PostFields.Id, ["Document ID", "Tweet Id"]),
                (PostFields.Published, ["Date", "Alternate Date Format"]),
                (ImportFields.Time, ["Time"]),
                (PostFields.Title, ["Headline", "Title"]),
                (PostFields.Text, ["Opening Text", "Hit Sentence"]),
                (PostFields.Url, ["URL"]),
                (PostFields.Lang, ["Language"]),
                (PostFields.Country, ["Country"]),
                (PostFields.Region, ["State", "Subregion"]),
                (PostFields.City, ["City"]),
                (PostFields.Platform, ["Source Type"]),
                (PostFields.AuthorId, ["Twitter Id"]),
                (PostFields.AuthorHandle, ["Author Handle", "Twitter Screen Name"]),
                (PostFields.AuthorName, ["Author Name", "Influencer", "Source Name", "Source"]),
                (PostFields.AuthorUrl, ["User Profile Url"]),
                (PostFields.Followers, ["Twitter Followers"]),
                (PostFields.Likes, ["Likes", "Reactions"]),
                (PostFields.Shares, ["Reposts", "Shares", "Retweets"]),
                (PostFields.Replies, ["Replies", "Comments"]),
                (PostFields.Quotes, ["Quotes"]),
                (PostFields.Views, ["Views"]),
                (PostFields.Reach, ["Reach"]),
                (PostFields.Sentiment, ["Sentiment"]),
                (ImportFields.Tags, ["Document Tags"]),
            ], JoinsTexts: true),
    ];

    public static ExportProfile? Named(string name) => All.FirstOrDefault(profile => profile.Name == name);

    /// <summary>The tool whose header this is; null where it is nobody's.</summary>
    public static ExportProfile? Of(IReadOnlyList<string> header)
    {
        var names = header.Select(Folded).ToHashSet(StringComparer.Ordinal);
        return All.FirstOrDefault(profile => profile.Marks.Any(set => set.All(name => names.Contains(Folded(name)))));
    }

    /// <summary>Which columns fill which field, in the order in which they are asked.</summary>
    public IEnumerable<(int Column, string Field)> Places(IReadOnlyList<string> header)
    {
        var at = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < header.Count; i++) at.TryAdd(Folded(header[i]), i);
        return Columns.SelectMany(one => one.Columns
            .Where(name => at.ContainsKey(Folded(name))).Select(name => (at[Folded(name)], one.Field)));
    }

    public static string Folded(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var sign in name)
            if (char.IsLetterOrDigit(sign)) folded.Append(char.ToLowerInvariant(sign));
        return folded.ToString();
    }
}
