using Echolot.Alerts;
using Echolot.Evidence;
using Echolot.Insights;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Play.Networks;
using Echolot.Play.Worlds;
using Echolot.Sources;
using Echolot.Teams;
using Echolot.Triage;

namespace Echolot.Play.Demo;

/// <summary>What the staff of "Nordlicht Versand" have set up in Echolot: people, monitors, sources, notifications.</summary>
internal static class Workplace
{
    public const string Mail = "mira.albrecht@nordlicht.example";
    public const string Password = "nordlicht-demo-2026";
    public const string Secret = "demo-secret-of-nordlicht-versand";

    private static readonly PersonDraft[] People =
    [
        new("jonas.brandt@nordlicht.example", "Jonas Brandt", Role.Lead, "de", "Europe/Berlin"),
        new("ida.weiss@nordlicht.example", "Ida Weiß", Role.Agent, "de", "Europe/Berlin"),
        new("nele.kramer@nordlicht.example", "Nele Kramer", Role.Agent, "de", "Europe/Berlin"),
        new("ole.vogt@nordlicht.example", "Ole Vogt", Role.Agent, "de", "Europe/Berlin"),
        new("selma.demir@nordlicht.example", "Selma Demir", Role.Agent, "de", "Europe/Berlin"),
        new("greta.lorenz@nordlicht.example", "Greta Lorenz", Role.Agent, "de", "Europe/Berlin"),
        new("malte.ott@nordlicht.example", "Malte Ott", Role.Agent, "de", "Europe/Berlin"),
        new("pia.falk@nordlicht.example", "Pia Falk", Role.Agent, "de", "Europe/Berlin"),
        new("lena.vogt@nordlicht.example", "Lena Vogt", Role.Trainee, "de", "Europe/Berlin"),
        new("emma.clarke@nordlicht.example", "Emma Clarke", Role.Analyst, "en", "Europe/London"),
        new("anton.busch@nordlicht.example", "Anton Busch", Role.ReadOnly, "de", "Europe/Berlin"),
    ];

    /// <summary>Makes everything and returns the source of each channel.</summary>
    public static async Task<IReadOnlyDictionary<Channel, Source>> SetUpAsync(
        Roster roster, Watchlist watchlist, SourceRunner runner, Press press, CancellationToken cancel)
    {
        var administrator = await roster.SetUpAsync(
            "Nordlicht Versand", "Europe/Berlin", new(Mail, "Mira Albrecht", Role.Administrator, "de", "Europe/Berlin"), Password, cancel);
        var actor = new Actor(administrator, administrator.Permissions, null);
        foreach (var person in People) await roster.InviteAsync(actor, person, cancel);

        foreach (var draft in NordlichtMonitors.All)
        {
            var saved = await watchlist.AddAsync(draft with { OwnerId = administrator.Id }, administrator.Id, cancel);
            if (saved.Monitor is null)
                throw new InvalidOperationException($"The query of the monitor “{draft.Name}” is wrong: {saved.Errors[0].Message}");
        }

        var sources = new Dictionary<Channel, Source>();
        foreach (var channel in Channel.All)
        {
            var settings = channel.Connector switch
            {
                "push" => new Dictionary<string, string> { ["address"] = channel.Instance, ["secret"] = Secret },
                "feeds" => new() { ["address"] = press.SiteOf(channel) },
                // Nothing answers there, and the source is paused below: the real stream would bring the real world in.
                _ => new() { ["hosts"] = press.Address.Replace("http://", "ws://", StringComparison.Ordinal) },
            };
            var (source, check) = await runner.AddAsync(channel.Connector, channel.Name, settings, cancel);
            sources[channel] = source ?? throw new InvalidOperationException(
                $"The source “{channel.Name}” was refused: {string.Join("; ", check.Problems.Select(p => $"{p.Key}: {p.Value.En}"))}");
        }

        await runner.PauseAsync(sources[Channel.All[0]].Id, paused: true, cancel);
        return sources;
    }

    /// <summary>Who is told what; made when the past is in, because nobody wants to be told of two months at once.</summary>
    public static async Task SubscribeAsync(AlertDesk desk, Roster roster, Watchlist watchlist, CancellationToken cancel)
    {
        var person = (await roster.PeopleAsync(cancel)).First(p => p.Email == Mail).Id;
        var monitors = (await watchlist.ListAsync(cancel)).ToDictionary(m => m.Name, m => m.Id);
        var risk = new AlertRule(
            0, person, monitors["Risiko Schadstoffe"], AlertKind.EachMention, [DeliveryChannel.Screen], [], 0, TimeSpan.Zero, TimeSpan.FromMinutes(5),
            null, null, true, default);
        // First of all: what others notice of the same is told with it.
        await desk.SaveAsync(
            await desk.AtLevelAsync(
                risk with
                {
                    Name = "Ungewöhnlich viel zur Marke", MonitorId = monitors["Nordlicht (Marke)"], Kind = AlertKind.Seasonal,
                    Sensitivity = Sensitivity.Balanced, Bound = 4, Count = 10, Window = TimeSpan.FromHours(1),
                    Cooldown = TimeSpan.FromHours(1), AlsoOnDuty = true, EscalateOnDuty = true,
                    EscalateAfter = TimeSpan.FromMinutes(10),
                }, cancel), cancel);
        await desk.SaveAsync(risk, cancel);
        await desk.SaveAsync(risk with { MonitorId = monitors["Kaufabsicht Outdoor"], Cooldown = TimeSpan.FromMinutes(1) }, cancel);
        await desk.SaveAsync(
            risk with
            {
                MonitorId = monitors["Nordlicht (Marke)"], Kind = AlertKind.Threshold, Count = 120, Window = TimeSpan.FromHours(1),
                Cooldown = TimeSpan.FromHours(1), QuietFrom = new TimeOnly(22, 0), QuietTo = new TimeOnly(6, 30),
            }, cancel);
        await desk.SaveAsync(
            risk with
            {
                MonitorId = monitors["Nordlicht (Marke)"], Kind = AlertKind.SentimentShare, Bound = 60, Count = 25,
                Window = TimeSpan.FromHours(2), Cooldown = TimeSpan.FromHours(3),
            }, cancel);
        await desk.SaveAsync(
            risk with
            {
                MonitorId = null, Kind = AlertKind.Silence, Window = TimeSpan.FromHours(3), Cooldown = TimeSpan.FromHours(1),
            }, cancel);
        await desk.SaveAsync(
            risk with { MonitorId = null, Kind = AlertKind.Digest, DigestAt = [new TimeOnly(7, 0), new TimeOnly(17, 0)] }, cancel);
    }

    /// <summary>What they have made of it so far: labels, rules and their runs, a view, a search, notes, evidence.</summary>
    public static async Task WorkAsync(
        TriageDesk triage, Archive archive, Analyst analyst, EvidenceRoom evidence, Roster roster, Watchlist watchlist,
        CancellationToken cancel)
    {
        var people = (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Email, p => p.Id);
        var (mira, jonas, ida) = (people[Mail], people["jonas.brandt@nordlicht.example"], people["ida.weiss@nordlicht.example"]);
        var monitors = (await watchlist.ListAsync(cancel)).ToDictionary(m => m.Name);
        var delivery = await archive.AddLabelAsync(new("Lieferung", IsCategory: true, Color: "blue"), cancel);
        var late = await archive.AddLabelAsync(new("Verspätung", IsCategory: true, delivery.Id), cancel);
        await archive.AddLabelAsync(new("Beschädigt", IsCategory: true, delivery.Id), cancel);
        var product = await archive.AddLabelAsync(new("Produkt", IsCategory: true, Color: "violet"), cancel);
        var flaw = await archive.AddLabelAsync(new("Mangel", IsCategory: true, product.Id, "orange"), cancel);
        var press = await archive.AddLabelAsync(new("Presse", Color: "slate"), cancel);
        var callBack = await archive.AddLabelAsync(new("Rückruf", Color: "amber"), cancel);

        RuleDraft[] rules =
        [
            new("Verspätete Pakete", new() { Query = "(Paket* OR Bestellung) AND (warte* OR \"noch nicht da\")" }, [WorkChange.Label(late.Id)]),
            new("Reklamationen", new() { Query = "kaputt OR defekt OR Schrott", Sentiments = [Sentiment.Negative] },
                [WorkChange.Label(flaw.Id)]),
            new("Presse", new() { Kinds = [ItemKind.Article] }, [WorkChange.Label(press.Id)]),
        ];
        await triage.ClassifyAsync(
            [.. Channel.All.Where(c => c.Kind is ItemKind.Article).Select(c => new ClassDraft(
                ClassedKind.Site, c.Host, c == Channel.News ? SourceClass.Lead : SourceClass.Trade))], mira, cancel);
        foreach (var draft in rules)
            await triage.StartRuleAsync((await triage.SaveRuleAsync(null, draft, jonas, cancel)).Id, jonas, cancel);

        var brand = monitors["Nordlicht (Marke)"];
        await triage.AddViewAsync(
            mira, "Ärger mit der Marke", FormattableString.Invariant($"monitor={brand.Id}&tone=Negative"), true, cancel);
        await analyst.SaveSearchAsync(
            new("Verpackung und Plastik", "q=Verpackung*+OR+Plastik*", "Für den Nachhaltigkeitsbericht", true), mira, cancel);
        await triage.ExcludeAsync(new(ExclusionKind.Site, ExclusionMode.Hide, null, "gewinnspiele.example"), mira, cancel);

        var angry = (await archive.ListAsync(
            new() { Monitors = [brand.Id], Sentiments = [Sentiment.Negative] }, null, 6, cancel)).Items;
        await archive.WorkAsync([angry[1].Id], [WorkChange.Flag(true), WorkChange.Label(callBack.Id), WorkChange.Assign(mira)], new(mira), cancel);
        await archive.AddNoteAsync(angry[1].Id, "Lager bestätigt: Paket liegt seit Montag im Zwischenlager. Kulanz bis 40 € ist frei.", ida, [], cancel);
        await archive.WorkAsync([angry[2].Id], [WorkChange.Assign(ida), WorkChange.Judge(Verdict.Relevant)], new(mira), cancel);
        await archive.WorkAsync([angry[3].Id], [WorkChange.Judge(Verdict.Noise)], new(mira), cancel);
        await evidence.TakeAsync(angry[1].Id, mira, cancel);

        // The query was narrower at first: two versions to compare.
        var service = monitors["Lieferung und Retoure"];
        await watchlist.ChangeAsync(
            service.Id,
            new(service.Name, service.QueryText.Replace("parcel", "parcel OR Umtausch* OR umtauschen OR Sendungsverfolgung", StringComparison.Ordinal),
                service.Purpose, service.OwnerId, service.Folder, Color: service.Color, Forms: service.Forms),
            mira, "Umtausch und Sendungsverfolgung dazu", cancel);
    }
}
