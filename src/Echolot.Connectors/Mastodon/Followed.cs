using System.Text.RegularExpressions;

namespace Echolot.Connectors.Mastodon;

internal enum FollowedKind { Hashtag, List, Notifications, Own }

/// <summary>
/// One thing that is read of an instance: a hashtag, a list, who mentions the account, or what the account says itself.
/// </summary>
internal sealed partial record Followed(FollowedKind Kind, string Name)
{
    public static readonly Followed Mentions = new(FollowedKind.Notifications, "");

    /// <param name="account">Number of our account at the instance.</param>
    public static Followed Own(string account) => new(FollowedKind.Own, account);

    /// <summary>Its name in the cursor, never changes.</summary>
    public string Key => Kind switch
    {
        FollowedKind.Hashtag => "tag:" + Name,
        FollowedKind.List => "list:" + Name,
        FollowedKind.Own => "own",
        _ => "mentions",
    };

    /// <summary>Where it is read by REST, without paging.</summary>
    public string Path => Kind switch
    {
        FollowedKind.Hashtag => $"/api/v1/timelines/tag/{Uri.EscapeDataString(Name)}?",
        FollowedKind.List => $"/api/v1/timelines/list/{Uri.EscapeDataString(Name)}?",
        FollowedKind.Own => $"/api/v1/accounts/{Uri.EscapeDataString(Name)}/statuses?exclude_reblogs=true&",
        _ => "/api/v1/notifications?types[]=mention&",
    };

    /// <summary>
    /// What asks for it on an open stream. The whole stream of the account, not its notifications alone: only there
    /// deletions of what was said to it come, and what it says itself.
    /// </summary>
    public object Subscription => Kind switch
    {
        FollowedKind.Hashtag => new { type = "subscribe", stream = "hashtag", tag = Name },
        FollowedKind.List => new { type = "subscribe", stream = "list", list = Name },
        _ => new { type = "subscribe", stream = "user" },
    };

    /// <summary>Whether a frame of the stream belongs to it.</summary>
    public bool Is(IReadOnlyList<string> stream) => Kind switch
    {
        FollowedKind.Hashtag => stream is ["hashtag", var tag] && tag.Equals(Name, StringComparison.OrdinalIgnoreCase),
        FollowedKind.List => stream is ["list", var list] && list == Name,
        FollowedKind.Own => stream is ["user"],
        _ => stream is ["user"] or ["user:notification"],
    };

    /// <summary>Hashtags as people write them; what is none comes back in <paramref name="wrong"/>.</summary>
    public static List<Followed> Hashtags(string? written, out string? wrong)
    {
        wrong = null;
        var found = new List<Followed>();
        foreach (var word in Words(written))
        {
            var tag = word.TrimStart('#', '＃');
            if (Tag().IsMatch(tag)) found.Add(new(FollowedKind.Hashtag, tag.ToLowerInvariant()));
            else wrong ??= word;
        }
        return [.. found.Distinct()];
    }

    /// <summary>Ids of lists, or their addresses (<c>https://instance/lists/12</c>).</summary>
    public static List<Followed> Lists(string? written, out string? wrong)
    {
        wrong = null;
        var found = new List<Followed>();
        foreach (var word in Words(written))
        {
            var id = word[(word.TrimEnd('/').LastIndexOf('/') + 1)..].TrimEnd('/');
            if (ListId().IsMatch(id)) found.Add(new(FollowedKind.List, id));
            else wrong ??= word;
        }
        return [.. found.Distinct()];
    }

    private static string[] Words(string? written) =>
        (written ?? "").Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^(?=.*[\p{L}\p{M}])[\p{L}\p{M}\p{N}_·]{1,100}\z")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^[A-Za-z0-9]{1,40}\z")]
    private static partial Regex ListId();
}
