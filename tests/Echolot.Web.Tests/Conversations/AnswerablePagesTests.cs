using Echolot.Sources;
using Echolot.Tests.Conversations;
using Echolot.Web.Shell;
using Echolot.Web.Tests.Journeys;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>The composer says what speaks against a reply before somebody writes one.</summary>
public sealed class AnswerablePagesTests
{
    private static readonly LocalText closed = new("Hier sind Kommentare geschlossen.", "Comments are closed here.");

    [Fact]
    public async Task The_composer_asks_once_it_is_there_and_says_why_a_way_is_closed_and_the_check_says_so_too()
    {
        var network = new TalkingNetwork { Answering = (_, _, _) => Task.FromResult<Answerable>(new Answerable.Closed(closed)) };
        await using var desk = await Desk.OpenAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), network);
        using var mira = await desk.Host.SignedInAsync(language: "de");
        var talk = (await desk.HearAsync(["Frechheit! Paket weg."]))[0];
        var page = await mira.GetAsync(Urls.Conversation(talk));
        network.Asked.ShouldBe(0, "no page waits for a network");
        var address = page.Find(".composer [hx-trigger=load][hx-get]")!.GetAttribute("hx-get")!;
        address.ShouldBe(Urls.OfConversation(Urls.ConversationAnswerablePattern, talk));
        var said = await mira.GetAsync(address);
        said.Find("[data-answerable=closed].only-public")!.TextContent.ShouldContain("Hier sind Kommentare geschlossen.");
        said.Text.ShouldContain("Ein anderer Weg ist nicht bekannt");
        var check = await mira.PostAsync(
            Urls.Conversation(talk), Urls.OfConversation(Urls.ConversationCheckPattern, talk), ("mode", "Public"), ("text", "Wir schauen nach."));
        check.Find("[data-rule=ItemClosed]")!.TextContent.ShouldContain("Hier sind Kommentare geschlossen.");
        network.Asked.ShouldBe(1);
        (await mira.GetAsync(Urls.OfConversation(Urls.ConversationAnswerablePattern, talk + 99))).Find("[data-answerable]").ShouldBeNull();
    }

    [Fact]
    public async Task That_an_answer_is_read_by_fewer_is_said_and_stops_nothing()
    {
        var network = new TalkingNetwork { Answering = (_, _, _) => Task.FromResult<Answerable>(new Answerable.Narrower(closed)) };
        await using var desk = await Desk.OpenAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), network);
        using var mira = await desk.Host.SignedInAsync(language: "en");
        var talk = (await desk.HearAsync(["Frechheit! Paket weg."]))[0];
        (await mira.GetAsync(Urls.OfConversation(Urls.ConversationAnswerablePattern, talk)))
            .Find("[data-answerable=narrower]")!.TextContent.ShouldContain("Comments are closed here.");
        var said = await mira.PostAsync(
            Urls.Conversation(talk), Urls.OfConversation(Urls.ConversationSayPattern, talk), ("mode", "Public"), ("text", "We are looking into it."));
        said.Location.ShouldNotBeNull();
    }
}
