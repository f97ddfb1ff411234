using System.Globalization;
using System.Net;
using Echolot.Connectors.Mastodon;
using Echolot.Conversations;
using Echolot.Play.Networks;
using Echolot.Sources;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Working through the inbox by its forms, over a Mastodon instance that tells what has reached it.</summary>
public sealed class PacePagesTests : IAsyncLifetime
{
    private readonly MastodonInstance _instance = new();
    private AppHost _host = null!;
    private Visitor _mira = null!;
    private IReadOnlyList<Conversation> _talks = [];

    private Inbox Inbox => _host.Services.GetRequiredService<Inbox>();

    public async ValueTask InitializeAsync()
    {
        await _instance.StartAsync();
        _host = await AppHost.StartAsync();
        (await _host.Services.GetRequiredService<SourceRunner>().AddAsync(
            MastodonConnector.Name, "@nordlicht", new Dictionary<string, string>
            {
                ["instance"] = _instance.Address.AbsoluteUri, ["token"] = MastodonInstance.Token, ["answers"] = "true",
            }, CancellationToken.None)).Source.ShouldNotBeNull();
        _mira = await _host.SignedInAsync(language: "de");
        await _instance.ListenedToAsync(CancellationToken.None);
        foreach (var text in new[] { "Paket seit neun Tagen weg", "Jacke eingelaufen" })
            await _instance.PublishAsync($"<p>@nordlicht {text}, was ist los bei euch?</p>", [MastodonInstance.Notifications]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (_talks.Count < 2)
        {
            await Task.Delay(50, patience.Token);
            _talks = (await Inbox.ListAsync(new(), Sight.Everything, null, 5, CancellationToken.None)).Items;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
        await _instance.DisposeAsync();
    }

    [Fact]
    public async Task Sending_goes_on_to_the_next_of_the_list_where_it_can_still_be_taken_back()
    {
        var (first, next) = (Urls.Conversation(_talks[0].Id), Urls.Conversation(_talks[1].Id));
        var sent = await _mira.PostAsync(
            first, first + "/say", ("mode", "Public"), ("text", "Wir schauen nach."), ("onward", "1"), ("list", "?order=oldestfirst"));
        sent.Location.ShouldBe(string.Create(
            CultureInfo.InvariantCulture, $"{next}?order=oldestfirst&sent={_talks[0].Id}"));
        var page = await _mira.GetAsync(sent.Location!);
        var undo = page.Find(".sent-before form")!.GetAttribute("action")!;
        (await _mira.PostAsync(sent.Location!, undo)).Location.ShouldBe(first);
        (await _mira.GetAsync(first)).Find("[data-text]")!.TextContent.ShouldBe("Wir schauen nach.");
        (await _mira.GetAsync(sent.Location!)).Find(".sent-before").ShouldBeNull();
        _instance.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_check_stops_and_what_needs_approval_is_no_different_on_the_way_to_the_next()
    {
        var first = Urls.Conversation(_talks[0].Id);
        (string, string)[] onward = [("mode", "Public"), ("onward", "1"), ("list", "")];
        var stopped = await _mira.PostAsync(first, first + "/say", [.. onward, ("text", "Schreib an kim@mail.example")]);
        stopped.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        stopped.Text.ShouldContain("kim@mail.example");
        using var lena = await _host.SignedInAsync(Role.Trainee, "de");
        var asked = await lena.PostAsync(first, first + "/say", [.. onward, ("text", "Wir schauen nach.")]);
        asked.Location.ShouldStartWith(Urls.Conversation(_talks[1].Id));
        (await lena.GetAsync(asked.Location!)).Find(".sent-before").ShouldBeNull();
        (await Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem();
        _instance.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_time_for_which_a_reply_was_meant_comes_back_with_it_and_another_one_counts_instead()
    {
        var first = Urls.Conversation(_talks[0].Id);
        var asked = await _mira.PostAsync(
            first, first + "/say", ("mode", "Public"), ("text", "Wie lautet Ihre Bestellnummer?"), ("at", "tomorrow"));
        asked.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        asked.Find(".later-chosen input")!.GetAttribute("value").ShouldBe("tomorrow");
        (string, string)[] now = [("mode", "Public"), ("text", "Wie lautet Ihre Bestellnummer?"), ("reason", "steht nur dort")];
        await _mira.PostAsync(first, first + "/say", [.. now, ("at", "tomorrow"), ("at", "hour")]);
        var queued = (await Inbox.ShowAsync(_talks[0].Id, Sight.Everything, CancellationToken.None))!.Messages[^1].Send!;
        (queued.NotBefore - DateTimeOffset.UtcNow).ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(61));
        // A time that has passed is asked for again, and keeps nothing that would stand in the way.
        var past = await _mira.PostAsync(first, first + "/say", [.. now, ("at", "at"), ("later", "2020-01-01T10:00")]);
        past.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        past.Find(".later-chosen").ShouldBeNull();
        past.Find("[name=later]")!.GetAttribute("value").ShouldBe("2020-01-01T10:00");
    }

    [Fact]
    public async Task After_the_last_of_the_list_one_stays_where_it_can_be_taken_back()
    {
        await Inbox.EnterAsync(_talks[1].Id, ConversationState.Ignored, null, null, Sight.Everything, CancellationToken.None);
        var first = Urls.Conversation(_talks[0].Id);
        (await _mira.PostAsync(
            first, first + "/say", ("mode", "Public"), ("text", "Wir schauen nach."), ("onward", "1"), ("list", "?view=unassigned")))
            .Location.ShouldBe(first + "?view=unassigned");
        (await _mira.GetAsync(first)).Find(".said-send [data-undo]").ShouldNotBeNull();
    }

    [Fact]
    public async Task Rows_stand_closer_for_whoever_chose_it()
    {
        (await _mira.GetAsync(Urls.Inbox)).Find("echo-inbox.compact").ShouldBeNull();
        (await _mira.PostAsync(Urls.Inbox, Urls.InboxDensity, ("compact", "1"))).Location.ShouldBe(Urls.Inbox);
        var page = await _mira.GetAsync(Urls.Inbox);
        page.Find("echo-inbox.compact").ShouldNotBeNull();
        page.Find("form.density button")!.GetAttribute("aria-label").ShouldBe("Liste luftiger zeigen");
        using var ida = await _host.SignedInAsync(Role.Agent, "de");
        (await ida.GetAsync(Urls.Inbox)).Find("echo-inbox.compact").ShouldBeNull();
    }
}
