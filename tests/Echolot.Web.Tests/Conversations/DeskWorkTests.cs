using System.Globalization;
using System.Net;
using Echolot.Conversations;
using Echolot.Monitors;
using Echolot.Teams;
using Echolot.Tests.Conversations;
using Echolot.Web.Conversations;
using Echolot.Web.Shell;
using Echolot.Web.Tests.Journeys;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Conversations;

/// <summary>Work on a conversation by its forms: who answers, until when it rests, what its row says, whom to call.</summary>
public sealed class DeskWorkTests : IAsyncLifetime
{
    private Desk _desk = null!;
    private Visitor _mira = null!;

    public async ValueTask InitializeAsync()
    {
        _desk = await Desk.OpenAsync(new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), new TalkingNetwork());
        _mira = await _desk.Host.SignedInAsync(language: "de");
    }

    public async ValueTask DisposeAsync()
    {
        _mira.Dispose();
        await _desk.DisposeAsync();
    }

    [Fact]
    public async Task Where_several_accounts_could_answer_one_is_chosen_with_what_it_can_and_changed_later()
    {
        await _desk.Host.Services.GetRequiredService<Watchlist>().AddAsync(
            new("Service", "service", Purpose.Brand), null, CancellationToken.None);
        var only = await _desk.MentionAsync("Der Service ist langsam");
        (await _mira.GetAsync(Urls.Mention(only))).Find("#answer-as").ShouldBeNull();
        var service = await _desk.AccountAsync("@nordlicht-service");
        var detail = await _mira.GetAsync(Urls.Mention(only));
        var choices = detail.Document.QuerySelectorAll("#answer-as button[name=voice]");
        choices.Length.ShouldBe(2);
        choices[0].TextContent.ShouldContain("öffentlich bis 300 Zeichen · privat bis 1.000 Zeichen");
        choices[0].TextContent.ShouldContain("Kann nicht: privat als Erste schreiben · liken oder verbergen · Dateien mitschicken");

        var talk = (await _mira.PostAsync(Urls.Mention(only), Urls.MentionAnswer(only), ("voice", Text(service)))).Location!;
        var page = await _mira.GetAsync(talk);
        page.Find(".voice option[selected]")!.TextContent.ShouldBe("@nordlicht-service");
        page.Find(".composer-as.only-public b")!.TextContent.ShouldBe("@nordlicht-service");
        var other = page.Document.QuerySelectorAll(".voice option").Single(o => !o.HasAttribute("selected")).GetAttribute("value")!;
        await _mira.PostAsync(talk, talk + "/voice", ("voice", other));
        (await _mira.GetAsync(talk)).Find(".composer-as.only-public b")!.TextContent.ShouldBe("@nordlicht-talking");
        (await _mira.PostAsync(talk, talk + "/voice", ("voice", "4711"))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_was_written_to_one_account_alone_offers_no_other_one()
    {
        await _desk.AccountAsync("@nordlicht-service");
        await _desk.SayAsync("kim", "Vertraulich: meine Bestellung");
        await Eventually.HoldsAsync(async () => (await _desk.Inbox.CountAsync(Sight.Everything, CancellationToken.None)).ToDo == 1);
        var id = (await _desk.Inbox.ListAsync(new(), Sight.Everything, null, 1, CancellationToken.None)).Items[0].Id;
        var page = await _mira.GetAsync(Urls.Conversation(id));
        page.Find(".voice select").ShouldBeNull();
        page.Find(".voice")!.TextContent.ShouldContain("nur dieses kann antworten");
    }

    [Fact]
    public async Task A_conversation_rests_until_a_day_and_time_of_ones_own_and_never_until_a_past_one()
    {
        var talks = await _desk.HearAsync(["Paket weg", "Jacke eingelaufen"]);
        var address = Urls.Conversation(talks[0]);
        foreach (var wrong in new[] { "2026-11-03T09:30", "2020-01-01T10:00", "bald", "" })
        {
            var refused = await _mira.PostAsync(address, address + "/state", ("state", "Snoozed"), ("until", wrong));
            refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, wrong);
            refused.Find("[data-composer] .banner")!.TextContent.ShouldContain("Wählen Sie eine Zeit, die noch kommt");
        }
        await _mira.PostAsync(address, address + "/state", ("state", "Snoozed"), ("until", "2026-11-05T07:45"));
        // By the clock of whoever chose it, which is an hour ahead.
        (await TalkAsync(talks[0])).SnoozedUntil.ShouldBe(new DateTimeOffset(2026, 11, 5, 6, 45, 0, TimeSpan.Zero));

        (string, string)[] both = [("ids", $"{talks[0]},{talks[1]}"), ("what", "state"), ("value", "until")];
        var told = await _mira.PostAsync(Urls.Inbox, Urls.InboxMany, [.. both, ("until", "2026-11-01T10:00")]);
        told.Status.ShouldNotBe(HttpStatusCode.OK);
        (await TalkAsync(talks[1])).State.ShouldBe(ConversationState.New);
        await _mira.PostAsync(Urls.Inbox, Urls.InboxMany, [.. both, ("until", "2026-11-06T10:00")]);
        foreach (var talk in talks)
            (await TalkAsync(talk)).SnoozedUntil.ShouldBe(new DateTimeOffset(2026, 11, 6, 9, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_row_says_how_much_is_unread_until_somebody_opens_it_and_who_is_there()
    {
        var talk = (await _desk.HearAsync(["Paket weg"]))[0];
        (await _mira.GetAsync(Urls.Inbox)).Find(".unread-count")!.TextContent.ShouldContain("1 Nachricht, die noch niemand gesehen hat");
        using var ida = await _desk.Host.SignedInAsync(Role.Agent, "de");
        var address = Urls.Conversation(talk);
        await ida.PostAsync(address, address + "/here", ("writing", "1"));
        (await _mira.GetAsync(Urls.Inbox)).Find(".unread-count").ShouldBeNull();
        (await _mira.GetAsync($"{Urls.InboxOnlookers}?ids={talk},x,4711")).Text.ShouldContain("\"writing\":true");
        (await ida.GetAsync($"{Urls.InboxOnlookers}?ids={talk}")).Text.ShouldBe("{}");
    }

    [Fact]
    public async Task Colleagues_and_departments_can_be_called()
    {
        await _desk.JoinAsync("Jonas Weber", Role.Agent);
        var mira = (await _desk.Roster.FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!;
        await _desk.Roster.SaveDepartmentAsync(new(mira, mira.Permissions, null), null, new("Versand"), CancellationToken.None);
        var names = (await _mira.GetAsync(Urls.Callable)).Text;
        names.ShouldContain("\"Jonas Weber\"");
        names.ShouldContain("{\"name\":\"Versand\",\"about\":\"0 Personen\"}");
    }

    [Fact]
    public async Task Somebody_who_may_send_has_a_colleague_look_at_it_first()
    {
        var talk = (await _desk.HearAsync(["Paket weg, was ist los?"]))[0];
        var lead = await _desk.JoinAsync("Ida Lead", Role.Lead);
        var address = Urls.Conversation(talk);
        var page = await _mira.GetAsync(address);
        page.Document.QuerySelectorAll(".four-eyes option").Select(o => o.TextContent).ShouldBe(
            ["alle, die freigeben dürfen", "Ida Lead", "Mira Albrecht"], "whoever writes is not among them");
        await _mira.PostAsync(
            address, address + "/say", ("mode", "Public"), ("text", "Wir schauen nach."), ("four", "1"), ("approver", Text(lead.Id)));
        (await _mira.GetAsync(address)).Find(".approval-notice")!.TextContent.ShouldContain("wartet auf Freigabe");
        var waiting = (await _desk.Inbox.WaitingApprovalsAsync(Sight.Everything, CancellationToken.None)).ShouldHaveSingleItem();
        (await _mira.GetAsync(Urls.Approval(waiting.Id))).Document.Body!.TextContent.ShouldContain("möchte vier Augen");
    }

    [Fact]
    public async Task Rules_of_the_priority_are_ordered_changed_and_added_by_the_form()
    {
        var page = await _mira.GetAsync(Urls.Scoring);
        var fields = page.Document.QuerySelectorAll("form.scoring :is(input, select)[name]:not([name^=_])")
            .Select(f => (f.GetAttribute("name")!, f.GetAttribute("value") ?? "1")).ToList();
        fields.Count(f => f.Item1 == "rule").ShouldBe(8);
        // The question goes to the top, the last row becomes a rule of our own, the law is off.
        (string, string)[] changed = [.. fields.Select((f, i) => (f.Item1, Row(fields, i)) switch
        {
            ("place", 5) => (f.Item1, "0"), ("points", 5) => (f.Item1, "−4"), ("rule", 7) => (f.Item1, "Rückruf"),
            ("words", 7) => (f.Item1, "Akku, brennt"), ("points", 7) => (f.Item1, "9"), ("on", 1) => (f.Item1, "0"), _ => f,
        })];
        var saved = await _mira.PostAsync(Urls.Scoring, Urls.Scoring, changed);
        saved.Location.ShouldBe(Urls.Scoring, $"{saved.Status} {saved.Find(".banner")?.TextContent}");
        var rules = (await _desk.Inbox.ScoringAsync(CancellationToken.None)).Rules;
        rules.Select(r => (r.Name, r.Points)).ShouldBe(
            [("question", -4), ("crisis", 6), ("legal", 4), ("negative", 2), ("reach", 2), ("repeated", 1), ("private", 1), ("Rückruf", 9)]);
        rules.Where(r => !r.Active).Select(r => r.Name).ShouldBe(["legal"]);
        rules[^1].Words.ShouldBe(["Akku", "brennt"]);

        var refused = await _mira.PostAsync(Urls.Scoring, Urls.Scoring, [.. changed.Select(f => f.Item1 == "urgent" ? ("urgent", "2") : f)]);
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Find(".banner")!.TextContent.ShouldContain("dringender heißt mehr Punkte");
        await _mira.PostAsync(Urls.Scoring, Urls.Scoring, ("shipped", "1"));
        (await _desk.Inbox.ScoringAsync(CancellationToken.None)).ShouldBe(ScoringRules.Shipped);
        using var ida = await _desk.Host.SignedInAsync(Role.Agent, "de");
        (await ida.GetAsync(Urls.Scoring)).Find("form.scoring button").ShouldBeNull();

        static int Row(List<(string, string)> fields, int at) => fields.Take(at + 1).Count(f => f.Item1 == fields[at].Item1) - 1;
    }

    [Fact]
    public void No_key_of_the_inbox_does_two_things()
    {
        var keys = Shortcuts.OfPages.Where(g => g.Where == InboxText.Title || g.Where == DeskKeys.Conversation)
            .SelectMany(g => g.Keys).SelectMany(k => k.Keys is ["[", "]"] or ["j", "k"] ? k.Keys : [string.Join('+', k.Keys)]).ToList();
        keys.Count.ShouldBeGreaterThan(25);
        keys.ShouldBeUnique();
        // What works everywhere stays free.
        keys.ShouldNotContain(k => k == "g" || k == "?" || k == "/");
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private async Task<Conversation> TalkAsync(long id) => (await _desk.Inbox.FindAsync(id, Sight.Everything, CancellationToken.None))!;
}
