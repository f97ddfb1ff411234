using Echolot.Connectors.Mastodon;
using Echolot.Conversations;
using Echolot.Play.Networks;
using Echolot.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Web.Tests;

/// <summary>
/// A server that answers as @nordlicht on a played Mastodon instance, which tells what has reached it. Once it is started,
/// the instance is read: a source begins with what is said after its first look.
/// </summary>
internal sealed class MastodonHost : IAsyncDisposable
{
    private MastodonHost(AppHost app, MastodonInstance instance) => (App, Instance) = (app, instance);

    public AppHost App { get; }

    public MastodonInstance Instance { get; }

    public Inbox Inbox => App.Services.GetRequiredService<Inbox>();

    public static async Task<MastodonHost> StartAsync(Action<WebApplicationBuilder>? configure = null)
    {
        var instance = new MastodonInstance();
        await instance.StartAsync();
        var app = await AppHost.StartAsync(configure: configure);
        await app.AddSourceAsync(MastodonConnector.Name, "@nordlicht", new()
        {
            ["instance"] = instance.Address.AbsoluteUri, ["token"] = MastodonInstance.Token, ["answers"] = "true",
        });
        await instance.ListenedToAsync(CancellationToken.None);
        return new(app, instance);
    }

    /// <summary>Somebody writes to us in public.</summary>
    /// <param name="answers">Number of the status that it answers.</param>
    public Task SayAsync(string text, string? answers = null) => Instance.PublishAsync(
        $"<p>@nordlicht {text}</p>", [MastodonInstance.Notifications], change: status => status["in_reply_to_id"] = answers);

    /// <summary>People write to us, each for themselves; returns their conversations, the oldest first.</summary>
    public async Task<IReadOnlyList<Conversation>> HearAsync(params string[] texts)
    {
        var before = (await ListAsync(InboxView.All)).Select(t => t.Id).ToHashSet();
        foreach (var text in texts) await SayAsync(text);
        IReadOnlyList<Conversation> talks = [];
        await Eventually.HoldsAsync(async () =>
            (talks = [.. (await ListAsync(InboxView.All)).Where(t => !before.Contains(t.Id))]).Count == texts.Length);
        return [.. talks.OrderBy(t => t.Id)];
    }

    public async Task<IReadOnlyList<Conversation>> ListAsync(InboxView view) =>
        (await Inbox.ListAsync(new(view), Sight.Everything, null, 50, CancellationToken.None)).Items;

    /// <summary>Once so much of ours has reached the instance.</summary>
    public Task SaidAsync(int count) => Eventually.HoldsAsync(() => Instance.Said.Count >= count);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Instance.DisposeAsync();
    }
}
