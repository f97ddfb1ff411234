using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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
    private Process? _running;
    private JsonElement _about;

    public Uri Address => new(_about.GetProperty("address").GetString()!);

    public string User => _about.GetProperty("user").GetString()!;

    public string Password => _about.GetProperty("password").GetString()!;

    /// <summary>An account that may read only, and its password.</summary>
    public (string User, string Password) Reader =>
        (_about.GetProperty("reader").GetString()!, _about.GetProperty("weak").GetString()!);

    /// <summary>Starts it with the first test that needs it, and empties it for each.</summary>
    public async Task OpenAsync()
    {
        string[] needed = ["/usr/share/wordpress/wp-load.php", "/usr/sbin/mariadbd", "/usr/bin/mariadb", "/usr/bin/php"];
        Assert.SkipUnless(needed.All(File.Exists), "WordPress is not installed; see play/wordpress/README.md.");
        if (_running is null) await StartAsync();
        foreach (var comment in await ListAsync("comments?status=all&per_page=100"))
            await CallAsync(HttpMethod.Delete, $"comments/{comment.GetProperty("id")}?force=true", null);
    }

    public async Task<IReadOnlyList<JsonElement>> ListAsync(string route) =>
        [.. (await CallAsync(HttpMethod.Get, route, null)).EnumerateArray()];

    /// <summary>A guest comments on the first post.</summary>
    /// <returns>Number of the comment.</returns>
    public async Task<string> CommentAsync(string text, string name = "Anna Beispiel")
    {
        var made = await CallAsync(HttpMethod.Post, "comments", new JsonObject
        {
            ["post"] = 1, ["author_name"] = name, ["author_email"] = $"{name.Split(' ')[0].ToLowerInvariant()}@example.org",
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
        if (_running is not null)
        {
            _running.StandardInput.Close();
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await _running.WaitForExitAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_running.HasExited) _running.Kill(entireProcessTree: true);
            _running.Dispose();
        }
        _http.Dispose();
    }

    private async Task StartAsync()
    {
        var start = new ProcessStartInfo(Path.Combine(Root(), "play", "wordpress", "start.sh"))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PORT"] = FreePort().ToString(CultureInfo.InvariantCulture);
        _running = Process.Start(start)!;
        var said = new StringBuilder();
        _running.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        _running.BeginErrorReadLine();
        while (await _running.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("{\"address\"", StringComparison.Ordinal)) continue;
            _about = JsonDocument.Parse(line).RootElement;
            return;
        }
        Assert.Fail($"WordPress ended before it was up: {said}");
    }

    private static int FreePort()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        return ((IPEndPoint)one.LocalEndpoint).Port;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Echolot.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
