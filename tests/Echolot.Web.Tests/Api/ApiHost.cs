using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Echolot.Connectors.Push;
using Echolot.Teams;
using Echolot.Web.Shell;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Api;

[CollectionDefinition("api")]
public sealed class ApiCollection : ICollectionFixture<ApiHost>;

/// <summary>One server for all tests of the API, with a token of its administrator.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    private AppHost _host = null!;
    private Actor _administrator = null!;

    public AppHost Host => _host;

    /// <summary>More than the tests of a fast machine ask for together.</summary>
    internal Allowances Allowances { get; init; } = new() { Requests = 100_000, Calls = 100_000 };

    /// <summary>Calls with a token that may everything.</summary>
    public ApiCaller Administrator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await AppHost.StartAsync(configure: b => b.Services.AddSingleton(Allowances));
        var person = (await Roster.FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!;
        _administrator = new(person, Roles.All, null);
        Administrator = await CallerAsync(Roles.All);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Roster Roster => _host.Services.GetRequiredService<Roster>();

    /// <summary>Calls with a token of the administrator that may only so much.</summary>
    public async Task<ApiCaller> CallerAsync(Permission permissions)
    {
        var (_, secret) = await Roster.IssueTokenAsync(
            _administrator, "Test", permissions, null, CancellationToken.None);
        return new(_host.Address, secret);
    }

    /// <summary>Calls with a token of a new person with the role, who may what the role may.</summary>
    public async Task<ApiCaller> CallerAsync(Role role)
    {
        var (person, invitation) = await Roster.InviteAsync(
            _administrator, new($"{NewWord()}@example.org", "Jonas Brandt", role, "en", "Europe/Berlin"),
            CancellationToken.None);
        await Roster.AcceptInviteAsync(invitation, AppHost.Password, CancellationToken.None);
        var actor = new Actor((await Roster.FindAsync(person.Id, CancellationToken.None))!, person.Permissions, null);
        var (_, secret) = await Roster.IssueTokenAsync(actor, "Test", person.Permissions, null, CancellationToken.None);
        return new(_host.Address, secret);
    }

    /// <summary>Calls without any proof of who it is.</summary>
    public ApiCaller Stranger() => new(_host.Address, null);

    /// <summary>A new push source: its short name and secret.</summary>
    public async Task<(string Name, string Secret, string Id)> PushSourceAsync()
    {
        var name = "push-" + Guid.NewGuid().ToString("N")[..8];
        var added = await Administrator.PostAsync("sources",
            new { connector = "push", name, settings = new Dictionary<string, string> { ["address"] = name } }, 201);
        return (added.GetProperty("source").GetProperty("account").GetString()!,
            added.GetProperty("secrets").GetProperty("secret").GetString()!,
            added.GetProperty("source").GetProperty("id").GetString()!);
    }

    /// <summary>A new monitor for one word; its id.</summary>
    public async Task<string> MonitorAsync(string word) =>
        (await Administrator.PostAsync("monitors", new { name = $"Monitor {word}", query = word }, 201))
            .GetProperty("id").GetString()!;

    /// <summary>A word that no other test uses.</summary>
    public static string NewWord() => "wort" + string.Concat(Guid.NewGuid().ToString("N").Where(char.IsLetter).Take(8))
        + Random.Shared.Next(1000, 9999);
}

/// <summary>Calls the API and checks the status.</summary>
public sealed class ApiCaller(Uri address, string? token)
{
    public HttpClient Http { get; } = Make(address, token);

    public async Task<JsonElement> GetAsync(string path, int status = 200) =>
        await ReadAsync(await Http.GetAsync("/api/v1/" + path), status);

    /// <param name="key">Its <c>Idempotency-Key</c>.</param>
    public async Task<JsonElement> PostAsync(string path, object body, int status = 200, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/" + path) { Content = JsonContent.Create(body) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await ReadAsync(await Http.SendAsync(request), status);
    }

    public async Task<JsonElement> PutAsync(string path, object body, int status = 200) =>
        await ReadAsync(await Http.PutAsJsonAsync("/api/v1/" + path, body), status);

    public async Task<JsonElement> PatchAsync(string path, object body, int status = 200) =>
        await ReadAsync(await Http.PatchAsJsonAsync("/api/v1/" + path, body), status);

    public async Task<JsonElement> DeleteAsync(string path, int status = 204) =>
        await ReadAsync(await Http.DeleteAsync("/api/v1/" + path), status);

    /// <summary>Pushes lines, signed when there is a secret.</summary>
    public async Task<JsonElement> PushAsync(
        string source, string? secret, string lines, int status = 202, string? key = null)
    {
        var body = Encoding.UTF8.GetBytes(lines);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/api/v1/ingest/" + source) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/x-ndjson");
        if (secret is not null)
            request.Headers.Add(Signature.Header, Signature.Make(secret, body, DateTimeOffset.UtcNow));
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await ReadAsync(await Http.SendAsync(request), status);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, text);
        return text.Length == 0 || answer.StatusCode == HttpStatusCode.NoContent
            ? default
            : JsonDocument.Parse(text).RootElement;
    }

    private static HttpClient Make(Uri address, string? token)
    {
        var http = new HttpClient(
            new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }
}
