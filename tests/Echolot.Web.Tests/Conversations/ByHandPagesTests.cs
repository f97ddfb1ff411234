using System.Globalization;
using System.Net;
using Echolot.Conversations;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Conversations that somebody writes down, and fields in the dialog that closes one, by their forms.</summary>
public sealed class ByHandPagesTests : IAsyncLifetime
{
    private AppHost _host = null!;
    private Visitor _mira = null!;

    private Inbox Inbox => _host.Services.GetRequiredService<Inbox>();

    public async ValueTask InitializeAsync()
    {
        _host = await AppHost.StartAsync();
        _mira = await _host.SignedInAsync(language: "de");
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_call_is_written_down_and_stands_in_the_inbox_with_its_channel()
    {
        (await _mira.GetAsync(Urls.Inbox)).Find($"a[href='{Urls.NewConversation}']").ShouldNotBeNull();
        var wrong = await _mira.PostAsync(
            Urls.NewConversation, Urls.NewConversation, ("channel", "phone"), ("name", ""), ("text", "Paket <b>weg</b>"), ("mine", "true"));
        wrong.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.Find(".wrong .field-error")!.TextContent.ShouldContain("wer es war");
        wrong.Find("textarea[name=text]")!.TextContent.ShouldBe("Paket <b>weg</b>");
        var made = await _mira.PostAsync(
            Urls.NewConversation, Urls.NewConversation, ("channel", "phone"), ("name", "Kim <i>Muster"), ("phone", "040 123456"),
            ("text", "Paket <b>weg</b>"), ("at", "2026-01-05T09:30"), ("mine", "true"), ("key", "k1"));
        var talk = await _mira.GetAsync(made.Location!);
        talk.Find(".said-text")!.TextContent.ShouldBe("Paket <b>weg</b>");
        talk.Find(".talk-title")!.TextContent.ShouldContain("Telefon");
        talk.Find(".composer-hint")!.TextContent.ShouldContain("Von Hand aufgeschrieben");
        (await _mira.GetAsync(Urls.Inbox + "?channel=phone&view=all")).Find("[data-talk]")!.TextContent.ShouldContain("Kim <i>Muster");
        (await _mira.PostAsync(
            Urls.NewConversation, Urls.NewConversation, ("channel", "phone"), ("name", "Kim"), ("text", "x"), ("key", "k1"))).Location.ShouldBe(made.Location);
        using var reader = await _host.SignedInAsync(Role.ReadOnly, "de");
        (await reader.GetAsync(Urls.NewConversation)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await reader.GetAsync(Urls.Inbox)).Find($"a[href='{Urls.NewConversation}']").ShouldBeNull();
    }

    [Fact]
    public async Task What_closing_asks_for_is_filled_in_where_it_is_closed()
    {
        var id = await Inbox.WriteDownAsync(new("visit", "Kim", "Naht offen"), new(1, null), CancellationToken.None);
        foreach (var (name, kind, choices) in new (string, FieldKind, string[])[]
        {
            ("Produkt", FieldKind.Choice, ["Jacke", "Zelt"]), ("Gekauft", FieldKind.Date, []), ("Wege", FieldKind.Choices, ["Laden", "Netz"]),
        })
            await Inbox.SaveFieldAsync(null, new(name, kind, choices, true), 1, CancellationToken.None);
        var talk = Urls.Conversation(id);
        var fields = (await Inbox.FieldsAsync(CancellationToken.None)).ToDictionary(f => f.Name, f => $"field-{f.Id.ToString(CultureInfo.InvariantCulture)}");
        var page = await _mira.GetAsync(talk);
        foreach (var name in fields.Values) page.Find($"#close-talk [name='{name}']").ShouldNotBeNull();
        (await _mira.PostAsync(talk, talk + "/state", ("state", "Done"), ("cause", "Naht"), (fields["Produkt"], "Auto")))
            .Document.Body!.TextContent.ShouldContain("Das passt so nicht: Produkt");
        await _mira.PostAsync(
            talk, talk + "/state", ("state", "Done"), ("cause", "Naht"), (fields["Produkt"], "Zelt"), (fields["Gekauft"], "2026-10-01"),
            (fields["Wege"], "Laden"), (fields["Wege"], "Netz"));
        (await Inbox.FindAsync(id, Sight.Everything, CancellationToken.None))!.State.ShouldBe(ConversationState.Done);
        (await Inbox.FieldsOfAsync(id, CancellationToken.None)).Select(f => f.Value).ShouldBe(["Zelt", "2026-10-01", "Laden\nNetz"], ignoreOrder: true);
        (await _mira.GetAsync(talk)).Find("#close-talk [name^='field-']").ShouldBeNull();
    }

    [Fact]
    public async Task Whoever_writes_stays_in_the_list_that_they_work_through()
    {
        var talk = Urls.Conversation(await Inbox.WriteDownAsync(new("phone", "Kim", "Naht offen"), new(1, null), CancellationToken.None));
        var page = await _mira.GetAsync(talk + "?view=all&channel=phone");
        var list = page.Find("[data-say] [name=list]")!.GetAttribute("value")!;
        (await _mira.PostAsync(talk, talk + "/say", ("mode", "Note"), ("text", "nachfragen"), ("list", list))).Location
            .ShouldBe(talk + "?view=all&channel=phone");
        (await _mira.PostAsync(talk, talk + "/say", ("mode", "Note"), ("text", "nachfragen"), ("list", "?view=//evil.example&x=1"))).Location
            .ShouldBe(talk);
    }

    [Fact]
    public async Task A_kept_list_that_is_exchanged_keeps_its_name_and_is_shared_as_it_was()
    {
        await _mira.PostAsync(Urls.Inbox, Urls.InboxViews, ("name", "Für alle"), ("filters", "?q=eins"), ("shared", "true"));
        using var lead = await _host.SignedInAsync(Role.Lead, "de");
        var menu = await lead.GetAsync(Urls.Inbox);
        var there = menu.Find("#keep-instead option:last-child")!.GetAttribute("value")!;
        await lead.PostAsync(Urls.Inbox, Urls.InboxViews, ("name", ""), ("filters", "?q=zwei"), ("instead", there));
        var row = (await lead.GetAsync(Urls.InboxViews)).Find(".menu-row")!;
        (row.QuerySelector("span")!.TextContent, row.QuerySelector("a")!.GetAttribute("href")).ShouldBe(("Für alle", Urls.Inbox + "?q=zwei"));
    }

    [Fact]
    public async Task The_palette_knows_the_lists_that_somebody_keeps_and_where_one_is_written_down()
    {
        await _mira.PostAsync(Urls.Inbox, Urls.InboxViews, ("name", "Meine Retouren"), ("filters", "?q=retoure"));
        var palette = (await _mira.GetAsync(Urls.Palette)).Text;
        palette.ShouldContain(Urls.NewConversation);
        palette.ShouldContain("Meine Retouren");
        using var reader = await _host.SignedInAsync(Role.ReadOnly, "de");
        var theirs = (await reader.GetAsync(Urls.Palette)).Text;
        theirs.ShouldNotContain(Urls.NewConversation);
        theirs.ShouldNotContain("Meine Retouren");
    }
}
