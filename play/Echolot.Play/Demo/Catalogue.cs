using Echolot.Conversations;
using Echolot.Mentions;

namespace Echolot.Play.Demo;

/// <summary>What "Nordlicht Versand" wants to know of its conversations, and the zip that came apart a hundred times.</summary>
internal static class Catalogue
{
    public static async Task FillAsync(Inbox inbox, Archive archive, Sight mira, CancellationToken cancel)
    {
        var product = await inbox.SaveFieldAsync(
            null, new("Produkt", FieldKind.Choice, ["Jacke", "Hose", "Zelt", "Rucksack", "Schuhe"], false), mira.PersonId, cancel);
        await inbox.SaveFieldAsync(null, new("Bestellnummer", FieldKind.Text, [], false), mira.PersonId, cancel);
        await inbox.SaveFieldAsync(null, new("Rückruf am", FieldKind.Date, [], false), mira.PersonId, cancel);
        await inbox.AddViewAsync("Jacken, dringend", "q=jacke&order=duefirst", shared: true, mira.PersonId!.Value, cancel);
        var incident = await inbox.SaveIncidentAsync(
            null, new(
                "Reißverschluss der Fjellrev-Jacke, Charge 0425", "Produkt > Reißverschluss > Charge 0425",
                "Einkauf prüft mit dem Lieferanten. Tausch ist frei, Ersatz ab Montag im Lager."), mira, cancel);
        var quality = await archive.FreeLabelAsync("Qualität", cancel);
        foreach (var talk in (await inbox.ListAsync(new(Search: "jacke"), mira, null, 6, cancel)).Items)
        {
            await inbox.SetFieldAsync(talk.Id, product, "Jacke", mira, cancel);
            await inbox.LabelAsync(talk.Id, quality.Id, mira, cancel);
            await inbox.SetIncidentAsync(talk.Id, incident, mira, cancel);
        }
    }
}
