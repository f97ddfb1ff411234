using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Echolot.Play.Networks;

/// <summary>
/// The YouTube Data API v3 as far as comments go: threads newest first in pages, each with five replies at most, all replies
/// below one in pages, comments by id, a quota.
/// </summary>
/// <param name="first">Comments that were written before; they are still there for who asks by their ids.</param>
internal sealed class YouTubeApi(long first = 0) : PlayedNetwork
{
    public const string Key = "AIzaPlay-0123456789-abcdefghij";
    public const string Channel = "UCplay0123456789abcdefgh";

    private readonly Lock _gate = new();
    private readonly List<JsonObject> _threads = [];
    private readonly long _first = first;
    private long _count = first;

    /// <summary>Units used so far.</summary>
    public int Units { get; private set; }

    /// <summary>Pages of replies below one comment that were asked for.</summary>
    public int AskedBelow { get; private set; }

    /// <summary>Whether the project's quota is used up.</summary>
    public bool Exhausted { get; set; }

    public int PageSize { get; set; } = 20;

    /// <summary>Replies on a page of those below one comment.</summary>
    public int ReplyPageSize { get; set; } = 100;

    // Nobody says which ones: the oldest are the hardest case.
    private const int GivenReplies = 5;

    public override void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/youtube/v3").AddEndpointFilter(async (context, next) =>
        {
            if (context.HttpContext.Request.Headers["X-Goog-Api-Key"] != Key) return Error(400, "badRequest",
                "API key not valid");
            if (Exhausted) return Error(403, "quotaExceeded",
                "The request cannot be completed because you have exceeded your quota.");
            Units++;
            return await next(context);
        });
        api.MapGet("/commentThreads", (string? allThreadsRelatedToChannelId, string? videoId, string? pageToken, string? id) =>
        {
            if (id is not null)
                lock (_gate)
                {
                    var asked = id.Split(',');
                    var there = _threads.Where(t => asked.Contains(t["id"]!.ToString())).Select(Shown)
                        .Concat(asked.Where(IsOlder).Select(i => (JsonNode)new JsonObject { ["id"] = i })).ToArray();
                    return Results.Text(new JsonObject { ["items"] = new JsonArray(there) }.ToJsonString(), "application/json");
                }
            if (allThreadsRelatedToChannelId != Channel && videoId is null) return Error(404, "channelNotFound",
                "not found");
            lock (_gate)
            {
                var from = pageToken is null ? 0 : int.Parse(pageToken, CultureInfo.InvariantCulture);
                var newest = Enumerable.Reverse(_threads).Skip(from).Take(PageSize).Select(Shown)
                    .ToArray();
                var answer = new JsonObject { ["kind"] = "youtube#commentThreadListResponse", ["items"] =
                    new JsonArray(newest) };
                if (from + PageSize < _threads.Count)
                    answer["nextPageToken"] = (from + PageSize).ToString(CultureInfo.InvariantCulture);
                return Results.Text(answer.ToJsonString(), "application/json");
            }
        });
        api.MapGet("/comments", (string? id, string? parentId, string? pageToken, int? maxResults) =>
        {
            lock (_gate)
            {
                if (id is null)
                {
                    AskedBelow++;
                    return Below(parentId, pageToken, Math.Min(maxResults ?? 20, ReplyPageSize));
                }
                var asked = id.Split(',');
                var there = _threads.SelectMany(Ids).Where(asked.Contains).Concat(asked.Where(IsOlder));
                return Results.Json(new { items = there.Select(i => new { id = i }) });
            }
        });
    }

    /// <summary>Somebody comments; the id of the comment.</summary>
    public string Publish(string text, Action<JsonObject>? change = null)
    {
        lock (_gate)
        {
            var id = $"Ugx{(++_count).ToString("D6", CultureInfo.InvariantCulture)}";
            var thread = new JsonObject
            {
                ["id"] = id, ["snippet"] = new JsonObject
                {
                    ["videoId"] = "abcdefghijk", ["totalReplyCount"] = 0, ["topLevelComment"] = Comment(id, text),
                },
            };
            change?.Invoke(thread);
            _threads.Add(thread);
            return id;
        }
    }

    /// <summary>Somebody answers below a comment that was there.</summary>
    public void Answer(string id, string text)
    {
        lock (_gate)
        {
            var thread = _threads.Find(t => t["id"]!.ToString() == id)!;
            var replies = (thread["replies"] ??= new JsonObject { ["comments"] = new JsonArray() })["comments"]!.AsArray();
            replies.Add(Comment($"{id}.r{replies.Count + 1}", text));
        }
    }

    private static JsonNode Shown(JsonObject thread)
    {
        var shown = thread.DeepClone();
        if (shown["replies"]?["comments"]?.AsArray() is not { } replies) return shown;
        shown["snippet"]!["totalReplyCount"] = replies.Count;
        while (replies.Count > GivenReplies) replies.RemoveAt(GivenReplies);
        return shown;
    }

    private IResult Below(string? parentId, string? pageToken, int size)
    {
        if (_threads.Find(t => t["id"]!.ToString() == parentId) is not { } thread)
            return Error(404, "commentNotFound", "not found");
        var from = pageToken is null ? 0 : int.Parse(pageToken, CultureInfo.InvariantCulture);
        var replies = thread["replies"]?["comments"]?.AsArray() ?? [];
        var answer = new JsonObject
        {
            ["kind"] = "youtube#commentListResponse",
            ["items"] = new JsonArray([.. replies.Reverse().Skip(from).Take(size).Select(r => r!.DeepClone())]),
        };
        if (from + size < replies.Count) answer["nextPageToken"] = (from + size).ToString(CultureInfo.InvariantCulture);
        return Results.Text(answer.ToJsonString(), "application/json");
    }

    public static JsonObject Comment(string id, string text) => new()
    {
        ["id"] = id, ["snippet"] = new JsonObject
        {
            ["videoId"] = "abcdefghijk", ["textOriginal"] = text, ["textDisplay"] = text, ["authorDisplayName"] =
                "@anna",
            ["authorChannelUrl"] = "http://www.youtube.com/@anna", ["authorChannelId"] =
                new JsonObject { ["value"] = "UCanna" },
            ["likeCount"] = 3, ["publishedAt"] = Now(), ["updatedAt"] = Now(),
        },
    };

    public void Edit(string id, string text)
    {
        lock (_gate)
        {
            var snippet = _threads.Find(t => t["id"]!.ToString() == id)!["snippet"]!["topLevelComment"]!["snippet"]!;
            (snippet["textOriginal"], snippet["updatedAt"]) = (text, Now());
        }
    }

    public void Delete(string id)
    {
        lock (_gate) _threads.RemoveAll(t => t["id"]!.ToString() == id);
    }

    private bool IsOlder(string id) => long.TryParse(id.AsSpan(Math.Min(3, id.Length)), out var number) && number <= _first;

    private static IEnumerable<string> Ids(JsonObject thread) =>
        [thread["id"]?.ToString() ?? "", .. thread["replies"]?["comments"]?.AsArray().Select(r => r!["id"]!.ToString())
            ?? []];

    private static IResult Error(int status, string reason, string message) => Results.Json(
        new { error = new { code = status, message, errors = new[] { new { reason, message } } } }, statusCode: status);

    private static string Now() => DateTimeOffset.UtcNow.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
