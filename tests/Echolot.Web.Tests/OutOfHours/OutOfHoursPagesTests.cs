using System.Globalization;
using System.Net;
using Echolot.Conversations;
using Echolot.Play.Networks;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.OutOfHours;

/// <summary>Automatic replies, rota and bots by their forms, as somebody without scripts uses them.</summary>
public sealed class OutOfHoursPagesTests : IAsyncLifetime
{
    private ListeningHost _host = null!;
    private Visitor _mira = null!;
    private long _me;

    private Inbox Inbox => _host.App.Services.GetRequiredService<Inbox>();

    private RotaDesk Rota => _host.App.Services.GetRequiredService<RotaDesk>();

    public async ValueTask InitializeAsync()
    {
        _host = await ListeningHost.StartAsync();
        _mira = await _host.App.SignedInAsync(language: "de");
        _me = (await _host.App.Services.GetRequiredService<Roster>().PeopleAsync(CancellationToken.None)).Max(p => p.Id);
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task An_automatic_reply_is_previewed_saved_moved_and_paused_with_one_switch()
    {
        await _host.PushAsync(("1", "Fjellrev eins"));
        var mention = (await _host.PushAsync(("2", "Fjellrev zwei")))[0];
        await Inbox.OpenAsync(long.Parse(mention, CultureInfo.InvariantCulture), null, Sight.Everything, CancellationToken.None);
        (string, string)[] rule =
            [("name", "Immer <b>"), ("active", "true"), ("hours", "Always"), ("legs", "Both"), ("crisis", "0-0"), ("de", "Wir melden uns."), ("en", "")];
        var preview = await _mira.PostAsync(Urls.NewAutoReply, Urls.AutoReplyPreview, rule);
        preview.Find(".hours-said li")!.TextContent.ShouldContain("Wir melden uns.");
        (await Inbox.AutoRepliesAsync(CancellationToken.None)).ShouldBeEmpty();
        (await _mira.PostAsync(Urls.NewAutoReply, Urls.NewAutoReply, rule)).Location.ShouldBe(Urls.AutoReplies);
        (await _mira.PostAsync(Urls.NewAutoReply, Urls.NewAutoReply, [.. rule.Where(f => f.Item1 != "de"), ("de", " ")])).Status
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        await _mira.PostAsync(Urls.NewAutoReply, Urls.NewAutoReply, [("name", "Zweite"), .. rule.Skip(1)]);
        await _mira.PostAsync(Urls.AutoReplies, Urls.OfAutoReply(Urls.AutoReplyMovePattern, 2), ("up", "true"));
        var list = await _mira.GetAsync(Urls.AutoReplies);
        list.Document.QuerySelectorAll(".hours-rules .strong").Select(a => a.TextContent).ShouldBe(["Zweite", "Immer <b>"]);
        await _mira.PostAsync(Urls.AutoReplies, Urls.AutoReplySettings, ("paused", "true"), ("window", "12"), ("name", "Nordlicht Hilfe"));
        (await _mira.GetAsync(Urls.AutoReplies)).Find(".banner.warning")!.TextContent.ShouldContain("angehalten");
        (await Inbox.AutoReplySettingsAsync(CancellationToken.None)).ShouldBe(
            new AutoReplySettings(true, [], 12, "Nordlicht Hilfe"), new SettingsComparer());
        (await _mira.PostAsync(Urls.AutoReplies, Urls.AutoReplySettings, ("window", "viele"))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await _mira.GetAsync(Urls.AutoReply(99))).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_manner_of_the_house_and_the_words_of_the_survey_are_looked_at_saved_and_put_back()
    {
        (string, string)[] words = [("manner", "Du"), ("de_ask", "Sag uns <b>: {{link}}"), ("de_thanks", "Danke Ihnen!"), ("en_question", "How was it?")];
        var look = await _mira.PostAsync(Urls.Wording, Urls.Wording, [.. words, ("look", "1")]);
        look.Document.Body!.TextContent.ShouldContain("Sag uns <b>: https://");
        look.Find(".banner.warning")!.TextContent.ShouldContain("sie sagen Sie");
        (await Inbox.HouseWordsAsync(CancellationToken.None)).ShouldBe(HouseWords.Shipped);
        (await _mira.PostAsync(Urls.Wording, Urls.Wording, words)).Location.ShouldBe(Urls.Wording);
        var page = await _mira.GetAsync(Urls.Wording);
        page.Document.Body!.TextContent.ShouldContain("wenn du mit jemandem sprechen möchtest");
        page.Document.Body.TextContent.ShouldContain("How was it?");
        await _mira.PostAsync(Urls.Wording, Urls.Wording, [.. words, ("reset", "de")]);
        var kept = await Inbox.HouseWordsAsync(CancellationToken.None);
        (kept.Manner, kept.German, kept.English?.Question).ShouldBe((Echolot.Answers.Address.Du, null, "How was it?"));
        (await _mira.PostAsync(Urls.Wording, Urls.Wording, ("de_ask", new string('x', 401)))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_weekly_shift_is_planned_seen_in_its_week_and_the_one_of_now_is_worked_on()
    {
        (await _mira.PostAsync(
            Urls.NewShiftPattern, Urls.NewShiftPattern, ("name", "Früh"), ("kind", "Other"), ("day", "1"), ("from", "nie"), ("to", "10:00"), ("person", "1")))
            .Document.Body!.TextContent.ShouldContain("„nie“ ist keine Uhrzeit");
        await _mira.PostAsync(
            Urls.NewShiftPattern, Urls.NewShiftPattern, ("name", "Tag und Nacht"), ("kind", "Other"), ("day", "1"), ("day", "2"), ("day", "3"),
            ("day", "4"), ("day", "5"), ("day", "6"), ("day", "7"), ("from", "00:00"), ("to", "24:00"), ("person", _me.ToString(CultureInfo.InvariantCulture)), ("person", ""),
            ("checks", "00:00, 23:00"), ("active", "true"));
        var now = (await Rota.OnCallAsync(CancellationToken.None)).ShouldNotBeNull();
        var week = await _mira.GetAsync(Urls.Rota);
        week.Document.QuerySelectorAll(".rota-shift").Length.ShouldBeGreaterThan(0);
        week.Document.QuerySelectorAll(".rota-day").Length.ShouldBe(7);
        // The number is counted, not told.
        foreach (var mention in await _host.PushAsync(("1", "Fjellrev eins"), ("2", "Fjellrev zwei")))
            await Inbox.OpenAsync(long.Parse(mention, CultureInfo.InvariantCulture), null, Sight.Everything, CancellationToken.None);
        (await _mira.PostAsync(Urls.Rota, Urls.OfRota(Urls.ShiftCheckPattern, now.Id))).Location.ShouldBe(Urls.Rota);
        await _mira.PostAsync(Urls.Rota, Urls.OfRota(Urls.ShiftNotePattern, now.Id), ("text", "Lager <zu>"));
        var page = await _mira.GetAsync(Urls.Rota);
        page.Find(".hours-log .pill")!.TextContent.ShouldContain("geprüft, 2 offen");
        page.Find("textarea[name=text]")!.TextContent.ShouldContain("Lager <zu>");
        await Rota.CallAsync(DutySubject.Conversation, 12, CancellationToken.None);
        (await _mira.GetAsync(Urls.Rota)).Find(".banner.warning")!.TextContent.ShouldContain("Gespräch 12");
        await _mira.PostAsync(Urls.Rota, Urls.OfRota(Urls.DutyAcknowledgePattern, 1));
        (await _mira.GetAsync(Urls.Rota)).Find(".rota-calls .pill")!.TextContent.ShouldContain("übernommen von");
        await _mira.PostAsync(Urls.Shift(now.Id), Urls.OfRota(Urls.ShiftSwapPattern, now.Id), ("to", ""));
        (await _mira.GetAsync(Urls.Shift(now.Id))).Find(".rota-swap")!.TextContent.ShouldContain("sucht Ersatz");
        (await _mira.GetAsync(Urls.Rota + "?week=kaputt")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_calendar_program_reads_the_shifts_by_an_address_that_can_be_ended()
    {
        var now = DateTimeOffset.UtcNow;
        await Rota.SaveShiftAsync(null, new("Nacht", ShiftKind.Evening, now, now.AddHours(8), [_me], []), _me, CancellationToken.None);
        var made = await _mira.PostAsync(Urls.Rota, Urls.RotaFeed);
        var address = new Uri(made.Find("code, pre")!.TextContent.Trim()).AbsolutePath;
        using var stranger = new HttpClient { BaseAddress = _host.App.Address };
        var calendar = await stranger.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        calendar.Content.Headers.ContentType!.MediaType.ShouldBe("text/calendar");
        (await calendar.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("SUMMARY:Nacht (1.)");
        await _mira.PostAsync(Urls.Rota, Urls.RotaFeedEnd);
        (await stranger.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_scenario_says_what_is_wrong_is_tried_out_and_saved()
    {
        (string, string)[] form = [("name", "Paket"), ("hours", "Always"), ("language", "de")];
        (await _mira.PostAsync(Urls.NewScenario, Urls.NewScenario, [.. form, ("text", "[a]\nde: x")])).Find(".scenario-faults")!.TextContent
            .ShouldContain("Zeile 1");
        const string Text = "[a]\nde: Was ist los?\n- Paket -> b\n- Rest -> c\n[b]\nde: Nummer?\nask: order -> c\nfield: Bestellung\n[c]\nde: Danke\nend: handover";
        var first = await _mira.PostAsync(Urls.NewScenario, Urls.ScenarioTry, [.. form, ("text", Text), ("again", "true")]);
        first.Find(".scenario-talk li")!.TextContent.ShouldContain("1 Paket");
        // Enter takes the first button: it must not save.
        first.Find(".scenario-form button")!.GetAttribute("formaction").ShouldBe(Urls.ScenarioTry);
        var second = await _mira.PostAsync(Urls.NewScenario, Urls.ScenarioTry, [.. form, ("text", Text), ("said", ""), ("say", "paekt")]);
        second.Document.QuerySelectorAll(".scenario-talk li").Last().TextContent.ShouldContain("Nummer?");
        var third = await _mira.PostAsync(Urls.NewScenario, Urls.ScenarioTry, [.. form, ("text", Text), ("said", "paekt"), ("say", "NL-20417")]);
        third.Find(".scenario-try .pill")!.TextContent.ShouldContain("weitergegeben");
        third.Find(".scenario-try dd:last-of-type")!.TextContent.ShouldBe("NL-20417");
        (await _mira.PostAsync(Urls.NewScenario, Urls.NewScenario, [.. form, ("text", Text), ("active", "true")])).Location.ShouldBe(Urls.Scenarios);
        (await _mira.GetAsync(Urls.Scenarios)).Find(".hours-rules .pill")!.TextContent.ShouldContain("spricht");
    }

    [Fact]
    public async Task Only_an_administrator_chooses_the_model_and_the_key_is_never_shown()
    {
        using var ida = await _host.App.SignedInAsync(Role.Lead, "de");
        (await ida.GetAsync(Urls.Drafting)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await _mira.PostAsync(Urls.Drafting, Urls.Drafting, ("active", "true"), ("address", "ftp://x"), ("model", "m"))).Status
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        await _mira.PostAsync(
            Urls.Drafting, Urls.Drafting, ("active", "true"), ("address", "https://model.example/v1/"), ("model", "small"), ("key", "very-secret-key"));
        var page = await _mira.GetAsync(Urls.Drafting);
        page.Text.ShouldNotContain("very-secret-key");
        page.Document.Body!.TextContent.ShouldContain("Ein Schlüssel ist hinterlegt");
        (await _host.App.Services.GetRequiredService<DraftingDesk>().SettingsAsync(CancellationToken.None))
            .ShouldBe(new DraftingSettings(true, "https://model.example/v1", "small", true));
    }

    [Fact]
    public async Task A_draft_fills_the_composer_and_says_what_to_do_where_none_comes()
    {
        var mention = (await _host.PushAsync(("1", "Wo ist mein Fjellrev?")))[0];
        var talk = await Inbox.OpenAsync(long.Parse(mention, CultureInfo.InvariantCulture), null, Sight.Everything, CancellationToken.None);
        var address = Urls.Conversation(talk.Id);
        var suggest = Urls.OfConversation(Urls.ConversationSuggestPattern, talk.Id);
        (await _mira.PostAsync(address, suggest, ("mode", "Public"), ("text", ""))).Document.Body!.TextContent.ShouldContain("Hier schlägt kein Sprachmodell Entwürfe vor.");
        using var model = new HttpListener();
        model.Prefixes.Add($"http://127.0.0.1:{FreePorts.Find()}/");
        model.Start();
        var serving = AnswerOnceAsync(model);
        await _host.App.Services.GetRequiredService<DraftingDesk>().SetSettingsAsync(
            new(true, model.Prefixes.Single() + "v1", "small"), null, 1, CancellationToken.None);
        var page = await _mira.PostAsync(address, suggest, ("mode", "Note"), ("text", "Hallo!"));
        page.Find("textarea[name=text]")!.TextContent.ShouldBe("Hallo!\n\nWir sehen nach.");
        await serving;
        (await _mira.GetAsync(Urls.Drafting)).Find(".hours-log .pill")!.TextContent.ShouldContain("5 + 3 Token");
    }

    private static async Task AnswerOnceAsync(HttpListener model)
    {
        var call = await model.GetContextAsync();
        await call.Response.OutputStream.WriteAsync(
            """{"choices":[{"message":{"content":"Wir sehen nach."}}],"usage":{"prompt_tokens":5,"completion_tokens":3}}"""u8.ToArray());
        call.Response.Close();
    }

    /// <summary>Lists of networks are equal where their names are.</summary>
    private sealed class SettingsComparer : IEqualityComparer<AutoReplySettings>
    {
        public bool Equals(AutoReplySettings? x, AutoReplySettings? y) =>
            x is not null && y is not null && (x with { PausedChannels = null }) == (y with { PausedChannels = null })
            && (x.PausedChannels ?? []).SequenceEqual(y.PausedChannels ?? []);

        public int GetHashCode(AutoReplySettings settings) => settings.WindowHours;
    }
}
