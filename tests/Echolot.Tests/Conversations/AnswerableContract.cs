using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class AnswerableOnSqlite() : AnswerableContract(Engine.Sqlite);

public sealed class AnswerableOnPostgres() : AnswerableContract(Engine.Postgres);

/// <summary>That something cannot be answered is known before somebody writes, not when it has been approved and sent.</summary>
public abstract class AnswerableContract(Engine engine) : CareContract(engine)
{
    private static readonly LocalText closed = new("Hier sind Kommentare geschlossen.", "Comments are closed here.");

    private Sight Agent => Eyes[Role.Agent];

    [Fact]
    public async Task A_closed_thread_stops_the_reply_and_shows_its_way_as_closed()
    {
        Network.Answering = (_, _, _) => Task.FromResult<Answerable>(new Answerable.Closed(closed));
        var talk = await HearAsync("Frechheit! Paket weg.");
        var way = (await Inbox.AnswerableWaysAsync(talk, Agent, Cancel)).Single(w => w.Way.Leg is Leg.Public);
        (way.Closed, way.Answerable.Why).ShouldBe((true, closed));
        var finding = (await Inbox.CheckReplyAsync(talk, new(Leg.Public, "Wir schauen nach."), Agent, Cancel)).Findings
            .Single(f => f.Rule is CheckRule.ItemClosed);
        (finding.Severity, finding.Why).ShouldBe((Severity.Stops, closed));
        var refused = await RefusedAsync(
            () => Inbox.SendReplyAsync(talk, new(Leg.Public, "Wir schauen nach."), Agent, Cancel), InboxRefusal.CheckStops);
        refused.Findings.ShouldContain(finding);
        (await ThreadAsync(talk)).Messages.Count.ShouldBe(1);
        Network.Asked.ShouldBe(1, "what is known is not asked again");
        // Opened again meanwhile: a minute later it can be answered.
        Network.Answering = null;
        Clock.Now += TimeSpan.FromMinutes(1);
        await Inbox.SendReplyAsync(talk, new(Leg.Public, "Wir schauen nach."), Agent, Cancel);
        (await PostedAsync(1)).ShouldBe(["Wir schauen nach."]);
        Network.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task That_fewer_read_it_is_a_hint_and_each_message_is_asked_for_itself()
    {
        Network.Answering = (_, item, _) => Task.FromResult<Answerable>(
            item == "1" ? new Answerable.Narrower(closed) : new Answerable.Open());
        var talk = await HearAsync("Frechheit! Paket weg.");
        await CommentAsync("2", "Noch etwas dazu", "kim", "1", wait: false);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Count == 2);
        var first = (await ThreadAsync(talk)).Messages[0].Id;
        (await FewerAsync(null)).ShouldBeNull();
        (await FewerAsync(first)).ShouldBe(Severity.Hint);

        async Task<Severity?> FewerAsync(long? to) =>
            (await Inbox.CheckReplyAsync(talk, new(Leg.Public, "Wir schauen nach.", to), Agent, Cancel)).Findings
            .FirstOrDefault(f => f.Rule is CheckRule.SeenByFewer)?.Severity;
    }

    [Fact]
    public async Task A_silent_network_keeps_nobody_from_writing_for_long_and_is_not_asked_at_each_key()
    {
        Network.Answering = async (_, _, cancel) =>
        {
            await Task.Delay(TimeSpan.FromMinutes(1), cancel);
            return new Answerable.Open();
        };
        var talk = await HearAsync("Frechheit! Paket weg.");
        var began = TimeProvider.System.GetTimestamp();
        foreach (var text in (string[])["Wir", "Wir schauen nach."])
            (await Inbox.CheckReplyAsync(talk, new(Leg.Public, text), Agent, Cancel)).Findings.ShouldNotContain(f => f.Rule == CheckRule.ItemClosed);
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(50));
        Network.Asked.ShouldBe(1);
        var other = await HearAsync("Anderes Paket weg", "2", author: "lee");
        Network.Answering = (_, _, _) => throw new SourceTrouble("It does not answer.");
        foreach (var text in (string[])["Wir", "Wir schauen nach."])
            await Inbox.CheckReplyAsync(other, new(Leg.Public, text), Agent, Cancel);
        Network.Asked.ShouldBe(2);
        (await Inbox.AnswerableWaysAsync(other, Agent, Cancel)).ShouldAllBe(w => !w.Closed);
    }

    [Fact]
    public async Task Whoever_does_not_see_a_conversation_asks_nobody()
    {
        var talk = await HearAsync("Frechheit! Paket weg.");
        (await Inbox.AnswerableWaysAsync(talk, new(0, [], Unrouted: false), Cancel)).ShouldBeEmpty();
        Network.Asked.ShouldBe(0);
    }
}
