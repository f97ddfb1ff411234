using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Echolot.Connectors.Tests.Contract;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.WordPress;

/// <summary>The tests of this collection share one blog and take turns.</summary>
[CollectionDefinition(Name)]
public sealed class OneBlog : ICollectionFixture<RealWordPress>
{
    public const string Name = "WordPress";
}

/// <summary>A real WordPress; there where the packages of <c>play/wordpress/README.md</c> are installed.</summary>
public sealed class RealWordPress : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private RealProgram? _running;

    public Uri Address => new(About.GetProperty("address").GetString()!);

    public string User => About.GetProperty("user").GetString()!;

    public string Password => About.GetProperty("password").GetString()!;

    /// <summary>An account that may read only, and its password.</summary>
    public (string User, string Password) Reader =>
        (About.GetProperty("reader").GetString()!, About.GetProperty("weak").GetString()!);

    private JsonElement About => _running!.About;

    /// <summary>Starts it with the first test that needs it, and empties it for each.</summary>
    public async Task OpenAsync()
    {
        string[] needed = ["/usr/share/wordpress/wp-load.php", "/usr/sbin/mariadbd", "/usr/bin/mariadb", "/usr/bin/php"];
        Assert.SkipUnless(needed.All(File.Exists), "WordPress is not installed; see play/wordpress/README.md.");
        _running ??= await RealProgram.StartAsync(
            new(Path.Combine(Checkout.Root, "play", "wordpress", "start.sh")), TestContext.Current.CancellationToken);
        foreach (var comment in await ListAsync("comments?status=all&per_page=100"))
            await CallAsync(HttpMethod.Delete, $"comments/{comment.GetProperty("id")}?force=true", null);
    }

    public async Task<IReadOnlyList<JsonElement>> ListAsync(string route) =>
        [.. (await CallAsync(HttpMethod.Get, route, null)).EnumerateArray()];

    /// <summary>A guest comments on the first post, or answers a comment there.</summary>
    /// <returns>Number of the comment.</returns>
    public async Task<string> CommentAsync(string text, string name = "Anna Beispiel", int parent = 0)
    {
        var made = await CallAsync(HttpMethod.Post, "comments", new JsonObject
        {
            ["post"] = 1, ["parent"] = parent, ["author_name"] = name, ["author_email"] = $"{name.Split(' ')[0].ToLowerInvariant()}@example.org",
            ["content"] = text,
        }, asGuest: true);
        return made.GetProperty("id").ToString();
    }

    public Task EditAsync(string number, string text) =>
        CallAsync(HttpMethod.Post, "comments/" + number, new JsonObject { ["content"] = text });

    public Task DeleteAsync(string number) => CallAsync(HttpMethod.Delete, $"comments/{number}?force=true", null);

    public async Task<JsonElement> CallAsync(HttpMethod method, string route, JsonObject? body, bool asGuest = false)
    {
        using var request = new HttpRequestMessage(
            method, new Uri(Address, "/?rest_route=/wp/v2/" + route.Replace('?', '&')));
        if (body is not null) request.Content = JsonContent.Create(body);
        if (!asGuest)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{route}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null) await _running.DisposeAsync();
        _http.Dispose();
    }
}
