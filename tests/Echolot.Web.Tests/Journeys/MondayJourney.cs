using System.Globalization;
using System.Net;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Tests.Conversations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Echolot.Web.Tests.Journeys;

/// <summary>
/// The Monday morning of a team lead after a weekend with a holiday before it: what is late and why, who is ill, how work
/// is given out, business hours, the rota of the weekend, a new text, and September as a file; in a real browser.
/// </summary>
[Collection(InChromium.Name)]
public sealed class MondayJourney(Chromium chromium)
{
    private static readonly LocatorAssertionsToContainTextOptions patiently = new() { Timeout = 30_000 };
    private static readonly LocatorAssertionsToHaveTextOptions patientlySame = new() { Timeout = 30_000 };

    [Fact]
    public async Task A_team_lead_comes_in_on_Monday_and_has_the_desk_in_hand_by_ten()
    {
        var network = new TalkingNetwork();
        await using var desk = await Desk.OpenAsync(Desk.Berlin("2025-09-08T10:00"), network);
        var roster = desk.Roster;
        var mira = (await roster.FindAsync(AppHost.AdministratorEmail, CancellationToken.None))!;
        var actor = new Actor(mira, mira.Permissions, null);
        var (lena, ida, dana) = (
            await desk.JoinAsync("Lena Lotse", Role.Lead), await desk.JoinAsync("Ida Isler", Role.Agent),
            await desk.JoinAsync("Dana Dorn", Role.Agent));
        var (ben, cem) = (await desk.JoinAsync("Ben Berg", Role.Agent), await desk.JoinAsync("Cem Can", Role.Agent));
        var service = await HouseAsync(desk, actor, [ida, dana, ben, cem]);
        await roster.SaveSeatAsync(actor, new(dana.Id, Reach.All, null, ["Paket"], []), CancellationToken.None);
        await roster.SaveSeatAsync(actor, new(ida.Id, Reach.All, null, ["Rückgabe"], []), CancellationToken.None);
        await SeptemberAsync(desk, ida, network);
        await WeekAsync(desk, ida, ben, cem);
        await WeekendAsync(desk, actor, ida);
        desk.Clock.GoTo(Desk.Berlin("2025-11-03T08:30"));
        var early = await desk.HearAsync(["Rückgabe?", "Gutschein?", "Jacke zu groß", "Zelt tropft"]);
        await GiveAsync(desk, early, ida);
        await roster.SetDistributionAsync(actor, service, new(Strategy.Skill, Strategy.LeastLoad), CancellationToken.None);
        desk.Clock.GoTo(Desk.Berlin("2025-11-03T09:50"));

        await using var window = await chromium.OpenAsync(desk.Host, await desk.SessionAsync(lena), language: "de");
        var page = window.Page;

        // 1: how the desk stands, each number leading to its list.
        await page.GotoAsync(Urls.Today);
        await Expect(page.Locator("#desk-today .kpi-value")).ToHaveTextAsync(["143", "9", "3", "2"]);
        await Expect(page.Locator("#desk-today .kpi").Last).ToContainTextAsync("seit Freitag, 11:00");
        (await Axe.SeriousAsync(page)).ShouldBeEmpty();
        await page.ClickAsync("#desk-today .kpi-value a[href*='view=due']");
        await Expect(page.Locator("[data-talk]")).ToHaveCountAsync(12, new() { Timeout = 30_000 });

        // 2: why it is late, and what did not count.
        await page.Locator("[data-talk] .talk-text").Last.ClickAsync();
        var clock = page.Locator("details.clock").First;
        await clock.Locator("summary").ClickAsync(new() { Timeout = 30_000 });
        await Expect(clock).ToContainTextAsync("gestartet 30.10.2025 10:00");
        await Expect(clock).ToContainTextAsync("Reformationstag");
        await Expect(clock).ToContainTextAsync("Mittagspause");

        // 3: two are ill; what they had goes to whoever knows about it.
        foreach (var ill in new[] { ben, cem })
        {
            await page.GotoAsync(Urls.Seat(ill.Id));
            await page.Locator($"form[action$='/{ill.Id}/absences'] button[type=submit]").ClickAsync();
            await Expect(page.Locator(".absences li")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        }
        await Eventually.HoldsAsync(async () => (await desk.Inbox.CountAsync(new(dana.Id, null), CancellationToken.None)).Mine == 21);
        (await desk.Inbox.CountAsync(new(ben.Id, null), CancellationToken.None)).Mine.ShouldBe(0);
        var handed = (await desk.Inbox.ListAsync(
            new(AssigneeId: dana.Id), Sight.Everything, null, 1, CancellationToken.None)).Items[0];
        await page.GotoAsync(Urls.Conversation(handed.Id));
        await Expect(page.Locator("#timeline")).ToContainTextAsync("ist abwesend");
        await Expect(page.Locator("#timeline")).ToContainTextAsync("kennt sich aus mit Paket");

        // 4: two ways of giving out, for the conversations of today, before one is chosen.
        await page.GotoAsync(Urls.OfDepartment(Urls.SimulationPattern, service));
        await page.FillAsync("[name=day]", "2025-11-03");
        await page.SelectOptionAsync("[name=a]", nameof(Strategy.LeastLoad));
        await page.SelectOptionAsync("[name=b]", nameof(Strategy.InTurn));
        await page.Locator(".simulation-form button").ClickAsync();
        await Expect(page.Locator(".simulation > *")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Expect(page.Locator(".simulation-turns tbody tr")).ToHaveCountAsync(4);
        (await roster.DepartmentsAsync(CancellationToken.None)).Find(service)!.Distribution.Strategy.ShouldBe(Strategy.Skill, "nothing was changed yet");
        await page.GotoAsync(Urls.Department(service));
        await page.SelectOptionAsync("[name=strategy]", nameof(Strategy.LeastLoad));
        await page.Locator("form[action$='/distribution'] button[type=submit]").ClickAsync();
        await Eventually.HoldsAsync(async () => (await roster.DepartmentsAsync(CancellationToken.None)).Find(service)!.Distribution.Strategy is Strategy.LeastLoad);

        // 5: the team sits in Munich now, where 31 October is no holiday; what has passed is told by the hours of then.
        var hours = (await roster.CalendarsAsync(CancellationToken.None)).Single();
        await page.GotoAsync(Urls.Calendar(hours.Id));
        await Expect(page.Locator(".holidays")).ToContainTextAsync("Reformationstag");
        await page.SelectOptionAsync("[name=region]", "DE-BY");
        await page.ClickAsync("form:has([name=region]) button[type=submit]");
        await Eventually.HoldsAsync(async () => (await roster.CalendarsAsync(CancellationToken.None)).Single().Calendar.Region == "DE-BY");
        var over = OpenTime.Between(
            (await roster.CalendarsAsync(CancellationToken.None)).Single().Calendar, Instant.FromDateTimeOffset(Desk.Berlin("2025-10-31T00:00")),
            Instant.FromDateTimeOffset(Desk.Berlin("2025-11-01T00:00")));
        over.ShouldBe(Duration.FromHours(7), "a working day");
        (await desk.Inbox.StandingAsync(Sight.Everything, CancellationToken.None)).Overdue.ShouldBe(9);
        await page.GotoAsync(Urls.Calendar(hours.Id));
        await Expect(page.Locator(".holidays")).Not.ToContainTextAsync("Reformationstag");
        await Expect(page.Locator(".holidays")).ToContainTextAsync("Heilige Drei Könige");

        // 6: the weekend was looked after.
        await page.GotoAsync(Urls.Rota);
        await Expect(page.Locator(".hours-log")).ToContainTextAsync("Sonntag 10:00 geprüft, 0 offen");
        await Expect(page.Locator(".rota-note")).ToContainTextAsync("Das Lager ruft Montag an.");

        // 7: a new text is used only after somebody else has approved it.
        await using var idas = await chromium.OpenAsync(desk.Host, await desk.SessionAsync(ida), language: "de");
        await idas.Page.GotoAsync(Urls.NewAnswer);
        await idas.Page.FillAsync("[name=title]", "Lager zu");
        await idas.Page.Locator("textarea[name=text]").First.FillAsync("Unser Lager ist bis Mittwoch geschlossen.");
        await Expect(idas.Page.Locator("button[value=approve]")).ToHaveCountAsync(0);
        await idas.Page.Locator(".rule-foot button").ClickAsync();
        await Eventually.HoldsAsync(async () => (await ShelfAsync(desk)).Items.Count == 1);
        var item = (await ShelfAsync(desk)).Items.Single();
        await PickAsync(idas.Page, handed.Id, 0);
        await page.GotoAsync(Urls.Answer(item.Id));
        await page.Locator($"form[action='{Urls.OfAnswer(Urls.AnswerApprovePattern, item.Id)}'] button").ClickAsync();
        await Eventually.HoldsAsync(async () => (await ShelfAsync(desk)).Items.Single().Approved is not null);
        await PickAsync(idas.Page, handed.Id, 1);

        // 8: September as a file, one row a conversation; its sums are the numbers of the report, and nobody is named.
        await page.GotoAsync(Urls.CareReport + "?from=2025-09-01&to=2025-09-30");
        await Expect(page.Locator(".kpi-value").First).ToHaveTextAsync("6", patientlySame);
        await Expect(page.Locator("#care-report")).Not.ToContainTextAsync("Ida Isler");
        var download = page.WaitForDownloadAsync();
        await page.ClickAsync("button[popovertarget=care-export]");
        await page.Locator("a[href*='format=csv']").ClickAsync();
        var rows = Rows(await File.ReadAllTextAsync(await (await download).PathAsync()));
        rows.Count.ShouldBe(6);
        rows.Select(r => r["id"]).Distinct().Count().ShouldBe(6);
        rows[0].Keys.ShouldNotContain("assignee");
        var report = await desk.Host.Services.GetRequiredService<CareReports>().LookAsync(
            new(new(2025, 9, 1), new(2025, 9, 30), null, null, null, null), Sight.Everything, CancellationToken.None);
        foreach (var metric in CareMetrics.All.Where(m => m is { HasLines: true, Unit: MetricUnit.Number }))
            rows.Sum(r => long.Parse(r[metric.Key], CultureInfo.InvariantCulture)).ShouldBe((long)(metric.Of(report.Total) ?? 0), metric.Key);
        using var api = desk.Host.Visitor("de");
        api.SetCookie("echolot-session", await desk.SessionAsync(lena));
        (await api.GetAsync($"{Urls.CareReport}?from=2025-09-01&to=2025-09-30&person={ida.Id}")).Status.ShouldBe(HttpStatusCode.Forbidden);

        // Nothing lies where nobody is responsible for it.
        var todo = new List<Conversation>();
        for (string? cursor = ""; cursor is not null;)
        {
            var part = await desk.Inbox.ListAsync(new(), Sight.Everything, cursor.Length == 0 ? null : cursor, 200, CancellationToken.None);
            todo.AddRange(part.Items);
            cursor = part.Next;
        }
        todo.Count.ShouldBe(143);
        todo.ShouldAllBe(t => t.AssigneeId != null || t.DepartmentId != null);
        window.Problems.ShouldBeEmpty();
        idas.Problems.ShouldBeEmpty();
    }

    /// <summary>Two departments, business hours with a lunch break and holidays of Hamburg, and seven hours to answer in.</summary>
    private static async Task<long> HouseAsync(Desk desk, Actor actor, IReadOnlyList<Person> agents)
    {
        var openings = (IReadOnlyList<Opening>)[new(540, 720), new(780, 1020)];
        var hours = await desk.Roster.SaveCalendarAsync(
            null, "Service", BusinessCalendar.Of(
                DateTimeZoneProviders.Tzdb["Europe/Berlin"],
                Enum.GetValues<IsoDayOfWeek>().Where(d => d is > IsoDayOfWeek.None and <= IsoDayOfWeek.Friday).ToDictionary(d => d, _ => openings),
                "DE-HH", false, []), actor.Person.Id, CancellationToken.None);
        await desk.Inbox.SaveTargetsAsync(
            [new("Service", null, null, 0, hours.Id, First: 420, Next: 420, Update: null, Resolve: null, Warn: 60)], null,
            CancellationToken.None);
        var service = await desk.Roster.SaveDepartmentAsync(
            actor, null, new("Service", CalendarId: hours.Id, Catches: true), CancellationToken.None);
        await desk.Roster.SetMembersAsync(actor, service.Id, [.. agents.Select(a => a.Id)], CancellationToken.None);
        await desk.Roster.SaveDepartmentAsync(actor, null, new("Recht"), CancellationToken.None);
        return service.Id;
    }

    /// <summary>Six conversations of September, four of them answered, all done.</summary>
    private static async Task SeptemberAsync(Desk desk, Person ida, TalkingNetwork network)
    {
        var talks = await desk.HearAsync(["Wo?", "Wann?", "Wie?", "Warum?", "Danke!", "Grüße"]);
        desk.Clock.Forward(TimeSpan.FromMinutes(30));
        foreach (var talk in talks.Take(4))
            await desk.Inbox.SendReplyAsync(
                talk, new(Leg.Public, "Wir schauen nach.", At: desk.Clock.GetUtcNow()), new(ida.Id, null), CancellationToken.None);
        await Eventually.HoldsAsync(() => network.Posted.Count == 4);
        await Eventually.HoldsAsync(async () => (await desk.Inbox.CountAsync(Sight.Everything, CancellationToken.None)).Waiting == 4);
        foreach (var talk in talks)
            await desk.Inbox.EnterAsync(
                talk, ConversationState.Done, null, "Lieferung > Zusteller", new(ida.Id, null), CancellationToken.None);
    }

    /// <summary>What came in the week before: nine that are late, three that soon will be, and the heap of the holiday.</summary>
    private static async Task WeekAsync(Desk desk, Person ida, Person ben, Person cem)
    {
        desk.Clock.GoTo(Desk.Berlin("2025-10-29T16:00"));
        await GiveAsync(desk, await desk.HearAsync([.. Texts("Frage zur Größe", 9)]), ida);
        desk.Clock.GoTo(Desk.Berlin("2025-10-30T10:00"));
        await GiveAsync(desk, await desk.HearAsync([.. Texts("Frage zur Farbe", 3)]), ida);
        desk.Clock.GoTo(Desk.Berlin("2025-10-31T11:00"));
        var parcels = await desk.HearAsync([.. Texts("Mein Paket fehlt", 21)]);
        await GiveAsync(desk, [.. parcels.Take(11)], ben);
        await GiveAsync(desk, [.. parcels.Skip(11)], cem);
        await GiveAsync(desk, await desk.HearAsync([.. Texts("Rückgabe", 104)]), ida);
        // Two for a department in which nobody was there to take them.
        var legal = (await desk.Roster.DepartmentsAsync(CancellationToken.None)).All.Single(d => d.Name == "Recht").Id;
        foreach (var talk in await desk.HearAsync([.. Texts("Widerruf", 2)]))
            await desk.Inbox.MoveAsync(talk, legal, Sight.Everything, CancellationToken.None);
    }

    private static async Task WeekendAsync(Desk desk, Actor actor, Person ida)
    {
        var rota = desk.Host.Services.GetRequiredService<RotaDesk>();
        desk.Clock.GoTo(Desk.Berlin("2025-10-31T18:00"));
        var shift = await rota.SaveShiftAsync(
            null, new(
                "Wochenende", ShiftKind.Weekend, Desk.Berlin("2025-11-01T08:00"), Desk.Berlin("2025-11-02T20:00"), [ida.Id],
                [Desk.Berlin("2025-11-02T10:00")]), actor.Person.Id, CancellationToken.None);
        desk.Clock.GoTo(Desk.Berlin("2025-11-02T10:05"));
        await rota.ConfirmAsync(shift, ida.Id, 0, CancellationToken.None);
        await rota.WriteNoteAsync(shift, ida.Id, "Ruhig. Das Lager ruft Montag an.", CancellationToken.None);
    }

    private static async Task GiveAsync(Desk desk, IReadOnlyList<long> talks, Person to)
    {
        // Once they are with the department that takes what nobody has put anywhere.
        foreach (var talk in talks)
            await Eventually.HoldsAsync(async () =>
                (await desk.Inbox.FindAsync(talk, Sight.Everything, CancellationToken.None))!.DepartmentId is not null);
        (await desk.Inbox.ChangeManyAsync(
            talks, new(), new BulkChange.Assign(to.Id), Sight.Everything, CancellationToken.None)).Changed.ShouldBe(talks.Count);
    }

    private static async Task PickAsync(IPage page, long talk, int count)
    {
        await page.GotoAsync(Urls.Conversation(talk));
        await page.Locator("[data-text]").ClickAsync();
        await page.Keyboard.TypeAsync("::Lager");
        if (count == 0) await Expect(page.Locator(".answer-pick")).ToHaveCountAsync(0);
        else await Expect(page.Locator(".answer-pick")).ToContainTextAsync("Lager zu", patiently);
        await page.Locator("[data-text]").FillAsync("");
    }

    private static Task<AnswerShelf> ShelfAsync(Desk desk) =>
        desk.Host.Services.GetRequiredService<AnswerLibrary>().ShelfAsync(CancellationToken.None);

    private static IEnumerable<string> Texts(string text, int count) => Enumerable.Range(1, count).Select(i => $"{text} {i}");

    /// <summary>Rows of a file without line breaks in its fields, by the names of the columns.</summary>
    private static List<Dictionary<string, string>> Rows(string csv)
    {
        var lines = csv.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var names = Cells(lines[0]);
        return [.. lines.Skip(1).Select(line => names.Zip(Cells(line)).ToDictionary(c => c.First, c => c.Second))];

        List<string> Cells(string line)
        {
            var (cells, cell, quoted) = (new List<string>(), "", false);
            foreach (var c in line)
            {
                if (c == '"') quoted = !quoted;
                else if (c == ',' && !quoted)
                {
                    cells.Add(cell);
                    cell = "";
                }
                else cell += c;
            }
            cells.Add(cell);
            return cells;
        }
    }
}
