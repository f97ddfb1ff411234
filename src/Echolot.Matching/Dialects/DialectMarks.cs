using System.Text.RegularExpressions;

namespace Echolot.Matching.Dialects;

/// <summary>Spellings by which the queries of a product are known.</summary>
internal static partial class DialectMarks
{
    public static readonly (Dialect Dialect, Regex Pattern)[] All =
    [
        (Dialect.Brandwatch, Brandwatch()), (Dialect.Talkwalker, Talkwalker()), (Dialect.Meltwater, Meltwater()),
    ];

    [GeneratedRegex(
        @"NEAR/\d+f\b|\b(author(Followers|Gender|Verified|VerifiedType)|engagementType|engagingWith(Guid)?|weblogTitle"
        + @"|blogName|imageType|brandIds|publisherSubType|pubType|topLevelDomain|channelId|subreddit|minuteOfDay"
        + @"|parentPostId|rootPostId|itemReview|continent|city|raw):",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 200)]
    private static partial Regex Brandwatch();

    [GeneratedRegex(
        @"\bO(NEAR/|SENTENCE\b)|\bSENTENCE\b|\+\+?""|\b(hashtag|mention|sourcetype|sourcecountry|domain_?url"
        + @"|host_url|root_url|source_id|authorshort|author_id|authordescription|authorcountry|customerentity"
        + @"|demographic|posttype|contains|published|is):[A-Za-z_]|\bAND\s+NOT\b",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex Talkwalker();

    [GeneratedRegex(
        @"\bINGRESS:|\bTITLE:|\bNEAR(?=\s)|\bONEAR(?=\s)|\bWORD FREQUENCY\b|[\w)""]\^\d",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex Meltwater();
}
