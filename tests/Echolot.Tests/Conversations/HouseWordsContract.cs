using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class HouseWordsOnSqlite() : HouseWordsContract(Engine.Sqlite);

public sealed class HouseWordsOnPostgres() : HouseWordsContract(Engine.Postgres);

/// <summary>How the house speaks where no person does, on every engine.</summary>
public abstract class HouseWordsContract(Engine engine) : CareContract(engine)
{
    private Sight Agent => Eyes[Role.Agent];

    [Fact]
    public async Task The_check_expects_the_manner_of_the_house_until_the_conversation_has_one()
    {
        var talk = await HearAsync("Paket seit 9 Tagen weg, was ist los?", isPrivate: true);
        ReplyDraft formal = new(Leg.Private, "Wir helfen Ihnen gern weiter.");
        (await OtherAsync(talk, formal)).ShouldBeNull();
        await Inbox.SaveHouseWordsAsync(new(Address.Du), Mira.Id, Cancel);
        (await OtherAsync(talk, formal)).ShouldBe("house/Du");
        (await OtherAsync(talk, new(Leg.Private, "Wir helfen dir gern weiter."))).ShouldBeNull();
        // The customer says Sie to us: that counts more than the house.
        var polite = await HearAsync("Höflich gefragt: Können Sie mir Ihre Preise nennen?", "2", isPrivate: true, author: "lee");
        (await OtherAsync(polite, formal)).ShouldBeNull();
        (await OtherAsync(polite, new(Leg.Private, "Wir nennen dir die Preise."))).ShouldBe("Sie");
    }

    [Fact]
    public async Task Answers_are_offered_in_the_manner_of_the_house()
    {
        await KnowAsync(
            "Lieferzeit", "Wo bleibt mein Paket?", new("Dein Paket kommt.", Language: "de", Address: Address.Du),
            new("Ihr Paket kommt.", Language: "de", Address: Address.Sie));
        var talk = await HearAsync("Wo bleibt mein Paket? Es ist seit neun Tagen weg.");
        foreach (var (manner, text) in new[] { (Address.Du, "Dein Paket kommt."), (Address.Sie, "Ihr Paket kommt.") })
        {
            await Inbox.SaveHouseWordsAsync(new(manner), Mira.Id, Cancel);
            (await Inbox.SuggestAnswersAsync(await ThreadAsync(talk), Leg.Public, "", Cancel))[0].Filled.Text.ShouldBe(text);
        }
    }

    [Fact]
    public void Placeholders_of_the_survey_that_nothing_fills_are_named()
    {
        new SurveyWords(Ask: "Hallo {{name}}, {{link}}", Thanks: "Danke {{name}} {{link}}").Unknown().ShouldBe(["{{name}}", "{{link}}"]);
        new SurveyWords(Ask: "Wie war es? {{link}}").Unknown().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_survey_is_worded_by_the_house_in_each_language_and_else_as_shipped_in_its_manner()
    {
        var link = new Uri("https://care.example/opinion/1");
        await Inbox.SaveHouseWordsAsync(
            new(Address.Sie, new(Ask: " Kurz gefragt: {{link}} – danke ", Question: "Waren wir gut?", Thanks: "Vielen Dank!"), new(Thanks: "")), Mira.Id,
            Cancel);
        var kept = await Inbox.HouseWordsAsync(Cancel);
        // What is as shipped follows it from now on.
        kept.ShouldBe(new(Address.Sie, new(Ask: "Kurz gefragt: {{link}} – danke", Question: "Waren wir gut?")));
        kept.Survey(true).AskWith(link).ShouldBe("Kurz gefragt: https://care.example/opinion/1 – danke");
        (kept.Survey(true).Question, kept.Survey(true).Comment).ShouldBe(("Waren wir gut?", "Möchten Sie noch etwas sagen?"));
        kept.Survey(false).ShouldBe(SurveyWords.Shipped(false, Address.None));
        new SurveyWords("Wie war es?").AskWith(link).ShouldBe("Wie war es?\nhttps://care.example/opinion/1");
        (await House.Get<OpinionDesk>().WordsAsync(true, Cancel)).ShouldBe(kept.Survey(true));
        await RefusedAsync(
            () => Inbox.SaveHouseWordsAsync(new(German: new(Ask: new('x', Inbox.LongestSurveyWord + 1))), Mira.Id, Cancel),
            InboxRefusal.TextTooLong);
        await Inbox.SaveHouseWordsAsync(HouseWords.Shipped, Mira.Id, Cancel);
        (await Inbox.HouseWordsAsync(Cancel)).ShouldBe(HouseWords.Shipped);
    }

    [Fact]
    public async Task Bots_speak_in_the_manner_of_the_house()
    {
        await Inbox.SaveHouseWordsAsync(new(Address.Du), Mira.Id, Cancel);
        (await Inbox.AutoReplyPlanAsync(Cancel)).Manner.ShouldBe(Address.Du);
    }

    [Theory]
    [InlineData(Address.None, 0, 0)]
    [InlineData(Address.Du, 1, 0)]
    [InlineData(Address.Sie, 0, 1)]
    public void No_text_of_a_machine_mixes_du_and_Sie_whatever_the_house_says(Address manner, int du, int sie)
    {
        var scenario = Scenario.Parse("[a]\nde: Hallo! Worum geht es?\n- Paket -> b\n- Etwas anderes -> b\n[b]\nde: Danke.\nend: handover").Scenario!;
        var first = ScenarioWalk.Begin(scenario, true, manner);
        var again = ScenarioWalk.Answer(scenario, first.Progress, "Schnabeltier", true, manner);
        string[] said =
        [
            first.Says, again.Says, ScenarioWalk.Answer(scenario, first.Progress, "Mensch", true, manner).Says,
            SurveyWords.Shipped(true, manner).Together(),
        ];
        foreach (var text in said)
        {
            var use = Addressing.Of(text);
            (Math.Sign(use.Du), Math.Sign(use.Sie)).ShouldBe((du, sie), text);
        }
    }

    private async Task<string?> OtherAsync(long talk, ReplyDraft reply) =>
        (await Inbox.CheckReplyAsync(talk, reply, Agent, Cancel)).Findings.FirstOrDefault(f => f.Rule is CheckRule.OtherAddress)?.Detail;
}
