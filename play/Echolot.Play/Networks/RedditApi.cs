using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Echolot.Play.Networks;

/// <summary>
/// Reddit's OAuth interface: tokens for applications, listings newest first, things by name, counted requests.
/// </summary>
/// <param name="first">Posts that were written before; they are still there for who asks by their names.</param>
internal sealed class RedditApi(long first = 0) : PlayedNetwork
{
    public const string Client = "play-client-id", Secret = "play-client-secret-0001", Subreddit = "outdoor", Closed = "privat";

    private readonly Lock _gate = new();
    private readonly List<JsonObject> _posts = [];
    private readonly long _first = first;
    private long _count = first;
    private int _tokens;

    /// <summary>Tokens that were given.</summary>
    public int Tokens => _tokens;

    /// <summary>What is told to be left of the window.</summary>
    public int Remaining { get; set; } = 99;

    public int PageSize { get; set; } = 20;

    /// <summary>Whether <see cref="Closed"/> lets its members in only.</summary>
    public bool IsClosed { get; set; } = true;

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/access_token", (HttpRequest request) =>
        {
            var expected = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Client}:{Secret}"));
            if (request.Headers.Authorization != expected) return Results.Json(new { error = 401 }, statusCode: 401);
            return Results.Json(new { access_token = $"token-{Interlocked.Increment(ref _tokens)}", token_type =
                "bearer", expires_in = 3600 });
        });
        var api = routes.MapGroup("").AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            http.Response.Headers["X-Ratelimit-Remaining"] = Remaining.ToString(CultureInfo.InvariantCulture) + ".0";
            http.Response.Headers["X-Ratelimit-Reset"] = "1";
            return http.Request.Headers.Authorization == $"Bearer token-{_tokens}" ? await next(context)
                : Results.StatusCode(401);
        });
        api.MapGet("/r/{name}/new.json", (string name, string? after) =>
            Refusal(name) ?? (name == Subreddit ? Page(after) : Listing([], null)));
        api.MapGet("/r/{name}/comments.json", (string name) => Refusal(name) ?? Listing([], null));
        api.MapGet("/api/info.json", (string id) =>
        {
            var asked = id.Split(',');
            lock (_gate) return Listing(
                _posts.Where(p => asked.Contains(p["data"]!["name"]?.ToString())).Concat(asked.Where(IsOlder).Select(Older)), null);
        });
    }

    /// <summary>Makes every token worthless, as an hour does.</summary>
    public void Expire() => Interlocked.Increment(ref _tokens);

    /// <summary>Somebody posts; the name of the post.</summary>
    public string Publish(string text, Action<JsonObject>? change = null)
    {
        lock (_gate)
        {
            var id = (++_count).ToString("D5", CultureInfo.InvariantCulture);
            var data = new JsonObject
            {
                ["id"] = id, ["name"] = "t3_" + id, ["title"] = "Beitrag", ["selftext"] = text, ["author"] = "wanderin",
                ["author_fullname"] = "t2_w", ["created_utc"] = (double)DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
                    ["edited"] = false,
                ["permalink"] = $"/r/{Subreddit}/comments/{id}/beitrag/", ["score"] = 1, ["num_comments"] = 0,
            };
            change?.Invoke(data);
            _posts.Add(new JsonObject { ["kind"] = "t3", ["data"] = data });
            return "t3_" + id;
        }
    }

    public void Change(string name, Action<JsonObject> change)
    {
        lock (_gate) change(_posts.Find(p => p["data"]!["name"]?.ToString() == name)!["data"]!.AsObject());
    }

    private IResult? Refusal(string name) => name switch
    {
        Subreddit => null,
        Closed => IsClosed ? Results.Json(new { reason = "private", message = "Forbidden", error = 403 }, statusCode: 403) : null,
        _ => Results.NotFound(),
    };

    private bool IsOlder(string name) => long.TryParse(name.AsSpan(Math.Min(3, name.Length)), out var number) && number <= _first;

    private static JsonObject Older(string name) => new()
    {
        ["kind"] = "t3", ["data"] = new JsonObject { ["name"] = name, ["author"] = "wanderin", ["selftext"] = "" },
    };

    private IResult Page(string? after)
    {
        lock (_gate)
        {
            var newest = Enumerable.Reverse(_posts).ToList();
            var from = after is null ? 0 : newest.FindIndex(p => p["data"]!["name"]?.ToString() == after) + 1;
            var page = newest.Skip(from).Take(PageSize).ToList();
            return Listing(page, from + PageSize < newest.Count ? page[^1]["data"]!["name"]?.ToString() : null);
        }
    }

    private static IResult Listing(IEnumerable<JsonObject> things, string? after) => Results.Text(new JsonObject
    {
        ["kind"] = "Listing",
        ["data"] = new JsonObject { ["after"] = after, ["children"] =
            new JsonArray([.. things.Select(t => t.DeepClone())]) },
    }.ToJsonString(), "application/json");
}
