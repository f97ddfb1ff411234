using Dapper;
using Echolot.Answers;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class AnsweringOnSqlite() : AnsweringContract(Engine.Sqlite);

public sealed class AnsweringOnPostgres() : AnsweringContract(Engine.Postgres);

/// <summary>What the library and the checks do in a conversation, on every engine.</summary>
public abstract class AnsweringContract(Engine engine) : CareContract(engine)
{
    private const string Complaint = "Paket seit 9 Tagen weg, was ist los bei euch? Wo bleibt mein Paket?";

    private Sight Agent => Eyes[Role.Agent];

    [Fact]
    public async Task A_conversation_is_offered_the_answer_in_its_wording_with_the_placeholders_filled()
    {
        await KnowAsync(
            "Lieferzeit", "Wo bleibt mein Paket?", new("Hallo {{contact.first}}, dein Paket {{order}} kommt. {{agent.first}}", Language: "de", Address: Address.Du),
            new("Guten Tag {{contact.name}}, Ihr Paket kommt.", Language: "de", Address: Address.Sie), new("Your parcel is coming.", Language: "en"));
        await KnowAsync("Newsletter", "Wie bestelle ich den Newsletter ab?", new AnswerVariant("Unten in der Mail."));
        var thread = await ThreadAsync(await HearAsync(Complaint));
        var found = (await Inbox.SuggestAnswersAsync(thread, Leg.Public, "Agent Muster", Cancel))[0];
        found.Filled.Text.ShouldBe("Hallo Kim, dein Paket {{order}} kommt. Agent");
        found.Filled.Open.ShouldBe(["order"]);
        found.Because.ShouldBe([ChoiceReason.SameLanguage, ChoiceReason.SameAddress]);
        found.Hit!.Words.ShouldContain("Paket");
        (await Inbox.FindAnswersAsync(thread, "news", Leg.Public, "", 5, Cancel)).Select(a => a.Item.Title).ShouldBe(["Newsletter"]);
        (await Inbox.FindAnswersAsync(thread, "", Leg.Public, "", 5, Cancel)).Select(a => a.Item.Title).ShouldBe(["Lieferzeit", "Newsletter"]);
        (await Inbox.FindAnswersAsync(thread, "xyz", Leg.Public, "", 5, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_number_that_the_customer_wrote_fills_its_placeholder()
    {
        await Inbox.SaveCheckSettingsAsync(new([], ["NL-######"]), Mira.Id, Cancel);
        await KnowAsync("Lieferzeit", "Wo bleibt mein Paket?", new AnswerVariant("{{order}} ist unterwegs."));
        var thread = await ThreadAsync(await HearAsync("Wo bleibt mein Paket? Es ist nl-123456.", isPrivate: true));
        (await Inbox.SuggestAnswersAsync(thread, Leg.Private, "", Cancel))[0].Filled.Text.ShouldBe("nl-123456 ist unterwegs.");
    }

    [Fact]
    public async Task What_became_of_an_answer_is_told_once_for_each_conversation_and_of_what_came_after_it()
    {
        var id = await KnowAsync("Erstattung", "Wann bekomme ich mein Geld zurück?", new AnswerVariant("In fünf Tagen ist es da."));
        await Inbox.RequireCauseAsync(false, null, Cancel);
        var (good, bad, before) = (await HearAsync("Gut"), await HearAsync("Schlecht", "2", author: "lee"), await HearAsync("Vorher", "3", author: "ada"));
        await RateAsync(before, 1);
        Clock.Now += TimeSpan.FromMinutes(5);
        foreach (var talk in new[] { good, good, bad, before })
        {
            Clock.Now += Inbox.TakeBackTime;
            await Inbox.SendReplyAsync(talk, new(Leg.Public, "In fünf Tagen ist es da.", Items: [new(id, 1)], NextState: ConversationState.Done), Agent, Cancel);
        }
        Clock.Now += TimeSpan.FromMinutes(5);
        foreach (var talk in new[] { good, bad, before })
            await UntilAsync(async () => await ThreadAsync(talk) is { Conversation.State: ConversationState.Done } thread
                && thread.Messages.All(m => m.Send is null or { State: SendState.Sent }));
        await Inbox.EnterAsync(bad, ConversationState.Open, null, null, Agent, Cancel);
        await RateAsync(good, 5);
        await RateAsync(bad, 2);
        var outcome = (await Inbox.OutcomesAsync(Cancel))[id];
        (outcome.Used, outcome.Closed, outcome.Reopened, outcome.Rated, outcome.Satisfied).ShouldBe((4, 3, 1, 2, 1));
        (await Inbox.OutcomesAsync(Cancel, id))[id].ShouldBe(outcome);
        (await Inbox.OutcomesAsync(Cancel, 4711)).ShouldBeEmpty();

        Task RateAsync(long talk, int score) => Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            """
            insert into opinion (conversation_id, contact_id, source_id, connector, asked_at, month, expires_at, answered_at, score)
            values (@talk, 1, 1, 'talking', @now, 202611, @now, @now, @score)
            """, new { talk, now = Clock.Now.ToUnixTimeMilliseconds(), score }, scope.Transaction), Cancel);
    }

    [Fact]
    public async Task Use_is_counted_with_what_came_of_it_and_teaches_how_people_ask()
    {
        var id = await KnowAsync("Erstattung", "Wann bekomme ich mein Geld zurück?", new AnswerVariant("In fünf Tagen ist es da."));
        var talk = await HearAsync("Moneten?? Kohle her!");
        await Inbox.SendReplyAsync(talk, new(Leg.Public, "In fünf Tagen ist es da.", Items: [new(id, 1)]), Agent, Cancel);
        await PostedAsync(1);
        (await Inbox.OutcomesAsync(Cancel))[id].ShouldSatisfyAllConditions(o => o.Used.ShouldBe(1), o => o.WroteAgain.ShouldBe(0));
        Clock.Now += TimeSpan.FromMinutes(10);
        var other = await ThreadAsync(await HearAsync("Kohlemoneten immer noch weg, Kohle her!", "2", author: "lee"));
        var found = (await Inbox.SuggestAnswersAsync(other, Leg.Public, "", Cancel)).ShouldHaveSingleItem();
        (found.Item.Id, found.Hit!.AskedBefore).ShouldBe((id, true));
        await HearAsync("Kohle!!", "3", author: "kim");
        // The person goes, and with them what their words have taught.
        await House.Privacy.EraseAsync(new(TalkingNetwork.Name, "kim"), null, Cancel);
        Clock.Now += TimeSpan.FromMinutes(10);
        (await Inbox.SuggestAnswersAsync(other, Leg.Public, "", Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_suggestion_says_when_it_was_last_used_and_how_often_it_is_taken()
    {
        var id = await KnowAsync("Erstattung", "Wann bekomme ich mein Geld zurück?", new AnswerVariant("In fünf Tagen ist es da."));
        var talk = await HearAsync("Wann bekomme ich mein Geld?");
        (await FirstAsync()).ShouldBe(AnswerHistory.None);
        var used = Clock.Now;
        await SayAsync(new(Leg.Public, "In fünf Tagen ist es da.", Items: [new(id, 1)]) { Suggested = [id, id, 4711] });
        await SayAsync(new(Leg.Public, "Wir fragen nach.") { Suggested = [id] });
        await SayAsync(new(Leg.Public, "Gleich.", Items: [new(id, 1)]));
        await HearAsync("Und wann ist mein Geld da?", "2");
        (await FirstAsync()).ShouldBe(new(used + 2 * Inbox.TakeBackTime, 2, 1));

        async Task SayAsync(ReplyDraft reply)
        {
            await Inbox.SendReplyAsync(talk, reply, Agent, Cancel);
            Clock.Now += Inbox.TakeBackTime;
        }

        async Task<AnswerHistory?> FirstAsync() =>
            (await Inbox.SuggestAnswersAsync(await ThreadAsync(talk), Leg.Public, "", Cancel))[0].History;
    }

    [Fact]
    public async Task What_stops_stops_every_reply_and_what_needs_a_reason_goes_with_one_that_stays_in_the_course()
    {
        var talk = await HearAsync(Complaint);
        var refused = await RefusedAsync(
            () => Inbox.SendReplyAsync(talk, new(Leg.Public, "Hallo {{contact.name}}!"), Agent, Cancel), InboxRefusal.CheckStops);
        refused.Findings.ShouldContain(f => f.Rule == CheckRule.PlaceholderLeft);
        await RefusedAsync(
            () => Inbox.SendReplyAsync(talk, new(Leg.Public, "Deine Bestellnummer ist 4711-22."), Sight.Everything, Cancel),
            InboxRefusal.CheckStops);
        ReplyDraft asks = new(Leg.Public, "Schickst du uns deine Bestellnummer?");
        (await RefusedAsync(() => Inbox.SendReplyAsync(talk, asks, Agent, Cancel), InboxRefusal.ReasonMissing))
            .Findings.Select(f => f.Rule).ShouldBe([CheckRule.AsksInPublic]);
        await Inbox.SendReplyAsync(talk, asks with { Reason = "steht schon im Beitrag" }, Agent, Cancel);
        (await PostedAsync(1)).ShouldBe([asks.Text]);
        var overruled = (await ThreadAsync(talk)).Events.Single(e => e.Kind is ConversationEventKind.CheckOverruled);
        (overruled.Before, overruled.After, overruled.PersonId).ShouldBe(("AsksInPublic", "steht schon im Beitrag", Agent.PersonId));
    }

    [Fact]
    public async Task An_expired_item_stops_whether_it_was_inserted_or_typed()
    {
        const string Text = "Bis Monatsende verschicken wir alle Bestellungen ohne Versandkosten an dich.";
        var id = await Library.SaveAsync(
            null, new(AnswerKind.Module, "Aktion", "", [], [new(Text)], ValidUntil: new DateOnly(2026, 10, 31)), null, null, null,
            Mira.Id, Cancel);
        await Library.ApproveAsync(id, 1, Mira.Id, Cancel);
        var talk = await HearAsync(Complaint);
        (await RefusedAsync(() => Inbox.SendReplyAsync(talk, new(Leg.Public, "Hallo! " + Text), Agent, Cancel), InboxRefusal.CheckStops))
            .Findings.ShouldContain(f => f.Rule == CheckRule.ItemExpired && f.Detail == "Aktion");
        await Library.SaveAsync(
            id, new(AnswerKind.Module, "Aktion", "", [], [new(Text)]), null, null, null, Mira.Id, Cancel);
        await Library.ApproveAsync(id, 2, Mira.Id, Cancel);
        await Inbox.SendReplyAsync(talk, new(Leg.Public, "Hallo! " + Text, Items: [new(id, 2)]), Agent, Cancel);
    }

    [Fact]
    public async Task A_planned_reply_of_an_item_that_expires_does_not_leave_wherever_it_went_meanwhile()
    {
        var id = await Library.SaveAsync(
            null, new(AnswerKind.Module, "Aktion", "", [], [new("Noch ohne Versandkosten.")]), null, null, null, Mira.Id, Cancel);
        await Library.ApproveAsync(id, 1, Mira.Id, Cancel);
        var (from, into) = (await HearAsync(Complaint), await HearAsync("Anderes", "2", author: "lee"));
        await Inbox.SendReplyAsync(
            from, new(Leg.Public, "Noch ohne Versandkosten.", At: Clock.Now.AddDays(3), Items: [new(id, 1)]), Agent, Cancel);
        await Inbox.MergeAsync(from, into, Agent, Cancel);
        (await UsedInAsync()).ShouldBe(into);
        await Inbox.UndoMergeAsync(from, Agent, Cancel);
        (await UsedInAsync()).ShouldBe(from);
        await Inbox.MergeAsync(from, into, Agent, Cancel);
        await Db.WriteAsync(
            scope => scope.Connection.ExecuteAsync("update answer_use set conversation_id = @from", new { from }, scope.Transaction), Cancel);
        await Library.SaveAsync(
            id, new(AnswerKind.Module, "Aktion", "", [], [new("Noch ohne Versandkosten.")], ValidUntil: new DateOnly(2026, 11, 4)),
            null, null, null, Mira.Id, Cancel);
        await Library.ApproveAsync(id, 2, Mira.Id, Cancel);
        Clock.Now += TimeSpan.FromDays(3);
        await UntilAsync(async () => (await ThreadAsync(into)).Messages.Any(m => m.Send?.State is SendState.Failed));
        Network.Posted.ShouldBeEmpty();

        async Task<long> UsedInAsync()
        {
            await using var connection = await Db.ReadAsync(Cancel);
            return await connection.ExecuteScalarAsync<long>("select conversation_id from answer_use");
        }
    }

    [Fact]
    public async Task Policies_show_where_they_apply_and_goodwill_is_booked_into_the_course()
    {
        var policy = await Library.SavePolicyAsync(
            null, new(PolicyKind.Goodwill, "Kulanz", "", ["Prüfen"], new(["Paket"], [], []), PolicyAdvice.Answer, 4000), Mira.Id, Cancel);
        await Library.SavePolicyAsync(
            null, new(PolicyKind.Legal, "Recht", "", [], new([], [], ["legal"]), PolicyAdvice.Judge), Mira.Id, Cancel);
        var talk = await HearAsync(Complaint);
        (await Inbox.PoliciesAsync(await ThreadAsync(talk), Cancel)).Select(p => p.Policy.Name).ShouldBe(["Kulanz"]);
        await Inbox.BookGoodwillAsync(talk, policy, 1500, "Verspätung", Agent, Cancel);
        (await ThreadAsync(talk)).Events.Single(e => e.Kind is ConversationEventKind.GoodwillBooked).After.ShouldBe("1500");
        (await Should.ThrowAsync<AnswerException>(() => Inbox.BookGoodwillAsync(talk, policy, 2501, "zu viel", Agent, Cancel)))
            .Why.ShouldBe(AnswerRefusal.OverLimit);
        var check = await Inbox.CheckReplyAsync(talk, new(Leg.Public, "Wir erstatten dir 30 Euro."), Agent, Cancel);
        check.Findings.ShouldContain(f => f.Rule == CheckRule.OverGoodwill);
        (await Inbox.CheckReplyAsync(talk, new(Leg.Public, "Wir erstatten dir 25 Euro."), Agent, Cancel)).NeedsReason.ShouldBeFalse();
        // Two that fit by themselves and not together; the rule of approvals compares the same sum.
        await Inbox.SaveApprovalRuleAsync(
            null, new("Viel Geld", ApprovalWhen.Always with { Above = 2500 }, [new([Mira.Id], [], [], 60)]), Mira.Id, Cancel);
        check = await Inbox.CheckReplyAsync(
            talk, new(Leg.Public, "Wir erstatten dir 13 Euro und schenken dir einen Gutschein über 13 Euro."), Agent, Cancel);
        check.Findings.Single(f => f.Rule == CheckRule.OverGoodwill).Detail.ShouldBe("13 Euro + 13 Euro");
        check.Needed.ShouldHaveSingleItem().Name.ShouldBe("Viel Geld");
    }

    [Fact]
    public async Task Questions_without_an_answer_are_gaps_by_topic()
    {
        await KnowAsync("Lieferzeit", "Wo bleibt mein Paket?", new AnswerVariant("Es kommt."));
        await HearAsync(Complaint);
        await HearAsync("Imprägniert ihr die Zelte noch selbst, oder sind Zelte imprägniert?", "2", author: "lee");
        await HearAsync("Sind eure Zelte imprägniert?", "3", author: "jo");
        await HearAsync("Danke!", "4", author: "mo");
        var gaps = await Inbox.GapsAsync(Sight.Everything, Cancel);
        (gaps.Looked, gaps.Open).ShouldBe((3, 2));
        var gap = gaps.Gaps.ShouldHaveSingleItem();
        gap.Questions.Count.ShouldBe(2);
        gap.Words.ShouldContain("zelte");
        (await Inbox.GapsAsync(new(0, []) { }, Cancel)).Gaps.Count.ShouldBe(1);
        var nobody = await Inbox.GapsAsync(new(0, [], Unrouted: false), Cancel);
        (nobody.Looked, nobody.Open).ShouldBe((0, 0), "gaps are looked for among what is seen, and not cut down to it");
    }

    [Fact]
    public async Task What_waits_for_an_answer_without_a_question_mark_is_a_gap_as_well()
    {
        await KnowAsync("Lieferzeit", "Wo bleibt mein Paket?", new AnswerVariant("Es kommt."));
        var talk = await HearAsync("Bitte sagt mir, wann der Laden in Kiel öffnet");
        await HearAsync("Ich stehe vor eurem Laden", "1b");
        await HearAsync("Weiß jemand, wann der Laden in Kiel am Samstag öffnet", "2", author: "lee");
        await HearAsync("Vielen Dank!", "3", author: "mo");
        var gaps = await Inbox.GapsAsync(Sight.Everything, Cancel);
        (gaps.Looked, gaps.Open).ShouldBe((2, 2), "words in a row are one, and thanks are none");
        gaps.Gaps.ShouldHaveSingleItem().Words.ShouldContain("laden");
        await Inbox.SendReplyAsync(talk, new(Leg.Public, "Um zehn Uhr."), Agent, Cancel);
        await PostedAsync(1);
        Clock.Now += TimeSpan.FromMinutes(1);
        await HearAsync("Dann brauche ich noch Ersatzstangen fürs Zelt", "4");
        Clock.Now += TimeSpan.FromMinutes(11);
        (await Inbox.GapsAsync(Sight.Everything, Cancel)).Looked.ShouldBe(3, "what comes after our answer waits anew");
    }
}
