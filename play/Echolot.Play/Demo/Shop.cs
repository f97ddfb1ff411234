using System.Net;
using System.Text;
using Echolot.Conversations;
using Echolot.Play.Networks;
using Echolot.Sources;
using Echolot.Web;

namespace Echolot.Play.Demo;

/// <summary>
/// The shop of "Nordlicht Versand" with the chat in its corner, and the mails that left so far; only in the
/// demonstration.
/// </summary>
internal static class Shop
{
    private const string Page = "/demo/shop", Style = "/demo/shop.css", Mails = "/demo/mails";

    /// <summary>Sources of the chat and of e-mail, where the demo does not have them yet.</summary>
    public static async Task AddAsync(SourceRunner runner, Uri at, CancellationToken cancel)
    {
        await AddAsync(runner, "mail", "Nordlicht Kundenservice", new()
        {
            ["address"] = "service@nordlicht.example", ["name"] = "Nordlicht Kundenservice",
            ["signature"] = "Nordlicht Versand GmbH\nSpeicherstraße 1, 20457 Hamburg\nRegister HRB 00000",
        }, cancel);
        await AddAsync(runner, ChatSettings.Connector, "Chat im Shop", new()
        {
            ["origins"] = at.GetLeftPart(UriPartial.Authority), ["names"] = "yes",
            // Visitors of a demonstration come at any hour: the form is tried by choosing the business hours.
            ["title_de"] = "Nordlicht Service", ["title_en"] = "Nordlicht care",
            ["greeting_de"] = "Moin! Wie können wir helfen?", ["greeting_en"] = "Hello! How can we help?",
        }, cancel);
    }

    public static void Map(WebApplication app, MailServer post)
    {
        app.MapGet(Page, async (string? lang, SourceRunner runner, CancellationToken cancel) =>
        {
            var chat = (await runner.ListAsync(cancel)).FirstOrDefault(s => s.Key.Connector == ChatSettings.Connector);
            return Results.Text(Html(lang == "en" ? "en" : "de", chat?.Key.Account), "text/html", Encoding.UTF8);
        });
        app.MapGet(Style, () => Results.Text(Css, "text/css", Encoding.UTF8));
        app.MapGet(Mails, () =>
        {
            lock (post.Mails) return Results.Text(
                post.Mails.Count == 0 ? "Noch keine Mail. / No mail yet." : string.Join(
                    "\n\n" + new string('=', 72) + "\n\n", post.Mails.Select(m =>
                        $"{m[..m.IndexOf("\n\n", StringComparison.Ordinal)]}\n\n{MailServer.TextOf(m)}")), "text/plain", Encoding.UTF8);
        });
    }

    private static async Task AddAsync(
        SourceRunner runner, string connector, string name, Dictionary<string, string> settings, CancellationToken cancel)
    {
        var (source, check) = await runner.AddAsync(connector, name, settings, cancel);
        if (source is null)
            throw new InvalidOperationException(
                $"The source “{name}” was refused: {string.Join("; ", check.Problems.Select(p => $"{p.Key}: {p.Value.En}"))}");
    }

    private static string Html(string language, string? key)
    {
        var german = language == "de";
        (string Name, string Text, string Price)[] goods = german
            ? [("Daunenjacke Lofoten", "Warm bis minus 20 Grad", "249,00 €"), ("Trailrunner 3", "Leicht und griffig", "129,00 €"),
                ("Zelt Fjell 2", "Zwei Personen, 2,1 kg", "389,00 €")]
            : [("Lofoten down jacket", "Warm down to minus 20 degrees", "€249.00"), ("Trailrunner 3", "Light, with grip", "€129.00"),
                ("Fjell 2 tent", "Two people, 2.1 kg", "€389.00")];
        var cards = string.Concat(goods.Select(g =>
            $"<li><span aria-hidden=\"true\"></span><h2>{WebUtility.HtmlEncode(g.Name)}</h2><p>{WebUtility.HtmlEncode(g.Text)}</p><b>{g.Price}</b></li>"));
        return $"""
            <!doctype html>
            <html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Nordlicht Versand</title><link rel="stylesheet" href="{Style}"></head>
            <body><header><b>Nordlicht Versand</b><nav><a href="{Page}?lang=de">Deutsch</a> <a href="{Page}?lang=en">English</a>
            <a href="{Mails}">{(german ? "Gesendete Mails" : "Mails sent")}</a></nav></header>
            <main><h1>{(german ? "Für draußen gemacht" : "Made for outdoors")}</h1><ul>{cards}</ul></main>
            {(key is null ? "" : $"<script src=\"{Urls.ChatScript}\" data-key=\"{key}\" async></script>")}</body></html>
            """;
    }

    private const string Css =
        """
        :root { color-scheme: light dark; }
        body { margin: 0; font: 16px/1.5 Georgia, serif; background: light-dark(#faf8f4, #16181b); color: light-dark(#1d2420, #e8e6e1); }
        header { display: flex; flex-wrap: wrap; gap: 8px 24px; justify-content: space-between; padding: 18px 5vw; background: light-dark(#1d3b36, #10231f); color: #fff; }
        header a { color: #d8ece6; margin-left: 12px; }
        main { padding: 32px 5vw 120px; } h1 { font-size: 34px; font-weight: 400; }
        ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 20px; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); }
        li { background: light-dark(#fff, #20242a); border-radius: 10px; padding: 18px; } li span { display: block; height: 150px; border-radius: 6px; background: linear-gradient(160deg, #c6d8cf, #6b8f88); }
        h2 { font-size: 18px; margin: 12px 0 2px; } p { margin: 0 0 8px; color: light-dark(#5d655f, #a8aca4); }
        """;
}
