using Echolot.Conversations;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Conversations.AutoReplies;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class HandOverSurvivesOnSqlite() : HandOverSurvivesContract(Engine.Sqlite);

public sealed class HandOverSurvivesOnPostgres() : HandOverSurvivesContract(Engine.Postgres);

/// <summary>A short public word and a private message, and a server that dies between them.</summary>
public abstract class HandOverSurvivesContract(Engine engine) : QuietDesk(engine)
{
    [Theory]
    [InlineData(Leg.Public)]
    [InlineData(Leg.Private)]
    public async Task Whichever_half_was_being_sent_when_the_server_died_each_is_out_once(Leg dies)
    {
        Network.Can = Network.Can with { OpensPrivate = true };
        var talk = await SayAsync("1", "Paket weg!", kind: ItemKind.Post);
        // The network has it, and nobody is left to hear so.
        Network.After = reply => reply.Leg == dies ? throw new IOException("The power is gone.") : null;
        await Inbox.HandOverAsync(talk, new("Wir schreiben dir privat.", "Lautet die Nummer 4711?"), Mira, Cancel);
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Any(m => m.Send?.State is SendState.Unknown));
        Network.After = null;
        await RestartAsync();
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Count(m => m.Send?.State is SendState.Sent) == 2);
        Network.Posted.Select(p => (p.Leg, p.Text)).ShouldBe(
            [(Leg.Public, "Wir schreiben dir privat."), (Leg.Private, "Lautet die Nummer 4711?")]);
        (await ThreadAsync(talk)).Messages.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Where_the_public_half_is_refused_the_private_one_waits_and_both_leave_in_their_order_once_somebody_has_them_sent()
    {
        var talk = await RefusedAsync();
        // Others are not held up.
        var other = await SayAsync("2", "Jacke weg!", "lou");
        await Inbox.SendReplyAsync(other, new(Leg.Private, "Wir sehen nach."), Mira, Cancel);
        await PostedAsync(1);
        var waits = (await ThreadAsync(talk)).Messages[^1].Send.ShouldNotBeNull();
        (waits.State, waits.Problem!.De).ShouldBe((SendState.Queued, "Wartet, bis das öffentliche Wort hinaus ist."));
        Network.Before = null;
        await Inbox.DecideSendAsync(talk, (await ThreadAsync(talk)).Messages[1].Send!.Id, isOut: false, Mira, Cancel);
        await PostedAsync(3);
        Network.Posted.Skip(1).Select(p => p.Leg).ShouldBe([Leg.Public, Leg.Private]);
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Count(m => m.Send?.State is SendState.Sent) == 2);
        (await ThreadAsync(talk)).Messages.ShouldAllBe(m => m.Send == null || m.Send.Problem == null);
    }

    [Fact]
    public async Task Taken_back_after_the_public_half_was_refused_the_private_words_are_the_draft_and_nothing_leaves()
    {
        var talk = await RefusedAsync();
        await Inbox.UndoSendAsync(talk, (await ThreadAsync(talk)).Messages[1].Send!.Id, Mira, Cancel);
        (await ThreadAsync(talk)).Messages.Count.ShouldBe(1);
        (await ThreadAsync(talk)).Drafts.ShouldHaveSingleItem().Text.ShouldBe("Lautet die Nummer 4711?");
        Network.Posted.ShouldBeEmpty();
    }

    private async Task<long> RefusedAsync()
    {
        Network.Can = Network.Can with { OpensPrivate = true };
        var talk = await SayAsync("1", "Paket weg!", kind: ItemKind.Post);
        Network.Before = reply => reply.Leg is Leg.Public ? new SendOutcome.Refused(new("Gelöscht.", "Deleted.")) : null;
        await Inbox.HandOverAsync(talk, new("Wir schreiben dir privat.", "Lautet die Nummer 4711?"), Mira, Cancel);
        Clock.Now += Inbox.TakeBackTime;
        await UntilAsync(async () => (await ThreadAsync(talk)).Messages.Any(m => m.Send?.State is SendState.Failed));
        return talk;
    }
}
