using System.Net.Http.Json;
using System.Text.Json;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Web.Chat;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Echolot.Web.Tests.Chat;

/// <summary>A server with a chat that a shop may show.</summary>
internal sealed class ChatHost : IAsyncDisposable
{
    public const string Shop = "https://shop.example";

    private ChatHost(AppHost app, Source source)
    {
        (App, Source) = (app, source);
        Http = new HttpClient { BaseAddress = app.Address };
    }

    public AppHost App { get; }

    public Source Source { get; }

    public HttpClient Http { get; }

    public string Key => Source.Key.Account;

    public Inbox Inbox => App.Services.GetRequiredService<Inbox>();

    public Sight Mira { get; private set; } = Sight.Everything;

    public static async Task<ChatHost> StartAsync(
        Action<WebApplicationBuilder>? configure = null, params (string Key, string Value)[] settings)
    {
        var app = await AppHost.StartAsync(configure: configure);
        var all = new Dictionary<string, string> { ["origins"] = Shop };
        foreach (var (key, value) in settings) all[key] = value;
        var (source, check) = await app.Services.GetRequiredService<SourceRunner>()
            .AddAsync(ChatSettings.Connector, "Nordlicht", all, CancellationToken.None);
        source.ShouldNotBeNull(string.Join(' ', check.Problems.Values.Select(p => p.En)));
        var mira = await app.Services.GetRequiredService<Roster>().FindAsync(AppHost.AdministratorEmail, CancellationToken.None);
        return new(app, source) { Mira = new(mira!.Id, null) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
    }

    public async Task<HttpResponseMessage> AskAsync(
        HttpMethod method, string path, object? body = null, string? token = null, string? origin = Shop)
    {
        var request = new HttpRequestMessage(method, $"/chat/{Key}{path}");
        if (body is not null) request.Content = JsonContent.Create(body);
        if (token is not null) request.Headers.Add(ChatRoutes.TokenHeader, token);
        if (origin is not null) request.Headers.Add("Origin", origin);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<JsonElement> LookAsync(string language = "de") =>
        await (await AskAsync(HttpMethod.Get, $"?lang={language}")).Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>A visitor who agreed; their token.</summary>
    public async Task<string> BeginAsync()
    {
        var wording = (await LookAsync()).GetProperty("wording").GetString();
        var answer = await AskAsync(HttpMethod.Post, "/visitors", new { wording, language = "de" });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    public async Task<Conversation> OneAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if ((await Inbox.ListAsync(new(InboxView.All), Mira, null, 10, late.Token)).Items is [var one]) return one;
            await Task.Delay(20, late.Token);
        }
    }
}
