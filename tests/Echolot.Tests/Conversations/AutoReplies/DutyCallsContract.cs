using Echolot.Conversations;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.AutoReplies;

public sealed class DutyCallsOnSqlite() : DutyCallsContract(Engine.Sqlite);

public sealed class DutyCallsOnPostgres() : DutyCallsContract(Engine.Postgres);

/// <summary>An urgent conversation out of hours finds somebody on call.</summary>
public abstract class DutyCallsContract(Engine engine) : QuietDesk(engine)
{
    private const string Threat = "Mein Anwalt wird Sie verklagen! Das ist eine Katastrophe, ich bin enttäuscht und wütend.";

    private RotaDesk Rota => House.Get<RotaDesk>();

    private protected override void Listen()
    {
        base.Listen();
        House.Get<DutyCalls>().Listen();
    }

    [Fact]
    public async Task An_urgent_conversation_calls_and_whoever_answers_has_it()
    {
        await ShiftAsync();
        await SayAsync("1", "Wo ist mein Paket?");
        var talk = await SayAsync("2", Threat, "lee");
        await UntilAsync(async () => (await Rota.CallsAsync(Cancel)).Count == 1);
        var call = (await Rota.CallsAsync(Cancel)).Single();
        (call.Subject, call.SubjectId).ShouldBe((DutySubject.Conversation, talk));
        await Rota.AcknowledgeCallAsync(call.Id, Mira.PersonId!.Value, Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Conversation.AssigneeId == Mira.PersonId);
    }

    [Fact]
    public async Task A_conversation_that_somebody_takes_in_the_inbox_ends_its_call()
    {
        await ShiftAsync();
        var talk = await SayAsync("1", Threat);
        await UntilAsync(async () => (await Rota.CallsAsync(Cancel)).Count == 1);
        await Inbox.TakeAsync(talk, Mira, Cancel);
        await UntilAsync(async () => (await Rota.CallsAsync(Cancel)).Single().State is DutyState.Acknowledged);
        (await Rota.CallsAsync(Cancel)).Single().By.ShouldBe(Mira.PersonId);
    }

    private Task<long> ShiftAsync() => Rota.SaveShiftAsync(
        null, new("Wochenende", ShiftKind.Weekend, Sunday.AddHours(-2), Sunday.AddHours(6), [Mira.PersonId!.Value], []), Mira.PersonId, Cancel);
}
