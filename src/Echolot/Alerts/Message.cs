using System.Globalization;
using Echolot.Mentions;
using NodaTime;

namespace Echolot.Alerts;

/// <summary>One message as it leaves the house, whichever way.</summary>
/// <param name="Id">Same for every try, so that a receiver can drop a second copy.</param>
/// <param name="Parts">Notifications it tells of; more than one in a summary.</param>
/// <param name="Mentions">As they are now: what was deleted meanwhile is not in it.</param>
internal sealed record Message(
    string Id, string Title, IReadOnlyList<Notification> Parts, string? MonitorName,
    IReadOnlyList<StoredMention> Mentions, Wording Words,
    DateTimeZone Zone, Uri? Site)
{
    /// <summary>Most mentions shown in full.</summary>
    public const int MostShown = 20;

    /// <summary>Longest excerpt of a mention, in characters.</summary>
    public const int LongestExcerpt = 280;

    /// <summary>Somebody pressed the test button: it tells of nothing.</summary>
    public bool IsTest => Parts.All(p => p.Link == Links.Settings);

    public int Count => Parts.Sum(p => p.Count);

    /// <summary>Mentions that it counts but does not show.</summary>
    public int Hidden => Math.Max(0, Count - Mentions.Count);

    /// <summary>Whole address of a place of this site; null where nobody told us our own address.</summary>
    public Uri? Address(string place) => Site is null ? null : new Uri(Site, place);

    /// <summary>Where and when a mention was published, and by whom.</summary>
    public string Origin(StoredMention mention)
    {
        var who = mention.AuthorName ?? mention.AuthorHandle;
        var where = mention.Site ?? mention.Connector;
        return string.Join(" · ",
            new[] { who, where, Words.Moment(mention.PublishedAt, Zone) }.Where(p => !string.IsNullOrWhiteSpace(p)));
    }

    /// <summary>Title and text on one line, cut between two characters as people see them.</summary>
    public static string Excerpt(StoredMention mention)
    {
        var text = string.Join(
            ' ', $"{mention.Title} {mention.Text}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Length <= LongestExcerpt)
            return text;
        var end = 0;
        foreach (var start in StringInfo.ParseCombiningCharacters(text))
        {
            if (start > LongestExcerpt - 1)
                break;
            end = start;
        }
        return text[..end].TrimEnd() + "…";
    }

    /// <summary>The post itself, where its address may be followed: only http and https, never a script.</summary>
    public static Uri? Post(StoredMention mention) =>
        Uri.TryCreate(mention.Url, UriKind.Absolute, out var url) && url.Scheme is ("https" or "http") ? url : null;
}
