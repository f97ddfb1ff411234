using Echolot.Connectors.Http;
using Echolot.Connectors.Mastodon;
using Echolot.Conversations;
using Echolot.Intake;
using Echolot.Messaging;
using Echolot.Monitors;
using Echolot.Network;
using Echolot.Play.Networks;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Mastodon;

/// <summary>From the stream of an instance through gate and inbox and back to it, over real HTTP.</summary>
public sealed class A_conversation_over_Mastodon : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("echolot-conversation-");
    private readonly MastodonInstance _instance = new();
    private readonly CancellationTokenSource _stop = new();
    private ServiceProvider _all = null!;
    private Task _working = Task.CompletedTask;
    private Sight _mira = Sight.Everything;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Inbox Inbox => _all.GetRequiredService<Inbox>();

    [Fact]
    public async Task What_is_said_in_public_is_answered_once_and_the_answer_to_it_goes_on_in_the_same_conversation()
    {
        var question = await _instance.PublishAsync("<p>@nordlicht Wo bleibt mein Paket?</p>", [MastodonInstance.Notifications]);
        var found = await OneAsync();
        (found.Kind, found.With.Display).ShouldBe((ConversationKind.Post, "Anna Beispiel"));
        await SendAsync(found.Id, Leg.Public, "Wie lautet die Nummer?");
        var said = _instance.Said.ShouldHaveSingleItem();
        (said.Visibility, said.Text, said.InReplyTo).ShouldBe(
            ("public", "@anna@far.example Wie lautet die Nummer?", question[(question.LastIndexOf('/') + 1)..]));

        await _instance.PublishAsync("<p>@nordlicht 4711</p>", [MastodonInstance.Notifications],
            change: s => s["in_reply_to_id"] = said.Id);
        await UntilAsync(async () => (await ThreadAsync(found.Id)).Messages.Count == 3);
        var thread = await ThreadAsync(found.Id);
        thread.Conversation.State.ShouldBe(ConversationState.Open);
        thread.Messages.Select(m => m.Text).ShouldBe(
            ["@nordlicht Wo bleibt mein Paket?", "Wie lautet die Nummer?", "@nordlicht 4711"]);

        await _instance.DeleteAsync(question);
        await UntilAsync(async () => (await ThreadAsync(found.Id)).Messages[0].DeletedAt is not null);
        (await ThreadAsync(found.Id)).Messages[0].Text.ShouldBe("");
    }

    [Fact]
    public async Task What_is_said_to_us_alone_stays_between_us_and_no_monitor_sees_it()
    {
        await _all.GetRequiredService<Watchlist>().AddAsync(new("Paket", "Paket", Purpose.Brand), null, Cancel);
        await PublishPrivatelyAsync("Mein Paket ist weg, Kundennummer 4711");
        var found = await OneAsync();
        found.Kind.ShouldBe(ConversationKind.Direct);
        await SendAsync(found.Id, Leg.Private, "Danke, wir sehen nach.");
        var said = _instance.Said.ShouldHaveSingleItem();
        (said.Visibility, said.Text).ShouldBe(("direct", "@anna@far.example Danke, wir sehen nach."));
        await PublishPrivatelyAsync("Danke!", said.Id);
        await UntilAsync(async () => (await ThreadAsync(found.Id)).Messages.Count == 3);
        (await _all.GetRequiredService<Echolot.Mentions.Archive>().CountAsync(new(), Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_colleague_answers_in_the_app_is_part_of_the_conversation()
    {
        var question = await _instance.PublishAsync("<p>@nordlicht Wo bleibt es?</p>", [MastodonInstance.Notifications]);
        var found = await OneAsync();
        using var app = new HttpClient();
        app.DefaultRequestHeaders.Authorization = new("Bearer", MastodonInstance.Token);
        (await app.PostAsJsonAsync(new Uri(_instance.Address, "/api/v1/statuses"), new
        {
            status = "@anna@far.example Ist unterwegs.", in_reply_to_id = question[(question.LastIndexOf('/') + 1)..],
        }, Cancel)).EnsureSuccessStatusCode();
        await UntilAsync(async () => (await ThreadAsync(found.Id)).Messages.Count == 2);
        (await ThreadAsync(found.Id)).Messages[1].Text.ShouldBe("@anna Ist unterwegs.");
        (await ThreadAsync(found.Id)).Messages[1].Direction.ShouldBe(Direction.Ours);
    }

    public async ValueTask InitializeAsync()
    {
        await _instance.StartAsync();
        var db = await EcholotDb.OpenAsync(new(Engine.Sqlite, Path.Combine(_folder.FullName, "echolot.db")), Cancel);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddEcholot(db, _folder);
        services.AddSingleton(new NetworkOptions { AllowPrivate = true });
        services.AddSingleton<GuardedHttp>();
        services.AddSingleton<IConnector, MastodonConnector>();
        _all = services.BuildServiceProvider();
        Inbox.Listen();
        var mira = await _all.GetRequiredService<Roster>().SetUpAsync(
            "Nordlicht", "Europe/Berlin", new("mira@example.org", "Mira", Role.Administrator, "de", "Europe/Berlin"),
            "correct horse battery", Cancel);
        _mira = new(mira.Id, null);
        var sources = _all.GetRequiredService<SourceRunner>();
        var (source, check) = await sources.AddAsync(MastodonConnector.Name, null, new Dictionary<string, string>
        {
            ["instance"] = _instance.Address.AbsoluteUri, ["token"] = MastodonInstance.Token, ["answers"] = "true",
        }, Cancel);
        check.Problems.ShouldBeEmpty();
        source.ShouldNotBeNull();
        _working = Task.WhenAll(
            _all.GetRequiredService<Gate>().RunAsync(_stop.Token), _all.GetRequiredService<Bus>().RunAsync(_stop.Token),
            Inbox.SendAllAsync(_stop.Token), sources.RunAsync(_stop.Token));
        // The place of both feeds is known; what comes now is new.
        await _instance.ListenedToAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _all.DisposeAsync();
        await _instance.DisposeAsync();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task PublishPrivatelyAsync(string text, string? answers = null) => _instance.PublishAsync(
        $"<p>@nordlicht {text}</p>", [MastodonInstance.Notifications], change: s =>
        {
            s["visibility"] = "direct";
            s["in_reply_to_id"] = answers;
        });

    private async Task SendAsync(long conversation, Leg leg, string text)
    {
        await Inbox.SendReplyAsync(conversation, new(leg, text, At: DateTimeOffset.UtcNow), _mira, Cancel);
        await UntilAsync(async () => (await ThreadAsync(conversation)).Messages[^1].Send?.State is SendState.Sent);
    }

    private async Task<Conversation> OneAsync()
    {
        await UntilAsync(async () => (await ListAsync()).Count == 1);
        return (await ListAsync())[0];
    }

    private async Task<IReadOnlyList<Conversation>> ListAsync() =>
        (await Inbox.ListAsync(new(), _mira, null, 10, Cancel)).Items;

    private async Task<Echolot.Conversations.Thread> ThreadAsync(long id) =>
        (await Inbox.ShowAsync(id, _mira, Cancel))!;

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var turn = 0; turn < 1_000; turn++)
        {
            if (await holds()) return;
            await Task.Delay(20, Cancel);
        }
        (await holds()).ShouldBeTrue("it did not come about in time");
    }
}
