using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Echolot.Play.Networks;

/// <summary>
/// Hacker News as its Firebase interface is documented: numbered items, the newest number, what has changed.
/// </summary>
internal sealed class HackerNewsApi : PlayedNetwork
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, JsonNode?> _items = [];
    private readonly List<long> _updated = [];
    private long _last = 100;

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v0/maxitem.json", () => Json(JsonValue.Create(Read(() => _last))));
        routes.MapGet("/v0/updates.json", () => Json(Read(() => new JsonObject
        {
            ["items"] = new JsonArray([.. _updated.Select(i => JsonValue.Create(i))]), ["profiles"] = new JsonArray(),
        })));
        routes.MapGet("/v0/item/{id:long}.json", (long id) =>
            Json(Read(() => _items.GetValueOrDefault(id)?.DeepClone())));
    }

    /// <summary>Somebody writes; the number of the item. A comment where there is a parent.</summary>
    public long Publish(string html, string? title = null, long? parent = null, string by = "norvig") =>
        Add(id => new JsonObject
    {
        ["id"] = id, ["by"] = by, ["time"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(), ["text"] = html,
        ["type"] = parent is null ? "story" : "comment", ["title"] = title, ["parent"] = parent, ["score"] = 1,
    });

    /// <summary>Titles, and texts of what has none, in their order.</summary>
    public IReadOnlyList<string> Texts => Read(() => _items.OrderBy(i => i.Key)
        .Select(i => (i.Value?["title"] ?? i.Value?["text"])?.ToString() ?? "").ToList());

    /// <summary>Items up to this number were written before and are empty.</summary>
    public void GoOnFrom(long last)
    {
        lock (_gate) _last = Math.Max(_last, last);
    }

    public long Add(Func<long, JsonNode?> make)
    {
        lock (_gate)
        {
            _items[++_last] = make(_last);
            return _last;
        }
    }

    public void Change(long id, Action<JsonObject> change)
    {
        lock (_gate)
        {
            change(_items[id]!.AsObject());
            _updated.Remove(id);
            _updated.Add(id);
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_gate) return read();
    }

    private static IResult Json(JsonNode? node) => Results.Text(node?.ToJsonString() ?? "null", "application/json");
}
