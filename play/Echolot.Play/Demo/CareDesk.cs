using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Play.Demo;

/// <summary>What the service of "Nordlicht Versand" has on its desk: business hours, targets, conversations in every state.</summary>
internal static class CareDesk
{
    private const int Most = 60;

    public static async Task FillAsync(
        Inbox inbox, Archive archive, Roster roster, Watchlist watchlist, CancellationToken cancel)
    {
        var people = (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Email, p => p.Id);
        var (mira, jonas, ida) = (people[Workplace.Mail], people["jonas.brandt@nordlicht.example"], people["ida.weiss@nordlicht.example"]);
        var hours = await HamburgAsync(roster, mira, cancel);
        await inbox.SaveTargetsAsync(
            [Inbox.Presets[0], Inbox.Presets[1] with { CalendarId = hours.Id, Resolve = 2880 }], mira, cancel);

        await House.FillAsync(inbox, archive, roster, people, hours.Id, cancel);
        var monitors = (await watchlist.ListAsync(cancel)).ToDictionary(m => m.Name, m => m.Id);
        var said = (await archive.ListAsync(
            new()
            {
                Monitors = [monitors["Nordlicht (Marke)"], monitors["Lieferung und Retoure"]],
                Kinds = [ItemKind.Post, ItemKind.Comment, ItemKind.Reply, ItemKind.Review],
                // What is said on the instance that is read here comes to the desk by itself.
            }, null, Most, cancel)).Items.Where(m => m.Connector is not "mastodon").ToList();
        for (var i = 0; i < said.Count; i++)
        {
            var talk = await inbox.OpenAsync(said[i].Id, null, new(mira, null), cancel);
            var sight = new Sight((i % 3) switch { 0 => mira, 1 => jonas, _ => ida }, null);
            switch (i % 10)
            {
                case 2 or 5:
                    await inbox.TakeAsync(talk.Id, sight, cancel);
                    if (i == 2) await inbox.SetCrisisAsync(talk.Id, 1, "Gehört zum Rückruf der Stirnlampe", sight, cancel);
                    break;
                case 3:
                    await inbox.TakeAsync(talk.Id, sight, cancel);
                    await inbox.AddNoteAsync(talk.Id, "Lager bestätigt: Paket liegt seit Montag im Zwischenlager. Kulanz bis 40 € ist frei.", sight, cancel);
                    break;
                case 6:
                    await inbox.TakeAsync(talk.Id, sight, cancel);
                    await inbox.EnterAsync(talk.Id, ConversationState.WaitingInternally, null, null, sight, cancel);
                    break;
                case 7:
                    await inbox.EnterAsync(talk.Id, ConversationState.Done, null, i % 20 == 7 ? "Lieferung > Zusteller" : "Produkt > Größe falsch", sight, cancel);
                    break;
                case 8:
                    await inbox.EnterAsync(talk.Id, ConversationState.Ignored, null, null, sight, cancel);
                    break;
                case 9:
                    await inbox.EnterAsync(
                        talk.Id, ConversationState.Snoozed, TimeProvider.System.GetUtcNow().AddHours(4 + i % 20), null, sight, cancel);
                    break;
            }
        }
        await Catalogue.FillAsync(inbox, archive, new(mira, null), cancel);
    }

    private static Task<NamedCalendar> HamburgAsync(Roster roster, long by, CancellationToken cancel)
    {
        IReadOnlyList<Opening> day = [new(8 * 60, 12 * 60), new(12 * 60 + 30, 18 * 60)];
        var week = Enumerable.Range(1, 5).ToDictionary(d => (IsoDayOfWeek)d, _ => day);
        week[IsoDayOfWeek.Saturday] = [new(10 * 60, 14 * 60)];
        return roster.SaveCalendarAsync(
            null, "Service Hamburg",
            BusinessCalendar.Of(
                DateTimeZoneProviders.Tzdb["Europe/Berlin"], week, "DE-HH", false,
                [new SpecialDay(new LocalDate(2026, 12, 24), [new(8 * 60, 12 * 60)], "Heiligabend")]), by, cancel);
    }
}
