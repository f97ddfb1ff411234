using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Echolot.Alerts;
using Echolot.Connectors.Feeds;
using Echolot.Connectors.Push;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Echolot.Web.Tests;

/// <summary>
/// A server that listens: the monitor "Fjellrev", a push source, and the administrator subscribed to each mention.
/// </summary>
public sealed class ListeningHost : IAsyncDisposable
{
    public const string Source = "shop";
    public const string Secret = "a secret of the shop";

    private ListeningHost(AppHost app) => App = app;

    public AppHost App { get; }

    public long MonitorId { get; private set; }

    public long SourceId { get; private set; }

    /// <summary>Feeds are read every second; elsewhere a minute is polite.</summary>
    public static void Hurry(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton(
            new FeedPace { Shortest = TimeSpan.FromMilliseconds(500), Longest = TimeSpan.FromSeconds(1) });

    public static async Task<ListeningHost> StartAsync()
    {
        var host = new ListeningHost(await AppHost.StartAsync());
        await host.ListenAsync();
        return host;
    }

    /// <summary>Tells the person on screen of each mention; returns the rule.</summary>
    public async Task<long> SubscribeAsync(string email)
    {
        var person = await App.Services.GetRequiredService<Roster>().FindAsync(email, CancellationToken.None);
        var rule = new AlertRule(
            0, person.ShouldNotBeNull().Id, MonitorId, AlertKind.EachMention, [DeliveryChannel.Screen], [], 0, default,
            default,
            null, null, true, default);
        return (await App.Services.GetRequiredService<AlertDesk>().SaveAsync(rule, CancellationToken.None)).Id;
    }

    /// <summary>Makes an alert of the administrator fire; returns the firing.</summary>
    public async Task<long> FireAsync()
    {
        var desk = App.Services.GetRequiredService<AlertDesk>();
        var cancel = CancellationToken.None;
        var person = await App.Services.GetRequiredService<Roster>().FindAsync(AppHost.AdministratorEmail, cancel);
        var saved = await desk.SaveAsync(
            new AlertRule(
                0, person.ShouldNotBeNull().Id, MonitorId, AlertKind.Threshold, [DeliveryChannel.Screen], [], 1,
                TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), null, null, true, default), cancel);
        await PushAsync(("fire", "Fjellrev schon wieder."));
        while (true)
        {
            if ((await desk.FiringsAsync(saved.Id, false, null, 1, cancel)) is [var firing]) return firing.Id;
            await Task.Delay(50, cancel);
        }
    }

    /// <summary>Sends posts as a shop would, signed; each has to be kept. Returns the ids of the mentions.</summary>
    public Task<IReadOnlyList<string>> PushAsync(params (string Id, string Text)[] posts) =>
        PushAsync(App.Address, posts);

    public static Task<IReadOnlyList<string>> PushAsync(Uri address, params (string Id, string Text)[] posts) =>
        PushByAsync(address, "leseratte", "Lea Ratte", posts);

    public static Task<IReadOnlyList<string>> PushByAsync(
        Uri address, string handle, string name, params (string Id, string Text)[] posts) =>
        PushByAsync(address, handle, name, posts.Select(p => (p.Id, p.Text, TimeProvider.System.GetUtcNow())));

    /// <summary>Sends posts that were published at moments of their own.</summary>
    public static async Task<IReadOnlyList<string>> PushByAsync(
        Uri address, string handle, string name, IEnumerable<(string Id, string Text, DateTimeOffset At)> posts)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(posts.Select(post => new
        {
            id = post.Id,
            text = post.Text,
            published = post.At,
            author = new { id = handle, handle, name },
        }));
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, $"{Urls.Api}/ingest/{Source}"));
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(Signature.Header, Signature.Make(Secret, body, TimeProvider.System.GetUtcNow()));
        using var response = await client.SendAsync(request);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        var lines = answer.GetProperty("lines").EnumerateArray().ToList();
        foreach (var line in lines) line.GetProperty("status").GetString().ShouldBe("kept");
        return [.. lines.Select(line => line.GetProperty("mention_id").GetString()!)];
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task ListenAsync()
    {
        var cancel = CancellationToken.None;
        var roster = App.Services.GetRequiredService<Roster>();
        var person = (await roster.FindAsync(AppHost.AdministratorEmail, cancel))!.Id;
        var saved = await App.Services.GetRequiredService<Watchlist>().AddAsync(
            new("Fjellrev", "fjellrev* OR \"fjell rev\"", Purpose.Brand, person), person, cancel);
        MonitorId = saved.Monitor.ShouldNotBeNull().Id;
        var (source, _) = await App.Services.GetRequiredService<SourceRunner>().AddAsync(
            "push", "Shop", new Dictionary<string, string> { ["address"] = Source, ["secret"] = Secret }, person,
            cancel);
        SourceId = source.ShouldNotBeNull().Id;
        await SubscribeAsync(AppHost.AdministratorEmail);
    }
}
