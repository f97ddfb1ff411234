using System.Globalization;
using System.Net;
using Echolot.Conversations;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>The inbox by its forms, as somebody without scripts uses it.</summary>
public sealed class InboxPagesTests : IAsyncLifetime
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
    public async Task A_mention_becomes_a_conversation_is_noted_taken_and_closed_with_its_cause()
    {
        var mention = await PushAsync("Fjellrev schickt nichts, ich bin enttäuscht. Was ist los?");
        var opened = await _mira.PostAsync(Urls.Mention(mention), Urls.MentionAnswer(mention));
        var address = opened.Location.ShouldNotBeNull();
        var page = await _mira.GetAsync(address);
        page.Text.ShouldContain("Fjellrev schickt nichts");
        page.Find(".talk-side .reasons")!.TextContent.ShouldContain("klingt verärgert");

        await _mira.PostAsync(address, address + "/say", ("mode", "Note"), ("text", "Lager <b>fragen</b>"));
        page = await _mira.GetAsync(address);
        page.Find(".said.as-note .said-text")!.TextContent.ShouldBe("Lager <b>fragen</b>");
        await _mira.PostAsync(address, address + "/take");
        (await _mira.GetAsync(Urls.Inbox + "?view=mine")).Document.QuerySelectorAll("[data-talk]").Length.ShouldBe(1);
        await _mira.PostAsync(address, address + "/state", ("state", "Done"), ("cause", "Zusteller"));
        (await _mira.GetAsync(Urls.Inbox)).Document.QuerySelectorAll("[data-talk]").Length.ShouldBe(0);
        var done = await _mira.GetAsync(Urls.Inbox + "?view=done");
        done.Document.QuerySelectorAll("[data-talk]").Length.ShouldBe(1);
        (await _mira.GetAsync(address)).Find(".talk-side")!.TextContent.ShouldContain("Zusteller");
    }

    [Fact]
    public async Task A_long_conversation_opens_with_the_newest_part_and_leads_to_the_earlier_ones_without_a_script()
    {
        var mention = await PushAsync("Fjellrev schickt nichts");
        var address = (await _mira.PostAsync(Urls.Mention(mention), Urls.MentionAnswer(mention))).Location!;
        var talk = long.Parse(address.Split('/')[^1], CultureInfo.InvariantCulture);
        var inbox = _host.App.Services.GetRequiredService<Inbox>();
        for (var i = 1; i <= 120; i++) await inbox.AddNoteAsync(talk, $"Notiz {i}.", Sight.Everything, CancellationToken.None);
        var page = await _mira.GetAsync(address);
        page.Document.QuerySelectorAll(".said").Length.ShouldBe(100);
        page.Text.ShouldContain("Notiz 120.");
        page.Text.ShouldNotContain("Notiz 20.");
        var earlier = await _mira.GetAsync(page.Find("[data-earlier]")!.GetAttribute("href")!);
        earlier.Document.QuerySelectorAll(".said").Length.ShouldBe(21);
        earlier.Text.ShouldContain("Notiz 20.");
        earlier.Find("[data-earlier]").ShouldBeNull();
        earlier.Document.QuerySelectorAll("[data-more] a").Select(a => a.TextContent).ShouldBe(["Zum Neuesten"]);
        // What came since the first message that is shown, for a page that is open.
        var first = page.Find(".said")!.Id![1..];
        await inbox.AddNoteAsync(talk, "Notiz 121.", Sight.Everything, CancellationToken.None);
        (await _mira.GetAsync($"{address}?from={first}")).Document.QuerySelectorAll(".said").Length.ShouldBe(101);
        var beginning = page.Document.QuerySelectorAll("[data-more] a").First(a => a.TextContent == "Zum Anfang").GetAttribute("href")!;
        (await _mira.GetAsync(beginning.Split('#')[0])).Text.ShouldContain("Notiz 1.");
    }

    [Fact]
    public async Task A_search_marks_where_it_was_found_and_says_what_is_wrong_with_a_query()
    {
        var mention = await PushAsync("Fjellrev schickt nichts, Ärger!");
        var address = (await _mira.PostAsync(Urls.Mention(mention), Urls.MentionAnswer(mention))).Location!;
        await _mira.PostAsync(address, address + "/say", ("mode", "Note"), ("text", "Lager <b>fragen</b>"));
        (await _mira.GetAsync(Urls.Inbox + "?q=aerger+fragen")).Find(".talk-text")!.InnerHtml.Trim().ShouldContain("&lt;b&gt;<mark>fragen</mark>&lt;/b&gt;");
        (await _mira.GetAsync(Urls.Inbox + "?q=aerger")).Find(".talk-text mark")!.TextContent.ShouldBe("Ärger");
        (await _mira.GetAsync(Urls.Inbox + "?q=aerger+NOT+fragen")).Document.QuerySelectorAll("[data-talk]").ShouldBeEmpty();
        (await _mira.GetAsync(Urls.Inbox + "?q=%23" + address.Split('/')[^1])).Document.QuerySelectorAll("[data-talk]").Length.ShouldBe(1);
        var wrong = await _mira.GetAsync(Urls.Inbox + "?q=(aerger");
        wrong.Status.ShouldBe(HttpStatusCode.OK);
        wrong.Find(".inbox-list .banner")!.TextContent.ShouldNotBeEmpty();
        wrong.Find("input[name='q']")!.GetAttribute("value").ShouldBe("(aerger");
        (await _mira.PostAsync(Urls.Inbox, Urls.InboxMany + "?q=(aerger", ("what", "state"), ("value", "Ignored"))).Status
            .ShouldNotBe(HttpStatusCode.InternalServerError);
        (await _mira.GetAsync(Urls.InboxRows + "?q=(aerger")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_cannot_be_sent_comes_back_with_the_reason_and_the_text()
    {
        var mention = await PushAsync("Fjellrev?");
        var address = (await _mira.PostAsync(Urls.Mention(mention), Urls.MentionAnswer(mention))).Location!;
        var refused = await _mira.PostAsync(address, address + "/say", ("mode", "Public"), ("text", "Hallo, wir helfen."));
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Find("[data-composer] .banner")!.TextContent.ShouldContain("In wessen Namen");
        refused.Find("[data-text]")!.TextContent.ShouldBe("Hallo, wir helfen.");
        var nothing = await _mira.PostAsync(address, address + "/say", ("mode", "Note"), ("text", "  "));
        nothing.Find("[data-composer] .banner")!.TextContent.ShouldContain("zuerst etwas");
    }

    [Fact]
    public async Task A_word_on_closing_that_cannot_be_said_comes_back_and_the_conversation_stays_open()
    {
        var mention = await PushAsync("Fjellrev schweigt");
        var address = (await _mira.PostAsync(Urls.Mention(mention), Urls.MentionAnswer(mention))).Location!;
        var refused = await _mira.PostAsync(
            address, address + "/state", ("state", "Done"), ("cause", "Zusteller"), ("closing", "Alles geklärt, danke!"));
        refused.Find("[data-composer] .banner")!.TextContent.ShouldContain("In wessen Namen");
        refused.Find("[data-text]")!.TextContent.ShouldBe("Alles geklärt, danke!");
        (await _mira.GetAsync(Urls.Inbox)).Document.QuerySelectorAll("[data-talk]").Length.ShouldBe(1);
    }

    [Fact]
    public async Task Drafts_stay_on_the_server_and_shared_ones_are_seen_by_colleagues()
    {
        var mention = await PushAsync("Fjellrev!");
        var address = (await _mira.PostAsync(Urls.Mention(mention), Urls.MentionAnswer(mention))).Location!;
        await _mira.PostAsync(address, address + "/draft", ("mode", "Note"), ("text", "Noch nicht fertig"), ("shared", "1"));
        (await _mira.GetAsync(address)).Find("[data-text]")!.TextContent.ShouldBe("Noch nicht fertig");
        using var ida = await _host.App.SignedInAsync(Role.Agent, "de");
        (await ida.GetAsync(address)).Find(".shared-draft")!.TextContent.ShouldContain("Noch nicht fertig");
    }

    [Fact]
    public async Task Who_may_only_read_mentions_sees_no_inbox()
    {
        using var reader = await _host.App.SignedInAsync(Role.ReadOnly, "de");
        (await reader.GetAsync(Urls.Inbox)).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var analyst = await _host.App.SignedInAsync(Role.Analyst, "de");
        (await analyst.GetAsync(Urls.Inbox)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Business_hours_are_written_as_people_write_them_and_mistakes_are_told_at_the_field()
    {
        var wrong = await _mira.PostAsync(
            Urls.NewCalendar, Urls.NewCalendar, ("name", "Service"), ("zone", "Europe/Berlin"), ("region", "DE-HH"),
            ("day1", "8-12, 11-18"), ("special", "Heiligabend"));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Text.ShouldContain("sind keine Zeiten");
        wrong.Text.ShouldContain("ist kein Tag");
        await _mira.PostAsync(
            Urls.NewCalendar, Urls.NewCalendar, ("name", "Service"), ("zone", "Europe/Berlin"), ("region", "DE-HH"),
            ("day1", "8–12, 12:30 bis 18"), ("special", "2026-12-24 8-12 Heiligabend\n2026-12-28 zu Inventur"));
        var saved = (await _host.App.Services.GetRequiredService<Roster>().CalendarsAsync(CancellationToken.None)).Single();
        saved.Calendar.Week[NodaTime.IsoDayOfWeek.Monday].ShouldBe([new Opening(480, 720), new Opening(750, 1080)]);
        saved.Calendar.Special.Select(d => (d.Note, d.Openings.Count)).ShouldBe([("Heiligabend", 1), ("Inventur", 0)]);
        (await _mira.GetAsync(Urls.Calendar(saved.Id))).Text.ShouldContain("Neujahr");
    }

    [Fact]
    public async Task Targets_are_filled_in_and_running_clocks_follow()
    {
        var mention = await PushAsync("Fjellrev wo bleibt ihr?");
        var address = (await _mira.PostAsync(Urls.Mention(mention), Urls.MentionAnswer(mention))).Location!;
        var refused = await _mira.PostAsync(
            Urls.ResponseTargets, Urls.ResponseTargets, ("name", "Eilig"), ("first", "bald"));
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Text.ShouldContain("keine Zahl von Minuten");
        await _mira.PostAsync(
            Urls.ResponseTargets, Urls.ResponseTargets, ("name", "Eilig"), ("first", "30"), ("next", ""), ("name", ""));
        var inbox = _host.App.Services.GetRequiredService<Inbox>();
        var id = long.Parse(address.Split('/')[^1], CultureInfo.InvariantCulture);
        var talk = (await inbox.ShowAsync(id, Sight.Everything, CancellationToken.None)).ShouldNotBeNull();
        talk.Clocks.Single().Target.Within.TotalMinutes.ShouldBe(30);
        talk.Conversation.DueAt.ShouldBe(talk.Conversation.OpenedAt.AddMinutes(30));
    }

    [Fact]
    public async Task A_new_target_goes_before_the_one_for_everything_and_targets_are_moved()
    {
        var inbox = _host.App.Services.GetRequiredService<Inbox>();
        await SaveAsync(("name", "Normal"), ("channel", ""), ("new", ""), ("name", "Blog"), ("channel", "wordpress"), ("new", "1"));
        (await NamesAsync()).ShouldBe(["Blog", "Normal"]);
        (await _mira.GetAsync(Urls.ResponseTargets)).Text.ShouldNotContain("Gilt nie");
        await SaveAsync(("name", "Blog"), ("channel", "wordpress"), ("name", "Normal"), ("channel", ""), ("move", "0 1"));
        (await NamesAsync()).ShouldBe(["Normal", "Blog"]);
        (await _mira.GetAsync(Urls.ResponseTargets)).Document.Body!.TextContent.ShouldContain("Gilt nie: „Normal“ steht davor");
        // A row that is dropped in the same moment does not shift the others.
        await SaveAsync(("name", "Normal"), ("channel", ""), ("name", ""), ("channel", ""), ("name", "Blog"), ("channel", "wordpress"), ("move", "2 0"));
        (await NamesAsync()).ShouldBe(["Blog", "Normal"]);

        Task SaveAsync(params (string, string)[] form) => _mira.PostAsync(Urls.ResponseTargets, Urls.ResponseTargets, form);
        async Task<IEnumerable<string>> NamesAsync() => (await inbox.TargetsAsync(CancellationToken.None)).Select(t => t.Draft.Name);
    }

    private async Task<long> PushAsync(string text) =>
        long.Parse((await _host.PushAsync(("1", text)))[0], CultureInfo.InvariantCulture);
}
