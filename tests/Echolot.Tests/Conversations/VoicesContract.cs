using Dapper;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class VoicesOnSqlite() : VoicesContract(Engine.Sqlite);

public sealed class VoicesOnPostgres() : VoicesContract(Engine.Postgres);

/// <summary>In whose name a conversation is answered: chosen when it begins, and changed later.</summary>
public abstract class VoicesContract(Engine engine) : CareContract(engine)
{
    private long _service;

    private Sight Agent => Eyes[Role.Agent];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await House.AddMonitorAsync("alpha OR bravo OR charlie");
        _service = (await House.Sources.AddAsync(
            TalkingNetwork.Name, null, new Dictionary<string, string> { ["name"] = "@nordlicht-service" }, Cancel)).Source!.Id;
    }

    [Fact]
    public async Task Where_several_accounts_could_answer_a_mention_the_chosen_one_does_and_without_a_choice_nobody_yet()
    {
        var chosen = await Inbox.OpenAsync(await MentionAsync("Alpha?", "a", "kim"), _service, Agent, Cancel);
        chosen.SourceId.ShouldBe(_service);
        await Inbox.SendReplyAsync(chosen.Id, new(Leg.Public, "Wir schauen nach."), Agent, Cancel);
        (await SaidByAsync(chosen.Id)).ShouldBe([_service]);

        var open = await Inbox.OpenAsync(await MentionAsync("Bravo?", "b", "lou"), null, Agent, Cancel);
        open.SourceId.ShouldBeNull();
        await RefusedAsync(
            () => Inbox.SendReplyAsync(open.Id, new(Leg.Public, "Wir schauen nach."), Agent, Cancel), InboxRefusal.NoSource);
        var stranger = await MentionAsync("Charlie?", "c", "ada");
        await RefusedAsync(() => Inbox.OpenAsync(stranger, 4711, Agent, Cancel), InboxRefusal.CannotSend);
    }

    [Fact]
    public async Task Another_account_answers_from_the_next_reply_on_and_the_course_says_who_chose_it()
    {
        var talk = await Inbox.OpenAsync(await MentionAsync("Alpha?", "a"), SourceId, Agent, Cancel);
        await Inbox.SendReplyAsync(talk.Id, new(Leg.Public, "Moment bitte."), Agent, Cancel);
        await Inbox.ChooseVoiceAsync(talk.Id, _service, Agent, Cancel);
        await Inbox.ChooseVoiceAsync(talk.Id, _service, Agent, Cancel);
        (await Inbox.WaysAsync(talk.Id, Agent, Cancel)).Select(w => w.Voice.SourceId).Distinct().ShouldBe([_service]);
        await Inbox.SendReplyAsync(talk.Id, new(Leg.Public, "Hier ist der Service."), Agent, Cancel);
        (await SaidByAsync(talk.Id)).ShouldBe([SourceId, _service], "what was on its way leaves as it was written");
        var chosen = (await ThreadAsync(talk.Id)).Events.Where(e => e.Kind is ConversationEventKind.SourceChosen).ShouldHaveSingleItem();
        (chosen.PersonId, chosen.Before, chosen.After).ShouldBe((Agent.PersonId, Text(SourceId), Text(_service)));
    }

    [Fact]
    public async Task Who_cannot_answer_there_and_who_does_not_see_it_choose_nothing()
    {
        var talk = await Inbox.OpenAsync(await MentionAsync("Alpha?", "a"), SourceId, Agent, Cancel);
        await RefusedAsync(() => Inbox.ChooseVoiceAsync(talk.Id, 4711, Agent, Cancel), InboxRefusal.CannotSend);
        await RefusedAsync(
            () => Inbox.ChooseVoiceAsync(talk.Id, _service, new(Mira.Id, [], Unrouted: false), Cancel), InboxRefusal.NotFound);
        (await Inbox.FindAsync(talk.Id, Sight.Everything, Cancel))!.SourceId.ShouldBe(SourceId);
    }

    [Fact]
    public async Task What_was_written_to_one_account_alone_stays_with_it()
    {
        var talk = await HearAsync("Vertraulich", isPrivate: true);
        await RefusedAsync(() => Inbox.ChooseVoiceAsync(talk, _service, Agent, Cancel), InboxRefusal.OtherAccount);
        await Inbox.ChooseVoiceAsync(talk, SourceId, Agent, Cancel);
        (await Inbox.FindAsync(talk, Sight.Everything, Cancel))!.SourceId.ShouldBe(SourceId);
    }

    private static string Text(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<long>> SaidByAsync(long talk)
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return (await connection.QueryAsync<long>(
            "select source_id from send where conversation_id = @talk order by id", new { talk })).AsList();
    }
}
