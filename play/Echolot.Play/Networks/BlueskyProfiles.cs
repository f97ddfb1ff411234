using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Echolot.Play.Networks;

/// <summary>
/// Who people are, as the lexicons <c>app.bsky.actor.getProfiles</c> (of an AppView, at most 25 at once) and
/// <c>com.atproto.repo.describeRepo</c> (of a PDS, handles alone) have it.
/// </summary>
internal sealed class BlueskyProfiles : PlayedNetwork
{
    private const int AtOnce = 25;

    private readonly ConcurrentDictionary<string, Person> _people = new();

    private sealed record Person(string Did, string Handle, string DisplayName, int FollowersCount);

    /// <summary>Whether names and followers can be asked for, or handles alone.</summary>
    public bool HasAppView { get; init; } = true;

    /// <summary>Everybody who was asked about, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public void Add(string did, string handle, string name, int followers) =>
        _people[did] = new(did, handle, name, followers);

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/xrpc/app.bsky.actor.getProfiles", (HttpRequest request) =>
        {
            var actors = request.Query["actors"].OfType<string>().ToList();
            foreach (var actor in actors) Asked.Enqueue(actor);
            if (!HasAppView) return Results.Json(new { error = "MethodNotImplemented" }, statusCode: 501);
            if (actors.Count is 0 or > AtOnce) return Results.Json(new { error = "InvalidRequest" }, statusCode: 400);
            // Whoever is not there is left out, and something that nobody can read is among them.
            return Results.Json(new
            {
                profiles = (object[])
                [
                    .. actors.Where(_people.ContainsKey).Select(actor => _people[actor])
                        .Select(p => new
                        {
                            did = p.Did, handle = p.Handle, displayName = p.DisplayName, followersCount = p.FollowersCount,
                        }),
                    new { did = 7 },
                ],
            });
        });
        routes.MapGet("/xrpc/com.atproto.repo.describeRepo", (string repo) =>
        {
            Asked.Enqueue(repo);
            return _people.TryGetValue(repo, out var person)
                ? Results.Json(new { did = person.Did, handle = person.Handle })
                : Results.Json(new { error = "RepoNotFound" }, statusCode: 400);
        });
    }
}
