using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Play.Demo;

/// <summary>
/// Eight weeks of service behind the desk of "Nordlicht Versand": answers early and late, causes, and a fix for the one that
/// hurt most. Lived through by an inbox whose clock is set back.
/// </summary>
internal static class CarePast
{
    private const int Days = 58;
    private const int ADay = 6;

    /// <summary>Two whole weeks and a day ago: long enough for an effect.</summary>
    private const int FixedDaysAgo = 16;

    private const string Late = "Lieferung > Zusteller > verspätet";

    private static readonly string[] causes =
    [
        Late, "Produkt > Reißverschluss > Charge 0425", Late, "Lieferung > Zusteller > beschädigt", "Produkt > Größe fällt klein aus",
        Late, "Produkt > Pflege und Imprägnieren", Late, "Rechnung > doppelt abgebucht", "Produkt > Reißverschluss > Charge 0425", Late, "Retoure > Geld noch nicht da",
    ];

    public static async Task LiveAsync(IServiceProvider services, CancellationToken cancel)
    {
        var clock = new SetBack();
        var inbox = ActivatorUtilities.CreateInstance<Inbox>(services, clock);
        var (archive, runner, gate) = (
            services.GetRequiredService<Archive>(), services.GetRequiredService<SourceRunner>(),
            services.GetRequiredService<ITakesEvents>());
        var people = (await services.GetRequiredService<Roster>().PeopleAsync(cancel))
            .Where(p => p.Permissions.HasFlag(Permission.WorkConversations)).Take(4).ToList();
        var monitors = (await services.GetRequiredService<Watchlist>().ListAsync(cancel)).ToDictionary(m => m.Name, m => m.Id);
        var now = TimeProvider.System.GetUtcNow();
        var configs = new Dictionary<string, SourceConfig>();
        foreach (var source in await runner.ListAsync(cancel))
            configs.TryAdd(source.Key.Connector, await runner.ConfigAsync(source.Id, cancel));
        var count = 0;
        for (var day = Days; day > 1; day--)
        {
            var said = (await archive.ListAsync(
                new()
                {
                    Monitors = [monitors["Lieferung und Retoure"]], From = now.AddDays(-day), To = now.AddDays(1 - day),
                    Kinds = [ItemKind.Post, ItemKind.Comment, ItemKind.Reply, ItemKind.Review],
                }, null, ADay, cancel)).Items;
            foreach (var mention in said)
            {
                var i = count++;
                var cause = causes[i * 5 % causes.Length];
                // Since the fix only every fourth of them comes.
                if (cause == Late && day <= FixedDaysAgo && i % 4 != 0) continue;
                var who = people[i * 3 % people.Count];
                clock.Now = mention.PublishedAt.AddMinutes(20 + i % 50);
                var talk = await inbox.OpenAsync(mention.Id, null, new(who.Id, null), cancel);
                if (talk.State is not ConversationState.New) continue;
                var sight = new Sight(who.Id, null);
                await inbox.TakeAsync(talk.Id, sight, cancel);
                if (i % 13 == 5)
                {
                    await inbox.EnterAsync(talk.Id, ConversationState.Ignored, null, null, sight, cancel);
                    continue;
                }
                var answered = AtWork(mention.PublishedAt.AddHours(i % 6 == 0 ? 44 + i % 30 : 1 + i * 7 % 13));
                if (i % 11 != 3 && configs.TryGetValue(mention.Connector, out var config))
                    await gate.TakeAsync(config, [new Addressed(Answer(mention, config, answered, i), true, null, answered)], cancel);
                clock.Now = Later(AtWork(answered.AddHours(1 + i * 5 % 30)), clock.Now);
                await inbox.EnterAsync(talk.Id, ConversationState.Done, null, cause, sight, cancel);
                if (i % 17 != 4) continue;
                clock.Now = clock.Now.AddHours(20);
                await inbox.EnterAsync(talk.Id, ConversationState.Open, null, null, sight, cancel);
                clock.Now = AtWork(clock.Now.AddHours(6));
                await inbox.EnterAsync(talk.Id, ConversationState.Done, null, cause, sight, cancel);
            }
        }
        await BucklesAsync(inbox, clock, [.. people.Select(p => p.Id)], cancel);
        var reports = services.GetRequiredService<CareReports>();
        await reports.AddFixAsync(
            "Lieferung > Zusteller > verspätet", reports.Today.AddDays(-FixedDaysAgo),
            "Zweiter Zusteller für den Norden, Abholung am Vormittag", people[0].Id, cancel);
    }

    /// <summary>Buckles that broke within nine days: each call was closed for itself, and nobody saw them together.</summary>
    private static async Task BucklesAsync(Inbox inbox, SetBack clock, IReadOnlyList<long> people, CancellationToken cancel)
    {
        (string Who, string Said)[] calls =
        [
            ("Anke Petersen", "Die Schnalle am Rucksack ist beim ersten Ausflug gebrochen, ich bin enttäuscht."),
            ("Bernd Vogt", "Schnalle kaputt, nach drei Wochen. Das ist ärgerlich."),
            ("Carla Winter", "Beide Schnallen vom Hüftgurt sind gerissen, mitten in der Wanderung. Schlecht!"),
            ("Detlef Krug", "Mir ist die Gurtschnalle abgebrochen, so ein billiger Kunststoff."),
            ("Elif Aydin", "Am neuen Rucksack hält die Schnalle nicht, sie springt dauernd auf. Enttäuschend."),
            ("Frank Otte", "Schnalle defekt. Auf dem Etikett steht Charge 0917."),
            ("Gesa Thomsen", "Die Schnalle ist weg, einfach abgefallen. Schrecklich, mein Kind hat nur noch einen Gurt."),
            ("Hauke Brandt", "Charge 0917, die Schnalle bricht beim Schließen. Das ist gefährlich."),
            ("Ines Lorenz", "Wieder eine Schnalle gebrochen, schon die zweite. Ich bin sauer."),
            ("Jan Behrens", "Die Brustschnalle schließt nicht mehr, das ist Mist."),
            ("Katja Mohr", "Rucksack von letzter Woche: Schnalle gerissen, schlechte Qualität."),
            ("Lars Engel", "Eine Schnalle ist gebrochen. Charge 0917, falls das hilft. Sehr ärgerlich."),
            ("Meike Jessen", "Die Schnallen an meinem Rucksack sind beide hin. Schade ums Geld."),
        ];
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < calls.Length; i++)
        {
            var (who, said) = calls[i];
            // More of them every day.
            clock.Now = now.AddDays(-9 * (1 - Math.Sqrt(i / (double)calls.Length))).AddHours(-2);
            var sight = new Sight(people[i % people.Count], null);
            var talk = await inbox.WriteDownAsync(
                new("phone", who, said, Phone: $"+49 40 555 {100 + i}", Answer: "Wir schicken eine neue Schnalle."), sight, cancel);
            await inbox.EnterAsync(talk, ConversationState.Done, null, "Produkt > Rucksack > Schnalle", sight, cancel);
        }
    }

    /// <summary>What we said, as the network tells of it.</summary>
    private static Mention Answer(StoredMention to, SourceConfig source, DateTimeOffset at, int i) => new()
    {
        Source = source.Key, Id = new($"nordlicht-answer-{i}"), Revision = "1", Kind = ItemKind.Reply, Origin = Origin.Stream,
        PublishedAt = at, ReceivedAt = at, ParentId = new(to.ExternalId),
        Text = "Das tut uns leid. Wir haben beim Zusteller nachgefragt und melden uns, sobald wir mehr wissen.",
        Author = new(new("nordlicht-service"), "nordlicht", "Nordlicht Versand"),
    };

    /// <summary>The moment itself, or the next morning where nobody works then.</summary>
    private static DateTimeOffset AtWork(DateTimeOffset at)
    {
        if (at.Hour is < 7 or >= 16) at = at.AddHours(at.Hour < 7 ? 7 - at.Hour : 31 - at.Hour);
        return at.DayOfWeek is DayOfWeek.Sunday ? at.AddDays(1) : at;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other)
    {
        var (later, now) = (one > other ? one : other.AddHours(1), TimeProvider.System.GetUtcNow());
        return later < now ? later : now;
    }

    private sealed class SetBack : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
