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
}
