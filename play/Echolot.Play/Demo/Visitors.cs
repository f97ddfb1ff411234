using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;

namespace Echolot.Play.Demo;

/// <summary>
/// Visitors of the shop who were helped in its chat and said afterwards how that was: through the chat, the inbox and the
/// link that works once, as in life.
/// </summary>
internal static class Visitors
{
    private const string Team = "@nordlicht.example";
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(50);

    // However slow the machine: whoever has not been answered by then stays in the list of the care desk.
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(15);

    /// <summary>What they wrote, who helped, what it was about; null: asked, and never answered.</summary>
    private static readonly (string Name, string Text, string Helper, string Answer, string Cause, int? Score, string? Comment)[] All =
    [
        ("Kerstin Haase", "Moin, wann kommt mein Zelt?", "ida.weiss", "Es ist seit heute früh beim Zusteller, morgen ist es da.",
            "Lieferung > Zusteller > verspätet", 5, "Schnell und freundlich."),
        ("Bodo Thiele", "Passt der Trailrunner bei breiten Füßen?", "ole.vogt", "Nehmen Sie eine halbe Nummer größer, er fällt schmal aus.",
            "Produkt > Größe fällt klein aus", 5, null),
        ("Hanne Jessen", "Ich warte seit zehn Tagen auf mein Geld.", "selma.demir", "Die Erstattung ist heute angewiesen.",
            "Retoure > Geld noch nicht da", 3, "Am Ende gut, aber ich musste zweimal fragen."),
        ("Piet Claasen", "Der Reißverschluss hakt.", "ole.vogt", "Wir tauschen die Jacke, das Etikett ist unterwegs.",
            "Produkt > Reißverschluss > Charge 0425", 4, null),
        ("Anke Boysen", "Warum wurde zweimal abgebucht?", "ida.weiss", "Eine Buchung war nur vorgemerkt und ist schon zurück.",
            "Rechnung > doppelt abgebucht", 4, "Gut erklärt."),
        ("Lasse Petersen", "Mein Paket liegt im Regen vor der Tür.", "ida.weiss", "Das tut uns leid, wir schicken morgen Ersatz.",
            "Lieferung > Zusteller > beschädigt", 2, "Der Ersatz hilft, aber warum stellt ihr es in den Regen?"),
        ("Femke Dirks", "Wie imprägniere ich die Lofoten richtig?", "ole.vogt", "Waschen, dann sprühen und bei 40 Grad trocknen.",
            "Produkt > Pflege und Imprägnieren", 5, "Danke!"),
        ("Uwe Rathje", "Kann ich an eine Packstation liefern lassen?", "selma.demir", "Ja, an der Kasse unter „Andere Adresse“.",
            "Lieferung > Adresse", 5, null),
        ("Maren Voigt", "Seit drei Wochen keine Antwort auf meine Mail.", "selma.demir", "Ich habe sie gefunden und kümmere mich selbst darum.",
            "Retoure > Geld noch nicht da", 1, "Drei Wochen sind zu viel."),
        ("Jost Kühn", "Habt ihr das Fjell auch in Grün?", "ida.weiss", "Ab Februar wieder, ich merke Sie vor.",
            "Produkt > Verfügbarkeit", null, null),
        ("Silke Brodersen", "Wo ist meine Rechnung?", "ole.vogt", "Im Konto unter „Bestellungen“, ich habe sie auch geschickt.",
            "Rechnung > fehlt", 4, null),
        ("Thea Lund", "Rückgabe nach 30 Tagen noch möglich?", "selma.demir", "In diesem Fall ja, das Etikett ist unterwegs.",
            "Retoure > Frist", null, null),
    ];

    public static async Task ComeAsync(IServiceProvider services, CancellationToken cancel)
    {
        var (desk, inbox, opinions) = (
            services.GetRequiredService<ChatDesk>(), services.GetRequiredService<Inbox>(), services.GetRequiredService<OpinionDesk>());
        var source = (await services.GetRequiredService<SourceRunner>().ListAsync(cancel)).First(s => s.Key.Connector == ChatSettings.Connector);
        var chat = await desk.FindAsync(source.Key.Account, cancel);
        if (chat is null) return;
        var people = (await services.GetRequiredService<Roster>().PeopleAsync(cancel)).ToDictionary(p => p.Email, p => p.Id);
        await Task.WhenAll(All.Select(one => ComeAsync(one.Name, one.Text, one.Answer, one.Cause, people[one.Helper + Team], one.Score, one.Comment)));

        async Task ComeAsync(string name, string text, string answer, string cause, long helper, int? score, string? comment)
        {
            var (visitor, _) = await desk.StartAsync(chat, chat.Settings.Wording, "de", cancel);
            await desk.SayAsync(chat, visitor with { Name = name }, Guid.NewGuid().ToString("N"), text, cancel);
            if (await FindAsync(() => desk.ConversationAsync(visitor, cancel)) is not { } talk) return;
            var sight = new Sight(helper, null);
            await inbox.TakeAsync(talk, sight, cancel);
            await inbox.SendReplyAsync(talk, new ReplyDraft(Leg.Private, answer), sight, cancel);
            // Closed when the answer is out: its leaving would open it again.
            if (await FindAsync(async () => await SaidAsync(answer) is null ? null : 1L) is null) return;
            await inbox.EnterAsync(talk, ConversationState.Done, null, cause, sight, cancel);
            string? asked = null;
            await FindAsync(async () => (asked = await SaidAsync(OpinionDesk.Path)) is null ? null : 1L);
            if (asked is null || score is not { } given) return;
            await opinions.AnswerAsync(
                asked[(asked.IndexOf(OpinionDesk.Path, StringComparison.Ordinal) + OpinionDesk.Path.Length)..].Trim(), given, comment, cancel);

            async Task<string?> SaidAsync(string words) => (await desk.LinesAsync(chat, visitor, cancel))
                .FirstOrDefault(l => l.Ours && l.Text.Contains(words, StringComparison.Ordinal))?.Text;
        }

        async Task<long?> FindAsync(Func<Task<long?>> look)
        {
            for (var waited = TimeSpan.Zero; waited < patience; waited += pause)
            {
                if (await look() is { } found) return found;
                await Task.Delay(pause, cancel);
            }
            return null;
        }
    }
}
