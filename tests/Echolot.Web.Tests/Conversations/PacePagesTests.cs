using System.Globalization;
using System.Net;
using Echolot.Conversations;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Working through the inbox by its forms, over a Mastodon instance that tells what has reached it.</summary>
public sealed class PacePagesTests : IAsyncLifetime
{
    private MastodonHost _desk = null!;
    private Visitor _mira = null!;
    private IReadOnlyList<Conversation> _talks = [];

    private AppHost Host => _desk.App;

    private Inbox Inbox => _desk.Inbox;

    public async ValueTask InitializeAsync()
    {
        _desk = await MastodonHost.StartAsync();
        _mira = await Host.SignedInAsync(language: "de");
        _talks = await _desk.HearAsync(
            "Paket seit neun Tagen weg, was ist los bei euch?", "Jacke eingelaufen, was ist los bei euch?");
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _desk.DisposeAsync();
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
        _desk.Instance.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_check_stops_and_what_needs_approval_is_no_different_on_the_way_to_the_next()
    {
        var first = Urls.Conversation(_talks[0].Id);
        (string, string)[] onward = [("mode", "Public"), ("onward", "1"), ("list", "")];
        var stopped = await _mira.PostAsync(first, first + "/say", [.. onward, ("text", "Schreib an kim@mail.example")]);
        stopped.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        stopped.Text.ShouldContain("kim@mail.example");
        using var lena = await Host.SignedInAsync(Role.Trainee, "de");
        var asked = await lena.PostAsync(first, first + "/say", [.. onward, ("text", "Wir schauen nach.")]);
        asked.Location.ShouldStartWith(Urls.Conversation(_talks[1].Id));
        (await lena.GetAsync(asked.Location!)).Find(".sent-before").ShouldBeNull();
        (await Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem();
        _desk.Instance.Said.ShouldBeEmpty();
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
        using var ida = await Host.SignedInAsync(Role.Agent, "de");
        (await ida.GetAsync(Urls.Inbox)).Find("echo-inbox.compact").ShouldBeNull();
    }
}
