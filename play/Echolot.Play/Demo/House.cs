using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Teams;

namespace Echolot.Play.Demo;

/// <summary>Departments of "Nordlicht Versand" with their people, how they share the work, and the workflows they wrote.</summary>
internal static class House
{
    public static async Task FillAsync(
        Inbox inbox, Archive archive, Roster roster, IReadOnlyDictionary<string, long> people, long hours,
        CancellationToken cancel)
    {
        var mira = (await roster.FindAsync(people[Workplace.Mail], cancel))!;
        var acts = new Actor(mira, mira.Permissions, null);
        var service = await AddAsync(new("Service", null, hours, Catches: true), new(Strategy.LeastLoad, ReturnAfter: 90), "ida.weiss", "nele.kramer", "ole.vogt");
        var returns = await AddAsync(new("Retouren", service), new(Strategy.Skill, Strategy.InTurn, 120), "selma.demir", "ole.vogt");
        var press = await AddAsync(new("PR"), new(Strategy.LastAgent, Strategy.LongestIdle), "jonas.brandt", "greta.lorenz");
        var sales = await AddAsync(new("Marketing/Vertrieb"), new(Strategy.InTurn), "malte.ott");
        var legal = await AddAsync(new("Recht", Locked: true), new(), "pia.falk");

        await SeatAsync("ida.weiss", Reach.Subtree, 12, ["Lieferung", "Paket", "Zusteller"], ["de", "en"]);
        await SeatAsync("nele.kramer", Reach.Team, 10, ["Rechnung", "Gutschein"], ["de"]);
        await SeatAsync("ole.vogt", Reach.Team, 10, ["Retoure", "Reißverschluss"], ["de", "en"]);
        await SeatAsync("selma.demir", Reach.Team, 8, ["Retoure", "Erstattung"], ["de", "tr"]);
        await SeatAsync("greta.lorenz", Reach.Team, null, ["Presse"], ["de", "en"]);
        await SeatAsync("malte.ott", Reach.Own, null, ["Beratung"], ["de"]);
        await SeatAsync("pia.falk", Reach.Team, null, ["Recht"], ["de"]);
        await inbox.SaveWeightsAsync(new Dictionary<string, int> { ["mastodon"] = 2, ["bluesky"] = 2 }, mira.Id, cancel);
        var now = TimeProvider.System.GetUtcNow();
        await roster.AddAbsenceAsync(acts, people["nele.kramer@nordlicht.example"], now.AddHours(-2), now.AddDays(5), people["ole.vogt@nordlicht.example"], cancel);

        var late = (await archive.LabelsAsync(cancel)).FirstOrDefault(l => l.Name == "Verspätung");
        await FlowAsync("Eskalation", new("Droht mit dem Recht", WorkflowTrigger.CustomerWrote,
            new() { Query = "Anwalt* OR Abmahn* OR Verbraucherzentrale OR verklag* OR lawyer" },
            [
                new(WorkflowActionKind.Department, legal), new(WorkflowActionKind.Priority, (long)Priority.Urgent),
                new(WorkflowActionKind.TellDepartment, legal), new(WorkflowActionKind.Note, Text: "Nichts zusagen, erst Recht fragen."),
            ], Stops: true));
        await FlowAsync("Eskalation", new("Große Reichweite verärgert", WorkflowTrigger.Opened,
            new() { Followers = 2_000, Sentiments = [Sentiment.Negative] },
            [new(WorkflowActionKind.Department, press), new(WorkflowActionKind.Priority, (long)Priority.High)], Stops: true));
        await FlowAsync("Eskalation", new("Frist verpasst", WorkflowTrigger.ClockMissed, new(),
            [new(WorkflowActionKind.TellPerson, people["jonas.brandt@nordlicht.example"])]));
        await FlowAsync("Service", new("Rücksendung und Erstattung", WorkflowTrigger.Opened,
            new() { Query = "Retoure* OR Rücksend* OR Erstattung* OR Umtausch* OR refund", Departments = [0, service] },
            [new(WorkflowActionKind.Department, returns)]));
        if (late is not null)
            await FlowAsync("Service", new("Paket lässt auf sich warten", WorkflowTrigger.CustomerWrote,
                new() { Query = "(Paket* OR Liefer* OR parcel OR delivery) AND (wo OR wartet OR warte OR Tag* OR Woche* OR late OR weg)" },
                [new(WorkflowActionKind.Label, late.Id)]));
        await FlowAsync("Service", new("Vier Stunden ohne Antwort", WorkflowTrigger.Unanswered, new() { States = [ConversationState.New, ConversationState.Open] },
            [new(WorkflowActionKind.Priority, (long)Priority.High), new(WorkflowActionKind.TellDepartment, service)],
            Minutes: 240, CalendarId: hours));
        await FlowAsync("Service", new("Eine Woche Stille", WorkflowTrigger.Silent, new(),
            [new(WorkflowActionKind.State, (long)ConversationState.Done)], Minutes: 60 * 24 * 7));
        await FlowAsync("Vertrieb", new("Sucht Beratung", WorkflowTrigger.Opened,
            new() { Query = "suche OR empfehl* OR \"kennt jemand\" OR \"looking for\"", Sentiments = [Sentiment.Neutral, Sentiment.Positive], Departments = [0] },
            [new(WorkflowActionKind.Department, sales)]));
        await FlowAsync("Vertrieb", new("Dank und Lob ablegen", WorkflowTrigger.Opened,
            new() { Sentiments = [Sentiment.Positive] }, [new(WorkflowActionKind.State, (long)ConversationState.Ignored)], Active: false));

        foreach (var macro in new MacroDraft[]
        {
            new("Paket verspätet", [
                new(WorkflowActionKind.Cause, Text: "Lieferung > Zusteller"), new(WorkflowActionKind.Note, Text: "Beim Zusteller nachgefragt"),
                new(WorkflowActionKind.Reply, Text: "Hallo {{contact.first}}, danke für die Nachricht. Das Paket wird gesucht; bis morgen Mittag gibt es hier eine Antwort."),
                new(WorkflowActionKind.State, (long)ConversationState.WaitingInternally),
            ], Shared: true),
            new("An den Vertrieb", [new(WorkflowActionKind.Department, sales), new(WorkflowActionKind.Route)], Shared: true),
        })
            await inbox.SaveMacroAsync(null, macro, mira.Id, any: true, cancel);

        async Task<long> AddAsync(DepartmentDraft draft, Distribution distribution, params string[] members)
        {
            var saved = await roster.SaveDepartmentAsync(acts, null, draft, cancel);
            await roster.SetMembersAsync(acts, saved.Id, [.. members.Select(m => people[$"{m}@nordlicht.example"])], cancel);
            await roster.SetDistributionAsync(acts, saved.Id, distribution, cancel);
            return saved.Id;
        }

        Task SeatAsync(string name, Reach reach, int? capacity, string[] skills, string[] languages) => roster.SaveSeatAsync(
            acts, new(people[$"{name}@nordlicht.example"], reach, capacity, skills, languages), cancel);

        Task FlowAsync(string folder, WorkflowDraft draft) =>
            inbox.SaveWorkflowAsync(null, draft with { Folder = folder }, mira.Id, cancel);
    }
}
