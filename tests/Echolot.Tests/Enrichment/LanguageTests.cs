using Echolot.Enrichment;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Enrichment;

public sealed class LanguageTests
{
    private static readonly Enrichers Enrichers = Enrichers.Load();

    [Theory]
    [InlineData("de", "Seit drei Wochen warte ich auf meine Lieferung, und niemand geht ans Telefon.")]
    [InlineData("de", "Der neue Laden am Marktplatz hat jetzt auch sonntags geöffnet.")]
    [InlineData("de", "kann mir jemand sagen wann die filiale heute zumacht")]
    [InlineData("en", "I have been waiting for my parcel for three weeks and nobody answers the phone.")]
    [InlineData("en", "does anybody know when the shop closes today")]
    [InlineData("fr", "J'attends mon colis depuis trois semaines et personne ne répond au téléphone.")]
    [InlineData("fr", "quelqu'un sait à quelle heure ferme le magasin aujourd'hui")]
    [InlineData("it", "Aspetto il mio pacco da tre settimane e nessuno risponde al telefono.")]
    [InlineData("it", "qualcuno sa a che ora chiude oggi il negozio")]
    [InlineData("es", "Llevo tres semanas esperando mi paquete y nadie contesta al teléfono.")]
    [InlineData("es", "alguien sabe a qué hora cierra hoy la tienda")]
    [InlineData("nl", "Ik wacht al drie weken op mijn pakket en niemand neemt de telefoon op.")]
    [InlineData("nl", "weet iemand hoe laat de winkel vandaag dichtgaat")]
    [InlineData("pl", "Od trzech tygodni czekam na moją paczkę i nikt nie odbiera telefonu.")]
    [InlineData("pl", "czy ktos wie o ktorej dzis zamykaja sklep")]
    [InlineData("tr", "Üç haftadır paketimi bekliyorum ve kimse telefona cevap vermiyor.")]
    [InlineData("tr", "mağaza bugün saat kaçta kapanıyor bilen var mı")]
    public void Sentences_are_told_apart(string language, string text)
    {
        var told = Enrichers.Language(text, null);
        told.Language.ShouldBe(language);
        told.Confidence.ShouldBeGreaterThan(.6f);
    }

    [Theory]
    [InlineData("gute Reise")]
    [InlineData("schöne Grüße")]
    [InlineData("neue Öffnungszeiten")]
    [InlineData("defekte Waschmaschine")]
    [InlineData("verspätete Zustellung")]
    [InlineData("vielen Dank")]
    [InlineData("schlechter Empfang")]
    [InlineData("billiger Strom")]
    public void German_word_pairs_are_German(string text) => Enrichers.Language(text, null).Language.ShouldBe("de");

    [Fact]
    public void Addresses_handles_hashtags_and_emoji_do_not_count()
    {
        const string post = "RT @the_great_news: Schon wieder Stau auf der Autobahn 😡 #traffic #breakingnews "
            + "https://example.com/news/this-is-the-english-title-of-the-article &amp; www.example.com/and-another-one";
        Enrichers.Language(post, null).Language.ShouldBe("de");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("https://example.com/ein-artikel-auf-deutsch")]
    [InlineData("😍😍😍 12:30 !!!")]
    [InlineData("@marke @laden")]
    public void Nothing_to_read_is_undetermined(string text) => Enrichers.Language(text, null).ShouldBe(("und", 0f));

    [Theory]
    [InlineData("Já faz três semanas que espero pela minha encomenda e ninguém atende o telefone.")]
    [InlineData("Jag har väntat på mitt paket i tre veckor och ingen svarar i telefonen.")]
    [InlineData("Už tři týdny čekám na svůj balík a nikdo nebere telefon.")]
    [InlineData("Вже три тижні чекаю на посилку")]
    [InlineData("荷物をもう三週間待っています")]
    public void Languages_we_do_not_read_are_undetermined(string text) =>
        Enrichers.Language(text, null).Language.ShouldBe("und");

    [Fact]
    public void Stated_language_decides_where_the_text_says_too_little()
    {
        Enrichers.Language("Super!", "de").Language.ShouldBe("de");
        Enrichers.Language("Super!", "it-IT").Language.ShouldBe("it");
        Enrichers.Language("😍", "tr").Language.ShouldBe("tr");
        Enrichers.Language("荷物をもう三週間待っています", "ja").Language.ShouldBe("ja");
    }

    [Fact]
    public void Stated_language_does_not_overrule_a_clear_sentence() =>
        Enrichers.Language("Seit drei Wochen warte ich auf meine Lieferung, und niemand geht ans Telefon.", "en")
            .Language.ShouldBe("de");

    [Theory]
    [InlineData("x-klingon")]
    [InlineData("und")]
    [InlineData("")]
    [InlineData("1234567890")]
    public void Nonsense_as_stated_language_is_ignored(string declared) =>
        Enrichers.Language("Wir haben heute geöffnet und freuen uns auf Sie.", declared).Language.ShouldBe("de");

    [Fact]
    public void Letters_sent_as_base_and_mark_read_like_one_letter()
    {
        const string text = "über schöne Läden";
        Enrichers.Language(text.Normalize(System.Text.NormalizationForm.FormD), null)
            .ShouldBe(Enrichers.Language(text, null));
    }

    [Theory]
    [InlineData('a')]
    [InlineData(' ')]
    [InlineData('@')]
    [InlineData('&')]
    [InlineData('#')]
    [InlineData('\ud83d')]
    [InlineData('\u0308')]
    public void Hostile_text_of_a_hundred_thousand_signs_is_read_at_once(char sign)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var told = Enrichers.Language(new string(sign, 100_000), null);
        told.Confidence.ShouldBeInRange(0, 1);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Telling_allocates_nothing()
    {
        string[] posts =
            ["Seit drei Wochen warte ich auf meine Lieferung.", "the shop is closed", "Já faz três semanas", "😍"];
        foreach (var post in posts) Enrichers.Language(post, "de");
        // The runtime may compile a method anew meanwhile and allocate for that: one round without it is enough.
        Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
                foreach (var post in posts) Enrichers.Language(post, "de");
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }).ShouldBe(0);
    }

    [Fact]
    public void Many_threads_get_the_same_answers()
    {
        string[] posts =
            ["Heute geschlossen", "closed today", "fermé aujourd'hui", "chiuso oggi", "hoy cerrado", "bugün kapalı"];
        var alone = posts.Select(p => Enrichers.Language(p, null)).ToArray();
        Parallel.For(0, 2000, i => Enrichers.Language(posts[i % posts.Length], null).ShouldBe(alone[i % posts.Length]));
    }
}
