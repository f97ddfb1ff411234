using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Echolot.Web.Tests;

/// <summary>
/// A whole server on a free port with a fresh data folder and SQLite; private addresses are allowed, as test sources
/// live on loopback. Dispose it to stop the server and remove the folder.
/// </summary>
public sealed class AppHost : IAsyncDisposable
{
    public const string Password = "a short sentence";
    public const string AdministratorEmail = "mira@example.org";

    private readonly string folder;
    private readonly bool keep;

    private AppHost(WebApplication app, string folder, bool keep)
    {
        App = app;
        (this.folder, this.keep) = (folder, keep);
        Address = new Uri(app.Urls.First());
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    public IServiceProvider Services => App.Services;

    /// <summary>
    /// Starts a server; <paramref name="setUp"/> false leaves it as on the first visit, and a folder in which it is
    /// <paramref name="keptIn"/> stays.
    /// </summary>
    public static async Task<AppHost> StartAsync(
        bool setUp = true, Action<WebApplicationBuilder>? configure = null, string? keptIn = null)
    {
        var folder = keptIn ?? Directory.CreateTempSubdirectory("echolot-web-").FullName;
        var app = await EcholotApp.BuildAsync(new()
        {
            Urls = "http://127.0.0.1:0",
            DataFolder = folder,
            AllowPrivateNetwork = true,
            Development = true,
            Configure = configure,
        });
        await app.StartAsync();
        var host = new AppHost(app, folder, keptIn is not null);
        if (setUp) await host.SetUpAsync();
        return host;
    }

    /// <summary>Adds a source; where its settings are refused, the test fails with the reasons.</summary>
    public async Task<Source> AddSourceAsync(string connector, string? name, Dictionary<string, string> settings)
    {
        var (source, check) = await Services.GetRequiredService<SourceRunner>().AddAsync(
            connector, name, settings, CancellationToken.None);
        return source.ShouldNotBeNull(string.Join("; ", check.Problems.Select(p => $"{p.Key}: {p.Value.En}")));
    }

    /// <summary>A browser without scripts: keeps cookies, follows nothing by itself.</summary>
    public Visitor Visitor(string language = "en") => new(Address, language);

    /// <summary>A visitor with a session of the administrator, or of a new person with the role.</summary>
    public async Task<Visitor> SignedInAsync(Role role = Role.Administrator, string language = "en")
    {
        var visitor = Visitor(language);
        visitor.SetCookie("echolot-session", await SessionAsync(role, language));
        return visitor;
    }

    /// <summary>A new session's secret.</summary>
    public async Task<string> SessionAsync(
        Role role = Role.Administrator, string language = "en", string theme = "system")
    {
        var roster = Services.GetRequiredService<Roster>();
        var email = AdministratorEmail;
        if (role is not Role.Administrator || language != "en" || theme != "system")
        {
            email = $"{role}-{language}-{theme}@example.org".ToLowerInvariant();
            if (await roster.FindAsync(email, CancellationToken.None) is null)
                await JoinAsync(roster, email, role, language, theme);
        }
        var signed = await roster.SignInAsync(email, Password, "127.0.0.1", "test", CancellationToken.None);
        return signed.SessionSecret ?? throw new InvalidOperationException(
            $"Signing in {role} was refused: {signed.Refusal}.");
    }

    public async ValueTask DisposeAsync()
    {
        using (var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1))) await App.StopAsync(patience.Token);
        await App.DisposeAsync();
        if (!keep) Directory.Delete(folder, recursive: true);
    }

    private Task SetUpAsync() => Services.GetRequiredService<Roster>().SetUpAsync(
        "Fjellrev", "Europe/Berlin",
        new(AdministratorEmail, "Mira Albrecht", Role.Administrator, "en", "Europe/Berlin"), Password,
        CancellationToken.None);

    private static async Task JoinAsync(Roster roster, string email, Role role, string language, string theme)
    {
        var administrator = (await roster.FindAsync(AdministratorEmail, CancellationToken.None))!;
        var actor = new Actor(administrator, administrator.Permissions, null);
        var (person, secret) = await roster.InviteAsync(
            actor, new(email, "Jonas Brandt", role, language, "Europe/Berlin"), CancellationToken.None);
        await roster.AcceptInviteAsync(secret, Password, CancellationToken.None);
        await roster.ChangeOwnAsync(
            new(person, person.Permissions, null), person.Name, language, person.TimeZone, theme,
            CancellationToken.None);
    }
}

/// <summary>An answer with its document.</summary>
public sealed record Answer(HttpStatusCode Status, HttpResponseMessage Response, string Text)
{
    private readonly Lazy<IHtmlDocument> document = new(() => new HtmlParser().ParseDocument(Text));

    public IHtmlDocument Document => document.Value;

    public string? Location => Response.Headers.Location?.ToString();

    public string Title => Document.Title ?? "";

    public IElement? Find(string selector) => Document.QuerySelector(selector);
}

/// <summary>A browser without scripts.</summary>
public sealed class Visitor : IDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient client;
    private readonly Uri address;

    internal Visitor(Uri address, string language)
    {
        this.address = address;
        client = new HttpClient(
            new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        client.DefaultRequestHeaders.Add("Accept-Language", language);
    }

    public IReadOnlyList<Cookie> Cookies => [.. cookies.GetCookies(address).Cast<Cookie>()];

    public void SetCookie(string name, string value) => cookies.Add(address, new Cookie(name, value));

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Sends a form with the token of the page it stands on.</summary>
    public async Task<Answer> PostAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var form = await GetAsync(page);
        var token = form.Find("input[name=_token]")?.GetAttribute("value")
            ?? throw new InvalidOperationException($"{page} ({form.Status}) has no form with a token.");
        return await PostRawAsync(action, [.. fields, ("_token", token)]);
    }

    public Task<Answer> PostRawAsync(string action, params (string Name, string Value)[] fields) => SendAsync(
        HttpMethod.Post, action,
        new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), []);

    /// <summary>Sends a form with files; its token is among the fields.</summary>
    public Task<Answer> SendFormAsync(string action, MultipartFormDataContent form) =>
        SendAsync(HttpMethod.Post, action, form, []);

    public void Dispose() => client.Dispose();

    private async Task<Answer> SendAsync(
        HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
        var response = await client.SendAsync(request);
        return new(response.StatusCode, response, await response.Content.ReadAsStringAsync());
    }
}
