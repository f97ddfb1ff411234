using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;

namespace Echolot.Play.Demo;

/// <summary>
/// What "Nordlicht Versand" knows to answer: a library in two languages, policies, checks and an approval rule.
/// </summary>
internal static class AnswerDesk
{
    private static readonly PolicyDraft[] Policies =
    [
        new(
            PolicyKind.Legal, "Drohung mit Anwalt oder Verbraucherzentrale",
            "Nichts zugeben, nichts abstreiten, nichts versprechen. Die Antwort geht über die Leitung an die Rechtsabteilung.",
            ["Freundlich den Eingang bestätigen", "In den privaten Kanal bitten", "Entwurf zur Freigabe geben", "Frist notieren"],
            new(["Anwalt", "verklagen", "Verbraucherzentrale"], [], ["legal"]), PolicyAdvice.Judge),
        new(
            PolicyKind.Complaint, "Beschwerde über die Lieferung",
            "Zuerst das Ärgernis anerkennen, dann die Lösung nennen. Keine Schuldzuweisung an den Zusteller.",
            ["Bestellnummer privat erfragen", "Sendung im Lager prüfen", "Lösung mit Datum nennen", "Nach drei Tagen nachfragen"],
            new(["Paket", "Lieferung", "Zusteller", "Bestellung"], ["Lieferung"], []), PolicyAdvice.Answer),
        new(
            PolicyKind.Goodwill, "Kulanz bei Verspätung und Transportschaden",
            "Bis 40 € je Fall darf jede und jeder selbst entscheiden. Gutscheine gehen vor Geld.",
            ["Grund in einem Satz notieren", "Betrag buchen", "In der Antwort nur nennen, was gebucht ist"],
            new(["kaputt", "defekt", "durchnässt", "Entschädigung", "Gutschein"], ["Mangel"], []), PolicyAdvice.Answer, 4000, 150000),
        new(
            PolicyKind.Troll, "Trolle und Beleidigungen",
            "Einmal sachlich antworten, danach nicht mehr. Beleidigungen verbergen und den Grund notieren.",
            ["Ist es Kritik an der Sache? Dann antworten", "Beleidigung: verbergen, Grund notieren", "Nach der zweiten: sperren"],
            new(["Idioten", "Abzocker", "Betrüger", "Saftladen"], [], []), PolicyAdvice.Judge),
        new(
            PolicyKind.Crisis, "Vorwurf Schadstoffe (Asbest)",
            "Nur die geprüfte Antwort „Schadstoffe“ verwenden. Presse an die Pressestelle.",
            ["Antwort „Schadstoffe“ einfügen", "Keine eigenen Aussagen zu Laborwerten", "Medien an die Pressestelle verweisen"],
            new(["Asbest", "Schadstoff", "nordlichtgate"], [], ["crisis"]), PolicyAdvice.Answer),
        new(
            PolicyKind.Remark, "Allgemeine Kritik ohne Anliegen",
            "Wer nur Dampf ablässt, braucht keine Antwort. Bei großer Reichweite oder einer Frage doch.",
            ["Steht eine Frage darin? Dann antworten", "Sonst als gelesen ablegen"],
            new(["Wucher", "überteuert", "Werbung"], [], ["reach"]), PolicyAdvice.Silence),
    ];

    public static async Task FillAsync(AnswerLibrary library, Inbox inbox, Roster roster, CancellationToken cancel)
    {
        var people = (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Email, p => p.Id);
        var (mira, ida) = (people[Workplace.Mail], people["ida.weiss@nordlicht.example"]);
        await library.ImportAsync(Table(), trial: false, mayApprove: true, mira, cancel);
        // Nobody has looked at these yet, or nobody uses them any more.
        await library.SaveAsync(
            null, new(
                AnswerKind.Module, "Winteraktion", "", ["aktion", "winter"],
                [new("Bis Ende Februar verschicken wir alle Jacken ohne Versandkosten. Greif zu!", Language: "de", Address: Address.Du)]),
            null, ida, null, ida, cancel);
        var easter = await library.SaveAsync(
            null, new(
                AnswerKind.Module, "Osteraktion", "", ["aktion", "ostern"],
                [new("Bis Ostermontag gibt es auf alle Rucksäcke zehn Prozent, der Code steht im Newsletter.", Language: "de")],
                ValidUntil: new DateOnly(2026, 4, 6)), null, ida, null, ida, cancel);
        await library.ApproveAsync(easter, 1, mira, cancel);
        foreach (var policy in Policies) await library.SavePolicyAsync(null, policy, mira, cancel);
        await inbox.SaveCheckSettingsAsync(new(["nordlicht.example", "040 555 0100"], ["NL-######"]), mira, cancel);
        await inbox.SaveApprovalRuleAsync(
            null, new(
                "Rechtliches", ApprovalWhen.Always with { Words = ["Anwalt", "rechtlich", "Haftung", "Schadensersatz", "lawyer"] },
                [
                    new([], [Role.Lead, Role.Administrator], [], 60),
                    new([], [], [new("Dr. Petra Sommer", "sommer@kanzlei-sommer.example")], 240),
                ]), mira, cancel);
    }

    /// <summary>A trainee has written a reply that waits for its approval.</summary>
    public static async Task UseAsync(Inbox inbox, Roster roster, CancellationToken cancel)
    {
        var lena = (await roster.PeopleAsync(cancel)).First(p => p.Role is Role.Trainee);
        var sight = new Sight(lena.Id, null);
        // The neighbouring network is read by its own connector, which needs a moment.
        IReadOnlyList<Conversation> talks = [];
        for (var wait = 0; wait < 40 && talks.Count < 2; wait++)
        {
            await Task.Delay(250, cancel);
            talks = (await inbox.ListAsync(new(InboxView.All, "mastodon"), Sight.Everything, null, 10, cancel)).Items;
        }
        foreach (var talk in talks.Where(t => t.SourceId is not null).Take(2))
        {
            var thread = (await inbox.ShowAsync(talk.Id, Sight.Everything, cancel))!;
            var leg = thread.Messages[^1].Kind is MessageKind.Private ? Leg.Private : Leg.Public;
            var found = (await inbox.SuggestAnswersAsync(thread, leg, lena.Name, cancel))
                .FirstOrDefault(s => s.Filled.Open.Count == 0);
            if (found is null) continue;
            await inbox.SendReplyAsync(
                talk.Id, new(
                    leg, found.Filled.Text, Reason: "passt genau zur Frage", Items: [new(found.Item.Id, found.Item.Version)]),
                sight, cancel);
            return;
        }
    }

    /// <summary>The library as it was written in a spreadsheet: <c>answers.csv</c> beside this file.</summary>
    private static string Table()
    {
        using var file = new StreamReader(typeof(AnswerDesk).Assembly.GetManifestResourceStream("answers.csv")!);
        return file.ReadToEnd();
    }
}
