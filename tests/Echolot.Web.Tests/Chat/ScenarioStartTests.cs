using System.Net;
using System.Text.Json;
using Echolot.Conversations;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Chat;

/// <summary>A scenario is found in the library and beside the composer, started in a chat, and stopped.</summary>
public sealed class ScenarioStartTests
{
    private const string Course =
        """
        [anfang]
        de: Worum geht es?
        en: What is it about?
        - Rückgabe | Return -> etikett
        - Anderes | Other -> mensch
        [etikett]
        de: Das Rückgabeetikett liegt im Paket.
        en: The return label is in the parcel.
        end: answered
        [mensch]
        de: Ich hole jemanden.
        en: I am getting somebody.
        end: handover
        """;

    [Fact]
    public async Task A_scenario_is_searched_inserted_started_and_stopped_from_a_conversation()
    {
        await using var host = await ChatHost.StartAsync();
        var id = await host.Inbox.SaveScenarioAsync(
            null, new("Rückgaben", null, null, AutoReplyHours.Outside, await CalendarAsync(host), Course, Active: true), 1, CancellationToken.None);
        using var mira = await host.App.SignedInAsync(language: "de");
        using var lena = await host.App.SignedInAsync(Role.Trainee, "de");
        var library = await mira.GetAsync(Urls.Answers);
        library.Find(".answer-head a")!.GetAttribute("href").ShouldBe(Urls.Scenario(id));
        library.Find(".answer-tree a[href='" + Urls.AnswerScenarios + "'] b")!.TextContent.ShouldBe("1");
        (await mira.GetAsync(Urls.Answers + "?q=rückgabeetikett")).Find(".answer-text")!.TextContent.ShouldBe("Das Rückgabeetikett liegt im Paket.");
        (await lena.GetAsync(Urls.AnswerScenarios)).Find(".answer-head a").ShouldBeNull("whoever may not change it gets no dead link");

        var token = await host.BeginAsync();
        (await host.AskAsync(HttpMethod.Post, "/messages", new { id = "first-id-1", text = "Hallo, ich will etwas zurückgeben" }, token)).EnsureSuccessStatusCode();
        var talk = await host.OneAsync();
        var address = Urls.Conversation(talk.Id);
        var page = await mira.GetAsync(address);
        page.Find($"#start-scenario [name=scenario][value='{id}']").ShouldNotBeNull();
        (await lena.GetAsync(address)).Find("#start-scenario").ShouldBeNull("a trainee sends nothing alone");
        var offered = JsonDocument.Parse((await mira.GetAsync(address + "/answers?q=etikett&mode=Private")).Text).RootElement[0];
        offered.GetProperty("text").GetString().ShouldBe("Das Rückgabeetikett liegt im Paket.");
        offered.GetProperty("folder").GetString().ShouldBe("Szenario · etikett");
        JsonDocument.Parse((await mira.GetAsync(address + "/answers?q=&mode=Private")).Text).RootElement.EnumerateArray()
            .Single(a => a.GetProperty("start").ValueKind is JsonValueKind.Number).GetProperty("start").GetInt64().ShouldBe(id);

        (await lena.PostAsync(address, address + "/scenario", ("scenario", $"{id}"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await mira.PostAsync(address, address + "/scenario", ("scenario", $"{id}"))).Location.ShouldBe(address);
        var running = await mira.GetAsync(address);
        running.Find(".approval-notice")!.TextContent.ShouldContain("Hier spricht das Szenario „Rückgaben“");
        running.Find("#timeline")!.TextContent.ShouldContain("lässt das Szenario „Rückgaben“ sprechen");
        running.Find("#timeline")!.TextContent.ShouldContain("Worum geht es?");
        (await mira.PostAsync(address, address + "/scenario", ("scenario", $"{id}"))).Find("[data-composer] .banner")!.TextContent
            .ShouldContain("kann hier nicht sprechen");
        await mira.PostAsync(address, address + "/scenario/stop");
        (await mira.GetAsync(address)).Find("#start-scenario").ShouldNotBeNull();
    }

    private static async Task<long> CalendarAsync(ChatHost host) => (await ((Roster)host.App.Services.GetService(typeof(Roster))!)
        .SaveCalendarAsync(null, "Service", BusinessCalendar.Always, 1, CancellationToken.None)).Id;
}
