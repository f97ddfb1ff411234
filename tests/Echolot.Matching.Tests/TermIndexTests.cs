using Shouldly;
using Xunit;

namespace Echolot.Matching.Tests;

public sealed class TermIndexTests
{
    private static readonly string[] stems =
    [
        "liefer", "bestell", "reparier", "jacke", "schuh", "schule", "haus", "hauser", "paket", "rucksack", "zahl", "marke",
        "markt", "sicher", "freund", "city", "story", "lady", "ship", "price", "run", "auto", "kunde", "kundin", "losung",
        "frage", "fragen", "zelt", "ei", "po", "e1", "ruckgabe", "frist", "uhr", "see", "tasse", "fass", "ung", "gehen",
    ];

    private static readonly string[] before = ["", "ge", "ver", "schul", "reise", "regen", "kinder", "be", "unge", "lieferungs"];

    private static readonly string[] after =
    [
        "", "e", "en", "er", "ern", "es", "s", "n", "ung", "ungen", "t", "te", "et", "est", "end", "enden", "ing", "ed", "ies",
        "y", "innen", "in", "nnen", "se", "sen", "haft", "lich", "karte", "skarte", "nfrist", "everzug", "verfolgung", "bus",
        "nummer", "snummer", "keiten",
    ];

    [Fact]
    public void What_is_found_is_what_comparing_with_every_term_finds()
    {
        var all = before.SelectMany(b => stems.SelectMany(s => after.Select(a => b + s + a)))
            .Concat(stems.Where(s => s.EndsWith('y')).SelectMany(s => after.Select(a => s[..^1] + a))).Distinct().ToList();
        var random = new Random(7);
        var terms = all.Where(_ => random.Next(6) == 0).ToList();
        var index = new TermIndex();
        foreach (var term in terms.Concat(terms.Take(50))) index.Add(term);
        index.Count.ShouldBe(terms.Count);
        var forms = terms.Select(t => new TermForms(t)).ToList();
        foreach (var word in all.Where(_ => random.Next(40) == 0))
        {
            var own = new TermForms(word);
            index.Find(word, 5).ShouldBe(
                forms.Where(f => f.Cover(word) || word.Length >= 5 && own.Cover(f.Term)).Select(f => f.Term), word);
        }
    }

    [Theory]
    [InlineData("reißverschluss", "jackenreißverschlüsse")]
    [InlineData("liefern", "geliefert")]
    [InlineData("ladys", "ladies")]
    [InlineData("schule", "schulbus")]
    public void A_term_and_its_form_find_each_other(string term, string form)
    {
        var (one, other) = (Folding.Words(term), Folding.Words(form));
        foreach (var (put, asked) in new[] { (one, other), (other, one) })
        {
            var index = new TermIndex();
            index.Add(put);
            index.Find(asked, 5).ShouldBe([put]);
        }
    }
}
