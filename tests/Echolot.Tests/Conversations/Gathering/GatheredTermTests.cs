using Echolot.Conversations;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Gathering;

public sealed class GatheredTermTests
{
    private static readonly string[] usual =
    [
        "Wo bleibt mein Paket, ich warte seit Tagen", "Die Rechnung ist falsch", "Wann ist das Zelt wieder da?",
        "Danke für die schnelle Lieferung", "Kann ich die Jacke noch tauschen?", "Meine Bestellung ist nicht vollständig",
    ];

    [Fact]
    public void A_word_counts_with_its_forms_and_compounds_and_every_customer_once()
    {
        var found = Find(
            "Der Reißverschluss klemmt", "Beide Reißverschlüsse sind hin", "mein Jackenreissverschluss!!", "REISSVERSCHLUSS offen",
            "Reißverschlusses Ende", "schon wieder: Reißverschluss @nordlicht https://x.example/reissverschluss");
        var term = found.ShouldHaveSingleItem();
        (term.Term, term.Written, term.Now.Count, term.Before.Count).ShouldBe(("reissverschluss", "Reißverschluss", 6, 0));
    }

    [Fact]
    public void One_who_says_it_ten_times_and_four_who_say_it_are_no_incident()
    {
        Find([.. Enumerable.Repeat("Reißverschluss", 4)]).ShouldBeEmpty();
        var words = Past(0);
        for (var i = 0; i < 10; i++) words.Add(new(9000 + i, 9000, i, "Reißverschluss", true));
        GatheredTerm.Of(words, words.Contacts, PastOf(60)).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_said_always_is_no_news_however_often_it_is_said()
    {
        Find([.. Enumerable.Repeat("Wo bleibt mein Paket?", 8)]).ShouldBeEmpty();
    }

    [Fact]
    public void A_pair_of_usual_words_and_a_number_are_found_where_each_alone_is_usual()
    {
        Find([.. Enumerable.Range(0, 7).Select(i => $"Rechnung Zelt {(i % 2 == 0 ? "bitte" : "leider")}")])
            .ShouldContain(t => t.Term == "rechnung zelt" && t.Written == "Rechnung Zelt");
        Find([.. Enumerable.Repeat("Charge 0425", 6)]).ShouldHaveSingleItem().Now.Count.ShouldBe(6);
    }

    [Fact]
    public void Terms_of_the_same_conversations_are_one_proposal_and_complaints_come_first()
    {
        var words = Past(30);
        for (var i = 0; i < 9; i++) words.Add(new(9000 + i, 9000 + i, i, "Newsletter doppelt", false));
        for (var i = 0; i < 6; i++) words.Add(new(9100 + i, 9100 + i, i, "Reißverschluss gerissen, Naht offen", true));
        var found = GatheredTerm.Of(words, words.Contacts, PastOf(240));
        found.Count.ShouldBe(2);
        found[0].Now.Count.ShouldBe(6);
        new[] { found[0].Written }.Concat(found[0].Beside).ShouldContain("Reißverschluss");
        found[1].Now.Count.ShouldBe(9);
    }

    private static IReadOnlyList<GatheredTerm> Find(params string[] said)
    {
        var words = Past(30);
        for (var i = 0; i < said.Length; i++) words.Add(new(9000 + i, 9000 + i, i, said[i], true));
        return GatheredTerm.Of(words, words.Contacts, PastOf(120));
    }

    private static SaidWords Past(int customers)
    {
        var words = new SaidWords();
        foreach (var said in PastOf(customers)) words.Add(said);
        return words;
    }

    private static IEnumerable<Said> PastOf(int customers) =>
        Enumerable.Range(1, customers).Select(i => new Said(i, i, i, usual[i % usual.Length], false));
}
