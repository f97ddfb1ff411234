using Echolot.Conversations;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Scenarios;

/// <summary>Reading a scenario and going through it, without a network.</summary>
public sealed class ScenarioTests
{
    internal const string Parcel =
        """
        # Worum geht es?
        [hallo]
        de: Hallo! Worum geht es?
        en: Hello! What is it about?
        - Mein Paket | My parcel -> nummer
        - Rückgabe | Return -> rueckgabe
        - Etwas anderes | Something else -> mensch

        [nummer]
        de: Wie lautet deine Bestellnummer?
          Sie steht in der Bestätigung.
        en: What is your order number?
        ask: order -> mail
        field: Bestellnummer
        label: Lieferung

        [mail]
        de: Und deine Mailadresse?
        en: And your mail address?
        ask: email -> danke

        [danke]
        de: Danke.
        en: Thank you.
        next: mensch

        [rueckgabe]
        de: Das Etikett liegt im Paket.
        en: The label is in the parcel.
        end: answered

        [mensch]
        de: Ich hole jemanden.
        en: I am getting somebody.
        end: department Service
        """;

    [Fact]
    public void It_asks_one_thing_at_a_time_and_ends_with_everything_it_learnt()
    {
        var scenario = Read(Parcel);
        var step = ScenarioWalk.Begin(scenario, german: true);
        step.Says.ShouldBe(
            "Hallo! Worum geht es?\n1 Mein Paket\n2 Rückgabe\n3 Etwas anderes\n\nFür ein Gespräch mit einem Menschen genügt das Wort „Mensch“.");
        step = ScenarioWalk.Answer(scenario, step.Progress, "1", true);
        step.Says.ShouldBe("Wie lautet deine Bestellnummer?\nSie steht in der Bestätigung.");
        step = ScenarioWalk.Answer(scenario, step.Progress, "das war nl-20417, glaube ich", true);
        step = ScenarioWalk.Answer(scenario, step.Progress, "kim@example.org bitte", true);
        (step.Says, step.End).ShouldBe(("Danke.\n\nIch hole jemanden.", new ScenarioEnd(ScenarioEndKind.Department, "Service")));
        step.Progress.Answers.Select(a => (a.Node, a.Answer, a.Field)).ShouldBe(
            [("hallo", "Mein Paket", null), ("nummer", "NL-20417", "Bestellnummer"), ("mail", "kim@example.org", null)]);
        step.Progress.Labels.ShouldBe(["Lieferung"]);
    }

    [Fact]
    public void The_last_cause_that_is_named_counts_and_one_that_is_none_is_refused()
    {
        var scenario = Read("[a]\nde: Was?\n- Paket -> b\n- Zelt -> c\ncause: Frage\n[b]\nde: So.\ncause: Versand › Verloren\nnext: c\n[c]\nde: Ja.\nend: answered");
        var begun = ScenarioWalk.Begin(scenario, german: true);
        begun.Progress.Cause.ShouldBe("Frage");
        ScenarioWalk.Answer(scenario, begun.Progress, "Paket", true).Progress.Cause.ShouldBe("Versand › Verloren");
        ScenarioWalk.Answer(scenario, begun.Progress, "Zelt", true).Progress.Cause.ShouldBe("Frage");
        foreach (var cause in new[] { "a > b > c > d > e", new string('x', 61), ">" })
            Scenario.Parse($"[a]\nde: Ja.\ncause: {cause}\nend: answered").Problems.ShouldBe([new(1, ScenarioFault.CauseWrong, cause)]);
    }

    [Theory]
    [InlineData("1", "nummer")]
    [InlineData(" 2. ", "rueckgabe")]
    [InlineData("(a)", "nummer")]
    [InlineData("B)", "rueckgabe")]
    [InlineData("mein paket", "nummer")]
    [InlineData("Es geht um mein Paekt!", "nummer")]
    [InlineData("Rueckgabe", "rueckgabe")]
    [InlineData("Rükgabe", "rueckgabe")]
    [InlineData("return", "rueckgabe")]
    [InlineData("My parcel", "nummer")]
    [InlineData("ruckgabe bitte", "rueckgabe")]
    public void A_choice_is_understood_by_number_letter_and_word_also_with_slips(string words, string next)
    {
        var scenario = Read(Parcel);
        ScenarioWalk.Answer(scenario, ScenarioWalk.Begin(scenario, true).Progress, words, true).Progress.Node.ShouldBe(next);
    }

    [Theory]
    [InlineData("9")]
    [InlineData("vielleicht")]
    [InlineData("mein paket und rückgabe")]
    [InlineData("?!")]
    public void What_could_be_two_or_none_is_asked_again_and_the_second_time_a_person_goes_on(string words)
    {
        var scenario = Read(Parcel);
        var again = ScenarioWalk.Answer(scenario, ScenarioWalk.Begin(scenario, true).Progress, words, true);
        (again.End, again.Progress.Misses).ShouldBe((null, 1));
        again.Says.ShouldStartWith("Das habe ich nicht verstanden. Hallo!");
        var lost = ScenarioWalk.Answer(scenario, again.Progress, words, true);
        (lost.End!.Kind, lost.Lost).ShouldBe((ScenarioEndKind.HandOver, true));
        // Understood in between, it begins to count anew.
        ScenarioWalk.Answer(scenario, again.Progress, "1", true).Progress.Misses.ShouldBe(0);
    }

    [Theory]
    [InlineData("Mensch")]
    [InlineData("ich will mit einem menschen sprechen")]
    [InlineData("human please")]
    [InlineData("Menshc")]
    [InlineData("kann mir ein Mitarbeiter helfen?")]
    public void Whoever_asks_for_a_person_gets_one_at_any_time(string words)
    {
        var scenario = Read(Parcel);
        var first = ScenarioWalk.Begin(scenario, true).Progress;
        foreach (var at in new[] { first, ScenarioWalk.Answer(scenario, first, "1", true).Progress })
        {
            var step = ScenarioWalk.Answer(scenario, at, words, true);
            (step.End!.Kind, step.Asked).ShouldBe((ScenarioEndKind.HandOver, true));
        }
    }

    [Theory]
    [InlineData("keine Ahnung")]
    [InlineData("12")]
    public void A_number_that_is_none_is_not_taken(string words)
    {
        var scenario = Read(Parcel);
        var at = ScenarioWalk.Answer(scenario, ScenarioWalk.Begin(scenario, false).Progress, "1", false).Progress;
        ScenarioWalk.Answer(scenario, at, words, false).Says.ShouldBe("I did not understand that. What is your order number?");
    }

    [Theory]
    [InlineData("", 1, ScenarioFault.Empty)]
    [InlineData("de: Hallo", 1, ScenarioFault.OutsideNode)]
    [InlineData("[a]\nde: x\nend: never", 3, ScenarioFault.NotUnderstood)]
    [InlineData("[a]\nend: answered", 1, ScenarioFault.TextMissing)]
    [InlineData("[a]\nde: x", 1, ScenarioFault.NothingFollows)]
    [InlineData("[a]\nde: x\nask: text\n", 1, ScenarioFault.NothingFollows)]
    [InlineData("[a]\nde: x\nnext: b\nend: answered\n[b]\nde: y\nend: answered", 1, ScenarioFault.TooMuchFollows)]
    [InlineData("[a]\nde: x\nnext: b", 1, ScenarioFault.NextMissing)]
    [InlineData("[a]\nde: x\nend: answered\n[b]\nde: y\nend: answered", 4, ScenarioFault.NeverReached)]
    [InlineData("[a]\nde: x\n- nochmal -> a", 1, ScenarioFault.NoEnd)]
    [InlineData("[a]\nde: x\nend: answered\n[a]\nde: y\nend: answered", 4, ScenarioFault.NodeTwice)]
    public void A_text_that_is_none_says_where_and_why(string source, int line, ScenarioFault fault)
    {
        var (scenario, problems) = Scenario.Parse(source);
        scenario.ShouldBeNull();
        problems.ShouldContain(p => p.Line == line && p.Fault == fault);
    }

    [Fact]
    public void Talking_in_a_circle_without_a_question_is_refused() =>
        Scenario.Parse("[a]\nde: x\n- los | go -> b\n- ende | end -> d\n[b]\nde: y\nnext: c\n[c]\nde: z\nnext: b\n[d]\nde: q\nend: answered")
            .Problems.ShouldContain(p => p.Fault == ScenarioFault.GoesRound);

    internal static Scenario Read(string source)
    {
        var (scenario, problems) = Scenario.Parse(source);
        problems.ShouldBeEmpty();
        return scenario.ShouldNotBeNull();
    }
}

public sealed class ScenarioSearchTests
{
    private static readonly KeptScenario parcel = Kept(1, "Paket", ScenarioTests.Parcel);
    private static readonly KeptScenario other = Kept(2, "Termin", "[anfang]\nde: Wann passt dir ein Termin?\nen: When?\nask: text -> ende\n[ende]\nde: Danke.\nen: Thanks.\nend: handover");

    [Fact]
    public void Without_words_each_is_there_once_with_its_first_step() =>
        ScenarioSearch.Find([parcel, other], "", german: true, 10).Select(s => (s.Scenario.Id, s.First)).ShouldBe([(1, true), (2, true)]);

    [Fact]
    public void A_name_finds_the_scenario_and_words_find_the_steps_that_say_them()
    {
        ScenarioSearch.Find([parcel, other], "termin", true, 10).ShouldHaveSingleItem().Node.Name.ShouldBe("anfang");
        ScenarioSearch.Find([parcel, other], "dank", true, 10).Select(s => s.Scenario.Id).ShouldContain(2);
        var step = ScenarioSearch.Find([other], "termin danke", true, 10).ShouldHaveSingleItem();
        (step.Node.Name, step.Text, step.First).ShouldBe(("ende", "Danke.", false));
        ScenarioSearch.Find([other], "thank", german: false, 10).ShouldHaveSingleItem().Text.ShouldBe("Thanks.");
        ScenarioSearch.Find([parcel, other], "rakete", true, 10).ShouldBeEmpty();
    }

    private static KeptScenario Kept(long id, string name, string source) =>
        new(id, new(name, null, null, AutoReplyHours.Always, null, source));
}
