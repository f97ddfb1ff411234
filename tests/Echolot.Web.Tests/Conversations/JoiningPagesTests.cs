using System.Globalization;
using System.Net;
using Echolot.Conversations;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Merging, splitting, incidents, fields and lists by their forms, as somebody without scripts uses them.</summary>
public sealed class JoiningPagesTests : IAsyncLifetime
{
    private ListeningHost _host = null!;
    private Visitor _mira = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        _mira = await _host.App.SignedInAsync(language: "de");
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Two_conversations_become_one_and_are_parted_again()
    {
        var (one, two) = (await OpenAsync("Fjellrev eins"), await OpenAsync("Fjellrev zwei"));
        var merged = await _mira.PostAsync(one, one + "/merge", ("into", "#" + NumberOf(two)));
        merged.Location.ShouldBe(two);
        (await _mira.GetAsync(two)).Document.QuerySelectorAll(".said").Length.ShouldBe(2);
        (await _mira.GetAsync(one)).Find(".merged")!.TextContent.ShouldContain("Gehört jetzt zu Gespräch");
        (await _mira.PostAsync(one, one + "/merge/undo")).Location.ShouldBe(one);
        (await _mira.GetAsync(one)).Document.QuerySelectorAll(".said").Length.ShouldBe(1);
        (await _mira.GetAsync(two)).Document.QuerySelectorAll(".said").Length.ShouldBe(1);
        (await _mira.PostAsync(one, one + "/merge", ("into", ""))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_link_is_shown_on_both_sides_and_a_split_without_a_choice_says_what_to_do()
    {
        var (one, two) = (await OpenAsync("Fjellrev eins"), await OpenAsync("Fjellrev zwei"));
        await _mira.PostAsync(one, one + "/link", ("into", NumberOf(two)));
        (await _mira.GetAsync(two)).Find(".talk-facts .earlier")!.TextContent.ShouldContain("Fjellrev eins");
        await _mira.PostAsync(two, two + "/unlink", ("other", NumberOf(one)));
        (await _mira.GetAsync(one)).Find(".talk-facts .earlier").ShouldBeNull();
        (await _mira.PostAsync(one, one + "/split")).Document.Body!.TextContent.ShouldContain("mindestens eine Nachricht");
    }

    [Fact]
    public async Task A_part_that_was_split_off_goes_back_by_one_button()
    {
        var (one, two) = (await OpenAsync("Fjellrev eins"), await OpenAsync("Fjellrev zwei"));
        await _mira.PostAsync(one, one + "/merge", ("into", NumberOf(two)));
        (await _mira.GetAsync(two)).Find(".split-off").ShouldBeNull();
        var said = (await _host.App.Services.GetRequiredService<Inbox>().ShowAsync(
            long.Parse(NumberOf(two), CultureInfo.InvariantCulture), Sight.Everything, CancellationToken.None))!.Messages[^1].Id;
        var part = (await _mira.PostAsync(two, two + "/split", ("message", $"{said}"))).Location!;
        var page = await _mira.GetAsync(part);
        page.Find(".split-off")!.TextContent.ShouldContain("Abgetrennt von Gespräch " + NumberOf(two));
        page.Find(".split-off form")!.GetAttribute("action").ShouldBe(part + "/split/undo");
        (await _mira.PostAsync(part, part + "/split/undo")).Location.ShouldBe(two);
        (await _mira.GetAsync(two)).Document.QuerySelectorAll(".said").Length.ShouldBe(2);
        (await _mira.PostAsync(part, part + "/split/undo")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_field_is_made_asked_for_and_filled_in_and_the_cause_found_again()
    {
        (await _mira.PostAsync(Urls.CareFields, Urls.CareFields, ("name", "Produkt"), ("kind", "Choice"), ("choices", "Jacke")))
            .Text.ShouldContain("Das passt so nicht: Produkt");
        await _mira.PostAsync(
            Urls.CareFields, Urls.CareFields, ("name", "Produkt <b>"), ("kind", "Choice"), ("choices", "Jacke\nZelt"), ("required", "true"));
        var talk = await OpenAsync("Fjellrev undicht");
        (await _mira.PostAsync(talk, talk + "/state", ("state", "Done"), ("cause", "Produkt > Naht"))).Document.Body!.TextContent
            .ShouldContain("zuerst „");
        await _mira.PostAsync(talk, talk + "/field", ("field", "1"), ("value", "Zelt"));
        await _mira.PostAsync(talk, talk + "/state", ("state", "Done"), ("cause", "Produkt > Naht"));
        var page = await _mira.GetAsync(talk);
        page.Find(".talk-side")!.TextContent.ShouldContain("Produkt > Naht");
        page.Document.QuerySelector(".talk-facts dt")!.TextContent.ShouldContain("Produkt <b>");
        (await _mira.GetAsync(Urls.CareFields)).Text.ShouldContain("Naht");
        (await _mira.GetAsync(Urls.Inbox + "?view=all&cause=Produkt")).Document.QuerySelectorAll("[data-talk]").Length.ShouldBe(1);
    }

    [Fact]
    public async Task An_incident_shows_everybody_s_answer_before_it_is_sent()
    {
        var talk = await OpenAsync("Fjellrev Reißverschluss");
        (await _mira.PostAsync(Urls.Incidents, Urls.Incidents, ("title", " "))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var incident = (await _mira.PostAsync(
            Urls.Incidents, Urls.Incidents, ("title", "Charge 0425"), ("cause", "Produkt"), ("note", ""))).Location!;
        await _mira.PostAsync(talk, talk + "/incident", ("incident", NumberOf(incident)));
        var letters = await _mira.PostAsync(incident, incident + "/letters", ("text", "Hallo {{name}}"));
        letters.Find(".letters li")!.TextContent.ShouldContain("So nicht möglich");
        await _mira.PostAsync(incident, incident + "/fixed", ("fixed", "true"));
        (await _mira.GetAsync(Urls.Incidents)).Text.ShouldContain("Behoben");
        (await _mira.GetAsync(incident)).Find("#undo-incident").ShouldBeNull("there is work in it");
        (await _mira.GetAsync(Urls.Incident(4711))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_incident_that_was_opened_by_mistake_is_removed_from_its_page()
    {
        var incident = (await _mira.PostAsync(Urls.Incidents, Urls.Incidents, ("title", "Verdrückt"), ("note", ""))).Location!;
        (await _mira.GetAsync(incident)).Find("#undo-incident")!.TextContent.ShouldContain("Niemand gehört dazu");
        (await _mira.PostAsync(incident, incident + "/undo")).Location.ShouldBe(Urls.Incidents);
        (await _mira.GetAsync(Urls.Incidents)).Text.ShouldNotContain("Verdrückt");
        (await _mira.GetAsync(incident)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_change_reaches_the_chosen_ones_or_the_whole_list()
    {
        var (one, two) = (await OpenAsync("Fjellrev eins"), await OpenAsync("Fjellrev zwei"));
        await _mira.PostAsync(Urls.Inbox, Urls.InboxMany, ("what", "priority"), ("value", "Urgent"), ("ids", NumberOf(one)));
        var inbox = _host.App.Services.GetRequiredService<Inbox>();
        async Task<Conversation> At(string address) => (await inbox.FindAsync(
            long.Parse(NumberOf(address), CultureInfo.InvariantCulture), Sight.Everything, CancellationToken.None))!;
        ((await At(one)).Priority, (await At(two)).PrioritySet).ShouldBe((Priority.Urgent, false));
        (await _mira.PostAsync(Urls.Inbox, Urls.InboxMany + "?q=zwei", ("what", "count"))).Text.ShouldContain("Alle 1 dieser Liste");
        await _mira.PostAsync(Urls.Inbox, Urls.InboxMany + "?q=zwei", ("what", "state"), ("value", "Ignored"));
        ((await At(one)).State, (await At(two)).State).ShouldBe((ConversationState.New, ConversationState.Ignored));
        (await _mira.PostAsync(Urls.Inbox, Urls.InboxMany, ("what", "nonsense"))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_list_is_kept_under_a_name_with_its_count_and_shared_ones_are_seen_by_all()
    {
        await OpenAsync("Fjellrev eins");
        await _mira.PostAsync(Urls.Inbox, Urls.InboxViews, ("name", "Eins <i>"), ("filters", "?q=eins"), ("shared", "true"));
        using var ida = await _host.App.SignedInAsync(Role.Agent, "de");
        (await ida.GetAsync(Urls.Inbox)).Find("#inbox-views .menu-row")!.TextContent.ShouldContain("Eins <i>");
        var row = (await ida.GetAsync(Urls.InboxViews)).Find(".menu-row")!;
        row.TextContent.ShouldContain("Eins <i>");
        row.QuerySelector("b")!.TextContent.ShouldBe("1");
        row.QuerySelector("form").ShouldBeNull();
        // What somebody may not do looks like a refusal.
        await ida.PostAsync(Urls.Inbox, Urls.InboxViewRemove(1));
        (await ida.GetAsync(Urls.Inbox)).Find(".toast.bad")!.TextContent.ShouldContain("Nur wer eine Ansicht angelegt hat");
        (await _mira.PostAsync(Urls.Inbox, Urls.InboxViewRemove(1))).Location.ShouldBe(Urls.Inbox);
        (await ida.GetAsync(Urls.Inbox)).Find("#inbox-views .menu-row").ShouldBeNull();
    }

    private async Task<string> OpenAsync(string text)
    {
        var pushed = await _host.PushAsync((text, text));
        var mention = long.Parse(pushed[0], CultureInfo.InvariantCulture);
        return (await _mira.PostAsync(Urls.Mention(mention), Urls.MentionAnswer(mention))).Location!;
    }

    private static string NumberOf(string address) => address[(address.LastIndexOf('/') + 1)..];
}
