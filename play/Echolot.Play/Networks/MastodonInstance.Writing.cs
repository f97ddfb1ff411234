using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Echolot.Play.Networks;

/// <summary>What our account has said: under which key, to whom it can be seen, and what it answers.</summary>
/// <param name="Attempts">How often it was sent under this key.</param>
internal sealed record Written(
    string Id, string Uri, string Key, string Text, string Visibility, string? InReplyTo, DateTimeOffset At, int Attempts)
{
    /// <summary>Pictures that it shows.</summary>
    public IReadOnlyList<Picture> Pictures { get; init; } = [];
}

/// <summary>A picture that was handed over.</summary>
internal sealed record Picture(string Id, string Type, string Description, byte[] Content);

internal sealed partial class MastodonInstance
{
    private static readonly TimeSpan KeysLast = TimeSpan.FromHours(1);

    private readonly List<Picture> _pictures = [];
    private readonly Dictionary<string, int> _preparing = [];
    private readonly HashSet<string> _favourites = [];

    /// <summary>Pictures that were handed over, whether a status shows them or not.</summary>
    public IReadOnlyList<Picture> Pictures
    {
        get { lock (_gate) return [.. _pictures]; }
    }

    private IEnumerable<string> Scopes =>
        ["read", .. MayWrite ? ["write:statuses"] : Array.Empty<string>(), .. MayWrite && MayUpload ? ["write:media"] : Array.Empty<string>(),
            .. MayWrite && MayLike ? ["write:favourites"] : Array.Empty<string>()];

    /// <summary>How long it takes until a stream that is open tells of a feed that it was asked for.</summary>
    public TimeSpan SubscribesAfter { get; set; }

    /// <summary>Whether the token may favourite.</summary>
    public bool MayLike { get; set; } = true;

    /// <summary>Ids of the statuses that our account has among its favourites.</summary>
    public IReadOnlyList<string> Favourites
    {
        get { lock (_gate) return [.. _favourites.Order(StringComparer.Ordinal)]; }
    }

    private IResult Favourite(string id, bool liked)
    {
        if (!MayLike) return Error(403, "This action is outside the authorized scopes");
        lock (_gate)
        {
            if (Numbered(id) is not { } stored) return Error(404, "Record not found");
            if (liked) _favourites.Add(id);
            else _favourites.Remove(id);
            var status = stored.Status.DeepClone();
            status["favourited"] = liked;
            return Results.Text(status.ToJsonString(), "application/json");
        }
    }

    private JsonObject Nordlicht() => new()
    {
        ["id"] = "1", ["username"] = "nordlicht", ["acct"] = "nordlicht", ["display_name"] = "Nordlicht", ["uri"] =
            $"{Address.AbsoluteUri}users/nordlicht", ["url"] = $"{Address.AbsoluteUri}@nordlicht",
        ["followers_count"] = 1200, ["bot"] = false,
    };

    /// <summary>What was written under a post, as whoever is signed in sees it: 4,096 at most.</summary>
    private IResult Below(string id)
    {
        lock (_gate)
        {
            if (Numbered(id) is null) return Results.NotFound();
            var (under, below) = (new HashSet<string>([id]), new JsonArray());
            foreach (var status in _statuses.Select(s => s.Status))
                if (below.Count < 4096 && status["in_reply_to_id"]?.ToString() is { } parent && under.Contains(parent))
                {
                    under.Add(status["id"]!.ToString());
                    below.Add(status.DeepClone());
                }
            return Results.Text(
                new JsonObject { ["ancestors"] = new JsonArray(), ["descendants"] = below }.ToJsonString(), "application/json");
        }
    }

    private async Task<IResult> WriteAsync(HttpContext context)
    {
        if (!MayWrite) return Error(403, "This action is outside the authorized scopes");
        var asked = await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body);
        var text = asked?["status"]?.ToString().Trim() ?? "";
        var answers = asked?["in_reply_to_id"]?.ToString();
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (text.Length == 0) return Error(422, "Validation failed: Text can't be blank");
        if (Counted(text) > Longest)
            return Error(422, $"Validation failed: Text character limit of {Longest} exceeded");
        await Task.Delay(Takes);
        Stored? stored;
        lock (_gate)
        {
            if (key.Length > 0 && _written.FindIndex(w => w.Key == key && DateTimeOffset.UtcNow - w.At < KeysLast)
                is >= 0 and var known)
            {
                _written[known] = _written[known] with { Attempts = _written[known].Attempts + 1 };
                stored = Numbered(_written[known].Id);
                return stored is null ? Error(404, "Record not found") : Json(stored);
            }
            if (answers is not null && Numbered(answers) is null)
                return Error(404, "The post you are trying to reply to does not appear to exist.");
            var media = asked?["media_ids"] is JsonArray ids ? ids.Select(i => i!.ToString()).ToList() : [];
            var pictures = media.ConvertAll(id => _pictures.Find(p => p.Id == id));
            if (media.Count > 4 || pictures.Contains(null) || media.Exists(_preparing.ContainsKey))
                return Error(422, "Cannot attach files that have not finished processing. Try again in a moment!");
            stored = Store(Rendered(text), [Own], null, status =>
            {
                status["uri"] = $"{Address.AbsoluteUri}users/nordlicht/statuses/{status["id"]}";
                status["url"] = $"{Address.AbsoluteUri}@nordlicht/{status["id"]}";
                status["in_reply_to_id"] = answers;
                status["visibility"] = asked!["visibility"]?.ToString() ?? "public";
                status["language"] = asked["language"]?.ToString();
                status["account"] = Nordlicht();
            });
            _written.Add(new(
                stored.Status["id"]!.ToString(), stored.Status["uri"]!.ToString(), key, text,
                stored.Status["visibility"]!.ToString(), answers, DateTimeOffset.UtcNow, 1)
            {
                Pictures = [.. pictures.OfType<Picture>()],
            });
        }
        await TellAsync(stored, "update");
        await Task.Delay(Takes);
        return Json(stored);
    }

    private async Task<IResult> UploadAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}") return Error(401, "The access token is invalid");
        if (!MayUpload) return Error(403, "This action is outside the authorized scopes");
        var form = await context.Request.ReadFormAsync();
        if (form.Files["file"] is not { Length: > 0 } file) return Error(422, "Validation failed: File can't be blank");
        if (!file.ContentType.StartsWith("image/", StringComparison.Ordinal))
            return Error(422, "Validation failed: File content type is invalid");
        using var content = new MemoryStream();
        await file.CopyToAsync(content);
        lock (_gate)
        {
            var id = (9_000 + _pictures.Count).ToString(CultureInfo.InvariantCulture);
            _pictures.Add(new(id, file.ContentType, form["description"].ToString(), content.ToArray()));
            if (Prepares == 0) return Results.Json(new { id, url = $"{Address.AbsoluteUri}media/{id}" });
            _preparing[id] = Prepares;
            return Results.Json(new { id, url = (string?)null }, statusCode: 202);
        }
    }

    private IResult Prepared(string id)
    {
        lock (_gate)
        {
            if (!_pictures.Exists(p => p.Id == id)) return Error(404, "Record not found");
            if (_preparing.TryGetValue(id, out var left) && left > 1)
            {
                _preparing[id] = left - 1;
                return Results.Json(new { id, url = (string?)null }, statusCode: 206);
            }
            _preparing.Remove(id);
            return Results.Json(new { id, url = $"{Address.AbsoluteUri}media/{id}" });
        }
    }

    private static IResult Json(Stored stored) => Results.Text(stored.Status.ToJsonString(), "application/json");

    private static IResult Error(int status, string error) => Results.Json(new { error }, statusCode: status);

    // A link counts 23, a handle without its host; letters are what a reader takes for one.
    private static int Counted(string text) =>
        new StringInfo(Handle().Replace(Link().Replace(text, new string('x', 23)), "@$1")).LengthInTextElements;

    // As the web page shows it: the host of a handle is left out, the beginning of a link is there and cannot be seen.
    private static string Rendered(string text)
    {
        var html = WebUtility.HtmlEncode(text);
        html = Link().Replace(html, m => $"<a href=\"{m.Value}\"><span class=\"invisible\">https://</span>"
            + $"<span class=\"ellipsis\">{m.Value["https://".Length..]}</span></a>");
        html = Handle().Replace(html, "<span class=\"h-card\"><a href=\"https://$2/@$1\" class=\"u-url mention\">@<span>$1</span></a></span>");
        return "<p>" + string.Join("</p><p>", html.Split("\n\n")).Replace("\n", "<br />", StringComparison.Ordinal) + "</p>";
    }

    [GeneratedRegex(@"https://[^\s<]*[^\s<.,;:!?)]")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w/=])@(\w+)@([\w.-]+\w)")]
    private static partial Regex Handle();
}
