using Dapper;
using Echolot.Conversations;
using Echolot.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Joining;

public sealed class SplitOnSqlite() : SplitContract(Engine.Sqlite);

public sealed class SplitOnPostgres() : SplitContract(Engine.Postgres);

/// <summary>What goes along when a part of a conversation becomes one of its own, and what stays.</summary>
public abstract class SplitContract(Engine engine) : CareDeskContract(engine)
{
    [Fact]
    public async Task What_a_bot_said_goes_along_with_its_line_and_labels_cause_and_incident_stay()
    {
        var lead = new Sight(Mira, null);
        var talk = await SayAsync("Naht offen");
        var incident = await Inbox.SaveIncidentAsync(null, new("Charge 0425", "Produkt > Naht", ""), lead, Cancel);
        await Inbox.SetIncidentAsync(talk, incident, lead, Cancel);
        await ReplyAsync(talk, lead);
        await SayAsync("Und das Zelt?", again: true);
        await ReplyAsync(talk, lead);
        var last = (await ThreadAsync(talk)).Messages[^1].Id;
        // As an automatic reply is written down.
        await Db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync("update message set bot = 'auto', person_id = null where id = @last", new { last }, scope.Transaction);
            await scope.Connection.ExecuteAsync(
                $"update conversation_event set after = 'bot', person_id = null where kind = {(int)ConversationEventKind.Replied} and after = @number",
                new { number = $"{last}" }, scope.Transaction);
        }, Cancel);
        var moving = (await ThreadAsync(talk)).Messages.Skip(2).Select(m => m.Id).ToList();
        var part = await Inbox.SplitAsync(talk, moving, lead, Cancel);
        Replied(await ThreadAsync(talk)).ShouldHaveSingleItem().ShouldNotBe("bot");
        Replied(await ThreadAsync(part)).ShouldBe(["bot"]);
        var (stayed, gone) = (await TalkAsync(talk), await TalkAsync(part));
        (stayed.Cause, stayed.IncidentId).ShouldBe(("Produkt > Naht", incident));
        (gone.Cause, gone.IncidentId).ShouldBe((null, null));

        // Where it came from has become part of another one: it goes back to that.
        var whole = await SayAsync("Ein anderes", "lee");
        await Inbox.MergeAsync(talk, whole, lead, Cancel);
        (await Inbox.SplitFromAsync(await TalkAsync(part), lead, Cancel))!.Id.ShouldBe(whole);
        (await Inbox.SplitFromAsync(await TalkAsync(whole), lead, Cancel)).ShouldBeNull("it was never split off");
        (await Inbox.SplitFromAsync(await TalkAsync(part), new(Ida, [], Unrouted: false), Cancel)).ShouldBeNull("she does not see it");
        // What was merged into it since is another matter, which would come along.
        var matter = await SayAsync("Noch etwas", "ida");
        await Inbox.MergeAsync(matter, part, lead, Cancel);
        (await Inbox.SplitFromAsync(await TalkAsync(part), lead, Cancel)).ShouldBeNull();
        (await Should.ThrowAsync<InboxException>(() => Inbox.UndoSplitAsync(part, lead, Cancel))).Why.ShouldBe(InboxRefusal.TooLate);
        await Inbox.UndoMergeAsync(matter, lead, Cancel);
        (await Inbox.UndoSplitAsync(part, lead, Cancel)).ShouldBe(whole);
        moving.ShouldBeSubsetOf((await ThreadAsync(whole)).Messages.Select(m => m.Id));
        (await TalkAsync(part)).MergedInto.ShouldBe(whole);
        (await Should.ThrowAsync<InboxException>(() => Inbox.UndoSplitAsync(part, lead, Cancel))).Why.ShouldBe(InboxRefusal.TooLate);
        (await Should.ThrowAsync<InboxException>(() => Inbox.UndoSplitAsync(whole, lead, Cancel))).Why.ShouldBe(InboxRefusal.TooLate);

        static IReadOnlyList<string?> Replied(Echolot.Conversations.Thread thread) =>
            [.. thread.Events.Where(e => e.Kind is ConversationEventKind.Replied).Select(e => e.After)];
    }
}
