using System.Globalization;
using System.Net;
using System.Reflection;
using AngleSharp.Dom;
using Dapper;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Echolot.Triage;
using Echolot.Web.Shell;
using Echolot.Web.Shell.SignIn;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Echolot.Web.Tests.Shell;

/// <summary>A server with one of everything, and an address for every page.</summary>
public sealed class FilledHost : IAsyncLifetime
{
    private readonly Dictionary<string, string> addresses = [];
    private readonly Dictionary<string, long> alerts = [];

    internal ListeningHost Host { get; private set; } = null!;

    /// <summary>
    /// Every page of the product, with values in its address, for the administrator who reads this language; the ways
    /// into the product are tested elsewhere.
    /// </summary>
    internal IReadOnlyList<(string Address, Permission Needed)> Pages(string language) =>
    [
        .. Host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<PageRoute>() is { Surround: Surround.Shell })
            .Select(route => (AddressOf(route, language), route.Metadata.GetRequiredMetadata<Demands>().Permission)),
    ];

    public async ValueTask InitializeAsync()
    {
        Host = await ListeningHost.StartAsync();
        var pushed = await Host.PushAsync(("1", "Die Fjellrev Jacke ist leider kaputt, ich bin sehr enttäuscht."));
        var mention = long.Parse(pushed[0], CultureInfo.InvariantCulture);
        await Host.App.Services.GetRequiredService<Archive>().TagAsync([mention], "Rückgabe", CancellationToken.None);
        var archive = Host.App.Services.GetRequiredService<Archive>();
        var category = await archive.AddLabelAsync(new("Lieferung", IsCategory: true), CancellationToken.None);
        await archive.WorkAsync(
            [mention],
            [
                WorkChange.Flag(true), WorkChange.Label(category.Id), WorkChange.Assign(1), WorkChange.Judge(Verdict.Noise),
                WorkChange.Tone(Sentiment.Positive),
            ], new(1), CancellationToken.None);
        await archive.AddNoteAsync(mention, "Bitte zurückrufen", 1, [], CancellationToken.None);
        var desk = Host.App.Services.GetRequiredService<TriageDesk>();
        var rule = await desk.SaveRuleAsync(
            null, new("Rückgaben", new() { Query = "Rückgabe" }, [WorkChange.Label(category.Id)]), 1, CancellationToken.None);
        await desk.StartAsync(new(), [WorkChange.Flag(true)], 1, CancellationToken.None);
        await desk.AddViewAsync(1, "Rückgaben", "tag=Rückgabe", true, CancellationToken.None);
        addresses[Urls.LabelEndPattern] = Urls.LabelEnd(category.Id);
        addresses[Urls.RulePattern] = Urls.Rule(rule.Id);
        addresses[Urls.RuleHitsPattern] = Urls.RuleHits(rule.Id);
        // Whatever people write has to fit: words without an end, signs that stack up, texts from right to left.
        var endless = string.Concat(Enumerable.Repeat("Donaudampfschifffahrtsgesellschaftskapitän", 12));
        await ListeningHost.PushByAsync(
            Host.App.Address, new string('x', 120), "Maximiliane von und zu Hohenstauffen-Wittgenstein und Söhne GmbH",
            ("2", $"Fjellrev {endless} https://example.org/{new string('a', 600)}"));
        await ListeningHost.PushByAsync(
            Host.App.Address, "ahmad", "أحمد بن عبد الله الخالدي",
            ("3", "تأخرت Fjellrev في توصيل الطرد وأنا غاضب جداً."));
        await ListeningHost.PushByAsync(
            Host.App.Address, "emoji", "👩🏽‍🚀🚀🚀", ("4", "Fjellrev " + string.Concat(Enumerable.Repeat("🎉", 200))));
        await Host.App.SessionAsync(Role.ReadOnly);
        var people = await Host.App.Services.GetRequiredService<Roster>().PeopleAsync(CancellationToken.None);
        var person = people.First(p => p.Role is Role.ReadOnly);
        addresses[Urls.MentionPattern] = Urls.Mention(mention);
        var inbox = Host.App.Services.GetRequiredService<Inbox>();
        var talk = await inbox.OpenAsync(mention, null, Sight.Everything, CancellationToken.None);
        await inbox.AddNoteAsync(talk.Id, $"Lager fragen {endless}", new(1, null), CancellationToken.None);
        await inbox.EnterAsync(
            talk.Id, ConversationState.WaitingInternally, null, "Zusteller", new(1, null), CancellationToken.None);
        addresses[Urls.IncidentPattern] = Urls.Incident(
            await inbox.SaveIncidentAsync(null, new("Reißverschluss", "Charge 0425", "Lieferant fragen"), new(1, null), CancellationToken.None));
        var library = Host.App.Services.GetRequiredService<AnswerLibrary>();
        await library.SaveFolderAsync(null, "Lieferung", null, CancellationToken.None);
        var answer = await library.SaveAsync(
            null, new(
                AnswerKind.Question, "Reklamation", "Die Jacke ist kaputt?", ["kaputt", endless[..50]],
                [new($"Schreib uns privat. {endless}", Language: "de", Address: Address.Du), new("Write to us.", Language: "en")]),
            null, 1, null, 1, CancellationToken.None);
        await library.ApproveAsync(answer, 1, 1, CancellationToken.None);
        await library.AddFileAsync(answer, "etikett.pdf", "%PDF-1.7"u8.ToArray(), 1, CancellationToken.None);
        addresses[Urls.AnswerPattern] = Urls.Answer(answer);
        addresses[Urls.PolicyPattern] = Urls.Policy(await library.SavePolicyAsync(
            null, new(PolicyKind.Goodwill, "Kulanz", "Bis 40 Euro", ["Buchen"], new(["kaputt"], [], ["negative"]), PolicyAdvice.Answer, 4000, 90000),
            1, CancellationToken.None));
        addresses[Urls.ApprovalRulePattern] = Urls.ApprovalRule(await inbox.SaveApprovalRuleAsync(
            null, new(
                "Rechtliches", ApprovalWhen.Always with { Words = ["Anwalt"], Above = 4000 },
                [new([1], [Role.Lead], [new("Dr. Sommer", "recht@example.org")], 60)]), 1, CancellationToken.None));
        addresses[Urls.ApprovalPattern] = Urls.Approval(await WaitingAsync(talk.Id));
        var calendar = await Host.App.Services.GetRequiredService<Roster>().SaveCalendarAsync(
            null, "Service", BusinessCalendar.Always, 1, CancellationToken.None);
        addresses[Urls.ConversationPattern] = Urls.Conversation(talk.Id);
        addresses[Urls.CalendarPattern] = Urls.Calendar(calendar.Id);
        await FillCareAsync(inbox, talk.Id, person.Id);
        await FillProposalAsync(inbox);
        await FillHoursAsync(inbox, Host.App.Services.GetRequiredService<RotaDesk>(), calendar.Id);
        addresses[Urls.MonitorPattern] = Urls.Monitor(Host.MonitorId);
        addresses[Urls.MonitorVersionsPattern] = Urls.MonitorVersions(Host.MonitorId);
        addresses[Urls.NewSourceOf] = Urls.NewSourceWith("feeds");
        var (chat, _) = await Host.App.Services.GetRequiredService<SourceRunner>().AddAsync(
            ChatSettings.Connector, "Chat", new Dictionary<string, string> { ["origins"] = "https://shop.example" },
            CancellationToken.None);
        addresses[Urls.SourceChatPattern] = Urls.SourceChat(chat!.Id);
        addresses[Urls.SourcePattern] = Urls.Source(Host.SourceId);
        foreach (var language in new[] { "de", "en" })
            alerts[language] = await Host.SubscribeAsync(await AdministratorAsync(language));
        addresses[Urls.FiringPattern] = Urls.Firing(await Host.FireAsync());
        addresses[Urls.PersonPattern] = Urls.Person(person.Id);
    }

    /// <summary>A reply that waits, as it is stored: no network of this server takes replies.</summary>
    private async Task<long> WaitingAsync(long talk) =>
        await Host.App.Services.GetRequiredService<EcholotDb>().WriteAsync(async scope =>
        {
            var id = await scope.Connection.ExecuteScalarAsync<long>(
                """
                insert into approval (conversation_id, author_id, leg, text, state, tier, tiers, why, created_at, changed_at, revision)
                values (@talk, 2, 1, 'Wir prüfen das heute noch.', 1, 0, '[{"people":[1],"roles":[],"outside":[],"minutes":60}]',
                    '[{"ruleId":1,"name":"Rechtliches","words":["Anwalt"],"tiers":[]}]', 0, 0, 1) returning id
                """, new { talk }, scope.Transaction);
            foreach (var (step, text) in new[] { (1, "Wir prüfen das."), (2, "Wir prüfen das heute noch.") })
                await scope.Connection.ExecuteAsync(
                    """
                    insert into approval_version (approval_id, at, step, tier, person_id, text, remark)
                    values (@id, 0, @step, 0, 1, @text, 'bitte genauer')
                    """, new { id, step, text }, scope.Transaction);
            return id;
        }, CancellationToken.None);

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private async Task FillCareAsync(Inbox inbox, long talk, long person)
    {
        var roster = Host.App.Services.GetRequiredService<Roster>();
        var mira = (await roster.FindAsync(1, CancellationToken.None))!;
        var acts = new Actor(mira, mira.Permissions, null);
        var service = await roster.SaveDepartmentAsync(acts, null, new("Kundendienst", Catches: true), CancellationToken.None);
        await roster.SetMembersAsync(acts, service.Id, [1], CancellationToken.None);
        await roster.SaveSeatAsync(acts, new(1, Reach.All, 5, ["Retoure"], ["de"]), CancellationToken.None);
        await roster.AddAbsenceAsync(
            acts, person, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(3), 1, CancellationToken.None);
        await inbox.MoveAsync(talk, service.Id, Sight.Everything, CancellationToken.None);
        var workflow = await inbox.SaveWorkflowAsync(
            null, new(
                "Rückgaben", WorkflowTrigger.Unanswered, new() { Query = "Rückgabe", Departments = [service.Id], Assigned = false },
                [new(WorkflowActionKind.Note, Text: "Bitte ansehen"), new(WorkflowActionKind.TellDepartment, service.Id)],
                "Eskalation", Minutes: 90), 1, CancellationToken.None);
        var incident = await inbox.SaveIncidentAsync(null, new("Klemmt", "Material", "Charge 0425"), new(1, null), CancellationToken.None);
        addresses[Urls.DepartmentPattern] = Urls.Department(service.Id);
        addresses[Urls.SimulationPattern] = Urls.OfDepartment(Urls.SimulationPattern, service.Id);
        addresses[Urls.SeatPattern] = Urls.Seat(1);
        addresses[Urls.WorkflowPattern] = Urls.Workflow(workflow.Id);
        addresses[Urls.MacroPattern] = Urls.Macro((await inbox.SaveMacroAsync(
            null, new("Rückgabe", [new(WorkflowActionKind.Note, Text: "Bitte ansehen"), new(WorkflowActionKind.Priority, 2)], true), 1, true,
            CancellationToken.None)).Id);
        addresses[Urls.ConversationTriesPattern] = Urls.OfConversation(Urls.ConversationTriesPattern, talk);
        addresses[Urls.IncidentPattern] = Urls.Incident(incident);
    }

    /// <summary>Many say the same on a sudden.</summary>
    private async Task FillProposalAsync(Inbox inbox)
    {
        string[] usual = ["Paket verspätet", "Rechnung falsch", "Zelt undicht", "Retoure gesandt", "Gutschein einlösen"];
        Task SayAsync(string text, string who, int daysAgo) => inbox.WriteDownAsync(
            new("phone", who, text, Mail: $"{who}@example.org", At: DateTimeOffset.UtcNow.AddDays(-daysAgo), Mine: false),
            new(1, null), CancellationToken.None);
        for (var i = 0; i < 25; i++) await SayAsync(usual[i % usual.Length], $"u{i}", 20 + i);
        for (var i = 0; i < 6; i++) await SayAsync("Der Reißverschluss ist kaputt", $"z{i}", i);
        var found = await inbox.IncidentProposalsAsync(Sight.Everything, CancellationToken.None);
        addresses[Urls.ProposalPattern] = Urls.Proposal(found.Items.ShouldHaveSingleItem().Term);
    }

    private async Task FillHoursAsync(Inbox inbox, RotaDesk rota, long calendar)
    {
        addresses[Urls.AutoReplyPattern] = Urls.AutoReply(await inbox.SaveAutoReplyAsync(
            null, new("Abwesend", null, null, AutoReplyHours.Outside, calendar, 0, 0, AutoReplyLegs.Both, new("Bis bald", "See you")), 1,
            CancellationToken.None));
        addresses[Urls.ScenarioPattern] = Urls.Scenario(await inbox.SaveScenarioAsync(
            null, new("Paketfragen", null, null, AutoReplyHours.Always, null, "[a]\nde: Hallo\nen: Hello\nend: handover"), 1,
            CancellationToken.None));
        addresses[Urls.ShiftPatternPattern] = Urls.ShiftPattern(await rota.SavePatternAsync(
            null, new("Spätdienst", ShiftKind.Evening, [NodaTime.IsoDayOfWeek.Monday], 18 * 60, 22 * 60, [1], false, [20 * 60]), 1,
            CancellationToken.None));
        var now = DateTimeOffset.UtcNow;
        var shift = await rota.SaveShiftAsync(
            null, new("Sonderdienst", ShiftKind.Other, now.AddHours(-1), now.AddHours(3), [1], [now.AddMinutes(5)]), 1, CancellationToken.None);
        addresses[Urls.ShiftAtPattern] = Urls.Shift(shift);
        await rota.WriteNoteAsync(shift, 1, "Lager hat zu", CancellationToken.None);
        await rota.ConfirmAsync(shift, 1, 2, CancellationToken.None);
        await rota.OfferSwapAsync(shift, 1, null, CancellationToken.None);
        await rota.CallAsync(DutySubject.Conversation, 1, CancellationToken.None);
    }

    private async Task<string> AdministratorAsync(string language)
    {
        var secret = await Host.App.SessionAsync(Role.Administrator, language);
        var actor = await Host.App.Services.GetRequiredService<Roster>().BySessionAsync(secret, CancellationToken.None);
        return actor.ShouldNotBeNull().Person.Email;
    }

    private string AddressOf(RouteEndpoint route, string language)
    {
        var pattern = route.RoutePattern.RawText!;
        if (route.RoutePattern.Parameters.Count == 0) return pattern;
        // Alerts are each person's own.
        if (pattern == Urls.AlertPattern) return Urls.Alert(alerts[language]);
        if (pattern == Urls.AlertEditPattern) return Urls.AlertEdit(alerts[language]);
        if (pattern == Urls.AlertBesidePattern) return Urls.AlertBeside(alerts[language], 1, 1);
        return addresses.GetValueOrDefault(pattern)
            ?? throw new InvalidOperationException($"Give {pattern} an address in {nameof(FilledHost)}.");
    }
}

public sealed class FilledPagesTests(FilledHost filled) : IClassFixture<FilledHost>
{
    private readonly AppHost host = filled.Host.App;

    [Theory]
    [InlineData("de")]
    [InlineData("en")]
    public async Task Every_page_with_something_on_it_opens_and_speaks_one_language(string language)
    {
        var foreign = Texts(language == "de" ? "en" : "de");
        using var visitor = await host.SignedInAsync(Role.Administrator, language);
        foreach (var (path, _) in filled.Pages(language))
        {
            var answer = await visitor.GetAsync(path);
            answer.Status.ShouldBe(HttpStatusCode.OK, path);
            answer.Document.DocumentElement.GetAttribute("lang").ShouldBe(language, path);
            answer.Title.ShouldEndWith(" · Echolot", Case.Sensitive, path);
            answer.Document.QuerySelectorAll("h1").Length.ShouldBe(1, path);
            answer.Document.QuerySelectorAll("[style], style, script:not([src]), [onclick]")
                .ShouldBeEmpty($"{path}: the Content-Security-Policy forbids it");
            // The API describes itself in English only.
            if (path is not Urls.ApiReference)
                Said(answer.Document.Body!).Where(foreign.Contains).ShouldBeEmpty($"{path} in {language}");
        }
    }

    [Fact]
    public async Task Who_may_not_is_told_so_on_a_page_of_the_product_and_sees_everything_else()
    {
        var may = Roles.PermissionsOf(Role.ReadOnly);
        using var reader = await host.SignedInAsync(Role.ReadOnly, "de");
        var refused = 0;
        foreach (var (path, needed) in filled.Pages("de"))
        {
            var answer = await reader.GetAsync(path);
            if (may.HasFlag(needed))
            {
                answer.Status.ShouldBe(HttpStatusCode.OK, path);
                continue;
            }
            refused++;
            answer.Status.ShouldBe(HttpStatusCode.Forbidden, path);
            answer.Find("main")!.TextContent.ShouldContain("Recht", Case.Sensitive, path);
            answer.Find("nav.rail").ShouldNotBeNull(path);
            answer.Find($"main a[href='{Urls.Today}']").ShouldNotBeNull(path);
        }
        refused.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task The_start_page_leads_to_the_alert_that_nobody_has_acknowledged()
    {
        using var visitor = await host.SignedInAsync(Role.Administrator, "de");
        var today = await visitor.GetAsync(Urls.Today);
        var firing = filled.Pages("de").Select(p => p.Address).First(
            a => a.StartsWith(Urls.Alerts + "/firings/", StringComparison.Ordinal));
        today.Find($".banner.bad a[href='{firing}']").ShouldNotBeNull();
    }

    [Fact]
    public async Task Reading_pages_offer_no_forms_to_those_who_may_only_read()
    {
        using var reader = await host.SignedInAsync(Role.ReadOnly);
        var sources = await reader.GetAsync(Urls.Source(filled.Host.SourceId));
        sources.Find("main form button[type=submit]").ShouldBeNull();
        sources.Text.ShouldNotContain(ListeningHost.Secret);
        var monitor = await reader.GetAsync(Urls.Monitor(filled.Host.MonitorId));
        monitor.Find("main form button[type=submit]").ShouldBeNull();
        var mention = await reader.GetAsync(
            filled.Pages("en").Select(p => p.Address).First(
                a => a.StartsWith(Urls.Listening + "/", StringComparison.Ordinal)));
        mention.Find("main form").ShouldBeNull();
        mention.Find(".detail-tags")!.TextContent.ShouldContain("Rückgabe");
    }

    [Theory]
    [InlineData("/listening/1")]
    [InlineData("/monitors/999")]
    [InlineData("/sources/999")]
    [InlineData("/alerts/999")]
    [InlineData("/alerts/999/edit")]
    [InlineData("/alerts/firings/999")]
    [InlineData("/settings/people/999")]
    public async Task What_is_gone_is_said_to_be_gone(string path)
    {
        using var visitor = await host.SignedInAsync();
        var answer = await visitor.GetAsync(path);
        answer.Status.ShouldBe(HttpStatusCode.NotFound);
        answer.Find("nav.rail").ShouldNotBeNull();
        answer.Find("main h2")!.TextContent.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task A_search_that_is_wrong_is_explained_and_breaks_no_part_of_the_list()
    {
        using var visitor = await host.SignedInAsync(Role.Administrator, "de");
        var list = await visitor.GetAsync(Urls.Listening + "?q=jacke+AND+(");
        list.Status.ShouldBe(HttpStatusCode.OK);
        list.Find("input[name=q]")!.GetAttribute("value").ShouldBe("jacke AND (");
        list.Find(".banner")!.TextContent.ShouldContain("Klammer");
        var arrived = await visitor.GetAsync(Urls.ListeningArrived + "?q=jacke+AND+(&ids=1", ("HX-Request", "true"));
        arrived.Status.ShouldBe(HttpStatusCode.OK);
        arrived.Find("[data-mention]").ShouldBeNull();
    }

    /// <summary>
    /// Texts of the screens in this language that read otherwise in the other, of more than one word.
    /// </summary>
    private static HashSet<string> Texts(string language)
    {
        const BindingFlags Own =
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var phrases = typeof(Phrase).Assembly.GetTypes().SelectMany(type => type.GetFields(Own))
            .Where(field => field.FieldType == typeof(Phrase)).Select(field => (Phrase)field.GetValue(null)!).ToList();
        var mine = language == "de" ? phrases.Select(p => p.De) : phrases.Select(p => p.En);
        var theirs = (language == "de" ? phrases.Select(p => p.En) : phrases.Select(p => p.De)).ToHashSet();
        return [.. mine.Where(text => text.Contains(' ', StringComparison.Ordinal) && !theirs.Contains(text))];
    }

    /// <summary>Everything an element says: its texts, and the attributes people hear or see.</summary>
    private static IEnumerable<string> Said(IElement element)
    {
        string[] heard = ["title", "aria-label", "placeholder"];
        return element.Descendants<IText>().Select(text => text.Data.Trim())
            .Concat(element.QuerySelectorAll("*").SelectMany(e => heard.Select(e.GetAttribute).OfType<string>()));
    }
}

/// <summary>axe-core over the pages that have something on them.</summary>
[Collection(InChromium.Name)]
public sealed class FilledPagesInChromium(Chromium chromium, FilledHost filled) : IClassFixture<FilledHost>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Axe_finds_nothing_serious(bool dark)
    {
        var found = new List<string>();
        await using var window = await chromium.OpenAsync(
            filled.Host.App, await filled.Host.App.SessionAsync(), dark: dark);
        // What is still fading in has no colours of its own yet.
        await window.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        foreach (var (path, _) in filled.Pages("en"))
        {
            await window.Page.GotoAsync(path);
            found.AddRange((await Axe.SeriousAsync(window.Page)).Select(finding => $"{path}: {finding}"));
        }
        found.ShouldBeEmpty();
        window.Problems.ShouldBeEmpty();
    }
}
