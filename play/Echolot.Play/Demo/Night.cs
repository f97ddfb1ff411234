using Echolot.Conversations;
using Echolot.Teams;
using NodaTime;

namespace Echolot.Play.Demo;

/// <summary>What "Nordlicht Versand" does while nobody is at the desk: a rota, automatic replies, and a bot.</summary>
internal static class Night
{
    private const string Parcel =
        """
        # Fragt nach dem Anliegen, sammelt die Bestellnummer und gibt an Menschen weiter.
        [hallo]
        de: Hallo! Worum geht es?
        en: Hello! What is it about?
        - Mein Paket | My parcel -> nummer
        - Rückgabe | Return -> rueckgabe
        - Etwas anderes | Something else -> mensch

        [nummer]
        de: Wie lautet deine Bestellnummer?
          Sie steht in der Bestätigung, zum Beispiel NL-20417.
        en: What is your order number?
          It stands in the confirmation, such as NL-20417.
        ask: order -> mail

        [mail]
        de: Unter welcher Mailadresse hast du bestellt?
        en: Which mail address did you order with?
        ask: email -> danke

        [danke]
        de: Danke. Wir sehen nach und melden uns hier.
        en: Thank you. We look into it and answer here.
        end: handover

        [rueckgabe]
        de: Du kannst alles binnen 30 Tagen zurückgeben. Das Etikett liegt im Paket.
        en: You can return everything within 30 days. The label is in the parcel.
        cause: Rückgabe > Wie geht das?
        end: answered

        [mensch]
        de: Ich hole jemanden dazu.
        en: I am getting somebody.
        end: handover
        """;

    public static async Task FillAsync(Inbox inbox, RotaDesk rota, Roster roster, CancellationToken cancel)
    {
        var people = (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Email, p => p.Id);
        var (mira, jonas, ida) = (people[Workplace.Mail], people["jonas.brandt@nordlicht.example"], people["ida.weiss@nordlicht.example"]);
        var hours = (await roster.CalendarsAsync(cancel))[0].Id;
        await inbox.SaveAutoReplyAsync(
            null, new(
                "Störung", null, null, AutoReplyHours.Always, null, 1, null, AutoReplyLegs.Both,
                new("Wir wissen von der Störung und arbeiten daran. Neues steht zuerst auf nordlicht.example/status.",
                    "We know of the trouble and are working on it. News is on nordlicht.example/status first.")), mira, cancel);
        await inbox.SaveAutoReplyAsync(
            null, new(
                "Feiertag", null, null, AutoReplyHours.Holiday, hours, 0, 0, AutoReplyLegs.Private,
                new("Heute ist bei uns Feiertag. Wir sind wieder da: {{opens}}.", "Today is a holiday here. We are back {{opens}}.")),
            mira, cancel);
        await inbox.SaveAutoReplyAsync(
            null, new(
                "Feierabend", null, null, AutoReplyHours.Outside, hours, 0, 0, AutoReplyLegs.Private,
                new("Danke für deine Nachricht. Wir sind wieder da: {{opens}}.", "Thank you for your message. We are back {{opens}}.")),
            mira, cancel);
        await inbox.SaveScenarioAsync(
            null, new("Paket und Rückgabe", null, null, AutoReplyHours.Outside, hours, Parcel, true), mira, cancel);

        await rota.SetSettingsAsync(new(hours), mira, cancel);
        IsoDayOfWeek[] weekdays =
            [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday];
        await rota.SavePatternAsync(
            null, new("Abend", ShiftKind.Evening, weekdays, 18 * 60, 22 * 60, [jonas, ida, mira], true, [20 * 60]), mira, cancel);
        await rota.SavePatternAsync(
            null, new(
                "Wochenende", ShiftKind.Weekend, [IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday], 9 * 60, 20 * 60, [ida, jonas, mira], true,
                [10 * 60, 16 * 60]), mira, cancel);
        await rota.SavePatternAsync(
            null, new("Feiertag", ShiftKind.Holiday, [], 10 * 60, 18 * 60, [mira, jonas], true, [11 * 60, 17 * 60]), mira, cancel);

        // Whoever looks at the demonstration is on call right now, whatever time it is.
        var now = TimeProvider.System.GetUtcNow();
        var standby = await rota.SaveShiftAsync(
            null, new(
                "Störungsdienst", ShiftKind.Other, now.AddHours(-2), now.AddHours(6), [mira, jonas],
                [now.AddMinutes(20), now.AddHours(4)]), mira, cancel);
        await rota.ConfirmAsync(standby, mira, 4, cancel);
        await rota.WriteNoteAsync(
            standby, mira, "Der Paketdienst hat ein Depot in Kiel geschlossen. Textbaustein „Verzögerung“ verwenden, ab 40 € Kulanz fragen.", cancel);
        if ((await rota.ShiftsAsync(now.AddDays(1), now.AddDays(14), cancel)).FirstOrDefault(s => s.People.Contains(jonas)) is { } later)
            await rota.OfferSwapAsync(later.Id, jonas, null, cancel);
    }
}
