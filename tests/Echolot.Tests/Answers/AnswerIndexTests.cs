using Echolot.Answers;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Answers;

public sealed class AnswerIndexTests
{
    private static readonly (long, AnswerContent)[] items =
    [
        (1, Item("Lieferzeit", "Wo bleibt mein Paket? Wann kommt die Lieferung?", "Die Lieferung dauert drei Tage.")),
        (2, Item("Rückgabe", "Wie schicke ich etwas zurück? Kann ich umtauschen?", "Leg das Rücksendeetikett bei.")),
        (3, Item("Reißverschluss", "Der Reißverschluss ist kaputt, was tun?", "Wir tauschen ihn auf Garantie.")),
        (4, Item("Newsletter", "Wie melde ich den Newsletter ab?", "Der Link steht unten in jeder Mail.")),
        (5, Item("Refund", "When do I get my refund? Where is my money?", "Five days after we have the parcel.")),
    ];

    [Theory]
    [InlineData("Hallo, ich warte seit Tagen. Wo bleibt denn mein Päckchen, bzw. Paket?", 1)]
    [InlineData("Die Jackenreißverschlüsse gehen ständig auf", 3)]
    [InlineData("Ich möchte die Schuhe zurückschicken", 2)]
    [InlineData("Bitte keine Newsletters mehr!!!", 4)]
    [InlineData("still no refund, three weeks now", 5)]
    public void The_item_that_answers_comes_first_with_the_words_that_made_it(string text, long id)
    {
        var hits = AnswerIndex.Of(items, []).Rank(text, 3);
        hits[0].ItemId.ShouldBe(id);
        hits[0].Words.ShouldNotBeEmpty();
        hits[0].Words.ShouldAllBe(w => text.Contains(w, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Habt ihr am Samstag in Hamburg geöffnet?")]
    [InlineData("Ist das Zelt wasserdicht?")]
    [InlineData("")]
    [InlineData("???")]
    public void What_nothing_is_known_about_has_no_good_answer(string text) =>
        AnswerIndex.Of(items, []).Rank(text, 1).ShouldAllBe(h => h.Fit < AnswerIndex.Good);

    [Fact]
    public void How_people_asked_before_finds_the_answer_the_next_time()
    {
        const string Slang = "Kohle zurück, aber dalli";
        var before = AnswerIndex.Of(items, []).Rank(Slang, 5).FirstOrDefault(h => h.ItemId == 5);
        before.ShouldBeNull();
        var after = AnswerIndex.Of(items, [new(5, "Wann krieg ich meine Kohle?")]).Rank(Slang, 5);
        after.ShouldContain(h => h.ItemId == 5 && h.AskedBefore && h.Words.Contains("Kohle"));
    }

    [Fact]
    public void An_empty_library_answers_nothing() => AnswerIndex.Of([], []).Rank("Paket", 5).ShouldBeEmpty();

    private static AnswerContent Item(string title, string question, string text) =>
        new(AnswerKind.Question, title, question, [], [new(text)]);
}
