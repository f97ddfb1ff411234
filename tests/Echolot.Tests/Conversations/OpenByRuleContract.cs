using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Storage;
using Echolot.Triage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class OpenByRuleOnSqlite() : OpenByRuleContract(Engine.Sqlite);

public sealed class OpenByRuleOnPostgres() : OpenByRuleContract(Engine.Postgres);

/// <summary>A rule for mentions makes conversations of what it hits.</summary>
public abstract class OpenByRuleContract(Engine engine) : CareContract(engine)
{
    private TriageDesk Desk => House.Get<TriageDesk>();

    [Fact]
    public async Task What_a_rule_hits_becomes_one_conversation_in_the_name_that_it_says_and_our_own_words_none()
    {
        await House.AddMonitorAsync("paket OR zelt");
        var rule = await Desk.SaveRuleAsync(
            null, new("Beschwerden", new() { Query = "paket" }, []) { Opens = true, VoiceId = SourceId }, Mira.Id, Cancel);
        (rule.Draft.Opens, rule.Draft.VoiceId).ShouldBe((true, SourceId));
        var (hit, other, own) = (await MentionAsync("Alpha Paket weg", "1"), await MentionAsync("Bravo Zelt", "2"), await MentionAsync("Charlie Paket", "3", "self"));
        var fact = new MentionsKept([.. new[] { hit, other, own }.Select(id => new KeptMention(id, false, [1], Clock.Now, Clock.Now))]);
        await Desk.HearAsync(fact, Cancel);
        await UntilAsync(async () => (await AllAsync()).Count > 0);
        // The fact that comes again after a crash, and the fact of the rule that does, change nothing.
        await Desk.HearAsync(fact, Cancel);
        await Inbox.HearAsync(new AnswersWanted([hit, own, 4711], SourceId, rule.Id), Cancel);
        var talk = (await AllAsync()).ShouldHaveSingleItem();
        (talk.Snippet, talk.SourceId, talk.State).ShouldBe(("Alpha Paket weg", SourceId, ConversationState.New));
        talk.DueAt.ShouldNotBeNull();
        (await ThreadAsync(talk.Id)).Messages.Single().MentionId.ShouldBe(hit);
    }

    [Fact]
    public async Task A_run_over_the_archive_opens_nothing_and_an_account_that_is_gone_is_chosen_later()
    {
        await House.AddMonitorAsync("paket");
        var hit = await MentionAsync("Alpha Paket weg", "1");
        var rule = await Desk.SaveRuleAsync(
            null, new("Beschwerden", new() { Query = "paket" }, [WorkChange.Flag(true)]) { Opens = true, VoiceId = 4711 }, Mira.Id, Cancel);
        var run = await Desk.StartRuleAsync(rule.Id, Mira.Id, Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var working = Desk.WorkAsync(stop.Token);
        await UntilAsync(async () => (await Desk.RunAsync(run.Id, Cancel))!.State is RunState.Done);
        await stop.CancelAsync();
        await working;
        (await AllAsync()).ShouldBeEmpty();
        await Inbox.HearAsync(new AnswersWanted([hit], 4711, rule.Id), Cancel);
        (await AllAsync()).Single().SourceId.ShouldBe(SourceId, "the only one that can");
    }

    private async Task<IReadOnlyList<Conversation>> AllAsync() =>
        (await Inbox.ListAsync(new(InboxView.All), Sight.Everything, null, 50, Cancel)).Items;
}
